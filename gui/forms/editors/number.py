"""A number with an optional decimal point."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from core.model.fields import NumberField
from gui.forms.editor import Around
from gui.forms.editors.text import LineEditor

_WHOLE = re.compile(r"[+-]?[0-9]{1,40}")
_DECIMAL = re.compile(r"[+-]?([0-9]{1,40}(\.[0-9]{0,40})?|\.[0-9]{1,40})([eE][+-]?[0-9]{1,2})?")


class NumberEditor(LineEditor):
    """A line for a number. A whole one stays whole: 12 is not sent as 12.0."""

    def __init__(self, field: NumberField, around: Around, parent: QWidget) -> None:
        super().__init__(field, around, QLineEdit(parent))
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)

    def read(self, text: str) -> int | float | str:
        """The number, or the text that is none."""
        text = text.strip()
        if _WHOLE.fullmatch(text):
            return int(text)
        return float(text) if _DECIMAL.fullmatch(text) else text
