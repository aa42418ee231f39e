"""Where a request goes: below its base, with a prefix that people forget, and never to another host."""

from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.model.errors import InvalidValues, UnsafeAddress
from core.model.fields import JsonField, LongTextField
from core.model.http import HttpRequest
from core.model.request import AnyCall, Request
from core.rules.request import build_any_call, build_request
from tests.core.rules.rules_samples import (
    BEARER,
    IN_QUERY,
    KEY,
    any_text,
    app,
    header,
    json_values,
    shortly,
    unhurried,
)

CREDENTIALS = {"api_key": KEY}
CALL = AnyCall(method="m", path="u", headers="h", query="q", body="b")


def called(
    url: str, prefix: str = "/v1", base: str = "https://api.example.com", address: str = "", **query: str
) -> str:
    call = msgspec.structs.replace(CALL, prefix=prefix)
    return build_any_call(app(base_url=base), call, {"u": url, "q": query}, CREDENTIALS, address).url


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("/users", "/v1/users"),
        ("users", "/v1/users"),
        ("", "/v1/"),
        ("/", "/v1/"),
        ("/v1", "/v1"),
        ("v1", "/v1"),
        ("/v1/", "/v1/"),
        ("/v1/users", "/v1/users"),
        ("/v1?x=/users", "/v1?x=/users"),
        ("/v1users", "/v1/v1users"),
        ("/v10/users", "/v1/v10/users"),
        ("/v2/users", "/v1/v2/users"),
        ("/V1/users", "/v1/V1/users"),
        ("/users?a=/v1/", "/v1/users?a=/v1/"),
        ("?a=1", "/v1/?a=1"),
        ("/users/v1", "/v1/users/v1"),
        ("/zoë", "/v1/zo%C3%AB"),
        ("https://api.example.com/users", "/v1/users"),
        ("https://API.example.com:443/users", "/v1/users"),
        ("https://api.example.com/v1/users", "/v1/users"),
        ("https://api.example.com", "/v1/"),
    ],
)
@pytest.mark.parametrize("prefix", ["/v1", "v1", "/v1/"])
def test_a_prefix_is_put_where_it_was_forgotten(typed: str, path: str, prefix: str) -> None:
    assert called(typed, prefix) == f"https://api.example.com{path}"


@pytest.mark.parametrize(
    ("typed", "base", "address", "url"),
    [
        ("/users", "https://h.example/API", "", "https://h.example/API/v1/users"),
        ("/v1/users", "https://h.example/API/", "", "https://h.example/API/v1/users"),
        ("https://h.example/API/users", "https://h.example/API", "", "https://h.example/API/v1/users"),
        ("https://h.example/API/v1/users", "https://h.example/API", "", "https://h.example/API/v1/users"),
        ("https://h.example/API?a=1", "https://h.example/API", "", "https://h.example/API/v1?a=1"),
        ("https://h.example/APIs", "https://h.example/API", "", "https://h.example/v1/APIs"),
        ("https://h.example/users", "https://h.example/API", "", "https://h.example/v1/users"),
        ("/users", "https://h.example", "http://localhost:80/x/", "http://localhost:80/x/v1/users"),
        (
            "http://localhost/x/users",
            "https://h.example",
            "http://localhost/x",
            "http://localhost/x/v1/users",
        ),
        ("/users", "HTTPS://h.example", "", "HTTPS://h.example/v1/users"),
        ("https://h.example/users", "HTTPS://h.example", "", "https://h.example/v1/users"),
    ],
)
def test_a_prefix_follows_the_base(typed: str, base: str, address: str, url: str) -> None:
    assert called(typed, base=base, address=address) == url


def test_parameters_follow_the_prefix_and_join_those_that_were_typed() -> None:
    assert called("/users?a=1", b="2") == "https://api.example.com/v1/users?a=1&b=2"


def test_without_a_prefix_a_path_stays_as_it_is() -> None:
    assert called("/users", prefix="") == "https://api.example.com/users"


@pytest.mark.parametrize(
    "typed",
    [
        "https://evil.example/v1/users",
        "//evil.example/v1",
        "https://api.example.com@evil.example/v1",
        "https://api.example.com.evil.example/v1",
        "https://api.example.com:8443/v1",
        "http://api.example.com/v1",
        "/v1/../../users",
        "/v1\\evil.example",
        "/v1#x",
    ],
)
def test_a_prefix_opens_no_way_elsewhere(typed: str) -> None:
    with pytest.raises(UnsafeAddress):
        called(typed)


# --- whatever people enter, and whatever a connection holds --------------------------------------

HOSTILE = [
    "https://evil.example",
    "//evil.example/v1",
    "@evil.example",
    ":80@evil.example/",
    "evil.example#",
    "evil.example?",
    "evil.example/",
    "evil.example\\",
    "..",
    "%2e%2e",
    "/v1@evil.example",
    "v1.evil.example",
    "/v1/..//evil.example",
    "\r\nHost: evil.example\r\n",
    "http:evil.example",
    "///evil.example",
    "[::1]",
    "\u2100evil.example",  # becomes a/c where a name is simplified
    "\uff0fevil.example",  # a wide slash
    "a b",
    "$url",
    "{url}",
]
hostile = st.sampled_from(HOSTILE) | any_text
in_headers = st.sampled_from([text for text in HOSTILE if text.isascii() and text.isprintable()]) | hostile
hostile_values = hostile | json_values | st.lists(hostile, max_size=3) | st.dictionaries(hostile, hostile)
pairs = st.dictionaries(hostile, hostile, max_size=3)
own_headers = st.dictionaries(
    st.sampled_from(["X-Id", "Content-Type", "Authorization", "X-Forwarded-Host", "Host"]) | hostile,
    in_headers,
    max_size=2,
)
STARTS = ["/v1/", "https://api.example.com", "https://fra1.example.com"]
regions = st.sampled_from(["fra1", "brand.fra1", "evil.example"])

