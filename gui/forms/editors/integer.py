"""A whole number."""

from __future__ import annotations

import re
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from core.model.fields import IntegerField
from gui.forms.editor import Around
from gui.forms.editors.text import LineEditor
from gui.forms.inputs import EndedLine

_WHOLE = re.compile(r"[+-]?[0-9]{1,40}")


class IntegerEditor(LineEditor):
    """A line for a whole number; an amount of cents shows beside it what that is in units."""

    def __init__(self, field: IntegerField, around: Around, parent: QWidget) -> None:
        self._in_units = EndedLine(parent) if field.unit == "cents" else None
        super().__init__(field, around, self._in_units or QLineEdit(parent))
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        if self._in_units is not None:
            self.line.textChanged.connect(self._show_units)

    def read(self, text: str) -> int | str:
        """The number, or the text that is none."""
        text = text.strip()
        return int(text) if _WHOLE.fullmatch(text) else text

    def _show_units(self, text: str) -> None:
        assert self._in_units is not None
        amount = self.read(text)
        self._in_units.set_remark(f"= {Decimal(amount) / 100:,.2f}" if isinstance(amount, int) else "")
