"""Lists whose replies tell the address of the next page, followed on the connection's own host only."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from core.client.listing import Asking, Listing, Reply
from core.client.pages import one_after_another
from core.model.errors import UnreadableReply, UnsafeAddress
from core.model.request import NextUrlPaging
from core.rules.paging import size_query
from core.rules.urls import add_query, follow, with_parameter_of


async def by_next_url(asking: Asking, paging: NextUrlPaging, listing: Listing) -> AsyncGenerator[Reply]:
    """All pages. An address is taken as it is told, with the credential where that belongs to the query.

    One that leads elsewhere raises `UnreadableReply`, after the page that told it.
    """
    here = add_query(listing.request.url, size_query(paging, listing.limit))

    def following(reply: Reply) -> str:
        nonlocal here
        told = _stripped(reply.cut.marks.get(paging.at))
        if not told:
            return ""
        try:
            url = follow(_text(told), here, listing.address, paging.foreign_host)
        except UnsafeAddress as error:
            raise _not_followed(asking.label, error.reason) from error
        here = with_parameter_of(url, asking.credential, listing.request.url)
        return here

    pages = one_after_another(
        asking.at,
        await asking.at(1, here),
        following=following,
        limit=listing.limit,
        label=asking.label,
        known=here,
    )
    async with aclosing(pages):
        async for reply in pages:
            yield reply


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
