"""A moment: day and time, in UTC unless an offset is typed."""

from __future__ import annotations

from datetime import UTC, date, datetime

from PySide6.QtWidgets import QWidget

from core.model.fields import DateTimeField
from gui.forms.editor import Around
from gui.forms.editors import moment
from gui.forms.editors.moment import MomentEditor, day_and_time, iso_moment, local_day, local_time, weekday

MIDNIGHT = "00:00"


class DateTimeEditor(MomentEditor):
    """A line for a moment; beside it stands the zone, or what another offset is in UTC."""

    has_time = True

    def __init__(self, field: DateTimeField, around: Around, parent: QWidget) -> None:
        super().__init__(field, around, parent)
        self.line.setPlaceholderText("2024-05-01 14:30")
        self._line.set_remark("UTC")
        self.line.textChanged.connect(self._say_here)

    def as_typed(self, named: datetime) -> str:
        """Day and time, to the minute."""
        return f"{named:%Y-%m-%d %H:%M}"

    def today(self) -> date:
        """The day that it is in UTC, which is what a time without an offset counts as."""
        return moment.now().date()

    def read(self, text: str) -> str:
        """The moment as ISO text, or the text that names none."""
        text = text.strip()
        if iso_moment(text) is not None:
            return text
        if text.casefold() == "now":
            return f"{moment.now():%Y-%m-%d %H:%M}"
        day_text, time_text = day_and_time(text)
        day = local_day(day_text, self.today())
        time = local_time(time_text) if time_text else MIDNIGHT
        return f"{day.isoformat()} {time}" if day and time else text

    def understood(self, text: str) -> str:
        """The zone, and the day of the week; the moment in UTC while it is typed otherwise."""
        as_iso = self.read(text)
        named = iso_moment(as_iso)
        if named is None:
            return "UTC"
        in_utc = _in_utc(named)
        if as_iso == text and in_utc.date() == named.date() and named.utcoffset():
            return f"= {in_utc:%H:%M} UTC"
        if as_iso != text or named.utcoffset():
            return f"= {in_utc:%Y-%m-%d %H:%M} UTC"
        return f"{weekday(named)}, UTC"

    def _say_here(self, text: str) -> None:
        """What it is on the clock of this computer, where that is another time."""
        named = iso_moment(self.read(text))
        self.tell_remark(_here(named) if named else "")

    def take_day(self, day: date | None) -> None:
        """Write the day, keep the time that is there, and select it to be typed over."""
        if day is None:
            super().take_day(None)
            return
        present = iso_moment(self.read(self.line.text()))
        time = present.strftime("%H:%M") if present else MIDNIGHT
        self.line.setText(f"{day.isoformat()} {time}")
        self.line.setSelection(len(day.isoformat()) + 1, len(time))

    def take_now(self) -> None:
        """Write the present moment, in UTC."""
        self.line.setText(f"{moment.now():%Y-%m-%d %H:%M}")


def _in_utc(named: datetime) -> datetime:
    """The moment in UTC; as it is where the calendar ends."""
    try:
        return named.replace(tzinfo=UTC) if named.tzinfo is None else named.astimezone(UTC)
    except OverflowError:
        return named


def _here(named: datetime) -> str:
    """What the moment is on the clock of this computer; "" where that is set to UTC."""
    try:
        here = _in_utc(named).astimezone()
    except (OverflowError, OSError, ValueError):  # too far away for the system's own table of zones
        return ""
    return f"That is {here:%Y-%m-%d %H:%M} on this computer's clock." if here.utcoffset() else ""
