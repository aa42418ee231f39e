"""Whether the values of a form may be sent, and what they are on the wire."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.errors import InvalidValues
from core.model.fields import (
    BooleanField,
    DateField,
    EmailField,
    Field,
    GroupField,
    HookUrlField,
    IntegerField,
    JsonField,
    KeyValuesField,
    ListField,
    ListOfGroupsField,
    LookupField,
    NoteField,
    NumberField,
    SelectField,
    TextField,
)
from core.model.module import AtLeastOneOf, AtMostOneOf, ExactlyOneOf, FieldRule
from core.rules.json_text import dump
from core.rules.values import (
    check_values,
    is_filled,
    problem_of,
    wire_values,
    with_defaults,
)
from tests.core.rules.rules_samples import anything, email_field, nested, shortly, text_field, unhurried

BY = SelectField(key="by", label="By", options={"mail": "E-mail", "id": "Contact ID"})
MAIL = EmailField(key="mail", label="Mail", required=True, shown_when={"by": "mail"})
ID = TextField(key="id", label="ID", required=True, shown_when={"by": "id"})
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


@pytest.mark.parametrize(
    ("field", "value", "sent"),
    [
        (text_field(), None, None),
        (text_field(), "", ""),
        (text_field(min_length=3), "", ""),
        (text_field(), "  ", "  "),
        (email_field(), " ", ""),
        (IntegerField(key="n", label="N"), None, None),
        (IntegerField(key="n", label="N"), "0", 0),
        (TAGS, [], []),
        (TAGS, None, None),
        (LINES, [], []),
        (KeyValuesField(key="kv", label="KV"), {}, {}),
        (OBJECT, None, None),
        (OBJECT, {"id": None, "n": 1}, "Item ID is mandatory."),
        (JsonField(key="j", label="J"), "null", None),
        (JsonField(key="j", label="J"), "[]", []),
    ],
    ids=shortly,
)
def test_null_and_empty_are_sent_as_such(field: Field, value: Any, sent: Any) -> None:
    if isinstance(sent, str) and sent.endswith("mandatory."):
        assert list(check_values([field], {field.key: value}).values()) == [sent]
    else:
        assert wire_values([field], {field.key: value}) == {field.key: sent}


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


@pytest.mark.parametrize("value", [None, "", "  "])
def test_null_and_blank_do_not_fill_a_mandatory_field(value: Any) -> None:
    assert check_values([text_field(required=True)], {"name": value}) == {"name": "Name is mandatory."}
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


# --- rules across fields --------------------------------------------------------------------------

A, B, C = text_field("a"), text_field("b"), text_field("c", shown_when={"a": "show"})
EXACTLY = ExactlyOneOf(fields=("a", "b"), sentence="One of both.")
OF_THREE = ExactlyOneOf(fields=("a", "b", "c"), sentence="One of three.")
AT_MOST = AtMostOneOf(fields=("a", "b"), sentence="Not both.")
AT_LEAST = AtLeastOneOf(fields=("b", "c"), sentence="At least one.")


@pytest.mark.parametrize(
    ("rule", "values", "broken_at"),
    [
        (EXACTLY, {"a": "1"}, []),
        (EXACTLY, {"a": "1", "b": " "}, []),
        (EXACTLY, {}, ["a", "b"]),
        (EXACTLY, {"a": "1", "b": "2"}, ["a", "b"]),
        (OF_THREE, {"a": "show", "c": "3"}, ["a", "c"]),
        (AT_MOST, {}, []),
        (AT_MOST, {"b": "2"}, []),
        (AT_MOST, {"b": "2", "a": "1"}, ["a", "b"]),
        (AT_LEAST, {"b": "2"}, []),
        (AT_LEAST, {"a": "show", "c": "3"}, []),
        (AT_LEAST, {"a": "show"}, ["b", "c"]),
        (AT_LEAST, {"c": "hidden"}, ["b"]),
    ],
)
def test_rules_across_fields_speak_at_each_field_that_is_shown(
    rule: FieldRule, values: dict[str, Any], broken_at: list[str]
) -> None:
    assert check_values([A, B, C], values, [rule]) == dict.fromkeys(broken_at, rule.sentence)


def test_a_fields_own_problem_comes_before_a_rule() -> None:
    fields = [IntegerField(key="a", label="A"), B]
    problems = check_values(fields, {"a": "x", "b": "1"}, [AT_MOST])
    assert problems == {"a": "Enter a whole number, without separators.", "b": "Not both."}


# --- the whole form -------------------------------------------------------------------------------


def test_problems_come_in_the_order_of_the_form() -> None:
    fields = [A, text_field("m", required=True), LINES, B]
    problems = check_values(fields, {"lines": [{}], "odd": 1, "a": "1", "b": "2"}, [AT_MOST])
    assert list(problems) == ["odd", "a", "m", "lines.0.id", "b"]


def test_an_unknown_key_is_named_with_the_nearest_known_one() -> None:
    assert check_values([text_field("email")], {"emial": "a"}) == {
        "emial": "There is no field 'emial'. Did you mean 'email'?"
    }
    assert check_values([text_field("email")], {"zzz": 1}) == {"zzz": "There is no field 'zzz'."}


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


EVERY_SORT: list[Field] = [BY, MAIL, ID, GROUP, LINES, TAGS, WORDS, COUNTS, JsonField(key="j", label="J")]


@unhurried
@given(values=st.dictionaries(st.sampled_from([field.key for field in EVERY_SORT]), anything))
def test_any_values_are_sent_or_answered_with_sentences(values: dict[str, Any]) -> None:
    rules = [AtMostOneOf(fields=("mail", "id"), sentence="Not both.")]
    problems = check_values(EVERY_SORT, values, rules)
    assert all(sentence.endswith((".", "?")) for sentence in problems.values())
    if not problems:
        sent = wire_values(EVERY_SORT, values, rules)
        assert msgspec.UNSET not in sent.values()
        assert dump(sent)
