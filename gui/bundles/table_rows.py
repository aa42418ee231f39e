"""Which rows the table has: sorted and filtered in another process, shown as they are found.

What was worked out is kept while it can serve again: the order of all rows when a filter changes, the rows of
a filter when the order changes.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from core.model.errors import InvalidValues, TrunklineError
from core.model.results import Condition, Progress, Rows, RowsEvent, RowsFound, SortKey, Steps
from gui.jobs import Jobs

if TYPE_CHECKING:
    from core.integrator import Integrator

PATIENCE = 200
"""Milliseconds until it is said what is being done."""


class Arrangement(msgspec.Struct, frozen=True):
    """Which bundles, in which order. Without keys in the order in which they came."""

    conditions: tuple[Condition, ...] = ()
    keys: tuple[SortKey, ...] = ()


AS_RECEIVED = Arrangement()


class Kept(msgspec.Struct, eq=False):
    """Rows that were worked out. `bundles` were looked at, all of them unless `partial`."""

    rows: Rows
    bundles: int
    partial: bool = True


class Work(msgspec.Struct, frozen=True):
    """What is being done: the word for it, and how much of it is done (0 to 1)."""

    word: str
    done: float


class TableRows(QObject):
    """The rows of one run. `rows` None are all bundles as they came."""

    replaced = Signal()
    """Other rows are to be shown, from the first one on: `rows`."""
    grown = Signal()
    """There are more of the same."""
    settled = Signal()
    """The rows are complete, or will not be."""
    changed = Signal()
    """`work`, `problem`, `wanted` or what the rows cover is another."""
    refused = Signal(object)
    """A condition cannot be understood: sentences by the number of the condition."""

    def __init__(self, integrator: "Integrator", run: str, owner: QObject) -> None:
        super().__init__(owner)
        self._integrator, self._run = integrator, run
        self._total = 0
        self._shelf: dict[Arrangement, Kept] = {}
        self._on_screen: Kept | None = None
        self.wanted = self.shown = AS_RECEIVED
        """What the person asked for, and what the rows are."""
        self.work: Work | None = None
        self.problem: TrunklineError | None = None
        self._failed = AS_RECEIVED
        self.jobs = Jobs(self)
        self._doing = Work("", 0.0)
        self._slow = QTimer(self, singleShot=True, interval=PATIENCE)
        self._slow.timeout.connect(self._tell_work)

    @property
    def rows(self) -> Rows | None:
        """The rows to show."""
        return self._on_screen.rows if self._on_screen else None

    @property
    def covers(self) -> int | None:
        """How many bundles were there when the rows were asked for; None where all are shown."""
        return self._on_screen.bundles if self._on_screen else None

    @property
    def is_partial(self) -> bool:
        """Whether it was stopped before all bundles were looked at."""
        return self._on_screen is not None and self._on_screen.partial and self.work is None

    @property
    def fit_none(self) -> bool:
        """Whether all bundles were looked at, and none is among the rows."""
        return self._on_screen is not None and not self._on_screen.partial and not len(self._on_screen.rows)

    def ask(self, wanted: Arrangement, total: int) -> None:
        """Show these rows; `total` bundles are there now."""
        if total != self._total:
            self._clear_shelf()
        self._total, self.wanted, self.problem = total, wanted, None
        self._slow.start()
        self.changed.emit()
        self.jobs.start("rows", self._find(wanted))

    def ask_again(self, total: int) -> None:
        """Work out anew what is shown, or what could not be worked out."""
        self._clear_shelf()
        self.ask(self._failed if self.problem is not None else self.wanted, total)

    def stop(self) -> None:
        """Leave it at what was found so far."""
        self.jobs.cancel("rows")
        self.wanted = self.shown
        self._rest()

    def close(self) -> None:
        """Stop, and let go of all files."""
        self.jobs.cancel("rows")
        self._slow.stop()
        on_screen, self._on_screen = self._on_screen, None
        self._clear_shelf()
        if on_screen:
            on_screen.rows.close()

    async def _find(self, wanted: Arrangement) -> None:
        try:
            await self._show_wanted(wanted)
        except InvalidValues as invalid:
            self.wanted = self.shown
            self.refused.emit(invalid.by_field)
        except TrunklineError as error:
            self._failed, self.wanted, self.problem = wanted, self.shown, error
        self._rest()

    async def _show_wanted(self, wanted: Arrangement) -> None:
        if wanted == AS_RECEIVED:
            self._show(wanted, None)
        elif held := self._shelf.get(wanted):
            self._show(wanted, held)
        elif not wanted.keys:
            await self._filter(wanted, None)
        elif not wanted.conditions:
            await self._sort(wanted, None)
        elif in_order := self._shelf.get(Arrangement(keys=wanted.keys)):
            await self._filter(wanted, in_order)
        else:
            unordered = Arrangement(wanted.conditions)
            found = self._shelf.get(unordered) or await self._filter(unordered, None)
            await self._sort(wanted, found)
        self._tidy(wanted)

    async def _filter(self, arrangement: Arrangement, within: Kept | None) -> Kept:
        rows = self._integrator.matching(self._run, arrangement.conditions, within.rows if within else None)
        return await self._follow("Filtering", arrangement, rows)

    async def _sort(self, arrangement: Arrangement, within: Kept | None) -> Kept:
        rows = self._integrator.order(self._run, arrangement.keys, within.rows if within else None)
        return await self._follow("Sorting", arrangement, rows)

    async def _follow(self, word: str, arrangement: Arrangement, events: AsyncGenerator[RowsEvent]) -> Kept:
        kept: Kept | None = None
        self._do(Work(word, 0.0))
        async with aclosing(events):
            async for event in events:
                match event:
                    case Progress(done=done, total=total):
                        self._do(Work(word, done / total if total else 1.0))
                    case RowsFound(rows=rows, bundles=bundles):
                        rows.refresh()
                        if kept is None:
                            kept = Kept(rows, bundles)
                            self._show(arrangement, kept)
                        else:
                            self.grown.emit()
        assert kept is not None, "an answer has rows, if none"
        kept.partial = False
        self._shelf[arrangement] = kept
        return kept

    def _show(self, arrangement: Arrangement, kept: Kept | None) -> None:
        before, self._on_screen, self.shown = self._on_screen, kept, arrangement
        self.replaced.emit()
        if (
            before is not None
            and before is not kept
            and all(before is not one for one in self._shelf.values())
        ):
            before.rows.close()

    def _do(self, work: Work) -> None:
        self._doing = work
        if self.work is not None:
            self._tell_work()

    def _tell_work(self) -> None:
        self.work = self._doing
        self.changed.emit()

    def _rest(self) -> None:
        self._slow.stop()
        self.work = None
        self.changed.emit()
        self.settled.emit()

    def _tidy(self, wanted: Arrangement) -> None:
        """Keep what can serve again."""
        for arrangement in list(self._shelf):
            same_filter = arrangement.conditions in ((), wanted.conditions)
            same_order = arrangement.keys in ((), wanted.keys)
            if not (same_filter and same_order):
                self._drop(arrangement)

    def _clear_shelf(self) -> None:
        for arrangement in list(self._shelf):
            self._drop(arrangement)

    def _drop(self, arrangement: Arrangement) -> None:
        kept = self._shelf.pop(arrangement)
        if kept is not self._on_screen:
            kept.rows.close()


def with_key(keys: tuple[SortKey, ...], column: Steps, further: bool) -> tuple[SortKey, ...]:
    """The order after a click on a heading: up, then down, then as it came. `further` keeps other keys."""
    at = next((place for place, key in enumerate(keys) if key.column == column), None)
    if at is None:
        return (*(keys if further else ()), SortKey(column))
    turned = () if keys[at].descending else (SortKey(column, descending=True),)
    return (*keys[:at], *turned, *keys[at + 1 :]) if further else turned
