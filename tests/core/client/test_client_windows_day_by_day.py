"""Lists that can be asked for one day only: a series of requests for each, newest first."""

from typing import Any

import msgspec
import pytest

from core.model.errors import InvalidValues, Refused, ServiceDown
from core.model.request import DayByDay
from tests.core.client.client_calls import Account, http, odd_host
from tests.core.client.list_services import (
    TODAY,
    OffsetService,
    by_offset,
    days_before,
    fetched,
    listing_at,
    nothing_goes_on,
    reading_today,
    spread,
)
from tests.sandboxes import until

DAYS = DayByDay(param="day", from_field="from", days_back=3)
PAGING = by_offset(highest=40, days=DAYS)


def days_asked(service: OffsetService) -> list[str]:
    """The days, in the order of the first request for each."""
    return list(dict.fromkeys(one["day"] for one in service.asked if "day" in one))


async def test_each_day_is_asked_for_newest_first_with_all_its_pages(refiner: Account) -> None:
    entries = spread({"2024-06-15": 3, "2024-06-14": 25, "2024-06-12": 20, "2024-06-11": 9})
    service = OffsetService(entries, highest=40)
    result = await fetched(refiner, service, PAGING)
    assert TODAY.date().isoformat() == "2024-06-15"
    assert days_asked(service) == ["2024-06-16", "2024-06-15", "2024-06-14", "2024-06-13", "2024-06-12"]
    assert result.entries == entries[:48]
    assert [len(page.items) for page in result.pages] == [0, 3, 10, 10, 5, 0, 10, 10]
    assert result.numbers == list(range(1, 9))
    assert sorted(result.seen.attempts) == [(page, 1) for page in range(1, 9)]
    assert result.totals == [None]


@pytest.mark.parametrize(
    ("begin", "oldest", "count"),
    [
        ("2024-06-10", "2024-06-10", 7),
        ("2024-06-10T23:59:59Z", "2024-06-10", 7),
        ("2024-06-16", "2024-06-16", 1),
        ("2024-12-24", "2024-12-24", 1),
        ("", "2024-06-12", 6),
        (None, "2024-06-12", 6),
    ],
)
async def test_the_days_go_back_to_the_one_that_is_given(
    refiner: Account, begin: Any, oldest: str, count: int
) -> None:
    service = OffsetService([])
    await fetched(refiner, service, PAGING, values={"from": begin})
    assert days_asked(service) == sorted(days_asked(service), reverse=True)
    assert days_asked(service)[-1] == oldest
    assert len(service.asked) == count


async def test_where_no_day_is_given_and_the_days_hold_nothing_the_list_is_asked_without_one(
    refiner: Account,
) -> None:
    entries = spread({"2024-05-15": 3, "2024-05-14": 25})
    service = OffsetService(entries)
    result = await fetched(refiner, service, PAGING, 10)
    assert result.entries == entries[:10]
    assert [one.get("day") for one in service.asked].count(None) == 1
    result = await fetched(refiner, service, PAGING, 10, values={"from": "2024-06-10"})
    assert result.entries == [], "a day that was given is kept to"


async def test_the_entries_of_a_day_can_be_put_in_order(refiner: Account) -> None:
    """For a service that orders them by something else."""
    entries = spread({"2024-06-15": 25, "2024-06-14": 3})
    shuffled = [*reversed(entries[:25]), *reversed(entries[25:])]
    assert PAGING.days is not None
    days = msgspec.structs.replace(PAGING.days, at="made.at")
    service = OffsetService(shuffled)
    result = await fetched(refiner, service, msgspec.structs.replace(PAGING, days=days), 26)
    assert result.entries == entries[:26]


async def test_what_is_no_day_is_told_by_its_field(refiner: Account) -> None:
    service = OffsetService([])
    result = await fetched(refiner, service, PAGING, values={"from": "soon"})
    assert isinstance(result.failure, InvalidValues)
    assert set(result.failure.by_field) == {"from"}
    assert service.asked == []


@pytest.mark.parametrize(("limit", "days"), [(0, 1), (3, 2), (4, 3), (28, 3), (29, 5), (48, 5), (1000, 5)])
async def test_the_limit_ends_the_days(refiner: Account, limit: int, days: int) -> None:
    entries = spread({"2024-06-15": 3, "2024-06-14": 25, "2024-06-12": 20})
    service = OffsetService(entries)
    result = await fetched(refiner, service, PAGING, limit)
    assert result.entries == entries[:limit]
    assert len(days_asked(service)) == days
    assert {one["limit"] for one in service.asked} == {str(max(1, min(10, limit)))}


@pytest.mark.parametrize("tells_total", [True, False])
async def test_a_day_that_holds_too_much_is_told_at_the_end(refiner: Account, tells_total: bool) -> None:
    entries = spread({"2024-06-15": 3, "2024-06-14": 125, "2024-06-12": 20})
    service = OffsetService(entries, highest=40, tells_total=tells_total)
    result = await fetched(refiner, service, PAGING)
    assert result.entries == entries[:53] + entries[128:]
    assert max(service.offsets) == 40
    assert isinstance(result.failure, Refused)
    missing = "75 of 125" if tells_total else "some"
    assert f"gives 50 entries at the most. Missing: {missing} (2024-06-14)." in result.failure.reason


async def test_the_next_day_is_asked_for_before_this_one_is_handed_over(refiner: Account) -> None:
    service = OffsetService([])
    async with (
        odd_host(service) as host,
        reading_today(refiner, listing_at(host, refiner, PAGING, values={"from": "2024-06-01"})) as pages,
    ):
        await anext(pages)
        await until(lambda: len(service.asked) == 2)
        await anext(pages)
        await until(lambda: len(service.asked) == 3)
    assert len(service.asked) == 3, "one ahead, and no more"


async def test_days_before_the_failed_one_are_kept(refiner: Account) -> None:
    entries = spread(dict.fromkeys(days_before("2024-06-15", 4), 15))
    service = OffsetService(entries)
    result = await fetched(
        refiner, lambda target: http(500) if "day=2024-06-13" in target else service(target), PAGING
    )
    assert isinstance(result.failure, ServiceDown)
    assert result.entries == entries[:30]


@pytest.mark.parametrize("hangs_at", [2, 3, 4])
async def test_leaving_early_lets_go_of_what_was_asked_for_ahead(refiner: Account, hangs_at: int) -> None:
    service = OffsetService(spread(dict.fromkeys(days_before("2024-06-16", 4), 35)))
    async with (
        odd_host(lambda target: service(target) if len(host.heads) < hangs_at else None) as host,
        nothing_goes_on(),
        reading_today(refiner, listing_at(host, refiner, PAGING)) as pages,
    ):
        await anext(pages)
        await until(lambda: len(host.heads) >= hangs_at)
    assert host.gone == len(host.heads) - (hangs_at - 1)
