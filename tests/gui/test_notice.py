"""A notice with several ways out; and the signs of a person."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from gui import theme
from gui.notice import Choice, Notice
from gui.presence import Presence


@pytest.fixture
def window(qapp: QApplication) -> Iterator[QWidget]:
    """A window with a notice in it, and a button to leave it for."""
    theme.apply(qapp, "light")
    window = QWidget()
    column = QVBoxLayout(window)
    column.addWidget(Notice("said"))
    column.addWidget(QPushButton("Elsewhere"))
    window.show()
    window.activateWindow()
    QApplication.processEvents()
    yield window
    window.close()
    window.deleteLater()


def notice(window: QWidget) -> Notice:
    found = window.findChild(Notice, "said")
    assert found is not None
    return found


def test_it_is_hidden_until_it_has_something_to_say(window: QWidget) -> None:
    said = notice(window)
    assert not said.isVisible()
    said.say("warning", "In use.", "By a form.")
    assert said.isVisible()
    assert said.text() == "In use. By a form."
    assert (said.accessibleName(), said.accessibleDescription()) == ("In use.", "By a form.")
    said.clear()
    assert said.text() == ""


def test_each_choice_does_its_own(window: QWidget) -> None:
    said, done = notice(window), list[str]()
    said.say(
        "accent",
        "Which?",
        choices=[Choice("A", lambda: done.append("a"), "a"), Choice("B", lambda: done.append("b"), "b")],
    )
    said.button("b").click()
    assert done == ["b"]


def test_a_choice_may_change_what_is_said(window: QWidget) -> None:
    said = notice(window)
    more = [Choice("Undo", said.clear, "undo")]
    said.say(
        "accent", "Two", choices=[Choice("Undo", lambda: said.say("accent", "One", choices=more), "undo")]
    )
    said.button("undo").setFocus()
    QTest.keyClick(said.button("undo"), Qt.Key.Key_Space)
    assert said.text() == "One"
    assert said.button("undo").hasFocus(), "who presses on and on stays where he is"


def test_it_tells_when_it_takes_the_focus_with_it(window: QWidget) -> None:
    said, left = notice(window), list[bool]()
    said.left.connect(lambda: left.append(True))
    said.say("accent", "One", choices=[Choice("Close", said.clear, "close")])
    said.clear()
    assert not left, "the focus was elsewhere"
    said.say("accent", "One", choices=[Choice("Close", said.clear, "close")])
    said.button("close").setFocus()
    said.button("close").click()
    assert left


def test_a_person_is_noticed_once_in_a_while(window: QWidget) -> None:
    told, home = list[bool](), QObject()
    presence = Presence(lambda: told.append(True), home)
    QTest.keyClick(window, Qt.Key.Key_A)
    assert not told, "nobody listens yet"
    presence.listen()
    QTest.keyClick(window, Qt.Key.Key_A)
    QTest.mouseClick(window, Qt.MouseButton.LeftButton)
    assert len(told) == 1, "the second sign comes too soon"
    presence.listen()  # as the pause does when it is over
    QTest.mouseClick(window, Qt.MouseButton.LeftButton)
    assert len(told) == 2
    presence.listen()
    presence.rest()
    QTest.keyClick(window, Qt.Key.Key_A)
    assert len(told) == 2
