"""Lists whose replies tell the address of the next page: followed as it is, on the own host only."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from core.client import fetch_pages
from core.model.app import QueryAuth
from core.model.errors import ServiceDown, UnreadableReply
from core.model.http import HttpRequest
from core.model.request import NextUrlPaging, PageSize
from tests.core.client.client_calls import Account, Recorder, http, listed, odd_host, reading
from tests.core.client.list_services import Fetched, fetched, listing_at, nothing_goes_on
from tests.sandboxes import until

SIZE = PageSize(param="pageSize", most=2)
REFUSING = NextUrlPaging(at="pagination.next", size=SIZE)
TO_OWN = NextUrlPaging(at="pagination.next", size=SIZE, foreign_host="own")

TOKEN = "a%2Bb+c/=&x=%C3%A4"
"""A part of a query that is changed by whoever decodes and encodes it."""

Next = Callable[[str, str], Any]
"""What a reply tells, by the page that was asked for and the host's address."""


async def followed(
    account: Account,
    tell: Next,
    paging: NextUrlPaging = REFUSING,
    limit: int | None = None,
    *,
    path: str = "/v1/contacts",
    moved_below: str = "",
) -> tuple[Fetched, list[str], str]:
    """Follow a list. Gives what came of it, the targets asked for, and the host's address.

    The entries of a page are its own target, twice.
    """
    targets: list[str] = []
    result = Fetched([], Recorder())

    def answer(target: str) -> bytes:
        targets.append(target)
        return listed([target, target], next=tell(target, host.address))

    async with odd_host(answer) as host, account.client() as client:
        moved = f"{host.address}{moved_below}" if moved_below else ""
        listing = listing_at(host, account, paging, limit, path=path, address=moved)
        try:
            async for page in fetch_pages(client, listing, result.seen):
                result.pages.append(page)
        except UnreadableReply as failure:
            result.failure = failure
    return result, targets, host.address


def once(following: str) -> Next:
    """Tell an address in the first page, and none after it."""
    return lambda target, host: following.replace("HOST", host) if "pageSize=2" in target else None


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


ELSEWHERE = [
    "https://elsewhere.example/v1/contacts?page=2",
    "//elsewhere.example/v1/contacts?page=2",
    "https://127.0.0.1/v1/contacts?page=2",
    "http://127.0.0.1:1/v1/contacts?page=2",
    "http://127.0.0.1./v1/contacts?page=2",
    "http://localhost/v1/contacts?page=2",
]


@pytest.mark.parametrize("following", ELSEWHERE)
async def test_another_host_is_refused_after_the_page_at_hand(refiner: Account, following: str) -> None:
    result, targets, host = await followed(refiner, once(following))
    assert len(targets) == 1
    assert len(result.entries) == 2
    assert isinstance(result.failure, UnreadableReply)
    assert str(result.failure) == (
        "Refiner tells an address of the next page that is not followed. "
        f"It leads to another place than {host.partition('//')[2]}, and your credentials would go there. "
        "What arrived is kept. Check the address in the connection; if it is right, tell the service."
    )


async def test_another_port_of_the_own_host_is_another_place(refiner: Account) -> None:
    async with odd_host(lambda target: listed([])) as other:
        result, _, _ = await followed(refiner, once(f"{other.address}/v1/contacts"))
        assert other.heads == []
    assert isinstance(result.failure, UnreadableReply)


@pytest.mark.parametrize("following", ELSEWHERE)
async def test_another_host_may_be_asked_for_at_the_own_one(refiner: Account, following: str) -> None:
    result, targets, _ = await followed(refiner, once(following), TO_OWN)
    assert result.failure is None
    assert targets == ["/v1/contacts?pageSize=2", "/v1/contacts?page=2"]


CLIMBS = "It climbs out of the path that it begins with."
USER = "It names a user; the connection adds the credentials itself."
NO_WEB = "It is not an address of the web."
SIGNS = "Blanks, control characters and backslashes have no place in it."


@pytest.mark.parametrize(
    ("following", "reason"),
    [
        ("HOST/v1/../v2", CLIMBS),
        ("../v2?page=2", CLIMBS),
        ("./contacts?page=2", CLIMBS),
        ("HOST/v1/%2e%2e/v2", CLIMBS),
        ("HOST/v1/..%2fv2", CLIMBS),
        ("HOST/v1/..;/v2", CLIMBS),
        ("https://elsewhere.example/../v2", CLIMBS),
        ("http://user:word@127.0.0.1/v1", USER),
        ("https://api.example.com@elsewhere.example/", USER),
        ("ftp://127.0.0.1/v1", NO_WEB),
        ("file:///etc/passwd", NO_WEB),
        ("javascript:alert(1)", NO_WEB),
        ("http:/v1/contacts", NO_WEB),
        ("http:elsewhere.example", NO_WEB),
        ("/v1\\..\\v2", SIGNS),
        ("/v1/con tacts", SIGNS),
        ("HOST/v1\r\nX-More: 1", SIGNS),
        ("http://[", "It is not an address."),
    ],
)
@pytest.mark.parametrize("paging", [REFUSING, TO_OWN], ids=["refuse", "own"])
async def test_tricks_are_refused_whatever_host_is_allowed(
    refiner: Account, following: str, reason: str, paging: NextUrlPaging
) -> None:
    result, targets, _ = await followed(refiner, once(following), paging)
    assert len(targets) == 1
    assert len(result.entries) == 2
    assert isinstance(result.failure, UnreadableReply)
    assert result.failure.reason == reason


