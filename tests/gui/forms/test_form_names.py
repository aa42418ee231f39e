"""Names that the account knows, suggested while a table of names and values is filled in."""

import pytest
from lookup_account import Account
from on_screen import MakeForm, problem_of, turn, until
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCompleter, QLineEdit, QTableView

from core.model.errors import NetworkDown
from core.model.fields import KeyValuesField
from gui.forms.editors.key_values import KeyValuesEditor
from gui.forms.form import Form

pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)

FIELD = KeyValuesField(key="kv", label="Attributes", names_from="attributes")


async def open_name(form: Form, row: int) -> QLineEdit:
    """Begin to write a name, and wait until the names are there."""
    grid = form.findChild(QTableView, "field-kv")
    assert grid is not None
    index = grid.model().index(row, 0)
    grid.setFocus()
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=grid.visualRect(index).center())
    await turn()
    editor = form.editor("kv")
    assert isinstance(editor, KeyValuesEditor)
    await editor.names_loaded()
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    return line


def offered(line: QLineEdit) -> list[str]:
    completer = line.completer()
    if completer is None:
        return []
    model = completer.completionModel()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def account_with_names() -> Account:
    account = Account()
    account.surveys = [("plan", "Plan"), ("seats", "seats"), ("signed_up", "Signed up at")]
    return account


async def test_names_are_loaded_when_one_is_begun_and_chosen_by_label(make_form: MakeForm) -> None:
    account, form = account_with_names(), make_form(FIELD)
    form.set_lookup_source(account.load)
    assert account.asked == []
    line = await open_name(form, 0)
    assert [lookup for lookup, _, _ in account.asked] == ["attributes"]
    assert offered(line) == ["plan  (Plan)", "seats", "signed_up  (Signed up at)"]

    QTest.keyClicks(line, "up at")
    completer = line.completer()
    assert isinstance(completer, QCompleter)
    await until(lambda: completer.popup().isVisible())
    assert offered(line) == ["signed_up  (Signed up at)"]
    QTest.keyClick(completer.popup(), Qt.Key.Key_Down)
    QTest.keyClick(completer.popup(), Qt.Key.Key_Return)
    assert line.text() == "signed_up"
    assert form.values() == {"kv": {"signed_up": ""}}


async def test_names_that_are_there_are_not_offered_again(make_form: MakeForm) -> None:
    account, form = account_with_names(), make_form(FIELD, values={"kv": {"plan": "pro"}})
    form.set_lookup_source(account.load)
    line = await open_name(form, 1)

    assert offered(line) == ["seats", "signed_up  (Signed up at)"]


async def test_any_other_name_may_be_typed(make_form: MakeForm) -> None:
    account, form = account_with_names(), make_form(FIELD)
    form.set_lookup_source(account.load)
    line = await open_name(form, 0)
    QTest.keyClicks(line, "own_name")

    assert form.values() == {"kv": {"own_name": ""}}


async def test_names_that_cannot_be_loaded_are_told_below_the_table(make_form: MakeForm) -> None:
    account, form = account_with_names(), make_form(FIELD)
    account.failure = NetworkDown("The service cannot be reached.")
    form.set_lookup_source(account.load)
    await open_name(form, 0)

    assert problem_of(form, "kv").startswith("No names can be suggested.")
    assert form.check()


async def test_without_a_connection_names_are_simply_typed(make_form: MakeForm) -> None:
    form = make_form(FIELD)
    line = await open_name(form, 0)
    QTest.keyClicks(line, "plan")

    assert offered(line) == []
    assert problem_of(form, "kv") == ""
    assert form.values() == {"kv": {"plan": ""}}
