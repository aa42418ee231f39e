"""An account that holds surveys, and the list that shows them."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QToolButton, QWidget

from core.model.fields import LookupField
from gui.forms.editors.lookup import LookupEditor
from gui.forms.form import Form

SURVEY = LookupField(key="survey", label="Survey", lookup="surveys")

offscreen_popup = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
"""What the offscreen platform says of every pop-up."""


class Account:
    """A service that holds surveys, and notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any], str]] = []
        self.surveys: list[tuple[str, str]] = [("SV_1", "Spring"), ("SV_2", "Summer"), ("SV_3", "Autumn")]
        self.failure: Exception | None = None
        self.answers = asyncio.Event()
        self.answers.set()

    async def load(self, lookup: str, values: Mapping[str, Any], search: str) -> Sequence[tuple[str, str]]:
        self.asked.append((lookup, dict(values), search))
        await self.answers.wait()
        if self.failure is not None:
            raise self.failure
        return self.surveys


def lookup_of(form: Form, key: str = "survey") -> LookupEditor:
    editor = form.editor(key)
    assert isinstance(editor, LookupEditor)
    return editor


def open_list(form: Form, key: str = "survey") -> None:
    button = form.findChild(QToolButton, f"open-{key}")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def popup_of(form: Form, key: str = "survey") -> QWidget:
    popups = [popup for popup in form.findChildren(QWidget, f"list-{key}") if popup.isVisible()]
    assert len(popups) == 1
    return popups[0]


def entries(form: Form, key: str = "survey") -> list[str]:
    rows = popup_of(form, key).findChild(QListWidget)
    assert rows is not None
    return [rows.item(at).text() for at in range(rows.count())]


def words(form: Form, key: str = "survey") -> str:
    label = popup_of(form, key).findChild(QLabel, "lookup-words")
    assert label is not None
    return label.text()


def search_line(form: Form, key: str = "survey") -> QLineEdit:
    line = popup_of(form, key).findChild(QLineEdit, "lookup-search")
    assert line is not None
    return line
