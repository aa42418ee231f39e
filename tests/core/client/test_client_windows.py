"""Lists that are longer than their pages reach: everything all the same, once, newest first."""

import asyncio
import json
import random
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
import pytest

from core.client import Listing, Page
from core.client.listing import Reply
from core.client.windows import _Sieve
from core.model.errors import InvalidValues, Refused, ServiceDown
from core.model.request import DateWindows
from core.rules.envelope import Cut
from core.rules.paging import Days, day_of
from tests.core.client.client_calls import Account, http, odd_host
from tests.core.client.list_services import (
    TODAY,
    WINDOWS,
    Fetched,
    OffsetService,
    by_offset,
    days_before,
    entry,
    fetched,
    listing_at,
    nothing_goes_on,
    reading_today,
    spread,
)
from tests.sandboxes import until

REACH = 50
"""Entries that can be had at once: five pages of ten."""

PAGING = by_offset(highest=40, windows=WINDOWS)

UNTIL = pytest.mark.parametrize("until_takes_in", ["nothing", "midnight", "all"])
"""What a service may take in of the last day that it is asked for."""


def uneven(first: str, count: int, most: int, seed: int = 7) -> dict[str, int]:
    """So many entries on each of some days: often none, never more than a few."""
    chance = random.Random(seed)
    return {day: chance.choice([0, 0, 1, chance.randint(0, most)]) for day in days_before(first, count)}


def check_order(result: Fetched) -> None:
    moments = [str(one["made"]["at"]) for one in result.entries]
    assert moments == sorted(moments, reverse=True), "newest first"
    assert len({one["id"] for one in result.entries}) == len(result.entries), "each once"
    assert result.numbers == list(range(1, len(result.numbers) + 1))
    assert {page for page, _ in result.seen.attempts} == set(result.numbers)


def queries(service: OffsetService) -> list[tuple[str, str]]:
    """The days that were asked for, each time with how many pages."""
    return list(dict.fromkeys((one.get("since", ""), one.get("until", "")) for one in service.asked))


# --- a list that fits -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "since", "until"),
    [
        ({}, "", ""),
        ({"from": "2024-05-01"}, "2024-05-01", ""),
        ({"to": "2024-05-31"}, "", "2024-06-01"),
        ({"from": "2024-05-01", "to": "2024-05-01"}, "2024-05-01", "2024-05-02"),
        ({"from": None, "to": ""}, "", ""),
        ({"from": "2024-05-01T23:00:00-02:00"}, "2024-05-02", ""),
        ({"to": "9999-12-31"}, "", "9999-12-31"),
    ],
)
async def test_the_days_that_were_asked_for_are_sent(
    refiner: Account, values: dict[str, Any], since: str, until: str
) -> None:
    service = OffsetService(spread({"2024-05-01": 12}))
    result = await fetched(refiner, service, PAGING, values=values)
    assert queries(service) == [(since, until)]
    assert service.offsets == ([0, 10] if result.entries else [0])


async def test_what_is_no_day_is_told_by_its_field(refiner: Account) -> None:
    service = OffsetService([])
    result = await fetched(refiner, service, PAGING, values={"from": "yesterday"})
    assert isinstance(result.failure, InvalidValues)
    assert set(result.failure.by_field) == {"from"}
    assert service.asked == []


@UNTIL
async def test_what_lies_beyond_the_last_day_that_was_asked_for_is_dropped(
    refiner: Account, until_takes_in: str
) -> None:
    entries = spread({"2024-05-03": 15, "2024-05-02": 12, "2024-05-01": 13})
    service = OffsetService(entries, until=until_takes_in)
    result = await fetched(refiner, service, PAGING, values={"to": "2024-05-02"})
    assert result.entries == entries[15:]
    assert queries(service) == [("", "2024-05-03")]
    assert result.pages[-1].total == 25
    check_order(result)


async def test_without_a_last_day_nothing_is_dropped(refiner: Account) -> None:
    entries = [entry("2024-05-03"), entry("9999-05-03"), {"id": "bare"}]
    result = await fetched(refiner, OffsetService(entries, until="all"), PAGING)
    assert result.entries == entries


async def test_a_moment_elsewhere_is_of_the_day_that_it_is_in_utc(refiner: Account) -> None:
    entries = [entry("2024-05-03T01:00:00+03:00"), entry("2024-05-02T23:30:00-02:00"), entry("2024-05-02")]
    entries += [{"id": "no moment", "made": {"at": "soon"}}, {"id": "none", "made": {"at": None}}]
    service = OffsetService(entries)
    result = await fetched(refiner, lambda target: service(target.replace("until", "x")), PAGING,
                           values={"to": "2024-05-02"})  # fmt: skip
    assert [one["id"] for one in result.entries] == [entries[n]["id"] for n in (0, 2, 3, 4)]


