"""A day."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from core.model.fields import DateField
from gui.forms.editor import Around
from gui.forms.editors.moment import MomentEditor, iso_moment, local_day


class DateEditor(MomentEditor):
    """A line for a day."""

    def __init__(self, field: DateField, around: Around, parent: QWidget) -> None:
        super().__init__(field, around, parent)
        self.line.setPlaceholderText("2024-05-01")

    def read(self, text: str) -> str:
        """The day as ISO text, or the text that names none."""
        text = text.strip()
        if iso_moment(text) is not None:
            return text
        day = local_day(text)
        return day.isoformat() if day else text
