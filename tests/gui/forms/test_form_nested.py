"""Forms inside the form: groups, and lists of objects."""

from typing import Any

from on_screen import (
    MakeForm,
    box_of,
    card,
    click,
    combo_of,
    has_focus,
    label_of,
    line_of,
    problem_of,
    settle,
)
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from core.model.fields import (
    BooleanField,
    GroupField,
    IntegerField,
    JsonField,
    KeyValuesField,
    ListOfGroupsField,
    SelectField,
    TextField,
)

ADDRESS = GroupField(
    key="address",
    label="Address",
    fields=(
        TextField(key="city", label="City", required=True),
        BooleanField(key="main", label="Main address", required=True),
        TextField(key="state", label="State", advanced=True),
    ),
)
ITEMS = ListOfGroupsField(
    key="items",
    label="Items",
    fields=(
        TextField(key="product", label="Product", required=True),
        IntegerField(key="amount", label="Amount", required=True),
    ),
)


def test_an_optional_group_that_nobody_touched_is_left_out(make_form: MakeForm) -> None:
    form = make_form(ADDRESS)

    assert form.values() == {}
    assert form.check()


def test_a_group_that_was_begun_must_be_complete(make_form: MakeForm) -> None:
    form = make_form(ADDRESS, TextField(key="x", label="X"))
    click_on = form.findChild(QWidget, "field-main")
    assert click_on is not None
    QTest.mouseClick(click_on, Qt.MouseButton.LeftButton)

    assert form.values() == {"address": {"main": True}}
    assert not form.check()
    assert problem_of(form, "city") == "City is mandatory."
    assert has_focus(line_of(form, "city"))
    QTest.keyClicks(line_of(form, "city"), "Graz")
    assert problem_of(form, "city") == ""
    assert form.check()


def test_a_mandatory_group_is_always_there(make_form: MakeForm) -> None:
    form = make_form(
        GroupField(key="g", label="G", required=True, fields=(TextField(key="a", label="A", required=True),))
    )

    assert not form.check()
    assert problem_of(form, "g") == "G is mandatory."
    QTest.keyClicks(line_of(form, "a"), "x")
    assert problem_of(form, "g") == ""
    assert form.check()


def test_a_group_that_was_given_is_given_back_though_it_is_as_at_the_beginning(make_form: MakeForm) -> None:
    form = make_form(ADDRESS, values={"address": {"main": False}})

    assert form.values() == {"address": {"main": False}}


def test_a_single_value_fills_the_key_that_may_be_sent_alone(make_form: MakeForm) -> None:
    fields = (TextField(key="id", label="Id"), TextField(key="name", label="Name"))
    form = make_form(GroupField(key="g", label="G", bare="id", fields=fields), values={"g": "7"})

    assert form.values() == {"g": {"id": "7"}}


def test_conditions_inside_a_group_look_at_its_own_fields(make_form: MakeForm) -> None:
    inner = (
        SelectField(key="by", label="By", options={"a": "A", "b": "B"}),
        TextField(key="a", label="A", shown_when={"by": "a"}),
    )
    form = make_form(GroupField(key="g", label="G", fields=inner))
    assert not line_of(form, "a").isVisible()

    combo_of(form, "by").setCurrentIndex(1)
    assert line_of(form, "a").isVisible()


def test_objects_are_added_filled_and_given_in_their_order(make_form: MakeForm) -> None:
    form = make_form(ITEMS)
    for name in ("Chair", "Table"):
        click(form, "add-items")
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, name)

    assert form.values() == {"items": [{"product": "Chair"}, {"product": "Table"}]}
    assert label_of(card(form, "item-2"), "product").font().bold()


def test_objects_are_copied_moved_and_taken_away(make_form: MakeForm) -> None:
    form = make_form(ITEMS, values={"items": [{"product": "A"}, {"product": "B"}]})

    def names() -> list[Any]:
        settle()
        return [item["product"] for item in form.values().get("items", [])]

    click(card(form, "item-1"), "duplicate")
    assert names() == ["A", "A", "B"]
    click(card(form, "item-3"), "up")
    assert names() == ["A", "B", "A"]
    click(card(form, "item-1"), "down")
    assert names() == ["B", "A", "A"]
    click(card(form, "item-2"), "remove")
    assert names() == ["B", "A"]
    click(card(form, "item-1"), "remove")
    click(card(form, "item-1"), "remove")
    assert form.values() == {}
    assert has_focus(card(form, "add-items"))


def test_the_ends_of_the_list_cannot_be_moved_over(make_form: MakeForm) -> None:
    form = make_form(ITEMS, values={"items": [{"product": "A"}, {"product": "B"}]})

    assert not card(card(form, "item-1"), "up").isEnabled()
    assert card(card(form, "item-1"), "down").isEnabled()
    assert not card(card(form, "item-2"), "down").isEnabled()
    assert card(card(form, "item-2"), "down").accessibleName() == "Move Item 2 down"


