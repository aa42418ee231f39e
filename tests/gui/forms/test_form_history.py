"""Undo and redo over a whole form, by the keys that everybody knows."""

import json
from typing import Any

import pytest
from on_screen import MakeForm, box_of, card, click, combo_of, has_focus, line_of, problem_of, settle
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QMenu, QTableView, QWidget

from core.model.fields import (
    BooleanField,
    DateField,
    EmailField,
    GroupField,
    JsonField,
    KeyValuesField,
    ListField,
    ListOfGroupsField,
    LongTextField,
    LookupField,
    SecretField,
    SelectField,
    TextField,
)
from core.model.request import AnyCall
from gui.forms.form import Form

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier

NAME = TextField(key="name", label="Name")
EMAIL = EmailField(key="email", label="Email")
BY = SelectField(key="by", label="Get by", required=True, options={"email": "Email", "id": "Id"})
ITEMS = ListOfGroupsField(key="items", label="Items", fields=(TextField(key="x", label="X"),))


def undo() -> None:
    """Ctrl+Z, wherever the focus is."""
    QTest.keyClick(focused(), Qt.Key.Key_Z, CONTROL)


def redo() -> None:
    QTest.keyClick(focused(), Qt.Key.Key_Z, CONTROL | SHIFT)


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def type_into(form: QWidget, key: str, text: str) -> None:
    line_of(form, key).setFocus()
    QTest.keyClicks(line_of(form, key), text)


def back_to(form: Form, wanted: dict[str, Any]) -> list[str]:
    """Undo step by step until the values are these; gives what was undone, in words."""
    said: list[str] = []
    while form.values() != wanted:
        assert form.history.stack.canUndo(), f"{form.values()} after {said}"
        said.append(form.history.stack.undoText())
        undo()
        settle()
    return said


def test_a_word_typed_is_one_step_and_the_next_word_another(make_form: MakeForm) -> None:
    form = make_form(NAME)
    type_into(form, "name", "Ann Lee")
    undo()
    assert form.values() == {"name": "Ann "}
    undo()
    assert form.values() == {}
    redo()
    QTest.keyClick(focused(), Qt.Key.Key_Y, CONTROL)
    assert form.values() == {"name": "Ann Lee"}


def test_what_is_deleted_key_by_key_comes_back_at_once(make_form: MakeForm) -> None:
    form = make_form(NAME, values={"name": "Ann"})
    line_of(form, "name").setFocus()
    line_of(form, "name").setCursorPosition(3)
    for _ in range(3):
        QTest.keyClick(line_of(form, "name"), Qt.Key.Key_Backspace)
    assert form.history.stack.count() == 1
    undo()
    assert form.values() == {"name": "Ann"}
    assert line_of(form, "name").cursorPosition() == 3


def test_a_paste_is_a_step_of_its_own(make_form: MakeForm) -> None:
    form = make_form(NAME)
    type_into(form, "name", "a")
    line_of(form, "name").insert("bcd")
    QTest.keyClicks(line_of(form, "name"), "e")
    undo()
    assert form.values() == {"name": "abcd"}
    undo()
    assert form.values() == {"name": "a"}


def test_leaving_a_field_ends_the_step_and_undo_goes_back_to_the_field(make_form: MakeForm) -> None:
    form = make_form(NAME, EMAIL)
    type_into(form, "name", "a")
    type_into(form, "email", "x@y.io")
    type_into(form, "name", "b")
    undo()
    assert form.values() == {"name": "a", "email": "x@y.io"}
    assert has_focus(line_of(form, "name"))
    undo()
    assert form.values() == {"name": "a"}
    assert has_focus(line_of(form, "email")), "what is undone is shown"


def test_the_step_says_what_it_was(make_form: MakeForm) -> None:
    form = make_form(NAME, BY, ITEMS)
    type_into(form, "name", "abc")
    line_of(form, "name").clear()
    combo_of(form, "by").setCurrentIndex(1)
    click(form, "add-items")
    click(form, "add-items")
    type_into(card(form, "item-2"), "x", "2")
    click(card(form, "item-2"), "up")
    click(card(form, "item-2"), "remove")
    said = back_to(form, {})
    assert said == [
        "removing from Items",
        "moving in Items",
        "typing in Items",
        "adding to Items",
        "adding to Items",
        "the change of Get by",
    ]
    assert form.history.stack.undoText() == "clearing Name"


