"""The bundles as a table: a row a bundle, a column a field, one level of objects opened into `parent.child`.

The columns are found in the data: in a sample at first, then in every row that is painted.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from gui.bundles.decoded import Bundles, Recent
from gui.bundles.look import CELL_ROLES, cell_data, plain_tip
from gui.bundles.values import MISSING, Cell, Members, Unopened, cell, one_line, path_text

MOST_COLUMNS = 60
SAMPLE_BUNDLES = 200
SAMPLE_BYTES = 1_000_000
"""How much is read to find the first columns: so many bundles, of so many bytes together."""

_KEPT_ROWS = 512
_ROWS_THAT_ALIGN = 20
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_BLANK = Cell("", "no value")
_ROLES = CELL_ROLES | {int(Qt.ItemDataRole.TextAlignmentRole)}

Index = QModelIndex | QPersistentModelIndex
Column = tuple[str, ...]
"""The way to a field: one name, two names, or none for a bundle that is no object."""

WHOLE: Column = ()


def fields_of(value: Any) -> Iterator[tuple[Column, Any]]:
    """The fields of a bundle: members, and in the place of a member that is an object, its members."""
    if type(value) is not Members:
        yield WHOLE, value
        return
    for name, member in value:
        if type(member) is Members and member:
            for inner_name, inner in member:
                yield (name, inner_name), inner
        else:
            yield (name,), member


def columns_of(bundles: Iterable[Any]) -> list[Column]:
    """The columns that show some bundles, in the order in which they appear, an object's side by side.

    An object that is null or empty in some bundles and opened in others has no column of its own.
    """
    found: dict[str, dict[Column, bool]] = {}
    for value in bundles:
        for column, member in fields_of(value):
            together = found.setdefault(column[0] if column else "", {})
            together[column] = together.get(column, False) or not _is_blank(member)
    return [
        column
        for together in found.values()
        for column, filled in together.items()
        if filled or len(column) > 1 or not any(len(other) > 1 for other in together)
    ]


def _is_blank(member: Any) -> bool:
    return member is None or (type(member) is Members and not member)


class Fields:
    """One bundle, asked for its fields by column."""

    def __init__(self, bundle: Any) -> None:
        self._bundle = bundle
        self._members: dict[str, Any] = dict(bundle) if type(bundle) is Members else {}
        self._inner: dict[str, dict[str, Any]] = {}

    def at(self, column: Column) -> Any:
        """The value in a column; `MISSING` where the bundle has no such field."""
        if not column:
            return MISSING if type(self._bundle) is Members else self._bundle
        member = self._members.get(column[0], MISSING)
        opens = type(member) is Members and len(member) > 0
        if opens == (len(column) == 1):
            return MISSING
        if not opens:
            return member
        if column[0] not in self._inner:
            self._inner[column[0]] = dict(member)
        return self._inner[column[0]].get(column[1], MISSING)


class BundleTableModel(QAbstractTableModel):
    """Rows are decoded when they are painted. Bundles are counted from 1 on the screen, from 0 here."""

    crowded = Signal()
    """There are more fields than columns may be shown."""

    def __init__(self, bundles: Bundles, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bundles = bundles
        self._total = len(bundles)
        self._sampled = self._sampled_bytes = 0
        self._columns: list[Column] = []
        self._numeric: list[bool] = []
        self._known: set[Column] = set()
        self._opened: set[str] = set()
        self._rows: Recent[list[Cell]] = Recent(_KEPT_ROWS)
        self._found: dict[Column, None] = {}
        self.is_crowded = False
        # Columns cannot be added while a view is painting: it asks, and they follow right after.
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._add_found)
        self._sample()

    # Columns

    def _sample(self) -> None:
        """Find columns in the first bundles, unless enough of them were looked at."""
        values: list[Any] = []
        while self._sampled < min(self._total, SAMPLE_BUNDLES) and self._sampled_bytes < SAMPLE_BYTES:
            before = self._bundles.decoded_bytes
            values.append(self._bundles.glance(self._sampled))
            self._sampled_bytes += self._bundles.decoded_bytes - before
            self._sampled += 1
        self._note(columns_of(values))
        self._add_found()

    def _note(self, columns: Iterable[Column]) -> None:
        """Remember columns to add, as long as there is room for them."""
        for column in columns:
            if column in self._found or column in self._known:
                continue
            if len(self._columns) + len(self._found) >= MOST_COLUMNS:
                if not self.is_crowded:
                    self.is_crowded = True
                    self.crowded.emit()
                return
            self._found[column] = None

    def _add_found(self) -> None:
        columns, first = list(self._found), len(self._columns)
        self._found.clear()
        if not columns:
            return
        self.beginInsertColumns(QModelIndex(), first, first + len(columns) - 1)
        self._columns += columns
        self._known.update(columns)
        self._opened.update(column[0] for column in columns if len(column) > 1)
        self._rows.clear()
        self._numeric += [self._begins_with_number(section) for section in range(first, len(self._columns))]
        self.endInsertColumns()

    def _begins_with_number(self, section: int) -> bool:
        cells = (self._cells(row)[section] for row in range(min(self._total, _ROWS_THAT_ALIGN)))
        return next((shown.number for shown in cells if not shown.muted and shown.text), False)

    def _is_new(self, column: Column, value: Any) -> bool:
        if column in self._known:
            return False
        return not (len(column) == 1 and column[0] in self._opened and _is_blank(value))

    # What Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One row a bundle."""
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """One column a field that was found."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Fields by their path, bundles by their number."""
        if orientation == Qt.Orientation.Vertical:
            return f"{section + 1:,}" if role == Qt.ItemDataRole.DisplayRole else None
        if not 0 <= section < len(self._columns):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self._numeric[section] else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(path_text(self._columns[section]) or "The whole bundle")
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(path_text(self._columns[section]), 60) or "Value"
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        """What a cell shows: nothing where a bundle lacks the field, a muted "null" where it is null."""
        if role not in _ROLES or not index.isValid():
            return None
        shown = self._cells(index.row())[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if shown.number else _LEFT
        return cell_data(shown, role, lambda: self.value(index))

    def _cells(self, row: int) -> list[Cell]:
        cells = self._rows.get(row)
        if cells is not None:
            return cells
        value = self._bundles.glance(row)
        if not self.is_crowded:
            self._note(column for column, member in fields_of(value) if self._is_new(column, member))
            if self._found:
                self._later.start()
        fields = Fields(value)
        cells = [_BLANK if (at := fields.at(column)) is MISSING else cell(at) for column in self._columns]
        return cells if isinstance(value, Unopened) else self._rows.put(row, cells)

    # What the view asks

    def steps(self, index: Index) -> Column:
        """The path of a cell within its bundle."""
        return self._columns[index.column()]

    def value(self, index: Index) -> Any:
        """The whole value of a cell; `MISSING` where the bundle has no such field."""
        return Fields(self._bundles.value(index.row())).at(self._columns[index.column()])

    def grow(self, total: int) -> None:
        """Bundles were added at the end."""
        if total > self._total:
            self.beginInsertRows(QModelIndex(), self._total, total - 1)
            self._total = total
            self.endInsertRows()
            self._sample()
