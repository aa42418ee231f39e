"""Filling values into what an app file wrote."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules.template import LEFT_OUT, as_text, fill, references
from tests.core.rules.rules_samples import json_values, unhurried

VALUES = {
    "text": "a",
    "number": 5,
    "yes": True,
    "null": None,
    "list": [1, "b"],
    "tricky": "$text {number} $$",
}


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("plain", "plain"),
        ("", ""),
        (7, 7),
        (None, None),
        ("$text", "a"),
        ("$number", 5),
        ("$yes", True),
        ("$null", None),
        ("$list", [1, "b"]),
        ("$tricky", "$text {number} $$"),
        ("$gone", LEFT_OUT),
        ("{text}-{number}", "a-5"),
        ("{yes} {null} {list}", 'true  [1, "b"]'),
        ("{tricky}", "$text {number} $$"),
        ("{text} {gone}", LEFT_OUT),
        ("costs $number", "costs $number"),
        ("$number ", "$number "),
        ("$", "$"),
        ("$5", "$5"),
        ("{}", "{}"),
        ("{a b}", "{a b}"),
        ("$$", "$"),
        ("$$number", "$number"),
        ("$${number}", "$5"),
        ("$${gone}", LEFT_OUT),
        ("a$$b", "a$$b"),
        ({}, {}),
        ([], []),
        ({"a": "$text", "b": {"c": "$number"}}, {"a": "a", "b": {"c": 5}}),
        ({"a": "$text", "b": "$gone"}, {"a": "a"}),
        ({"a": "$gone", "b": {"c": "$gone"}}, LEFT_OUT),
        ({"a": {}, "b": "$gone"}, {"a": {}}),
        (["$text", "$gone", "$null"], ["a", None]),
        (["$gone"], LEFT_OUT),
        (("$text",), ["a"]),
        ({"$text": "$text"}, {"$text": "a"}),
    ],
)
def test_references_are_replaced_and_what_was_left_out_takes_its_place_along(
    template: Any, filled: Any
) -> None:
    assert fill(template, VALUES) == filled
    assert type(fill(template, VALUES)) is type(filled)


@pytest.mark.parametrize(
    ("template", "keys"),
    [
        ("$a", ["a"]),
        ("{a}/{b}/{a}", ["a", "b", "a"]),
        ("$$a", []),
        ("$${a}", ["a"]),
        ({"x": "$a", "y": ["{b}", {"z": ("$c",)}]}, ["a", "b", "c"]),
        (5, []),
        ("plain", []),
    ],
)
def test_references_are_found_in_order(template: Any, keys: list[str]) -> None:
    assert list(references(template)) == keys


names = st.sampled_from(["a", "b", "c"])
templates = st.recursive(
    names.map("${}".format) | names.map("x{{{}}}".format) | names.map("$${{{}}}".format) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@unhurried
@given(template=templates, values=st.dictionaries(names, json_values))
def test_only_what_refers_to_nothing_is_left_out(template: Any, values: dict[str, Any]) -> None:
    keys = set(references(template))
    filled = fill(template, values)
    if keys <= values.keys():
        assert filled is not LEFT_OUT
    if isinstance(template, str) and not keys <= values.keys():
        assert filled is LEFT_OUT


@unhurried
@given(value=json_values)
def test_a_value_that_stands_alone_is_taken_as_it_is(value: Any) -> None:
    assert fill({"a": "$it"}, {"it": value}) == {"a": value}


@unhurried
@given(text=st.text())
def test_what_is_inserted_is_never_read_as_a_template(text: str) -> None:
    assert fill("[{it}]", {"it": text, "a": "x"}) == f"[{text}]"


@pytest.mark.parametrize(
    ("value", "text"),
    [("ä", "ä"), (None, ""), (True, "true"), (1.5, "1.5"), ({"ä": [None]}, '{"ä": [null]}')],
)
def test_values_inside_a_text_are_written_as_json(value: Any, text: str) -> None:
    assert as_text(value) == text