def test_what_was_undone_can_be_done_again_until_something_else_is(make_form: MakeForm) -> None:
    form = make_form(NAME, BY)
    type_into(form, "name", "a")
    undo()
    assert form.history.stack.canRedo()
    combo_of(form, "by").setCurrentIndex(0)
    assert not form.history.stack.canRedo()


def test_a_removed_card_comes_back_in_its_place_with_all_it_held(make_form: MakeForm) -> None:
    form = make_form(ITEMS, values={"items": [{"x": "1"}, {"x": "2"}, {"x": "3"}]})
    click(card(form, "item-2"), "remove")
    assert form.values() == {"items": [{"x": "1"}, {"x": "3"}]}
    undo()
    assert form.values() == {"items": [{"x": "1"}, {"x": "2"}, {"x": "3"}]}
    settle()
    assert form.findChild(QWidget, "undo") is None, "the button beside it has nothing left to do"
    redo()
    assert form.values() == {"items": [{"x": "1"}, {"x": "3"}]}


def test_a_copied_card_is_one_step(make_form: MakeForm) -> None:
    form = make_form(ITEMS, values={"items": [{"x": "1"}]})
    click(card(form, "item-1"), "duplicate")
    assert form.values() == {"items": [{"x": "1"}, {"x": "1"}]}
    undo()
    assert form.values() == {"items": [{"x": "1"}]}
    assert not form.history.stack.canUndo()


def test_a_switch_of_the_mode_brings_back_what_it_had_hidden(make_form: MakeForm) -> None:
    form = make_form(
        BY,
        EmailField(key="email", label="Email", shown_when={"by": "email"}),
        TextField(key="id", label="Id", shown_when={"by": "id"}),
        values={"by": "email", "email": "a@b.io"},
    )
    combo_of(form, "by").setCurrentIndex(1)
    type_into(form, "id", "7")
    assert form.values() == {"by": "id", "id": "7"}
    undo()
    undo()
    assert form.values() == {"by": "email", "email": "a@b.io"}
    assert line_of(form, "email").isVisible()
    assert has_focus(combo_of(form, "by"))


def test_what_a_change_emptied_further_down_comes_back_with_it(make_form: MakeForm) -> None:
    form = make_form(
        TextField(key="parent", label="Parent"),
        LookupField(key="child", label="Child", lookup="children", depends_on=("parent",)),
        values={"parent": "p", "child": "c"},
    )
    type_into(form, "parent", "x")
    assert form.values().keys() == {"parent"}
    undo()
    assert form.values() == {"parent": "p", "child": "c"}
    assert not form.history.stack.canUndo(), "it was one step"
    redo()
    assert "child" not in form.values()


def test_a_chosen_entry_comes_back_with_its_name(make_form: MakeForm) -> None:
    form = make_form(LookupField(key="list", label="List", lookup="lists"), values={"list": "L1"})
    form.set_labels({"list": "Guests"})
    assert not form.history.stack.canUndo(), "names alone are no change"
    line_of(form, "list").setFocus()
    line_of(form, "list").selectAll()
    QTest.keyClicks(line_of(form, "list"), "other")
    back_to(form, {"list": "L1"})
    assert line_of(form, "list").text() == "Guests"
    assert form.labels() == {"list": "Guests"}


def test_entries_come_and_go_with_undo(make_form: MakeForm) -> None:
    form = make_form(ListField(key="tags", label="Tags"), NAME)
    line = line_of(form, "tags")
    type_into(form, "tags", "vip")
    QTest.keyClick(line, Qt.Key.Key_Return)
    QTest.keyClicks(line, "gold")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert form.values() == {"tags": ["vip", "gold"]}
    undo()
    assert form.values() == {"tags": ["vip"]}
    chips = form.findChild(QListView, "entries-tags")
    assert chips is not None
    redo()
    chips.setFocus()
    QTest.keyClick(chips, Qt.Key.Key_A, CONTROL)
    QTest.keyClick(chips, Qt.Key.Key_Delete)
    assert form.values() == {}
    undo()
    assert form.values() == {"tags": ["vip", "gold"]}


