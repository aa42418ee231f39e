"""Addresses stay at the service that the credentials belong to, whatever is typed."""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
import pytest
import yarl
from hypothesis import example, given
from hypothesis import strategies as st

from core.model.errors import InvalidValues, UnsafeAddress
from core.rules.urls import (
    fill_path,
    join_any,
)
from tests.core.rules.rules_samples import any_text, shortly, unhurried

BASE = "https://api.example.com/v1"
ROOT = "https://api.example.com"

PIECES = [
    *re.findall(
        r"\S+", "/ // \\ . .. ... ; @ : ? # [ ] a v1 {x} % & = + ~ ä ‥ \uff0e \uff0f \u3002 \u202e \ud800"
    ),
    *re.findall(r"\S+", "%2e %2E %252e %2f %5c %00 %0d%0a %zz %e2%80%a5 %ef%bc%8e http: https: https://"),
    *re.findall(r"\S+", "HTTPS://API.EXAMPLE.COM api.example.com evil.com user:pw@ :443 :80 [::1]"),
    *(" ", "\t", "\n", "\r", "\0", "\xa0", "\u2028"),
]
"""What addresses are taken apart by, and what has been mistaken for it."""

typed_addresses = st.lists(st.sampled_from(PIECES), max_size=8).map("".join) | any_text


def climbs(path: str) -> bool:
    for _ in range(8):
        path = unquote(path)
    return ".." in path.replace("\\", "/").split("/")


@unhurried
@given(
    typed=typed_addresses,
    base=st.sampled_from([BASE, ROOT, "http://127.0.0.1:8000/demo", "http://[::1]:80/x/"]),
)
@example("//evil.com/x", BASE)
@example("https://api.example.com@evil.com", BASE)
def test_whatever_is_typed_stays_on_the_host_and_below_the_path(typed: str, base: str) -> None:
    try:
        url = join_any(base, typed)
    except UnsafeAddress:
        return
    own, there = urlsplit(base), urlsplit(url)
    assert (there.scheme, there.netloc) == (own.scheme, own.netloc)
    # What the client and its transport make of the address.
    sent = yarl.URL(str(httpx.URL(url)))
    assert (sent.scheme, sent.host, sent.port) == (own.scheme, own.hostname, own.port or yarl.URL(base).port)
    assert (sent.user, sent.password, sent.fragment) == (None, None, "")
    assert not climbs(sent.raw_path)
    if not urlsplit(typed.strip()).netloc:
        assert sent.raw_path.startswith(own.path.rstrip("/") + "/")


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("/contacts", f"{BASE}/contacts"),
        ("contacts", f"{BASE}/contacts"),
        ("  /contacts\n", f"{BASE}/contacts"),
        ("", f"{BASE}/"),
        ("?page=2", f"{BASE}/?page=2"),
        ("/contacts?", f"{BASE}/contacts"),
        ("///contacts", f"{BASE}/contacts"),
        ("////evil.com", f"{BASE}/evil.com"),
        ("/@evil.com", f"{BASE}/@evil.com"),
        ("/a:b/c=d;e", f"{BASE}/a:b/c=d;e"),
        ("/ä/%C3%A4", f"{BASE}/%C3%A4/%C3%A4"),
        ("/a%2Fb/{x}", f"{BASE}/a%2Fb/%7Bx%7D"),
        ("/50%/%zz", f"{BASE}/50%25/%25zz"),
        ("/...", f"{BASE}/..."),
        ('/x?q=ä"%&list[]=1&r=a%20b', f"{BASE}/x?q=%C3%A4%22%25&list[]=1&r=a%20b"),
        ("/x?next=https://evil.com/../..", f"{BASE}/x?next=https://evil.com/../.."),
        ("https://api.example.com/v2/x", f"{ROOT}/v2/x"),
        ("HTTPS://API.Example.COM:443/x?y", f"{ROOT}/x?y"),
        ("https://api.example.com", f"{ROOT}/"),
    ],
    ids=shortly,
)  # fmt: skip
def test_a_path_or_the_services_own_address_is_taken(typed: str, url: str) -> None:
    assert join_any(BASE, typed) == url
    assert join_any(BASE + "/", typed) == url