@pytest.mark.parametrize("limit", [3, 10, 12, 20])
async def test_the_limit_counts_what_is_kept(refiner: Account, limit: int) -> None:
    entries = spread({"2024-05-03": 25, "2024-05-02": 14})
    service = OffsetService(entries, until="all")
    result = await fetched(refiner, service, PAGING, limit, {"to": "2024-05-02"})
    assert result.entries == entries[25 : 25 + limit]
    assert len(service.asked) == -(-min(25 + limit, 39) // min(limit, 10)), "and no page too many"
    assert result.failure is None


async def test_windows_without_a_ceiling_are_never_taken_apart(refiner: Account) -> None:
    entries = spread({"2024-05-03": 250, "2024-05-02": 14})
    service = OffsetService(entries)
    result = await fetched(refiner, service, by_offset(windows=WINDOWS))
    assert result.entries == entries
    assert queries(service) == [("", "")]


# --- a list that does not ---------------------------------------------------------------------------------


@UNTIL
@pytest.mark.parametrize("values", [{}, {"from": "2023-11-20"}, {"to": "2024-04-30"},
                                    {"from": "2023-11-20", "to": "2024-04-30"}])  # fmt: skip
async def test_a_long_list_comes_whole_once_and_newest_first(
    refiner: Account, values: Mapping[str, str], until_takes_in: str
) -> None:
    entries = spread(uneven("2024-06-10", 240, 24))
    service = OffsetService(entries, highest=40, until=until_takes_in)
    result = await fetched(refiner, service, PAGING, values=values)
    first, last = values.get("from", ""), values.get("to", "9999") + "~"
    expected = [one for one in entries if first <= one["made"]["at"] <= last]
    assert result.failure is None
    assert result.entries == expected
    assert len(expected) > 3 * REACH
    assert max(service.offsets) == 40
    assert result.pages[-1].total == len(expected)
    check_order(result)


@pytest.mark.parametrize("seed", range(6))
@UNTIL
async def test_however_the_entries_lie_and_wherever_the_limit_is(
    refiner: Account, seed: int, until_takes_in: str
) -> None:
    chance = random.Random(seed)
    entries = spread(uneven("2024-06-15", chance.randint(20, 400), chance.randint(3, 49), seed))
    service = OffsetService(entries, highest=40, until=until_takes_in, cap=chance.choice([None, 10, 7]))
    limit = chance.choice([None, chance.randint(REACH, 1 + len(entries))])
    last = chance.choice([None, *days_before("2024-06-15", 20)])
    result = await fetched(refiner, service, PAGING, limit, {"to": last})
    assert result.failure is None
    assert result.entries == [one for one in entries if not last or one["made"]["at"] <= f"{last}~"][:limit]
    check_order(result)


async def test_the_progress_knows_the_whole_from_the_first_page_on(refiner: Account) -> None:
    entries = spread(uneven("2024-06-10", 240, 24))
    result = await fetched(refiner, OffsetService(entries, highest=40), PAGING)
    assert result.totals == [len(entries)]
    result = await fetched(refiner, OffsetService(entries, highest=40), PAGING, 120)
    assert result.totals == [120]


async def test_a_limit_that_can_be_reached_takes_nothing_apart(refiner: Account) -> None:
    entries = spread(uneven("2024-06-10", 240, 24))
    service = OffsetService(entries, highest=40)
    result = await fetched(refiner, service, PAGING, REACH)
    assert result.entries == entries[:REACH]
    assert sorted(service.offsets) == [0, 10, 20, 30, 40]
    assert queries(service) == [("", "")]


async def test_a_limit_beyond_asks_for_no_older_part_than_it_needs(refiner: Account) -> None:
    entries = spread(dict.fromkeys(days_before("2024-06-14", 300), 10))
    service = OffsetService(entries, highest=40)
    result = await fetched(refiner, service, PAGING, 2 * REACH)
    assert result.entries == entries[: 2 * REACH]
    assert len(result.pages) <= 2 * REACH // 10 + 4
    delivered = [one for one in service.asked if one["limit"] != "1" and one["offset"] != "0"]
    assert min(one["since"] for one in delivered) > "2024-05-25"


async def test_a_limit_that_seemed_within_reach_is_met_beyond_it(refiner: Account) -> None:
    """What is dropped takes up all that can be had of the list as a whole."""
    entries = spread({"2024-05-03": 49, "2024-05-02": 30, "2024-05-01": 30, "2024-04-30": 30})
    service = OffsetService(entries, highest=40, until="all")
    result = await fetched(refiner, service, PAGING, 45, {"to": "2024-05-02"})
    assert result.failure is None
    assert result.entries == entries[49 : 49 + 45]
    assert result.pages[-1].total == 45
    assert len(service.asked) < 25, "the same entries are not fetched again with each half"
    check_order(result)


async def test_entries_without_a_day_come_with_the_oldest_part(refiner: Account) -> None:
    bare = [{"id": f"bare-{number}", "made": {"at": None}} for number in range(4)]
    entries = [*spread(dict.fromkeys(days_before("2024-06-10", 30), 10)), *bare]
    result = await fetched(refiner, OffsetService(entries, highest=40), PAGING)
    assert result.entries == entries
    assert result.failure is None


async def test_entries_that_come_with_no_part_are_told(refiner: Account) -> None:
    bare = [{"id": f"bare-{number}", "made": {"at": None}} for number in range(4)]
    entries = spread(dict.fromkeys(days_before("2024-06-10", 30), 10))
    service = OffsetService([*entries, *bare], highest=40)

    def answer(target: str) -> bytes:
        service.entries = entries if "until" in target else [*entries, *bare]
        return service(target)

    result = await fetched(refiner, answer, PAGING)
    assert result.entries == entries
    assert isinstance(result.failure, Refused)
    assert str(result.failure) == (
        "Refiner does not give the whole list. It was asked for by days, and 4 of 304 entries came with none "
        "of them. What arrived is kept. Ask for fewer days at a time to get the rest."
    )
    assert (await fetched(refiner, answer, PAGING, 300)).failure is None


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

    result = await fetched(refiner, answer, PAGING)
    assert result.failure is None
    assert result.entries == entries[:-5]


async def test_entries_without_an_id_are_never_taken_for_one_another(refiner: Account) -> None:
    entries = spread(dict.fromkeys(days_before("2024-06-10", 30), 10))
    for one in entries:
        one["id"] = None
    result = await fetched(refiner, OffsetService(entries, highest=40), PAGING)
    assert result.entries == entries


async def test_a_list_of_some_weeks_is_not_looked_for_in_earlier_years(refiner: Account) -> None:
    entries = spread(dict.fromkeys(days_before("2024-06-14", 28), 10))
    service = OffsetService(entries, highest=40)
    result = await fetched(refiner, service, PAGING)
    assert result.entries == entries
    assert len([one for one in service.asked if one["limit"] == "1"]) == 1
    assert min(one.get("since", "9999") for one in service.asked) == "2024-05-15"


async def test_a_list_of_many_years_is_found_in_a_few_requests(refiner: Account) -> None:
    entries = spread(dict.fromkeys(days_before("2024-06-10", 4000)[::20], 1))
    service = OffsetService(entries, highest=40)
    result = await fetched(refiner, service, PAGING)
    assert result.entries == entries
    counts = [one for one in service.asked if one["limit"] == "1"]
    assert len(counts) <= 8
    assert len(service.asked) <= 3 * len(entries) // 10


async def test_the_day_that_it_is_elsewhere_already_is_in_the_list(refiner: Account) -> None:
    tomorrow = {"2024-06-16": 20, "2024-06-15": 25, "2024-06-14": 25, "2024-06-13": 25}
    entries = spread(tomorrow)
    service = OffsetService(entries, highest=40)
    assert TODAY.date().isoformat() == "2024-06-15"
    assert (await fetched(refiner, service, PAGING)).entries == entries


async def test_where_nobody_tells_the_number_of_entries_a_list_is_taken_apart_when_it_breaks_off(
    refiner: Account,
) -> None:
    entries = spread(uneven("2024-06-10", 60, 24))
    service = OffsetService(entries, highest=40, tells_total=False)
    result = await fetched(refiner, service, PAGING)
    assert result.failure is None
    assert result.entries == entries
    assert result.totals == [None]
    check_order(result)


async def test_the_next_part_is_asked_for_before_the_end_of_this_one_is_handed_over(refiner: Account) -> None:
    entries = spread(dict.fromkeys(days_before("2024-06-15", 10), 9))
    service = OffsetService(entries, highest=40)
    async with (
        odd_host(service) as host,
        reading_today(refiner, listing_at(host, refiner, PAGING, values={"from": "2024-06-06"})) as pages,
    ):
        came = 0
        async for page in pages:
            came += len(page.items)
            if came == 45:
                break
        await until(lambda: service.asked[-1]["until"] <= "2024-06-11")


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
    result = await fetched(refiner, service, PAGING, values={"from": "2024-06-01"})
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
    result = await fetched(refiner, service, PAGING, values={"from": "2024-06-01"})
    assert result.entries == entries[:70] + entries[1150:]
    assert result.failure
    assert "Missing: 1,080 of 1,130 (2024-06-11)." in result.failure.reason


async def test_days_that_hold_too_much_only_together_come_whole(refiner: Account) -> None:
    """The service takes in the day that is asked for besides: each of them alone can be had."""
    entries = spread(dict.fromkeys(days_before("2024-06-12", 6), 45))
    service = OffsetService(entries, highest=40, until="all")
    result = await fetched(refiner, service, PAGING, values={"to": "2024-06-11"})
    assert result.failure is None
    assert result.entries == entries[45:]
    assert result.pages[-1].total == len(entries) - 45
    check_order(result)


@pytest.mark.parametrize("count", [0, 1, 2])
async def test_a_day_that_nobody_asked_for_may_hold_too_much(refiner: Account, count: int) -> None:
    entries = spread({"2024-06-12": 130, "2024-06-11": count, "2024-06-10": 40})
    service = OffsetService(entries, highest=40, until="all")
    result = await fetched(refiner, service, PAGING, values={"to": "2024-06-11"})
    assert result.failure is None
    assert result.entries == entries[130:]


async def test_days_without_a_time_are_taken_apart_too(refiner: Account) -> None:
    entries = [entry(day, number) for day in days_before("2024-06-12", 6) for number in range(45)]
    for until_takes_in in ("nothing", "all"):
        service = OffsetService(entries, highest=40, until=until_takes_in)
        result = await fetched(refiner, service, PAGING, values={"to": "2024-06-11"})
        assert result.failure is None
        assert result.entries == entries[45:]


async def test_of_many_days_that_hold_too_much_some_are_named(refiner: Account) -> None:
    entries = spread(dict.fromkeys(days_before("2024-06-12", 5), 55))
    service = OffsetService(entries, highest=40)
    result = await fetched(refiner, service, PAGING)
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
    result = await fetched(refiner, service, PAGING, limit)
    assert result.entries == (entries[:70] + entries[150:])[:limit]
    assert bool(result.failure) is is_told


async def test_a_day_may_hold_too_much_where_nobody_tells_how_much(refiner: Account) -> None:
    entries = spread({"2024-06-12": 20, "2024-06-11": 130})
    service = OffsetService(entries, highest=40, tells_total=False)
    result = await fetched(refiner, service, PAGING, values={"from": "2024-06-10", "to": "2024-06-12"})
    assert result.entries == entries[:70]
    assert result.failure
    assert "Missing: some (2024-06-11)." in result.failure.reason


# --- trouble ----------------------------------------------------------------------------------------------


async def test_pages_before_the_failed_one_are_kept(refiner: Account) -> None:
    entries = spread(dict.fromkeys(days_before("2024-06-15", 40), 9))
    service = OffsetService(entries, highest=40)

    def answer(target: str) -> bytes:
        query = dict(parse_qsl(urlsplit(target).query))
        return http(500) if query.get("until", "9") < "2024-06-01" else service(target)

    result = await fetched(refiner, answer, PAGING, values={"from": "2024-05-07"})
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

    result = await fetched(refiner, answer, PAGING)
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
        reader = asyncio.ensure_future(read(listing_at(host, refiner, PAGING)))
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
        reading_today(refiner, listing_at(host, refiner, PAGING, REACH)) as pages,
    ):
        await anext(pages)
        await until(lambda: len(host.heads) > 1)


def test_only_the_ids_of_parts_that_may_overlap_are_remembered() -> None:
    windows = DateWindows(since="s", until="u", at="at", id_at="id", days_more=1)
    sieve = _Sieve(PAGING, windows, Days(), lambda dropped: None)
    most = 0
    for day in days_before("2024-06-15", 500):
        at = day_of(day)
        sieve.enter(Days(first=at, last=at, more=1))
        items = [json.dumps({"id": f"{day}/{number}", "at": day}).encode() for number in range(100)]
        assert len(sieve.sift(Reply(1, Cut(items=items, marks={}))).cut.items) == 100
        most = max(most, sum(len(ids) for _, ids in sieve._ids))
    assert most == 200
