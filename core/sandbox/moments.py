"""Moments in time as the services write and read them. Everything is UTC."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any


def stamp(moment: datetime | int) -> str:
    """Return `moment` (aware, or whole seconds since 1970) as `2024-03-02T08:15:00.000000Z`."""
    if isinstance(moment, int):
        day, second = divmod(moment, 86_400)
        return f"{_day(day)}{_MINUTES[second // 60]}{_SECONDS[second % 60]}"
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"


def now() -> datetime:
    """Return the present moment; what a write leaves behind is dated with it."""
    return datetime.now(UTC)


def read_moment(value: Any) -> datetime | None:
    """Read an ISO text, `YYYY-MM-DD HH:MM:SS`, a day or Unix seconds; None if it is none of them.

    A text without an offset is taken as UTC.
    """
    try:
        if isinstance(value, bool):
            return None
        if isinstance(value, (int, float)) or (isinstance(value, str) and value.strip().isdecimal()):
            return datetime.fromtimestamp(float(value), UTC)
        read = datetime.fromisoformat(value.strip()) if isinstance(value, str) else None
        return read and (read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC))
    except (ValueError, OverflowError, OSError):
        return None


# A page of a thousand contacts holds five thousand moments: looked up in parts they cost a fifth.
@lru_cache(maxsize=16_384)
def _day(day: int) -> str:
    return datetime.fromtimestamp(day * 86_400, UTC).strftime("%Y-%m-%d")


_MINUTES = [f"T{minute // 60:02d}:{minute % 60:02d}:" for minute in range(1440)]
_SECONDS = [f"{second:02d}.000000Z" for second in range(60)]
