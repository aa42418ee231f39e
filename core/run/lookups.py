"""Choice lists that an account holds: its forms, its segments, its contacts."""

import difflib
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing, suppress
from typing import Any

import msgspec

from core.client import Listing, Page, fetch_pages
from core.model.app import App, Lookup
from core.model.connection import Connection, Credentials
from core.model.errors import AuthRejected, DataError, Incomplete, NotKnown, UnreadableReply
from core.model.fields import Scalar
from core.model.http import HttpReply
from core.rules.envelope import Cut, NotJson, NotThere, Slices, cut_or_whole, value_at
from core.rules.labels import entry_label
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
        """Pairs of value and label, of at most `MOST_ENTRIES` entries; in the service's order, names sorted.

        `values` are those of the form that the list's request asks for. `search` narrows the list where the
        service can. Entries without a value are left out. A connection that is refused is marked as that.
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
                return cut_or_whole(reply.body, lookup.items, marks)
            except (NotJson, NotThere) as error:
                raise UnreadableReply(
                    f"{app.label}'s list could not be read.", "", status=reply.status
                ) from error

        listing = Listing(
            request=request,
            paging=lookup.paging,
            read=read,
            limit=MOST_ENTRIES,
            values=values,
            address=connection.address,
        )
        found = await self._fetched(lookup, connection, credentials, fetch_pages(client, listing))
        return sorted(dict.fromkeys(found), key=_alphabetically) if lookup.names_of else found

    async def _fetched(
        self, lookup: Lookup, connection: Connection, credentials: Credentials, pages: AsyncGenerator[Page]
    ) -> list[tuple[str, str]]:
        """The choices of all pages. Whether the service accepts the connection is written down."""
        found: list[tuple[str, str]] = []
        refusal: AuthRejected | None = None
        try:
            async with aclosing(pages):
                async for page in pages:
                    found += _choices(lookup, page.items)
        except Incomplete:
            if not found:
                raise
            # The service gives only the beginning of a long list: that is offered, and an id can be typed.
        except AuthRejected as error:
            refusal = error
        with suppress(DataError):  # the list, or the refusal, is told all the same
            await self._book.answered(connection, credentials, refusal)
        if refusal:
            raise refusal
        return found


def _lookup(app: App, name: str) -> Lookup:
    if name in app.lookups:
        return app.lookups[name]
    nearest = difflib.get_close_matches(name, app.lookups, n=1)
    raise NotKnown(
        f"{app.label} has no list '{name}'.", "", f"Did you mean '{nearest[0]}'?" if nearest else ""
    )


def _choices(lookup: Lookup, items: Slices) -> Iterator[tuple[str, str]]:
    """What one page adds to the list."""
    for item in map(bytes, items):
        if any(_is_same(value_at(item, path), left_out) for path, left_out in lookup.skip.items()):
            continue
        if lookup.names_of:
            named = value_at(item, lookup.names_of)
            yield from ((name, name) for name in named if name) if isinstance(named, dict) else ()
        elif value := _value(lookup, item):
            yield value, entry_label(item, lookup.label) or value


def _value(lookup: Lookup, item: bytes) -> str:
    """The value of an entry as text; "" when it has none."""
    value = value_at(item, lookup.value)
    return "" if isinstance(value, bool) or not isinstance(value, str | int) else str(value)


def _is_same(value: Any, wanted: Scalar) -> bool:
    """Whether both are the same in JSON, where yes is not one."""
    return value == wanted and isinstance(value, bool) is isinstance(wanted, bool)


def _alphabetically(choice: tuple[str, str]) -> tuple[str, str]:
    return choice[1].casefold(), choice[1]
