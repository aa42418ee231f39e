"""Left out, null, empty and a value: four different things, each seen in the row."""

from typing import Any

import pytest
from on_screen import MakeForm, box_of, card, combo_of, line_of, problem_of, settle
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QHoverEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolButton, QWidget

from core.model.fields import (
    BooleanField,
    DateField,
    Field,
    GroupField,
    HookUrlField,
    JsonField,
    KeyValuesField,
    ListField,
    ListOfGroupsField,
    LongTextField,
    LookupField,
    MultiSelectField,
    NoteField,
    SelectField,
    TextField,
    kind_of,
)
from gui.forms.form import Form

pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)

NULL: Any = {"key": "x", "label": "X", "clears": ("null",)}
BOTH: Any = {**NULL, "clears": ("null", "empty")}
INNER = (TextField(key="a", label="A"),)

CLEARED: list[tuple[Field, Any]] = [
    # the field, and its empty value; None where its kind has none
    (TextField(**BOTH), ""),
    (TextField(**BOTH, suggestions={"a": "A"}), ""),
    (LongTextField(**BOTH), ""),
    (DateField(**NULL), None),
    (BooleanField(**NULL), None),
    (SelectField(**NULL, options={"a": "A"}), None),
    (LookupField(**NULL, lookup="things"), None),
    (GroupField(**NULL, fields=INNER), None),
    (ListField(**BOTH), []),
    (MultiSelectField(**BOTH, options={"a": "A"}), []),
    (ListOfGroupsField(**BOTH, fields=INNER), []),
    (KeyValuesField(**BOTH), {}),
]


def menu_of(form: Form, key: str = "x") -> QMenu:
    """Open the menu of a field with the menu key, as the keyboard does."""
    for menu in form.findChildren(QMenu):
        menu.close()
    form.activateWindow()  # the offscreen platform forgets it when a pop-up closes
    settle()
    widget = form.editor(key).input
    widget.setFocus()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), widget.mapToGlobal(QPoint()))
    QApplication.sendEvent(widget, event)
    menus = [menu for menu in form.findChildren(QMenu, "field-menu") if menu.isVisible()]
    assert len(menus) == 1
    return menus[0]


def choose(form: Form, name: str, key: str = "x") -> None:
    menu = menu_of(form, key)
    (action,) = [action for action in menu.actions() if action.objectName() == name]
    action.trigger()
    menu.close()
    settle()


def button_of(form: QWidget, key: str) -> QToolButton | None:
    return form.findChild(QToolButton, f"menu-{key}")


def move_mouse_to(form: Form, widget: QWidget) -> None:
    """Let the mouse come into the form and rest on a widget in it."""
    at = QPointF(widget.mapTo(form, widget.rect().center()))
    QApplication.sendEvent(form, QEnterEvent(at, at, at))
    QApplication.sendEvent(form, QHoverEvent(QEvent.Type.HoverMove, at, at, at))


@pytest.mark.parametrize(
    ("field", "empty"), CLEARED, ids=lambda one: kind_of(one) if hasattr(one, "key") else ""
)
def test_null_and_empty_are_sent_when_they_are_chosen(make_form: MakeForm, field: Field, empty: Any) -> None:
    form = make_form(field)
    ways = {"null": (None, "Sent as null"), "empty": (empty, "Sent as an empty")}
    for name in field.clears:
        value, said = ways[name]
        choose(form, f"send-{name}")
        assert form.values() == {"x": value}
        assert problem_of(form, "x").startswith(said)
        assert problem_of(form, "x").endswith(": the service clears it.")

    choose(form, "leave-out")
    assert form.values() == {}
    assert problem_of(form, "x") == ""


@pytest.mark.parametrize(
    ("field", "empty"), CLEARED, ids=lambda one: kind_of(one) if hasattr(one, "key") else ""
)
def test_null_and_empty_come_back_as_they_were_given(make_form: MakeForm, field: Field, empty: Any) -> None:
    form = make_form(field)
    for value in (None, empty):
        form.set_values({"x": value})
        assert form.values() == {"x": value}
        assert form.check()
    form.set_values({})

    assert form.values() == {}
    assert problem_of(form, "x") == ""


def test_what_is_typed_ends_the_wish_to_clear(make_form: MakeForm) -> None:
    form = make_form(TextField(**BOTH), values={"x": None})
    line = line_of(form, "x")
    assert line.placeholderText() == "Cleared at the service"

    QTest.keyClicks(line, "a")
    assert form.values() == {"x": "a"}
    assert problem_of(form, "x") == ""
    line.clear()
    assert form.values() == {}
    assert line.placeholderText() == ""


def test_a_choice_ends_it_too_even_that_of_leaving_out(make_form: MakeForm) -> None:
    form = make_form(SelectField(**NULL, options={"a": "A"}), values={"x": None})
    combo = combo_of(form, "x")
    assert combo.currentIndex() == -1

    combo.setCurrentIndex(0)
    assert form.values() == {}
    form.set_values({"x": None})
    combo.setCurrentIndex(1)
    assert form.values() == {"x": "a"}


def test_a_boolean_that_is_cleared_is_neither_yes_nor_no(make_form: MakeForm) -> None:
    form = make_form(BooleanField(**NULL), values={"x": None})
    assert combo_of(form, "x").currentIndex() == -1
    assert form.values() == {"x": None}

    form.set_values({"x": False})
    assert form.values() == {"x": False}


def test_a_hint_comes_back_when_the_wish_ends(make_form: MakeForm) -> None:
    form = make_form(LongTextField(**BOTH, example="Hello"), values={"x": None})
    box = box_of(form, "x")
    assert box.placeholderText() == "Cleared at the service"

    box.setPlainText("a")
    assert box.placeholderText() == "For example Hello"


