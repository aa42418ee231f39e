"""Suggestions, counters, and dates in words, in numbers, and as of now."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from lookup_account import entries, offscreen_popup, open_list, popup_of, search_line, words
from on_screen import MakeForm, box_of, click, has_focus, line_of, problem_of, settle
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCalendarWidget, QPlainTextEdit, QPushButton

from core.model.fields import DateField, DateTimeField, JsonField, LongTextField, TextField
from gui.forms.code_box import CodeBox
from gui.forms.editors import moment
from gui.forms.form import Form
from gui.forms.inputs import EndedLine

pytestmark = offscreen_popup

GENDER = TextField(key="g", label="Gender", suggestions={"FEMALE": "Female", "MALE": "Male"})
DAY = DateField(key="x", label="Day")
WHEN = DateTimeField(key="x", label="When")
NOW = datetime(2024, 5, 31, 22, 15, tzinfo=UTC)


def remark_of(form: Form, key: str = "x") -> str:
    line = line_of(form, key)
    assert isinstance(line, EndedLine)
    return line.remark()


@pytest.fixture
def at_a_fixed_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moment, "now", lambda: NOW)


# --- suggestions ----------------------------------------------------------------------------------------


def test_suggestions_show_names_and_send_values(make_form: MakeForm) -> None:
    form = make_form(GENDER)
    open_list(form, "g")
    assert entries(form, "g") == ["Female", "Male"]
    QTest.keyClick(search_line(form, "g"), Qt.Key.Key_Down)
    QTest.keyClick(search_line(form, "g"), Qt.Key.Key_Return)

    assert line_of(form, "g").text() == "Male"
    assert remark_of(form, "g") == "MALE"
    assert form.values() == {"g": "MALE"}
    assert has_focus(line_of(form, "g"))


def test_what_is_typed_beside_the_suggestions_goes_as_typed(make_form: MakeForm) -> None:
    form = make_form(GENDER)
    QTest.keyClicks(line_of(form, "g"), " diverse ")

    assert form.values() == {"g": " diverse "}
    assert form.check()


def test_suggestions_are_narrowed_and_need_no_connection(make_form: MakeForm) -> None:
    form = make_form(GENDER)
    QTest.keyClick(line_of(form, "g"), Qt.Key.Key_F4)
    QTest.keyClicks(search_line(form, "g"), "fem")
    assert entries(form, "g") == ["Female", "Use “fem”"]
    assert words(form, "g") == "1 entry"
    popup_of(form, "g").close()


@pytest.mark.parametrize(("value", "shown"), [("MALE", "Male"), ("other", "other"), (7, "7")])
def test_a_given_value_is_shown_by_its_name_and_stays_itself(
    make_form: MakeForm, value: object, shown: str
) -> None:
    field = TextField(key="g", label="G", suggestions=GENDER.suggestions, keep_number=True)
    form = make_form(field, values={"g": value})

    assert line_of(form, "g").text() == shown
    assert form.values() == {"g": value}


# --- counters and patterns ------------------------------------------------------------------------------


def test_characters_are_counted_where_few_fit(make_form: MakeForm) -> None:
    form = make_form(TextField(key="x", label="X", max_length=20))
    assert remark_of(form) == ""
    QTest.keyClicks(line_of(form, "x"), "hello")
    assert remark_of(form) == "5 / 20"

    wide = make_form(TextField(key="x", label="X", max_length=5000), values={"x": "hello"})
    assert not isinstance(line_of(wide, "x"), EndedLine)


def test_a_long_text_is_counted_when_it_is_nearly_full(make_form: MakeForm) -> None:
    form = make_form(LongTextField(key="x", label="X", max_length=10))
    box_of(form, "x").setPlainText("a" * 7)
    assert problem_of(form, "x") == ""
    box_of(form, "x").setPlainText("a" * 8)
    assert problem_of(form, "x") == "8 of 10 characters"


def test_a_text_off_its_pattern_is_told_with_the_sentence_of_the_field(make_form: MakeForm) -> None:
    field = TextField(key="x", label="X", pattern=r"[0-9]+", pattern_sentence="Enter digits only.")
    form = make_form(field, TextField(key="y", label="Y"))
    line_of(form, "x").setFocus()
    QTest.keyClicks(line_of(form, "x"), "12a")
    line_of(form, "y").setFocus()

    assert problem_of(form, "x") == "Enter digits only."


# --- dates ----------------------------------------------------------------------------------------------


def test_a_day_says_which_day_of_the_week_it_is(make_form: MakeForm) -> None:
    form = make_form(DAY)
    QTest.keyClicks(line_of(form, "x"), "2024-05-31")
    assert remark_of(form) == "Fri"
    QTest.keyClicks(line_of(form, "x"), "x")
    assert remark_of(form) == ""


def test_what_was_understood_of_a_local_date_stands_beside_it(make_form: MakeForm) -> None:
    QLocale.setDefault(QLocale("en_GB"))
    try:
        form = make_form(DAY, DateTimeField(key="when", label="When"))
        QTest.keyClicks(line_of(form, "x"), "05/06/2024")
        QTest.keyClicks(line_of(form, "when"), "05/06/2024 14:30")
        assert remark_of(form) == "= Wed, 2024-06-05"
        assert remark_of(form, "when") == "= 2024-06-05 14:30 UTC"
    finally:
        QLocale.setDefault(QLocale("en_US"))


@pytest.mark.parametrize(
    "typed",
    [
        "31.05.2024",
        "31/05/2024",
        "5/31/24",
        "5/31/2024",
        "31 May 2024",
        "May 31, 2024",
        "31. May 2024",
        "Today",
    ],
)
def test_a_day_that_can_only_mean_one_is_understood(
    make_form: MakeForm, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moment, "now", lambda: NOW.replace(hour=12))
    form = make_form(DAY, DateTimeField(key="when", label="When"))
    QTest.keyClicks(line_of(form, "x"), typed)
    QTest.keyClicks(line_of(form, "when"), f"{typed} 9:05")

    assert form.values() == {"x": "2024-05-31", "when": "2024-05-31 09:05"}


@pytest.mark.parametrize("typed", ["32/05/2024", "31/31/2024", "soon", "May", "5/2024"])
def test_what_names_no_day_stays_as_typed(make_form: MakeForm, typed: str) -> None:
    form = make_form(DAY)
    QTest.keyClicks(line_of(form, "x"), typed)

    assert form.values() == {"x": typed}
    assert not form.check()


@pytest.mark.usefixtures("at_a_fixed_time")
@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("now", "2024-05-31 22:15"),
        ("Today", "2024-05-31 00:00"),
        ("tomorrow 9:00", "2024-06-01 09:00"),
        ("yesterday", "2024-05-30 00:00"),
    ],
)
def test_a_moment_may_be_a_word(make_form: MakeForm, typed: str, value: str) -> None:
    form = make_form(WHEN)
    QTest.keyClicks(line_of(form, "x"), typed)
    assert form.values() == {"x": value}
    assert remark_of(form) == f"= {value} UTC"

    QTest.keyClick(line_of(form, "x"), Qt.Key.Key_Return)
    assert line_of(form, "x").text() == value


@pytest.mark.usefixtures("at_a_fixed_time")
def test_now_is_one_button_away(make_form: MakeForm) -> None:
    form = make_form(WHEN)
    click(form, "calendar-x")
    click(form, "calendar-now")

    assert form.values() == {"x": "2024-05-31 22:15"}
    assert remark_of(form) == "Fri, UTC"
    assert has_focus(line_of(form, "x"))


@pytest.mark.usefixtures("at_a_fixed_time")
def test_today_keeps_the_time_and_days_have_no_now(make_form: MakeForm) -> None:
    form = make_form(WHEN, DateField(key="day", label="Day"), values={"x": "2020-01-01 08:00"})
    click(form, "calendar-x")
    click(form, "calendar-today")
    assert form.values() == {"x": "2024-05-31 08:00"}
    settle()

    click(form, "calendar-day")
    assert [one.isVisible() for one in form.findChildren(QPushButton, "calendar-now")] in ([], [False])
    click(form.findChild(QCalendarWidget).window(), "calendar-today")
    assert date.fromisoformat(form.values()["day"]) == NOW.astimezone().date()


@pytest.fixture
def clock_set_to(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Sets the zone of this computer's clock."""

    def set_zone(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield set_zone
    monkeypatch.undo()
    time.tzset()


def test_where_the_clock_differs_from_utc_its_time_is_said(
    make_form: MakeForm, clock_set_to: Callable[[str], None]
) -> None:
    clock_set_to("Etc/GMT-2")  # two hours ahead: the sign is the wrong way round in these names
    form = make_form(WHEN, values={"x": "2024-05-31 23:30"})
    assert problem_of(form, "x") == "That is 2024-06-01 01:30 on this computer's clock."
    line_of(form, "x").setText("9999-12-31 23:59")
    assert remark_of(form) == "Fri, UTC"
    assert problem_of(form, "x") == "", "beyond the last day that a clock can show"
    line_of(form, "x").clear()
    assert problem_of(form, "x") == ""


def test_where_the_clock_shows_utc_there_is_nothing_to_say(
    make_form: MakeForm, clock_set_to: Callable[[str], None]
) -> None:
    clock_set_to("Etc/UTC")
    form = make_form(WHEN, values={"x": "2024-05-31 14:30"})
    assert problem_of(form, "x") == ""


def test_the_example_of_a_moment_is_as_one_types_it(make_form: MakeForm) -> None:
    form = make_form(
        DateTimeField(key="x", label="When", example="2026-12-01T10:00:00Z"),
        DateField(key="day", label="Day", example="2026-12-01"),
    )
    assert line_of(form, "x").placeholderText() == "For example 2026-12-01 10:00"
    assert line_of(form, "day").placeholderText() == "For example 2026-12-01"


# --- JSON -----------------------------------------------------------------------------------------------


def code_of(form: Form) -> CodeBox:
    box = box_of(form, "x")
    assert isinstance(box, CodeBox)
    return box


def test_the_cursor_goes_to_where_the_text_ceases_to_be_json(make_form: MakeForm) -> None:
    form = make_form(JsonField(key="x", label="X"))
    code_of(form).setPlainText('{\n  "a": 1\n  "b": 2\n}')

    assert not form.check()
    assert "line 3, column 3" in problem_of(form, "x")
    assert has_focus(code_of(form))
    cursor = code_of(form).textCursor()
    assert (cursor.blockNumber() + 1, cursor.positionInBlock() + 1) == (3, 3)


def test_lines_are_numbered_once_there_are_several(make_form: MakeForm) -> None:
    form = make_form(JsonField(key="x", label="X"))
    box = code_of(form)
    left = box.viewport().geometry().left()
    QTest.keyClicks(box, "1")
    assert box.viewport().geometry().left() == left
    QTest.keyClick(box, Qt.Key.Key_Return)
    settle()
    assert box.viewport().geometry().left() > left


def test_enter_keeps_the_depth_and_opens_brackets(make_form: MakeForm) -> None:
    form = make_form(JsonField(key="x", label="X"))
    box: QPlainTextEdit = code_of(form)
    box.setFocus()
    QTest.keyClicks(box, "{}")
    QTest.keyClick(box, Qt.Key.Key_Left)
    QTest.keyClick(box, Qt.Key.Key_Return)
    QTest.keyClicks(box, '"a": 1,')
    QTest.keyClick(box, Qt.Key.Key_Return)
    QTest.keyClicks(box, '"b": 2')

    assert box.toPlainText() == '{\n  "a": 1,\n  "b": 2\n}'
    assert form.values() == {"x": {"a": 1, "b": 2}}
    QTest.keyClick(box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is box


def test_a_long_text_grows_up_to_a_limit(make_form: MakeForm) -> None:
    form = make_form(LongTextField(key="x", label="X"))
    heights = []
    for lines in (1, 6, 10, 50):
        box_of(form, "x").setPlainText("\n".join("x" * lines))
        settle()
        heights.append(box_of(form, "x").height())

    assert heights[0] < heights[1] < heights[2] == heights[3]
