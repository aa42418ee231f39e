"""Whether the values of a form may be sent, and what they are on the wire."""

from typing import Any

import msgspec
import pytest

from core.model.errors import InvalidValues
from core.model.fields import (
    BooleanField,
    DateField,
    Field,
    GroupField,
    HookUrlField,
    IntegerField,
    JsonField,
    KeyValuesField,
    ListField,
    ListOfGroupsField,
    LookupField,
    MultiSelectField,
    NoteField,
    NumberField,
    SelectField,
    TextField,
)
from core.model.module import AtMostOneOf
from core.rules.values import (
    check_values,
    is_filled,
    problem_of,
    wire_values,
    with_defaults,
)
from tests.core.rules.rules_samples import email_field, nested, shortly, text_field

INNER = (TextField(key="id", label="Item ID", required=True), IntegerField(key="n", label="Count"))
GROUP = GroupField(key="ad", label="Ad", fields=INNER, bare="id")
OBJECT = GroupField(key="ad", label="Ad", fields=INNER)
LINES = ListOfGroupsField(key="lines", label="Lines", fields=INNER, item_label="Line")
TAGS = ListField(key="tags", label="Tags", details=INNER, keep_number=True)
WORDS = ListField(key="words", label="Words")
COUNTS = ListField(key="counts", label="Counts", item="integer")


@pytest.mark.parametrize(
    "value", [None, "", " \n", [], {}, (), [None, "", {"a": [" "]}], nested(5000)], ids=shortly
)
def test_nothing_is_not_filled(value: Any) -> None:
    assert not is_filled(value)


@pytest.mark.parametrize(
    "value", [0, False, 0.0, "a", [0], {"a": {"b": False}}, nested(5000, "x")], ids=shortly
)
def test_zero_and_no_are_something(value: Any) -> None:
    assert is_filled(value)


# --- left out, null, empty, a value ---------------------------------------------------------------


NOWHERE = msgspec.UNSET

KINDS = {
    "text": text_field(),
    "email": email_field("name"),
    "number": NumberField(key="name", label="N"),
    "integer": IntegerField(key="name", label="N"),
    "date": DateField(key="name", label="D"),
    "boolean": BooleanField(key="name", label="B"),
    "list": ListField(key="name", label="L"),
    "multi_select": MultiSelectField(key="name", label="M", options={"a": "A"}),
    "list_of_groups": ListOfGroupsField(key="name", label="L", fields=INNER),
    "key_values": KeyValuesField(key="name", label="K"),
}


@pytest.mark.parametrize(
    ("kind", "value", "sent"),
    [
        ("text", None, None),
        ("text", "", ""),
        ("text", " ", " "),
        ("text", "a", "a"),
        ("email", None, None),
        ("email", "", ""),
        ("email", " ", ""),
        ("email", "a@b", "a@b"),
        ("number", None, None),
        ("number", "", NOWHERE),
        ("number", 0, 0),
        ("integer", None, None),
        ("integer", " ", NOWHERE),
        ("integer", "0", 0),
        ("date", None, None),
        ("date", "", NOWHERE),
        ("date", "2024-05-31", "2024-05-31"),
        ("boolean", None, None),
        ("boolean", "", NOWHERE),
        ("boolean", "no", False),
        ("list", None, None),
        ("list", "", NOWHERE),
        ("list", [], []),
        ("list", ["", None], []),
        ("list", ["a"], ["a"]),
        ("multi_select", None, None),
        ("multi_select", "", NOWHERE),
        ("multi_select", [], []),
        ("list_of_groups", None, None),
        ("list_of_groups", "", NOWHERE),
        ("list_of_groups", [], []),
        ("key_values", None, None),
        ("key_values", "", NOWHERE),
        ("key_values", {}, {}),
        ("key_values", {"a": None}, {"a": ""}),
    ],
)
def test_left_out_null_empty_and_a_value_are_four_different_things(kind: str, value: Any, sent: Any) -> None:
    expected = {} if sent is NOWHERE else {"name": sent}
    assert wire_values([KINDS[kind]], {"name": value}) == expected
    assert wire_values([KINDS[kind]], {}) == {}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", [None, "", " ", [], {}], ids=shortly)
