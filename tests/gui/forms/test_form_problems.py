"""What is wrong stands under its field, at the right moment, and goes when it is mended."""

import pytest
from on_screen import MakeForm, box_of, click, combo_of, has_focus, label_of, line_of, problem_of, settle
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from core.model.fields import (
    BooleanField,
    EmailField,
    IntegerField,
    JsonField,
    KeyValuesField,
    SelectField,
    TextField,
)
from core.model.module import AtMostOneOf, ExactlyOneOf
from gui.forms import feedback

NAME = TextField(key="name", label="Name", required=True)
EMAIL = EmailField(key="email", label="Email", required=True)
COUNT = IntegerField(key="count", label="Count", minimum=1, maximum=5)


def test_mandatory_labels_are_bold_and_say_so_in_words(make_form: MakeForm) -> None:
    form = make_form(NAME, COUNT, BooleanField(key="sure", label="Sure", required=True))

    assert label_of(form, "name").font().bold()
    assert label_of(form, "sure").font().bold()
    assert not label_of(form, "count").font().bold()
    assert line_of(form, "name").accessibleName() == "Name, required"
    assert line_of(form, "count").accessibleName() == "Count"


def test_missing_mandatory_fields_are_named_and_the_first_is_focused(make_form: MakeForm) -> None:
    form = make_form(COUNT, NAME, EMAIL)

    assert not form.check()
    assert problem_of(form, "name") == "Name is mandatory."
    assert problem_of(form, "email") == "Email is mandatory."
    assert problem_of(form, "count") == ""
    assert has_focus(line_of(form, "name"))
    assert line_of(form, "name").property("invalid") is True
    assert line_of(form, "name").accessibleDescription() == "Name is mandatory."


def test_a_form_without_problems_passes(make_form: MakeForm) -> None:
    form = make_form(NAME, EMAIL, values={"name": "Ann", "email": "ann@example.com"})

    assert form.check()
    assert problem_of(form, "name") == ""


def test_an_empty_mandatory_field_is_not_complained_about_while_it_is_left(make_form: MakeForm) -> None:
    form = make_form(NAME, COUNT)
    line = line_of(form, "name")
    QTest.keyClicks(line, "a")
    QTest.keyClick(line, Qt.Key.Key_Backspace)
    line_of(form, "count").setFocus()

    assert problem_of(form, "name") == ""


def test_a_wrong_number_is_told_after_a_pause(
    make_form: MakeForm, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback, "PAUSE", 20)
    form = make_form(COUNT)
    QTest.keyClicks(line_of(form, "count"), "x")
    assert problem_of(form, "count") == ""

    qtbot.waitUntil(lambda: problem_of(form, "count") == "Enter a whole number, without separators.")


def test_a_wrong_number_is_told_at_once_when_the_field_is_left(make_form: MakeForm) -> None:
    form = make_form(COUNT, NAME)
    line_of(form, "count").setFocus()
    QTest.keyClicks(line_of(form, "count"), "9")
    line_of(form, "name").setFocus()

    assert problem_of(form, "count") == "Enter a number from 1 to 5."


def test_a_problem_goes_at_once_when_it_is_mended(make_form: MakeForm) -> None:
    form = make_form(COUNT, NAME, values={"count": 9})
    form.check()
    assert problem_of(form, "count") != ""

    QTest.keyClick(line_of(form, "count"), Qt.Key.Key_End)
    QTest.keyClick(line_of(form, "count"), Qt.Key.Key_Backspace)
    assert problem_of(form, "count") == ""
    assert line_of(form, "count").property("invalid") is False
    assert problem_of(form, "name") == "Name is mandatory."


def test_a_problem_that_stays_is_told_anew_while_it_is_edited(make_form: MakeForm) -> None:
    form = make_form(COUNT, values={"count": 9})
    form.check()
    QTest.keyClicks(line_of(form, "count"), "x")

    assert problem_of(form, "count") == "Enter a whole number, without separators."


