"""The address of a next page, as a service tells it, stays on the own host."""

from typing import Literal
from urllib.parse import urlsplit

import httpx
import pytest
import yarl
from hypothesis import example, given
from hypothesis import strategies as st

from core.model.errors import UnsafeAddress
from core.rules.urls import follow, with_parameter_of
from tests.core.rules.rules_samples import shortly, unhurried
from tests.core.rules.test_rules_urls import BASE, CLIMBS, HOST, ROOT, SIGNS, USER, climbs, typed_addresses

PAGE = f"{BASE}/contacts?size=2"
MOVED = "http://127.0.0.1:8000/demo/v1/contacts?size=2"


@unhurried
@given(
    told=typed_addresses,
    page=st.sampled_from([PAGE, ROOT, MOVED, "http://[::1]:80/x/"]),
    address=st.sampled_from(["", "http://127.0.0.1:8000/demo", "http://127.0.0.1:8000/demo/"]),
    foreign_host=st.sampled_from(["refuse", "own"]),
)
@example("//evil.com/x", PAGE, "", "own")
@example("https://evil.com//evil.com", PAGE, "", "own")
@example("https://api.example.com@evil.com", PAGE, "", "own")
def test_whatever_a_service_tells_the_next_page_is_on_the_own_host(
    told: str, page: str, address: str, foreign_host: Literal["refuse", "own"]
) -> None:
    try:
        url = follow(told, page, address, foreign_host)
    except UnsafeAddress:
        return
    own, there = urlsplit(page), urlsplit(url)
    assert (there.scheme, there.netloc) == (own.scheme, own.netloc)
    sent = yarl.URL(str(httpx.URL(url)))
    assert (sent.scheme, sent.host, sent.port) == (own.scheme, own.hostname, own.port or yarl.URL(page).port)
    assert (sent.user, sent.password, sent.fragment) == (None, None, "")
    assert not climbs(sent.raw_path)


@pytest.mark.parametrize(
    ("told", "url"),
    [
        ("https://api.example.com/v1/contacts?token=a%2Bb+c%3D", f"{BASE}/contacts?token=a%2Bb+c%3D"),
        ("HTTPS://API.Example.com:443/x?y#z", f"{ROOT}/x?y"),
        ("//api.example.com/x", f"{ROOT}/x"),
        ("https://api.example.com?page=2", f"{ROOT}/?page=2"),
        ("/v2/x?page=2", f"{ROOT}/v2/x?page=2"),
        ("others?page=2", f"{BASE}/others?page=2"),
        ("?page=2", f"{BASE}/contacts?page=2"),
        (" ?page=2\n", f"{BASE}/contacts?page=2"),
        ("?q=ä&100%", f"{BASE}/contacts?q=%C3%A4&100%25"),
    ],
    ids=shortly,
)
def test_a_next_page_may_be_told_as_a_whole_address_or_a_part_of_it(told: str, url: str) -> None:
    assert follow(told, PAGE) == url
    assert follow(told, PAGE, foreign_host="own") == url


@pytest.mark.parametrize(
    "told",
    [
        "https://evil.com/v1/contacts?page=2",
        "//evil.com/v1/contacts?page=2",
        "http://api.example.com/v1/contacts?page=2",
        "https://api.example.com:8443/v1/contacts?page=2",
        "https://api.example.com./v1/contacts?page=2",
    ],
)
def test_a_next_page_on_another_host_is_refused_or_asked_for_on_the_own_one(told: str) -> None:
    with pytest.raises(UnsafeAddress) as unsafe:
        follow(told, PAGE)
    assert unsafe.value.reason == HOST
    assert follow(told, PAGE, foreign_host="own") == f"{BASE}/contacts?page=2"


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("https://user@api.example.com/x", USER),
        ("https:api.example.com/x", "It is not an address of the web."),
        ("ftp://api.example.com/x", "It is not an address of the web."),
        ("https://evil.com/..", CLIMBS),
        ("..", CLIMBS),
        ("/%252e%252e/x", CLIMBS),
        ("/a b", SIGNS),
        ("\\\\evil.com", SIGNS),
        ("//[", "It is not an address."),
        ("?q=\ud83d", "This holds a broken character. Enter it anew."),
    ],
    ids=shortly,
)
@pytest.mark.parametrize("foreign_host", ["refuse", "own"])
def test_a_next_page_that_is_read_in_several_ways_is_refused(
    told: str, reason: str, foreign_host: Literal["refuse", "own"]
) -> None:
    with pytest.raises(UnsafeAddress) as unsafe:
        follow(told, PAGE, foreign_host=foreign_host)
    assert unsafe.value.reason == reason


@pytest.mark.parametrize(
    ("told", "path"),
    [
        ("https://evil.com/v1/contacts", "/demo/v1/contacts"),
        ("https://evil.com/demo/v1/contacts", "/demo/v1/contacts"),
        ("https://evil.com/demos/v1", "/demo/demos/v1"),
        ("https://evil.com/demo", "/demo"),
        ("https://evil.com", "/demo/"),
        ("/v1/contacts", "/demo/v1/contacts"),
        ("/demo/v1/contacts", "/demo/v1/contacts"),
        ("contacts", "/demo/v1/contacts"),
        ("http://127.0.0.1:8000/v1/contacts", "/v1/contacts"),
    ],
)
def test_a_service_that_was_moved_below_a_path_is_followed_there(told: str, path: str) -> None:
    for address in ("http://127.0.0.1:8000/demo", "http://127.0.0.1:8000/demo/"):
        assert follow(told, MOVED, address, "own") == f"http://127.0.0.1:8000{path}"


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        (f"{ROOT}/x", f"{ROOT}/x?key=a%2Bb%26+c"),
        (f"{ROOT}/x?page=2", f"{ROOT}/x?page=2&key=a%2Bb%26+c"),
        (f"{ROOT}/x?key=other", f"{ROOT}/x?key=other"),
        (f"{ROOT}/x?key=", f"{ROOT}/x?key="),
        (f"{ROOT}/x?KEY=1", f"{ROOT}/x?KEY=1&key=a%2Bb%26+c"),
    ],
)
def test_a_parameter_is_taken_over_where_an_address_lacks_it(url: str, kept: str) -> None:
    assert with_parameter_of(url, "key", f"{ROOT}/y?a=1&key=a%2Bb%26%20c&b=2") == kept
    assert with_parameter_of(url, "", f"{ROOT}/y?key=1&=2") == url
    assert with_parameter_of(url, "key", f"{ROOT}/y?a=1") == url
