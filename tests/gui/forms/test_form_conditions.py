"""Fields come and go with the values of their neighbours."""

from on_screen import MakeForm, combo_of, label_of, line_of, problem_of
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QTableView

from core.model.fields import BooleanField, KeyValuesField, SelectField, TextField

BY = SelectField(
    key="by", label="Get User by", required=True, options={"email": "Email", "id": "User ID"}, default="email"
)
EMAIL = TextField(
    key="email", label="Email", required=True, shown_when={"by": "email"}, help="Where it goes."
)
ID = TextField(key="id", label="User ID", required=True, shown_when={"by": "id"})


def test_only_the_fields_of_the_choice_are_shown(make_form: MakeForm) -> None:
    form = make_form(BY, EMAIL, ID)

    assert line_of(form, "email").isVisible()
    assert not line_of(form, "id").isVisible()
    combo_of(form, "by").setCurrentIndex(1)
    assert not line_of(form, "email").isVisible()
    assert not label_of(form, "email").isVisible()
    assert not form.findChild(object, "help-email").isVisible()
    assert line_of(form, "id").isVisible()
    assert label_of(form, "id").isVisible()


def test_the_value_of_a_hidden_field_is_kept_and_not_given(make_form: MakeForm) -> None:
    form = make_form(BY, EMAIL, ID)
    QTest.keyClicks(line_of(form, "email"), "ann@example.com")
    combo_of(form, "by").setCurrentIndex(1)
    assert form.values() == {"by": "id"}

    combo_of(form, "by").setCurrentIndex(0)
    assert form.values() == {"by": "email", "email": "ann@example.com"}


def test_a_hidden_mandatory_field_is_no_problem(make_form: MakeForm) -> None:
    form = make_form(BY, EMAIL, ID, values={"by": "id", "id": "7"})

    assert form.check()


def test_a_hidden_table_with_a_name_twice_is_no_problem(make_form: MakeForm) -> None:
    form = make_form(BY, KeyValuesField(key="kv", label="More", shown_when={"by": "email"}))
    table = form.findChild(QTableView, "field-kv").model()
    for row in range(2):
        table.setData(table.index(row, 0), "plan")
    assert not form.check()
    combo_of(form, "by").setCurrentIndex(1)

    assert form.check()


def test_the_problem_of_a_field_goes_and_comes_with_it(make_form: MakeForm) -> None:
    form = make_form(BY, EMAIL, ID)
    form.check()
    assert problem_of(form, "email") == "Email is mandatory."
    combo_of(form, "by").setCurrentIndex(1)
    assert problem_of(form, "email") == ""
    assert form.show_problems({"id": "There is no such user."}) == []
    assert problem_of(form, "id") == "There is no such user."


def test_a_hidden_field_hides_what_hangs_on_it(make_form: MakeForm) -> None:
    chain = (
        BooleanField(key="one", label="One", required=True),
        BooleanField(key="two", label="Two", required=True, shown_when={"one": True}),
        TextField(key="three", label="Three", shown_when={"two": True}),
    )
    form = make_form(*chain, values={"one": True, "two": True, "three": "x"})
    assert line_of(form, "three").isVisible()

    form.set_values({"one": False, "two": True, "three": "x"})
    assert not line_of(form, "three").isVisible()
    assert form.values() == {"one": False}


def test_a_condition_may_allow_several_values_and_ask_several_fields(make_form: MakeForm) -> None:
    kinds = SelectField(key="kind", label="Kind", options={"a": "A", "b": "B", "c": "C"})
    extra = TextField(key="extra", label="Extra", shown_when={"kind": ("a", "b"), "on": True})
    form = make_form(kinds, BooleanField(key="on", label="On", required=True), extra)

    for values, shown in (
        ({"kind": "a", "on": True}, True),
        ({"kind": "b", "on": True}, True),
        ({"kind": "b", "on": False}, False),
        ({"kind": "c", "on": True}, False),
        ({"on": True}, False),
    ):
        form.set_values(values)
        assert line_of(form, "extra").isVisible() is shown, values


def test_tab_skips_what_is_hidden_and_follows_the_eye(make_form: MakeForm) -> None:
    form = make_form(BY, EMAIL, ID, TextField(key="last", label="Last"))
    combo_of(form, "by").setCurrentIndex(1)
    combo_of(form, "by").setFocus()
    order = []
    for _ in range(2):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None
        order.append(now.objectName())

    assert order == ["field-id", "field-last"]


def test_the_toggle_counts_only_what_applies(make_form: MakeForm) -> None:
    form = make_form(
        BY,
        TextField(key="a", label="A", advanced=True, shown_when={"by": "id"}),
        TextField(key="b", label="B", advanced=True, shown_when={"by": "id"}),
    )
    toggle = form.findChild(QPushButton, "advanced-toggle")
    assert toggle is not None

    assert not toggle.isVisible()
    combo_of(form, "by").setCurrentIndex(1)
    assert toggle.isVisible()
    assert toggle.text() == "Advanced settings (2)"
    assert not line_of(form, "a").isVisible()
