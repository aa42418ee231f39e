"""Values in, values out: one editor of every kind."""

from typing import Any, get_args

import pytest
from on_screen import MakeForm, box_of, click, combo_of, line_of
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QListWidget, QWidget

from core.model import fields as kinds
from core.model.fields import (
    BooleanField,
    DateField,
    DateTimeField,
    EmailField,
    Field,
    GroupField,
    HookUrlField,
    IntegerField,
    JsonField,
    KeyValuesField,
    ListField,
    ListOfGroupsField,
    LongTextField,
    LookupField,
    MultiSelectField,
    NoteField,
    NumberField,
    SecretField,
    SelectField,
    TextField,
    UrlField,
    kind_of,
)
from gui.forms.editors import EDITORS
from gui.forms.inputs import EndedLine

STREET = (TextField(key="street", label="Street"), TextField(key="city", label="City"))
ITEM = (TextField(key="product", label="Product"), IntegerField(key="amount", label="Amount"))

ROUND_TRIPS: list[tuple[Field, Any]] = [
    (TextField(key="x", label="X"), "Ann & Co"),
    (TextField(key="x", label="X", keep_number=True), 17),
    (LongTextField(key="x", label="X"), "one\ntwo\n"),
    (SecretField(key="x", label="X"), "s3cret"),
    (EmailField(key="x", label="X"), "ann@example.com"),
    (UrlField(key="x", label="X"), "https://example.com/?a=b"),
    (IntegerField(key="x", label="X"), -12),
    (IntegerField(key="x", label="X", unit="cents"), 1250),
    (IntegerField(key="x", label="X"), 2**70),
    (NumberField(key="x", label="X"), 0.25),
    (NumberField(key="x", label="X"), 12),
    (BooleanField(key="x", label="X", required=True), True),
    (BooleanField(key="x", label="X", required=True), False),
    (BooleanField(key="x", label="X"), True),
    (BooleanField(key="x", label="X"), False),
    (DateField(key="x", label="X"), "2024-05-31"),
    (DateTimeField(key="x", label="X"), "2024-05-31 14:30"),
    (DateTimeField(key="x", label="X"), "2024-05-31T14:30:00+02:00"),
    (SelectField(key="x", label="X", options={"a": "A", "b": "B"}), "b"),
    (SelectField(key="x", label="X", options={"a": "A"}), "gone"),
    (MultiSelectField(key="x", label="X", options={"a": "A", "b": "B", "c": "C"}), ["a", "c"]),
    (MultiSelectField(key="x", label="X", options={"a": "A"}), ["a", "gone"]),
    (LookupField(key="x", label="X", lookup="things"), "SV_1"),
    (JsonField(key="x", label="X"), {"a": [1, 2.50, None, True, "ü"]}),
    (JsonField(key="x", label="X"), None),
    (JsonField(key="x", label="X"), []),
    (GroupField(key="x", label="X", fields=STREET), {"street": "Main", "city": "Graz"}),
    (ListField(key="x", label="X"), ["a", "b"]),
    (ListField(key="x", label="X", item="integer"), [1, -2]),
    (ListField(key="x", label="X", keep_number=True), ["a", 7]),
    (ListField(key="x", label="X", details=ITEM), ["a", {"product": "Chair", "amount": 2}, "b"]),
    (ListOfGroupsField(key="x", label="X", fields=ITEM), [{"product": "Chair"}, {"amount": 3}]),
    (KeyValuesField(key="x", label="X"), {"plan": "pro", "seats": "5"}),
    (
        KeyValuesField(key="x", label="X", values="any"),
        {"t": "5", "n": 5, "f": 0.5, "y": True, "o": False, "null": None, "deep": {"a": [1]}},
    ),
]


@pytest.mark.parametrize(
    ("field", "value"), ROUND_TRIPS, ids=lambda one: kind_of(one) if hasattr(one, "key") else ""
)
def test_a_value_comes_back_as_it_was_given(make_form: MakeForm, field: Field, value: Any) -> None:
    form = make_form(field, values={"x": value})

    assert form.values() == {"x": value}
    assert type(form.values()["x"]) is type(value)


@pytest.mark.parametrize("field", [field for field, _ in ROUND_TRIPS], ids=kind_of)
def test_an_untouched_optional_field_is_left_out(make_form: MakeForm, field: Field) -> None:
    form = make_form(field)

    assert form.values() == ({} if not field.required else {"x": False})


