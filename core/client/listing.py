"""A list to fetch, the requests for its pages, and what becomes of them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from core.client.client import Client, Watcher
from core.model.app import ErrorRule, QueryAuth
from core.model.errors import Incomplete
from core.model.http import HttpReply, HttpRequest
from core.model.module import Effect
from core.model.position import Milestone, Position
from core.model.request import Paging
from core.rules.envelope import Cut, Slices
from core.rules.paging import marks_of
from core.rules.urls import add_query


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """The bundles of one reply, as slices of JSON. `total`: how many there will be in all, if known.

    `position`: where the page after it begins; None when that cannot be told, and this one is to be asked for
    once more.
    """

    number: int
    items: Slices
    total: int | None = None
    position: Position | None = None


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """A list to fetch: the request for it, how it is paged, and how its replies are read.

    `read` cuts the bundles out of a good reply, together with what stands at some paths (`marks_of`).
    `values` are the wire values that a paging by days refers to. `address` is what the connection's service
    was moved to, "" for its own place.
    """

    request: HttpRequest
    paging: Paging
    read: Callable[[HttpReply, tuple[str, ...]], Cut]
    limit: int | None = None
    effect: Effect = "read"
    rules: tuple[ErrorRule, ...] = ()
    values: Mapping[str, Any] = {}
    address: str = ""


class Reply(msgspec.Struct, frozen=True):
    """One reply, read. `number`: which page of the list it is, from 1; `position` as in `Page`."""

    number: int
    cut: Cut
    position: Position | None = None

    def leading_to(self, position: Position | None) -> "Reply":
        """The same reply, and where the page after it begins."""
        return Reply(self.number, self.cut, position)


class Asking:
    """Asks for the pages of one list: the same request each time, but for its address.

    `passed` are the milestones of the pages that were fetched before, where a list is gone on with.
    """

    def __init__(
        self,
        client: Client,
        listing: Listing,
        watcher: Watcher | None,
        passed: Sequence[Milestone] = (),
    ) -> None:
        self._client = client
        self._listing = listing
        self._watcher = watcher
        self._marks = marks_of(listing.paging)
        self.limit = listing.limit
        """The most bundles that are wanted in all; None for all."""
        self.passed = tuple(one.position for one in passed)
        """The positions that were come by, in order: the last one is where to begin."""
        before = passed[-1].bundles if passed else 0
        self.left = None if self.limit is None else self.limit - before
        """How many of them are wanted still."""

    @property
    def begin(self) -> Position | None:
        """Where to begin; None for the beginning."""
        return self.passed[-1] if self.passed else None

    @property
    def label(self) -> str:
        """What people call the service."""
        return self._client.app.label

    @property
    def credential(self) -> str:
        """The name of the query parameter that holds the credential; "" when none does."""
        auth = self._client.app.connection.auth
        return auth.name if isinstance(auth, QueryAuth) else ""

    def may_be_kept(self, text: str) -> bool:
        """Whether a text that a service told holds no secret."""
        return self._client.redactor.text(text) == text

    async def page(self, number: int, query: Mapping[str, Any]) -> Reply:
        """A page: its number and the parameters that choose it."""
        return await self.at(number, add_query(self._listing.request.url, query))

    async def at(self, number: int, url: str) -> Reply:
        """A page by its whole address."""
        listing = self._listing
        cut = await self._client.read(
            msgspec.structs.replace(listing.request, url=url),
            listing.effect,
            lambda reply: listing.read(reply, self._marks),
            rules=listing.rules,
            watcher=self._watcher,
            page=number,
        )
        return Reply(number, cut)


def incomplete(label: str, reason: str, next_step: str) -> Incomplete:
    """The error for a list that the service does not give to its end."""
    return Incomplete(f"{label} does not give the whole list.", reason, f"What arrived is kept. {next_step}")
