"""What dates and times have in common: a line for ISO or local text, and a calendar below it."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QDate, QLocale, QTime
from PySide6.QtWidgets import QWidget

from core.model.fields import DateField, DateTimeField
from gui.forms.calendar import CalendarPopup
from gui.forms.editor import Around
from gui.forms.editors.text import LineEditor
from gui.forms.inputs import OpeningLine, show_below

OLDEST_SHORT_YEAR = 1970
"""A year of two digits counts from here on."""


class MomentEditor(LineEditor):
    """A line whose text is ISO 8601; what is typed in the form of one's country becomes that."""

    def __init__(self, field: DateField | DateTimeField, around: Around, parent: QWidget) -> None:
        self._line = OpeningLine(parent, "calendar", "Open the calendar")
        self._line.button.setObjectName(f"calendar-{field.key}")
        super().__init__(field, around, self._line)
        self._line.opened.connect(self._open)
        self._line.editingFinished.connect(self._write_as_iso)

    def day(self) -> date | None:
        """The day that the line names now."""
        parsed = iso_moment(str(self.read(self.line.text())))
        return parsed.date() if parsed else None

    def take_day(self, day: date | None) -> None:
        """Write a day that was picked; None empties the line."""
        self.line.setText(day.isoformat() if day else "")

    def _open(self) -> None:
        calendar = CalendarPopup(self.line, self.day())
        calendar.picked.connect(self._picked)
        show_below(calendar, self.line)
        calendar.setFocus()

    def _picked(self, day: object) -> None:
        self.take_day(day if isinstance(day, date) else None)
        self.line.setFocus()

    def _write_as_iso(self) -> None:
        text = self.line.text()
        as_iso = str(self.read(text)) if text.strip() else text
        if as_iso != text:
            self.line.setText(as_iso)


def iso_moment(text: str) -> datetime | None:
    """The moment that an ISO text names; None when it names none."""
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None


def local_day(text: str) -> date | None:
    """The day that a text in the short form of the system's language names."""
    locale = QLocale()
    short = locale.dateFormat(QLocale.FormatType.ShortFormat)
    full_year = short if "yyyy" in short else short.replace("yy", "yyyy")
    for found in (
        locale.toDate(text, full_year),
        locale.toDate(text, short, OLDEST_SHORT_YEAR),
    ):
        if found.isValid():
            return _as_date(found)
    return None


def local_time(text: str) -> str:
    """A time such as 14:30 or 2:30 PM as ISO text; "" when it is none."""
    locale = QLocale()
    for found in (
        QTime.fromString(text, "H:mm"),
        QTime.fromString(text, "H:mm:ss"),
        locale.toTime(text, QLocale.FormatType.ShortFormat),
    ):
        if found.isValid():
            return found.toString("HH:mm:ss" if found.second() else "HH:mm")
    return ""


def _as_date(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())
