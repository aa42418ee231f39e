"""Following a list whose replies tell the address of the next page."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec

from core.client import fetch_pages
from core.model.app import QueryAuth
from core.model.errors import UnreadableReply
from core.model.request import NextUrlPaging, PageSize
from tests.core.client.client_calls import Account, Recorder, listed, odd_host
from tests.core.client.list_services import Fetched, listing_at

SIZE = PageSize(param="pageSize", most=2)
REFUSING = NextUrlPaging(at="pagination.next", size=SIZE)
TO_OWN = NextUrlPaging(at="pagination.next", size=SIZE, foreign_host="own")

Next = Callable[[str, str], Any]
"""What a reply tells, by the page that was asked for and the host's address."""


async def followed(
    account: Account,
    tell: Next,
    paging: NextUrlPaging = REFUSING,
    limit: int | None = None,
    *,
    path: str = "/v1/contacts",
    moved_below: str = "",
) -> tuple[Fetched, list[str], str]:
    """Follow a list. Gives what came of it, the targets asked for, and the host's address.

    The entries of a page are its own target, twice.
    """
    targets: list[str] = []
    result = Fetched([], Recorder())

    def answer(target: str) -> bytes:
        targets.append(target)
        return listed([target, target], next=tell(target, host.address))

    async with odd_host(answer) as host, account.client() as client:
        moved = f"{host.address}{moved_below}" if moved_below else ""
        listing = listing_at(host, account, paging, limit, path=path, address=moved)
        try:
            async for page in fetch_pages(client, listing, result.seen):
                result.pages.append(page)
        except UnreadableReply as failure:
            result.failure = failure
    return result, targets, host.address


def once(following: str) -> Next:
    """Tell an address in the first page, and none after it."""
    return lambda target, host: following.replace("HOST", host) if "pageSize=2" in target else None


def with_key_in_query(account: Account) -> Account:
    """The same account at a service that takes the key in the query."""
    connection = msgspec.structs.replace(
        account.app.connection, auth=QueryAuth(name="key", value="{api_key}")
    )
    return replace(account, app=msgspec.structs.replace(account.app, connection=connection))
