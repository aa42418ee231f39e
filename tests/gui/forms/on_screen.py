"""What tests of forms do with the screen: find inputs, click, wait for the events that are posted."""

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from gui.forms.form import Form

MakeForm = Callable[..., Form]
"""Fields, and as keywords `rules` and `values` → a form on the screen."""


def settle() -> None:
    """Let posted events be handled: layouts, deletions, polishing. Not inside a coroutine: see `turn`."""
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()


async def turn() -> None:
    """The same inside a coroutine, where the loop itself handles the events."""
    await asyncio.sleep(0.02)


async def until(holds: Callable[[], bool]) -> None:
    """Wait for what another task or an event brings about; the test's own limit ends it."""
    while not holds():  # noqa: ASYNC110 - what is waited for is Qt's, which has no asyncio event
        await asyncio.sleep(0.005)


def line_of(form: QWidget, key: str) -> QLineEdit:
    line = form.findChild(QLineEdit, f"field-{key}")
    assert line is not None
    return line


def box_of(form: QWidget, key: str) -> QPlainTextEdit:
    box = form.findChild(QPlainTextEdit, f"field-{key}")
    assert box is not None
    return box


def combo_of(form: QWidget, key: str) -> QComboBox:
    combo = form.findChild(QComboBox, f"field-{key}")
    assert combo is not None
    return combo


def click(form: QWidget, name: str) -> None:
    button = form.findChild(QWidget, name)
    assert button is not None, name
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def problem_of(form: QWidget, key: str) -> str:
    """The sentence that is seen under a field; "" when none is."""
    sentence = form.findChild(QLabel, f"problem-{key}")
    return sentence.text() if sentence is not None and sentence.isVisible() else ""


def label_of(form: QWidget, key: str) -> QLabel:
    """The label of a field."""
    label = form.findChild(QLabel, f"label-{key}")
    assert label is not None
    return label


def has_focus(widget: QWidget) -> bool:
    """Whether the keyboard acts on this widget."""
    return QApplication.focusWidget() is widget


def card(form: QWidget, name: str) -> QWidget:
    """A widget of that name, such as the card "item-1"."""
    found = form.findChild(QWidget, name)
    assert found is not None, name
    return found
