"""Pages in order: numbered ones several at once, what leads from page to page one ahead."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from collections.abc import Set as AbstractSet
from contextlib import aclosing

from core.client.listing import Asking, Reply
from core.model.errors import UnreadableReply
from core.model.position import AtCursor, AtEnd, AtPage, Position
from core.model.request import CursorPaging, PagePaging
from core.rules.envelope import Cut
from core.rules.paging import AT_ONCE, pages_in_all, prefers_cursor, size_query

_WIDTH_AT_FIRST = 3
"""Numbered pages under way before anything is known of the service's speed."""

_LONG_WAIT = 0.02
"""Seconds; a page that lets us wait longer is waited for together with more of them."""

Ask = Callable[[int], Awaitable[Reply]]
"""Ask for a page by its place, from 1."""


async def numbered(asking: Asking, paging: PagePaging) -> AsyncGenerator[Reply]:
    """All pages of a list whose pages have numbers; by cursor where the service advises that."""
    limit, begin = asking.limit, asking.begin
    size = size_query(paging, limit)
    above = paging.cursor_above
    cursors = CursorPaging(param=above.param, at=above.at, size=paging.size) if above else None

    async def ask(page: int) -> Reply:
        return await asking.page(page, {paging.param: paging.first + page - 1, **size})

    if cursors and isinstance(begin, AtCursor):
        rest = by_cursor(asking, cursors)
    else:
        page = begin.page if isinstance(begin, AtPage) else 1
        first = await ask(page)
        if cursors and not begin and prefers_cursor(paging, limit, first.cut.marks):
            rest = _from_cursor(asking, cursors, first)
        else:
            rest = in_order(
                ask,
                first,
                told=lambda cut: pages_in_all(paging, None, cut.marks.get(paging.last_page_at)),
                length=next(iter(size.values()), 1),
                limit=asking.left,
                begin=page,
            )
    async with aclosing(rest):
        async for reply in rest:
            yield reply


async def by_cursor(asking: Asking, paging: CursorPaging) -> AsyncGenerator[Reply]:
    """All pages of a list whose pages tell the cursor of the next."""
    begin, size = asking.begin, size_query(paging, asking.limit)
    if isinstance(begin, AtCursor):
        first = await asking.page(begin.page, {paging.param: begin.cursor, **size})
    else:
        first = await asking.page(1, size)
    async with aclosing(_from_cursor(asking, paging, first)) as replies:
        async for reply in replies:
            yield reply


def _from_cursor(asking: Asking, paging: CursorPaging, first: Reply) -> AsyncGenerator[Reply]:
    def cursor(reply: Reply) -> str:
        return str(reply.cut.marks.get(paging.at) or "") if reply.cut.items else ""

    async def ask(page: int, cursor: str) -> Reply:
        return await asking.page(page, {paging.param: cursor, **size_query(paging, asking.limit)})

    def place(page: int, cursor: str) -> Position | None:
        return AtCursor(page, cursor) if asking.may_be_kept(cursor) else None

    return one_after_another(
        ask,
        first,
        following=cursor,
        place=place,
        limit=asking.left,
        label=asking.label,
        known={"", *(at.cursor for at in asking.passed if isinstance(at, AtCursor))},
    )


def _as_it_is(reply: Reply) -> Reply:
    return reply


async def in_order(
    ask: Ask,
    reply: Reply,
    *,
    told: Callable[[Cut], int | None],
    length: int,
    limit: int | None,
    most: int | None = None,
    sift: Callable[[Reply], Reply] = _as_it_is,
    begin: int = 1,
) -> AsyncGenerator[Reply]:
    """`reply`, the first page, and all that follow it: several at once where their number is told.

    `told`: how many pages there are, as far as a reply says. Where none does, a page that is shorter than
    `length`, which was asked for, is the end. `most`: how many may be asked for. `sift` takes away what is
    not wanted: the limit counts what it leaves, the end is judged by what came. `begin` tells which page
    `reply` is.
    """
    page, longest, left = begin, 0, limit
    async with _Window(ask) as window:
        while True:
            pages, count = told(reply.cut), len(reply.cut.items)
            kept = sift(reply)
            left = None if left is None else left - len(kept.cut.items)
            longest = max(longest, count)
            is_end = count == 0 or (pages is None and count < length)
            last = page if is_end else _last_page(pages, page, left, longest)
            if most is not None:
                last = most if last is None else min(last, most)
            await window.fill(page, last, 1 if pages is None else window.width)
            is_last = last is not None and page >= last
            yield kept.leading_to(AtEnd() if is_last else AtPage(page + 1))
            if is_last:
                return  # what is under way beyond it (the list became shorter) is not waited for
            reply = await window.next()
            page += 1