@pytest.mark.parametrize(
    ("field", "value"), ROUND_TRIPS, ids=lambda one: kind_of(one) if hasattr(one, "key") else ""
)
def test_a_field_that_the_values_do_not_name_becomes_empty(
    make_form: MakeForm, field: Field, value: Any
) -> None:
    form = make_form(field, values={"x": value})
    form.set_values({})

    assert form.values() == ({} if not field.required else {"x": False})


def test_every_kind_of_field_has_an_editor() -> None:
    assert set(EDITORS) == {str(kind.__struct_config__.tag) for kind in get_args(kinds.Field)}


def test_defaults_are_there_at_the_beginning(make_form: MakeForm) -> None:
    form = make_form(
        IntegerField(key="limit", label="Limit", default=10),
        SelectField(key="by", label="By", required=True, options={"a": "A", "b": "B"}, default="b"),
    )

    assert form.values() == {"limit": 10, "by": "b"}


def test_notes_and_addresses_have_no_value(make_form: MakeForm) -> None:
    form = make_form(NoteField(key="n", label="Mind this."), HookUrlField(key="h", label="Address"))
    form.editor("h").set_value("http://127.0.0.1:4000/hook")
    form.set_values({})

    assert form.values() == {}
    assert line_of(form, "h").text() == "http://127.0.0.1:4000/hook"
    assert line_of(form, "h").isReadOnly()


def test_the_copy_button_copies_the_address(make_form: MakeForm) -> None:
    form = make_form(HookUrlField(key="h", label="Address"))
    form.editor("h").set_value("http://127.0.0.1:4000/hook")
    click(form, "copy-h")

    assert QApplication.clipboard().text() == "http://127.0.0.1:4000/hook"


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (IntegerField(key="x", label="X"), " -5 ", -5),
        (IntegerField(key="x", label="X"), "5.0", "5.0"),
        (NumberField(key="x", label="X"), "12.50", 12.5),
        (NumberField(key="x", label="X"), "1e3", 1000.0),
        (NumberField(key="x", label="X"), "nan", "nan"),
        (NumberField(key="x", label="X"), "1,5", "1,5"),
        (EmailField(key="x", label="X"), " ann@example.com ", "ann@example.com"),
        (SecretField(key="x", label="X"), "key ", "key"),
        (TextField(key="x", label="X"), " kept ", " kept "),
        (TextField(key="x", label="X", keep_number=True), "17", "17"),
        (DateField(key="x", label="X"), "soon", "soon"),
    ],
)
def test_what_is_typed_is_read_as_its_kind(make_form: MakeForm, field: Field, typed: str, value: Any) -> None:
    form = make_form(field)
    QTest.keyClicks(line_of(form, "x"), typed)

    assert form.values() == {"x": value}


def test_blanks_are_left_out(make_form: MakeForm) -> None:
    form = make_form(TextField(key="a", label="A"), LongTextField(key="b", label="B"))
    QTest.keyClicks(line_of(form, "a"), "   ")
    QTest.keyClick(box_of(form, "b"), Qt.Key.Key_Return)

    assert form.values() == {}


def test_cents_are_shown_in_units_beside_them(make_form: MakeForm) -> None:
    form = make_form(IntegerField(key="x", label="X", unit="cents"))
    line = line_of(form, "x")
    assert isinstance(line, EndedLine)

    QTest.keyClicks(line, "1250")
    assert line.remark() == "= 12.50"
    QTest.keyClicks(line, "x")
    assert line.remark() == ""


def test_a_secret_is_masked_until_it_is_revealed(make_form: MakeForm) -> None:
    form = make_form(SecretField(key="x", label="X"), values={"x": "s3cret"})
    line = line_of(form, "x")
    assert line.displayText() != "s3cret"

    click(form, "reveal-x")
    assert line.displayText() == "s3cret"
    form.hide()
    form.show()
    assert line.displayText() != "s3cret"


