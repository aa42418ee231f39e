"""Several lines of text."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from core.model.fields import LongTextField
from gui.forms.editor import LEFT_OUT, Around, Editor
from gui.forms.inputs import GrowingText

LEAST_LINES, MOST_LINES = 3, 8


class LongTextEditor(Editor):
    """A text box that grows with its text. Tab leaves it."""

    def __init__(self, field: LongTextField, around: Around, parent: QWidget) -> None:
        self._box = GrowingText(parent, LEAST_LINES, MOST_LINES)
        super().__init__(field, around, self._box)
        self._box.textChanged.connect(self.tell_changed)
        self._box.left.connect(self.tell_left)

    def value(self) -> Any:
        """The text as typed; blank means left out."""
        text = self._box.toPlainText()
        return text if text.strip() else LEFT_OUT

    def set_value(self, value: Any) -> None:
        """Show the text."""
        self._box.setPlainText("" if value is LEFT_OUT or value is None else str(value))

    def set_placeholder(self, text: str) -> None:
        """A hint in the empty box."""
        self._box.setPlaceholderText(text)
