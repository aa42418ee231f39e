"""Lists whose replies tell the address of the next page: followed as it is, on the own host only."""

from typing import Any

import msgspec
import pytest

from core.model.errors import ServiceDown, UnreadableReply
from core.model.http import HttpRequest
from tests.core.client.client_calls import Account, http, listed, odd_host, reading
from tests.core.client.list_services import fetched, listing_at, nothing_goes_on
from tests.core.client.next_urls import REFUSING, TO_OWN, followed, once, with_key_in_query
from tests.sandboxes import until

TOKEN = "a%2Bb+c/=&x=%C3%A4"
"""A part of a query that is changed by whoever decodes and encodes it."""


async def test_the_address_is_taken_as_it_is_with_the_same_credentials(refiner: Account) -> None:
    heads: list[str] = []

    def answer(target: str) -> bytes:
        told = {"": "b", "b": "c", "c": None}[target.partition("token=")[2].partition("&")[0]]
        return listed([target], next=told and f"{host.address}/v1/contacts?token={told}&t={TOKEN}")

    async with odd_host(answer) as host, reading(refiner, listing_at(host, refiner, REFUSING)) as pages:
        assert [page.number async for page in pages] == [1, 2, 3]
        heads = host.heads
    assert [head.split(" ")[1] for head in heads] == [
        "/v1/contacts?pageSize=2",
        f"/v1/contacts?token=b&t={TOKEN}",
        f"/v1/contacts?token=c&t={TOKEN}",
    ]
    assert all(f"Bearer {refiner.values['api_key']}" in head for head in heads)


async def test_the_next_page_is_asked_for_before_this_one_is_handed_over(refiner: Account) -> None:
    def answer(target: str) -> bytes:
        return listed([target], next=f"?page={1 + int(target.partition('page=')[2] or 1)}")

    async with odd_host(answer) as host, reading(refiner, listing_at(host, refiner, REFUSING)) as pages:
        await anext(pages)
        await until(lambda: len(host.heads) == 2)
        await anext(pages)
        await until(lambda: len(host.heads) == 3)
    assert len(host.heads) == 3, "one ahead, and no more"


@pytest.mark.parametrize(
    ("limit", "size", "count"),
    [(None, "2", 5), (0, "1", 1), (1, "1", 1), (2, "2", 1), (3, "2", 2), (99, "2", 5)],
)
async def test_no_page_beyond_the_limit_is_asked_for(
    refiner: Account, limit: int | None, size: str, count: int
) -> None:
    def tell(target: str, host: str) -> Any:
        page = int(target.partition("page=")[2] or 1)
        return f"{host}/v1/contacts?page={page + 1}" if page < 5 else None

    result, targets, _ = await followed(refiner, tell, limit=limit)
    assert len(targets) == count
    assert targets[0] == f"/v1/contacts?pageSize={size}"
    assert len(result.entries) == (2 * count if limit is None else min(limit, 2 * count))
    assert result.failure is None


@pytest.mark.parametrize("end", [None, "", False, "   "])
async def test_no_address_is_the_end(refiner: Account, end: Any) -> None:
    result, targets, _ = await followed(refiner, lambda target, host: end)
    assert len(targets) == 1
    assert result.failure is None


async def test_an_empty_page_is_not_the_end(refiner: Account) -> None:
    def answer(target: str) -> bytes:
        page = int(target.partition("page=")[2] or 1)
        return listed([page] if page % 2 else [], next=f"?page={page + 1}" if page < 5 else None)

    result = await fetched(refiner, answer, REFUSING)
    assert result.entries == [1, 3, 5]
    assert result.numbers == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("following", "target"),
    [
        ("HOST/v2/others?page=2", "/v2/others?page=2"),
        ("HOST?page=2", "/?page=2"),
        ("HOST/v1/contacts?page=2#part", "/v1/contacts?page=2"),
        ("  HOST/v1/contacts?page=2\n", "/v1/contacts?page=2"),
        ("?page=2", "/v1/contacts?page=2"),
        ("others?page=2", "/v1/others?page=2"),
        ("/v2/others?page=2", "/v2/others?page=2"),
        ("HOST/v1/contacts?q=ä|b", "/v1/contacts?q=%C3%A4%7Cb"),
    ],
)
async def test_an_address_on_the_own_host_may_be_whole_or_relative(
    refiner: Account, following: str, target: str
) -> None:
    for paging in (REFUSING, TO_OWN):
        result, targets, _ = await followed(refiner, once(following), paging)
        assert result.failure is None
        assert targets == ["/v1/contacts?pageSize=2", target]


async def test_the_own_host_may_be_written_otherwise(refiner: Account) -> None:
    def tell(target: str, host: str) -> str | None:
        return f"{host.replace('http:', '')}/v1/contacts?page=2" if "pageSize" in target else None

    result, targets, _ = await followed(refiner, tell)
    assert result.failure is None
    assert targets[1] == "/v1/contacts?page=2"


# --- circles and trouble ----------------------------------------------------------------------------------


@pytest.mark.parametrize("leads_to", ["?at=a", "?at=b", "?pageSize=2"])
@pytest.mark.parametrize("credential", ["header", "query"])
async def test_a_circle_is_noticed_and_what_came_before_it_is_kept(
    refiner: Account, leads_to: str, credential: str
) -> None:
    told = {"": "?at=a", "a": "?at=b", "b": leads_to}
    account = with_key_in_query(refiner) if credential == "query" else refiner
    result, targets, _ = await followed(
        account, lambda target, host: told[target.partition("at=")[2].partition("&")[0]]
    )
    assert len(targets) == 3
    assert result.numbers == [1, 2, 3]
    assert isinstance(result.failure, UnreadableReply)
    assert result.failure.title == "Refiner leads in a circle."


async def test_pages_before_the_failed_one_are_kept(refiner: Account) -> None:
    def answer(target: str) -> bytes:
        page = int(target.partition("page=")[2] or 1)
        return http(500) if page == 3 else listed([page], next=f"?page={page + 1}")

    result = await fetched(refiner, answer, REFUSING)
    assert isinstance(result.failure, ServiceDown)
    assert result.entries == [1, 2]
    assert [attempt for page, attempt in result.seen.attempts if page == 3] == [1, 2, 3, 4, 5]


async def test_leaving_early_lets_go_of_what_was_asked_for_ahead(refiner: Account) -> None:
    async with (
        odd_host(lambda target: None if "page=2" in target else listed([1], next="?page=2")) as host,
        nothing_goes_on(),
        reading(refiner, listing_at(host, refiner, REFUSING)) as pages,
    ):
        await anext(pages)
        await until(lambda: len(host.heads) == 2)
    assert host.gone == 1


async def test_the_request_is_the_same_but_for_its_address(refiner: Account) -> None:
    async with odd_host(lambda target: listed([1], next="?page=2" if "pageSize" in target else None)) as host:
        listing = listing_at(host, refiner, REFUSING)
        request = HttpRequest(
            method="POST", url=listing.request.url, headers=(("X-Own", "1"),), body=b'{"search": "x"}'
        )
        listing = msgspec.structs.replace(listing, request=request)
        async with reading(refiner, listing) as pages:
            assert [page.number async for page in pages] == [1, 2]
    assert [head.split(" ")[0] for head in host.heads] == ["POST", "POST"]
    assert all("x-own: 1" in head.lower() and "content-length: 15" in head.lower() for head in host.heads)