def test_where_the_service_does_not_clear_only_leaving_out_is_offered(make_form: MakeForm) -> None:
    form = make_form(TextField(key="x", label="X", default="a"))
    assert [action.objectName() for action in menu_of(form).actions()] == ["leave-out"]


def test_leaving_out_empties_the_field(make_form: MakeForm) -> None:
    form = make_form(TextField(key="x", label="X", default="a"))
    told: list[bool] = []
    form.changed.connect(lambda: told.append(True))
    choose(form, "leave-out")

    assert form.values() == {}
    assert told


def test_one_way_to_clear_is_said_in_plain_words_and_two_are_told_apart(make_form: MakeForm) -> None:
    form = make_form(
        TextField(key="x", label="X", clears=("null",)),
        TextField(key="y", label="Y", clears=("null", "empty")),
    )

    assert [action.text() for action in menu_of(form, "x").actions()] == [
        "Leave out",
        "Clear it at the service",
    ]
    assert [action.text() for action in menu_of(form, "y").actions()] == [
        "Leave out",
        "Clear it at the service: send null",
        "Clear it at the service: send an empty text",
    ]


def test_the_menu_shows_how_things_stand(make_form: MakeForm) -> None:
    form = make_form(TextField(**BOTH), values={"x": ""})
    checked = [action.objectName() for action in menu_of(form).actions() if action.isChecked()]

    assert checked == ["send-empty"]


def test_a_mandatory_field_has_no_menu_and_no_null(make_form: MakeForm) -> None:
    form = make_form(TextField(key="x", label="X", required=True), values={"x": None})
    assert form.values() == {}
    line_of(form, "x").setFocus()
    move_mouse_to(form, line_of(form, "x"))

    assert button_of(form, "x") is None


def test_json_has_a_null_of_its_own(make_form: MakeForm) -> None:
    form = make_form(JsonField(key="x", label="X", clears=("null",)))
    choose(form, "send-null")

    assert box_of(form, "x").toPlainText() == "null"
    assert form.values() == {"x": None}
    assert problem_of(form, "x") == ""


def test_an_empty_text_is_restored_where_no_clearing_was_declared(make_form: MakeForm) -> None:
    form = make_form(TextField(key="x", label="X"), values={"x": ""})

    assert form.values() == {"x": ""}
    assert problem_of(form, "x") == "Sent as an empty text."


def test_the_button_of_the_menu_is_where_the_focus_and_the_mouse_are(make_form: MakeForm) -> None:
    form = make_form(
        TextField(key="a", label="A"), TextField(key="b", label="B"), NoteField(key="n", label="Note"),
        HookUrlField(key="h", label="H"),
    )  # fmt: skip
    assert form.findChildren(QToolButton, "menu-b") == []
    line_of(form, "a").setFocus()
    move_mouse_to(form, line_of(form, "b"))
    a, b = button_of(form, "a"), button_of(form, "b")
    assert a is not None
    assert b is not None
    assert (a.isVisible(), b.isVisible()) == (True, True)

    move_mouse_to(form, line_of(form, "a"))
    assert (a.isVisible(), b.isVisible()) == (True, False)
    line_of(form, "b").setFocus()
    assert (a.isVisible(), b.isVisible()) == (True, True)
    gone = QPointF(-1, -1)
    QApplication.sendEvent(form, QHoverEvent(QEvent.Type.HoverLeave, gone, gone, gone))
    assert (a.isVisible(), b.isVisible()) == (False, True)
    for key in ("n", "h"):
        assert button_of(form, key) is None
    assert b.accessibleName() == "Options of B"
    assert b.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_the_button_opens_the_menu(make_form: MakeForm) -> None:
    form = make_form(TextField(**BOTH))
    line_of(form, "x").setFocus()
    button = button_of(form, "x")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    assert [menu.isVisible() for menu in form.findChildren(QMenu, "field-menu")] == [True]


def test_the_menu_of_a_field_inside_a_card_is_its_own(make_form: MakeForm) -> None:
    inner = (TextField(**BOTH),)
    items = ListOfGroupsField(key="items", label="Items", fields=inner)
    form = make_form(items, values={"items": [{"x": "1"}, {"x": "2"}]})
    line = line_of(card(form, "item-2"), "x")
    line.setFocus()
    button = button_of(card(form, "item-2"), "x")
    assert button is not None
    assert button.isVisible()
    assert button_of(card(form, "item-1"), "x") is None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    (menu,) = form.findChildren(QMenu, "field-menu")
    next(action for action in menu.actions() if action.objectName() == "send-null").trigger()

    assert form.values() == {"items": [{"x": "1"}, {"x": None}]}


def test_a_field_that_goes_takes_its_button_along(make_form: MakeForm) -> None:
    items = ListOfGroupsField(key="items", label="Items", fields=(TextField(**BOTH),))
    form = make_form(items, TextField(key="y", label="Y"), values={"items": [{"x": "1"}]})
    line_of(form, "x").setFocus()
    form.set_values({})
    settle()
    line_of(form, "y").setFocus()

    assert button_of(form, "y") is not None


def test_conditions_see_a_null(make_form: MakeForm) -> None:
    form = make_form(
        SelectField(**NULL, options={"a": "A"}), TextField(key="y", label="Y", shown_when={"x": "a"}),
        values={"x": "a"},
    )  # fmt: skip
    assert line_of(form, "y").isVisible()
    choose(form, "send-null")

    assert not line_of(form, "y").isVisible()
