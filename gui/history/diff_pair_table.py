"""Two bundles side by side, value by value, what changed marked with a sign and a word."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from core.model.amounts import counted
from core.model.diff import EVERY_ITEM, Pair, PairRow
from core.model.results import Steps
from gui.bundles.look import brush, italic, row_height
from gui.bundles.values import one_line, path_text
from gui.headed_rows import HeadedRows, Index, Role
from gui.history.diff_words import QUIET, SIGNS, node_cell
from gui.icons import icon

FIELD, OLDER, NEWER, MARK = range(4)
_HEADINGS = ("Field", "Older", "Newer", "What changed")
_INDENT = "    "
_WIDTHS = {FIELD: 190, MARK: 150}
_SHARES = {FIELD: 0.27, MARK: 0.32}
"""Of the width of the table, at the most: the values need the room."""


class PairModel(HeadedRows):
    """The rows of one pair of bundles; those that are the same can be left out."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_HEADINGS, parent)
        self._pair = Pair(rows=())
        self._rows: list[PairRow] = []
        self._paths: list[Steps | None] = []
        self._only_changes = False

    def show(self, pair: Pair) -> None:
        """Show this pair."""
        self._pair = pair
        self._fill()

    def set_only_changes(self, on: bool) -> None:
        """Leave out what is the same."""
        self._only_changes = on
        self._fill()

    def left_out(self) -> int:
        """How many rows there are that nobody is shown."""
        return self._pair.left_out

    def row(self, place: int) -> PairRow | None:
        """What is in a row."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def path(self, place: int) -> Steps | None:
        """The way to a value; None where its name is too long to be told."""
        return self._paths[place] if 0 <= place < len(self._paths) else None

    def first_change(self) -> int:
        """The first row that is different, else the first."""
        marks = ("changed", "added", "removed")
        rows = (place for place, row in enumerate(self._rows) if row.mark in marks and row.depth)
        return next(rows, 0)

    def _fill(self) -> None:
        self.beginResetModel()
        paths = _paths_of(self._pair.rows)
        kept = [
            (row, path)
            for row, path in zip(self._pair.rows, paths, strict=True)
            if not (self._only_changes and row.mark in QUIET)
        ]
        self._rows, self._paths = [row for row, _ in kept], [path for _, path in kept]
        self.endResetModel()

    # What Qt asks

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """What stands in a cell."""
        row, column = self._rows[index.row()], index.column()
        sign = SIGNS[row.mark]
        if role == Role.BackgroundRole:
            return brush(sign.ground) if sign.ground else None
        if column == MARK:
            return self._mark(row, role)
        if column == FIELD:
            return self._field(row, role)
        return self._value(row, column, role)

    def _mark(self, row: PairRow, role: int) -> Any:
        sign = SIGNS[row.mark]
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return sign.word or None
        if role == Role.DecorationRole and sign.picture:
            return icon(sign.picture, sign.tone)
        if role == Role.ToolTipRole:
            is_rewritten = row.mark == "rewritten"
            more = ": 1 and 1.0 are the same number, though not written alike" if is_rewritten else ""
            return f"{sign.word}{more}" or None
        return brush(sign.tone) if role == Role.ForegroundRole else None

    def _field(self, row: PairRow, role: int) -> Any:
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return _INDENT * max(0, row.depth - 1) + _name(row)
        if role == Role.ForegroundRole and row.mark in QUIET:
            return brush("muted")
        return italic() if role == Role.FontRole and row.mark == "skipped" else None

    def _value(self, row: PairRow, column: int, role: int) -> Any:
        if row.mark == "skipped" or not row.depth:
            return None
        shown = node_cell(row.older if column == OLDER else row.newer)
        match role:
            case Role.DisplayRole:
                return shown.text
            case Role.AccessibleTextRole:
                return shown.said
            case Role.ForegroundRole:
                return brush("muted") if shown.muted or row.mark in QUIET else None
            case Role.FontRole:
                return italic() if shown.italic else None
        return None


class _Cells(QStyledItemDelegate):
    """Cells on the ground that their row has: the style sheet alone would leave it out."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The ground, then the cell as anywhere."""
        ground = index.data(Role.BackgroundRole)
        if ground is not None and not option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, ground)
        super().paint(painter, option, index)


