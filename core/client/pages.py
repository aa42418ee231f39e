"""Following the pages of a list, in order: numbered ones several at once, cursors one ahead."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import Any

import msgspec

from core.client.client import Client, Watcher
from core.model.app import ErrorRule
from core.model.errors import UnreadableReply
from core.model.http import HttpReply, HttpRequest
from core.model.module import Effect
from core.model.request import CursorPaging, NoPaging, PagePaging, Paging
from core.rules.envelope import Cut, Slices
from core.rules.paging import (
    AT_ONCE,
    marks_of,
    pages_in_all,
    prefers_cursor,
    size_query,
    total_of,
)
from core.rules.urls import add_query


_WIDTH_AT_FIRST = 3
"""Numbered pages under way before anything is known of the service's speed."""

_LONG_WAIT = 0.02
"""Seconds; a page that lets us wait longer is waited for together with more of them."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """The bundles of one reply, as slices of JSON. `total`: how many there will be in all, if known."""

    number: int
    items: Slices
    total: int | None = None


class _Reply(msgspec.Struct, frozen=True):
    number: int
    cut: Cut


Fetch = Callable[[int, Mapping[str, Any]], Awaitable[_Reply]]
"""Ask for a page: its number here (from 1) and the parameters that choose it."""


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """A list to fetch: the request for it, how it is paged, and how its replies are read.

    `read` cuts the bundles out of a good reply, together with what stands at some paths (`marks_of`).
    """

    request: HttpRequest
    paging: Paging
    read: Callable[[HttpReply, tuple[str, ...]], Cut]
    limit: int | None = None
    effect: Effect = "read"
    rules: tuple[ErrorRule, ...] = ()


async def fetch_pages(
    client: Client, listing: Listing, watcher: Watcher | None = None
) -> AsyncGenerator[Page]:
    """The pages of a list, in order, until the end or the limit.

    The next page is asked for before this one is handed over. Leaving the iteration (`aclosing`) cancels
    what is under way and waits until its sockets are closed. Raises what `Client.send` raises, after the
    pages before the failed one, and what `listing.read` raises.
    """
    paging, limit = listing.paging, listing.limit
    marks = marks_of(paging)

    async def fetch(number: int, query: Mapping[str, Any]) -> _Reply:
        page = msgspec.structs.replace(listing.request, url=add_query(listing.request.url, query))
        cut = await client.read(
            page,
            listing.effect,
            lambda reply: listing.read(reply, marks),
            rules=listing.rules,
            watcher=watcher,
            page=number,
        )
        return _Reply(number, cut)

    left = limit
    async with aclosing(_replies(client, paging, limit, fetch)) as replies:
        async for reply in replies:
            items = reply.cut.items if left is None else reply.cut.items[:left]
            yield Page(number=reply.number, items=items, total=total_of(paging, limit, reply.cut.marks))
            if left is not None:
                left -= len(items)
                if left <= 0:
                    return


async def _replies(client: Client, paging: Paging, limit: int | None, fetch: Fetch) -> AsyncGenerator[_Reply]:
    match paging:
        case NoPaging():
            yield await fetch(1, {})
            return
        case PagePaging():
            first = await fetch(1, {paging.param: paging.first, **size_query(paging, limit)})
            above = paging.cursor_above
            if above and prefers_cursor(paging, limit, first.cut.marks):
                way = CursorPaging(param=above.param, at=above.at, size=paging.size)
                rest = _by_cursor(client, way, limit, fetch, first)
            else:
                rest = _several_at_once(paging, limit, fetch, first)
        case CursorPaging():
            first = await fetch(1, size_query(paging, limit))
            rest = _by_cursor(client, paging, limit, fetch, first)
    async with aclosing(rest):
        async for reply in rest:
            yield reply


async def _several_at_once(
    paging: PagePaging, limit: int | None, fetch: Fetch, reply: _Reply
) -> AsyncGenerator[_Reply]:
    """`reply`, the first page, and all that follow it."""
    size = size_query(paging, limit)
    left, longest = limit, 0
    async with _Window(lambda page: fetch(page, {paging.param: paging.first + page - 1, **size})) as window:
        while True:
            told = pages_in_all(paging, None, reply.cut.marks.get(paging.last_page_at))
            count = len(reply.cut.items)
            left = None if left is None else left - count
            longest = max(longest, count)
            # Where nobody tells the end, a page that is shorter than asked for is it.
            is_end = count == 0 or (told is None and count < next(iter(size.values()), 1))
            last = reply.number if is_end else _last_page(told, reply.number, left, longest)
            await window.fill(reply.number, last, 1 if told is None else window.width)
            yield reply
            if last is not None and reply.number >= last:
                return  # what is under way beyond it (the list became shorter) is not waited for
            reply = await window.next()


def _last_page(told: int | None, number: int, left: int | None, length: int) -> int | None:
    """The last page to ask for after page `number`; None when no end is known.

    `told`: what the service says; `left`: how many bundles are missing, in pages that hold `length`,
    whatever length was asked for.
    """
    if left is None:
        return told
    needed = number + max(0, -(-left // length))
    return needed if told is None else min(told, needed)


class _Window:
    """The numbered pages that are under way, at most so many, handed over in order.

    `width`: how many are worth having under way. It grows while pages keep us waiting; a service that is
    quick is not asked for more than we can take in, which costs memory and makes everything slower.
    """

    def __init__(self, ask: Callable[[int], Awaitable[_Reply]]) -> None:
        self.width = _WIDTH_AT_FIRST
        self._ask = ask
        self._tasks: deque[asyncio.Future[_Reply]] = deque()

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
            number = done + len(self._tasks) + 1
            self._tasks.append(asyncio.ensure_future(self._ask(number)))
        await asyncio.sleep(0)

    async def next(self) -> _Reply:
        """The next page in order."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        reply = await self._tasks[0]
        if loop.time() - began > _LONG_WAIT:
            self.width = min(AT_ONCE, 2 * self.width)
        self._tasks.popleft()
        return reply


async def _by_cursor(
    client: Client, paging: CursorPaging, limit: int | None, fetch: Fetch, reply: _Reply
) -> AsyncGenerator[_Reply]:
    """`reply`, the first page, and all that follow it."""
    query: Mapping[str, Any] = {}
    followed: set[str] = set()
    left = limit
    async with _Window(lambda page: fetch(page, query)) as window:
        while True:
            cursor = str(reply.cut.marks.get(paging.at) or "")
            left = None if left is None else left - len(reply.cut.items)
            is_end = not cursor or not reply.cut.items or (left is not None and left <= 0)
            if not is_end and cursor not in followed:
                query = {paging.param: cursor, **size_query(paging, limit)}
                await window.fill(reply.number, reply.number + 1, 1)
            yield reply
            if is_end:
                return
            if cursor in followed:
                raise _circle(client, reply.number)
            followed.add(cursor)
            reply = await window.next()


def _circle(client: Client, number: int) -> UnreadableReply:
    return UnreadableReply(
        f"{client.app.label} leads in a circle.",
        f"Page {number} points back to a page that was read before.",
        "What arrived is kept. Run it again with a smaller limit, or tell the service.",
    )
