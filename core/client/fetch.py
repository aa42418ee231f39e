"""Following the pages of a list, whatever its paging, in order."""

import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing

from core.client.client import Client, Watcher
from core.client.listing import Asking, Listing, Page, Reply
from core.client.next_urls import by_next_url
from core.client.offsets import by_offset
from core.client.pages import by_cursor, numbered, one_ahead
from core.client.parts import day_by_day
from core.client.windows import by_windows
from core.model.position import AtEnd, Milestone
from core.model.request import CursorPaging, NextUrlPaging, NoPaging, OffsetPaging, PagePaging
from core.rules.paging import total_of


async def fetch_pages(
    client: Client,
    listing: Listing,
    watcher: Watcher | None = None,
    *,
    clock: Callable[[], float] = time.time,
    passed: Sequence[Milestone] = (),
) -> AsyncGenerator[Page]:
    """The pages of a list, in order, until the end or the limit.

    The next page is asked for before this one is handed over. Leaving the iteration (`aclosing`) cancels
    what is under way and waits until its sockets are closed. Raises what `Client.send` raises, after the
    pages before the failed one, and what `listing.read` raises. `Refused` after the last page: the service
    has more, and does not give it. `clock` tells the day, where a list goes by days.

    `passed` goes on with a list that was begun before: the milestones of its pages so far, all of them, in
    order. Then the same `listing` and the same day are needed as at its beginning.
    """
    asking = Asking(client, listing, watcher, passed)
    if isinstance(asking.begin, AtEnd):
        return
    left = asking.left
    async with aclosing(_replies(asking, listing, clock)) as replies:
        async for reply in replies:
            items = reply.cut.items if left is None else reply.cut.items[:left]
            left = None if left is None else left - len(items)
            total = total_of(listing.paging, listing.limit, reply.cut.marks)
            yield Page(number=reply.number, items=items, total=total, position=reply.position)


def _replies(asking: Asking, listing: Listing, clock: Callable[[], float]) -> AsyncGenerator[Reply]:
    paging = listing.paging
    match paging:
        case NoPaging():
            return _single(asking)
        case PagePaging():
            return numbered(asking, paging)
        case CursorPaging():
            return by_cursor(asking, paging)
        case NextUrlPaging():
            return by_next_url(asking, paging, listing)
        case OffsetPaging(days=days) if days:
            return one_ahead(day_by_day(asking, paging, days, listing, clock()))
        case OffsetPaging(windows=windows) if windows:
            return one_ahead(by_windows(asking, paging, windows, listing, clock()))
        case OffsetPaging():
            return by_offset(asking, paging)


async def _single(asking: Asking) -> AsyncGenerator[Reply]:
    yield (await asking.page(1, {})).leading_to(AtEnd())