class PairTable(QTableView):
    """Both bundles; a right click ignores a field, or copies."""

    ignore_wanted = Signal(object)
    """A path that is not to be compared."""
    row_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pair")
        self.setAccessibleName("The bundle in the older run and in the newer run")
        self.values = PairModel(self)
        self.setModel(self.values)
        self.setItemDelegate(_Cells(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(row_height(self))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(False)
        for column in (OLDER, NEWER):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep room for the values."""
        super().resizeEvent(event)
        for column, width in _WIDTHS.items():
            room = int(self.viewport().width() * _SHARES[column])
            self.horizontalHeader().resizeSection(column, min(width, room))

    def show_pair(self, pair: Pair) -> None:
        """Show this pair, at its first change."""
        self.values.show(pair)
        self._go_to_first()

    def set_only_changes(self, on: bool) -> None:
        """Leave out what is the same."""
        self.values.set_only_changes(on)
        self._go_to_first()

    def chosen(self) -> PairRow | None:
        """The row that is chosen."""
        return self.values.row(self.currentIndex().row())

    def menu(self) -> QMenu:
        """What can be done with the chosen row."""
        menu = QMenu(self)
        menu.setObjectName("pair-menu")
        place = self.currentIndex().row()
        for ignored in _to_ignore(self.values.path(place)):
            name = one_line(path_text(ignored), 60).replace("&", "&&")
            menu.addAction(
                icon("eye-off"), f"Ignore {name}", lambda ignored=ignored: self.ignore_wanted.emit(ignored)
            )
        path, row = self.values.path(place), self.values.row(place)
        menu.addSeparator()
        if path:
            menu.addAction(icon("copy"), "Copy path", lambda: _copy(path_text(path)))
        for label, node in (("older", row and row.older), ("newer", row and row.newer)):
            if node and node.preview:
                menu.addAction(icon("copy"), f"Copy {label} value", lambda text=node.preview: _copy(text))
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the row that was clicked, or of the chosen one for who uses the keyboard."""
        by_keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_keyboard else self.indexAt(event.pos())
        if index.isValid():
            self.setCurrentIndex(index)
            below = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
            menu = self.menu()
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(below if by_keyboard else event.globalPos())

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell it."""
        super().currentChanged(current, previous)
        self.row_changed.emit()

    def _go_to_first(self) -> None:
        if self.values.rowCount():
            first = self.values.index(self.values.first_change(), FIELD)
            self.setCurrentIndex(first)
            self.scrollTo(first, QAbstractItemView.ScrollHint.PositionAtCenter)
        else:
            self.row_changed.emit()


def _paths_of(rows: Sequence[PairRow]) -> list[Steps | None]:
    """The way to each row's value."""
    found: list[Steps | None] = []
    here: list[str | int | None] = []
    for row in rows:
        here = here[: max(0, row.depth - 1)]
        if row.depth:
            here.append(_step(row))
        known = tuple(step for step in here if step is not None)
        found.append(known if len(known) == len(here) else None)
    return found


def _step(row: PairRow) -> str | int | None:
    node = row.newer or row.older
    if node is None or node.name_cut:
        return None
    return node.number if node.name is None else node.name


def _to_ignore(path: Steps | None) -> list[Steps]:
    """What may be ignored from a row: its path; in a list also that of every item."""
    if not path:
        return []
    every = tuple(EVERY_ITEM if isinstance(step, int) else step for step in path)
    return [path] if every == path else [every, path]


def _name(row: PairRow) -> str:
    if row.mark == "skipped":
        return f"{counted(row.count, 'value')} without a change"
    node = row.newer or row.older
    if node is None or not row.depth:
        return "The whole bundle"
    return f"[{node.number}]" if node.name is None else one_line(node.name, 120) or '""'


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
