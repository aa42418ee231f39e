"""The keyboard in the whole form, and the calendar."""

from datetime import date

import pytest
from on_screen import MakeForm, box_of, click, combo_of, has_focus, line_of
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCalendarWidget, QWidget

from core.model.fields import (
    DateField,
    DateTimeField,
    JsonField,
    KeyValuesField,
    ListOfGroupsField,
    LongTextField,
    SecretField,
    SelectField,
    TextField,
)
from gui.forms.form import Form

CONTROL = Qt.KeyboardModifier.ControlModifier
offscreen_popup = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)


def submissions(form: Form) -> list[bool]:
    told: list[bool] = []
    form.submitted.connect(lambda: told.append(True))
    return told


def test_enter_in_a_line_submits_once(make_form: MakeForm) -> None:
    form = make_form(
        TextField(key="a", label="A"), DateField(key="d", label="D"), SecretField(key="s", label="S")
    )
    told = submissions(form)
    for count, key in enumerate(("a", "d", "s"), start=1):
        line_of(form, key).setFocus()
        QTest.keyClick(line_of(form, key), Qt.Key.Key_Return)
        assert len(told) == count, key


def test_enter_in_a_text_makes_a_line_and_with_control_it_submits(make_form: MakeForm) -> None:
    form = make_form(LongTextField(key="a", label="A"), JsonField(key="j", label="J"))
    told = submissions(form)
    for key in ("a", "j"):
        box = box_of(form, key)
        box.setFocus()
        QTest.keyClicks(box, "1")
        QTest.keyClick(box, Qt.Key.Key_Return)
        assert box.toPlainText() == "1\n"
        QTest.keyClick(box, Qt.Key.Key_Return, CONTROL)
        assert box.toPlainText() == "1\n"

    assert told == [True, True]


def test_enter_on_a_button_presses_it_and_with_control_it_submits(make_form: MakeForm) -> None:
    form = make_form(ListOfGroupsField(key="items", label="Items", fields=(TextField(key="a", label="A"),)))
    told = submissions(form)
    add = form.findChild(QWidget, "add-items")
    assert add is not None
    add.setFocus()
    QTest.keyClick(add, Qt.Key.Key_Return)
    assert form.values() == {"items": [{}]}
    assert told == []
    add.setFocus()
    QTest.keyClick(add, Qt.Key.Key_Return, CONTROL)

    assert form.values() == {"items": [{}]}
    assert told == [True]


def test_control_and_enter_submits_from_lists_and_tables(make_form: MakeForm) -> None:
    form = make_form(
        SelectField(key="by", label="By", options={"a": "A"}), KeyValuesField(key="kv", label="Attributes")
    )
    told = submissions(form)
    combo_of(form, "by").setFocus()
    QTest.keyClick(combo_of(form, "by"), Qt.Key.Key_Return, CONTROL)
    grid = form.findChild(QWidget, "field-kv")
    assert grid is not None
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Return, CONTROL)

    assert told == [True, True]


def test_an_open_cell_is_part_of_what_is_submitted(make_form: MakeForm) -> None:
    form = make_form(KeyValuesField(key="kv", label="Attributes"))
    submitted: list[object] = []
    form.submitted.connect(lambda: submitted.append(form.values()))
    grid = form.findChild(QWidget, "field-kv")
    assert grid is not None
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Return)
    cell = form.focusWidget()
    assert cell is not None
    QTest.keyClicks(cell, "plan")
    QTest.keyClick(cell, Qt.Key.Key_Return, CONTROL)

    assert submitted == [{"kv": {"plan": ""}}]


@offscreen_popup
def test_a_day_is_picked_from_the_calendar(make_form: MakeForm) -> None:
    form = make_form(DateField(key="day", label="Day"), values={"day": "2024-05-11"})
    click(form, "calendar-day")
    month = form.findChild(QCalendarWidget)
    assert month is not None
    assert month.selectedDate().toString("yyyy-MM-dd") == "2024-05-11"
    month.clicked.emit(date(2024, 5, 20))

    assert form.values() == {"day": "2024-05-20"}
    assert has_focus(line_of(form, "day"))


@offscreen_popup
def test_the_calendar_keeps_the_time_and_offers_it_for_typing(make_form: MakeForm) -> None:
    form = make_form(DateTimeField(key="when", label="When"), values={"when": "2024-05-11 14:30"})
    line = line_of(form, "when")
    QTest.keyClick(line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    month = form.findChild(QCalendarWidget)
    assert month is not None
    month.clicked.emit(date(2024, 6, 1))

    assert form.values() == {"when": "2024-06-01 14:30"}
    assert line.selectedText() == "14:30"


@offscreen_popup
def test_the_calendar_can_empty_the_line(make_form: MakeForm) -> None:
    form = make_form(DateTimeField(key="when", label="When"), values={"when": "2024-05-11 14:30"})
    click(form, "calendar-when")
    click(form, "calendar-clear")

    assert form.values() == {}