def test_rows_of_names_and_values_come_back_as_they_were_typed(make_form: MakeForm) -> None:
    form = make_form(KeyValuesField(key="headers", label="Headers", values="any"))
    form.editor("headers").bring_back([("a", "1", "Number"), ("a", "x", "Text")])
    grid = form.findChild(QTableView, "field-headers")
    assert grid is not None
    grid.setFocus()
    grid.setCurrentIndex(grid.model().index(0, 0))
    QTest.keyClick(grid, Qt.Key.Key_Delete, CONTROL)
    assert form.values() == {"headers": {"a": "x"}}
    undo()
    assert form.editor("headers").state() == [("a", "1", "Number"), ("a", "x", "Text")]
    assert has_focus(grid)


def test_a_cell_that_is_being_typed_into_goes_back_too(make_form: MakeForm) -> None:
    form = make_form(KeyValuesField(key="headers", label="Headers"))
    grid = form.findChild(QTableView, "field-headers")
    assert grid is not None
    grid.setFocus()
    QTest.keyClicks(grid, "X")
    cell = focused()
    assert isinstance(cell, QLineEdit)
    QTest.keyClicks(cell, "-Trace")
    assert form.values() == {"headers": {"X-Trace": ""}}
    back_to(form, {})
    assert has_focus(grid)


def test_a_box_of_several_lines_has_no_history_of_its_own(make_form: MakeForm) -> None:
    form = make_form(LongTextField(key="body", label="Body"), NAME)
    box_of(form, "body").setFocus()
    QTest.keyClicks(box_of(form, "body"), "one two")
    type_into(form, "name", "a")
    undo()
    undo()
    assert form.values() == {"body": "one "}
    assert has_focus(box_of(form, "body"))
    assert box_of(form, "body").textCursor().position() == 4


def test_a_text_that_is_no_json_yet_comes_back_letter_for_letter(make_form: MakeForm) -> None:
    form = make_form(JsonField(key="body", label="Body"), values={"body": {"a": 1.0}})
    shown = box_of(form, "body").toPlainText()
    box_of(form, "body").setFocus()
    box_of(form, "body").setPlainText('{"a": 1.0,}')
    box_of(form, "body").setPlainText("{}")
    undo()
    assert box_of(form, "body").toPlainText() == '{"a": 1.0,}'
    undo()
    assert box_of(form, "body").toPlainText() == shown
    assert json.dumps(form.values()) == '{"body": {"a": 1.0}}'


def test_a_day_that_was_written_out_is_no_step_of_its_own(make_form: MakeForm) -> None:
    form = make_form(DateField(key="day", label="Day"), NAME)
    type_into(form, "day", "1.5.2024")
    line_of(form, "name").setFocus()
    assert line_of(form, "day").text() == "2024-05-01"
    assert back_to(form, {}) == ["typing in Day"]


def test_what_was_cleared_at_the_service_is_no_longer(make_form: MakeForm) -> None:
    form = make_form(TextField(key="last", label="Last", clears=("null",)), values={"last": "Lee"})
    form.rows()["last"].change_to(None)
    assert form.values() == {"last": None}
    assert form.history.stack.undoText() == "clearing Last"
    line_of(form, "last").setFocus()
    undo()
    assert form.values() == {"last": "Lee"}
    assert line_of(form, "last").placeholderText() == ""
    redo()
    assert form.values() == {"last": None}


def test_a_group_comes_back_with_what_it_hides(make_form: MakeForm) -> None:
    inner = (
        SelectField(key="way", label="Way", options={"a": "A", "b": "B"}),
        TextField(key="more", label="More", shown_when={"way": "a"}),
    )
    form = make_form(GroupField(key="g", label="G", fields=inner), values={"g": {"way": "a", "more": "m"}})
    combo_of(form, "way").setCurrentIndex(2)
    assert form.values() == {"g": {"way": "b"}}
    combo_of(form, "way").setFocus()
    undo()
    assert form.values() == {"g": {"way": "a", "more": "m"}}


