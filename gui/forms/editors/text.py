"""One line of text; what every other kind of line is made of, too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from core.model.fields import Field, TextField
from gui.forms.editor import LEFT_OUT, Around, Editor
from gui.forms.inputs import EndedLine

LONGEST_COUNTED = 100
"""Characters; where more fit, nobody needs to count them."""


class LineEditor(Editor):
    """A line whose text is read as a value by `read`; blank means left out."""

    def __init__(self, field: Field, around: Around, line: QLineEdit) -> None:
        super().__init__(field, around, line)
        self.line = line
        self._hint: str | None = None
        line.textChanged.connect(self.tell_changed)

    def read(self, text: str) -> Any:
        """The value that a text stands for; the text itself when it stands for none."""
        return text

    def write(self, value: Any) -> str:
        """The text that stands for a value."""
        return str(value)

    def value(self) -> Any:
        """What was typed, as a value of the kind."""
        text = self.line.text()
        return self.read(text) if text.strip() else LEFT_OUT

    def set_value(self, value: Any) -> None:
        """Show the value, from its beginning."""
        self.line.setText("" if value is LEFT_OUT or value is None else self.write(value))
        self.line.setCursorPosition(0)

    def state(self) -> Any:
        """The text."""
        return self.line.text()

    def bring_back(self, state: Any) -> None:
        """Show the text."""
        self.line.setText(state)

    def go_to(self, path: Sequence[Any], caret: int) -> QWidget:
        """Into the line, behind what was changed."""
        focused = super().go_to(path, caret)
        self.line.setCursorPosition(caret)
        return focused

    def set_placeholder(self, text: str) -> None:
        """A hint in the empty line."""
        self.line.setPlaceholderText(text)

    def show_cleared(self, words: str) -> None:
        """Say so in the empty line, in the place of its hint."""
        if self._hint is None and words:
            self._hint = self.line.placeholderText()
        if self._hint is not None:
            self.line.setPlaceholderText(words or self._hint)


class TextEditor(LineEditor):
    """A line of text, kept as typed. A number that was given stays one while nobody edits it.

    Where only few characters fit, their number stands beside the text.
    """

    field: TextField

    def __init__(self, field: TextField, around: Around, parent: QWidget) -> None:
        most = field.max_length or LONGEST_COUNTED + 1
        self._counted = EndedLine(parent) if most <= LONGEST_COUNTED else None
        super().__init__(field, around, self._counted or QLineEdit(parent))
        self._given: Any = None
        if self._counted is not None:
            self.line.textChanged.connect(self._count)

    def _count(self, text: str) -> None:
        assert self._counted is not None
        self._counted.set_remark(f"{len(text)} / {self.field.max_length}" if text else "")

    def read(self, text: str) -> Any:
        """The text, or the number that it was given as."""
        return self._given if self._given is not None and str(self._given) == text else text

    def set_value(self, value: Any) -> None:
        """Show a text or a number."""
        is_number = isinstance(value, int | float) and self.field.keep_number
        self._given = value if is_number else None
        super().set_value(value)

    def state(self) -> Any:
        """The text, and the number that it was given as."""
        return (self.line.text(), self._given)

    def bring_back(self, state: Any) -> None:
        """Show the text."""
        text, self._given = state
        self.line.setText(text)
