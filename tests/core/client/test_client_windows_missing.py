"""Lists in parts of which something cannot be had, or that go wrong or are stopped in the middle."""

import asyncio
import json
from urllib.parse import parse_qsl, urlsplit

import msgspec
import pytest

from core.client import Listing, Page
from core.client.listing import Reply
from core.client.windows import _Sieve
from core.model.errors import Refused, ServiceDown
from core.model.position import Days
from core.model.request import DateWindows
from core.rules.envelope import Cut
from core.rules.paging import day_of
from tests.core.client.client_calls import Account, http, odd_host
from tests.core.client.list_services import (
    IN_PARTS,
    REACH,
    WINDOWS,
    OffsetService,
    by_offset,
    check_order,
    days_before,
    entry,
    fetched,
    listing_at,
    nothing_goes_on,
    reading_today,
    spread,
)
from tests.sandboxes import until

# --- a day that holds more than can be had ----------------------------------------------------------------


@pytest.mark.parametrize("until_takes_in", ["nothing", "midnight"])
async def test_a_day_that_holds_too_much_is_told_at_the_end(refiner: Account, until_takes_in: str) -> None:
    """Also where its midnight, which comes with the day before, is the only entry for the day alone."""
    entries = [
        *spread({"2024-06-12": 20, "2024-06-11": 129}),
        entry("2024-06-11T00:00:00Z"),
        *spread({"2024-06-10": 40, "2024-06-09": 40}),
    ]
    service = OffsetService(entries, highest=40, until=until_takes_in)
    result = await fetched(refiner, service, IN_PARTS, values={"from": "2024-06-01"})
    midnight = entries[149:150] if until_takes_in == "midnight" else []
    assert result.entries == entries[:70] + midnight + entries[150:]
    assert isinstance(result.failure, Refused)
    assert str(result.failure) == (
        "Refiner does not give the whole list. Of one day it gives 50 entries at the most. "
        "Missing: 80 of 130 (2024-06-11). "
        "What arrived is kept. Narrow the list by another field to get the rest."
    )
    check_order(result)


async def test_a_day_that_holds_too_much_of_itself_is_told_by_its_own_number(refiner: Account) -> None:
    entries = spread({"2024-06-12": 20, "2024-06-11": 1130, "2024-06-10": 40})
    service = OffsetService(entries, highest=40, until="all")
    result = await fetched(refiner, service, IN_PARTS, values={"from": "2024-06-01"})
    assert result.entries == entries[:70] + entries[1150:]
    assert result.failure
    assert "Missing: 1,080 of 1,130 (2024-06-11)." in result.failure.reason


async def test_days_that_hold_too_much_only_together_come_whole(refiner: Account) -> None:
    """The service takes in the day that is asked for besides: each of them alone can be had."""
    entries = spread(dict.fromkeys(days_before("2024-06-12", 6), 45))
    service = OffsetService(entries, highest=40, until="all")
    result = await fetched(refiner, service, IN_PARTS, values={"to": "2024-06-11"})
    assert result.failure is None
    assert result.entries == entries[45:]
    assert result.pages[-1].total == len(entries) - 45
    check_order(result)


@pytest.mark.parametrize("count", [0, 1, 2])
async def test_a_day_that_nobody_asked_for_may_hold_too_much(refiner: Account, count: int) -> None:
    entries = spread({"2024-06-12": 130, "2024-06-11": count, "2024-06-10": 40})
    service = OffsetService(entries, highest=40, until="all")
    result = await fetched(refiner, service, IN_PARTS, values={"to": "2024-06-11"})
    assert result.failure is None
    assert result.entries == entries[130:]


async def test_days_without_a_time_are_taken_apart_too(refiner: Account) -> None:
    entries = [entry(day, number) for day in days_before("2024-06-12", 6) for number in range(45)]
    for until_takes_in in ("nothing", "all"):
        service = OffsetService(entries, highest=40, until=until_takes_in)
        result = await fetched(refiner, service, IN_PARTS, values={"to": "2024-06-11"})
        assert result.failure is None
        assert result.entries == entries[45:]


async def test_of_many_days_that_hold_too_much_some_are_named(refiner: Account) -> None:
    entries = spread(dict.fromkeys(days_before("2024-06-12", 5), 55))
    service = OffsetService(entries, highest=40)
    result = await fetched(refiner, service, IN_PARTS)
    assert len(result.entries) == 5 * REACH
    assert result.failure
    assert result.failure.reason == (
        "Of one day it gives 50 entries at the most. Missing: 5 of 55 (2024-06-12); 5 of 55 (2024-06-11); "
        "5 of 55 (2024-06-10); and of 2 more days."
    )


@pytest.mark.parametrize(("limit", "is_told"), [(60, False), (70, False), (71, True), (100, True)])
async def test_what_is_missing_within_the_limit_is_told_though_it_is_met(
    refiner: Account, limit: int, is_told: bool
) -> None:
    entries = spread({"2024-06-12": 20, "2024-06-11": 130, "2024-06-10": 40})
    service = OffsetService(entries, highest=40)
    result = await fetched(refiner, service, IN_PARTS, limit)
    assert result.entries == (entries[:70] + entries[150:])[:limit]
    assert bool(result.failure) is is_told


async def test_a_day_may_hold_too_much_where_nobody_tells_how_much(refiner: Account) -> None:
    entries = spread({"2024-06-12": 20, "2024-06-11": 130})
    service = OffsetService(entries, highest=40, tells_total=False)
    result = await fetched(refiner, service, IN_PARTS, values={"from": "2024-06-10", "to": "2024-06-12"})
    assert result.entries == entries[:70]
    assert result.failure
    assert "Missing: some (2024-06-11)." in result.failure.reason


