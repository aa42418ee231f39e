"""Numbered pages: every row once and in order, several pages at once, and no page too many."""

import pytest

from core.client import Listing
from core.client.pages import _LONG_WAIT, _WIDTH_AT_FIRST
from core.model.http import HttpRequest
from core.model.request import NoPaging, PagePaging, PageSize
from core.rules.paging import AT_ONCE
from tests.core.client.client_calls import (
    Account,
    Recorder,
    asked_for,
    at,
    decoded,
    everyone,
    http,
    listed,
    names,
    odd_host,
    odd_pages,
    page_in,
    pages_asked,
    pages_of,
    reading,
    short_pages,
)
from tests.sandboxes import RunningSandbox, until


async def test_the_order_is_that_of_the_list_whatever_page_comes_first(
    refiner: Account, sandbox: RunningSandbox
) -> None:
    expected = await everyone(refiner)
    sandbox.reset()
    for slow in (2, 5, 9):
        sandbox.fault("slow", from_request=slow, delay=0.05)
    pages = await pages_of(refiner, refiner.contacts(paging=short_pages()))
    assert [page.number for page in pages] == list(range(1, 21))
    assert [name for page in pages for name in names(page)] == expected
    assert len(expected) == 100
    assert sorted(map(int, asked_for(sandbox, "page"))) == list(range(1, 21)), "each once"
    assert set(asked_for(sandbox, "page_length")) == {"5"}
    assert {page.total for page in pages} == {100}


async def test_several_pages_are_under_way_together_and_never_more_than_eight(
    refiner: Account, sandbox: RunningSandbox
) -> None:
    sandbox.set_latency(10 * _LONG_WAIT)  # as many as may, also on a busy machine
    await pages_of(refiner, refiner.contacts(paging=short_pages()))
    assert sandbox.peak_in_flight == AT_ONCE == 8


async def test_pages_beyond_those_at_once_wait_for_whoever_reads(
    refiner: Account, sandbox: RunningSandbox, quick_service: None
) -> None:
    async with reading(refiner, refiner.contacts(paging=short_pages())) as pages:
        await anext(pages)
        await until(lambda: len(sandbox.requests()) == 1 + _WIDTH_AT_FIRST)
        await anext(pages)
        await until(lambda: len(sandbox.requests()) == 2 + _WIDTH_AT_FIRST)
    assert len(sandbox.requests()) == 2 + _WIDTH_AT_FIRST


@pytest.fixture
def quick_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """No page lets us wait for long, however busy this machine is."""
    monkeypatch.setattr("core.client.pages._LONG_WAIT", 60.0)


async def under_way(account: Account, listing: Listing) -> list[int]:
    """How many pages are under way when each page is handed over."""
    seen = Recorder()
    async with reading(account, listing, seen) as pages:
        return [len(seen.attempts) - page.number async for page in pages]


async def test_a_slow_service_is_asked_for_more_and_more_at_once_up_to_eight(
    refiner: Account, sandbox: RunningSandbox
) -> None:
    sandbox.set_latency(10 * _LONG_WAIT)
    widths = await under_way(refiner, refiner.contacts(paging=short_pages()))
    assert widths[0] == _WIDTH_AT_FIRST
    assert widths[1] == 2 * _WIDTH_AT_FIRST, "the second page let us wait"
    assert max(widths) == AT_ONCE
    assert widths[: 20 - AT_ONCE] == sorted(widths[: 20 - AT_ONCE]), "and never fewer, until the end is near"
    assert widths[-1] == 0


async def test_a_quick_service_is_not_asked_for_more_than_at_first(
    refiner: Account, sandbox: RunningSandbox, quick_service: None
) -> None:
    widths = await under_way(refiner, refiner.contacts(paging=short_pages()))
    assert widths == [_WIDTH_AT_FIRST] * 17 + [2, 1, 0]


