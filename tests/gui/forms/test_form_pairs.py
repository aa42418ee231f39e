"""Names and values in a table."""

from typing import Any

import pytest
from on_screen import MakeForm, has_focus, line_of, problem_of, settle
from PySide6.QtCore import QAbstractItemModel, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QTableView, QWidget

from core.model.fields import KeyValuesField, TextField
from gui.forms.form import Form
from gui.forms.pairs import Pair, pairs_in

TEXTS = KeyValuesField(key="kv", label="Attributes")
ANY = KeyValuesField(key="kv", label="Attributes", values="any")


def grid_of(form: Form) -> QTableView:
    grid = form.findChild(QTableView, "field-kv")
    assert grid is not None
    return grid


def model_of(form: Form) -> QAbstractItemModel:
    return grid_of(form).model()


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def write(form: Form, *rows: tuple[str, ...]) -> None:
    """Write cells as a person does who has opened them."""
    model = model_of(form)
    for row, cells in enumerate(rows):
        for column, text in reversed(list(enumerate(cells))):
            model.setData(model.index(row, column), text)


def cell(form: Form, row: int, column: int) -> QPoint:
    return grid_of(form).visualRect(model_of(form).index(row, column)).center()


def test_there_is_always_an_empty_row_to_write_into(make_form: MakeForm) -> None:
    form = make_form(TEXTS)
    assert model_of(form).rowCount() == 1

    write(form, ("plan", "pro"))
    assert model_of(form).rowCount() == 2
    assert form.values() == {"kv": {"plan": "pro"}}


def test_cells_are_written_by_keyboard_alone(make_form: MakeForm) -> None:
    form = make_form(TextField(key="before", label="Before"), TEXTS, TextField(key="after", label="After"))
    line_of(form, "before").setFocus()
    QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert has_focus(grid_of(form))

    QTest.keyClicks(grid_of(form).viewport(), "p")
    for text in ("lan", "pro", "seats", "5"):
        QTest.keyClicks(focused(), text)
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert form.values() == {"kv": {"plan": "pro", "seats": "5"}}
    QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert has_focus(line_of(form, "after"))


def test_what_is_being_typed_counts_at_once(make_form: MakeForm) -> None:
    form = make_form(TEXTS)
    QTest.mouseClick(grid_of(form).viewport(), Qt.MouseButton.LeftButton, pos=cell(form, 0, 0))
    QTest.keyClicks(focused(), "plan")

    assert isinstance(focused(), QLineEdit)
    assert form.values() == {"kv": {"plan": ""}}


def test_rows_pasted_from_a_sheet_become_rows(make_form: MakeForm) -> None:
    form = make_form(TEXTS, values={"kv": {"first": "1"}})
    grid = grid_of(form)
    grid.setFocus()
    grid.setCurrentIndex(model_of(form).index(1, 0))
    QApplication.clipboard().setText("plan\tpro\r\nseats\t5\n")
    QTest.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    assert form.values() == {"kv": {"first": "1", "plan": "pro", "seats": "5"}}
    assert model_of(form).rowCount() == 4


def test_rows_pasted_into_an_open_cell_become_rows(make_form: MakeForm) -> None:
    form = make_form(TEXTS)
    QTest.mouseClick(grid_of(form).viewport(), Qt.MouseButton.LeftButton, pos=cell(form, 0, 0))
    QApplication.clipboard().setText("Accept: text/html\nX-Trace: a=b")
    QTest.keyClick(focused(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    assert form.values() == {"kv": {"Accept": "text/html", "X-Trace": "a=b"}}


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("a\tb", [("a", "b")]),
        ("a\tb\tc", [("a", "b\tc")]),
        ("a: b\nc=d", [("a", "b"), ("c", "d")]),
        ("alone\n\n\tnameless", [("alone", "")]),
        ("url: https://x.example/?a=b", [("url", "https://x.example/?a=b")]),
        ("plan,pro\nseats;5", [("plan", "pro"), ("seats", "5")]),
        ('"Lee, Ann",5\nnote,"say ""hi"""', [("Lee, Ann", "5"), ("note", 'say "hi"')]),
        ('note\t"two\nlines"\nplan\tpro\n', [("note", "two\nlines"), ("plan", "pro")]),
        ("Name\tValue\nplan\tpro", [("plan", "pro")]),
        ("name\tvalue", [("name", "value")]),
        (
            '{"plan": "pro", "seats": 5, "deep": {"a": null}}',
            [("plan", "pro"), ("seats", "5"), ("deep", '{"a": null}')],
        ),
    ],
)
def test_pasted_lines_are_parted_once(text: str, pairs: list[tuple[str, str]]) -> None:
    assert [(pair.name, pair.text) for pair in pairs_in(text, typed=False)] == pairs


