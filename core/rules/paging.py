"""What to ask for next when a list comes in pages."""

from collections.abc import Mapping
from typing import Any

from core.model.request import CursorPaging, NoPaging, PagePaging, Paging

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
    """The most bundles that the person asked for; None for all."""
    limit = values.get(getattr(paging, "limit_field", ""))
    return limit if isinstance(limit, int) else None


def size_query(paging: PagePaging | CursorPaging, limit: int | None) -> dict[str, Any]:
    """The parameter for the length of a page: as long as allowed, no longer than needed."""
    if paging.size is None:
        return {}
    most = paging.size.most
    return {paging.size.param: most if limit is None else min(limit, most)}


def pages_within(paging: PagePaging | CursorPaging, limit: int | None) -> int | None:
    """How many pages hold as many bundles as were asked for; None when nothing limits them."""
    if limit is None or paging.size is None:
        return None
    return -(-limit // min(limit, paging.size.most))


def pages_in_all(paging: PagePaging, limit: int | None, last_page: Any) -> int | None:
    """How many pages to fetch; None when the service does not tell and nothing limits them."""
    ends = [pages_within(paging, limit)]
    if isinstance(last_page, int) and not isinstance(last_page, bool):
        ends.append(last_page - paging.first + 1)
    return min((end for end in ends if end is not None), default=None)


def prefers_cursor(paging: PagePaging, limit: int | None, marks: Mapping[str, Any]) -> str:
    """The cursor to go on with, where the list is so long that numbered pages are not advised; else ""."""
    above = paging.cursor_above
    if above is None:
        return ""
    rows = marks.get(paging.rows_at)
    wanted = rows if isinstance(rows, int) else 0
    if limit is not None:
        wanted = min(wanted, limit)
    cursor = marks.get(above.at)
    return str(cursor) if cursor and wanted > above.rows else ""


def total_of(paging: Paging, limit: int | None, marks: Mapping[str, Any]) -> int | None:
    """How many bundles there will be, as far as the service tells."""
    rows = marks.get(getattr(paging, "rows_at", ""))
    if not isinstance(rows, int) or isinstance(rows, bool):
        return None
    return rows if limit is None else min(rows, limit)
