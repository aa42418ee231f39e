"""Lists that are longer than their pages reach: everything all the same, once, newest first."""

import random
from collections.abc import Mapping
from typing import Any

import pytest

from core.model.errors import InvalidValues
from tests.core.client.client_calls import Account, odd_host
from tests.core.client.list_services import (
    IN_PARTS,
    REACH,
    TODAY,
    WINDOWS,
    OffsetService,
    by_offset,
    check_order,
    days_before,
    entry,
    fetched,
    listing_at,
    reading_today,
    spread,
    uneven,
)
from tests.sandboxes import until

UNTIL = pytest.mark.parametrize("until_takes_in", ["nothing", "midnight", "all"])
"""What a service may take in of the last day that it is asked for."""


def queries(service: OffsetService) -> list[tuple[str, str]]:
    """The first and last days that were asked for, each pair once."""
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
    result = await fetched(refiner, service, IN_PARTS, values=values)
    assert queries(service) == [(since, until)]
    assert service.offsets == ([0, 10] if result.entries else [0])


async def test_what_is_no_day_is_told_by_its_field(refiner: Account) -> None:
    service = OffsetService([])
    result = await fetched(refiner, service, IN_PARTS, values={"from": "yesterday"})
    assert isinstance(result.failure, InvalidValues)
    assert set(result.failure.by_field) == {"from"}
    assert service.asked == []


@UNTIL
async def test_what_lies_beyond_the_last_day_that_was_asked_for_is_dropped(
    refiner: Account, until_takes_in: str
) -> None:
    entries = spread({"2024-05-03": 15, "2024-05-02": 12, "2024-05-01": 13})
    service = OffsetService(entries, until=until_takes_in)
    result = await fetched(refiner, service, IN_PARTS, values={"to": "2024-05-02"})
    assert result.entries == entries[15:]
    assert queries(service) == [("", "2024-05-03")]
    assert result.pages[-1].total == 25
    check_order(result)


async def test_without_a_last_day_nothing_is_dropped(refiner: Account) -> None:
    entries = [entry("2024-05-03"), entry("9999-05-03"), {"id": "bare"}]
    result = await fetched(refiner, OffsetService(entries, until="all"), IN_PARTS)
    assert result.entries == entries


async def test_a_moment_elsewhere_is_of_the_day_that_it_is_in_utc(refiner: Account) -> None:
    entries = [entry("2024-05-03T01:00:00+03:00"), entry("2024-05-02T23:30:00-02:00"), entry("2024-05-02")]
    entries += [{"id": "no moment", "made": {"at": "soon"}}, {"id": "none", "made": {"at": None}}]
    service = OffsetService(entries)
    result = await fetched(refiner, lambda target: service(target.replace("until", "x")), IN_PARTS,
                           values={"to": "2024-05-02"})  # fmt: skip
    assert [one["id"] for one in result.entries] == [entries[n]["id"] for n in (0, 2, 3, 4)]


@pytest.mark.parametrize("limit", [3, 10, 12, 20])
async def test_the_limit_counts_what_is_kept(refiner: Account, limit: int) -> None:
    entries = spread({"2024-05-03": 25, "2024-05-02": 14})
    service = OffsetService(entries, until="all")
    result = await fetched(refiner, service, IN_PARTS, limit, {"to": "2024-05-02"})
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
    result = await fetched(refiner, service, IN_PARTS, values=values)
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
    result = await fetched(refiner, service, IN_PARTS, limit, {"to": last})
    assert result.failure is None
    assert result.entries == [one for one in entries if not last or one["made"]["at"] <= f"{last}~"][:limit]
    check_order(result)


async def test_the_progress_knows_the_whole_from_the_first_page_on(refiner: Account) -> None:
    entries = spread(uneven("2024-06-10", 240, 24))
    result = await fetched(refiner, OffsetService(entries, highest=40), IN_PARTS)
    assert result.totals == [len(entries)]
    result = await fetched(refiner, OffsetService(entries, highest=40), IN_PARTS, 120)
    assert result.totals == [120]


async def test_a_limit_that_can_be_reached_takes_nothing_apart(refiner: Account) -> None:
    entries = spread(uneven("2024-06-10", 240, 24))
    service = OffsetService(entries, highest=40)
    result = await fetched(refiner, service, IN_PARTS, REACH)
    assert result.entries == entries[:REACH]
    assert sorted(service.offsets) == [0, 10, 20, 30, 40]
    assert queries(service) == [("", "")]


