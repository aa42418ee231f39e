"""The bundles as a table: a row a bundle, a column a path. Rows are read when they are painted.

What the columns are, and which bundle is in which row, is decided elsewhere and told here.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import Raw
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from core.model.results import Node, Rows, Steps
from core.model.run import BundleSource
from gui.bundles.look import CELL_ROLES, cell_data, plain_tip
from gui.bundles.spot import Spot
from gui.bundles.table_lines import COMING, NO_FIELD, Lines, kind_of, node_cell, text_in
from gui.bundles.values import MISSING, Cell, Unopened, cell, one_line, path_text

LONGEST_HEADING = 60
"""Characters of a path that a heading shows."""

_LOOKED_UP = 4_000
"""Cells of large bundles that stay at hand."""

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_ROLES = CELL_ROLES | {int(Qt.ItemDataRole.TextAlignmentRole)}

Index = QModelIndex | QPersistentModelIndex


class BundleTableModel(QAbstractTableModel):
    """Bundles are counted from 1 on the screen, from 0 here."""

    wanted = Signal()
    """Cells of large bundles are to be looked up: see `take_wanted`."""

    def __init__(self, source: BundleSource, looks_up: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(self._paint_again)
        self.lines = Lines(source, self._again.start)
        self._columns: tuple[Steps, ...] = ()
        self._headings: dict[Steps, str] = {}
        self._numeric: frozenset[Steps] = frozenset()
        self._rows: Rows | None = None
        self._count = len(source)
        self._looks_up = looks_up
        self._looked_up: dict[tuple[int, Steps], Cell] = {}
        self._wanted: dict[tuple[int, Steps], None] = {}

    # What Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One row a bundle."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One column a path that is shown."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Fields by their path, bundles by their number."""
        if orientation == Qt.Orientation.Vertical:
            is_row = role == Qt.ItemDataRole.DisplayRole and 0 <= section < self._count
            return f"{self.bundle(section) + 1:,}" if is_row else None
        if not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in self._numeric else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(path_text(column) or "The whole bundle")
        return self.heading(column) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = 0) -> Any:
        """What a cell shows, and in its tooltip whether it is null, empty or not there at all."""
        if role not in _ROLES or not index.isValid():
            return None
        column = self._columns[index.column()]
        shown = self.cell(index.row(), column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if shown.number or (shown.muted and column in self._numeric) else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole and shown.muted and shown.whole:
            return plain_tip(shown.said)
        return cell_data(shown, role, lambda: self.value(index))

    def cell(self, row: int, column: Steps) -> Cell:
        """What stands in a row below a column."""
        bundle = self.bundle(row)
        shown = self.lines.cell(bundle, column)
        if shown is not None:
            return shown
        if not self.lines.is_large(bundle):
            return COMING
        if not column or not self._looks_up:
            return cell(Unopened(self.lines.size(bundle)))
        held = self._looked_up.get((bundle, column))
        if held is None:
            self._want(bundle, column)
        return held or COMING

    # What the columns and the rows are

    def columns(self) -> tuple[Steps, ...]:
        """The paths of the columns."""
        return self._columns

    def set_columns(self, columns: Sequence[Steps], numeric: frozenset[Steps]) -> None:
        """Show other columns, or the same in another order. Whoever looks has to find the place again."""
        self.beginResetModel()
        self._columns, self._numeric = tuple(columns), numeric
        self.endResetModel()

    def set_numeric(self, numeric: frozenset[Steps]) -> None:
        """Which columns stand right."""
        if numeric != self._numeric and self._columns:
            self._numeric = numeric
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)

    def heading(self, column: Steps) -> str:
        """A path, short enough for a heading."""
        if column not in self._headings:
            self._headings[column] = one_line(path_text(column), LONGEST_HEADING) or "Value"
        return self._headings[column]

    def set_rows(self, rows: Rows | None) -> None:
        """Show these rows instead, from the first one on; None for all bundles in their order.

        Rows are taken away and put in, rather than the model reset: columns keep their places.
        """
        if self._count:
            self.beginRemoveRows(QModelIndex(), 0, self._count - 1)
            self._count = 0
            self.endRemoveRows()
        self._rows = rows
        self.grow()

    def grow(self) -> None:
        """More bundles arrived, or more rows were found: they are appended."""
        count = len(self.lines.source) if self._rows is None else len(self._rows)
        if count > self._count:
            self.beginInsertRows(QModelIndex(), self._count, count - 1)
            self._count = count
            self.endInsertRows()

    def rows(self) -> Rows | None:
        """Which bundles are shown, in which order; None for all of them as they came."""
        return self._rows

    def bundle(self, row: int) -> int:
        """The bundle in a row, from 0."""
        return row if self._rows is None else self._rows[row]

    def row_of(self, bundle: int) -> int | None:
        """The row that a bundle is in, if it is."""
        if self._rows is None:
            return bundle if 0 <= bundle < self._count else None
        row = self._rows.row_of(bundle)
        return row if row is not None and row < self._count else None

    # Whole values

    def spot(self, index: Index) -> Spot:
        """A cell with its value: `MISSING` where the bundle has no such field, `Unopened` where it is so
        large that it has to be asked for."""
        return Spot(self.bundle(index.row()), self._columns[index.column()], self.value(index))

    def value(self, index: Index) -> Any:
        """The whole value of a cell, or what `spot` says."""
        bundle, column = self.bundle(index.row()), self._columns[index.column()]
        line = self.lines.line(bundle)
        if line is not None:
            return line.value(column)
        is_known_to_lack = self._looked_up.get((bundle, column)) is NO_FIELD
        return MISSING if is_known_to_lack else Unopened(self.lines.size(bundle))

    def plain_value(self, bundle: int, column: Steps) -> tuple[str, str | None]:
        """The kind of a cell, and as it was received the text of one that is a text, a number, true or
        false."""
        line = self.lines.line(bundle)
        if line is None:
            return "odd", None
        found = line.undecoded(column)
        kind = kind_of(found)
        match kind:
            case "text":
                return kind, text_in(found) if isinstance(found, Raw) else str(found)
            case "number" | "boolean":
                return kind, bytes(found).decode() if isinstance(found, Raw) else str(found).lower()
        return kind, None

    # Large bundles

    def take_wanted(self) -> list[tuple[int, Steps]]:
        """The cells to look up, those that were asked for last first; they are forgotten here."""
        wanted = list(reversed(self._wanted))
        self._wanted.clear()
        return wanted

    def put(self, bundle: int, column: Steps, node: Node | None) -> None:
        """A cell was looked up."""
        if len(self._looked_up) >= _LOOKED_UP:
            self._looked_up.clear()
        self._looked_up[bundle, column] = node_cell(node)
        row = self.row_of(bundle)
        if row is not None and column in self._columns:
            index = self.index(row, self._columns.index(column))
            self.dataChanged.emit(index, index)

    def has_wanted(self) -> bool:
        """Whether there are cells to look up."""
        return bool(self._wanted)

    def ask_again(self) -> None:
        """What is in sight and still not there is wanted again."""
        self._paint_again()

    def _want(self, bundle: int, column: Steps) -> None:
        self._wanted.pop((bundle, column), None)
        self._wanted[bundle, column] = None
        if len(self._wanted) == 1:
            self.wanted.emit()

    def _paint_again(self) -> None:
        """There is time again for what had to wait."""
        if self._count and self._columns:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, len(self._columns) - 1))