def test_a_copy_can_be_changed_alone(make_form: MakeForm) -> None:
    form = make_form(ITEMS, values={"items": [{"product": "A", "amount": 1}]})
    click(card(form, "item-1"), "duplicate")
    line_of(card(form, "item-2"), "product").setText("B")

    assert form.values() == {"items": [{"product": "A", "amount": 1}, {"product": "B", "amount": 1}]}


def test_problems_lie_at_the_field_of_their_object(make_form: MakeForm) -> None:
    form = make_form(
        ITEMS, values={"items": [{"product": "A", "amount": 1}, {"product": "B"}, {"amount": 2}]}
    )

    assert not form.check()
    assert problem_of(card(form, "item-1"), "amount") == ""
    assert problem_of(card(form, "item-2"), "amount") == "Amount is mandatory."
    assert problem_of(card(form, "item-3"), "product") == "Product is mandatory."
    assert has_focus(line_of(card(form, "item-2"), "amount"))
    QTest.keyClicks(line_of(card(form, "item-2"), "amount"), "5")
    assert problem_of(card(form, "item-2"), "amount") == ""
    assert problem_of(card(form, "item-3"), "product") == "Product is mandatory."


def test_a_missing_list_is_told_below_it_and_goes_when_one_is_added(make_form: MakeForm) -> None:
    must = ListOfGroupsField(key="items", label="Items", required=True, fields=ITEMS.fields)
    form = make_form(must)

    assert not form.check()
    assert problem_of(form, "items") == "Items is mandatory."
    assert has_focus(card(form, "add-items"))
    click(form, "add-items")
    QTest.keyClicks(line_of(form, "product"), "A")
    assert problem_of(form, "items") == ""


def test_a_problem_deep_inside_is_found_and_opened(make_form: MakeForm) -> None:
    deep = ListOfGroupsField(
        key="orders",
        label="Orders",
        item_label="Order",
        fields=(GroupField(key="to", label="To", fields=ADDRESS.fields),),
    )
    form = make_form(deep, values={"orders": [{"to": {"city": "Graz"}}]})
    assert not line_of(form, "state").isVisible()

    form.show_problems({"orders.0.to.state": "No such state."})
    assert line_of(form, "state").isVisible()
    assert problem_of(form, "state") == "No such state."
    assert has_focus(line_of(form, "state"))


def test_what_only_an_editor_inside_knows_keeps_the_form_from_passing(make_form: MakeForm) -> None:
    fields = (JsonField(key="data", label="Data"), KeyValuesField(key="more", label="More", values="any"))
    form = make_form(ListOfGroupsField(key="items", label="Items", fields=fields))
    click(form, "add-items")
    box_of(form, "data").setPlainText("{")
    form.editor("items").set_value([{"data": "{", "more": {"a": 1}}])

    assert list(form.problems()) == ["items.0.data"]


def test_tab_goes_through_new_objects_where_they_stand(make_form: MakeForm) -> None:
    form = make_form(TextField(key="before", label="Before"), ITEMS, TextField(key="after", label="After"))
    click(form, "add-items")
    click(form, "add-items")
    click(card(form, "item-2"), "up")
    line_of(form, "before").setFocus()
    order = []
    for _ in range(10):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None
        order.append(now.objectName())

    item = ["field-product", "field-amount"]
    assert order == [
        *("down", "duplicate", "remove", *item),
        *("up", "duplicate", "remove", *item),
    ]
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert has_focus(card(form, "add-items"))
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert has_focus(line_of(form, "after"))


def test_tab_order_holds_where_the_list_comes_first_in_the_window(make_form: MakeForm) -> None:
    form = make_form(ITEMS, TextField(key="after", label="After"))
    click(form, "add-items")
    line_of(form, "amount").setFocus()
    QTest.keyClick(line_of(form, "amount"), Qt.Key.Key_Tab)
    assert has_focus(card(form, "add-items"))
    QTest.keyClick(card(form, "add-items"), Qt.Key.Key_Tab)
    assert has_focus(line_of(form, "after"))


def test_everything_is_done_by_keyboard(make_form: MakeForm) -> None:
    form = make_form(ITEMS)
    add = card(form, "add-items")
    add.setFocus()
    QTest.keyClick(add, Qt.Key.Key_Return)
    QTest.keyClicks(QApplication.focusWidget(), "Chair")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClicks(QApplication.focusWidget(), "12")
    duplicate = card(card(form, "item-1"), "duplicate")
    duplicate.setFocus()
    QTest.keyClick(duplicate, Qt.Key.Key_Space)

    assert form.values() == {"items": [{"product": "Chair", "amount": 12}] * 2}
