"""Warnings keep nobody from going on; sentences about two fields go when either is mended."""

from on_screen import MakeForm, card, combo_of, line_of, problem_of
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from core.model.fields import IntegerField, ListOfGroupsField, SelectField, TextField
from core.model.module import AllOrNone, AtLeastOneOf, ExactlyOneOf, Needs
from gui.forms.form import Form

A, B, C = (TextField(key=key, label=key.upper()) for key in "abc")
NEEDS_B = Needs(field="a", needs=("b",), sentence="Without B, A has no effect.", warns=True)


def look_of(form: Form, key: str) -> str:
    sentence = form.findChild(QLabel, f"problem-{key}")
    assert sentence is not None
    return str(sentence.property("role"))


def test_a_warning_is_shown_at_run_and_keeps_nothing(make_form: MakeForm) -> None:
    form = make_form(A, B, rules=[NEEDS_B], values={"a": "x"})
    assert form.problems() == {}
    assert form.warnings() == {"b": "Without B, A has no effect."}
    assert problem_of(form, "b") == ""

    assert form.check()
    assert problem_of(form, "b") == "Without B, A has no effect."
    assert look_of(form, "b") == "remark"
    assert line_of(form, "b").property("invalid") is not True


def test_a_warning_is_shown_when_its_field_is_left_and_not_before(make_form: MakeForm) -> None:
    form = make_form(A, B, C, rules=[NEEDS_B])
    line_of(form, "a").setFocus()
    QTest.keyClicks(line_of(form, "a"), "x")
    line_of(form, "b").setFocus()
    assert problem_of(form, "b") == ""
    line_of(form, "c").setFocus()
    assert problem_of(form, "b") == "Without B, A has no effect."


def test_a_warning_goes_at_once_when_it_no_longer_holds(make_form: MakeForm) -> None:
    form = make_form(A, B, rules=[NEEDS_B], values={"a": "x"})
    form.check()
    QTest.keyClicks(line_of(form, "b"), "y")
    assert problem_of(form, "b") == ""

    form.set_values({"a": "x"})
    form.check()
    line_of(form, "a").clear()
    assert problem_of(form, "b") == ""


def test_a_problem_comes_before_a_warning(make_form: MakeForm) -> None:
    form = make_form(A, IntegerField(key="b", label="B"), rules=[NEEDS_B], values={"a": "x", "b": "many"})
    form.check()
    assert problem_of(form, "b") == "Enter a whole number, without separators."
    assert look_of(form, "b") == "problem"
    line_of(form, "b").clear()
    assert problem_of(form, "b") == ""
    line_of(form, "a").setFocus()

    assert problem_of(form, "b") == "Without B, A has no effect."


def test_values_that_are_set_clear_the_warnings(make_form: MakeForm) -> None:
    form = make_form(A, B, rules=[NEEDS_B], values={"a": "x"})
    form.check()
    form.set_values({"a": "y"})

    assert problem_of(form, "b") == ""


def test_a_rule_that_no_longer_applies_is_taken_back(make_form: MakeForm) -> None:
    kind = SelectField(key="kind", label="Kind", options={"one": "One", "two": "Two"})
    rule = ExactlyOneOf(fields=("a", "b"), sentence="Give one of the two.", when={"kind": "one"})
    form = make_form(kind, A, B, rules=[rule], values={"kind": "one"})
    assert not form.check()
    assert problem_of(form, "a") == problem_of(form, "b") == "Give one of the two."

    combo_of(form, "kind").setCurrentIndex(2)
    assert problem_of(form, "a") == problem_of(form, "b") == ""
    assert form.check()


def test_all_or_none_is_mended_by_emptying_the_other(make_form: MakeForm) -> None:
    rule = AllOrNone(fields=("a", "b"), sentence="Fill in both or neither.")
    form = make_form(A, B, rules=[rule], values={"a": "x"})
    form.check()
    assert problem_of(form, "b") == "Fill in both or neither."
    line_of(form, "a").clear()

    assert problem_of(form, "b") == ""


def test_two_objects_of_one_name_are_told_at_the_second_and_mended_at_the_first(make_form: MakeForm) -> None:
    items = ListOfGroupsField(key="items", label="Items", fields=(A, B), unique="a")
    form = make_form(items, values={"items": [{"a": "x"}, {"a": "x"}]})
    assert not form.check()
    assert problem_of(card(form, "item-2"), "a") == "Item 1 has the same A."

    QTest.keyClicks(line_of(card(form, "item-1"), "a"), "y")
    assert problem_of(card(form, "item-2"), "a") == ""
    assert form.check()


def test_what_the_service_said_stays_while_other_fields_are_edited(make_form: MakeForm) -> None:
    items = ListOfGroupsField(key="items", label="Items", fields=(A, B))
    form = make_form(items, values={"items": [{"a": "x"}, {"a": "y"}]})
    form.show_problems({"items.1.a": "There is no y."})
    QTest.keyClicks(line_of(card(form, "item-1"), "a"), "z")
    assert problem_of(card(form, "item-2"), "a") == "There is no y."
    QTest.keyClicks(line_of(card(form, "item-2"), "a"), "z")
    assert problem_of(card(form, "item-2"), "a") == ""


def test_a_warning_about_two_fields_is_said_once_after_both_were_visited(make_form: MakeForm) -> None:
    either = AtLeastOneOf(fields=("a", "b"), sentence="Nobody can be reached.", warns=True)
    form = make_form(A, B, C, rules=[either])
    for key in "abc":
        assert problem_of(form, "b") == ""
        line_of(form, key).setFocus()
    assert problem_of(form, "a") == ""
    assert problem_of(form, "b") == "Nobody can be reached."
    QTest.keyClicks(line_of(form, "a"), "x")
    assert problem_of(form, "b") == ""
