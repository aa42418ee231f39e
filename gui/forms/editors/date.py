"""A day."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QWidget

from core.model.fields import DateField
from gui.forms.editor import Around
from gui.forms.editors.moment import MomentEditor, iso_moment, local_day, weekday


class DateEditor(MomentEditor):
    """A line for a day."""

    def __init__(self, field: DateField, around: Around, parent: QWidget) -> None:
        super().__init__(field, around, parent)
        self.line.setPlaceholderText("2024-05-01")

    def as_typed(self, named: datetime) -> str:
        """The day."""
        return f"{named:%Y-%m-%d}"

    def read(self, text: str) -> str:
        """The day as ISO text, or the text that names none."""
        text = text.strip()
        if iso_moment(text) is not None:
            return text
        day = local_day(text, self.today())
        return day.isoformat() if day else text

    def understood(self, text: str) -> str:
        """The day of the week; the day itself while it is typed otherwise."""
        as_iso = self.read(text)
        day = iso_moment(as_iso)
        if day is None:
            return ""
        return weekday(day) if as_iso == text else f"= {weekday(day)}, {as_iso}"