def test_what_the_service_said_goes_when_its_field_is_edited(make_form: MakeForm) -> None:
    form = make_form(NAME, EMAIL, values={"name": "Ann", "email": "ann@example.com"})
    unplaced = form.show_problems({"email": "This address is taken.", "elsewhere": "Odd."})

    assert unplaced == ["Odd."]
    assert has_focus(line_of(form, "email"))
    QTest.keyClicks(line_of(form, "name"), "a")
    assert problem_of(form, "email") == "This address is taken."
    QTest.keyClicks(line_of(form, "email"), "x")
    assert problem_of(form, "email") == ""


def test_a_broken_rule_is_told_at_each_field_and_goes_from_all(make_form: MakeForm) -> None:
    rule = ExactlyOneOf(fields=("a", "b"), sentence="Give one of the two.")
    form = make_form(TextField(key="a", label="A"), TextField(key="b", label="B"), rules=[rule])

    assert not form.check()
    assert (problem_of(form, "a"), problem_of(form, "b")) == ("Give one of the two.",) * 2
    QTest.keyClicks(line_of(form, "b"), "x")
    assert (problem_of(form, "a"), problem_of(form, "b")) == ("", "")


def test_the_other_field_of_a_rule_is_mended_by_emptying_this_one(make_form: MakeForm) -> None:
    rule = AtMostOneOf(fields=("a", "b"), sentence="Not both.")
    form = make_form(
        TextField(key="a", label="A"),
        TextField(key="b", label="B"),
        rules=[rule],
        values={"a": "1", "b": "2"},
    )
    form.check()
    line_of(form, "b").clear()

    assert (problem_of(form, "a"), problem_of(form, "b")) == ("", "")


def test_problems_can_be_cleared(make_form: MakeForm) -> None:
    form = make_form(NAME)
    form.check()
    form.clear_problems()

    assert problem_of(form, "name") == ""
    assert line_of(form, "name").property("invalid") is False


def test_values_that_are_set_clear_the_problems(make_form: MakeForm) -> None:
    form = make_form(NAME)
    form.check()
    form.set_values({"name": "Ann"})

    assert problem_of(form, "name") == ""


def test_the_first_problem_is_scrolled_to_with_its_sentence(make_form: MakeForm) -> None:
    form = make_form(*(TextField(key=f"f{n}", label=f"Field {n}") for n in range(30)), NAME)
    form.check()

    area = form.parent().parent()
    assert isinstance(area, QScrollArea)
    for name in ("field-name", "problem-name"):
        widget = form.findChild(object, name)
        seen = area.viewport().rect()
        top = widget.mapTo(area.viewport(), widget.rect().topLeft())
        bottom = widget.mapTo(area.viewport(), widget.rect().bottomLeft())
        assert seen.contains(top), name
        assert seen.contains(bottom), name


def test_a_problem_in_the_advanced_settings_opens_them(make_form: MakeForm) -> None:
    form = make_form(
        TextField(key="a", label="A"), IntegerField(key="limit", label="Limit", advanced=True, default=10)
    )
    toggle = form.findChild(QPushButton, "advanced-toggle")
    assert toggle is not None
    assert toggle.text() == "Advanced settings (1)"
    assert not line_of(form, "limit").isVisible()

    form.show_problems({"limit": "Too many."})
    assert line_of(form, "limit").isVisible()
    assert toggle.isChecked()
    assert problem_of(form, "limit") == "Too many."
    assert has_focus(line_of(form, "limit"))


def test_advanced_settings_open_and_close_and_count_either_way(make_form: MakeForm) -> None:
    form = make_form(NAME, IntegerField(key="limit", label="Limit", advanced=True, default=10))

    assert form.values() == {"limit": 10}
    click(form, "advanced-toggle")
    assert line_of(form, "limit").isVisible()
    assert label_of(form, "limit").isVisible()
    click(form, "advanced-toggle")
    assert not label_of(form, "limit").isVisible()


