"""Lists that are followed from cursor to cursor, one page ahead of whoever reads."""

import pytest

from core.apps.catalogue import Catalogue
from core.model.errors import UnreadableReply
from tests.core.client.client_calls import (
    BY_CURSOR,
    Account,
    account,
    asked_for,
    at,
    decoded,
    everyone,
    listed,
    names,
    odd_host,
    odd_pages,
    pages_of,
    reading,
    until_failure,
)
from tests.sandboxes import RunningSandbox, until


async def test_cursors_lead_through_the_whole_list(refiner: Account, sandbox: RunningSandbox) -> None:
    expected = await everyone(refiner)
    sandbox.reset()
    pages = await pages_of(refiner, refiner.contacts(paging=BY_CURSOR))
    assert [name for page in pages for name in names(page)] == expected
    assert len(sandbox.requests()) == 20
    assert len(set(asked_for(sandbox, "page_cursor"))) == 20
    assert sandbox.peak_in_flight == 1


async def test_the_next_page_is_asked_for_before_this_one_is_handed_over(
    refiner: Account, sandbox: RunningSandbox
) -> None:
    async with reading(refiner, refiner.contacts(paging=BY_CURSOR)) as pages:
        await anext(pages)
        await until(lambda: len(sandbox.requests()) == 2)
        await anext(pages)
        await until(lambda: len(sandbox.requests()) == 3)
    assert len(sandbox.requests()) == 3, "one ahead, and no more"


@pytest.mark.parametrize(("limit", "count"), [(3, 1), (5, 1), (10, 2), (11, 3), (100, 20), (999, 20)])
async def test_cursors_go_no_further_than_the_limit(
    refiner: Account, sandbox: RunningSandbox, limit: int, count: int
) -> None:
    expected = (await everyone(refiner))[:limit]
    sandbox.reset()
    pages = await pages_of(refiner, refiner.contacts(limit, BY_CURSOR))
    assert [name for page in pages for name in names(page)] == expected
    assert len(sandbox.requests()) == count


async def test_shorter_pages_than_asked_for_are_followed_by_cursor_up_to_the_limit(refiner: Account) -> None:
    def answer(target: str) -> bytes:
        page = int(target.partition("page_cursor=")[2].partition("&")[0] or 1)
        return listed([page, page], next_page_cursor=str(page + 1))

    pages, host = await odd_pages(refiner, answer, BY_CURSOR, limit=5)
    assert [decoded(page) for page in pages] == [[1, 1], [2, 2], [3]]
    assert len(host.heads) == 3


@pytest.mark.parametrize("leads_to", ["a", "b"])
async def test_a_circle_is_noticed_and_what_came_before_it_is_kept(refiner: Account, leads_to: str) -> None:
    def answer(target: str) -> bytes:
        after = target.partition("page_cursor=")[2].partition("&")[0]
        return listed([after], next_page_cursor={"": "a", "a": "b", "b": "c", "c": leads_to}[after])

    async with odd_host(answer) as host:
        listing = at(host, refiner.contacts(paging=BY_CURSOR))
        kept, failure = await until_failure(UnreadableReply, refiner, listing)
    assert failure.title == "Refiner leads in a circle."
    assert [decoded(page) for page in kept] == [[""], ["a"], ["b"], ["c"]]
    assert len(host.heads) == 4


async def test_a_list_above_ten_thousand_rows_goes_on_by_cursor(
    catalogue: Catalogue, long_list: RunningSandbox
) -> None:
    refiner = account(catalogue, long_list)
    pages = await pages_of(refiner, refiner.contacts())
    found = {name for page in pages for name in names(page)}
    assert len(found) == 10_500
    assert asked_for(long_list, "page") == ["1"] + [""] * 10
    assert asked_for(long_list, "page_cursor")[0] == ""
    assert all(asked_for(long_list, "page_cursor")[1:])
    assert set(asked_for(long_list, "page_length")) == {"1000"}
    assert [page.number for page in pages] == list(range(1, 12))
    assert {page.total for page in pages} == {10_500}


async def test_a_long_list_asks_for_its_second_page_before_the_first_is_handed_over(
    catalogue: Catalogue, long_list: RunningSandbox
) -> None:
    refiner = account(catalogue, long_list)
    async with reading(refiner, refiner.contacts()) as pages:
        await anext(pages)
        await until(lambda: len(long_list.requests()) == 2)


async def test_a_part_of_a_long_list_keeps_to_page_numbers(
    catalogue: Catalogue, long_list: RunningSandbox
) -> None:
    refiner = account(catalogue, long_list)
    pages = await pages_of(refiner, refiner.contacts(2_500))
    assert [len(page.items) for page in pages] == [1000, 1000, 500]
    assert asked_for(long_list, "page_cursor") == ["", "", ""]
    assert sorted(asked_for(long_list, "page")) == ["1", "2", "3"]
