"""The runs as rows, newest first: pages come as the person gets there."""

import bisect
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from core.model.history import FoundInOutput, HistoryEntry, HistoryPage
from gui.bundles.look import plain_tip
from gui.history.words import spoken

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

ROW = Role.UserRole
"""The `Row` of an index."""


class Row(NamedTuple):
    """A run, and what was found in its bundles, if they were searched."""

    entry: HistoryEntry
    found: FoundInOutput | None = None

    @property
    def id(self) -> str:
        """The id of the run."""
        return self.entry.record.id


class HistoryModel(QAbstractListModel):
    """Rows in the order of their places. What is chosen and in sight outlives every change."""

    more_wanted = Signal()
    """The end of what is here was reached, and there are older runs."""

    def __init__(self, parent: QObject | None = None, clock: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self.clock = clock
        self._rows: list[Row] = []
        self._older: int | None = None

    @property
    def older(self) -> int | None:
        """Where the runs begin that are not here yet; None when all are."""
        return self._older

    def rows(self) -> list[Row]:
        """All that are here."""
        return list(self._rows)

    def begin_anew(self, page: HistoryPage | None = None) -> None:
        """Show this first page instead of all that is here."""
        self.beginResetModel()
        self._rows = [Row(entry) for entry in page.entries] if page else []
        self._older = page.older if page else None
        self.endResetModel()

    def extend(self, page: HistoryPage) -> None:
        """Older runs."""
        self._older = page.older
        end = self._rows[-1].entry.place if self._rows else None
        rows = [Row(entry) for entry in page.entries]
        if end is None or all(row.entry.place < end for row in rows):
            self._append(rows)
        else:  # some were found in outputs before
            for row in rows:
                self._put(row)

    def add_found(self, found: FoundInOutput) -> None:
        """A run in whose bundles something was found: among the others, by its age."""
        self._put(Row(found.entry, found))

    def renew(self, page: HistoryPage) -> None:
        """The newest runs as they are now: some came, went or changed. Older ones stay as they are here."""
        oldest = page.older if page.older is not None else -1
        now = {entry.record.id for entry in page.entries}
        if all(row.entry.place >= oldest for row in self._rows):
            self._older = page.older
        for place in reversed(range(len(self._rows))):
            row = self._rows[place]
            if row.entry.place >= oldest and row.id not in now and row.found is None:
                self._remove(place)
        for entry in page.entries:
            self._put(Row(entry))

    def change(self, entry: HistoryEntry) -> None:
        """A run as it is now."""
        for row in self._rows:
            if row.id == entry.record.id:
                self._put(row._replace(entry=entry))
                return

    def remove(self, ids: Sequence[str]) -> None:
        """These are gone."""
        gone = set(ids)
        for place in reversed(range(len(self._rows))):
            if self._rows[place].id in gone:
                self._remove(place)

    def index_of(self, id: str) -> QModelIndex:
        """Where a run is; an invalid index when it is not here."""
        places = (place for place, row in enumerate(self._rows) if row.id == id)
        place = next(places, -1)
        return self.index(place) if place >= 0 else QModelIndex()

    # What Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """How many are here."""
        return 0 if parent.isValid() else len(self._rows)

    def canFetchMore(self, parent: Index) -> bool:
        """Whether there are older ones."""
        return not parent.isValid() and self._older is not None

    def fetchMore(self, parent: Index) -> None:
        """Ask for them."""
        if self.canFetchMore(parent):
            self.more_wanted.emit()

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """What is shown of a run; the delegate asks for the row itself."""
        row = self._rows[index.row()]
        match role:
            case Role.UserRole:
                return row
            case Role.DisplayRole | Role.AccessibleTextRole:
                return spoken(row.entry, self.clock())
            case Role.ToolTipRole:
                problem = row.entry.record.problem
                return plain_tip("\n".join(problem[:2])) if problem else None
        return None

    # Changing rows, one after another

    def _append(self, rows: list[Row]) -> None:
        if rows:
            count = len(self._rows)
            self.beginInsertRows(QModelIndex(), count, count + len(rows) - 1)
            self._rows += rows
            self.endInsertRows()

    def _remove(self, place: int) -> None:
        self.beginRemoveRows(QModelIndex(), place, place)
        del self._rows[place]
        self.endRemoveRows()

    def _put(self, row: Row) -> None:
        """Where it belongs; one that is there already is brought up to date, and keeps what was found."""
        place = bisect.bisect_left(self._rows, -row.entry.place, key=lambda one: -one.entry.place)
        if place < len(self._rows) and self._rows[place].id == row.id:
            new = row if row.found else row._replace(found=self._rows[place].found)
            if self._rows[place] != new:
                self._rows[place] = new
                self.dataChanged.emit(self.index(place), self.index(place))
        else:
            self.beginInsertRows(QModelIndex(), place, place)
            self._rows.insert(place, row)
            self.endInsertRows()
