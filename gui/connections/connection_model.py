"""The connections as rows: what is shown of each, what it is sorted by and found by."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QIcon

from core.model.connection import Connection, Use
from gui.connections.words import (
    VERIFYING,
    State,
    account_line,
    in_order,
    is_found,
    searched,
    state_of,
    used_by,
)

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

NAME, STATE, USED = range(3)
_HEADINGS = ("Connection", "State", "Used by")

ENTRY = Role.UserRole
"""The `Entry` of a row."""
LOOK = Role.UserRole + 1
"""How it fares: a `State`."""
_SORTED_BY = Role.UserRole + 2

_MANY = 999
"""No connection is used more often, as far as sorting goes."""


@dataclass(frozen=True)
class Entry:
    """A connection and what is known about it here.

    `has_app`: its app is there. `uses`: None while they are not known. `is_busy`: it is being verified.
    `has_others`: there are other connections to the same app.
    """

    connection: Connection
    app_label: str
    mark: QIcon
    has_app: bool = True
    uses: tuple[Use, ...] | None = None
    is_busy: bool = False
    has_others: bool = False

    def state(self, now: float) -> State:
        """How the connection fares, as shown."""
        return VERIFYING if self.is_busy else state_of(self.connection, now)


class ConnectionModel(QAbstractTableModel):
    """Rows in the order in which they came; `Sorted` puts them in order.

    A row that changes stays the same row: what is chosen stays chosen, and nothing scrolls.
    """

    renamed = Signal(object)
    """A `Connection` and the name that somebody typed for it; the old one is shown until that holds."""

    def __init__(self, parent: QObject | None = None, clock: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self._clock = clock
        self._entries: list[Entry] = []

    def show(self, entries: Sequence[Entry]) -> None:
        """Show these: rows go, change and come one by one."""
        wanted = {entry.connection.id: entry for entry in entries}
        for row in reversed(range(len(self._entries))):
            if self._entries[row].connection.id not in wanted:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._entries[row]
                self.endRemoveRows()
        for row, before in enumerate(self._entries):
            now = wanted.pop(before.connection.id)
            if now != before:
                self._entries[row] = now
                self.dataChanged.emit(self.index(row, NAME), self.index(row, USED))
        if wanted:
            count = len(self._entries)
            self.beginInsertRows(QModelIndex(), count, count + len(wanted) - 1)
            self._entries += wanted.values()
            self.endInsertRows()

    def row_of(self, id: str) -> QModelIndex:
        """Where a connection is; an invalid index when it is not here."""
        rows = (row for row, entry in enumerate(self._entries) if entry.connection.id == id)
        row = next(rows, -1)
        return self.index(row, NAME) if row >= 0 else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """How many there are."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """Connection, state, uses."""
        return 0 if parent.isValid() else len(_HEADINGS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> str | None:
        """What the columns are called."""
        wanted = orientation == Qt.Orientation.Horizontal and role == Role.DisplayRole
        return _HEADINGS[section] if wanted else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Names can be typed over."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == NAME else flags

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """What is shown in a cell."""
        entry = self._entries[index.row()]
        if role == ENTRY:
            return entry
        match index.column():
            case 0:
                return self._name(entry, role)
            case 1:
                return self._state(entry, role)
        return _used(entry, role)

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Tell what was typed; nothing changes here before it holds."""
        connection = self._entries[index.row()].connection
        if role == Role.EditRole and str(value).strip() != connection.name:
            self.renamed.emit((connection, str(value)))
        return False

    def _name(self, entry: Entry, role: int) -> Any:
        match role:
            case Role.DisplayRole | Role.EditRole:
                return entry.connection.name
            case Role.ToolTipRole:
                return f"{entry.connection.name}\n{account_line(entry.connection, entry.app_label)}"
            case Role.AccessibleTextRole:
                return f"{entry.connection.name}, {account_line(entry.connection, entry.app_label)}"
            case Role.DecorationRole:
                return entry.mark
        return _order(entry) if role == _SORTED_BY else None

    def _state(self, entry: Entry, role: int) -> Any:
        state = entry.state(self._clock())
        match role:
            case Role.DisplayRole | Role.AccessibleTextRole:
                return state.text
            case Role.ToolTipRole:
                return "\n".join(filter(None, (state.text, *(entry.connection.why or ()))))
        if role == LOOK:
            return state
        if role == _SORTED_BY:
            state = state_of(entry.connection, self._clock())  # no row moves just because it is asked
            return f"{state.rank} {_order(entry)}"
        return None


def _used(entry: Entry, role: int) -> Any:
    match role:
        case Role.DisplayRole | Role.AccessibleTextRole:
            return used_by(entry.uses)
        case Role.ToolTipRole:
            return "\n".join(use.label for use in entry.uses or ())
    if role == _SORTED_BY:
        return f"{_MANY - len(entry.uses or ()):03} {_order(entry)}"
    return None


def _order(entry: Entry) -> str:
    """By name; practice connections last."""
    return f"{entry.connection.practice:d} {in_order(entry.connection.name)}"


class Sorted(QSortFilterProxyModel):
    """The rows in order, and of them those in which each typed word stands."""

    def __init__(self, model: ConnectionModel) -> None:
        super().__init__(model)
        self._typed = ""
        self.setSourceModel(model)
        self.setSortRole(_SORTED_BY)
        self.setDynamicSortFilter(True)
        self.sort(NAME)

    def narrow(self, typed: str) -> None:
        """Show only what is found by this."""
        self._typed = typed
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        """Whether a row is found."""
        entry: Entry = self.sourceModel().index(row, NAME, parent).data(ENTRY)
        return is_found(searched(entry.connection, entry.app_label), self._typed)
