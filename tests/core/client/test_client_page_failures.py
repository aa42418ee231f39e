"""Lists that go wrong in the middle: what came before is kept."""

from typing import Any

import pytest

from core.client import Listing
from core.model.errors import NotFound, ServiceDown, UnreadableReply
from core.model.http import HttpRequest
from tests.core.client.client_calls import (
    BY_CURSOR,
    Account,
    Recorder,
    at,
    decoded,
    everyone,
    http,
    listed,
    names,
    odd_host,
    odd_pages,
    page_in,
    pages_of,
    short_pages,
    until_failure,
)
from tests.sandboxes import RunningSandbox


async def test_pages_before_the_failed_one_are_kept(refiner: Account) -> None:
    def answer(target: str) -> bytes:
        page = page_in(target)
        return http(500) if page == 4 else listed([page], last_page=9)

    seen = Recorder()
    async with odd_host(answer) as host:
        listing = at(host, refiner.contacts(paging=short_pages(1)))
        kept, _ = await until_failure(ServiceDown, refiner, listing, seen)
    assert [decoded(page) for page in kept] == [[1], [2], [3]]
    assert [attempt for page, attempt in seen.attempts if page == 4] == [1, 2, 3, 4, 5]


async def test_a_page_that_fails_once_takes_its_place_all_the_same(
    refiner: Account, sandbox: RunningSandbox
) -> None:
    expected = await everyone(refiner)
    for number in (2, 3, 7):
        sandbox.fault("server_error", from_request=number)
    pages = await pages_of(refiner, refiner.contacts(paging=short_pages()))
    assert [name for page in pages for name in names(page)] == expected


async def test_cursors_before_the_failed_page_are_kept(refiner: Account, sandbox: RunningSandbox) -> None:
    sandbox.fault("server_error", from_request=3, times=None)
    kept, _ = await until_failure(ServiceDown, refiner, refiner.contacts(paging=BY_CURSOR))
    assert [page.number for page in kept] == [1, 2]


async def test_a_first_page_that_fails_is_all_there_is(refiner: Account, sandbox: RunningSandbox) -> None:
    gone = refiner.contacts(paging=short_pages())
    elsewhere = HttpRequest(method="GET", url=f"{refiner.address}/v1/nothing", headers=gone.request.headers)
    with pytest.raises(NotFound):
        await pages_of(refiner, Listing(request=elsewhere, paging=gone.paging, read=gone.read))
    assert len(sandbox.requests()) == 1


@pytest.mark.parametrize("kind", ["not_json", "broken_json"])
async def test_an_answer_that_cannot_be_read_names_its_beginning(
    refiner: Account, sandbox: RunningSandbox, kind: Any
) -> None:
    sandbox.fault(kind)
    seen = Recorder()
    kept, failure = await until_failure(UnreadableReply, refiner, refiner.contacts(), seen)
    (exchange,) = seen.exchanges
    assert kept == []
    assert failure.reason.startswith("It should be JSON, but is")
    assert exchange.problem == failure.reason
    assert exchange.reply_body != ""
    assert len(sandbox.requests()) == 1, "asking again would help nobody"


async def test_json_without_the_list_is_told_with_the_place(refiner: Account) -> None:
    with pytest.raises(UnreadableReply, match="It holds nothing at 'items'"):
        await odd_pages(refiner, lambda target: http(200, b'{"rows": []}'), short_pages())
