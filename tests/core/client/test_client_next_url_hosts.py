"""Addresses of next pages: where they may lead, and what goes along."""

from typing import Any

import pytest

from core.model.errors import UnreadableReply
from core.model.request import NextUrlPaging
from tests.core.client.client_calls import Account, listed, odd_host
from tests.core.client.next_urls import REFUSING, TO_OWN, followed, once, with_key_in_query

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
