"""Writing a query: colours, names that are offered, marks, and what Run takes."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.sql.highlight import tokens
from gui.sql.query_editor import Query, QueryEditor

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)

NAMES = ("orders", "orders_2", "email", '"attributes.plan"', '"select"')


@pytest.fixture
def editor(qtbot: QtBot) -> QueryEditor:
    """An editor that knows some names."""
    editor = QueryEditor()
    qtbot.addWidget(editor)
    editor.resize(500, 200)
    editor.know(NAMES)
    editor.show()
    editor.setFocus()
    qtbot.waitExposed(editor)
    return editor


def press(editor: QueryEditor, key: Qt.Key) -> None:
    """A key, to the list of names if there is one, as a window system would."""
    QTest.keyClick(QApplication.activePopupWidget() or editor, key)


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("SELECT plan FROM t", ["keyword", "name", "keyword", "name"]),
        ("count(*) + count", ["function", "name"]),
        ("'it''s' \"a b\" 12.5", ["text", "name", "number"]),
        ("a -- SELECT", ["name", "remark"]),
        ("/* a */ b", ["remark", "name"]),
        ("'open", ["text"]),
    ],
)
def test_each_kind_of_word_is_told_apart(line: str, kinds: list[str]) -> None:
    assert [token.kind for token in tokens(line)] == kinds


def test_the_whole_text_is_run_or_what_is_selected(editor: QueryEditor) -> None:
    editor.setPlainText("SELECT 1;\nSELECT\n2")
    assert editor.query() == Query("SELECT 1;\nSELECT\n2", 0)
    cursor = editor.textCursor()
    cursor.setPosition(10)
    cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    assert editor.query() == Query("SELECT\n2", 10)


def test_names_are_offered_while_one_is_typed_and_taken_by_enter(editor: QueryEditor) -> None:
    QTest.keyClicks(editor, "SELECT em")
    assert "email" in editor.offered()
    press(editor, Qt.Key.Key_Return)
    assert editor.toPlainText() == "SELECT email"
    assert editor.offered() == []


def test_a_column_is_found_by_a_part_of_its_path_and_written_in_quotes(editor: QueryEditor) -> None:
    QTest.keyClicks(editor, "SELECT o.pla")
    assert '"attributes.plan"' in editor.offered()
    press(editor, Qt.Key.Key_Down)
    press(editor, Qt.Key.Key_Return)
    assert editor.toPlainText() == 'SELECT o."attributes.plan"'


def test_a_path_is_written_in_quotes_whole(editor: QueryEditor) -> None:
    QTest.keyClicks(editor, "SELECT attributes.p")
    press(editor, Qt.Key.Key_Return)
    assert editor.toPlainText() == 'SELECT "attributes.plan"'


def test_a_quote_that_was_typed_is_not_doubled(editor: QueryEditor) -> None:
    QTest.keyClicks(editor, 'SELECT "attr')
    press(editor, Qt.Key.Key_Return)
    assert editor.toPlainText() == 'SELECT "attributes.plan"'


def test_enter_breaks_the_line_after_a_name_that_is_complete(editor: QueryEditor) -> None:
    QTest.keyClicks(editor, "FROM orders")
    press(editor, Qt.Key.Key_Return)
    assert editor.toPlainText() == "FROM orders\n"


def test_enter_takes_no_name_that_merely_has_the_word_within(editor: QueryEditor) -> None:
    QTest.keyClicks(editor, "FROM lan")  # attributes.plan
    assert editor.offered()
    press(editor, Qt.Key.Key_Return)
    assert editor.toPlainText() == "FROM lan\n"


def test_esc_hides_the_names_and_ctrl_space_offers_all(editor: QueryEditor) -> None:
    QTest.keyClicks(editor, "em")
    press(editor, Qt.Key.Key_Escape)
    assert editor.offered() == []
    editor.clear()
    QTest.keyClick(editor, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert editor.offered()[: len(NAMES)] == list(NAMES)


@pytest.mark.parametrize(
    ("text", "at", "name", "result"),
    [
        ("SELECT", 6, "email", "SELECT email"),
        ("SELECT ", 7, "email", "SELECT email"),
        ("count()", 6, "email", "count(email)"),
        ("a.", 2, "email", "a.email"),
        ("SELECT FROM t", 7, "email", "SELECT email FROM t"),
        ("SELECT\nFROM t", 6, "email", "SELECT email\nFROM t"),
    ],
)
def test_an_inserted_name_stands_apart(
    editor: QueryEditor, text: str, at: int, name: str, result: str
) -> None:
    editor.setPlainText(text)
    cursor = editor.textCursor()
    cursor.setPosition(at)
    editor.setTextCursor(cursor)
    editor.insert(name)
    assert editor.toPlainText() == result


def test_a_mistake_is_marked_until_something_is_typed(editor: QueryEditor) -> None:
    editor.setPlainText("SELECT '😀', emial FROM orders")
    editor.mark(12, 17)
    assert editor.marked() == "emial"
    QTest.keyClick(editor, Qt.Key.Key_A)
    assert editor.marked() == ""


def test_a_mistake_at_the_end_marks_what_stands_last(editor: QueryEditor) -> None:
    editor.setPlainText("SELECT (")
    editor.mark(8, 8)
    assert editor.marked() == "("


def test_another_query_can_be_undone(editor: QueryEditor) -> None:
    editor.setPlainText("")
    QTest.keyClicks(editor, "SELECT 1")
    editor.write("SELECT 2")
    assert editor.toPlainText() == "SELECT 2"
    editor.undo()
    assert editor.toPlainText() == "SELECT 1"
