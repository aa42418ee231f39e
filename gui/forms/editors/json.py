"""Any JSON value, as text."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtWidgets import QWidget

from core.model.fields import JsonField
from core.rules.json_text import read_typed
from gui.forms.code_box import CodeBox
from gui.forms.editor import LEFT_OUT, Around
from gui.forms.editors.boxed import BoxEditor
from gui.forms.highlight import mark_lines


class JsonEditor(BoxEditor):
    """A box for a JSON document. What was given is given back as it was while nobody edits it."""

    field: JsonField
    box: CodeBox

    def __init__(self, field: JsonField, around: Around, parent: QWidget) -> None:
        super().__init__(field, around, CodeBox(parent))
        self.box.setPlaceholderText('{"name": "value"}')
        self._read: tuple[str, Any] = ("", LEFT_OUT)

    def value(self) -> Any:
        """The value, or the text where it is not JSON. A document that is one text stays a document."""
        text = self.box.toPlainText()
        if text != self._read[0]:
            self._read = (text, _parse(text))
        return self._read[1]

    def set_value(self, value: Any) -> None:
        """Show a value, written out; a text is a JSON document and is shown as it is."""
        if value is LEFT_OUT:
            text = ""
        elif isinstance(value, str):
            text = value
        else:
            text = json.dumps(value, indent=2, ensure_ascii=False)
        # What was given as a value comes back as that very value, numbers as they were.
        self._read = (text, _parse(text) if isinstance(value, str) else value)
        self.box.setPlainText(text)

    def show_problem(self, sentence: str) -> None:
        """Mark the line where the text ceases to be JSON."""
        super().show_problem(sentence)
        wrong = _wrong_place(self.box.toPlainText()) if sentence else None
        mark_lines(self.box, [wrong[0]] if wrong else [])

    def focus_problem(self) -> QWidget:
        """Put the cursor where the text ceases to be JSON."""
        wrong = _wrong_place(self.box.toPlainText())
        if wrong is not None:
            self.box.go_to(*wrong)
        return super().focus_problem()


def _parse(text: str) -> Any:
    if not text.strip():
        return LEFT_OUT
    try:
        value = read_typed(text)
    except ValueError:
        return text
    # A text stands for a document: unquoted it would be read once more.
    return text if isinstance(value, str) else value


def _wrong_place(text: str) -> tuple[int, int] | None:
    """Line and column, from 0, where the text ceases to be JSON; None when it does not."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.lineno - 1, error.colno - 1
    except (RecursionError, ValueError):  # too deep; a number of too many digits
        return None
    return None
