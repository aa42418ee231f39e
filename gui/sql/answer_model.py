"""The rows of an answer for a table: read from its file when they are painted."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from core.model.results import Rows, SortKey
from core.model.sql import SqlAnswer
from gui.bundles.decoded import Recent
from gui.bundles.look import CELL_ROLES, cell_data
from gui.bundles.values import Cell, Members, cell, decode, one_line

Index = QModelIndex | QPersistentModelIndex

_NO_INDEX = QModelIndex()
_REMEMBERED = 400
_WEIGHT = 20_000_000
"""Rows, and bytes of them, that are remembered as decoded: more than are seen at once."""

_NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_TEXT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class AnswerModel(QAbstractTableModel):
    """A row a row, whatever their number."""

    sort_wanted = Signal(object)
    """A heading was clicked: a `SortKey`, None for the order that the query gave."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answer: SqlAnswer | None = None
        self._columns: tuple[str, ...] = ()
        self._count = 0
        self._order: Rows | None = None
        self._sorted_by: SortKey | None = None
        self._rows: Recent[list[Any]] = Recent(_REMEMBERED, _WEIGHT)
        self._cells: Recent[list[Cell]] = Recent(_REMEMBERED, _WEIGHT)

    def set_answer(self, answer: SqlAnswer | None) -> SqlAnswer | None:
        """Show another answer. Gives the one before, which is to be closed."""
        self.beginResetModel()
        old, self._answer = self._answer, answer
        self._forget_order()
        self._columns = answer.columns if answer else ()
        self._count = 0
        self._rows = Recent(_REMEMBERED, _WEIGHT)
        self._cells = Recent(_REMEMBERED, _WEIGHT)
        self.endResetModel()
        return old

    def arrange(self, order: Rows | None, key: SortKey | None) -> None:
        """Show the rows in this order, which is that of the key; None: as the query gave them."""
        self.beginResetModel()
        old, self._order = self._order, order
        self._sorted_by = key
        if order is not None:
            order.refresh()
        self.endResetModel()
        if old is not None:
            old.close()

    def sorted_by(self) -> tuple[int, Qt.SortOrder] | None:
        """The column that the rows are sorted by, and which way; None: as the query gave them."""
        key = self._sorted_by
        if key is None:
            return None
        way = Qt.SortOrder.DescendingOrder if key.descending else Qt.SortOrder.AscendingOrder
        return self._columns.index(str(key.column[0])), way

    def answer(self) -> SqlAnswer | None:
        """What is shown."""
        return self._answer

    def grow(self) -> None:
        """Show the rows that have arrived since."""
        if self._answer is None:
            return
        count = self._answer.rows.refresh()
        if count > self._count:
            self.beginInsertRows(QModelIndex(), self._count, count - 1)
            self._count = count
            self.endInsertRows()

    def row(self, place: int) -> list[Any]:
        """The values of the row at a place."""
        return self._values(self._number(place))

    def _values(self, number: int) -> list[Any]:
        kept = self._rows.get(number)
        if kept is None:
            assert self._answer is not None
            raw = self._answer.rows.raw(number)
            decoded = decode(raw)
            kept = [value for _, value in decoded] if type(decoded) is Members else []
            self._rows.put(number, kept, len(raw))
        return kept

    def cells(self, place: int) -> list[Cell]:
        """How the values of a row are shown: Qt asks for each of them many times."""
        number = self._number(place)
        shown = self._cells.get(number)
        if shown is None:
            shown = [cell(value) for value in self._values(number)]
            self._cells.put(number, shown, len(shown))
        return shown

    def _number(self, place: int) -> int:
        return place if self._order is None or place >= len(self._order) else self._order[place]

    def _forget_order(self) -> None:
        if self._order is not None:
            self._order.close()
            self._order = None
        self._sorted_by = None

    # What Qt asks

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """Rows that have arrived."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        """Columns of the answer."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows."""
        if role in CELL_ROLES:
            row, column = index.row(), index.column()
            return cell_data(self.cells(row)[column], role, lambda: self.row(row)[column])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _NUMBER if self.cells(index.row())[index.column()].number else _TEXT
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Rows are sorted elsewhere: tell that it is wanted."""
        is_one = 0 <= column < len(self._columns)
        descending = order == Qt.SortOrder.DescendingOrder
        self.sort_wanted.emit(SortKey((self._columns[column],), descending) if is_one else None)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Names of columns, numbers of rows."""
        if orientation == Qt.Orientation.Vertical:
            return f"{section + 1:,}" if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(self._columns[section], 60)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _NUMBER if self._count and self.cells(0)[section].number else _TEXT
        return None