def test_only_a_value_fills_a_mandatory_field(kind: str, value: Any) -> None:
    field = msgspec.structs.replace(KINDS[kind], required=True)
    assert list(check_values([field], {"name": value}).values()) == [f"{field.label} is mandatory."]


@pytest.mark.parametrize(
    ("field", "value", "sent"),
    [
        (text_field(min_length=3, pattern="[A-Z]+", pattern_sentence="Capitals."), "", ""),
        (TAGS, [], []),
        (TAGS, None, None),
        (OBJECT, None, None),
        (JsonField(key="j", label="J"), "null", None),
        (JsonField(key="j", label="J"), "[]", []),
    ],
    ids=shortly,
)
def test_null_and_empty_are_sent_as_such(field: Field, value: Any, sent: Any) -> None:
    assert wire_values([field], {field.key: value}) == {field.key: sent}


def test_null_does_not_fill_a_mandatory_field_of_a_group() -> None:
    assert check_values([OBJECT], {"ad": {"id": None, "n": 1}}) == {"ad.id": "Item ID is mandatory."}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (IntegerField(key="it", label="N"), ""),
        (NumberField(key="it", label="N"), "  "),
        (DateField(key="it", label="D"), " "),
        (BooleanField(key="it", label="B"), ""),
        (LookupField(key="it", label="L", lookup="x"), "  "),
        (JsonField(key="it", label="J"), " \n"),
        (SelectField(key="it", label="S", options={"a": "A"}), ""),
        (GroupField(key="it", label="G", fields=INNER), {"id": "", "n": None}),
        (HookUrlField(key="it", label="H"), "https://example.com"),
        (NoteField(key="it", label="N"), "text"),
    ],
    ids=shortly,
)
def test_what_says_nothing_is_left_out(field: Field, value: Any) -> None:
    assert wire_values([field], {"it": value}) == {}
    assert wire_values([field], {}) == {}


def test_what_is_left_out_does_not_fill_a_mandatory_field() -> None:
    assert check_values([text_field(required=True)], {}) == {"name": "Name is mandatory."}


def test_defaults_stand_in_for_what_is_left_out_only() -> None:
    fields = [text_field("a", default="x"), text_field("b", default="y"), text_field("c")]
    assert with_defaults(fields, {"b": None, "z": 1}) == {"a": "x", "b": None, "z": 1}


# --- groups and lists -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "sent"),
    [
        (GROUP, {"id": "7", "n": "2"}, {"id": "7", "n": 2}),
        (GROUP, {"id": "7"}, "7"),
        (GROUP, {"id": "7", "n": ""}, "7"),
        (GROUP, "7", "7"),
        (GROUP, 7, "7"),
        (OBJECT, {"id": "7"}, {"id": "7"}),
        (OBJECT, {"id": "7", "n": None}, {"id": "7", "n": None}),
        (LINES, [{"id": "1"}, {"id": "2", "n": 3}], [{"id": "1"}, {"id": "2", "n": 3}]),
        (LINES, {"id": "1"}, [{"id": "1"}]),
        (TAGS, [3, "new", {"id": "x", "n": "1"}, "", None, {"id": ""}], [3, "new", {"id": "x", "n": 1}]),
        (TAGS, "one", ["one"]),
        (TAGS, {"id": "x"}, [{"id": "x"}]),
        (WORDS, [1, "b"], ["1", "b"]),
        (COUNTS, ["1", 2, 3.0], [1, 2, 3]),
        (COUNTS, 5, [5]),
    ],
    ids=shortly,
)
def test_groups_and_lists_are_sent_in_their_shape(field: Field, value: Any, sent: Any) -> None:
    assert wire_values([field], {field.key: value}) == {field.key: sent}


