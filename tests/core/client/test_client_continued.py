"""Lists that are gone on with: from behind any page, what follows is what would have followed."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import pytest

from core.client import Client, Listing, Page, fetch_pages
from core.model.app import QueryAuth
from core.model.errors import TrunklineError
from core.model.position import AtCursor, AtEnd, AtPage, AtPart, AtUrl, Milestone
from core.model.request import CursorAbove, DayByDay, NextUrlPaging, NoPaging, PageSize, Paging
from tests.core.client.client_calls import (
    BY_CURSOR,
    Account,
    Recorder,
    listed,
    odd_host,
    pages_asked,
    short_pages,
)
from tests.core.client.list_services import (
    IN_PARTS,
    TODAY,
    OffsetService,
    by_offset,
    listing_at,
    spread,
    uneven,
)
from tests.core.client.next_urls import with_key_in_query
from tests.sandboxes import RunningSandbox

Outcome = tuple[list[Page], str]
"""The pages of a list, and in words how it failed; "" when it did not."""


async def read(client: Client, listing: Listing, passed: Sequence[Milestone] = ()) -> Outcome:
    """The pages of a list, from behind those milestones."""
    pages: list[Page] = []
    try:
        async for page in fetch_pages(client, listing, Recorder(), clock=TODAY.timestamp, passed=passed):
            pages.append(page)  # noqa: PERF401  what came before a failure is wanted
    except TrunklineError as failure:
        return pages, str(failure)
    return pages, ""


def milestones(pages: Sequence[Page]) -> list[Milestone]:
    """What a run writes down of these pages, once it was read again."""
    bundles, passed = 0, []
    for number, page in enumerate(pages, start=1):
        bundles += len(page.items)
        if page.position is not None:
            passed.append(Milestone(bundles, number, page.position))
    return msgspec.json.decode(msgspec.json.encode(passed), type=list[Milestone])


def shown(pages: Sequence[Page]) -> list[tuple[int, list[bytes], int | None]]:
    """All that a run keeps and tells of pages."""
    return [(page.number, [bytes(item) for item in page.items], page.total) for page in pages]


async def check(account: Account, service: Any, paging: Paging, **more: Any) -> Outcome:
    """Read a list as a whole; then again from behind each of its pages, which must come to the same end."""
    async with odd_host(service) as host, account.client() as client:
        listing = listing_at(host, account, paging, **more)
        whole, failure = await read(client, listing)
        for at in range(1, len(whole) + 1):
            passed = milestones(whole[:at])
            rest, ending = await read(client, listing, passed)
            assert (shown(rest), ending) == (shown(whole[len(passed) :]), failure), f"from behind page {at}"
    return whole, failure


# --- pages with numbers, cursors, addresses ---------------------------------------------------------------


class Numbered:
    """A list by `page`, `page_length` long; it tells how many pages there are, or not."""

    def __init__(self, count: int, *, tells: bool = True) -> None:
        self.count = count
        self.tells = tells

    def __call__(self, target: str) -> bytes:
        asked = dict(part.split("=") for part in target.partition("?")[2].split("&"))
        length = int(asked["page_length"])
        start = (int(asked["page"]) - 1) * length
        items = [{"id": number} for number in range(start, min(self.count, start + length))]
        told = {"items_count": self.count, "last_page": -(-self.count // length)} if self.tells else {}
        return listed(items, **told)


@pytest.mark.parametrize("limit", [None, 3, 15, 17, 40])
@pytest.mark.parametrize("tells", [True, False])
async def test_numbered_pages_go_on_behind_any_of_them(
    refiner: Account, limit: int | None, tells: bool
) -> None:
    pages, failure = await check(refiner, Numbered(33, tells=tells), short_pages(), limit=limit)
    assert sum(len(page.items) for page in pages) == min(33, limit or 33)
    assert failure == ""


async def test_only_the_pages_that_are_left_are_asked_for(refiner: Account) -> None:
    async with odd_host(Numbered(33)) as host, refiner.client() as client:
        listing = listing_at(host, refiner, short_pages())
        await read(client, listing, [Milestone(20, 4, AtPage(5))])
    assert sorted(pages_asked(host)) == [5, 6, 7]


async def test_nothing_is_asked_for_behind_the_end(refiner: Account) -> None:
    async with odd_host(Numbered(33)) as host, refiner.client() as client:
        for paging in (short_pages(), NoPaging()):
            end = [Milestone(5, 1, AtEnd())]
            assert await read(client, listing_at(host, refiner, paging), end) == ([], "")
    assert host.heads == []


@pytest.mark.parametrize("limit", [None, 5, 12, 20])
async def test_cursors_lead_on_from_any_page(
    refiner: Account, sandbox: RunningSandbox, limit: int | None
) -> None:
    await check_contacts(refiner, refiner.contacts(limit or 43, BY_CURSOR), AtCursor)


async def test_numbered_pages_that_give_way_to_cursors_lead_on_from_any_page(
    refiner: Account, sandbox: RunningSandbox
) -> None:
    above = CursorAbove(param="page_cursor", at="pagination.next_page_cursor", rows=20)
    paging = msgspec.structs.replace(short_pages(), cursor_above=above)
    await check_contacts(refiner, refiner.contacts(43, paging), AtCursor)


async def check_contacts(account: Account, listing: Listing, kind: type[AtCursor]) -> None:
    """The same as `check`, of a list in the sandbox, whose positions are of one kind."""
    async with account.client() as client:
        whole, _ = await read(client, listing)
        for at in range(1, len(whole) + 1):
            rest, failure = await read(client, listing, milestones(whole[:at]))
            assert (shown(rest), failure) == (shown(whole[at:]), "")
    assert sum(len(page.items) for page in whole) == listing.limit
    assert {type(page.position) for page in whole} == ({kind, AtEnd} if len(whole) > 1 else {AtEnd})


@pytest.mark.parametrize("count", [2, 3, 4])
async def test_a_circle_is_found_wherever_it_was_entered_again(refiner: Account, count: int) -> None:
    def circling(target: str) -> bytes:
        here = int(target.partition("page_cursor=c")[2].partition("&")[0] or 0)
        return listed([{"id": here}], next_page_cursor=f"c{here % count + 1}")

    whole, failure = await check(refiner, circling, BY_CURSOR)
    assert "leads in a circle" in failure
    assert len(whole) == count + 1
    assert whole[-1].position is None  # to be asked for again: it told no way on


BY_ADDRESS = NextUrlPaging(at="pagination.next", size=PageSize(param="pageSize", most=2))


class Addressed:
    """A list whose pages tell the address of the next, on this host, in one way of writing it."""

    def __init__(self, write: str, count: int = 5) -> None:
        self.write = write
        self.count = count
        self.host = ""
        self.targets: list[str] = []

    def __call__(self, target: str) -> bytes:
        self.targets.append(target)
        here = int(target.partition("at=")[2].partition("&")[0] or 1)
        following = self.write.format(host=self.host, number=here + 1)
        return listed([{"page": here}, {"page": here}], next=following if here < self.count else None)


@pytest.mark.parametrize("limit", [None, 4, 7])
@pytest.mark.parametrize(
    "write",
    [
        "/v1/contacts?at={number}",
        "?at={number}&x=a%20b",
        "{host}/v1/more?at={number}",
        "{host}//odd?at={number}",
    ],
)
async def test_addresses_lead_on_from_any_page(refiner: Account, write: str, limit: int | None) -> None:
    service = Addressed(write)
    async with odd_host(service) as host, refiner.client() as client:
        service.host = host.address
        listing = listing_at(host, refiner, BY_ADDRESS, limit)
        whole, failure = await read(client, listing)
        asked = service.targets
        for at in range(1, len(whole) + 1):
            service.targets = []
            rest, ending = await read(client, listing, milestones(whole[:at]))
            assert (shown(rest), ending) == (shown(whole[at:]), failure)
            assert service.targets == asked[at:]
    assert failure == ""


async def test_a_key_in_an_address_is_never_written_down_and_yet_sent_again(refiner: Account) -> None:
    account = with_key_in_query(refiner)
    assert isinstance(account.app.connection.auth, QueryAuth)
    key = account.values["api_key"]
    service = Addressed(f"/v1/contacts?at={{number}}&key={key}", count=3)
    async with odd_host(service) as host, account.client() as client:
        listing = listing_at(host, account, BY_ADDRESS, path=f"/v1/contacts?key={key}")
        whole, _ = await read(client, listing)
        passed = milestones(whole[:1])
        assert [one.position for one in passed] == [AtUrl(2, "/v1/contacts?at=2")]
        assert shown((await read(client, listing, passed))[0]) == shown(whole[1:])
    assert all(f"key={key}" in target for target in service.targets)


async def test_what_holds_a_secret_is_no_position(refiner: Account) -> None:
    key = refiner.values["api_key"]

    def repeating(target: str) -> bytes:
        return listed([{"id": 1}], next_page_cursor=None if key in target else f"after-{key}")

    async with odd_host(repeating) as host, refiner.client() as client:
        pages, failure = await read(client, listing_at(host, refiner, BY_CURSOR))
    assert [page.position for page in pages] == [None, AtEnd()]
    assert failure == ""


async def test_an_address_that_was_tampered_with_is_not_followed(refiner: Account) -> None:
    service = Addressed("/v1/contacts?at={number}")
    async with odd_host(service) as host, refiner.client() as client:
        listing = listing_at(host, refiner, BY_ADDRESS)
        passed = [Milestone(2, 1, AtUrl(2, "@evil.example/v1/contacts"))]
        pages, failure = await read(client, listing, passed)
    assert pages == []
    assert "not followed" in failure
    assert service.targets == []


# --- offsets, days, parts ---------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [None, 10, 25, 80])
@pytest.mark.parametrize(
    ("cap", "highest", "tells"),
    [
        (None, None, True),
        (7, None, True),
        (None, 30, True),
        (None, None, False),
        (None, 30, False),
        (4, 20, True),
    ],
)
async def test_offsets_go_on_behind_any_page(
    refiner: Account, cap: int | None, highest: int | None, tells: bool, limit: int | None
) -> None:
    service = OffsetService(spread({"2024-05-01": 64}), cap=cap, highest=highest, tells_total=tells)
    paging = by_offset(highest=highest, rows_at="pagination.total" if tells else "")
    _, failure = await check(refiner, service, paging, limit=limit)
    reach = 64 if highest is None else highest // (cap or 10) * (cap or 10) + (cap or 10)
    assert ("does not give the whole list" in failure) == (reach < min(64, limit or 64))


DAYS = DayByDay(param="day", from_field="from", days_back=3)


@pytest.mark.parametrize("limit", [None, 3, 13, 31])
@pytest.mark.parametrize("at", ["", "made.at"])
async def test_days_go_on_behind_any_page(refiner: Account, at: str, limit: int | None) -> None:
    counts = {"2024-06-15": 3, "2024-06-14": 25, "2024-06-13": 70, "2024-06-12": 20, "2024-06-11": 9}
    paging = by_offset(highest=40, days=msgspec.structs.replace(DAYS, at=at))
    _, failure = await check(refiner, OffsetService(spread(counts), highest=40), paging, limit=limit)
    assert ("Missing: 20 of 70 (2024-06-13)" in failure) == (limit is None)


async def test_days_that_could_not_be_had_are_told_all_the_same(refiner: Account) -> None:
    counts = {f"2024-06-{day}": 11 for day in range(10, 17)}
    paging = by_offset(5, highest=5, days=DAYS)
    values = {"from": "2024-06-10"}
    _, failure = await check(refiner, OffsetService(spread(counts), highest=5), paging, values=values)
    assert "1 of 11 (2024-06-16); 1 of 11 (2024-06-15); 1 of 11 (2024-06-14); and of 4 more days" in failure


async def test_the_list_without_a_day_goes_on_behind_any_page(refiner: Account) -> None:
    service = OffsetService(spread({"2024-01-31": 33}))
    pages, failure = await check(refiner, service, by_offset(highest=40, days=DAYS))
    assert sum(len(page.items) for page in pages) == 33
    assert failure == ""


PERIOD: Mapping[str, Any] = {"from": "2024-03-01", "to": "2024-06-10"}


@pytest.mark.parametrize("until_takes_in", ["nothing", "midnight", "all"])
@pytest.mark.parametrize(
    ("seed", "limit", "values"),
    [(1, None, {}), (2, 120, {}), (3, None, PERIOD), (4, 77, PERIOD), (5, None, {"to": "2024-06-01"})],
)
async def test_parts_go_on_behind_any_page(
    refiner: Account, seed: int, limit: int | None, values: Mapping[str, Any], until_takes_in: str
) -> None:
    entries = spread(uneven("2024-06-15", 90, 12, seed))
    service = OffsetService(entries, highest=40, until=until_takes_in)
    pages, _ = await check(refiner, service, IN_PARTS, limit=limit, values=values)
    assert any(isinstance(page.position, AtPart) and page.position.divided.oldest for page in pages)


@pytest.mark.parametrize("until_takes_in", ["nothing", "midnight", "all"])
async def test_what_no_part_held_is_told_all_the_same(refiner: Account, until_takes_in: str) -> None:
    counts = {"2024-06-10": 30, "2024-06-09": 80, "2024-06-08": 20}
    service = OffsetService(
        [*spread(counts), {"id": "none", "made": {"at": None}}], highest=40, until=until_takes_in
    )
    _, failure = await check(refiner, service, IN_PARTS, values={"to": "2024-06-10"})
    assert "does not give the whole list" in failure
