"""Lists that are longer than their pages reach: taken apart by days, and put together again."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import date

import msgspec

from core.client.listing import Asking, Listing, Reply
from core.client.offsets import OffsetList
from core.client.parts import Walk
from core.model.request import DateWindows, OffsetPaging
from core.rules.envelope import Cut, value_at
from core.rules.paging import (
    NO_DAY_BEFORE,
    Days,
    day_given,
    day_of,
    days_query,
    going_back,
    halved,
    later,
    newest_day,
    rows_told,
)


async def by_windows(
    asking: Asking, paging: OffsetPaging, windows: DateWindows, listing: Listing, now: float
) -> AsyncGenerator[Reply]:
    """All pages of a list, newest first, in parts that are halved until each can be had.

    `now` in seconds since 1970. A day that holds more than can be had is told by `Refused` at the end, when
    all that can be had was handed over.
    """
    whole = Days(
        first=day_given(listing.values, windows.since_field),
        last=day_given(listing.values, windows.until_field),
        more=windows.days_more,
    )
    walk = Walk(asking, paging, listing.limit)
    division, sieve = _Division(walk, windows, whole, newest_day(now)), _Sieve(paging, windows, whole)
    waiting = [whole]
    while waiting:
        days = waiting.pop()
        part = await walk.open(days_query(windows, days))
        smaller = await division.of(days, part) if division.is_needed(part) else None
        if not smaller:
            sieve.enter(days, division.rows)
            async with aclosing(walk.through(part, sieve.sift)) as replies:
                async for reply in replies:
                    yield reply
            if walk.is_over:
                break
            if part.is_cut_off:
                smaller = await division.of(days, part) if smaller is None else smaller
                if not smaller:
                    walk.misses(days, part)
        waiting += smaller or ()
    walk.complain()


class _Division:
    """How the list is taken apart. `rows`: how many entries it holds as a whole, once it is divided."""

    def __init__(self, walk: Walk, windows: DateWindows, whole: Days, newest: date) -> None:
        self.rows: int | None = None
        self._walk = walk
        self._windows = windows
        self._whole = whole
        self._newest = newest
        self._oldest: date | None = None

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
            self.rows = part.rows
            self._oldest = self._whole.first or await self._first_day()
        halves = halved(days, self._oldest, self._newest)
        if halves:
            return halves
        return await self._alone(days) if days.last and days.more else ()

    async def _first_day(self) -> date:
        """A day before which there is nothing, or hardly anything: looked for further and further back."""
        if self.rows is not None:
            for day in going_back(self._whole.last or self._newest):
                since = msgspec.structs.replace(self._whole, first=day)
                if await self._walk.count(days_query(self._windows, since)) >= self.rows:
                    return day
        return NO_DAY_BEFORE

    async def _alone(self, days: Days) -> tuple[Days, ...]:
        """A day without those that are added to it, where the service takes the last day in.

        It does when it gives entries of several moments for the day alone. One moment could be the midnight
        at which the day begins: then the days added are what makes it give the day.
        """
        alone = msgspec.structs.replace(days, more=0)
        part = await self._walk.open(days_query(self._windows, alone))
        moments = {str(value_at(bytes(item), self._windows.at)) for item in part.first.cut.items}
        return (alone,) if len(moments) > 1 else ()


class _Sieve:
    """Takes away what lies beyond the last day that was asked for, and what came with another part."""

    def __init__(self, paging: OffsetPaging, windows: DateWindows, whole: Days) -> None:
        self._paging = paging
        self._windows = windows
        self._last = whole.last if windows.days_more > 0 else None
        self._rows: int | None = None
        self._dropped = 0
        self._came: list[tuple[date, set[str | int]]] = []
        """The ids of this part and of those that it may overlap with, by the first day of each."""

    def enter(self, days: Days, rows: int | None) -> None:
        """What comes from here on is of these days. `rows`: how many entries the whole list holds, None
        where these days are the whole."""
        self._rows = rows
        last = later(days.last, max(1, days.more)) if days.last else date.max
        self._came = [part for part in self._came if part[0] <= last]
        self._came.append((days.first or date.min, set()))

    def sift(self, reply: Reply) -> Reply:
        """The reply without what is not wanted, and with the number of entries in the whole list."""
        kept = [item for item in reply.cut.items if self._is_wanted(bytes(item))]
        rows = rows_told(self._paging, reply.cut.marks) if self._rows is None else self._rows
        marks = {} if rows is None else {self._paging.rows_at: max(0, rows - self._dropped)}
        return Reply(reply.number, Cut(items=kept, marks=marks))

    def _is_wanted(self, item: bytes) -> bool:
        if self._came_before(item):
            return False
        day = day_of(value_at(item, self._windows.at)) if self._last else None
        is_beyond = day is not None and self._last is not None and day > self._last
        self._dropped += is_beyond
        return not is_beyond

    def _came_before(self, item: bytes) -> bool:
        if self._paging.highest is None:  # never taken apart, so nothing comes twice
            return False
        name = value_at(item, self._windows.id_at)
        if not isinstance(name, str | int):
            return False
        if any(name in ids for _, ids in self._came):
            return True
        self._came[-1][1].add(name)
        return False
