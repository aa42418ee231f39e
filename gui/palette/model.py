"""The rows of the palette: headings and entries."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gui.palette.entries import Found, Row

ROW = Qt.ItemDataRole.UserRole
"""The `Row` itself."""

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


class PaletteModel(QAbstractListModel):
    """What is shown, from top to bottom. Headings cannot be chosen."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: Sequence[Row] = ()

    def show(self, rows: Sequence[Row]) -> None:
        """Show these."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def shown(self) -> list[Row]:
        """All rows, from top to bottom."""
        return list(self._rows)

    def found(self, row: int) -> Found | None:
        """The entry of a row; None for a heading, and where there is no row."""
        one = self._rows[row] if 0 <= row < len(self._rows) else None
        return one if isinstance(one, Found) else None

    def row_of(self, key: str) -> int:
        """Where an entry is; -1 if nowhere."""
        for row, one in enumerate(self._rows):
            if isinstance(one, Found) and one.entry.key == key:
                return row
        return -1

    def entries(self) -> list[int]:
        """The rows of entries."""
        return [row for row, one in enumerate(self._rows) if isinstance(one, Found)]

    def headings(self) -> list[int]:
        """The rows of headings."""
        return [row for row, one in enumerate(self._rows) if isinstance(one, str)]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """All rows."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """An entry can be chosen, also one that cannot be done now: it says why."""
        is_entry = self.found(index.row()) is not None
        return Qt.ItemFlag.ItemIsEnabled | (Qt.ItemFlag.ItemIsSelectable if is_entry else Qt.ItemFlag(0))

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Names for the eye, sentences for the ear."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        match role:
            case Role.DisplayRole:
                return row if isinstance(row, str) else row.entry.label
            case Role.AccessibleTextRole:
                return row if isinstance(row, str) else spoken(row)
            case Role.ToolTipRole if isinstance(row, Found):
                return row.entry.why_not or row.entry.about
            case _ if role == ROW:
                return row
        return None


def spoken(found: Found) -> str:
    """An entry in one sentence, for who hears it."""
    entry = found.entry
    parts = [entry.label, entry.about, entry.keys]
    if entry.why_not:
        parts.append(f"not now: {entry.why_not}")
    return ", ".join(part for part in parts if part)