async def test_a_service_that_becomes_slow_is_asked_for_more_from_then_on(
    refiner: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    widths, seen = list[int](), Recorder()
    async with odd_host(lambda target: listed([page_in(target)], last_page=30)) as host:
        listing = at(host, refiner.contacts(paging=short_pages(1)))
        monkeypatch.setattr("core.client.pages._LONG_WAIT", 60.0)
        async with reading(refiner, listing, seen) as pages:
            async for page in pages:
                widths.append(len(seen.attempts) - page.number)
                if page.number == 10:
                    monkeypatch.setattr("core.client.pages._LONG_WAIT", -1.0)
    assert widths[:13] == [_WIDTH_AT_FIRST] * 10 + [2 * _WIDTH_AT_FIRST] + [AT_ONCE] * 2


@pytest.mark.parametrize(
    ("limit", "length", "count"),
    [(3, "3", 1), (5, "5", 1), (6, "5", 2), (12, "5", 3), (100, "5", 20), (999, "5", 20)],
)
async def test_a_limit_cuts_the_list_and_no_page_too_many_is_asked_for(
    refiner: Account, sandbox: RunningSandbox, limit: int, length: str, count: int
) -> None:
    expected = (await everyone(refiner))[:limit]
    sandbox.reset()
    pages = await pages_of(refiner, refiner.contacts(limit, short_pages()))
    assert [name for page in pages for name in names(page)] == expected
    assert asked_for(sandbox, "page_length") == [length] * count
    assert {page.total for page in pages} == {min(limit, 100)}


async def test_a_service_that_gives_shorter_pages_than_asked_for_is_followed_up_to_the_limit(
    refiner: Account,
) -> None:
    """It clamps the length without a word: ten rows a page, whatever is asked for."""

    def answer(target: str) -> bytes:
        page = page_in(target)
        return listed(list(range(10 * page - 10, 10 * page)), last_page=40, items_count=400)

    pages, host = await odd_pages(refiner, answer, short_pages(1000), limit=35)
    assert [item for page in pages for item in decoded(page)] == list(range(35))
    assert sorted(pages_asked(host)) == [1, 2, 3, 4]


async def test_a_list_that_becomes_shorter_ends_there(refiner: Account, sandbox: RunningSandbox) -> None:
    expected = await everyone(refiner)
    async with refiner.client() as other, reading(refiner, refiner.contacts(paging=short_pages())) as pages:
        kept = [await anext(pages)]
        for uuid in expected[30:]:
            url = f"{refiner.address}/v1/contact?uuid={uuid}"
            gone = HttpRequest(method="DELETE", url=url, headers=refiner.verify().headers)
            await other.send(gone, "delete")
        kept += [page async for page in pages]
    found = [name for page in kept for name in names(page)]
    assert set(expected[:30]) <= set(found)
    assert [page.number for page in kept] == list(range(1, len(kept) + 1))
    assert len(kept) <= 1 + AT_ONCE + 1, "no more than was under way"


async def test_pages_beyond_the_end_of_a_list_that_became_shorter_are_not_waited_for(
    refiner: Account,
) -> None:
    """Such a page may be refused or never come: the list has ended, and that is no failure."""

    def answer(target: str) -> bytes | None:
        page = page_in(target)
        if page == 1:
            return listed(["a"], last_page=9)
        return listed(["b"], last_page=2) if page == 2 else (None if page % 2 else http(404, b"{}"))

    pages, host = await odd_pages(refiner, answer, short_pages(1))
    assert [page.number for page in pages] == [1, 2]
    await until(lambda: host.gone == len([page for page in pages_asked(host) if page > 2 and page % 2]))


async def test_a_list_that_becomes_longer_is_followed_to_its_new_end(
    refiner: Account, sandbox: RunningSandbox
) -> None:
    async with refiner.client() as other, reading(refiner, refiner.contacts(paging=short_pages())) as pages:
        kept = [await anext(pages)]
        for number in range(30):
            await other.send(refiner.request("identify_user", id=f"new-{number}"), "idempotent")
        kept += [page async for page in pages]
    assert [page.number for page in kept] == list(range(1, 27))
    assert kept[-1].total == 130


async def test_where_nobody_tells_the_last_page_a_short_one_is_it(
    refiner: Account, sandbox: RunningSandbox
) -> None:
    paging = PagePaging(param="page", size=PageSize(param="page_length", most=30))
    pages = await pages_of(refiner, refiner.contacts(paging=paging))
    assert [len(page.items) for page in pages] == [30, 30, 30, 10]
    assert asked_for(sandbox, "page") == ["1", "2", "3", "4"]
    assert pages[0].total is None


async def test_where_nobody_tells_the_last_page_an_empty_one_is_it(
    refiner: Account, sandbox: RunningSandbox
) -> None:
    paging = PagePaging(param="page", size=PageSize(param="page_length", most=50))
    pages = await pages_of(refiner, refiner.contacts(paging=paging))
    assert [len(page.items) for page in pages] == [50, 50, 0]


async def test_where_nothing_tells_the_length_of_pages_the_limit_still_ends_them(
    refiner: Account, sandbox: RunningSandbox
) -> None:
    pages = await pages_of(refiner, refiner.contacts(50, PagePaging(param="page")))
    assert [len(page.items) for page in pages] == [50]
    assert asked_for(sandbox, "page") == ["1"]


@pytest.mark.parametrize("last", [3, "3"])
async def test_pages_may_be_counted_from_nought_and_their_number_be_a_text(
    refiner: Account, last: int | str
) -> None:
    paging = PagePaging(param="page", first=0, last_page_at="pagination.last_page")
    pages, host = await odd_pages(refiner, lambda target: listed([page_in(target)], last_page=last), paging)
    assert [decoded(page) for page in pages] == [[0], [1], [2], [3]]
    assert sorted(pages_asked(host)) == [0, 1, 2, 3]


async def test_a_list_without_rows_is_one_empty_page(refiner: Account, sandbox: RunningSandbox) -> None:
    listing = refiner.contacts(paging=short_pages())
    nobody = HttpRequest(
        method="GET", url=f"{listing.request.url}?search=nobody-at-all", headers=listing.request.headers
    )
    empty = Listing(request=nobody, paging=listing.paging, read=listing.read)
    (page,) = await pages_of(refiner, empty)
    assert len(page.items) == 0
    assert len(sandbox.requests()) == 1


async def test_one_reply_may_be_all(refiner: Account, sandbox: RunningSandbox) -> None:
    (page,) = await pages_of(refiner, refiner.contacts(paging=NoPaging()))
    assert len(page.items) == 50
    assert asked_for(sandbox, "page") == [""]