HOSTS = {"": "api.example.com", "more": "more.example.com", "region": ".example.com"}
"""Where the app's bases lead; the last one's name begins with what the connection holds."""

OWN = {
    "other_bases": {"more": "https://more.example.com", "region": "https://{region}.example.com/API/v3"},
}


def own_host(base: str, region: str) -> str:
    return (region.lower() if base == "region" else "") + HOSTS[base]


def of_an_app(base: str = "", method: Any = "POST", encoding: Any = "json") -> Request:
    """A request that takes values in every place that it has."""
    return Request(
        method=method,
        path="/things/{id}/parts",
        query={"q": "$q", "nested": {"all": ["$q", "{h}"]}},
        headers={"X-Id": "id {h}"},
        body={"b": "$b", "deep": [{"c": "$b"}]},
        spread=("spread",),
        base=base,
        encoding=encoding,
    )


def assert_stays_at_home(request: HttpRequest, host: str) -> None:
    """The host is the connection's own for everyone who reads the address, and the request is one request."""
    assert (urlsplit(request.url).hostname, urlsplit(request.url).scheme) == (host, "https")
    assert httpx.URL(request.url).host == host  # who sends it
    assert "@" not in urlsplit(request.url).netloc
    assert request.url.isascii()
    assert request.url.isprintable()
    assert header(request, "host") == []
    assert all(f"{name}: {text}".isprintable() for name, text in request.headers)
    assert len(header(request, "content-type")) <= 1


@pytest.mark.parametrize("text", HOSTILE, ids=shortly)
@pytest.mark.parametrize("place", ["id", "q", "h", "b", "spread", "api_key", "region"])
@pytest.mark.parametrize("encoding", ["json", "form"])
def test_one_hostile_value_leads_no_request_astray(text: str, place: str, encoding: Any) -> None:
    values: dict[str, Any] = {"id": "7", "q": "x", "h": "x", "b": "x", "spread": {"x": "x"}}
    credentials: dict[str, Any] = {"api_key": KEY, "region": "fra1"}
    held = credentials if place in credentials else values
    held[place] = {text: text} if place == "spread" else text
    try:
        built = build_request(app(**OWN), of_an_app("region", encoding=encoding), values, credentials)
    except InvalidValues:
        return
    assert_stays_at_home(built, own_host("region", credentials["region"]))


@settings(unhurried, max_examples=300)
@given(
    base=st.sampled_from(sorted(HOSTS)),
    region=regions | hostile,
    encoding=st.sampled_from(["json", "form"]),
    method=st.sampled_from(["GET", "POST", "DELETE"]),
    auth=st.sampled_from([BEARER, IN_QUERY]),
    key=in_headers,
    values=st.fixed_dictionaries(
        {"id": st.sampled_from(HOSTILE) | hostile_values},
        optional={"q": hostile_values, "h": in_headers, "b": hostile_values},
    ),
    spread=st.dictionaries(hostile, hostile_values, max_size=2),
)
def test_no_request_of_an_app_goes_to_another_host(
    base: str,
    region: str,
    encoding: Any,
    method: Any,
    auth: Any,
    key: str,
    values: dict[str, Any],
    spread: dict[str, Any],
) -> None:
    request = of_an_app(base, method, encoding)
    credentials = {"api_key": key, "region": region}
    try:
        built = build_request(app(auth=auth, **OWN), request, {**values, "spread": spread}, credentials)
    except InvalidValues:
        return
    assert_stays_at_home(built, own_host(base, region))
    assert urlsplit(built.url).path.endswith("/parts")


@settings(unhurried, max_examples=300)
@given(
    base=st.sampled_from(sorted(HOSTS)),
    region=regions | hostile,
    prefix=st.sampled_from(["", "/v1", "v1", ".evil.example", "@evil.example"]),
    empty_post=st.sampled_from(["", "{}"]),
    body_kind=st.sampled_from([JsonField, LongTextField]),
    url=hostile | st.tuples(st.sampled_from(STARTS), hostile).map("".join),
    values=st.fixed_dictionaries(
        {},
        optional={
            "m": st.sampled_from(["GET", "POST", "PATCH", "DELETE"]) | any_text,
            "h": own_headers,
            "q": pairs,
            "b": hostile,
        },
    ),
)
def test_no_call_of_a_person_goes_to_another_host(
    base: str,
    region: str,
    prefix: str,
    empty_post: str,
    body_kind: type[JsonField | LongTextField],
    url: str,
    values: dict[str, Any],
) -> None:
    call = msgspec.structs.replace(CALL, base=base, prefix=prefix, empty_post=empty_post)
    credentials = {"api_key": KEY, "region": region}
    fields = (body_kind(key="b", label="Body"),)
    try:
        built = build_any_call(app(**OWN), call, {"u": url, **values}, credentials, fields=fields)
    except (InvalidValues, UnsafeAddress):
        return
    assert_stays_at_home(built, own_host(base, region))
