"""Choice lists that an account holds: its forms, its segments, its contacts."""

import difflib
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from typing import Any

import msgspec

from core.client import Listing, fetch_pages
from core.model.app import App, Lookup
from core.model.connection import Connection
from core.model.errors import NotKnown, UnreadableReply
from core.model.http import HttpReply
from core.rules.envelope import Cut, NotJson, NotThere, cut, value_at
from core.rules.request import build_request
from core.rules.urls import add_query
from core.run.account_book import AccountBook

MOST_ENTRIES = 5000
"""Entries of one list; a longer one is narrowed by typing."""


class Lookups:
    """Fetches choice lists through the connection that a form is set to."""

    def __init__(self, book: AccountBook) -> None:
        self._book = book

    async def entries(
        self, app: App, connection: Connection, name: str, values: Mapping[str, Any], search: str
    ) -> Sequence[tuple[str, str]]:
        """Pairs of value and label, in the service's order, at most `MOST_ENTRIES`.

        `search` narrows the list where the service can. Entries without a value are left out.
        """
        lookup = _lookup(app, name)
        credentials = await self._book.credentials(connection)
        client = await self._book.client(connection, credentials)
        request = build_request(app, lookup.request, values, credentials.values, connection.address)
        if search and lookup.search_param:
            url = add_query(request.url, {lookup.search_param: search})
            request = msgspec.structs.replace(request, url=url)

        def read(reply: HttpReply, marks: tuple[str, ...]) -> Cut:
            try:
                return cut(reply.body, lookup.items, marks)
            except (NotJson, NotThere) as error:
                raise UnreadableReply(
                    f"{app.label}'s list could not be read.", "", "Type the id instead.", status=reply.status
                ) from error

        listing = Listing(
            request=request,
            paging=lookup.paging,
            read=read,
            limit=MOST_ENTRIES,
        )
        found: list[tuple[str, str]] = []
        async with aclosing(fetch_pages(client, listing)) as pages:
            async for page in pages:
                found += [entry for item in page.items if (entry := _entry(lookup, bytes(item)))]
        return found


def _lookup(app: App, name: str) -> Lookup:
    if name in app.lookups:
        return app.lookups[name]
    nearest = difflib.get_close_matches(name, app.lookups, n=1)
    raise NotKnown(
        f"{app.label} has no list '{name}'.", "", f"Did you mean '{nearest[0]}'?" if nearest else ""
    )


def _entry(lookup: Lookup, item: bytes) -> tuple[str, str] | None:
    value = value_at(item, lookup.value)
    if not isinstance(value, str | int) or value == "":
        return None
    labels = (value_at(item, path) for path in lookup.label)
    label = next((label for label in labels if isinstance(label, str) and label), str(value))
    return str(value), label
