"""Moments as Cliengo writes and reads them. Inside they are milliseconds since 1970, UTC."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from core.sandbox.moments import now, read_moment
from core.sandbox.moments import stamp as stamp_microseconds

DAY = 86_400_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


class Clock:
    """Dates what is written: each moment later than the one before, unless `stands_still` says otherwise."""

    def __init__(self, after: int, stands_still: Callable[[], bool]) -> None:
        self._after = after
        self._stands_still = stands_still
        self._last: int | None = None

    def tick(self) -> int:
        """Return the moment of a write."""
        if self._last is None or not self._stands_still():
            self._last = max(milliseconds(now()), (self._last or self._after) + 1)
        return self._last


def milliseconds(moment: datetime) -> int:
    """Return an aware moment in milliseconds since 1970."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def stamp(moment: int) -> str:
    """Return `moment` as `2013-11-06T00:00:00.000Z`."""
    second, thousandth = divmod(moment, 1000)
    return f"{stamp_microseconds(second)[:20]}{thousandth:03d}Z"


def read_time(text: str) -> tuple[int, int] | None:
    """Read a day (`2024-05-01`) or an RFC 3339 time: its first millisecond and the first one after it.

    None if it is neither.
    """
    is_day = _DATE.fullmatch(text) is not None
    if not is_day and _TIME.fullmatch(text) is None:
        return None
    read = read_moment(text.upper())
    if read is None:
        return None
    start = milliseconds(read)
    return start, start + (DAY if is_day else 1)
