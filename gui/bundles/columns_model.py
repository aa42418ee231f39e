"""All columns as a list: which are shown, what is in them, which stay in sight. Fast however many."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from core.model.results import Column, Steps
from gui.bundles.columns_words import holds, holds_exactly
from gui.bundles.look import brush, plain_tip
from gui.bundles.values import one_line, path_text
from gui.icons import icon

NAME, HOLDS, PIN = range(3)
_HEADINGS = ("Column", "What is in it", "Pinned")
_MIME = "application/x-trunkline-columns"
_LONGEST = 80

Index = QModelIndex | QPersistentModelIndex


class ColumnsModel(QAbstractTableModel):
    """A row a column, in the order of the table; while something is searched for, those that match."""

    ticked = Signal(object, bool)
    """A column (its path) is to be shown, or not."""
    pinned = Signal(object, bool)
    reordered = Signal(object)
    """All paths in a new order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._order: list[Steps] = []
        self._shown: frozenset[Steps] = frozenset()
        self._pins: frozenset[Steps] = frozenset()
        self._columns: Mapping[Steps, Column] = {}
        self._labels: dict[Steps, str] = {}
        self._search = ""
        self._rows: list[Steps] = []

    def show_columns(
        self,
        order: Sequence[Steps],
        columns: Mapping[Steps, Column],
        shown: frozenset[Steps],
        pins: frozenset[Steps],
    ) -> None:
        """Show columns as they are now. The place in the list stays, unless the order is another."""
        self._columns, self._shown, self._pins = columns, shown, pins
        if list(order) == self._order:
            self._tell_changed()
            return
        self._order = list(order)
        self._fill()

    def search(self, text: str) -> None:
        """Show the columns whose path contains a text, in whatever case."""
        if text.casefold() != self._search:
            self._search = text.casefold()
            self._fill()

    def path(self, row: int) -> Steps:
        """The column in a row."""
        return self._rows[row]

    def row_of(self, path: Steps) -> int:
        """The row of a column; -1 where it is not in the list."""
        return self._rows.index(path) if path in self._rows else -1

    def is_shown(self, path: Steps) -> bool:
        """Whether the table shows a column."""
        return path in self._shown

    def is_pinned(self, path: Steps) -> bool:
        """Whether a column stays in sight."""
        return path in self._pins

    def move(self, row: int, to: int) -> None:
        """Put a column before the one in the row `to`."""
        if self._search or row < 0 or to in (row, row + 1) or not 0 <= to <= len(self._rows):
            return
        order = list(self._order)
        path = order.pop(row)
        order.insert(to - (to > row), path)
        self.reordered.emit(order)

    # What Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One row a column."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Name, contents, pin."""
        return 0 if parent.isValid() else len(_HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """For a screen reader: nobody sees the headings."""
        is_heading = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return _HEADINGS[section] if is_heading else None

    def data(self, index: Index, role: int = 0) -> Any:
        """What a row says."""
        if not index.isValid():
            return None
        path, part = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(path, part)
        if part == NAME:
            if role == Qt.ItemDataRole.DisplayRole:
                return self._label(path)
            if role == Qt.ItemDataRole.CheckStateRole:
                return Qt.CheckState.Checked if path in self._shown else Qt.CheckState.Unchecked
        elif part == HOLDS:
            if role == Qt.ItemDataRole.DisplayRole:
                return holds(self._columns[path]) if path in self._columns else "not found"
            if role == Qt.ItemDataRole.ForegroundRole:
                return brush("muted")
        elif role == Qt.ItemDataRole.DecorationRole:
            return icon("pin", "accent") if path in self._pins else icon("pin", "border")
        elif role == Qt.ItemDataRole.AccessibleTextRole:
            return "pinned" if path in self._pins else "not pinned"
        return None

    def setData(self, index: Index, value: Any, role: int = 0) -> bool:
        """Ticking shows a column."""
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != NAME:
            return False
        checked = Qt.CheckState(value) == Qt.CheckState.Checked
        self.ticked.emit(self._rows[index.row()], checked)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be dragged between others while all are listed."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        if index.column() == NAME:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags if self._search else flags | Qt.ItemFlag.ItemIsDragEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        """Columns are moved."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Only columns of this list are taken."""
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The row that is dragged."""
        data = QMimeData()
        data.setData(_MIME, QByteArray(str(indexes[0].row()).encode()))
        return data

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Put a column where it was dropped. Never true: Qt would take the row away that was dragged."""
        to = row if row >= 0 else parent.row() if parent.isValid() else len(self._rows)
        if data.hasFormat(_MIME):
            self.move(int(bytes(data.data(_MIME).data())), to)
        return False

    # Inside

    def _fill(self) -> None:
        self.beginResetModel()
        wanted = self._search
        self._rows = (
            [path for path in self._order if wanted in self._label(path).casefold()]
            if wanted
            else list(self._order)
        )
        self.endResetModel()

    def _tell_changed(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, PIN))

    def _label(self, path: Steps) -> str:
        if path not in self._labels:
            self._labels[path] = one_line(path_text(path), _LONGEST) or "Value"
        return self._labels[path]

    def _tip(self, path: Steps, part: int) -> str:
        if part == PIN:
            return "Stays in sight" if path in self._pins else "Keep in sight on the left"
        name = path_text(path) or "The whole bundle"
        if path not in self._columns:
            return plain_tip(name)
        return plain_tip(f"{one_line(name)}\n{holds_exactly(self._columns[path])}")
