"""What a value looks like in one line, how its place is written, and what leaves the program."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.amounts import counted
from gui.bundles.json_text import indented, pretty_lines, to_json
from gui.bundles.spot import text_to_copy
from gui.bundles.values import Unreadable, cell, decode, path_text, summary


@pytest.mark.parametrize(
    ("received", "shown"),
    [
        ('"Ada"', "Ada"),
        ('""', '""'),  # empty text is not nothing
        ("null", "null"),
        ('"null"', '"null"'),  # a text that reads like null
        ("12", "12"),
        ('"12"', '"12"'),  # a text that reads like a number
        ('"007"', '"007"'),
        ('"2024-11-05"', "2024-11-05"),
        ("true", "true"),
        ('"true"', '"true"'),
        ("1.10", "1.10"),  # the zero stays
        ("1E400", "1E400"),  # more than a float can hold
        (str(2**70), "1180591620717411303424"),
        ("-0", "-0"),
        ("NaN", "NaN"),  # some services send it
        ('" a"', '" a"'),  # an outer space can be seen
        ('"one\\ntwo"', "one↵two"),
        ('"one\\r\\ntwo"', "one↵two"),
        ('"a\\tb"', "a b"),
        ('"a\\u0000b"', "a␀b"),
        ('"a\\ud800b"', "a\ufffdb"),  # half a character
        ('"a\\u202eb"', "a\\u202eb"),  # would turn the rest of the line around
        ('"\\ud83d\\ude00"', "😀"),
        ('"<b>x</b>"', "<b>x</b>"),
        ('"مرحبا"', "مرحبا"),
        ('"' + "x" * 400 + '"', "x" * 300 + "…"),
        ("{}", "0 fields"),
        ('{"a": 1}', "1 field"),
        ("[1, 2, 3]", "3 items"),
        ("oops", "Not JSON: oops"),
        ("[1] 2", "Not JSON: [1] 2"),
        ("", "Not JSON"),
        ("[" * 100_000, "Nested too deeply to open, see Raw: " + "[" * 300 + "…"),
    ],
)
def test_a_value_is_shown_in_one_line(received: str, shown: str) -> None:
    assert cell(decode(received.encode())).text == shown


def test_null_and_empty_text_are_muted_and_a_text_null_is_not() -> None:
    assert cell(decode(b"null")).muted
    assert cell(decode(b"null")).italic
    assert cell(decode(b'""')).said == "empty text"
    assert not cell(decode(b'"null"')).muted


def test_bytes_that_are_no_utf8_and_a_byte_order_mark_do_no_harm() -> None:
    assert cell(decode(b'\xef\xbb\xbf"caf\xe9"')).text == "caf\ufffd"


def test_a_control_character_inside_a_text_is_still_json() -> None:
    assert cell(decode(b'"a\x00b"')).text == "a␀b"


@pytest.mark.parametrize(
    ("bundle", "line"),
    [
        ({"id": 7, "email": "ada@example.com"}, "email: ada@example.com · id: 7"),
        ({"a": None, "b": "", "c": [1], "d": {"e": 1}, "f": False}, "f: false"),  # what says something
        ({"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}, "a: 1 · b: 2 · c: 3 · d: 4"),
        ({"a": None}, "1 field"),
        ([1, 2], "2 items"),
        ("text", "text"),
    ],
)
def test_a_bundle_is_summed_up_by_its_first_values(bundle: Any, line: str) -> None:
    assert summary(decode(json.dumps(bundle).encode())).text == line


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        (("email",), "email"),
        (("segments", 1, "name"), "segments[1].name"),
        (("attributes", "Plan name"), "attributes.`Plan name`"),
        (("a.b", 2, 3), "`a.b`[2][3]"),
        (("0",), "`0`"),
        (("größe", "_x"), "größe._x"),
        (("a`b",), "`a``b`"),
        (("",), "``"),
        ((1, "id"), "[1].id"),
        ((), ""),
    ],
)
def test_a_path_is_written_as_expressions_write_it(steps: tuple[str | int, ...], path: str) -> None:
    assert path_text(steps) == path


def test_counts_agree_with_their_nouns() -> None:
    assert [counted(n, "item") for n in (0, 1, 2000)] == ["0 items", "1 item", "2,000 items"]


def test_indented_json_keeps_digits_order_and_doubled_names_and_shows_letters() -> None:
    text = '{"b":1.10,"a":[],"b":{"c":[1,{"d":"\\u00e9\\/\\ud800"}]},"e":{}}'
    assert indented(text) == (
        '{\n  "b": 1.10,\n  "a": [],\n  "b": {\n    "c": [\n      1,\n      {\n'
        '        "d": "é/\\ud800"\n      }\n    ]\n  },\n  "e": {}\n}'
    )
    assert to_json(decode(text.encode())) == indented(text)


def test_json_nested_a_hundred_thousand_times_is_indented_a_line_at_a_time() -> None:
    lines = pretty_lines("[" * 100_000)
    assert [next(lines).strip() for _ in range(3)] == ["[", "[", "["]


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(JSON_VALUES)
def test_what_is_indented_or_copied_is_still_the_same_value(value: Any) -> None:
    text = json.dumps(value)
    decoded = decode(text.encode())
    assert not isinstance(decoded, Unreadable)
    assert json.loads(indented(text)) == value
    assert json.loads(to_json(decoded)) == value


@pytest.mark.parametrize(
    ("received", "copied"),
    [
        ('"two\\nlines "', "two\nlines "),
        ('"12"', "12"),
        ("1.10", "1.10"),
        ("null", "null"),
        ("true", "true"),
        ('"' + "x" * 5000 + '"', "x" * 5000),
        ('"a\\ud800"', "a\ufffd"),
        ("[1.50]", "[\n  1.50\n]"),
    ],
)
def test_a_copied_value_is_whole_and_as_it_is(received: str, copied: str) -> None:
    assert text_to_copy(decode(received.encode())) == copied