def test_a_choice_of_three_and_checked_options_go_back(make_form: MakeForm) -> None:
    form = make_form(
        BooleanField(key="maybe", label="Maybe"), BooleanField(key="yes", label="Y", required=True)
    )
    combo_of(form, "maybe").setCurrentIndex(1)
    click(form, "field-yes")
    assert form.values() == {"maybe": True, "yes": True}
    back_to(form, {"yes": False})


def test_a_pasted_command_and_starting_empty_are_a_step_each(make_form: MakeForm) -> None:
    call = AnyCall(method="method", path="url", headers="headers", query="qs", body="body")
    form = make_form(
        TextField(key="url", label="URL"),
        TextField(key="method", label="Method", default="GET"),
        KeyValuesField(key="headers", label="Headers"),
        KeyValuesField(key="qs", label="Query"),
        JsonField(key="body", label="Body"),
    )
    type_into(form, "url", "/mine")
    form.fill_from_curl("curl -X PUT https://a.io/v1/b?c=d -d '{}'", call, ["https://a.io/v1"])
    assert form.values()["method"] == "PUT"
    form.start_empty()
    assert form.values() == {"method": "GET"}
    assert form.history.stack.undoText() == "starting empty"
    line_of(form, "url").setFocus()
    undo()
    assert form.values()["url"] == "/b"
    assert form.history.stack.undoText() == "the pasted cURL command"
    undo()
    assert form.values() == {"url": "/mine", "method": "GET"}


def test_other_values_begin_a_new_history(make_form: MakeForm) -> None:
    form = make_form(NAME)
    type_into(form, "name", "a")
    form.set_values({"name": "recalled"})
    undo()
    assert form.values() == {"name": "recalled"}


def test_undo_opens_the_advanced_settings_when_the_change_was_there(make_form: MakeForm) -> None:
    form = make_form(NAME, TextField(key="trace", label="Trace", advanced=True))
    click(form, "advanced-toggle")
    type_into(form, "trace", "t")
    click(form, "advanced-toggle")
    line_of(form, "name").setFocus()
    undo()
    assert form.values() == {}
    assert has_focus(line_of(form, "trace"))


def test_a_problem_that_undo_mends_is_taken_back(make_form: MakeForm) -> None:
    form = make_form(EMAIL, NAME, values={"email": "a@b.io"})
    line_of(form, "email").setFocus()
    line_of(form, "email").setText("no")
    assert not form.check()
    assert problem_of(form, "email")
    undo()
    assert problem_of(form, "email") == ""


def test_a_secret_is_in_no_history(make_form: MakeForm) -> None:
    form = make_form(SecretField(key="token", label="Token"), NAME)
    type_into(form, "token", "s3cret")
    assert not form.history.stack.canUndo()
    assert "s3cret" not in repr(form.state())
    type_into(form, "name", "a")
    form.start_empty()
    assert form.values() == {"token": "s3cret"}
    line_of(form, "token").setFocus()
    undo()
    assert "name" not in form.values(), "the line of a secret keeps its keys to itself"


@pytest.mark.qt_log_ignore("does not support (grabbing the keyboard|raise)", extend=True)
def test_the_menu_of_a_line_undoes_in_the_form(make_form: MakeForm) -> None:
    form = make_form(NAME, EMAIL)
    type_into(form, "name", "a")
    type_into(form, "email", "b")
    line_of(form, "name").setFocus()
    at = QPoint(4, 4)
    line = line_of(form, "name")
    QApplication.sendEvent(line, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, line.mapToGlobal(at)))
    menus = [menu for menu in line.findChildren(QMenu) if menu.isVisible()]
    assert len(menus) == 1
    entry = next(action for action in menus[0].actions() if action.objectName() == "edit-undo")
    assert entry.isEnabled()
    entry.trigger()
    menus[0].close()
    assert form.values() == {"name": "a"}


def test_typing_in_a_very_long_text_is_still_one_step(make_form: MakeForm) -> None:
    long = "a line of it\n" * 20_000
    form = make_form(LongTextField(key="body", label="Body"), values={"body": long})
    box = box_of(form, "body")
    box.setFocus()
    QTest.keyClicks(box, "xyz")
    assert form.history.stack.count() == 1
    undo()
    assert form.values() == {"body": long}