@pytest.mark.parametrize(
    ("field", "value", "problems"),
    [
        (OBJECT, "7", {"ad": "Enter an object of named values."}),
        (GROUP, 1.5, {"ad": "Enter an object of named values."}),
        (GROUP, True, {"ad.id": "Enter a text."}),
        (GROUP, {"n": 1}, {"ad.id": "Item ID is mandatory."}),
        (GROUP, {"id": "1", "n": "x"}, {"ad.n": "Enter a whole number, without separators."}),
        (GROUP, {"id": "1", "nn": 1}, {"ad.nn": "There is no field 'nn'. Did you mean 'n'?"}),
        (LINES, "text", {"lines": "Enter a list of objects."}),
        (LINES, 7, {"lines": "Enter a list of objects."}),
        (
            LINES,
            [{"id": "1"}, "x", None],
            {"lines.1": "Line 2 must be an object.", "lines.2": "Line 3 must be an object."},
        ),
        (LINES, [{"id": "1"}, {}], {"lines.1.id": "Item ID is mandatory."}),
        (TAGS, [{"n": 1}], {"tags.0.id": "Item ID is mandatory."}),
        (TAGS, [["a"]], {"tags.0": "Entry 1 of Tags must be a text."}),
        (TAGS, {1}, {"tags": "Enter a list."}),
        (WORDS, b"ab", {"words": "Enter a list."}),
        (LINES, b"ab", {"lines": "Enter a list of objects."}),
        (WORDS, ["a", {"id": "x"}], {"words.1": "Entry 2 of Words must be a text."}),
        (COUNTS, [1, 1.5], {"counts.1": "Entry 2 of Counts must be a whole number."}),
        (COUNTS, [float("inf")], {"counts.0": "Entry 1 of Counts must be a whole number."}),
        (
            COUNTS,
            [True, "1_0"],
            {
                "counts.0": "Entry 1 of Counts must be a whole number.",
                "counts.1": "Entry 2 of Counts must be a whole number.",
            },
        ),
    ],
    ids=shortly,
)
def test_problems_inside_name_their_place(field: Field, value: Any, problems: dict[str, str]) -> None:
    assert check_values([field], {field.key: value}) == problems


AT_MOST = AtMostOneOf(fields=("a", "b"), sentence="Not both.")

# --- the whole form -------------------------------------------------------------------------------


def test_problems_come_in_the_order_of_the_form() -> None:
    fields = [text_field("a"), text_field("m", required=True), LINES, text_field("b")]
    problems = check_values(fields, {"lines": [{}], "odd": 1, "a": "1", "b": "2"}, [AT_MOST])
    assert list(problems) == ["odd", "a", "m", "lines.0.id", "b"]


def test_an_unknown_key_is_named_with_the_nearest_known_one() -> None:
    assert check_values([text_field("email")], {"emial": "a"}) == {
        "emial": "There is no field 'emial'. Did you mean 'email'?"
    }
    assert check_values([text_field("email")], {"zzz": 1}) == {"zzz": "There is no field 'zzz'."}
    assert check_values([], {"k" * 1000: 1}) == {"k" * 1000: f"There is no field '{'k' * 60}…'."}


def test_all_problems_are_raised_together() -> None:
    with pytest.raises(InvalidValues, match="2 fields need a look") as invalid:
        wire_values([text_field("a", required=True), email_field("b")], {"b": "x"})
    assert list(invalid.value.by_field) == ["a", "b"]


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        (email_field(), "ann", "Enter an e-mail address, such as ann@example.com."),
        (email_field(), "", ""),
        (email_field(required=True), "  ", ""),
        (email_field(), "ann@example.com", ""),
        (GROUP, {"n": 1}, "Item ID is mandatory."),
        (LINES, [{}], ""),
    ],
    ids=shortly,
)
def test_a_value_is_judged_as_it_is_typed(field: Field, value: Any, problem: str) -> None:
    assert problem_of(field, value) == problem