@pytest.mark.parametrize("told", [True, 2, {"href": "/v1/contacts?page=2"}, ["/v1"]])
async def test_what_is_no_text_is_no_address(refiner: Account, told: Any) -> None:
    result, targets, _ = await followed(refiner, lambda target, host: told)
    assert len(targets) == 1
    assert isinstance(result.failure, UnreadableReply)
    assert result.failure.reason == "It is not an address."


async def test_within_the_limit_an_address_that_is_not_needed_troubles_nobody(refiner: Account) -> None:
    result, _, _ = await followed(refiner, once(ELSEWHERE[0]), limit=2)
    assert result.failure is None
    assert len(result.entries) == 2


# --- a service that was moved -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("following", "target"),
    [
        ("https://elsewhere.example/API/v3/contacts?page=2", "/service/API/v3/contacts?page=2"),
        ("https://elsewhere.example/service/API/v3/contacts?page=2", "/service/API/v3/contacts?page=2"),
        ("https://elsewhere.example/services?page=2", "/service/services?page=2"),
        ("https://elsewhere.example?page=2", "/service/?page=2"),
        ("/API/v3/contacts?page=2", "/service/API/v3/contacts?page=2"),
        ("/service/API/v3/contacts?page=2", "/service/API/v3/contacts?page=2"),
        ("?page=2", "/service/API/v3/contacts?page=2"),
        ("HOST/service/API/v3/contacts?page=2", "/service/API/v3/contacts?page=2"),
        ("HOST/other?page=2", "/other?page=2"),
    ],
)
@pytest.mark.parametrize("slash", ["", "/"])
async def test_a_service_that_was_moved_below_a_path_stays_there(
    refiner: Account, following: str, target: str, slash: str
) -> None:
    path = "/service/API/v3/contacts"
    result, targets, _ = await followed(
        refiner, once(following), TO_OWN, path=path, moved_below=f"/service{slash}"
    )
    assert result.failure is None
    assert targets == [f"{path}?pageSize=2", target]


# --- a credential in the query ----------------------------------------------------------------------------


def with_key_in_query(account: Account) -> Account:
    """The same account at a service that takes the key in the query."""
    connection = msgspec.structs.replace(
        account.app.connection, auth=QueryAuth(name="key", value="{api_key}")
    )
    return replace(account, app=msgspec.structs.replace(account.app, connection=connection))


@pytest.mark.parametrize(
    ("following", "target"),
    [
        ("HOST/v1/contacts?page=2", "/v1/contacts?page=2&key=a%2Bb%26c"),
        ("HOST/v1/contacts", "/v1/contacts?key=a%2Bb%26c"),
        ("?page=2&other=key", "/v1/contacts?page=2&other=key&key=a%2Bb%26c"),
        ("HOST/v1/contacts?key=a%2Bb%26c&page=2", "/v1/contacts?key=a%2Bb%26c&page=2"),
        ("HOST/v1/contacts?key=&page=2", "/v1/contacts?key=&page=2"),
    ],
)
async def test_a_credential_in_the_query_is_added_where_the_address_lacks_it(
    refiner: Account, following: str, target: str
) -> None:
    result, targets, _ = await followed(
        with_key_in_query(refiner), once(following), path="/v1/contacts?a=1&key=a%2Bb%26c"
    )
    assert result.failure is None
    assert targets == ["/v1/contacts?a=1&key=a%2Bb%26c&pageSize=2", target]


async def test_nothing_of_the_query_is_added_where_the_credential_is_a_header(refiner: Account) -> None:
    _, targets, _ = await followed(refiner, once("?page=2"), path="/v1/contacts?key=secret")
    assert targets[1] == "/v1/contacts?page=2"


async def test_a_credential_that_was_added_is_hidden_from_people(refiner: Account) -> None:
    key = refiner.values["api_key"]
    result, _, _ = await followed(with_key_in_query(refiner), once("?page=2"), path=f"/v1/contacts?key={key}")
    assert len(result.seen.exchanges) == 2
    assert all("key=" in exchange.url and key not in exchange.url for exchange in result.seen.exchanges)


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
