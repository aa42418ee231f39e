"""Rules across fields: when one is broken, where that is said, and which of them only warn."""

from typing import Any

import pytest

from core.model.fields import BooleanField, Field, IntegerField, SelectField
from core.model.module import AllOrNone, AtLeastOneOf, AtMostOneOf, ExactlyOneOf, FieldRule, Needs
from core.rules.field_rules import keys_of
from core.rules.values import check_values, warnings_in, wire_values
from tests.core.rules.rules_samples import text_field

A, B, C = text_field("a"), text_field("b"), text_field("c", shown_when={"a": "show"})
EXACTLY = ExactlyOneOf(fields=("a", "b"), sentence="One of both.")
OF_THREE = ExactlyOneOf(fields=("a", "b", "c"), sentence="One of three.")
AT_MOST = AtMostOneOf(fields=("a", "b"), sentence="Not both.")
AT_LEAST = AtLeastOneOf(fields=("b", "c"), sentence="At least one.")
TOGETHER = AllOrNone(fields=("a", "b", "c"), sentence="All or none.")
NEEDS = Needs(field="a", needs=("b", "c"), sentence="A needs both.")


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
        (TOGETHER, {}, []),
        (TOGETHER, {"a": "show", "b": "2", "c": "3"}, []),
        (TOGETHER, {"a": "show", "b": " ", "c": None}, ["b", "c"]),
        (TOGETHER, {"b": "2"}, ["a"]),
        (TOGETHER, {"a": "1", "b": "2"}, []),  # the third is hidden
        (NEEDS, {}, []),
        (NEEDS, {"b": "2"}, []),
        (NEEDS, {"a": " "}, []),
        (NEEDS, {"a": "show", "b": "2"}, ["c"]),
        (NEEDS, {"a": "show", "b": ""}, ["b", "c"]),
        (NEEDS, {"a": "1"}, ["b"]),
        (NEEDS, {"a": "1", "b": "2"}, []),
        (Needs(field="c", needs=("b",), sentence="C needs B."), {"c": "hidden"}, []),
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


def test_of_two_broken_rules_the_first_speaks() -> None:
    rules: list[FieldRule] = [
        Needs(field="a", needs=("b",), sentence="First."),
        AtMostOneOf(fields=("a", "b"), sentence="Second."),
    ]
    assert check_values([A, B], {"a": "1"}, rules) == {"b": "First."}
    assert check_values([A, B], {"a": "1"}, [EXACTLY, *rules]) == {"b": "First."}


# --- rules that hold only now and then ------------------------------------------------------------

METHOD = SelectField(key="method", label="Method", options={"i": "Invite", "r": "Reminder"})
LIST = text_field("list", shown_when={"method": "i"})
SURE = BooleanField(key="sure", label="Sure", sent_as="one_zero")


@pytest.mark.parametrize(
    ("when", "values", "holds"),
    [
        ({"method": "i"}, {"method": "i"}, True),
        ({"method": "i"}, {"method": " invite "}, True),
        ({"method": "i"}, {"method": "r"}, False),
        ({"method": "i"}, {}, False),
        ({"method": ("i", "r")}, {"method": "Reminder"}, True),
        ({"method": None}, {}, True),
        ({"sure": True}, {"sure": "yes"}, True),
        ({"sure": True, "method": "i"}, {"sure": "yes", "method": "r"}, False),
        ({"list": "x"}, {"method": "i", "list": "x"}, True),
        ({"list": "x"}, {"method": "r", "list": "x"}, False),  # hidden: it says nothing
    ],
)
def test_a_rule_holds_only_while_its_condition_does(
    when: dict[str, Any], values: dict[str, Any], holds: bool
) -> None:
    rule = AtLeastOneOf(fields=("a", "b"), sentence="At least one.", when=when)
    problems = check_values([METHOD, LIST, SURE, A, B], values, [rule])
    assert problems == (dict.fromkeys("ab", "At least one.") if holds else {})


# --- rules that only warn -------------------------------------------------------------------------

REACHABLE = AtLeastOneOf(fields=("b", "a"), sentence="Nobody can be reached.", warns=True)


def test_a_rule_that_warns_is_no_problem() -> None:
    assert check_values([A, B], {}, [REACHABLE]) == {}
    assert wire_values([A, B], {}, [REACHABLE]) == {}


def test_warnings_are_told_at_their_fields_in_the_order_of_the_form() -> None:
    warned = warnings_in([A, B, C], {}, [REACHABLE, EXACTLY])
    assert list(warned.items()) == [("a", REACHABLE.sentence), ("b", REACHABLE.sentence)]
    assert warnings_in([A, B], {"a": "1"}, [REACHABLE]) == {}
    assert warnings_in([A, B], {}) == {}


def test_a_warning_too_holds_only_while_its_condition_does() -> None:
    rule = Needs(field="a", needs=("b",), sentence="Better with B.", when={"method": "i"}, warns=True)
    fields: list[Field] = [METHOD, A, B]
    assert warnings_in(fields, {"method": "Invite", "a": "1"}, [rule]) == {"b": "Better with B."}
    assert warnings_in(fields, {"method": "r", "a": "1"}, [rule]) == {}


def test_a_rule_names_the_fields_that_it_is_about() -> None:
    assert keys_of(NEEDS) == ("a", "b", "c")
    assert keys_of(EXACTLY) == ("a", "b")
