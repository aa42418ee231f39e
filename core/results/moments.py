"""Texts that are dates: ISO 8601 as services write it, as moments that can be compared."""

import re
from datetime import date
from functools import lru_cache

_DATE = re.compile(
    r"(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))"
    r"(?:[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:[.,](\d{1,9}))?)?"
    r"(?: ?(?:Z|z|UTC|([+-])([01]\d|2[0-3]):?([0-5]\d)))?)?",
    re.ASCII,
)
_LONGEST = 40
_SHORTEST = len("2026-11-03")
_SECOND = 1_000_000_000
_IN_UTC = len("2026-11-03T10:00:00Z")

DAY = 24 * 60 * 60 * _SECOND
"""Nanoseconds."""


def is_date(text: str) -> bool:
    """Whether a text looks like a date, with or without a time."""
    return _SHORTEST <= len(text) <= _LONGEST and text[4] == "-" and _DATE.fullmatch(text) is not None


def moment(text: str) -> int | None:
    """A date as nanoseconds since the year 1, in UTC where no zone stands; None for what is none."""
    found = _DATE.fullmatch(text) if _SHORTEST <= len(text) <= _LONGEST else None
    if found is None:
        return None
    day, hour, minute, second, fraction, sign, hours, minutes = found.groups()
    begin = _day(day)
    if begin is None or hour is None:
        return begin
    minute_of_day = int(hour) * 60 + int(minute)
    if sign:
        offset = int(hours) * 60 + int(minutes)
        minute_of_day += offset if sign == "-" else -offset
    nanoseconds = int(fraction.ljust(9, "0")) if fraction else 0
    return begin + (minute_of_day * 60 + int(second or 0)) * _SECOND + nanoseconds


@lru_cache(maxsize=10_000)
def _day(text: str) -> int | None:
    try:
        return date.fromisoformat(text).toordinal() * DAY
    except ValueError:  # the 30th of February
        return None


def in_one_form(texts: list[str]) -> bool:
    """Whether dates are written so alike that sorting them as texts sorts them as moments."""
    lengths = set(map(len, texts))
    if len(lengths) != 1:
        return False
    length = lengths.pop()
    if length == _IN_UTC:
        return all(text[-1] == "Z" and text[10] == "T" for text in texts)
    return length == _SHORTEST