async def test_a_limit_beyond_asks_for_no_older_part_than_it_needs(refiner: Account) -> None:
    entries = spread(dict.fromkeys(days_before("2024-06-14", 300), 10))
    service = OffsetService(entries, highest=40)
    result = await fetched(refiner, service, IN_PARTS, 2 * REACH)
    assert result.entries == entries[: 2 * REACH]
    assert len(result.pages) <= 2 * REACH // 10 + 4
    delivered = [one for one in service.asked if one["limit"] != "1" and one["offset"] != "0"]
    assert min(one["since"] for one in delivered) > "2024-05-25"


async def test_a_limit_that_seemed_within_reach_is_met_beyond_it(refiner: Account) -> None:
    """What is dropped takes up all that can be had of the list as a whole."""
    entries = spread({"2024-05-03": 49, "2024-05-02": 30, "2024-05-01": 30, "2024-04-30": 30})
    service = OffsetService(entries, highest=40, until="all")
    result = await fetched(refiner, service, IN_PARTS, 45, {"to": "2024-05-02"})
    assert result.failure is None
    assert result.entries == entries[49 : 49 + 45]
    assert result.pages[-1].total == 45
    assert len(service.asked) < 25, "the same entries are not fetched again with each half"
    check_order(result)


async def test_entries_without_a_day_come_with_the_oldest_part(refiner: Account) -> None:
    bare = [{"id": f"bare-{number}", "made": {"at": None}} for number in range(4)]
    entries = [*spread(dict.fromkeys(days_before("2024-06-10", 30), 10)), *bare]
    result = await fetched(refiner, OffsetService(entries, highest=40), IN_PARTS)
    assert result.entries == entries
    assert result.failure is None


async def test_entries_without_an_id_are_never_taken_for_one_another(refiner: Account) -> None:
    entries = spread(dict.fromkeys(days_before("2024-06-10", 30), 10))
    for one in entries:
        one["id"] = None
    result = await fetched(refiner, OffsetService(entries, highest=40), IN_PARTS)
    assert result.entries == entries


async def test_a_list_of_some_weeks_is_not_looked_for_in_earlier_years(refiner: Account) -> None:
    entries = spread(dict.fromkeys(days_before("2024-06-14", 28), 10))
    service = OffsetService(entries, highest=40)
    result = await fetched(refiner, service, IN_PARTS)
    assert result.entries == entries
    assert len([one for one in service.asked if one["limit"] == "1"]) == 1
    assert min(one.get("since", "9999") for one in service.asked) == "2024-05-15"


async def test_a_list_of_many_years_is_found_in_a_few_requests(refiner: Account) -> None:
    entries = spread(dict.fromkeys(days_before("2024-06-10", 4000)[::20], 1))
    service = OffsetService(entries, highest=40)
    result = await fetched(refiner, service, IN_PARTS)
    assert result.entries == entries
    counts = [one for one in service.asked if one["limit"] == "1"]
    assert len(counts) <= 8
    assert len(service.asked) <= 3 * len(entries) // 10


async def test_the_day_that_it_is_elsewhere_already_is_in_the_list(refiner: Account) -> None:
    tomorrow = {"2024-06-16": 20, "2024-06-15": 25, "2024-06-14": 25, "2024-06-13": 25}
    entries = spread(tomorrow)
    service = OffsetService(entries, highest=40)
    assert TODAY.date().isoformat() == "2024-06-15"
    assert (await fetched(refiner, service, IN_PARTS)).entries == entries


async def test_where_nobody_tells_the_number_of_entries_a_list_is_taken_apart_when_it_breaks_off(
    refiner: Account,
) -> None:
    entries = spread(uneven("2024-06-10", 60, 24))
    service = OffsetService(entries, highest=40, tells_total=False)
    result = await fetched(refiner, service, IN_PARTS)
    assert result.failure is None
    assert result.entries == entries
    assert result.totals == [None]
    check_order(result)


async def test_the_next_part_is_asked_for_before_the_end_of_this_one_is_handed_over(refiner: Account) -> None:
    entries = spread(dict.fromkeys(days_before("2024-06-15", 10), 9))
    service = OffsetService(entries, highest=40)
    async with (
        odd_host(service) as host,
        reading_today(refiner, listing_at(host, refiner, IN_PARTS, values={"from": "2024-06-06"})) as pages,
    ):
        came = 0
        async for page in pages:
            came += len(page.items)
            if came == 45:
                break
        await until(lambda: service.asked[-1]["until"] <= "2024-06-11")
