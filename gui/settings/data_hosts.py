"""The hosts that were contacted, as a table: in any order, searched, copied."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QSortFilterProxyModel, Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from gui.connections.words import in_order, is_found
from gui.headed_rows import HeadedRows, Index, Role
from gui.moments import moment
from gui.settings.data_cells import FIRST_LINE, SECOND_LINE, HostCells
from gui.settings.data_words import HostRow, as_tsv, exact, searched

_HEADINGS = ("Host", "For", "First", "Last", "Requests")
HOST, PURPOSE, FIRST, LAST, TIMES = range(len(_HEADINGS))

ROW = Role.UserRole
"""The `HostRow` of a row."""
_SORTED_BY = Role.UserRole + 1

_ROOM_FOR_FIRST = 560
"""Pixels; in a narrower table the first time is left out. What is copied has it all the same."""

_TIME_WIDTH, _TIMES_WIDTH = 104, 96


class HostModel(HeadedRows):
    """Rows in the order in which they came; a row that changes stays the same row."""

    def __init__(self, parent: QObject | None = None, clock: Callable[[], float] = time.time) -> None:
        super().__init__(_HEADINGS, parent, on_the_right=(TIMES,))
        self._clock = clock
        self._rows: list[HostRow] = []

    def show(self, rows: Sequence[HostRow]) -> None:
        """Show these: rows go, change and come."""
        wanted = {row.key: row for row in rows}
        for place in reversed(range(len(self._rows))):
            if self._rows[place].key not in wanted:
                self.beginRemoveRows(QModelIndex(), place, place)
                del self._rows[place]
                self.endRemoveRows()
        for place, before in enumerate(self._rows):
            now = wanted.pop(before.key)
            if now != before:
                self._rows[place] = now
                self.dataChanged.emit(self.index(place, HOST), self.index(place, TIMES))
        if wanted:
            count = len(self._rows)
            self.beginInsertRows(QModelIndex(), count, count + len(wanted) - 1)
            self._rows += wanted.values()
            self.endInsertRows()

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """What is shown in a cell, sorted by, and said of it."""
        row, column = self._rows[index.row()], index.column()
        match role:
            case Role.DisplayRole | Role.AccessibleTextRole:
                return " ".join(filter(None, self._lines(row, column)))
            case Role.ToolTipRole:
                return self._tip(row, column)
            case Role.TextAlignmentRole:
                return self.alignment(column)
        if role in (FIRST_LINE, SECOND_LINE):
            return self._lines(row, column)[role == SECOND_LINE]
        if role == ROW:
            return row
        return _order(row, column) if role == _SORTED_BY else None

    def _lines(self, row: HostRow, column: int) -> tuple[str, str]:
        match column:
            case 0:
                return row.host, row.way
            case 1:
                return row.purpose, row.purpose_more
            case 4:
                return f"{row.times:,}", ""
        day, _, time_of_day = moment(row.first if column == FIRST else row.last, self._clock()).rpartition(
            " "
        )
        return day, time_of_day

    def _tip(self, row: HostRow, column: int) -> str:
        if column in (FIRST, LAST):
            return exact(row.first if column == FIRST else row.last)
        return "\n".join(filter(None, self._lines(row, column)))


def _order(row: HostRow, column: int) -> str | float:
    if column in (HOST, PURPOSE):
        return in_order(row.host if column == HOST else row.purpose)
    return {FIRST: row.first, LAST: row.last, TIMES: float(row.times)}[column]


class _Sorted(QSortFilterProxyModel):
    """The rows in order, and of them those in which each typed word stands."""

    def __init__(self, model: HostModel) -> None:
        super().__init__(model)
        self._typed = ""
        self.setSourceModel(model)
        self.setSortRole(_SORTED_BY)
        self.setDynamicSortFilter(True)

    def narrow(self, typed: str) -> None:
        self._typed = typed
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        """Whether a row is found."""
        return is_found(searched(self.sourceModel().index(row, HOST, parent).data(ROW)), self._typed)


class HostTable(QTreeView):
    """The table: newest first, until another heading is clicked."""

    def __init__(self, parent: QWidget | None = None, clock: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self._hosts = HostModel(self, clock)
        self._sorted = _Sorted(self._hosts)
        self.setObjectName("host-table")
        self.setAccessibleName("Hosts that were contacted")
        self.setModel(self._sorted)
        self.setItemDelegate(HostCells(self))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSortingEnabled(True)
        self.sortByColumn(LAST, Qt.SortOrder.DescendingOrder)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        for column in (HOST, PURPOSE):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        for column, width in ((FIRST, _TIME_WIDTH), (LAST, _TIME_WIDTH), (TIMES, _TIMES_WIDTH)):
            header.resizeSection(column, width)

    def show_rows(self, rows: Sequence[HostRow]) -> None:
        """Show these; what is chosen stays chosen."""
        self._hosts.show(rows)

    def narrow(self, typed: str) -> None:
        """Show only rows in which each typed word stands."""
        self._sorted.narrow(typed)

    def rows(self) -> list[HostRow]:
        """What is shown, from top to bottom."""
        return [self._row(place) for place in range(self._sorted.rowCount())]

    def chosen(self) -> list[HostRow]:
        """The chosen rows, from top to bottom."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows(HOST))
        return [self._row(place) for place in places]

    def copy(self) -> int:
        """Copy the chosen rows, or all that are shown where none is chosen. Gives how many."""
        rows = self.chosen() or self.rows()
        QGuiApplication.clipboard().setText(as_tsv(rows))
        return len(rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the last time matters more than the first."""
        super().resizeEvent(event)
        self.setColumnHidden(FIRST, self.viewport().width() < _ROOM_FOR_FIRST)

    def _row(self, place: int) -> HostRow:
        row: HostRow = self._sorted.index(place, HOST).data(ROW)
        return row