def test_a_mandatory_choice_begins_unchosen_and_an_optional_one_left_out(make_form: MakeForm) -> None:
    options = {"a": "A", "b": "B"}
    form = make_form(
        SelectField(key="must", label="Must", required=True, options=options),
        SelectField(key="may", label="May", options=options),
    )
    must, may = combo_of(form, "must"), combo_of(form, "may")

    assert must.currentIndex() == -1
    assert [may.itemText(at) for at in range(may.count())] == ["Not set", "A", "B"]
    QTest.keyClick(may, Qt.Key.Key_Down)
    assert form.values() == {"may": "a"}


def test_the_wheel_does_not_change_a_list_that_has_no_focus(make_form: MakeForm) -> None:
    form = make_form(
        TextField(key="first", label="First"), SelectField(key="x", label="X", options={"a": "A", "b": "B"})
    )
    form.focus_first()
    combo = combo_of(form, "x")
    middle = QPointF(combo.rect().center())
    turn = QWheelEvent(
        middle,
        QPointF(combo.mapToGlobal(combo.rect().center())),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(combo, turn)

    assert form.values() == {}


def test_yes_no_and_not_set_are_three_answers(make_form: MakeForm) -> None:
    form = make_form(BooleanField(key="x", label="X"))
    combo = combo_of(form, "x")

    assert [combo.itemText(at) for at in range(combo.count())] == ["Not set", "Yes", "No"]
    combo.setCurrentIndex(2)
    assert form.values() == {"x": False}


def test_a_click_on_the_label_checks_the_box(make_form: MakeForm) -> None:
    form = make_form(BooleanField(key="x", label="Send at once", required=True))
    label = form.findChild(QWidget, "label-x")
    assert label is not None
    QTest.mouseClick(label, Qt.MouseButton.LeftButton)

    box = form.findChild(QCheckBox, "field-x")
    assert box is not None
    assert box.isChecked()
    assert form.values() == {"x": True}


def test_options_are_checked_by_a_click_on_the_row_and_by_the_space_key(make_form: MakeForm) -> None:
    form = make_form(MultiSelectField(key="x", label="X", options={"a": "A", "b": "B", "c": "C"}))
    rows = form.findChild(QListWidget, "field-x")
    assert rows is not None
    row = rows.visualItemRect(rows.item(1))
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert form.values() == {"x": ["b"]}

    box = QPoint(row.left() + 12, row.center().y())
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=box)
    assert form.values() == {}

    rows.setCurrentRow(0)
    QTest.keyClick(rows, Qt.Key.Key_Down)
    QTest.keyClick(rows, Qt.Key.Key_Down)
    QTest.keyClick(rows, Qt.Key.Key_Space)
    assert form.values() == {"x": ["c"]}


def test_a_date_in_the_local_form_becomes_iso(make_form: MakeForm) -> None:
    QLocale.setDefault(QLocale("de_AT"))
    try:
        form = make_form(DateField(key="day", label="Day"), DateTimeField(key="when", label="When"))
        QTest.keyClicks(line_of(form, "day"), "31.05.2024")
        QTest.keyClicks(line_of(form, "when"), "31.05.24 9:05")
        assert form.values() == {"day": "2024-05-31", "when": "2024-05-31 09:05"}

        QTest.keyClick(line_of(form, "day"), Qt.Key.Key_Return)
        assert line_of(form, "day").text() == "2024-05-31"
    finally:
        QLocale.setDefault(QLocale("en_US"))


def test_a_moment_says_its_zone_and_what_another_offset_is_in_utc(make_form: MakeForm) -> None:
    form = make_form(DateTimeField(key="x", label="X"))
    line = line_of(form, "x")
    assert isinstance(line, EndedLine)

    assert line.remark() == "UTC"
    QTest.keyClicks(line, "2024-05-31T14:30+02:00")
    assert line.remark() == "= 12:30 UTC"
    line.setText("2024-05-31T00:30+02:00")
    assert line.remark() == "= 2024-05-30 22:30 UTC"
    line.clear()
    QTest.keyClicks(line, "2024-05-31T14:30Z")
    assert line.remark() == "Fri, UTC"


def test_changes_by_hand_are_told(make_form: MakeForm) -> None:
    form = make_form(TextField(key="x", label="X"))
    told: list[dict[str, Any]] = []
    form.changed.connect(lambda: told.append(form.values()))
    QTest.keyClicks(line_of(form, "x"), "ab")

    assert told == [{"x": "a"}, {"x": "ab"}]