# --- entries that come with no part -----------------------------------------------------------------------


async def test_entries_that_come_with_no_part_are_told(refiner: Account) -> None:
    bare = [{"id": f"bare-{number}", "made": {"at": None}} for number in range(4)]
    entries = spread(dict.fromkeys(days_before("2024-06-10", 30), 10))
    service = OffsetService([*entries, *bare], highest=40)

    def answer(target: str) -> bytes:
        service.entries = entries if "until" in target else [*entries, *bare]
        return service(target)

    result = await fetched(refiner, answer, IN_PARTS)
    assert result.entries == entries
    assert isinstance(result.failure, Refused)
    assert str(result.failure) == (
        "Refiner does not give the whole list. It was asked for by days, and 4 of 304 entries came with none "
        "of them. What arrived is kept. Ask for fewer days at a time to get the rest."
    )
    assert (await fetched(refiner, answer, IN_PARTS, 300)).failure is None


async def test_a_service_that_leaves_the_last_day_out_is_found_out(refiner: Account) -> None:
    entries = spread(dict.fromkeys(days_before("2024-06-10", 30), 10))
    windows = msgspec.structs.replace(WINDOWS, days_more=0)
    service = OffsetService(entries, highest=40)
    result = await fetched(refiner, service, by_offset(highest=40, windows=windows))
    assert isinstance(result.failure, Refused)
    assert len(result.entries) < 300
    assert f"{300 - len(result.entries)} of 300 entries came with none" in result.failure.reason
    service.until = "all"
    result = await fetched(refiner, service, by_offset(highest=40, windows=windows))
    assert result.entries == entries
    assert result.failure is None


async def test_what_is_deleted_meanwhile_is_no_loss(refiner: Account) -> None:
    entries = spread(dict.fromkeys(days_before("2024-06-10", 30), 10))
    service = OffsetService(entries, highest=40)

    def answer(target: str) -> bytes:
        if len(service.asked) == 12:
            service.entries = entries[:-5]
        return service(target)

    result = await fetched(refiner, answer, IN_PARTS)
    assert result.failure is None
    assert result.entries == entries[:-5]


# --- trouble ----------------------------------------------------------------------------------------------


async def test_pages_before_the_failed_one_are_kept(refiner: Account) -> None:
    entries = spread(dict.fromkeys(days_before("2024-06-15", 40), 9))
    service = OffsetService(entries, highest=40)

    def answer(target: str) -> bytes:
        query = dict(parse_qsl(urlsplit(target).query))
        return http(500) if query.get("until", "9") < "2024-06-01" else service(target)

    result = await fetched(refiner, answer, IN_PARTS, values={"from": "2024-05-07"})
    assert isinstance(result.failure, ServiceDown)
    assert result.entries == entries[: 19 * 9]


async def test_a_page_that_fails_once_takes_its_place_all_the_same(refiner: Account) -> None:
    entries = spread(dict.fromkeys(days_before("2024-06-15", 40), 9))
    service, failed = OffsetService(entries, highest=40), set[str]()

    def answer(target: str) -> bytes:
        if target in failed:
            return service(target)
        failed.add(target)
        return http(503)

    result = await fetched(refiner, answer, IN_PARTS)
    assert result.entries == entries


@pytest.mark.parametrize("hangs_at", [1, 2, 5, 8, 20])
async def test_stopping_lets_go_of_whatever_is_under_way(refiner: Account, hangs_at: int) -> None:
    service = OffsetService(spread(dict.fromkeys(days_before("2024-06-14", 60), 10)), highest=40)
    kept: list[Page] = []

    async def read(listing: Listing) -> None:
        async with reading_today(refiner, listing) as pages:
            async for page in pages:
                kept.append(page)  # noqa: PERF401  it is stopped in the middle

    async with (
        odd_host(lambda target: service(target) if len(host.heads) < hangs_at else None) as host,
        nothing_goes_on(),
    ):
        reader = asyncio.ensure_future(read(listing_at(host, refiner, IN_PARTS)))
        await until(lambda: len(host.heads) >= hangs_at)
        reader.cancel()
        await asyncio.wait([reader])
    assert [page.number for page in kept] == list(range(1, len(kept) + 1))


@pytest.mark.parametrize("hangs_at", [2, 5, 8, 20])
async def test_leaving_early_lets_go_of_what_was_asked_for_ahead(refiner: Account, hangs_at: int) -> None:
    """A limit within reach: the first request gives the first page."""
    service = OffsetService(spread(dict.fromkeys(days_before("2024-06-14", 60), 10)), highest=40)
    async with (
        odd_host(lambda target: service(target) if len(host.heads) < hangs_at else None) as host,
        nothing_goes_on(),
        reading_today(refiner, listing_at(host, refiner, IN_PARTS, REACH)) as pages,
    ):
        await anext(pages)
        await until(lambda: len(host.heads) > 1)


def test_only_the_ids_of_parts_that_may_overlap_are_remembered() -> None:
    windows = DateWindows(since="s", until="u", at="at", id_at="id", days_more=1)
    sieve = _Sieve(IN_PARTS, windows, Days(), lambda dropped: None)
    most = 0
    for day in days_before("2024-06-15", 500):
        at = day_of(day)
        sieve.enter(Days(first=at, last=at, more=1))
        items = [json.dumps({"id": f"{day}/{number}", "at": day}).encode() for number in range(100)]
        assert len(sieve.sift(Reply(1, Cut(items=items, marks={}))).cut.items) == 100
        most = max(most, sum(len(ids) for _, ids in sieve._ids))
    assert most == 200
