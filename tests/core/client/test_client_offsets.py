"""Pages by offset: every entry once and in order, whatever length pages have, and none above the highest."""

import asyncio
import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from core.client.pages import _WIDTH_AT_FIRST
from core.model.errors import Refused, ServiceDown
from core.model.request import PagePaging, PageSize
from core.rules.paging import AT_ONCE
from tests.core.client.client_calls import Account, Recorder, http, listed, odd_host, reading
from tests.core.client.list_services import OffsetService, by_offset, fetched, listing_at, nothing_goes_on
from tests.sandboxes import until


async def test_every_entry_comes_once_and_in_order(refiner: Account) -> None:
    service = OffsetService(range(95))
    result = await fetched(refiner, service, by_offset())
    assert result.entries == list(range(95))
    assert sorted(service.offsets) == list(range(0, 100, 10))
    assert {query["limit"] for query in service.asked} == {"10"}
    assert result.numbers == list(range(1, 11))
    assert sorted(result.seen.attempts) == [(page, 1) for page in range(1, 11)]
    assert result.totals == [95]


async def test_several_pages_are_under_way_together_where_the_number_of_entries_is_told(
    refiner: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.client.pages._LONG_WAIT", -1.0)
    seen = Recorder()
    async with (
        odd_host(OffsetService(range(300))) as host,
        reading(refiner, listing_at(host, refiner, by_offset()), seen) as pages,
    ):
        widths = [len(seen.attempts) - page.number async for page in pages]
    assert widths[0] == _WIDTH_AT_FIRST
    assert max(widths) == AT_ONCE
    assert widths[-1] == 0


@pytest.mark.parametrize(("count", "offsets"), [(25, [0, 10, 20]), (20, [0, 10, 20]), (0, [0])])
async def test_where_nobody_tells_the_number_of_entries_a_short_page_is_the_end(
    refiner: Account, count: int, offsets: list[int]
) -> None:
    service = OffsetService(range(count), tells_total=False)
    result = await fetched(refiner, service, by_offset())
    assert result.entries == list(range(count))
    assert service.offsets == offsets
    assert result.totals == [None]


async def test_where_nobody_tells_the_number_of_entries_the_next_page_is_asked_for_ahead(
    refiner: Account,
) -> None:
    service = OffsetService(range(95), tells_total=False)
    async with (
        odd_host(service) as host,
        reading(refiner, listing_at(host, refiner, by_offset(rows_at=""))) as pages,
    ):
        await anext(pages)
        await until(lambda: service.offsets == [0, 10])
        await anext(pages)
        await until(lambda: service.offsets == [0, 10, 20])
    assert service.offsets == [0, 10, 20], "one ahead, and no more"


@pytest.mark.parametrize(
    ("limit", "length", "offsets"),
    [(0, "1", [0]), (3, "3", [0]), (10, "10", [0]), (11, "10", [0, 10]), (95, "10", list(range(0, 100, 10)))],
)
@pytest.mark.parametrize("tells_total", [True, False])
async def test_a_limit_cuts_the_list_and_no_page_too_many_is_asked_for(
    refiner: Account, limit: int, length: str, offsets: list[int], tells_total: bool
) -> None:
    service = OffsetService(range(95), tells_total=tells_total)
    result = await fetched(refiner, service, by_offset(), limit)
    assert result.entries == list(range(limit))
    assert sorted(service.offsets) == offsets
    assert {query["limit"] for query in service.asked} == {length}
    assert result.totals == [limit if tells_total else None]


@pytest.mark.parametrize(("limit", "offsets"), [(None, list(range(0, 40, 4))), (9, [0, 4, 8])])
async def test_a_service_that_gives_less_than_asked_for_is_followed_by_what_it_gives(
    refiner: Account, limit: int | None, offsets: list[int]
) -> None:
    service = OffsetService(range(39), cap=4)
    result = await fetched(refiner, service, by_offset(), limit)
    assert result.entries == list(range(39))[:limit]
    assert sorted(service.offsets) == offsets


async def test_a_service_that_gives_more_than_asked_for_is_followed_by_what_it_gives(
    refiner: Account,
) -> None:
    service = OffsetService(range(95))
    result = await fetched(
        refiner, lambda target: service(target.replace("limit=10", "limit=25")), by_offset()
    )
    assert result.entries == list(range(95))
    assert sorted(service.offsets) == [0, 25, 50, 75]


class Stingy(OffsetService):
    """Gives less from the second page on, each time it is asked."""

    def reply(self, query: Any) -> bytes:
        if query["offset"] != "0":
            query = {**query, "limit": str(min(4, int(query["limit"])))}
        return super().reply(query)


async def test_a_page_that_comes_in_pieces_is_asked_for_until_it_is_whole(refiner: Account) -> None:
    service = Stingy(range(35))
    result = await fetched(refiner, service, by_offset())
    assert result.entries == list(range(35))
    assert result.numbers == [1, 2, 3, 4]
    asked = sorted((int(query["offset"]), int(query["limit"])) for query in service.asked)
    assert asked[:7] == [(0, 10), (10, 10), (14, 6), (18, 2), (20, 10), (24, 6), (28, 2)]
    assert asked[7:] == [(30, 10), (34, 6)]
    assert sorted(set(result.seen.attempts)) == [(1, 1), (2, 1), (3, 1), (4, 1)], "a piece is of its page"


@pytest.mark.parametrize("limit", [None, 1000, 51])
async def test_no_offset_above_the_highest_is_asked_for_and_what_is_missing_is_told(
    refiner: Account, limit: int | None
) -> None:
    service = OffsetService(range(1500), highest=40)
    result = await fetched(refiner, service, by_offset(highest=40), limit)
    assert result.entries == list(range(50))
    assert sorted(service.offsets) == [0, 10, 20, 30, 40]
    assert isinstance(result.failure, Refused)
    assert str(result.failure) == (
        "Refiner does not give the whole list. It holds 1,500 entries and gives the first 50. "
        "What arrived is kept. Narrow the list to get the rest."
    )


async def test_where_nobody_tells_the_number_of_entries_there_may_be_more_beyond_the_highest(
    refiner: Account,
) -> None:
    service = OffsetService(range(1500), highest=40, tells_total=False)
    result = await fetched(refiner, service, by_offset(highest=40))
    assert result.entries == list(range(50))
    assert service.offsets == [0, 10, 20, 30, 40]
    assert isinstance(result.failure, Refused)
    assert result.failure.reason == "It gives the first 50 entries; there may be more."


@pytest.mark.parametrize("tells_total", [True, False])
@pytest.mark.parametrize(("count", "limit"), [(49, None), (1500, 50), (1500, 7)])
async def test_what_can_be_had_to_the_end_is_complete(
    refiner: Account, count: int, limit: int | None, tells_total: bool
) -> None:
    service = OffsetService(range(count), highest=40, tells_total=tells_total)
    result = await fetched(refiner, service, by_offset(highest=40), limit)
    assert result.failure is None
    assert result.entries == list(range(limit or count))


async def test_as_many_entries_as_can_be_had_are_all_where_their_number_is_told(refiner: Account) -> None:
    result = await fetched(refiner, OffsetService(range(50), highest=40), by_offset(highest=40))
    assert result.failure is None
    assert len(result.entries) == 50


async def test_shorter_pages_than_asked_for_go_no_higher_either(refiner: Account) -> None:
    service = OffsetService(range(1500), highest=40, cap=7)
    result = await fetched(refiner, service, by_offset(highest=40))
    assert result.entries == list(range(42))
    assert max(service.offsets) == 35
    assert isinstance(result.failure, Refused)


async def test_pieces_of_a_page_go_no_higher_either(refiner: Account) -> None:
    service = Stingy(range(1500), highest=42)
    result = await fetched(refiner, service, by_offset(highest=42))
    assert result.entries == list(range(44))
    assert max(service.offsets) == 40
    assert isinstance(result.failure, Refused)


async def test_a_number_of_entries_that_is_not_true_ends_where_they_end(refiner: Account) -> None:
    service = OffsetService(range(30))

    def answer(target: str) -> bytes:
        body = json.loads(service(target).partition(b"\r\n\r\n")[2])
        return listed(body["items"], total="500")

    result = await fetched(refiner, answer, by_offset())
    assert result.entries == list(range(30))
    assert result.failure is None
    assert max(service.offsets) <= 30 + 10 * AT_ONCE


async def test_a_number_of_entries_that_is_told_once_counts_for_all_pages(refiner: Account) -> None:
    service = OffsetService(range(25), cap=4)

    def answer(target: str) -> bytes:
        service.tells_total = "offset=0&" in target
        return service(target)

    result = await fetched(refiner, answer, by_offset())
    assert result.entries == list(range(25))


async def test_a_list_that_becomes_longer_is_followed_to_its_new_end(refiner: Account) -> None:
    service = OffsetService(list(range(25)))

    def answer(target: str) -> bytes:
        if len(service.asked) == 2:
            service.entries = list(range(45))
        return service(target)

    result = await fetched(refiner, answer, by_offset())
    assert result.entries == list(range(45))


async def test_pages_before_the_failed_one_are_kept(refiner: Account) -> None:
    service = OffsetService(range(95))
    result = await fetched(
        refiner, lambda target: http(500) if "offset=40" in target else service(target), by_offset()
    )
    assert isinstance(result.failure, ServiceDown)
    assert result.entries == list(range(40))
    assert [attempt for page, attempt in result.seen.attempts if page == 5] == [1, 2, 3, 4, 5]


async def test_a_page_that_fails_once_takes_its_place_all_the_same(refiner: Account) -> None:
    service, failed = OffsetService(range(95)), set[str]()

    def answer(target: str) -> bytes:
        if target in failed or "offset=0&" in target:
            return service(target)
        failed.add(target)
        return http(503)

    result = await fetched(refiner, answer, by_offset())
    assert result.entries == list(range(95))


async def test_a_rate_that_a_connection_may_not_pass_holds_here_too(refiner: Account) -> None:
    result = await fetched(refiner.limited_to(10, 0.2), OffsetService(range(95)), by_offset())
    moments = result.seen.moments
    assert len(moments) == 10
    assert moments[-1] - moments[0] > 0.15


@pytest.mark.parametrize("rows_at", ["pagination.total", ""])
async def test_leaving_early_lets_go_of_what_was_asked_for_ahead(refiner: Account, rows_at: str) -> None:
    service = OffsetService(range(95))
    async with (
        odd_host(lambda target: service(target) if "offset=0&" in target else None) as host,
        nothing_goes_on(),
        reading(refiner, listing_at(host, refiner, by_offset(rows_at=rows_at))) as pages,
    ):
        await anext(pages)
        await until(lambda: len(host.heads) > 1)
    assert host.gone == len(host.heads) - 1


async def test_stopping_lets_go_of_all_pages_under_way(refiner: Account) -> None:
    service, kept = OffsetService(range(95)), list[int]()

    async def read(listing: Any) -> None:
        async with reading(refiner, listing) as pages:
            async for page in pages:
                kept.append(page.number)

    async with (
        odd_host(lambda target: service(target) if "offset=0&" in target else None) as host,
        nothing_goes_on(),
    ):
        reader = asyncio.ensure_future(read(listing_at(host, refiner, by_offset())))
        await until(lambda: len(host.heads) == 1 + _WIDTH_AT_FIRST)
        reader.cancel()
        await asyncio.wait([reader])
    assert host.gone == _WIDTH_AT_FIRST
    assert kept == [1]


@pytest.mark.parametrize(("count", "pages"), [(25, [0, 1, 2]), (20, [0, 1, 2]), (3, [0])])
async def test_pages_that_are_numbered_from_nought_end_with_a_short_one(
    refiner: Account, count: int, pages: list[int]
) -> None:
    asked = []

    def answer(target: str) -> bytes:
        page = int(dict(parse_qsl(urlsplit(target).query))["page"])
        asked.append(page)
        return listed(list(range(count))[10 * page : 10 * page + 10])

    paging = PagePaging(param="page", first=0, size=PageSize(param="per_page", most=10))
    result = await fetched(refiner, answer, paging)
    assert result.entries == list(range(count))
    assert asked == pages
