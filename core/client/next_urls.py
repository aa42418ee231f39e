"""Lists whose replies tell the address of the next page, followed on the connection's own host only."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from core.client.listing import Asking, Listing, Reply
from core.client.pages import one_after_another
from core.model.errors import UnreadableReply, UnsafeAddress
from core.model.position import AtUrl, Position
from core.model.request import NextUrlPaging
from core.rules.paging import size_query
from core.rules.urls import (
    add_query,
    at_host_of,
    follow,
    target_of,
    with_parameter_of,
    without_parameter,
)


async def by_next_url(asking: Asking, paging: NextUrlPaging, listing: Listing) -> AsyncGenerator[Reply]:
    """All pages. An address is taken as it is told, with the credential where that belongs to the query.

    One that leads elsewhere raises `UnreadableReply`, after the page that told it.
    """
    request = listing.request
    first = add_query(request.url, size_query(paging, asking.limit))
    passed = [_restored(asking, listing, at.url) for at in asking.passed if isinstance(at, AtUrl)]
    here = passed[-1] if passed else first

    def following(reply: Reply) -> str:
        nonlocal here
        told = _stripped(reply.cut.marks.get(paging.at))
        if not told:
            return ""
        try:
            url = follow(_text(told), here, listing.address, paging.foreign_host)
        except UnsafeAddress as error:
            raise _not_followed(asking.label, error.reason) from error
        here = with_parameter_of(url, asking.credential, request.url)
        return here

    def place(page: int, url: str) -> Position | None:
        target = target_of(without_parameter(url, asking.credential))
        return AtUrl(page, target) if asking.may_be_kept(target) else None

    begin = asking.begin
    pages = one_after_another(
        asking.at,
        await asking.at(begin.page if isinstance(begin, AtUrl) else 1, here),
        following=following,
        place=place,
        limit=asking.left,
        label=asking.label,
        known={first, *passed},
    )
    async with aclosing(pages):
        async for reply in pages:
            yield reply


def _restored(asking: Asking, listing: Listing, target: str) -> str:
    """The address that was written down as a path and a query, at the connection's host as it is now."""
    here = listing.request.url
    try:
        url = follow(at_host_of(here, target), here, listing.address)
    except UnsafeAddress as error:
        raise _not_followed(asking.label, error.reason) from error
    return with_parameter_of(url, asking.credential, here)


def _stripped(told: object) -> object:
    return told.strip() if isinstance(told, str) else told


def _text(told: object) -> str:
    if isinstance(told, str):
        return told
    raise UnsafeAddress("", "It is not an address.")


def _not_followed(label: str, reason: str) -> UnreadableReply:
    return UnreadableReply(
        f"{label} tells an address of the next page that is not followed.",
        reason,
        "What arrived is kept. Check the address in the connection; if it is right, tell the service.",
    )
