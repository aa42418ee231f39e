"""Rows below headings that never change: what every model of such a table answers alike."""

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


class HeadedRows(QAbstractTableModel):
    """A table with a row for each of `_rows`. `on_the_right`: columns of numbers, whose headings stand above
    their right end."""

    _rows: Sequence[Any] = ()

    def __init__(
        self, headings: Sequence[str], parent: QObject | None = None, on_the_right: Collection[int] = ()
    ) -> None:
        super().__init__(parent)
        self._headings, self._on_the_right = headings, on_the_right

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """How many there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """As many as there are headings."""
        return 0 if parent.isValid() else len(self._headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """What the columns are called."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Role.TextAlignmentRole:
            return self.alignment(section)
        return self._headings[section] if role == Role.DisplayRole else None

    def alignment(self, column: int) -> int:
        """Where a column and its heading stand."""
        is_right = column in self._on_the_right
        side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)
