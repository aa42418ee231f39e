"""Lists that are taken in parts, one after another: a day each, in the simplest case."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from typing import Any

import msgspec

from core.client.listing import Asking, Listing, Reply, incomplete
from core.client.offsets import OffsetList
from core.model.position import AtDay, AtOffset, Days, Walked
from core.model.request import DayByDay, OffsetPaging
from core.rules.envelope import Cut, value_at
from core.rules.paging import days_one_by_one

_DAYS_NAMED = 3
"""Days that an error names; of the others it tells how many there are."""


async def day_by_day(
    asking: Asking, paging: OffsetPaging, days: DayByDay, listing: Listing, now: float
) -> AsyncGenerator[Reply]:
    """All pages of each day, newest first, as far back as the person wants it. `now` in seconds since 1970.

    A day that holds more than can be had is told at the end, as by `by_windows`. Where nobody said how far
    to go back and the days hold nothing, the list as it is: better than an empty answer.
    """
    at = asking.begin if isinstance(asking.begin, AtDay) else None
    walk = Walk(asking, paging, at.walked if at else Walked(pages=0, received=0))
    for day in days_one_by_one(days, listing.values, now):
        if at and (at.day is None or day > at.day):
            continue
        part = await walk.open({days.param: day.isoformat()}, at.part if at and at.day == day else None)
        async with aclosing(_of_day(walk, part, days.at)) as replies:
            async for reply in replies:
                yield reply.leading_to(AtDay(walk.walked, day, part.place))
        if walk.is_over:
            break
        if part.is_cut_off:
            walk.misses(Days(first=day, last=day), part)
    is_without_a_day = at is not None and at.day is None
    if is_without_a_day or not (walk.received or walk.is_over or listing.values.get(days.from_field)):
        part = await walk.open({}, at.part if at and at.day is None else None)
        async with aclosing(walk.through(part, _without_rows)) as replies:
            async for reply in replies:
                yield reply.leading_to(AtDay(walk.walked, None, part.place))
    walk.complain()


async def _of_day(walk: "Walk", part: OffsetList, at: str) -> AsyncGenerator[Reply]:
    """The pages of one day; in one, and in order, where the service does not order them by the moment."""
    if not at:
        async with aclosing(walk.through(part, _without_rows)) as replies:
            async for reply in replies:
                yield reply
        return
    items: list[bytes | msgspec.Raw] = []
    number = 0
    async with aclosing(part.pages(None)) as replies:
        async for reply in replies:
            number = number or reply.number
            items += reply.cut.items
    if number:
        items.sort(key=lambda item: str(value_at(bytes(item), at)), reverse=True)
        yield walk.counted(Reply(number, Cut(items=items, marks={})))


def _without_rows(reply: Reply) -> Reply:
    """The same reply; how many entries a day holds says nothing of the list."""
    return Reply(reply.number, Cut(items=reply.cut.items, marks={}))


class Walk:
    """The way through the parts of a list: where it has come to, and what could not be had."""

    def __init__(self, asking: Asking, paging: OffsetPaging, walked: Walked) -> None:
        self.left = asking.left
        """Entries that are wanted still; None for all."""
        self._asking = asking
        self._paging = paging
        self._pages = walked.pages
        self._most = walked.most
        self._missing = [*walked.missing]
        self._more_missing = walked.more_missing
        self.received = walked.received
        """Entries that were handed over."""

    @property
    def label(self) -> str:
        """What people call the service."""
        return self._asking.label

    @property
    def is_over(self) -> bool:
        """Whether as much was handed over as is wanted."""
        return self.left is not None and self.left <= 0

    @property
    def walked(self) -> Walked:
        """How far it has come."""
        missing = tuple(self._missing)
        return Walked(self._pages, self.received, self._most, missing, self._more_missing)

    async def open(self, query: Mapping[str, Any], at: AtOffset | None = None) -> OffsetList:
        """A part, by the parameters that choose it: its first page is asked for, or the one it is gone on
        with."""
        before = self._pages - (at.page - 1 if at else 0)
        return await OffsetList.opened(self._asking, self._paging, self._asking.limit, query, before, at)

    async def count(self, query: Mapping[str, Any]) -> int:
        """How many entries a part holds, as far as the service tells."""
        return (await OffsetList.opened(self._asking, self._paging, 1, query, self._pages)).rows or 0

    async def through(self, part: OffsetList, sift: Callable[[Reply], Reply]) -> AsyncGenerator[Reply]:
        """All pages of a part, up to the limit; it counts what `sift` leaves."""
        async with aclosing(part.pages(self.left, sift)) as replies:
            async for reply in replies:
                yield self.counted(reply)

    def counted(self, reply: Reply) -> Reply:
        """The reply, counted as one that is handed over."""
        self._pages += 1
        self.received += len(reply.cut.items)
        self.left = None if self.left is None else self.left - len(reply.cut.items)
        return reply

    def misses(self, days: Days, part: OffsetList) -> None:
        """Note a day that could not be had to its end."""
        self._most = max(self._most, part.received)
        if len(self._missing) == _DAYS_NAMED:
            self._more_missing += 1
            return
        told = "some" if part.rows is None else f"{part.rows - part.received:,} of {part.rows:,}"
        self._missing.append(f"{told} ({days})")

    def complain(self) -> None:
        """Raise `Refused` when something could not be had."""
        if not self._missing:
            return
        named, others = "; ".join(self._missing), self._more_missing
        more = f"; and of {others} more {'day' if others == 1 else 'days'}" if others > 0 else ""
        raise incomplete(
            self.label,
            f"Of one day it gives {self._most:,} entries at the most. Missing: {named}{more}.",
            "Narrow the list by another field to get the rest.",
        )
