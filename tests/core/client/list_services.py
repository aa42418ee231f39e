"""Services that give a list by offsets and by days, each with the quirks that such services have."""

import asyncio
import contextlib
import json
import random
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from core.client import Listing, Page, fetch_pages
from core.model.errors import TrunklineError
from core.model.http import HttpRequest
from core.model.request import DateWindows, DayByDay, OffsetPaging, PageSize, Paging
from tests.core.client.client_calls import Account, OddHost, Recorder, http, listed, odd_host
from tests.sandboxes import until

TODAY = datetime(2024, 6, 15, 12, tzinfo=UTC)

WINDOWS = DateWindows(
    since="since",
    until="until",
    at="made.at",
    id_at="id",
    since_field="from",
    until_field="to",
    days_more=1,
)


REACH = 50
"""Entries that can be had at once of a list in parts: five pages of ten."""


def by_offset(
    length: int = 10,
    highest: int | None = None,
    *,
    rows_at: str = "pagination.total",
    windows: DateWindows | None = None,
    days: DayByDay | None = None,
) -> OffsetPaging:
    """Offsets, over pages that are short."""
    return OffsetPaging(
        param="offset",
        size=PageSize(param="limit", most=length),
        rows_at=rows_at,
        highest=highest,
        windows=windows,
        days=days,
    )


IN_PARTS = by_offset(highest=40, windows=WINDOWS)
"""Offsets that give way to parts by days."""


def entry(moment: str, number: int = 0) -> dict[str, Any]:
    """An entry that was made at a moment."""
    return {"id": f"{moment}#{number}", "made": {"at": moment}}


def spread(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """So many entries on each day, over the whole day, newest first."""
    made = []
    for day, count in counts.items():
        first = datetime.fromisoformat(f"{day}T00:00:07Z")
        step = timedelta(days=1) / (count + 1)
        made += [
            entry((first + step * number).strftime("%Y-%m-%dT%H:%M:%SZ"), number) for number in range(count)
        ]
    return sorted(made, key=lambda one: str(one["made"]["at"]), reverse=True)


@dataclass
class OffsetService:
    """A list, newest first, that is asked for by `offset` and `limit`; `asked` are its requests.

    `cap`: it gives no more at once, without a word. `highest`: it refuses an offset above. `until`: what it
    takes in of the last day that it is asked for: nothing, its first moment, or all of it.
    """

    entries: Sequence[Any]
    cap: int | None = None
    highest: int | None = None
    tells_total: bool = True
    until: str = "nothing"
    asked: list[dict[str, str]] = field(default_factory=list)

    def __call__(self, target: str) -> bytes:
        query = dict(parse_qsl(urlsplit(target).query))
        self.asked.append(query)
        return self.reply(query)

    def reply(self, query: Mapping[str, str]) -> bytes:
        """The page that is asked for."""
        offset, length = int(query["offset"]), int(query["limit"])
        if self.highest is not None and offset > self.highest:
            return http(400, b'{"message": "Offset too high"}')
        found = [one for one in self.entries if self._is_asked_for(one, query)]
        rows = found[offset : offset + min(length, self.cap or length)]
        return listed(rows, **({"total": len(found)} if self.tells_total else {}))

    def _is_asked_for(self, one: Any, query: Mapping[str, str]) -> bool:
        if not {"since", "until", "day"} & set(query):
            return True
        moment = one["made"]["at"]
        if "day" in query:
            return str(moment).startswith(query["day"])
        until = query.get("until", "9999")
        end = {"nothing": until, "midnight": f"{until}T00:00:00Z~", "all": f"{until}~"}[self.until]
        return query.get("since", "") <= (moment or "") < end

    @property
    def offsets(self) -> list[int]:
        """The offsets that were asked for."""
        return [int(query["offset"]) for query in self.asked]


def listing_at(
    host: OddHost,
    account: Account,
    paging: Paging,
    limit: int | None = None,
    values: Mapping[str, Any] | None = None,
    *,
    path: str = "/v1/contacts",
    address: str = "",
) -> Listing:
    """A list at a host, with the credentials of an account."""
    request = HttpRequest(method="GET", url=f"{host.address}{path}", headers=account.verify().headers)
    return Listing(
        request=request,
        paging=paging,
        read=account.contacts().read,
        limit=limit,
        values=values or {},
        address=address,
    )


@dataclass
class Fetched:
    """What came of fetching a list: its pages, what was seen on the way, and how it failed, if it did."""

    pages: list[Page]
    seen: Recorder
    failure: TrunklineError | None = None

    @property
    def entries(self) -> list[Any]:
        """All entries, in the order in which they came."""
        return [json.loads(bytes(item)) for page in self.pages for item in page.items]

    @property
    def numbers(self) -> list[int]:
        """The numbers of the pages."""
        return [page.number for page in self.pages]

    @property
    def totals(self) -> list[int | None]:
        """What each page says of the whole, once a time."""
        return list(dict.fromkeys(page.total for page in self.pages))


async def fetched(
    account: Account,
    service: Any,
    paging: Paging,
    limit: int | None = None,
    values: Mapping[str, Any] | None = None,
) -> Fetched:
    """Fetch a list from a service to its end, or to where it fails."""
    result = Fetched([], Recorder())
    async with odd_host(service) as host, account.client() as client:
        listing = listing_at(host, account, paging, limit, values)
        try:
            async for page in fetch_pages(client, listing, result.seen, clock=TODAY.timestamp):
                result.pages.append(page)
        except TrunklineError as failure:
            result.failure = failure
    return result


@contextlib.asynccontextmanager
async def reading_today(account: Account, listing: Listing) -> AsyncIterator[AsyncGenerator[Page]]:
    """The pages of a list, one by one, as long as somebody wants them, on `TODAY`."""
    async with (
        account.client() as client,
        aclosing(fetch_pages(client, listing, clock=TODAY.timestamp)) as pages,
    ):
        yield pages


@contextlib.asynccontextmanager
async def nothing_goes_on() -> AsyncIterator[None]:
    """What was begun inside ends, that of the host included, which may take a moment longer.

    Only for a host that stops answering: what is asked for ahead would end by itself otherwise.
    """
    before = asyncio.all_tasks()
    yield
    await until(lambda: asyncio.all_tasks() <= before)


def days_before(day: str, count: int) -> list[str]:
    """A day and those before it, newest first."""
    return [(date.fromisoformat(day) - timedelta(days=back)).isoformat() for back in range(count)]


def uneven(first: str, count: int, most: int, seed: int = 7) -> dict[str, int]:
    """So many entries on each of some days: often none, never more than a few."""
    chance = random.Random(seed)
    return {day: chance.choice([0, 0, 1, chance.randint(0, most)]) for day in days_before(first, count)}


def check_order(result: Fetched) -> None:
    """Newest first, each once, and the pages of requests numbered as they were handed over."""
    moments = [str(one["made"]["at"]) for one in result.entries]
    assert moments == sorted(moments, reverse=True), "newest first"
    assert len({one["id"] for one in result.entries}) == len(result.entries), "each once"
    assert result.numbers == list(range(1, len(result.numbers) + 1))
    assert {page for page, _ in result.seen.attempts} == set(result.numbers)