def _last_page(told: int | None, page: int, left: int | None, longest: int) -> int | None:
    """The last page to ask for after `page`; None when no end is known.

    `told`: what the service says; `left`: how many bundles are missing, in pages that hold `longest`,
    whatever length was asked for.
    """
    if left is None:
        return told
    needed = page + max(0, -(-left // longest))
    return needed if told is None else min(told, needed)


class _Window:
    """The pages that are under way, at most so many, handed over in order.

    `width`: how many are worth having under way. It grows while pages keep us waiting; a service that is
    quick is not asked for more than we can take in, which costs memory and makes everything slower.
    """

    def __init__(self, ask: Ask) -> None:
        self.width = _WIDTH_AT_FIRST
        self._ask = ask
        self._tasks: deque[asyncio.Future[Reply]] = deque()

    async def __aenter__(self) -> "_Window":
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def fill(self, done: int, last: int | None, at_once: int) -> None:
        """Ask for the pages after `done`, up to `last` (None: no end is known). The requests are out when
        this returns: the page at hand is written while the service works."""
        while len(self._tasks) < at_once and (last is None or done + len(self._tasks) < last):
            page = done + len(self._tasks) + 1
            self._tasks.append(asyncio.ensure_future(self._ask(page)))
        await asyncio.sleep(0)

    async def next(self) -> Reply:
        """The next page in order."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        reply = await self._tasks[0]
        if loop.time() - began > _LONG_WAIT:
            self.width = min(AT_ONCE, 2 * self.width)
        self._tasks.popleft()
        return reply


async def one_after_another(
    ask: Callable[[int, str], Awaitable[Reply]],
    reply: Reply,
    *,
    following: Callable[[Reply], str],
    place: Callable[[int, str], Position | None],
    limit: int | None,
    label: str,
    known: AbstractSet[str],
) -> AsyncGenerator[Reply]:
    """`reply`, the first page, and all that follow it, each asked for by what the one before it says.

    `following` finds that, "" at the end; what it raises is raised after the page at hand. `place` writes it
    down as a position, None where that must not be. `known`: what led to the pages so far.
    """
    mark, page, left = "", reply.number, limit
    followed = set(known)
    async with _Window(lambda page: ask(page, mark)) as window:
        while True:
            problem: UnreadableReply | None = None
            left = None if left is None else left - len(reply.cut.items)
            try:
                mark = following(reply) if left is None or left > 0 else ""
            except UnreadableReply as error:
                problem = error
            else:
                problem = _circle(label, reply.number) if mark and mark in followed else None
            if mark and not problem:
                followed.add(mark)
                await window.fill(page, page + 1, 1)
            if problem:
                yield reply
                raise problem
            yield reply.leading_to(place(page + 1, mark) if mark else AtEnd())
            if not mark:
                return
            reply = await window.next()
            page += 1


async def one_ahead(replies: AsyncGenerator[Reply]) -> AsyncGenerator[Reply]:
    """The same replies; what it takes to get the next is under way before this one is handed over."""
    async with aclosing(replies):
        coming = asyncio.ensure_future(_next(replies))
        try:
            while reply := await coming:
                coming = asyncio.ensure_future(_next(replies))
                await asyncio.sleep(0)
                yield reply
        finally:
            coming.cancel()
            await asyncio.gather(coming, return_exceptions=True)


async def _next(replies: AsyncGenerator[Reply]) -> Reply | None:
    return await anext(replies, None)


def _circle(label: str, number: int) -> UnreadableReply:
    return UnreadableReply(
        f"{label} leads in a circle.",
        f"Page {number} points back to a page that was read before.",
        "What arrived is kept. Run it again with a smaller limit, or tell the service.",
    )
