"""What to ask for next when a list comes in pages, or in parts by days."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from core.model.errors import InvalidValues
from core.model.position import Days
from core.model.request import (
    CursorPaging,
    DateWindows,
    DayByDay,
    NextUrlPaging,
    NoPaging,
    OffsetPaging,
    PagePaging,
    PageSize,
    Paging,
)

AT_ONCE = 8
"""Numbered pages in flight together; services allow little more, and order costs memory."""

NO_DAY_BEFORE = date(1970, 1, 1)
"""Nobody looks further back for the first entry of a list."""

_FIRST_SPAN = 32
"""Days that are looked at first, going back for the first entry of a list."""


def marks_of(paging: Paging) -> tuple[str, ...]:
    """The paths that a reply must be asked for, besides its bundles."""
    match paging:
        case CursorPaging(at=at) | NextUrlPaging(at=at):
            return (at,)
        case OffsetPaging(rows_at=rows_at):
            return (rows_at,) if rows_at else ()
        case PagePaging():
            cursor = paging.cursor_above.at if paging.cursor_above else ""
            return tuple(path for path in (paging.last_page_at, paging.rows_at, cursor) if path)
        case NoPaging():
            return ()


def limit_of(paging: Paging, values: Mapping[str, Any]) -> int | None:
    """The most bundles that the person asked for, never less than none; None for all."""
    limit = values.get(getattr(paging, "limit_field", ""))
    return max(0, limit) if isinstance(limit, int) else None


def size_query(paging: PagePaging | CursorPaging | NextUrlPaging, limit: int | None) -> dict[str, Any]:
    """The parameter for the length of a page: as long as allowed, no longer than needed."""
    return {} if paging.size is None else {paging.size.param: page_length(paging.size, limit)}


def page_length(size: PageSize, limit: int | None) -> int:
    """How many bundles to ask for at once."""
    return size.most if limit is None else max(1, min(limit, size.most))


def pages_within(paging: PagePaging | CursorPaging, limit: int | None) -> int | None:
    """How many pages hold as many bundles as were asked for; None when nothing limits them."""
    if limit is None or paging.size is None:
        return None
    return -(-limit // page_length(paging.size, limit))


def pages_in_all(paging: PagePaging, limit: int | None, last_page: Any) -> int | None:
    """How many pages to fetch; None when the service does not tell and nothing limits them."""
    ends = [pages_within(paging, limit)]
    last = _count(last_page)
    if last is not None:
        ends.append(last - paging.first + 1)
    return min((end for end in ends if end is not None), default=None)


def pages_for_rows(rows: int | None, length: int) -> int | None:
    """How many pages of a length hold so many rows; None when their number is not known."""
    return None if rows is None or length < 1 else -(-rows // length)


def pages_in_reach(paging: OffsetPaging, length: int) -> int | None:
    """How many pages of a length begin no higher than the service allows; None when it allows all."""
    return None if paging.highest is None else paging.highest // max(1, length) + 1


def prefers_cursor(paging: PagePaging, limit: int | None, marks: Mapping[str, Any]) -> str:
    """The cursor to go on with, where the list is so long that numbered pages are not advised; else ""."""
    above = paging.cursor_above
    if above is None:
        return ""
    cursor = marks.get(above.at)
    rows = total_of(paging, limit, marks) or 0
    return str(cursor) if isinstance(cursor, str | int) and cursor and rows > above.rows else ""


def total_of(paging: Paging, limit: int | None, marks: Mapping[str, Any]) -> int | None:
    """How many bundles there will be, as far as the service tells."""
    rows = rows_told(paging, marks)
    return rows if rows is None or limit is None else min(rows, limit)


def rows_told(paging: Paging, marks: Mapping[str, Any]) -> int | None:
    """How many bundles the service says there are, whatever the limit; None when it does not say."""
    return _count(marks.get(getattr(paging, "rows_at", "")))


def _count(told: Any) -> int | None:
    """A number that a service told, which some write as text; None for anything else."""
    if isinstance(told, str) and re.fullmatch(r"[0-9]{1,15}", told):
        return int(told)
    return told if isinstance(told, int) and not isinstance(told, bool) and told >= 0 else None


def days_query(windows: DateWindows, days: Days) -> dict[str, str]:
    """The parameters that ask for these days."""
    query = {}
    if days.first:
        query[windows.since] = days.first.isoformat()
    if days.last:
        query[windows.until] = later(days.last, days.more).isoformat()
    return query


def halved(days: Days, oldest: date, newest: date) -> tuple[Days, Days] | None:
    """The older and the newer half; None for a single day.

    `oldest` and `newest` stand in for an end that is open. It stays open: what has no day, or a day that
    nobody thinks of, is then in one of the parts all the same.
    """
    first, last = days.first or oldest, days.last or newest
    if first >= last:
        return None
    middle = first + (last - first) // 2
    return (
        Days(first=days.first, last=middle, more=days.more),
        Days(first=middle + timedelta(days=1), last=days.last, more=days.more),
    )


def going_back(newest: date) -> Iterator[date]:
    """Days to look at for the first entry of a list, twice as far back each time."""
    span = _FIRST_SPAN
    while (day := later(newest, -span)) > NO_DAY_BEFORE:
        yield day
        span *= 2
    yield NO_DAY_BEFORE


def newest_day(now: float) -> date:
    """The day that it is somewhere already. `now` in seconds since 1970."""
    return later(datetime.fromtimestamp(now, UTC).date(), 1)


def days_one_by_one(days: DayByDay, values: Mapping[str, Any], now: float) -> Iterator[date]:
    """The days to ask for, newest first, as far back as the person wants it; one at least."""
    newest = newest_day(now)
    oldest = day_given(values, days.from_field) or later(newest, -1 - days.days_back)
    day = max(newest, oldest)
    while True:
        yield day
        if day <= oldest:
            return
        day -= timedelta(days=1)


def day_given(values: Mapping[str, Any], field: str) -> date | None:
    """The day that a field holds; None when it is empty. `InvalidValues` for what is no day."""
    value = values.get(field)
    if value is None or value == "":
        return None
    day = day_of(value)
    if day is None:
        raise InvalidValues({field: "Enter a date as year-month-day, such as 2024-05-31."})
    return day


def day_of(moment: Any) -> date | None:
    """The day of a moment as JSON has it, in UTC; None for what is no moment."""
    try:
        at = datetime.fromisoformat(moment)
        return (at.astimezone(UTC) if at.tzinfo else at).date()
    except (TypeError, ValueError, OverflowError):
        return None


def later(day: date, days: int) -> date:
    """The day so many days later, as far as there are days."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
