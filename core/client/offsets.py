"""Lists whose pages are chosen by the number of entries before them."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from typing import Any

import msgspec

from core.client.listing import Asking, Reply, incomplete
from core.client.pages import in_order
from core.model.position import AtEnd, AtOffset
from core.model.request import OffsetPaging
from core.rules.envelope import Cut
from core.rules.paging import page_length, pages_for_rows, pages_in_reach, rows_told


async def by_offset(asking: Asking, paging: OffsetPaging) -> AsyncGenerator[Reply]:
    """All pages. What lies beyond the highest offset, if wanted, raises `Refused` after all that there is."""
    at = asking.begin if isinstance(asking.begin, AtOffset) else None
    opened = await OffsetList.opened(asking, paging, asking.limit, at=at)
    left = asking.left
    async with aclosing(opened.pages(left)) as replies:
        async for reply in replies:
            left = None if left is None else left - len(reply.cut.items)
            yield reply.leading_to(opened.place)
    if opened.is_cut_off and (left is None or left > 0):
        raise incomplete(asking.label, _beyond(opened), "Narrow the list to get the rest.")


class OffsetList:
    """A list, or a part of one, of which the first page is here: or the one that it is gone on with."""

    def __init__(
        self,
        asking: Asking,
        paging: OffsetPaging,
        length: int,
        query: Mapping[str, Any],
        before: int,
    ) -> None:
        self.rows: int | None = None
        """How many entries there are, as far as the service told."""
        self.received = 0
        """Entries that came, in pages that were handed over."""
        self._asking = asking
        self._paging = paging
        self._length = length
        self._query = query
        self._before = before
        self._step = 0
        self._count = 0
        """Pages that were handed over."""
        self._last = 0
        """How many entries the latest of them held."""
        self._is_over = False
        self._begin: Reply | None = None

    @classmethod
    async def opened(
        cls,
        asking: Asking,
        paging: OffsetPaging,
        limit: int | None,
        query: Mapping[str, Any] = {},
        before: int = 0,
        at: AtOffset | None = None,
    ) -> "OffsetList":
        """Ask for the first page, or for the one that is gone on with.

        `query` chooses the part; `before`: pages of other parts that were handed over before.
        """
        opened = cls(asking, paging, page_length(paging.size, limit), query, before)
        await opened._open(at)
        return opened

    async def _open(self, at: AtOffset | None) -> None:
        if at is None:
            self._begin = await self._ask(1, 0, self._length)
            # A service may give shorter pages than asked for: those that follow begin where this one ends.
            self._step = len(self._begin.cut.items)
            self.rows = rows_told(self._paging, self._begin.cut.marks)
            return
        self._step, self.rows = at.step, at.rows
        self._count = at.page - 1
        self.received, self._last, self._is_over = at.received, at.last, at.is_over
        if not at.is_over:
            self._begin = await self._stretch(at.page)

    @property
    def place(self) -> AtOffset:
        """Where the page begins that follows those that were handed over."""
        return AtOffset(
            page=self._count + 1,
            step=self._step,
            rows=self.rows,
            received=self.received,
            last=self._last,
            is_over=self._is_over,
        )

    @property
    def reach(self) -> int | None:
        """How many entries can be had; None when nothing stands in the way."""
        pages = pages_in_reach(self._paging, self._step)
        return None if pages is None else pages * self._step

    @property
    def is_cut_off(self) -> bool:
        """Whether the highest offset stands in the way of more. Known when all pages are handed over."""
        has_more = self._last >= self._length if self.rows is None else self.received < self.rows
        most = pages_in_reach(self._paging, self._step)
        return self._count == most and self._last > 0 and has_more

    async def pages(
        self, limit: int | None, sift: Callable[[Reply], Reply] | None = None
    ) -> AsyncGenerator[Reply]:
        """All pages, or those that are left, as `in_order` gives them. `place` goes along."""
        if self._begin is None:
            return

        def note(reply: Reply) -> Reply:
            self._count, self._last = self._count + 1, len(reply.cut.items)
            self.received += self._last
            return sift(reply) if sift else reply

        replies = in_order(
            self._stretch,
            self._begin,
            told=self._pages_told,
            length=self._length,
            limit=limit,
            most=pages_in_reach(self._paging, self._step),
            sift=note,
            begin=self._count + 1,
        )
        async with aclosing(replies):
            async for reply in replies:
                self._is_over = isinstance(reply.position, AtEnd)
                yield reply

    def _pages_told(self, cut: Cut) -> int | None:
        rows = rows_told(self._paging, cut.marks)
        self.rows = self.rows if rows is None else rows
        return pages_for_rows(self.rows, self._step)

    async def _stretch(self, page: int) -> Reply:
        """A page, as long as the first was. A service that gives less of it is asked for the rest."""
        begin = (page - 1) * self._step
        reply = await self._ask(page, begin, self._step)
        if len(reply.cut.items) == self._step:
            return reply
        items, latest = list(reply.cut.items), reply.cut
        while latest.items and len(items) < self._step and self._may_ask(begin + len(items), latest):
            latest = (await self._ask(page, begin + len(items), self._step - len(items))).cut
            items += latest.items
        return Reply(reply.number, msgspec.structs.replace(latest, items=items[: self._step]))

    def _may_ask(self, offset: int, cut: Cut) -> bool:
        rows, highest = rows_told(self._paging, cut.marks), self._paging.highest
        return rows is not None and offset < rows and (highest is None or offset <= highest)

    async def _ask(self, page: int, offset: int, length: int) -> Reply:
        paging = self._paging
        size = {paging.size.param: min(self._length, length)}
        return await self._asking.page(self._before + page, {**self._query, paging.param: offset, **size})


def _beyond(opened: OffsetList) -> str:
    if opened.rows is None:
        return f"It gives the first {opened.received:,} entries; there may be more."
    return f"It holds {opened.rows:,} entries and gives the first {opened.received:,}."
