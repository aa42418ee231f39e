"""Moments as Qualtrics writes them: milliseconds, or texts in UTC with whole seconds."""

from datetime import UTC, datetime

from core.sandbox.moments import now

LATEST = int(datetime(2025, 6, 1, tzinfo=UTC).timestamp())
"""Seconds since 1970 at which the newest of what was there at the start came about."""
DAY = 86_400


def utc_text(seconds: float) -> str:
    """Return seconds since 1970 as `2025-06-01T00:00:00Z`."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def plain_text(seconds: float) -> str:
    """Return seconds since 1970 as `2025-06-01 00:00:00`. Our own choice: UTC; no zone is told."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")


def read_utc_text(text: str) -> datetime | None:
    """Read `2025-06-01T00:00:00Z`. Our own choice: no other zone, and no parts of seconds."""
    try:
        # Read and written again: `strptime` alone would take a day or an hour of one digit.
        read = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        return read if utc_text(read.timestamp()) == text else None
    except (ValueError, OverflowError, OSError):
        return None


def now_ms() -> int:
    """Return the present moment in milliseconds since 1970."""
    return int(now().timestamp() * 1000)
