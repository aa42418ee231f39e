"""The rows of an answer for a table: read from its file when they are painted."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from core.model.sql import SqlAnswer
from gui.bundles.decoded import Recent
from gui.bundles.look import CELL_ROLES, cell_data
from gui.bundles.values import Members, cell, decode, one_line

Index = QModelIndex | QPersistentModelIndex

_NO_INDEX = QModelIndex()
_REMEMBERED = 400
_WEIGHT = 20_000_000
"""Rows, and bytes of them, that are remembered as decoded: more than are seen at once."""

_NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_TEXT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class AnswerModel(QAbstractTableModel):
    """A row a row, whatever their number."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answer: SqlAnswer | None = None
        self._columns: tuple[str, ...] = ()
        self._count = 0
        self._rows: Recent[list[Any]] = Recent(_REMEMBERED, _WEIGHT)

    def set_answer(self, answer: SqlAnswer | None) -> SqlAnswer | None:
        """Show another answer. Gives the one before, which is to be closed."""
        self.beginResetModel()
        old, self._answer = self._answer, answer
        self._columns = answer.columns if answer else ()
        self._count = 0
        self._rows = Recent(_REMEMBERED, _WEIGHT)
        self.endResetModel()
        return old

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

    def row(self, number: int) -> list[Any]:
        """The values of a row."""
        kept = self._rows.get(number)
        if kept is None:
            assert self._answer is not None
            raw = self._answer.rows.raw(number)
            decoded = decode(raw)
            kept = [value for _, value in decoded] if type(decoded) is Members else []
            self._rows.put(number, kept, len(raw))
        return kept

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
            value = self.row(index.row())[index.column()]
            return cell_data(cell(value), role, lambda: value)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _NUMBER if cell(self.row(index.row())[index.column()]).number else _TEXT
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Names of columns, numbers of rows."""
        if orientation == Qt.Orientation.Vertical:
            return f"{section + 1:,}" if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(self._columns[section], 60)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _NUMBER if self._count and cell(self.row(0)[section]).number else _TEXT
        return None
