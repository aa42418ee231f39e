"""Cards: moved by keyboard, brought back after they were removed."""

from typing import Any

import pytest
from on_screen import MakeForm, card, click, combo_of, has_focus, line_of, settle
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from core.model.fields import (
    BooleanField,
    DateField,
    KeyValuesField,
    ListField,
    ListOfGroupsField,
    LongTextField,
    LookupField,
    SelectField,
    TextField,
)
from gui.forms.form import Form

ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier

FIELDS = (
    TextField(key="name", label="Name"),
    LongTextField(key="note", label="Note"),
    DateField(key="day", label="Day"),
    SelectField(key="kind", label="Kind", options={"a": "A", "b": "B"}),
    BooleanField(key="sure", label="Sure", required=True),
    ListField(key="tags", label="Tags"),
    KeyValuesField(key="kv", label="More"),
)
ITEMS = ListOfGroupsField(key="items", label="Items", fields=FIELDS)


def item(name: str) -> dict[str, Any]:
    return {"name": name, "sure": False, "tags": ["t"], "kv": {"k": "v"}}


def names(form: Form) -> list[Any]:
    settle()
    return [one.get("name") for one in form.values().get("items", [])]


def part(form: Form, card_name: str, name: str) -> QWidget:
    return card(card(form, card_name), name)


@pytest.mark.parametrize(
    "name",
    ["field-name", "field-note", "field-day", "field-kind", "field-sure", "field-tags", "entries-tags",
     "field-kv", "down", "remove", "calendar-day"],
)  # fmt: skip
def test_alt_and_an_arrow_move_the_card_wherever_the_focus_is(make_form: MakeForm, name: str) -> None:
    form = make_form(ITEMS, values={"items": [item("a"), item("b"), item("c")]})
    input_ = part(form, "item-2", name)
    input_.setFocus()
    QTest.keyClick(input_, Qt.Key.Key_Up, ALT)
    assert names(form) == ["b", "a", "c"]
    assert has_focus(input_)

    for _ in range(3):  # at the end it stays
        QTest.keyClick(input_, Qt.Key.Key_Down, ALT | SHIFT)
    assert names(form) == ["a", "c", "b"]
    assert form.values()["items"][2]["kv"] == {"k": "v"}


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
def test_alt_and_down_still_open_a_list(make_form: MakeForm) -> None:
    form = make_form(ITEMS, values={"items": [item("a"), item("b")]})
    combo = combo_of(card(form, "item-1"), "kind")
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Down, ALT)

    assert combo.view().isVisible()
    combo.hidePopup()
    assert names(form) == ["a", "b"]


def test_a_removed_card_is_brought_back_to_its_place(make_form: MakeForm) -> None:
    values = {"items": [item("a"), item("b"), item("c")]}
    form = make_form(ITEMS, values=values)
    click(card(form, "item-2"), "remove")
    assert names(form) == ["a", "c"]
    assert "Item 2 was removed." in [label.text() for label in form.findChildren(QLabel) if label.isVisible()]

    undo = card(form, "undo")
    assert undo.accessibleName() == "Undo: Item 2 was removed."
    undo.setFocus()
    QTest.keyClick(undo, Qt.Key.Key_Space)
    settle()
    assert form.values() == values
    assert form.findChild(QWidget, "undo") is None


def test_only_the_last_removal_is_offered_to_be_undone_and_not_for_other_values(make_form: MakeForm) -> None:
    form = make_form(ITEMS, values={"items": [item("a"), item("b"), item("c")]})
    for _ in range(2):
        click(card(form, "item-1"), "remove")
        settle()
    assert len(form.findChildren(QWidget, "undo")) == 1
    click(form, "undo")
    assert names(form) == ["b", "c"]

    click(card(form, "item-1"), "remove")
    form.set_values({"items": [item("x")]})
    settle()
    assert form.findChild(QWidget, "undo") is None


def test_the_undo_is_reached_by_tab(make_form: MakeForm) -> None:
    form = make_form(
        ListOfGroupsField(key="items", label="Items", fields=FIELDS[:1]),
        TextField(key="after", label="After"),
        values={"items": [{"name": "a"}]},
    )
    click(card(form, "item-1"), "remove")
    settle()
    assert has_focus(card(form, "add-items"))
    order = []
    for _ in range(2):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None
        order.append(now.objectName())

    assert order == ["undo", "field-after"]


def test_a_copy_and_a_card_that_was_brought_back_keep_their_names(make_form: MakeForm) -> None:
    who = LookupField(key="who", label="Who", lookup="people")
    form = make_form(ListOfGroupsField(key="items", label="Items", fields=(who,)))
    form.set_values({"items": [{"who": "p1"}]})
    form.set_labels({"items.0.who": "Ann"})
    click(card(form, "item-1"), "duplicate")
    assert line_of(card(form, "item-2"), "who").text() == "Ann"

    click(card(form, "item-2"), "remove")
    settle()
    click(form, "undo")
    assert form.labels() == {"items.0.who": "Ann", "items.1.who": "Ann"}
