"""Bodies as they are sent: JSON, a form's pairs, or what a person typed."""

from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.errors import InvalidValues
from core.model.fields import JsonField, LongTextField, TextField
from core.model.http import HttpRequest
from core.model.request import AnyCall, Request
from core.rules.request import build_any_call, build_request
from tests.core.rules.rules_samples import KEY, any_text, app, header, json_values, shortly, unhurried

CREDENTIALS = {"api_key": KEY}
FORM = ["application/x-www-form-urlencoded"]
JSON = ["application/json"]
TEXT = ["text/plain; charset=utf-8"]

BodyKind = type[TextField | LongTextField | JsonField]


def form(body: dict[str, Any] | None, spread: tuple[str, ...] = (), **values: Any) -> HttpRequest:
    request = Request(method="POST", path="/", body=body, spread=spread, encoding="form")
    return build_request(app(), request, values, CREDENTIALS)


def typed(body: Any = ..., kind: BodyKind = LongTextField, empty_post: str = "", **more: Any) -> HttpRequest:
    """A call with a body, in a field of some kind; without one, if none is given."""
    call = AnyCall(method="m", path="u", headers="h", query="q", body="b", empty_post=empty_post)
    values = {"m": "POST", "u": "/", **({} if body is ... else {"b": body}), **more}
    fields = (TextField(key="u", label="URL"), kind(key="b", label="Body"))
    return build_any_call(app(), call, values, CREDENTIALS, fields=fields)


# --- forms ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "pairs"),
    [
        ({"a": "$text"}, [("a", "x & y=1/ü")]),
        ({"a": "$yes", "b": "$no"}, [("a", "1"), ("b", "0")]),
        ({"a": "$none"}, [("a", "")]),
        ({"a": "$gone", "b": {"c": "$gone"}}, []),
        ({"a": "$number", "b": "n={number}"}, [("a", "1.5"), ("b", "n=1.5")]),
        ({"a": "$list"}, [("a[]", "x"), ("a[]", "1")]),
        ({"a": {"b": "$text"}}, [("a[b]", "x & y=1/ü")]),
        ({"a": "$object"}, [("a[k e]", "v"), ("a[deep][x][]", "1")]),
        ({"a": [{"b": 1}, {"b": 2}]}, [("a[][b]", "1"), ("a[][b]", "2")]),
        ({"a": "$empty", "b": []}, []),
        (None, []),
    ],
    ids=shortly,
)
def test_a_form_sends_pairs(body: dict[str, Any] | None, pairs: list[tuple[str, str]]) -> None:
    values: dict[str, Any] = {
        "text": "x & y=1/ü",
        "yes": True,
        "no": False,
        "none": None,
        "number": 1.5,
        "list": ["x", 1],
        "object": {"k e": "v", "deep": {"x": [True]}},
        "empty": {},
    }
    request = form(body, ("spread",), **values)
    assert request.body is not None
    assert parse_qsl(request.body.decode("ascii"), keep_blank_values=True) == pairs
    assert header(request, "content-type") == FORM
    assert header(request, "accept") == JSON


def test_a_form_spreads_pairs_and_what_it_names_itself_wins() -> None:
    request = form({"a": "$a"}, ("more",), a=1, more={"a": 2, "b": 3})
    assert request.body == b"a=1&b=3"


def test_a_form_without_a_body_sends_none() -> None:
    request = build_request(app(), Request(method="GET", path="/", encoding="form"), {}, CREDENTIALS)
    assert (request.body, header(request, "content-type")) == (None, [])


def test_an_app_may_name_the_type_of_its_form_itself() -> None:
    kind = "application/x-www-form-urlencoded; charset=utf-8"
    request = Request(method="POST", path="/", body={"a": 1}, encoding="form", headers={"content-type": kind})
    assert header(build_request(app(), request, {}, CREDENTIALS), "Content-Type") == [kind]


def test_half_a_character_has_no_place_in_a_form() -> None:
    with pytest.raises(InvalidValues, match="broken character"):
        form({"a": "$a"}, a="\ud83d")


@unhurried
@given(value=json_values)
def test_whatever_a_form_holds_it_is_pairs(value: Any) -> None:
    body = form({"a": "$a"}, a=value).body
    assert body is not None
    assert all(name.startswith("a") for name, _ in parse_qsl(body.decode("ascii"), keep_blank_values=True))


# --- what a person typed --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [TextField, LongTextField])
@pytest.mark.parametrize(
    ("text", "content_type"),
    [
        ('{"a":  1}', JSON),
        ("\n[1, 2]\r\n", JSON),
        ('"text"', JSON),
        ("7", JSON),
        ("Zoë & co", TEXT),
        ("a=1&b=2", TEXT),
        ("{'a': 1}", TEXT),
        ('{"a": NaN}', TEXT),
        ("<a/>", TEXT),
    ],
)
def test_what_was_typed_is_sent_as_it_was_typed(kind: BodyKind, text: str, content_type: list[str]) -> None:
    request = typed(text, kind)
    assert request.body == text.encode()
    assert header(request, "content-type") == content_type


@pytest.mark.parametrize("name", ["Content-Type", "content-type"])
def test_the_type_that_a_person_names_stays(name: str) -> None:
    assert header(typed("{}", h={name: "text/csv"}), "Content-Type") == ["text/csv"]


@pytest.mark.parametrize("body", [..., None, "", " \n"], ids=["left out", "null", "empty", "blank"])
def test_a_blank_text_is_no_body(body: Any) -> None:
    request = typed(body)
    assert (request.body, header(request, "content-type")) == (None, [])


def test_half_a_character_is_told_at_its_field() -> None:
    with pytest.raises(InvalidValues) as invalid:
        typed("half a \ud83d")
    assert invalid.value.by_field == {"b": "This holds a broken character. Enter it anew."}


@pytest.mark.parametrize(
    ("value", "body"), [("text", b'"text"'), ("", b'""'), (None, b"null"), ({"a": 1}, b'{"a":1}')]
)
def test_a_field_of_json_is_sent_as_json(value: Any, body: bytes) -> None:
    request = typed(value, JsonField)
    assert (request.body, header(request, "content-type")) == (body, JSON)


@pytest.mark.parametrize(
    ("method", "body", "kind", "sent"),
    [
        ("POST", ..., LongTextField, b"{}"),
        ("post", "", LongTextField, b"{}"),
        ("POST", ..., JsonField, b"{}"),
        ("POST", None, JsonField, b"null"),
        ("POST", "x", LongTextField, b"x"),
        ("PUT", ..., LongTextField, None),
        ("PATCH", ..., JsonField, None),
        ("GET", ..., LongTextField, None),
        ("DELETE", ..., LongTextField, None),
    ],
)
def test_only_a_post_is_never_sent_without_a_body(
    method: str, body: Any, kind: BodyKind, sent: bytes | None
) -> None:
    request = typed(body, kind, empty_post="{}", m=method)
    assert request.body == sent
    assert header(request, "content-type") == ([] if sent is None else TEXT if sent == b"x" else JSON)


@unhurried
@given(text=any_text | json_values.map(str) | st.just("{}"))
def test_whatever_is_typed_goes_out_unchanged_or_not_at_all(text: str) -> None:
    try:
        request = typed(text)
    except InvalidValues:
        return
    assert (request.body or b"").decode() == (text if text.strip() else "")