HOST = "It leads to another place than api.example.com, and your credentials would go there."
USER = "It names a user; the connection adds the credentials itself."
CLIMBS = "It climbs out of the path that it begins with."
SIGNS = "Blanks, control characters and backslashes have no place in it."


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("//evil.com/x", HOST),
        ("https://evil.com", HOST),
        ("http://api.example.com/x", HOST),
        ("https://api.example.com:8443/x", HOST),
        ("https://api.example.com./x", HOST),
        ("https://api.example.com.evil.com/x", HOST),
        ("https://api。example。com/x", HOST),
        ("https://аpi.example.com/x", HOST),  # noqa: RUF001 - a Cyrillic letter
        ("https://[::1]/x", HOST),
        ("https:evil.com", HOST),
        ("https:/contacts", HOST),
        ("javascript:alert(1)", HOST),
        ("contacts:80", HOST),
        ("https://api.example.com@evil.com/", USER),
        ("https://user:pw@api.example.com/", USER),
        ("//@api.example.com", USER),
        ("/\\evil.com", SIGNS),
        ("\\\\evil.com", SIGNS),
        ("https://api.example.com\\@evil.com", SIGNS),
        ("/a b", SIGNS),
        ("/a\tb", SIGNS),
        ("ht\ntps://evil.com", SIGNS),
        ("/\x00", SIGNS),
        ("/..", CLIMBS),
        ("../x", CLIMBS),
        ("/a/./b", CLIMBS),
        ("/%2e%2E/x", CLIMBS),
        ("/.%2e/x", CLIMBS),
        ("/%252e%252e/x", CLIMBS),
        ("/%25252e%25252e/x", CLIMBS),
        ("/a%2f..%2fb", CLIMBS),
        ("/a%5c..%5cb", CLIMBS),
        ("/..;/x", CLIMBS),
        ("/..%3bx/y", CLIMBS),
        ("/..%00/x", CLIMBS),
        ("/%20../x", CLIMBS),
        ("/\uff0e\uff0e/x", CLIMBS),
        ("/‥/x", CLIMBS),
        ("/%E2%80%A5/x", CLIMBS),
        ("https://api.example.com/v1/../x", CLIMBS),
        ("/tags/#1", "What follows a # is never sent."),
        ("//[", "It is not an address."),
        ("https://a℀b", "It is not an address."),
        ("https://api.example.com:99999/", "It is not an address."),
        ("/half/\ud83d", "This holds a broken character. Enter it anew."),
        ("/x?q=\ud83d", "This holds a broken character. Enter it anew."),
    ],
    ids=shortly,
)
def test_what_leads_elsewhere_or_is_read_in_several_ways_is_not_sent(typed: str, reason: str) -> None:
    with pytest.raises(UnsafeAddress) as unsafe:
        join_any(BASE, typed)
    assert unsafe.value.title == "This call was not sent, because of its address."
    assert unsafe.value.reason == reason
    assert unsafe.value.next_step


# --- values inside a path -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("u-17", "/contact/u-17/x"),
        ("ann@example.com", "/contact/ann%40example.com/x"),
        ("a/b?c#d%e", "/contact/a%2Fb%3Fc%23d%25e/x"),
        ("ä ö", "/contact/%C3%A4%20%C3%B6/x"),
        ("{id}$id", "/contact/%7Bid%7D%24id/x"),
        ("a..b", "/contact/a..b/x"),
        (".hidden", "/contact/.hidden/x"),
        (0, "/contact/0/x"),
        (True, "/contact/true/x"),
    ],
)  # fmt: skip
def test_a_value_is_one_segment_of_a_path(value: Any, path: str) -> None:
    assert fill_path("/contact/{id}/x", {"id": value}) == path


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        " ",
        ".",
        "..",
        "...",
        " .. ",
        "../x",
        "a/../b",
        "..\\x",
        "%2e%2e",
        "%252e%252e",
        "\uff0e\uff0e",
        "..;a",
    ],
    ids=shortly,
)
def test_a_value_that_would_lead_to_another_path_is_refused(value: Any) -> None:
    with pytest.raises(InvalidValues) as invalid:
        fill_path("/contact/{id}", {"id": value})
    assert invalid.value.by_field == {"id": "This cannot be part of an address. Enter the id itself."}


def test_a_value_that_is_missing_is_refused() -> None:
    with pytest.raises(InvalidValues, match="This cannot be part of an address"):
        fill_path("/contact/{id}", {})


def test_half_a_character_is_refused() -> None:
    with pytest.raises(InvalidValues) as invalid:
        fill_path("/contact/{id}", {"id": "a\ud83d"})
    assert invalid.value.by_field == {"id": "This holds a broken character. Enter it anew."}


@unhurried
@given(value=typed_addresses)
def test_whatever_a_value_is_the_path_has_as_many_segments(value: str) -> None:
    try:
        path = fill_path("/v1/contact/{id}", {"id": value})
    except InvalidValues:
        return
    sent = yarl.URL(str(httpx.URL(ROOT + path)))
    assert sent.host == "api.example.com"
    assert sent.raw_path.startswith("/v1/contact/")
    assert sent.raw_path.count("/") == 3
    assert (sent.raw_query_string, sent.raw_fragment) == ("", "")
    assert unquote(path.removeprefix("/v1/contact/")) == value
    assert not climbs(sent.raw_path)
