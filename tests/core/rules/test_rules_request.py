"""From a module and its values to the request that is sent."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.errors import InvalidValues, UnsafeAddress
from core.model.http import HttpRequest
from core.model.module import Effect
from core.model.request import AnyCall, Request
from core.rules.request import base_url, build_any_call, build_request, effect_of
from tests.core.rules.rules_samples import (
    BEARER,
    IN_QUERY,
    KEY,
    any_text,
    app,
    header,
    json_values,
    module,
    shortly,
    unhurried,
)

CREDENTIALS = {"api_key": KEY, "account": "7"}
CALL = AnyCall(method="method", path="url", headers="headers", query="qs", body="body")


def built(request: Request, address: str = "", **values: Any) -> HttpRequest:
    return build_request(app(), request, values, CREDENTIALS, address)


def called(values: dict[str, Any], **changes: Any) -> HttpRequest:
    return build_any_call(app(**changes), CALL, values, CREDENTIALS)


def body_of(request: HttpRequest) -> Any:
    assert request.body is not None
    return json.loads(request.body)


# --- what an app file wrote -----------------------------------------------------------------------


def test_a_request_for_reading_has_no_body() -> None:
    request = built(Request(method="GET", path="/things", query={"q": "$q", "gone": "$gone"}), q="a b")
    assert (request.method, request.url) == ("GET", "https://api.example.com/v1/things?q=a+b")
    assert request.headers == (("Accept", "application/json"), ("Authorization", f"Bearer {KEY}"))
    assert request.body is None


def test_parameters_that_were_all_left_out_leave_no_question_mark() -> None:
    assert (
        built(Request(method="GET", path="/things", query={"q": "$q"})).url
        == "https://api.example.com/v1/things"
    )


@pytest.mark.parametrize(
    ("request_", "values", "body"),
    [
        (Request(method="POST", path="/", body={"a": "$a", "b": "$b"}), {"a": 1}, {"a": 1}),
        (Request(method="POST", path="/", body={"a": "$a"}), {"a": None}, {"a": None}),
        (Request(method="POST", path="/", body={"a": "$a"}), {}, {}),
        (Request(method="POST", path="/", body={}), {}, {}),
        (Request(method="POST", path="/", spread=("m",)), {}, {}),
        (Request(method="POST", path="/", spread=("m",)), {"m": None}, {}),
        (Request(method="POST", path="/", spread=("m",)), {"m": {"x": 1}}, {"x": 1}),
        (
            Request(method="POST", path="/", body={"a": "$a"}, spread=("m",)),
            {"m": {"a": 1, "x": 2}},
            {"a": 1, "x": 2},
        ),
        (
            Request(method="POST", path="/", body={"a": "$a"}, spread=("m",)),
            {"a": 3, "m": {"a": 1}},
            {"a": 3},
        ),
        (Request(method="POST", path="/", body={"key": "$api_key"}), {}, {}),
        (
            Request(method="POST", path="/", body={"to": {"a": "$a"}, "b": "$b"}, keep_empty=("to",)),
            {"b": 1},
            {"to": {}, "b": 1},
        ),
        (
            Request(method="POST", path="/", body={"to": {"a": "$a"}}, keep_empty=("to",)),
            {"a": 1},
            {"to": {"a": 1}},
        ),
        (Request(method="POST", path="/", body={"to": {"a": "$a"}}, keep_empty=("to",)), {}, {"to": {}}),
    ],
)
def test_a_body_has_its_shape_and_never_a_credential(
    request_: Request, values: dict[str, Any], body: Any
) -> None:
    request = built(request_, **values)
    assert body_of(request) == body
    assert header(request, "content-type") == ["application/json"]


def test_values_of_the_form_win_over_those_of_the_connection() -> None:
    request = Request(method="GET", path="/{account}/{id}", query={"account": "$account"})
    assert built(request, id="a/b").url == "https://api.example.com/v1/7/a%2Fb?account=7"
    assert built(request, id="x", account="8").url == "https://api.example.com/v1/8/x?account=8"


@pytest.mark.parametrize(
    ("base", "address", "url"),
    [
        ("", "", "https://api.example.com/v1/7"),
        ("more", "", "https://more.example.com"),
        ("", "http://127.0.0.1:8000/demo/", "http://127.0.0.1:8000/demo/v1/7"),
        ("more", "http://127.0.0.1:8000/demo", "http://127.0.0.1:8000/demo"),
    ],
)
def test_the_base_is_completed_and_may_stand_elsewhere(base: str, address: str, url: str) -> None:
    named = app(
        base_url="https://api.example.com/v1/{account}/", other_bases={"more": "https://more.example.com/"}
    )
    assert base_url(named, base, CREDENTIALS, address) == url


def test_headers_are_filled_or_left_out_and_win_over_the_usual_ones() -> None:
    written = {"X-Id": "$id", "X-Gone": "$gone", "X-Text": "id {id}", "ACCEPT": "text/csv"}
    request = built(Request(method="GET", path="/", headers=written), id=7)
    assert request.headers == (
        ("X-Id", "7"),
        ("X-Text", "id 7"),
        ("ACCEPT", "text/csv"),
        ("Authorization", f"Bearer {KEY}"),
    )


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\n", "\0", "ä", "\ud83d"], ids=shortly)
def test_a_value_cannot_break_out_of_a_header(value: str) -> None:
    with pytest.raises(InvalidValues) as invalid:
        built(Request(method="GET", path="/", headers={"X-Id": "no {id}"}), id=value)
    assert invalid.value.by_field == {"id": "This holds characters that cannot be sent here."}


def test_a_header_that_an_app_file_wrote_wrong_is_refused() -> None:
    with pytest.raises(InvalidValues, match="This holds characters that cannot be sent here"):
        built(Request(method="GET", path="/", headers={"X-Id": "ä"}))


# --- credentials ----------------------------------------------------------------------------------


def test_the_credential_stands_where_the_app_says() -> None:
    get = Request(method="GET", path="/", query={"a": 1})
    in_header = build_request(app(auth=BEARER), get, {}, CREDENTIALS)
    assert header(in_header, "Authorization") == [f"Bearer {KEY}"]
    in_query = build_request(app(auth=IN_QUERY), get, {}, {"api_key": "a&b=c"})
    assert in_query.url == "https://api.example.com/v1/?a=1&key=a%26b%3Dc"
    assert header(in_query, "Authorization") == []


@pytest.mark.parametrize("auth", [BEARER, IN_QUERY], ids=["header", "query"])
@pytest.mark.parametrize("credentials", [{}, {"api_key": None}, {"api_key": ""}, {"api_key": " "}])
def test_a_connection_without_its_key_is_said_to_lack_it(auth: Any, credentials: dict[str, Any]) -> None:
    with pytest.raises(InvalidValues) as invalid:
        build_request(app(auth=auth), Request(method="GET", path="/"), {}, credentials)
    assert invalid.value.by_field == {"api_key": "The connection holds no API Key. Enter it there once more."}


@pytest.mark.parametrize("key", ["key\n", "k\r\nX-Evil: 1", "“key”", "k\0"], ids=shortly)
def test_a_key_that_was_pasted_with_more_is_not_sent_and_not_told(key: str) -> None:
    with pytest.raises(InvalidValues) as invalid:
        build_request(app(), Request(method="GET", path="/"), {}, {"api_key": key})
    assert invalid.value.by_field == {
        "api_key": "API Key holds characters that no key has. Copy it once more."
    }
    assert key not in str(invalid.value)


def test_a_request_shows_nothing_of_itself() -> None:
    assert KEY not in repr(built(Request(method="GET", path="/")))


# --- a call that a person wrote -------------------------------------------------------------------


def test_a_call_is_sent_as_it_was_written() -> None:
    request = called(
        {
            "method": "PATCH",
            "url": "/things?x=1",
            "headers": {"X-Id": "7", "accept": "*/*"},
            "qs": {"page": "2"},
            "body": {"a": [None]},
        }
    )
    assert (request.method, request.url) == ("PATCH", "https://api.example.com/v1/things?x=1&page=2")
    assert request.headers == (
        ("Content-Type", "application/json"),
        ("X-Id", "7"),
        ("accept", "*/*"),
        ("Authorization", f"Bearer {KEY}"),
    )
    assert request.body == b'{"a":[null]}'


@pytest.mark.parametrize("empty", [None, {}])
def test_what_a_call_leaves_out_is_not_sent(empty: Any) -> None:
    request = called({"url": "/things", "headers": empty, "qs": empty})
    assert (request.method, request.url, request.body) == ("GET", "https://api.example.com/v1/things", None)
    assert request.headers == (("Accept", "application/json"), ("Authorization", f"Bearer {KEY}"))
    assert called({"url": None, "method": None}).url == "https://api.example.com/v1/"


@pytest.mark.parametrize("body", [None, {}, [], "", 0])
def test_an_empty_body_is_a_body(body: Any) -> None:
    request = called({"method": "POST", "url": "/", "body": body})
    assert body_of(request) == body
    assert header(request, "content-type") == ["application/json"]


def test_nobody_replaces_the_credential() -> None:
    request = called({"url": "/", "headers": {"AUTHORIZATION": "Bearer other"}})
    assert header(request, "authorization") == [f"Bearer {KEY}"]


def test_a_call_may_go_to_another_host_of_the_app() -> None:
    there = AnyCall(method="m", path="u", headers="h", query="q", body="b", base="more")
    request = build_any_call(
        app(other_bases={"more": "https://more.example.com"}), there, {"u": "/x"}, CREDENTIALS
    )
    assert request.url == "https://more.example.com/x"


def test_a_call_never_leaves_the_service() -> None:
    with pytest.raises(UnsafeAddress):
        called({"url": "https://evil.com"})


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("X Id", "1", "'X Id' cannot be the name of a header."),
        ("", "1", "'' cannot be the name of a header."),
        ("-", "1", "'-' cannot be the name of a header."),
        ("X:Id", "1", "'X:Id' cannot be the name of a header."),
        ("X\r\nY", "1", "'X\r\nY' cannot be the name of a header."),
        ("Ä", "1", "'Ä' cannot be the name of a header."),
        ("X-Id", "a\r\nY: 1", "The header X-Id holds characters that cannot be sent."),
        ("X-Id", "ä", "The header X-Id holds characters that cannot be sent."),
        ("Host", "evil.com", "The header Host is set by itself. Leave it out."),
        ("content-length", "0", "The header content-length is set by itself. Leave it out."),
        ("Transfer-Encoding", "chunked", "The header Transfer-Encoding is set by itself. Leave it out."),
    ],
    ids=shortly,
)
def test_headers_that_would_break_the_request_are_refused(name: str, value: str, sentence: str) -> None:
    with pytest.raises(InvalidValues) as invalid:
        called({"url": "/", "headers": {name: value}})
    assert invalid.value.by_field == {"headers": sentence}


@pytest.mark.parametrize(("method", "sent"), [("get", "GET"), ("Patch", "PATCH"), ("", "GET")])
def test_methods_are_sent_in_capitals(method: str, sent: str) -> None:
    assert called({"url": "/", "method": method}).method == sent


@pytest.mark.parametrize("method", ["GET /evil HTTP/1.1\r\nX:", "G T", "É", "1"], ids=shortly)
def test_only_a_word_is_a_method(method: str) -> None:
    with pytest.raises(InvalidValues) as invalid:
        called({"url": "/", "method": method})
    assert invalid.value.by_field == {"method": "Enter a method such as GET or POST."}


@unhurried
@given(
    values=st.fixed_dictionaries(
        {"url": any_text},
        optional={
            "headers": st.dictionaries(any_text, any_text, max_size=3),
            "qs": st.dictionaries(any_text, any_text, max_size=3),
            "body": json_values,
            "method": st.sampled_from(["GET", "POST"]) | any_text,
        },
    )
)
def test_whatever_is_written_the_request_is_whole_or_refused(values: dict[str, Any]) -> None:
    try:
        request = called(values)
    except (InvalidValues, UnsafeAddress):
        return
    assert request.url.startswith("https://api.example.com/")
    for name, text in request.headers:
        assert f"{name}: {text}".isprintable()
    assert len(header(request, "authorization")) == 1
    assert header(request, "host") == []


# --- what running it twice does -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "method", "effect"),
    [
        ("read", "POST", "read"),
        ("unsafe", "GET", "unsafe"),
        ("by_method", "GET", "read"),
        ("by_method", "PUT", "idempotent"),
        ("by_method", "DELETE", "delete"),
        ("by_method", "POST", "unsafe"),
        ("by_method", "PATCH", "unsafe"),
        ("by_method", "ODD", "unsafe"),
    ],
)
def test_the_method_decides_where_the_person_chooses_it(
    declared: Effect, method: str, effect: Effect
) -> None:
    assert effect_of(module(effect=declared), method, {}) == effect


@pytest.mark.parametrize("declared", ["read", "idempotent", "delete", "by_method"])
@pytest.mark.parametrize(
    ("values", "is_unsafe"),
    [
        ({}, False),
        ({"other": "x"}, False),
        ({"note": None}, False),
        ({"note": "  "}, False),
        ({"items": [{"a": ""}]}, False),
        ({"note": "x"}, True),
        ({"items": [{"a": 0}], "note": ""}, True),
    ],
    ids=str,
)
def test_some_fields_make_running_it_twice_do_something_twice(
    declared: Effect, values: dict[str, Any], is_unsafe: bool
) -> None:
    found = effect_of(module(effect=declared, unsafe_with=("note", "items")), "DELETE", values)
    assert (found == "unsafe") is is_unsafe
