"""Several lines of text."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from core.model.fields import LongTextField
from gui.forms.editor import LEFT_OUT, Around
from gui.forms.editors.boxed import BoxEditor
from gui.forms.inputs import GrowingText

LEAST_LINES, MOST_LINES = 3, 10

COUNTED_FROM = 0.8
"""The part of what fits from which on the characters are counted."""


class LongTextEditor(BoxEditor):
    """A text box that grows with its text. Tab leaves it."""

    field: LongTextField

    def __init__(self, field: LongTextField, around: Around, parent: QWidget) -> None:
        super().__init__(field, around, GrowingText(parent, LEAST_LINES, MOST_LINES))
        if field.max_length is not None:
            self.box.textChanged.connect(self._count)

    def value(self) -> Any:
        """The text as typed; blank means left out."""
        text = self.box.toPlainText()
        return text if text.strip() else LEFT_OUT

    def set_value(self, value: Any) -> None:
        """Show the text."""
        self.box.setPlainText("" if value is LEFT_OUT or value is None else str(value))

    def _count(self) -> None:
        most = self.field.max_length or 0
        count = len(self.box.toPlainText())
        self.tell_remark(f"{count} of {most} characters" if COUNTED_FROM * most <= count <= most else "")
