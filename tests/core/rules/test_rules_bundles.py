"""The bundles of a good reply, and what is said when there are none where they should be."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.errors import UnreadableReply
from core.model.request import AnyCall, Bundles
from core.rules.reply import bundles_in
from tests.core.rules.rules_samples import app, json_values, module, reply, shortly, unhurried

CALL = module(any_call=AnyCall(method="m", path="u", headers="h", query="q", body="b"))


def items(body: bytes | str, at: str = "") -> list[bytes]:
    return [bytes(item) for item in bundles_in(app(), module(bundles=Bundles(at=at)), reply(body)).items]


@pytest.mark.parametrize(
    ("body", "at", "bundles"),
    [
        ('{"items": [1, {"a": 2}]}', "items", [b"1", b'{"a": 2}']),
        ('{"data": {"a": 1}}', "data", [b'{"a": 1}']),
        ('{"items": []}', "items", []),
        ('{"id": 1}', "", [b'{"id": 1}']),
        ("[1, 2]", "", [b"[1, 2]"]),
        ("", "", [b"{}"]),
        (" \n", "", [b"{}"]),
    ],
)
def test_a_list_gives_one_bundle_each_and_anything_else_one(body: str, at: str, bundles: list[bytes]) -> None:
    assert items(body, at) == bundles


def test_marks_come_along() -> None:
    found = bundles_in(
        app(), module(bundles=Bundles(at="items")), reply('{"items": [], "next": "x"}'), ("next",)
    )
    assert found.marks == {"next": "x"}


NEXT_STEP = (
    "Run it again. If it stays so, look at the request: the service may have changed, "
    "or something between you and it answers in its place."
)


@pytest.mark.parametrize(
    ("body", "at", "reason"),
    [
        ("<h1>Log in</h1> to the Wi-Fi", "items", "It should be JSON, but is: “Log in to the Wi-Fi”."),
        ("plain", "", "It should be JSON, but is: “plain”."),
        ("", "items", "It should be JSON, but is empty."),
        ("[" * 100_000, "", f"It should be JSON, but is: “{'[' * 300}…”."),
        ('{"items": null}', "items", "It holds nothing at 'items'."),
        ('{"status": "ok"}', "data.items", "It holds nothing at 'data.items'."),
    ],
    ids=shortly,
)
def test_an_answer_that_cannot_be_read_is_explained(body: str, at: str, reason: str) -> None:
    with pytest.raises(UnreadableReply) as unreadable:
        items(body, at)
    told = unreadable.value
    assert (told.title, told.reason, told.next_step, told.status) == (
        "Demo's answer could not be read.",
        reason,
        NEXT_STEP,
        200,
    )


# --- a call that a person wrote gives its whole reply ---------------------------------------------


def whole(body: bytes | str, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Any:
    (item,) = bundles_in(app(), CALL, reply(body, status, headers)).items
    assert b"\n" not in bytes(item)
    return json.loads(bytes(item))


@pytest.mark.parametrize(
    ("body", "read"),
    [
        ('{"a": [1,\r\n2]}', {"a": [1, 2]}),
        ("null", None),
        ("", ""),
        ("plain\ntext", "plain\ntext"),
        ("<html>", "<html>"),
        (b"caf\xe9", "caf\ufffd"),
        ('\ufeff{"a": 1}', {"a": 1}),
        ('{"a": 1}'.encode("utf-16"), {"a": 1}),
        ('"\\ud83d"', "\ud83d"),
        ("[NaN]", "[NaN]"),
    ],
    ids=shortly,
)
def test_the_body_is_json_where_it_is_json_and_text_elsewhere(body: bytes | str, read: Any) -> None:
    assert whole(body, 404) == {"statusCode": 404, "headers": {}, "body": read}


def test_headers_are_named_in_small_letters_and_those_that_stand_twice_are_joined() -> None:
    headers = (("Content-Type", "text/plain"), ("set-cookie", "a=1"), ("Set-Cookie", "b=2"))
    assert whole("", headers=headers)["headers"] == {"content-type": "text/plain", "set-cookie": "a=1, b=2"}


@unhurried
@given(body=st.binary(max_size=50) | json_values.map(lambda value: json.dumps(value, indent=1).encode()))
def test_any_reply_is_one_bundle_of_one_line(body: bytes) -> None:
    try:
        body.decode()
    except UnicodeDecodeError:
        (item,) = bundles_in(app(), CALL, reply(body)).items
        assert b"\n" not in bytes(item)
    else:
        assert whole(body)["statusCode"] == 200
