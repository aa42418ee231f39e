"""JSON as text: written whatever the value, read as a person types it."""

import json
import math
from typing import Any

import pytest
from hypothesis import given

from core.rules.json_text import dump, one_line, problem_in, read_typed
from tests.core.rules.rules_samples import any_text, anything, json_values, nested, shortly, unhurried


@unhurried
@given(value=json_values)
def test_every_json_value_comes_back(value: Any) -> None:
    assert json.loads(dump(value)) == value
    assert read_typed(dump(value).decode()) == value


@unhurried
@given(text=any_text)
def test_every_text_comes_back_halves_of_characters_too(text: str) -> None:
    assert json.loads(dump([text])) == [text]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": 1, "b": [None, True]}, b'{"a":1,"b":[null,true]}'),
        ("ä", '"ä"'.encode()),
        (2**64, b"18446744073709551616"),
        (["\ud83d"], rb'["\ud83d"]'),
    ],
    ids=shortly,
)
def test_json_is_compact(value: Any, text: bytes) -> None:
    assert dump(value) == text


def test_what_is_no_json_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError):
        dump(object())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (b'{"a": 1}', b'{"a": 1}'),
        (b'{\n  "a":\r\n1\r}', b'{   "a":  1 }'),
        (b"[1,\n2]", b"[1, 2]"),
        (b"[1,\r2]", b"[1, 2]"),
        (b'"a\\nb"', b'"a\\nb"'),
    ],
)
def test_layout_goes_onto_one_line(text: bytes, line: bytes) -> None:
    assert one_line(text) == line


def objects(depth: int) -> Any:
    """Objects within one another."""
    value: Any = None
    for _ in range(depth):
        value = {"a": value}
    return value


@unhurried
@given(value=anything)
def test_what_has_no_problem_can_be_written(value: Any) -> None:
    if not problem_in(value):
        json.loads(dump(value))


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (nested(100), ""),
        (nested(100, "x"), ""),
        (nested(101), "This is nested too deeply: 100 levels can be sent."),
        (nested(5000), "This is nested too deeply: 100 levels can be sent."),
        (objects(100), ""),
        (objects(101), "This is nested too deeply: 100 levels can be sent."),
        ((1, ("a",)), ""),
        (10**308 - 1, ""),
        (-(10**308), "This number is too large to be sent."),
        ([math.inf], "This number is too large to be sent."),
        ({"a": math.nan}, "JSON knows no NaN."),
        ({None: 1}, "Names in an object must be texts."),
        (b"bytes", "This cannot be written as JSON."),
    ],
    ids=shortly,
)
def test_what_cannot_be_sent_is_said_in_a_sentence(value: Any, problem: str) -> None:
    assert problem_in(value) == problem


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "This is not JSON: Expecting value in line 1, column 1."),
        ('{"a": 1,\n "b" 2}', "This is not JSON: Expecting ':' delimiter in line 2, column 6."),
        ("[NaN]", "JSON knows no NaN."),
        ("-Infinity", "JSON knows no -Infinity."),
        ("[1e999]", "This number is too large to be sent."),
        ("-" + "1" * 309, "This number is too large to be sent."),
        ("[" * 100_000, "This is nested too deeply: 100 levels can be sent."),
    ],
    ids=shortly,
)
def test_what_is_typed_wrong_is_answered_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError) as wrong:  # noqa: PT011 - the sentence is compared
        read_typed(text)
    assert str(wrong.value) == sentence


def test_the_longest_number_is_read() -> None:
    assert read_typed("-" + "1" * 308) == -int("1" * 308)
