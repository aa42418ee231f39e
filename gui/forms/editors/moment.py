"""What dates and times have in common: a line for ISO or local text, and a calendar below it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from PySide6.QtCore import QDate, QLocale, QTime
from PySide6.QtWidgets import QWidget

from core.model.fields import DateField, DateTimeField
from gui.forms.calendar import CalendarPopup
from gui.forms.editor import Around
from gui.forms.editors.text import LineEditor
from gui.forms.inputs import OpeningLine, show_below

OLDEST_SHORT_YEAR = 1970
"""A year of two digits counts from here on."""

_ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
_ANYWHERE = ("d.M.yyyy", "d. M. yyyy")
_IN_WORDS = ("d MMM yyyy", "d MMMM yyyy", "d. MMMM yyyy", "MMM d, yyyy", "MMMM d, yyyy", "MMM d yyyy")
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_TIME_AT_END = re.compile(r"(.*?)[\s,]+(\d{1,2}:\d\d(?::\d\d)?(?:\s*[AaPp]\.?[Mm]\.?)?)")
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}


class MomentEditor(LineEditor):
    """A line whose text is ISO 8601; what is typed in the form of one's country becomes that.

    While it is something else than it will be sent as, what was understood stands beside it.
    """

    has_time = False

    def __init__(self, field: DateField | DateTimeField, around: Around, parent: QWidget) -> None:
        self._line = OpeningLine(parent, "calendar", "Open the calendar")
        self._line.button.setObjectName(f"calendar-{field.key}")
        self._line.button.setAccessibleName(f"Open the calendar for {field.label}")
        super().__init__(field, around, self._line)
        self._line.opened.connect(self._open)
        self._line.editingFinished.connect(self._write_as_iso)
        self._line.textChanged.connect(self._show_understood)

    def today(self) -> date:
        """The day that "today" stands for in this field."""
        return now().astimezone().date()

    def as_typed(self, named: datetime) -> str:
        """How a person would type it."""
        raise NotImplementedError

    def set_placeholder(self, text: str) -> None:
        """An example, as a person would type it: an app's own is written as it is sent."""
        named = iso_moment(str(self.field.example))
        if named is not None:
            super().set_placeholder(f"For example {self.as_typed(named)}")

    def understood(self, text: str) -> str:
        """A remark about what the text is taken for."""
        raise NotImplementedError

    def day(self) -> date | None:
        """The day that the line names now."""
        parsed = iso_moment(str(self.read(self.line.text())))
        return parsed.date() if parsed else None

    def take_day(self, day: date | None) -> None:
        """Write a day that was picked; None empties the line."""
        self.line.setText(day.isoformat() if day else "")

    def take_now(self) -> None:
        """Write the present moment."""

    def _open(self) -> None:
        calendar = CalendarPopup(self.line, self.day(), self.today(), has_time=self.has_time)
        calendar.picked.connect(self._picked)
        calendar.now_wanted.connect(self._now_wanted)
        show_below(calendar, self.line)
        calendar.setFocus()

    def _picked(self, day: object) -> None:
        self.take_day(day if isinstance(day, date) else None)
        self.line.setFocus()

    def _now_wanted(self) -> None:
        self.take_now()
        self.line.setFocus()

    def _show_understood(self, text: str) -> None:
        self._line.set_remark(self.understood(text.strip()))

    def _write_as_iso(self) -> None:
        text = self.line.text()
        as_iso = str(self.read(text)) if text.strip() else text
        if as_iso != text:
            self.line.setText(as_iso)


def now() -> datetime:
    """The present moment, to the minute, in UTC."""
    return datetime.now(UTC).replace(second=0, microsecond=0)


def iso_moment(text: str) -> datetime | None:
    """The moment that an ISO text names; None when it names none."""
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None


def weekday(day: date) -> str:
    """The short name of a day of the week, in the system's language."""
    return QLocale().dayName(day.isoweekday(), QLocale.FormatType.ShortFormat).rstrip(".")


def local_day(text: str, today: date) -> date | None:
    """The day that a text names in the short form of the system's language, or as "today"."""
    if (days := _DAYS.get(text.casefold())) is not None:
        return today + timedelta(days=days)
    locale = QLocale()
    short = locale.dateFormat(QLocale.FormatType.ShortFormat)
    full_year = short if "yyyy" in short else short.replace("yy", "yyyy")
    tries = [(locale, full_year), (locale, short), *((_ENGLISH, form) for form in _ANYWHERE)]
    tries += ((language, form) for language in (locale, _ENGLISH) for form in _IN_WORDS)
    found = (language.toDate(text, form, OLDEST_SHORT_YEAR) for language, form in tries)
    day = next((day for day in found if day.isValid()), None)
    if day is None and (swapped := _SLASHES.fullmatch(text)):
        # A month beyond 12 is none: then the other way round was meant, whatever the system's language.
        day = QDate(int(swapped[3]), int(swapped[2]), int(swapped[1]))
    return date(day.year(), day.month(), day.day()) if day is not None and day.isValid() else None


def day_and_time(text: str) -> tuple[str, str]:
    """The part of a text that names a day, and the time at its end; "" when none is there."""
    found = _TIME_AT_END.fullmatch(text)
    return (found[1].rstrip(", "), found[2]) if found else (text, "")


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