def test_a_pasted_json_object_keeps_its_types_where_they_count(make_form: MakeForm) -> None:
    form = make_form(ANY)
    grid_of(form).setFocus()
    QApplication.clipboard().setText('{"plan": "pro", "seats": 5, "on": true, "none": null}')
    QTest.keyClick(grid_of(form), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    assert form.values() == {"kv": {"plan": "pro", "seats": 5, "on": True, "none": None}}


def test_a_json_object_among_the_values_is_a_value(make_form: MakeForm) -> None:
    form = make_form(ANY, values={"kv": {"x": ""}})
    model = model_of(form)
    model.setData(model.index(0, 2), "JSON")
    QTest.mouseClick(grid_of(form).viewport(), Qt.MouseButton.LeftButton, pos=cell(form, 0, 1))
    QApplication.clipboard().setText('{"a": [1]}')
    QTest.keyClick(focused(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    assert form.values() == {"kv": {"x": {"a": [1]}}}


def test_a_name_that_is_there_twice_is_a_problem(make_form: MakeForm) -> None:
    form = make_form(TEXTS)
    write(form, ("plan", "pro"), ("plan ", "free"))

    assert not form.check()
    assert problem_of(form, "kv") == "The name 'plan' is there twice."
    write(form, ("plan", "pro"), ("other", "free"))
    assert problem_of(form, "kv") == ""
    assert form.check()


def test_a_value_without_a_name_is_a_problem_when_the_table_is_left(make_form: MakeForm) -> None:
    form = make_form(TEXTS, TextField(key="after", label="After"))
    grid_of(form).setFocus()
    write(form, ("", "pro"))
    line_of(form, "after").setFocus()

    assert problem_of(form, "kv") == "Every value needs a name."


def test_names_that_must_be_there_are_asked_for_at_the_end_only(make_form: MakeForm) -> None:
    form = make_form(
        KeyValuesField(key="kv", label="Data", must_contain=("email",)), TextField(key="after", label="After")
    )
    grid_of(form).setFocus()
    write(form, ("name", "Ann"))
    line_of(form, "after").setFocus()
    assert problem_of(form, "kv") == ""

    assert not form.check()
    assert problem_of(form, "kv") == "Add the name 'email': the service needs it here."


@pytest.mark.parametrize(
    ("row", "value"),
    [
        (("x", "5", "Text"), "5"),
        (("x", "5", "Number"), 5),
        (("x", "-0.5", "Number"), -0.5),
        (("x", "yes", "Yes/No"), True),
        (("x", "False", "Yes/No"), False),
        (("x", "", "Null"), None),
        (("x", '{"a": 1}', "JSON"), {"a": 1}),
        (("x", '"text"', "JSON"), "text"),
    ],
)
def test_the_type_of_a_value_can_be_chosen(make_form: MakeForm, row: tuple[str, ...], value: Any) -> None:
    form = make_form(ANY)
    write(form, row)

    assert form.values() == {"kv": {"x": value}}
    assert form.check()


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [("many", "Number", "a number"), ("maybe", "Yes/No", "yes or no"), ("{", "JSON", "JSON")],
)
def test_a_text_that_is_not_of_its_type_is_a_problem(
    make_form: MakeForm, text: str, kind: str, wanted: str
) -> None:
    form = make_form(ANY)
    write(form, ("x", text, kind))

    assert not form.check()
    assert problem_of(form, "kv") == f"The value of 'x' must be {wanted}."


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)  # offscreen only
def test_the_type_is_chosen_from_a_list_in_the_cell(make_form: MakeForm) -> None:
    form = make_form(ANY, values={"kv": {"x": "5"}})
    QTest.mouseClick(grid_of(form).viewport(), Qt.MouseButton.LeftButton, pos=cell(form, 0, 2))
    types = grid_of(form).findChild(QComboBox)
    assert types is not None
    types.setCurrentText("Number")
    types.activated.emit(types.currentIndex())

    assert form.values() == {"kv": {"x": 5}}


def test_a_row_is_taken_away_by_its_sign_or_by_keyboard(make_form: MakeForm) -> None:
    form = make_form(TEXTS, values={"kv": {"a": "1", "b": "2", "c": "3"}})
    QTest.mouseClick(grid_of(form).viewport(), Qt.MouseButton.LeftButton, pos=cell(form, 1, 2))
    assert form.values() == {"kv": {"a": "1", "c": "3"}}

    grid_of(form).setCurrentIndex(model_of(form).index(0, 0))
    QTest.keyClick(grid_of(form), Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert form.values() == {"kv": {"c": "3"}}
    QTest.mouseClick(grid_of(form).viewport(), Qt.MouseButton.LeftButton, pos=cell(form, 1, 2))
    assert model_of(form).rowCount() == 2  # the empty row stays


def test_delete_empties_a_cell(make_form: MakeForm) -> None:
    form = make_form(TEXTS, values={"kv": {"a": "1"}})
    grid_of(form).setCurrentIndex(model_of(form).index(0, 1))
    QTest.keyClick(grid_of(form), Qt.Key.Key_Delete)

    assert form.values() == {"kv": {"a": ""}}


def test_the_table_is_as_high_as_its_rows_up_to_a_limit(make_form: MakeForm) -> None:
    form = make_form(TEXTS)
    heights = []
    for rows in (0, 3, 7, 40):
        form.set_values({"kv": {f"n{row}": "x" for row in range(rows)}})
        settle()
        heights.append(grid_of(form).height())
        if rows <= 7:
            assert grid_of(form).verticalScrollBar().maximum() == 0, rows

    assert heights[0] < heights[1] < heights[2] == heights[3]


def test_a_screen_reader_hears_what_a_cell_is(make_form: MakeForm) -> None:
    form = make_form(TEXTS, values={"kv": {"plan": "pro"}})
    model = model_of(form)

    assert model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "Value, row 1: pro"


def test_a_null_says_something_and_a_blank_row_nothing() -> None:
    assert Pair().is_blank
    assert not Pair("x", "", "Null").is_blank
    assert not Pair("x").is_blank
