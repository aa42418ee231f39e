"""Any JSON value, as text."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from core.model.fields import JsonField
from core.rules.json_text import read_typed
from gui import theme
from gui.forms.editor import LEFT_OUT, Around, Editor
from gui.forms.highlight import JsonHighlighter, mark_lines
from gui.forms.inputs import GrowingText

LEAST_LINES, MOST_LINES = 4, 16


class JsonEditor(Editor):
    """A box for a JSON document. What was given is given back as it was while nobody edits it."""

    def __init__(self, field: JsonField, around: Around, parent: QWidget) -> None:
        self._box = _JsonBox(parent)
        super().__init__(field, around, self._box)
        self._read: tuple[str, Any] = ("", LEFT_OUT)
        self._box.textChanged.connect(self.tell_changed)
        self._box.left.connect(self.tell_left)

    def value(self) -> Any:
        """The value, or the text where it is not JSON. A document that is one text stays a document."""
        text = self._box.toPlainText()
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
        self._box.setPlainText(text)

    def set_placeholder(self, text: str) -> None:
        """A hint in the empty box."""
        self._box.setPlaceholderText(text)

    def show_problem(self, sentence: str) -> None:
        """Mark the line where the text ceases to be JSON."""
        super().show_problem(sentence)
        mark_lines(self._box, [_wrong_line(self._box.toPlainText())] if sentence else [])


class _JsonBox(GrowingText):
    """A box for code, coloured anew when the theme changes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, LEAST_LINES, MOST_LINES)
        self.setFont(theme.mono_font())
        self.setPlaceholderText('{"name": "value"}')
        self._colours = JsonHighlighter(self.document())

    def changeEvent(self, event: QEvent) -> None:
        """Take up the colours of another scheme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_colours"):
            self._colours.rehighlight()


def _parse(text: str) -> Any:
    if not text.strip():
        return LEFT_OUT
    try:
        value = read_typed(text)
    except ValueError:
        return text
    # A text stands for a document: unquoted it would be read once more.
    return text if isinstance(value, str) else value


def _wrong_line(text: str) -> int:
    """The line, from 0, where the text ceases to be JSON; -1 when it does not."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.lineno - 1
    except RecursionError:
        return -1
    return -1
