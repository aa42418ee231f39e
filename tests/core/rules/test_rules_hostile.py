"""Any values at all: they are sent, or answered with sentences. Nothing else ever happens."""

from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.model.errors import InvalidValues
from core.model.fields import (
    BooleanField,
    DateField,
    DateTimeField,
    EmailField,
    Field,
    GroupField,
    HookUrlField,
    IntegerField,
    JsonField,
    KeyValuesField,
    ListField,
    ListOfGroupsField,
    LongTextField,
    LookupField,
    MultiSelectField,
    NoteField,
    NumberField,
    SecretField,
    SelectField,
    TextField,
    UrlField,
)
from core.model.module import AllOrNone, AtLeastOneOf, AtMostOneOf, ExactlyOneOf, FieldRule, Needs
from core.rules.json_text import dump
from core.rules.values import check_values, problem_of, warnings_in, wire_values
from tests.core.rules.rules_samples import any_text, anything, nested, shortly, unhurried

SOME = {"a": "One", "b": "Two", "1": "Three"}
INNER = (
    TextField(key="name", label="Name", required=True),
    JsonField(key="value", label="Value", shown_when={"name": ("a", 1, None)}),
)

FORM: tuple[Field, ...] = (
    TextField(key="text", label="Text", suggestions=SOME, pattern=r"\w*", pattern_sentence="Only letters."),
    TextField(key="id", label="Id", keep_number=True, min_length=2, max_length=9),
    LongTextField(key="long", label="Long", required_unless=("text", "pairs.name")),
    SecretField(key="secret", label="Secret", clears=("null", "empty")),
    EmailField(key="mail", label="Mail", min_length=3),
    UrlField(key="url", label="Url", shown_when={"mail": None, "yes": True}),
    IntegerField(key="whole", label="Whole", minimum=1, maximum=9),
    NumberField(key="number", label="Number", minimum=-0.5),
    BooleanField(key="yes", label="Yes", required=True),
    BooleanField(key="one", label="One", sent_as="one_zero"),
    DateField(key="day", label="Day"),
    DateTimeField(key="moment", label="Moment"),
    SelectField(key="choice", label="Choice", options=SOME),
    MultiSelectField(key="choices", label="Choices", options=SOME),
    LookupField(key="entry", label="Entry", lookup="entries", options=SOME),
    JsonField(key="json", label="Json"),
    GroupField(key="group", label="Group", fields=INNER, bare="name"),
    GroupField(key="object", label="Object", fields=INNER, required=True),
    ListField(key="texts", label="Texts", keep_number=True, details=INNER),
    ListField(key="numbers", label="Numbers", item="integer"),
    ListOfGroupsField(key="rows", label="Rows", fields=INNER, unique="name"),
    ListOfGroupsField(key="table", label="Table", fields=INNER, as_object=("name", "value")),
    KeyValuesField(key="pairs", label="Pairs", must_contain=("id",)),
    KeyValuesField(key="any", label="Any", values="any", names_from="entries"),
    HookUrlField(key="hook", label="Hook"),
    NoteField(key="note", label="Note"),
)
BY_KEY = {field.key: field for field in FORM}

RULES: tuple[FieldRule, ...] = (
    ExactlyOneOf(fields=("text", "entry"), sentence="Exactly one.", when={"choice": ("a", None)}),
    AtMostOneOf(fields=("json", "group"), sentence="At most one."),
    AtLeastOneOf(fields=("texts", "numbers"), sentence="At least one.", warns=True),
    AllOrNone(fields=("rows", "table", "pairs"), sentence="All or none."),
    Needs(field="any", needs=("url", "day"), sentence="More.", when={"whole": 3}),
)

rows = st.lists(
    st.dictionaries(st.sampled_from(["name", "value"]), anything, max_size=2) | anything, max_size=4
)
some_value = anything | rows | st.sampled_from([*SOME, *SOME.values(), "a@b", "2024-05-31", "[]"])
keys = st.sampled_from(list(BY_KEY)) | any_text
too_large = st.just(5000).map(lambda digits: 10**digits)  # a number of its size cannot be written out
odd_keys = st.integers() | st.floats() | st.none() | st.binary(max_size=3) | st.tuples(any_text) | too_large


def test_every_kind_of_field_is_in_the_form() -> None:
    assert {type(field) for field in FORM} == set(get_args(Field))
    assert {type(rule) for rule in RULES} == set(get_args(FieldRule))


def judge(fields: tuple[Field, ...], values: Any, rules: tuple[FieldRule, ...] = ()) -> None:
    """Fails unless the values are sent as JSON or answered with sentences."""
    problems = check_values(fields, values, rules)
    warned = warnings_in(fields, values, rules)
    assert all(sentence.endswith((".", "?")) for sentence in (*problems.values(), *warned.values()))
    if problems:
        with pytest.raises(InvalidValues) as invalid:
            wire_values(fields, values, rules)
        assert invalid.value.by_field == problems
    else:
        assert dump(wire_values(fields, values, rules))


@unhurried
@given(values=st.dictionaries(keys | odd_keys, some_value, max_size=8))
def test_any_values_are_sent_or_answered_with_sentences(values: dict[Any, Any]) -> None:
    judge(FORM, values, RULES)


@settings(unhurried, max_examples=500)
@given(key=st.sampled_from(list(BY_KEY)), value=some_value)
def test_any_value_of_any_kind_is_sent_or_answered_with_a_sentence(key: str, value: Any) -> None:
    judge((BY_KEY[key],), {key: value})
    assert isinstance(problem_of(BY_KEY[key], value), str)


HOSTILE = [
    10**5000,
    -(10**400),
    1.7976931348623157e308,
    float("nan"),
    float("-inf"),
    b"bytes",
    bytearray(b"bytes"),
    memoryview(b"bytes"),
    "\x00\x1b[2J\r\n\x7f",
    "half a \ud83d",
    "\u202e\ufeff",
    "9" * 5000,
    "٣",
    "1e999999",
    "x" * 1_000_000,
    "[" * 100_000,
    nested(2000),
    nested(2000, "x"),
    {"name": nested(2000, "x"), "value": {"a": nested(2000, 1)}},
    [{"name": 10**5000, "value": float("nan")}, {"name": nested(2000, "x")}],
    {10**5000: "x"},
    {(1, (2, (3,))): "x", None: "y", "\ud83d": "z"},
    {"k" * 100_000: "x"},
    range(3),
    frozenset({1}),
    object(),
]


@pytest.mark.parametrize("value", HOSTILE, ids=shortly)
def test_a_hostile_value_is_sent_or_answered_with_a_sentence(value: Any) -> None:
    for key, field in BY_KEY.items():
        judge((field,), {key: value})
        judge(FORM, {key: value, "choice": value}, RULES)


def test_a_key_that_cannot_be_written_out_is_named_by_its_type() -> None:
    deep: Any = 1
    for _ in range(2000):
        deep = (deep,)
    values: Any = {10**5000: 1, deep: 2, 7: 3}
    assert check_values((), values) == {
        "int": "There is no field 'int'.",
        "tuple": "There is no field 'tuple'.",
        "7": "There is no field '7'.",
    }
