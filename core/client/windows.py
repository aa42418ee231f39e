"""Lists that are longer than their pages reach: taken apart by days, and put together again."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from datetime import date

import msgspec

from core.client.listing import Asking, Listing, Reply, incomplete
from core.client.offsets import OffsetList
from core.client.parts import Walk
from core.model.position import AtPart, Days, Divided, Position, Sifted, Walked
from core.model.request import DateWindows, OffsetPaging
from core.rules.envelope import Cut, value_at
from core.rules.paging import (
    NO_DAY_BEFORE,
    day_given,
    day_of,
    days_query,
    going_back,
    halved,
    later,
    newest_day,
    rows_told,
)

_SECOND = 2
"""The place of the page behind the first one."""


async def by_windows(
    asking: Asking, paging: OffsetPaging, windows: DateWindows, listing: Listing, now: float
) -> AsyncGenerator[Reply]:
    """All pages of a list, newest first, in parts that are halved until each can be had.

    `now` in seconds since 1970. A day that holds more than can be had is told by `Refused` at the end, when
    all that can be had was handed over; and so are entries that no part held.
    """
    whole = Days(
        first=day_given(listing.values, windows.since_field),
        last=day_given(listing.values, windows.until_field),
        more=windows.days_more,
    )
    at = asking.begin if isinstance(asking.begin, AtPart) else None
    walk = Walk(asking, paging, at.walked if at else Walked(pages=0, received=0))
    division = _Division(walk, windows, whole, newest_day(now), at)
    sieve = _Sieve(paging, windows, whole, division.rows)
    sieve.take_up(asking.passed)
    waiting = [*at.waiting, at.days] if at else [whole]
    while waiting:
        days = waiting.pop()
        part = await walk.open(days_query(windows, days), at.part if at else None)
        smaller: tuple[Days, ...] | None = None
        if at:  # its end decides whether it is divided all the same
            at = None
        else:
            smaller = await division.of(days, part) if division.is_needed(part) else None
            if not smaller:
                sieve.enter(days)
        if not smaller:
            async with aclosing(walk.through(part, sieve.sift)) as replies:
                async for reply in replies:
                    here = AtPart(
                        walked=walk.walked,
                        days=days,
                        part=part.place,
                        waiting=tuple(waiting),
                        divided=division.state,
                        sifted=sieve.state,
                    )
                    yield reply.leading_to(here)
            if walk.is_over:
                break
            if part.is_cut_off:
                smaller = await division.of(days, part) if smaller is None else smaller
                if not smaller:
                    walk.misses(days, part)
        waiting += smaller or ()
    walk.complain()
    if not walk.is_over:
        await division.compare(sieve.kept, sieve.dropped)


class _Division:
    """How the list is taken apart."""

    def __init__(
        self, walk: Walk, windows: DateWindows, whole: Days, newest: date, at: AtPart | None
    ) -> None:
        divided = at.divided if at else Divided(more=whole.more)
        self._walk = walk
        self._windows = windows
        self._whole = msgspec.structs.replace(whole, more=divided.more)
        self._newest = newest
        self._oldest = divided.oldest
        self._rows = divided.rows
        """How many entries the whole holds, the days added to its last one included."""

    @property
    def state(self) -> Divided:
        """How it is divided so far."""
        return Divided(more=self._whole.more, oldest=self._oldest, rows=self._rows)

    def rows(self, dropped: int) -> int | None:
        """How many entries of the whole are wanted, when so many of those that came were not. None as long
        as it is not divided, or when the service does not tell."""
        return None if self._rows is None else self._rows - (dropped if self._whole.more else 0)

    def is_needed(self, part: OffsetList) -> bool:
        """Whether more of a part is wanted than can be had. As the limit does not count all that comes, it
        says nothing any more where it has led too short."""
        left, reach = self._walk.left, part.reach
        if reach is None or part.rows is None or part.rows <= reach:
            return False
        return self._oldest is not None or left is None or left > reach

    async def of(self, days: Days, part: OffsetList) -> tuple[Days, ...]:
        """The parts of a part, the newest last; none for a day, which cannot be divided."""
        if self._oldest is None:  # the first to be divided is the whole
            self._rows = part.rows
            self._oldest = self._whole.first or await self._first_day()
        return halved(days, self._oldest, self._newest) or await self._alone(days, part.rows)

    async def compare(self, kept: int, dropped: int) -> None:
        """Raise `Refused` when the parts held less than the whole: a service may leave the last day of each
        out, or entries without a day. What was deleted meanwhile is no loss."""
        if kept >= (self.rows(dropped) or 0):
            return
        self._rows = min(self._rows or 0, await self._count(self._whole))
        rows = self.rows(dropped) or 0
        if kept < rows:
            raise incomplete(
                self._walk.label,
                f"It was asked for by days, and {rows - kept:,} of {rows:,} entries came with none of them.",
                "Ask for fewer days at a time to get the rest.",
            )

    async def _first_day(self) -> date:
        """A day before which there is nothing, or hardly anything: looked for further and further back."""
        if self._rows is not None:
            for day in going_back(self._whole.last or self._newest):
                if await self._count(msgspec.structs.replace(self._whole, first=day)) >= self._rows:
                    return day
        return NO_DAY_BEFORE

    async def _alone(self, days: Days, rows: int | None) -> tuple[Days, ...]:
        """A day without those that are added to it, where the service takes the last day in.

        It does when the day alone and those that are added hold together what it gives for all of them.
        Where it leaves the last day out, or takes in no more of it than midnight, the day alone is nothing.
        """
        if not days.last or not days.more:
            return ()
        alone = msgspec.structs.replace(days, more=0)
        added = Days(first=later(days.last, 1), last=later(days.last, days.more))
        if await self._count(alone) + await self._count(added) != rows:
            return ()
        if self._whole.last and self._whole.more:
            self._whole = msgspec.structs.replace(self._whole, more=0)
            self._rows = await self._count(self._whole)
        return (alone,)

    async def _count(self, days: Days) -> int:
        return await self._walk.count(days_query(self._windows, days))


class _Sieve:
    """Takes away what lies beyond the last day that was asked for, and what came with another part."""

    def __init__(
        self,
        paging: OffsetPaging,
        windows: DateWindows,
        whole: Days,
        rows: Callable[[int], int | None],
    ) -> None:
        self.kept = 0
        self.dropped = 0
        """Entries that came from beyond the last day, each counted once as those that were kept."""
        self._paging = paging
        self._windows = windows
        self._last = whole.last if windows.days_more > 0 else None
        self._rows = rows
        self._ids: list[tuple[date, set[str | int]]] = []
        """The ids of this part and of those that it may overlap with, by the first day of each."""
        self._came: list[str | int] = []
        """Those of the page that was sifted last."""

    @property
    def state(self) -> Sifted:
        """What was counted so far, and what came with the page that was sifted last."""
        return Sifted(kept=self.kept, dropped=self.dropped, came=tuple(self._came))

    def take_up(self, passed: Sequence[Position]) -> None:
        """Go on from where the last of these positions is: all of them tell what came before."""
        for at in passed:
            if isinstance(at, AtPart):
                if at.part.page == _SECOND:  # this was the first page of its part
                    self.enter(at.days)
                self._ids[-1][1].update(at.sifted.came)
                self.kept, self.dropped = at.sifted.kept, at.sifted.dropped

    def enter(self, days: Days) -> None:
        """What comes from here on is of these days: forget the ids of those that do not overlap with it."""
        last = later(days.last, max(1, days.more)) if days.last else date.max
        self._ids = [part for part in self._ids if part[0] <= last]
        self._ids.append((days.first or date.min, set()))

    def sift(self, reply: Reply) -> Reply:
        """The reply without what is not wanted, and with the number of entries in the whole list."""
        self._came = []
        kept = [item for item in reply.cut.items if self._is_wanted(bytes(item))]
        rows = self._rows(self.dropped)
        if rows is None:
            told = rows_told(self._paging, reply.cut.marks)
            rows = None if told is None else told - self.dropped
        marks = {} if rows is None else {self._paging.rows_at: max(0, rows)}
        return Reply(reply.number, Cut(items=kept, marks=marks))

    def _is_wanted(self, item: bytes) -> bool:
        if self._came_before(item):
            return False
        day = day_of(value_at(item, self._windows.at)) if self._last else None
        is_beyond = day is not None and self._last is not None and day > self._last
        self.dropped += is_beyond
        self.kept += not is_beyond
        return not is_beyond

    def _came_before(self, item: bytes) -> bool:
        if self._paging.highest is None:  # never taken apart, so nothing comes twice
            return False
        name = value_at(item, self._windows.id_at)
        if not isinstance(name, str | int):
            return False
        if any(name in ids for _, ids in self._ids):
            return True
        self._ids[-1][1].add(name)
        self._came.append(name)
        return False
