"""Bundles that are wrapped, completed, or said in place of a reply that says nothing."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.errors import UnreadableReply
from core.model.request import AnyCall, Bundles
from core.rules.bundles import cut_bundles
from core.rules.envelope import NotJson, NotThere
from core.rules.reply import bundles_in
from tests.core.rules.rules_samples import app, json_values, module, reply, shortly, unhurried

VALUES = {"id": 7, "tag": "vip", "empty": "", "nothing": None}


def items(body: bytes | str, values: dict[str, Any] = VALUES, **declared: Any) -> list[bytes]:
    given_body = body.encode() if isinstance(body, str) else body
    return [bytes(item) for item in cut_bundles(Bundles(**declared), given_body, values).items]


@pytest.mark.parametrize(
    ("body", "at", "bundles"),
    [
        ('{"results": [1, 2]}', "results", [b"1", b"2"]),
        ('{"results": {"a": 1}}', "results", [b'{"a": 1}']),
        ("[1, 2]", "results", [b"1", b"2"]),
        (' [{"a":\n1}]\r\n', "results", [b'{"a": 1}']),
        ("[]", "results", []),
        ("[1, 2]", "", [b"1", b"2"]),
        ('{"a": 1}', "", [b'{"a": 1}']),
        ("", "", [b"{}"]),
        ("\ufeff[1]", "results", [b"1"]),
        ('["\\ud83d"]', "results", [b'"\\ud83d"']),
        ('\ufeff{"results": [1]}', "results", [b"1"]),
    ],
    ids=shortly,
)
def test_a_bare_list_is_taken_where_a_list_was_to_be_inside(body: str, at: str, bundles: list[bytes]) -> None:
    assert items(body, at=at, or_whole=True) == bundles


@pytest.mark.parametrize(
    ("body", "error"), [('{"a": 1}', NotThere), ("", NotJson), ("[1, 2", NotJson), ("[1] 2", NotJson)]
)
def test_what_is_neither_is_not_taken(body: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        items(body, at="results", or_whole=True)


def test_marks_come_along_with_a_list_inside() -> None:
    found = cut_bundles(Bundles(at="r", or_whole=True), b'{"r": [1], "next": "x"}', {}, ("next",))
    assert found.marks == {"next": "x"}
    assert cut_bundles(Bundles(at="r", or_whole=True), b"[1]", {}, ("next",)).marks == {}


@pytest.mark.parametrize(
    ("body", "declared", "bundles"),
    [
        ('{"data": ["a", {"b": 1}, 2, null, [3]]}', {"at": "data"}, ["a", {"b": 1}, 2, None, [3]]),
        ('["a"]', {}, [["a"]]),
        ('["a"]', {"or_whole": True}, ["a"]),
        ('"half a \\ud83d"', {}, ["half a \ud83d"]),
        ("", {}, [{}]),
    ],
    ids=shortly,
)
def test_an_entry_that_is_no_object_becomes_one(
    body: str, declared: dict[str, Any], bundles: list[Any]
) -> None:
    found = [json.loads(item) for item in items(body, wrap='the "name"', **declared)]
    assert found == [one if isinstance(one, dict) else {'the "name"': one} for one in bundles]


SAID = {"deleted": True, "id": "$id", "text": "no {tag}", "gone": "$gone", "nested": {"gone": "$gone"}}


@pytest.mark.parametrize("body", ["", " ", "{}", "null", "[]", '{"meta": {}}'], ids=shortly)
@pytest.mark.parametrize("at", ["", "result"])
def test_where_a_reply_says_nothing_the_module_does(body: str, at: str) -> None:
    assert items(body, at=at, say=SAID) == [b'{"deleted":true,"id":7,"text":"no vip"}']


@pytest.mark.parametrize("body", ["<p>Done", b"\xff\xfe", "[" * 5000], ids=shortly)
@pytest.mark.parametrize("at", ["", "result"])
def test_a_page_that_is_no_json_is_nobodys_answer(body: bytes | str, at: str) -> None:
    with pytest.raises(NotJson):
        items(body, at=at, say=SAID)


@pytest.mark.parametrize("there", ["null", "[]", "{}", '""', "false"])
def test_nothing_at_the_place_is_nothing_said(there: str) -> None:
    assert items(f'{{"data": {there}}}', at="data", say={"id": "$id"}) == [b'{"id":7}']


@pytest.mark.parametrize(
    ("there", "bundles"), [('{"a": 1}', [b'{"a": 1}']), ('["a"]', [b'"a"']), ("0", [b"0"]), ("[{}, {}]", 2)]
)
def test_what_a_reply_says_at_the_place_is_the_bundle(there: str, bundles: Any) -> None:
    found = items(f'{{"data": {there}}}', at="data", say={"id": "$id"})
    assert found == bundles or len(found) == bundles


def test_without_a_place_the_module_speaks_whatever_the_reply_says() -> None:
    assert items('{"data": ["x"]}', say={"id": "$id"}) == [b'{"id":7}']


def test_a_bundle_whose_values_were_all_left_out_is_empty() -> None:
    assert items("", {}, say={"id": "$id"}) == [b"{}"]
    assert items("", {}, say={}) == [b"{}"]


@pytest.mark.parametrize(
    ("body", "bundle"),
    [
        ('{"status": "deleted"}', {"status": "deleted", "id": 7, "kind": "x", "nothing": None, "empty": ""}),
        ("{ }", {"id": 7, "kind": "x", "nothing": None, "empty": ""}),
        ("", {"id": 7, "kind": "x", "nothing": None, "empty": ""}),
        ('{"id": 8, "kind": null}', {"id": 8, "kind": None, "nothing": None, "empty": ""}),
        (
            '{"\\u0069d": 8, "a": {"kind": 1}}',
            {"id": 8, "a": {"kind": 1}, "kind": "x", "nothing": None, "empty": ""},
        ),
        ('{"\\ud83d": 1}', {"\ud83d": 1, "id": 7, "kind": "x", "nothing": None, "empty": ""}),
        ('["a"]', ["a"]),
        ('"a"', "a"),
    ],
    ids=shortly,
)
def test_what_a_reply_leaves_out_is_added(body: str, bundle: Any) -> None:
    added = {"id": "$id", "kind": "x", "gone": "$gone", "nothing": "$nothing", "empty": "$empty"}
    (item,) = items(body, add=added)
    assert json.loads(item) == bundle
    assert isinstance(bundle, dict) is False or list(json.loads(item)) == list(bundle)


def test_what_was_wrapped_and_what_was_said_is_completed_too() -> None:
    assert items('{"data": ["a"]}', at="data", wrap="name", add={"id": "$id"}) == [b'{"name":"a","id":7}']
    assert items("", say={"tag": "$tag"}, add={"id": "$id"}) == [b'{"tag":"vip","id":7}']
    assert items('["a"]', add={"a.b": 1}, or_whole=True, wrap="w") == [b'{"w":"a","a.b":1}']


def test_a_plain_list_stays_slices_of_its_body() -> None:
    """Which is what makes long lists fast: nothing is copied, nothing is decoded."""
    body = b'{"data": [{"a": 1}, {"a": 2}]}'
    for declared in ({}, {"or_whole": True}, {"say": {"id": "$id"}}):
        found = cut_bundles(Bundles(at="data", **declared), body, {})
        assert [type(item) for item in found.items] == [msgspec.Raw, msgspec.Raw]
    (whole,) = cut_bundles(Bundles(), b'{"a": 1}', {}).items
    assert whole == b'{"a": 1}'


@pytest.mark.parametrize("body", ["{}", "null", '{"data": null}', '{"meta": {}}', ""])
def test_a_reply_without_its_bundles_is_unreadable_where_the_module_says_nothing(body: str) -> None:
    for declared in ({}, {"or_whole": True}, {"wrap": "name"}, {"add": {"id": "$id"}}):
        with pytest.raises(UnreadableReply):
            bundles_in(app(), module(bundles=Bundles(at="data", **declared)), reply(body), values=VALUES)


def test_a_reply_is_read_with_the_values_of_the_form() -> None:
    deleting = module(bundles=Bundles(say={"id": "$id"}))
    assert [*bundles_in(app(), deleting, reply(), values=VALUES).items] == [b'{"id":7}']
    assert [*bundles_in(app(), deleting, reply()).items] == [b"{}"]


@pytest.mark.parametrize("key", ["statusCode", "status"])
def test_a_call_names_the_status_as_its_app_does(key: Any) -> None:
    call = AnyCall(method="m", path="u", headers="h", query="q", body="b", status_key=key)
    (item,) = bundles_in(app(), module(any_call=call), reply("[]", 404)).items
    assert json.loads(bytes(item)) == {key: 404, "headers": {}, "body": []}


@unhurried
@given(
    value=json_values,
    at=st.sampled_from(["", "a", "a.b"]),
    say=st.none() | st.just({"id": "$id"}),
    wrap=st.sampled_from(["", "w"]),
    or_whole=st.booleans(),
    indent=st.sampled_from([None, 1]),
)
def test_whatever_a_service_answers_bundles_are_lines_of_json(
    value: Any, at: str, say: Any, wrap: str, or_whole: bool, indent: int | None
) -> None:
    declared: dict[str, Any] = {"at": at, "say": say, "wrap": wrap, "or_whole": or_whole}
    body = json.dumps({"a": value} if at and not or_whole else value, indent=indent)
    try:
        found = items(body, {"id": 1}, add={"added": 1}, **declared)
    except NotThere:
        assert say is None
        return
    for item in found:
        assert b"\n" not in item
        bundle = json.loads(item)
        assert not wrap or isinstance(bundle, dict)
        assert not isinstance(bundle, dict) or "added" in bundle
