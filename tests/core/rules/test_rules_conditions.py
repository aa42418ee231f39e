"""When a field is shown, when it is mandatory, and what conditions look at."""

from typing import Any

import pytest

from core.model.fields import (
    BooleanField,
    EmailField,
    Field,
    IntegerField,
    LookupField,
    SelectField,
    TextField,
)
from core.rules.values import check_values, is_required, is_shown, wire_values
from tests.core.rules.rules_samples import shortly, text_field

BY = SelectField(key="by", label="By", options={"mail": "E-mail", "id": "Contact ID"})
MAIL = EmailField(key="mail", label="Mail", required=True, shown_when={"by": "mail"})
ID = TextField(key="id", label="ID", required=True, shown_when={"by": "id"})


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"by": "mail", "mail": "a@b", "id": "7"}, {"by": "mail", "mail": "a@b"}),
        ({"by": "id", "mail": "nonsense", "id": "7"}, {"by": "id", "id": "7"}),
        ({"by": "Contact ID", "id": "7"}, {"by": "id", "id": "7"}),
        ({"by": " e-MAIL ", "mail": "a@b"}, {"by": "mail", "mail": "a@b"}),
        ({}, {}),
        ({"by": "", "mail": "nonsense"}, {}),
    ],
)
def test_a_choice_decides_what_is_sent_whether_its_value_or_its_label_was_given(
    values: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert wire_values([BY, MAIL, ID], values) == expected


def test_what_is_shown_is_mandatory_and_what_is_hidden_is_not() -> None:
    assert check_values([BY, MAIL, ID], {"by": "Contact ID"}) == {"id": "ID is mandatory."}


@pytest.mark.parametrize(
    ("wanted", "steer", "value", "shown"),
    [
        (True, BooleanField(key="s", label="S"), "yes", True),
        (True, BooleanField(key="s", label="S", sent_as="one_zero"), "on", True),
        (False, BooleanField(key="s", label="S"), "0", True),
        (3, IntegerField(key="s", label="S"), " 3 ", True),
        (3, IntegerField(key="s", label="S"), "three", False),
        (("a", "b"), SelectField(key="s", label="S", options={"a": "A", "b": "B", "c": "C"}), "b", True),
        (("a", "b"), SelectField(key="s", label="S", options={"a": "A", "b": "B", "c": "C"}), "C", False),
        ("x", text_field("s"), "x", True),
        ("x", text_field("s", suggestions={"x": "The X"}), "the x", True),
        ("x", text_field("s", suggestions={"x": "The X"}), "the y", False),
        ("x", LookupField(key="s", label="S", lookup="l", options={"x": "The X"}), " THE X", True),
        ("7", LookupField(key="s", label="S", lookup="l"), 7, True),
    ],
    ids=shortly,
)
def test_conditions_see_values_in_their_exact_form(
    wanted: Any, steer: Field, value: Any, shown: bool
) -> None:
    fields = [steer, text_field("t", required=True, shown_when={"s": wanted})]
    assert ("t" in check_values(fields, {"s": value})) is shown


def test_a_hidden_field_steers_nothing() -> None:
    fields = [
        text_field("a"),
        text_field("b", shown_when={"a": "1"}),
        text_field("c", shown_when={"b": "2"}),
        text_field("d", required_unless=("b",)),
    ]
    assert wire_values(fields, {"a": "1", "b": "2", "c": "3"}) == {"a": "1", "b": "2", "c": "3"}
    assert check_values(fields, {"a": "0", "b": "2", "c": "3"}) == {"d": "Fill in D or B."}


def test_conditions_that_chase_each_other_come_to_an_end() -> None:
    fields = [text_field("a", shown_when={"b": None}), text_field("b", shown_when={"a": None})]
    assert check_values(fields, {"a": "1", "b": "2"}) == {}


def test_a_condition_holds_when_all_its_parts_do() -> None:
    field = text_field(shown_when={"a": 1, "b": (2, None)})
    assert is_shown(field, {"a": 1, "b": 2})
    assert is_shown(field, {"a": 1})
    assert not is_shown(field, {"a": 1, "b": 3})


@pytest.mark.parametrize(
    ("values", "required"),
    [
        ({}, True),
        ({"other": " "}, True),
        ({"other": "x"}, False),
        ({"more": {"mail": "x"}}, False),
        ({"more": {"mail": ""}}, True),
        ({"more": "text"}, True),
    ],
)
def test_a_field_may_be_mandatory_only_while_others_are_empty(values: dict[str, Any], required: bool) -> None:
    field = text_field(required_unless=("other", "more.mail"))
    assert is_required(field, values) is required


def test_a_blank_number_stands_in_for_nothing() -> None:
    fields = [IntegerField(key="n", label="N"), text_field("a", required_unless=("n",))]
    assert check_values(fields, {"n": " "}) == {"a": "Fill in A or N."}
    assert check_values(fields, {"n": 0}) == {}


def test_the_sentence_names_what_may_stand_in() -> None:
    fields = [text_field("a", required_unless=("b", "more.mail")), text_field("b", required_unless=("a",))]
    assert check_values(fields, {}) == {"a": "Fill in A or B.", "b": "Fill in B or A."}
    assert check_values([text_field("a", required_unless=("more.mail",))], {}) == {"a": "A is mandatory."}
