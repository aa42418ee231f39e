"""Bundles cut out of a reply are what decoding the whole reply would give."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules.envelope import (
    NotJson,
    NotThere,
    cut,
    cut_or_whole,
    is_json,
    names_in,
    read_marks,
    value_at,
)
from tests.core.rules.rules_samples import json_values, shortly, unhurried

NOTHING = msgspec.UNSET


def decoded(body: bytes) -> Any:
    """What the standard library reads; `NotJson` where it does not."""

    def no_number(name: str) -> Any:
        raise ValueError(name)

    try:
        return json.loads(body, parse_constant=no_number)
    except (ValueError, RecursionError) as error:
        raise NotJson from error


def reference(body: bytes, path: str) -> Any:
    """The value at a path, step by step; `NOTHING` where there is none."""
    value = decoded(body)
    for key in path.split(".") if path else ():
        value = value.get(key, NOTHING) if isinstance(value, dict) else NOTHING
    return value


def bundles(body: bytes, at: str, marks: tuple[str, ...] = ()) -> list[Any]:
    """The bundles, each decoded; each must be one line."""
    items = [bytes(item) for item in cut(body, at, marks).items]
    assert not any(b"\n" in item or b"\r" in item for item in items)
    return [json.loads(item) for item in items]


PATHS = ("", "a", "b", "a.b", "a.c", "b.c", "a.b.c", "c", ".", 'q"', "ü", "f0")
keys = st.sampled_from(["a", "b", "c", "", 'q"', "ü", "f0"]) | st.text(max_size=3)
leaves = json_values | st.integers(2**60, 2**70) | st.sampled_from(["\ud83d", "😀", "\u2028", '"\\\n'])
replies = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=10,
)


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    """A JSON body, in any layout, spelled in any way."""
    text = json.dumps(
        draw(st.dictionaries(keys, replies, max_size=4) | replies),
        indent=draw(st.sampled_from([None, None, 0, 2, "\t"])),
        ensure_ascii=draw(st.booleans()),
        separators=draw(st.sampled_from([None, (",", ":"), (" ,\r\n", " :\r")])),
    )
    try:
        return draw(st.sampled_from([b"", b" \n"])) + text.encode(
            draw(st.sampled_from(["utf-8", "utf-8-sig"]))
        )
    except UnicodeEncodeError:  # half a character can only be escaped
        return json.dumps(json.loads(text)).encode()


@unhurried
@given(body=bodies(), at=st.sampled_from(PATHS), marks=st.lists(st.sampled_from(PATHS[1:]), max_size=3))
def test_what_is_cut_is_what_decoding_gives(body: bytes, at: str, marks: list[str]) -> None:
    if body.startswith(b" \n\xef"):
        return  # a mark of the byte order stands at the very beginning
    expected = reference(body, at)
    if at and (expected is NOTHING or expected is None):
        with pytest.raises(NotThere):
            cut(body, at, tuple(marks))
        return
    several = expected if at and isinstance(expected, list) else [expected]
    assert bundles(body, at, tuple(marks)) == several
    found = {mark: reference(body, mark) for mark in marks}
    assert cut(body, at, tuple(marks)).marks == {k: v for k, v in found.items() if v is not NOTHING}
    assert read_marks(body, tuple(marks)) == {k: v for k, v in found.items() if v is not NOTHING}


@unhurried
@given(
    body=bodies(),
    at=st.sampled_from(PATHS),
    place=st.integers(0, 200),
    instead=st.binary(max_size=2)
    | st.sampled_from([b"[" * 3000, b'"', b"}", b",", b"NaN", b"1e999", b"\\ud83d"]),
)
def test_a_damaged_body_is_cut_as_decoding_would_or_refused(
    body: bytes, at: str, place: int, instead: bytes
) -> None:
    damaged = body[:place] + instead + body[place + 1 :]
    try:
        found = cut(damaged, at, ("a.b",)).items
    except (NotJson, NotThere):
        return
    try:
        damaged.decode()
        expected = reference(damaged.strip(), at)
    except (UnicodeDecodeError, NotJson):
        return  # bytes that are no text are handed on as they came
    several = expected if at and isinstance(expected, list) else [expected]
    assert [json.loads(bytes(item)) for item in found] == several


@pytest.mark.parametrize(
    ("body", "at", "items"),
    [
        (b'{"a": [1.50, 1E2 , 9007199254740993]}', "a", [b"1.50", b"1E2", b"9007199254740993"]),
        (b'{"a": {"x": 1.50}}', "a", [b'{"x": 1.50}']),
        (b'{"a": [' + b"1" * 5000 + b"]}", "a", [b"1" * 5000]),
        (b'{"a": [1e999]}', "a", [b"1e999"]),
        (b' {"a": 1}\r\n', "", [b'{"a": 1}']),
        (b'{"a": [{\r\n"x":\r\n1}]}', "a", [b'{  "x":  1}']),
        (b'{"a": [{\r"x": 1}]}', "a", [b'{ "x": 1}']),
        (b'{"a": ["\\n"]}', "a", [b'"\\n"']),
        (b'{"a": []}', "a", []),
        (b'{"a": false}', "a", [b"false"]),
        (b'{"a": [1], "a": [2]}', "a", [b"2"]),
        (b'{"a": {"x": 1}, "a": [2]}', "a", [b"2"]),
        (b"[1, 2]", "", [b"[1, 2]"]),
        (b'{"a": ["\xff"]}', "a", [b'"\xff"']),
        ('{"a": [1]}'.encode("utf-16"), "a", [b"1"]),
    ],
    ids=shortly,
)  # fmt: skip
def test_bundles_stay_as_they_were_written(body: bytes, at: str, items: list[bytes]) -> None:
    assert [bytes(item) for item in cut(body, at).items] == items


@pytest.mark.parametrize(
    ("body", "at"),
    [
        (b'{"a": null}', "a"),
        (b'{"a": 1, "a": null}', "a"),
        (b'{"a": {"x": 1}, "a": null}', "a"),
        (b'{"b": 1}', "a"),
        (b'{"a": [1]}', "a.b"),
        (b'{"a": "text"}', "a.b.c"),
        (b"[1]", "a"),
        (b"null", "a"),
    ],
)
def test_a_body_without_the_place_is_told_apart(body: bytes, at: str) -> None:
    with pytest.raises(NotThere, match=f"^{at}$"):
        cut(body, at)


NO_JSON = [
    b"", b" ", b"<html>", b"{", b"[1,]", b"[NaN]", b"{'a': 1}", b"01", b'"a\nb"', b"[1] 2", b"\xff\xfe",
    b"[" * 100_000,
]  # fmt: skip


@pytest.mark.parametrize("body", NO_JSON, ids=shortly)
@pytest.mark.parametrize("at", ["", "a"])
def test_what_is_not_json_is_said_to_be_so(body: bytes, at: str) -> None:
    with pytest.raises(NotJson):
        cut(body, at)
    assert not is_json(body)
    assert value_at(body, "a") is NOTHING
    assert read_marks(body, ("a", "b")) == {}


@pytest.mark.parametrize(
    "body", [b"null", b' {"a": 1} ', b"\xef\xbb\xbf[]", b'"\\ud83d"', b"1e999"], ids=shortly
)
def test_what_is_json_is_said_to_be_so(body: bytes) -> None:
    assert is_json(body)


@pytest.mark.parametrize(
    ("body", "path", "value"),
    [
        (b'{"a": {"b": [1, null]}}', "a.b", [1, None]),
        (b'{"a": null}', "a", None),
        (b'{"a": null}', "a.b", NOTHING),
        (b'{"a": [1]}', "a.0", NOTHING),
        (b'{"a": "\\ud83d"}', "a", "\ud83d"),
        (b'\xef\xbb\xbf{"a": 1}', "a", 1),
        (b'\xef\xbb\xbf{"a": 1}', "b", NOTHING),
        (b'{"a": "\xff"}', "a", NOTHING),
        (b'{"a": 1e999}', "a", NOTHING),
        (b'{"a": ' + b"1" * 5000 + b"}", "a", NOTHING),
        (b'{"": {"": 7}}', ".", 7),
        (b'{"": 7}', "", {"": 7}),
        (b'"text"', "", "text"),
        (b'"\\ud83d"', "", "\ud83d"),
        (b"cut {", "", NOTHING),
    ],
    ids=shortly,
)
def test_a_value_is_found_by_its_path(body: bytes, path: str, value: Any) -> None:
    assert value_at(body, path) == value


def test_null_is_a_mark_and_nothing_is_none() -> None:
    body = b'{"items": [1], "next": null, "page": {"last": 3}}'
    assert cut(body, "items", ("next", "page.last", "page.first", "gone")).marks == {
        "next": None,
        "page.last": 3,
    }
    assert cut(body, "", ("next", "gone")).marks == {"next": None}


def test_marks_beside_the_bundles_leave_them_as_they_were_written() -> None:
    found = cut(b'{"a": [1.50], "next": null, "page": {"n": [5]}}', "a", ("next", "page.n"))
    assert [bytes(item) for item in found.items] == [b"1.50"]
    assert found.marks == {"next": None, "page.n": [5]}


def test_marks_may_lie_within_the_bundles_or_around_them() -> None:
    body = b'{"data": {"items": [1, 2], "next": "x"}}'
    around = cut(body, "data.items", ("data", "data.next"))
    assert [bytes(item) for item in around.items] == [b"1", b"2"]
    assert around.marks == {"data": {"items": [1, 2], "next": "x"}, "data.next": "x"}
    within = cut(body, "data", ("data.next",))
    assert [json.loads(bytes(item)) for item in within.items] == [{"items": [1, 2], "next": "x"}]
    assert within.marks == {"data.next": "x"}
    assert cut(b'{"data": [1], "n": 5}', "data", ("data", "n")).marks == {"data": [1], "n": 5}
    assert cut(b'{"data": 7}', "data", ("data",)).marks == {"data": 7}


@unhurried
@given(body=bodies(), at=st.sampled_from(PATHS))
def test_a_body_that_is_a_list_gives_its_entries_and_any_other_what_cutting_gives(
    body: bytes, at: str
) -> None:
    try:
        whole = decoded(body)
    except NotJson:
        return
    if not isinstance(whole, list):
        try:
            expected = [bytes(item) for item in cut(body, at).items]
        except NotThere:
            with pytest.raises(NotThere):
                cut_or_whole(body, at)
            return
        assert [bytes(item) for item in cut_or_whole(body, at).items] == expected
        return
    found = [bytes(item) for item in cut_or_whole(body, at, ("a",)).items]
    assert [json.loads(item) for item in found] == whole
    assert not any(b"\n" in item or b"\r" in item for item in found)


@unhurried
@given(item=st.dictionaries(keys, replies, max_size=4))
def test_the_names_in_an_object_are_all_of_its_names(item: dict[str, Any]) -> None:
    assert set(names_in(json.dumps(item).encode())) == item.keys()


@pytest.mark.parametrize("body", NO_JSON, ids=shortly)
def test_what_is_not_json_has_neither_entries_nor_names(body: bytes) -> None:
    with pytest.raises(NotJson):
        cut_or_whole(body, "a")
    with pytest.raises(NotJson):
        names_in(body)


def test_only_an_object_has_names() -> None:
    assert [*names_in(b"[1]")] == [*names_in(b"null")] == []
