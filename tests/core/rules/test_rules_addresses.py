"""The addresses of services, one's own in their place, and parameters."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.errors import InvalidValues
from core.rules.urls import add_query, address_problem, fill_base, move_to
from tests.core.rules.rules_samples import json_values, shortly, unhurried

BASE = "https://api.example.com/v1"


@pytest.mark.parametrize(
    ("base", "values", "filled"),
    [
        (BASE, {}, BASE),
        ("https://x.io/api/{acc}/{int}", {"acc": 1042, "int": "a/b"}, "https://x.io/api/1042/a%2Fb"),
        ("https://{dc}.x.io/{acc}", {"dc": "eu-1", "acc": "7"}, "https://eu-1.x.io/7"),
        ("https://{dc}.x.io", {"dc": "ca1.eu"}, "https://ca1.eu.x.io"),
    ],
)
def test_a_connections_values_complete_the_base(base: str, values: dict[str, Any], filled: str) -> None:
    assert fill_base(base, values) == filled


@pytest.mark.parametrize(
    "value",
    [
        "",
        None,
        "evil.com/",
        "evil.com#",
        "evil.com?",
        "a@evil.com",
        "a:80",
        "a b",
        "-a",
        "a.",
        "a..b",
        "ä",
        "a\n",
    ],
    ids=shortly,
)
def test_only_a_name_can_be_part_of_a_host(value: Any) -> None:
    with pytest.raises(InvalidValues) as invalid:
        fill_base("https://{dc}.example.com/x", {"dc": value})
    assert invalid.value.by_field == {"dc": "This cannot be part of the service's address. Enter it anew."}


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("", "https://api.example.com/v1"),
        ("http://127.0.0.1:8000/demo/", "http://127.0.0.1:8000/demo/v1"),
        ("https://other.example.com", "https://other.example.com/v1"),
    ],
)
def test_an_address_replaces_the_host_of_the_base(address: str, url: str) -> None:
    assert move_to(address, BASE + "/") == url


WHOLE = "Enter a whole address, such as https://api.example.com."
NO_USER = "Leave user name and password out of the address."
NO_QUERY = "Leave everything from ? or # on out of the address."
ONLY_HTTPS = "Use https: over http, anyone on the way could read the credentials."


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("https://api.example.com", ""),
        ("HTTPS://api.example.com:8443/base/", ""),
        ("http://127.0.0.1:8000", ""),
        ("http://LOCALHOST/x", ""),
        ("http://[::1]:8000", ""),
        ("", WHOLE),
        ("api.example.com", WHOLE),
        ("//api.example.com", WHOLE),
        ("ftp://api.example.com", WHOLE),
        ("https://", WHOLE),
        ("https://[::1", WHOLE),
        ("https://api.example.com:x", WHOLE),
        ("https://api.example.com:99999", WHOLE),
        ("https://api exa.com", WHOLE),
        ("https://api.example.com\n", WHOLE),
        ("https://evil.com\\.example.com", WHOLE),
        ("https://ann:pw@api.example.com", NO_USER),
        ("https://@api.example.com", NO_USER),
        ("https://api.example.com?x=1", NO_QUERY),
        ("https://api.example.com?", NO_QUERY),
        ("https://api.example.com/#", NO_QUERY),
        ("http://api.example.com", ONLY_HTTPS),
        ("http://127.0.0.1.example.com", ONLY_HTTPS),
        ("http://localhost.example.com", ONLY_HTTPS),
    ],
    ids=shortly,
)
def test_an_address_of_ones_own_must_be_whole_and_safe(address: str, problem: str) -> None:
    assert address_problem(address) == problem


# --- parameters -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "added"),
    [
        ({}, ""),
        ({"none": [], "nothing": {}}, ""),
        ({"q": "a b&c=d#?ä"}, "?q=a+b%26c%3Dd%23%3F%C3%A4"),
        ({"n": None, "t": True, "f": False, "i": 0}, "?n=&t=1&f=0&i=0"),
        ({"id": [1, "b"]}, "?id%5B%5D=1&id%5B%5D=b"),
        ({"f": {"a": 1, "b": [2]}}, "?f%5Ba%5D=1&f%5Bb%5D%5B%5D=2"),
        ({"a&b": "\r\nX: y"}, "?a%26b=%0D%0AX%3A+y"),
    ],
)
def test_parameters_are_encoded(query: dict[str, Any], added: str) -> None:
    assert add_query("https://x.io/a", query) == "https://x.io/a" + added


def test_parameters_join_those_that_are_there() -> None:
    assert add_query("https://x.io/a?b=1", {"c": 2}) == "https://x.io/a?b=1&c=2"


def test_half_a_character_in_a_parameter_is_refused() -> None:
    with pytest.raises(InvalidValues) as invalid:
        add_query("https://x.io", {"q": ["a", "\ud83d"]})
    assert invalid.value.by_field == {"q[]": "This holds a broken character. Enter it anew."}


@unhurried
@given(query=st.dictionaries(st.text(), st.text() | json_values, max_size=4))
def test_any_parameters_leave_the_address_as_it_is(query: dict[str, Any]) -> None:
    url = add_query("https://x.io/a", query)
    assert url.split("?")[0] == "https://x.io/a"
    assert "#" not in url
    plain = [(name, value) for name, value in query.items() if isinstance(value, str)]
    assert [pair for pair in parse_qsl(urlsplit(url).query, keep_blank_values=True) if pair in plain] == plain