def test_what_is_no_json_is_told_with_its_line(make_form: MakeForm) -> None:
    form = make_form(JsonField(key="body", label="Body"), NAME)
    box = box_of(form, "body")
    box.setFocus()
    box.setPlainText('{\n  "a": 1,\n}')
    line_of(form, "name").setFocus()

    assert "line 3" in problem_of(form, "body") or "line 2" in problem_of(form, "body")
    marked = [selection.cursor.blockNumber() + 1 for selection in box.extraSelections()]
    assert f"line {marked[0]}" in problem_of(form, "body")
    box.setPlainText('{"a": 1}')
    assert problem_of(form, "body") == ""
    assert box.extraSelections() == []


def test_a_text_as_json_document_stays_one(make_form: MakeForm) -> None:
    form = make_form(JsonField(key="body", label="Body"))
    box_of(form, "body").setPlainText('"hello"')

    assert form.check()
    assert form.values() == {"body": '"hello"'}


def test_a_mandatory_choice_is_marked_too(make_form: MakeForm) -> None:
    form = make_form(SelectField(key="by", label="By", required=True, options={"a": "A"}))
    form.check()

    assert combo_of(form, "by").property("invalid") is True
    combo_of(form, "by").setCurrentIndex(0)
    assert problem_of(form, "by") == ""


def test_a_field_becomes_optional_when_another_is_filled(make_form: MakeForm) -> None:
    form = make_form(
        EmailField(key="email", label="Email", required_unless=("id", "more.email")),
        TextField(key="id", label="Id"),
        KeyValuesField(key="more", label="More"),
    )
    assert label_of(form, "email").font().bold()
    assert not form.check()

    QTest.keyClicks(line_of(form, "id"), "7")
    assert not label_of(form, "email").font().bold()
    assert problem_of(form, "email") == ""
    line_of(form, "id").clear()
    assert label_of(form, "email").font().bold()
    form.editor("more").set_value({"email": "ann@example.com"})
    assert not label_of(form, "email").font().bold()
    assert form.check()


def test_nothing_needs_more_than_a_narrow_column(make_form: MakeForm) -> None:
    long = "A label of the kind that some services have, with_a_very_long_identifier_in_the_middle_of_it"
    form = make_form(
        TextField(key="a", label=long, help="https://example.com/" + "x" * 90, required=True),
        SelectField(key="b", label="B", options={"a": "An option with a rather long name " * 3}),
    )
    form.check()
    settle()

    area = form.parent().parent()
    assert isinstance(area, QScrollArea)
    area.resize(320, 300)
    settle()
    assert area.horizontalScrollBar().maximum() == 0
    label = label_of(form, "a")
    assert label.height() >= label.heightForWidth(label.width())


def test_an_ampersand_in_a_label_is_seen(make_form: MakeForm) -> None:
    form = make_form(TextField(key="a", label="Name & place"))

    assert label_of(form, "a").text() == "Name && place"  # a single one would mark a shortcut
    assert line_of(form, "a").accessibleName() == "Name & place"


def test_help_stands_under_its_field_and_describes_it(make_form: MakeForm) -> None:
    form = make_form(TextField(key="a", label="A", help="Any name."))
    help_text = form.findChild(object, "help-a")

    assert help_text.text() == "Any name."
    assert line_of(form, "a").accessibleDescription() == "Any name."
    form.show_problems({"a": "Wrong."})
    assert line_of(form, "a").accessibleDescription() == "Wrong."
    form.clear_problems()
    assert line_of(form, "a").accessibleDescription() == "Any name."
    assert QApplication.focusWidget() is not None


def test_room_to_spare_is_below_the_fields(make_form: MakeForm) -> None:
    form = make_form(NAME, COUNT)
    form.check()
    area = form.parent().parent()
    assert isinstance(area, QScrollArea)
    heights = []
    for height in (200, 900):
        area.resize(420, height)
        settle()
        heights.append(line_of(form, "count").geometry())

    assert heights[0] == heights[1]
