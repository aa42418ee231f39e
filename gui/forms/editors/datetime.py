"""A moment: day and time, in UTC unless an offset is typed."""

from __future__ import annotations

from datetime import UTC, date

from PySide6.QtWidgets import QWidget

from core.model.fields import DateTimeField
from gui.forms.editor import Around
from gui.forms.editors.moment import MomentEditor, iso_moment, local_day, local_time

MIDNIGHT = "00:00"


class DateTimeEditor(MomentEditor):
    """A line for a moment; beside it stands the zone, or what another offset is in UTC."""

    def __init__(self, field: DateTimeField, around: Around, parent: QWidget) -> None:
        super().__init__(field, around, parent)
        self.line.setPlaceholderText("2024-05-01 14:30")
        self._show_zone()
        self.line.textChanged.connect(self._show_zone)

    def read(self, text: str) -> str:
        """The moment as ISO text, or the text that names none."""
        text = text.strip()
        if iso_moment(text) is not None:
            return text
        day_text, _, time_text = text.partition(" ")
        day = local_day(day_text.rstrip(","))
        time = local_time(time_text.strip()) if time_text.strip() else MIDNIGHT
        return f"{day.isoformat()} {time}" if day and time else text

    def take_day(self, day: date | None) -> None:
        """Write the day, keep the time that is there, and select it to be typed over."""
        if day is None:
            super().take_day(None)
            return
        present = iso_moment(self.read(self.line.text()))
        time = present.strftime("%H:%M") if present else MIDNIGHT
        self.line.setText(f"{day.isoformat()} {time}")
        self.line.setSelection(len(day.isoformat()) + 1, len(time))

    def _show_zone(self) -> None:
        moment = iso_moment(self.line.text())
        if moment is None or moment.tzinfo is None:
            self._line.set_remark("UTC")
        elif moment.utcoffset():
            self._line.set_remark(f"= {moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC")
        else:
            self._line.set_remark("")
