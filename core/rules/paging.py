"""What to ask for next when a list comes in pages."""

import re
from collections.abc import Mapping
from typing import Any

from core.model.request import CursorPaging, NoPaging, PagePaging, PageSize, Paging

AT_ONCE = 8
"""Numbered pages in flight together; services allow little more, and order costs memory."""


def marks_of(paging: Paging) -> tuple[str, ...]:
    """The paths that a reply must be asked for, besides its bundles."""
    match paging:
        case CursorPaging(at=at):
            return (at,)
        case PagePaging():
            cursor = paging.cursor_above.at if paging.cursor_above else ""
            return tuple(path for path in (paging.last_page_at, paging.rows_at, cursor) if path)
        case NoPaging():
            return ()


def limit_of(paging: Paging, values: Mapping[str, Any]) -> int | None:
    """The most bundles that the person asked for, never less than none; None for all."""
    limit = values.get(getattr(paging, "limit_field", ""))
    return max(0, limit) if isinstance(limit, int) else None


def size_query(paging: PagePaging | CursorPaging, limit: int | None) -> dict[str, Any]:
    """The parameter for the length of a page: as long as allowed, no longer than needed."""
    return {} if paging.size is None else {paging.size.param: _length(paging.size, limit)}


def pages_within(paging: PagePaging | CursorPaging, limit: int | None) -> int | None:
    """How many pages hold as many bundles as were asked for; None when nothing limits them."""
    if limit is None or paging.size is None:
        return None
    return -(-limit // _length(paging.size, limit))


def pages_in_all(paging: PagePaging, limit: int | None, last_page: Any) -> int | None:
    """How many pages to fetch; None when the service does not tell and nothing limits them."""
    ends = [pages_within(paging, limit)]
    last = _count(last_page)
    if last is not None:
        ends.append(last - paging.first + 1)
    return min((end for end in ends if end is not None), default=None)


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
    rows = _count(marks.get(getattr(paging, "rows_at", "")))
    return rows if rows is None or limit is None else min(rows, limit)


def _length(size: PageSize, limit: int | None) -> int:
    return size.most if limit is None else max(1, min(limit, size.most))


def _count(told: Any) -> int | None:
    """A number that a service told, which some write as text; None for anything else."""
    if isinstance(told, str) and re.fullmatch(r"[0-9]{1,15}", told):
        return int(told)
    return told if isinstance(told, int) and not isinstance(told, bool) and told >= 0 else None
