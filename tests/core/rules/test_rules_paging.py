"""What to ask for next when a list comes in pages."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.request import (
    CursorAbove,
    CursorPaging,
    NextUrlPaging,
    NoPaging,
    OffsetPaging,
    PagePaging,
    PageSize,
    Paging,
)
from core.rules.paging import (
    limit_of,
    marks_of,
    page_length,
    pages_for_rows,
    pages_in_all,
    pages_in_reach,
    pages_within,
    prefers_cursor,
    rows_told,
    size_query,
    total_of,
)
from tests.core.rules.rules_samples import json_values, unhurried

SIZE = PageSize(param="length", most=100)
PAGES = PagePaging(param="page", size=SIZE, last_page_at="m.last", rows_at="m.rows", limit_field="limit")
CURSORS = CursorPaging(param="cursor", at="m.next", size=SIZE, limit_field="limit")
OFFSETS = OffsetPaging(param="offset", size=SIZE, rows_at="m.rows", limit_field="limit", highest=1000)
URLS = NextUrlPaging(at="m.next", size=SIZE, limit_field="limit")
LONG = PagePaging(
    param="page",
    size=SIZE,
    rows_at="m.rows",
    cursor_above=CursorAbove(param="cursor", at="m.next", rows=1000),
)


@pytest.mark.parametrize(
    ("paging", "marks"),
    [
        (NoPaging(), ()),
        (CURSORS, ("m.next",)),
        (PAGES, ("m.last", "m.rows")),
        (LONG, ("m.rows", "m.next")),
        (PagePaging(param="page"), ()),
        (URLS, ("m.next",)),
        (OFFSETS, ("m.rows",)),
        (OffsetPaging(param="offset", size=SIZE), ()),
    ],
)
def test_a_reply_is_asked_for_what_paging_needs(paging: Paging, marks: tuple[str, ...]) -> None:
    assert marks_of(paging) == marks


@pytest.mark.parametrize(
    ("paging", "values", "limit"),
    [
        (PAGES, {"limit": 25}, 25),
        (CURSORS, {"limit": 1}, 1),
        (PAGES, {}, None),
        (PAGES, {"limit": None}, None),
        (PAGES, {"limit": 0}, 0),
        (PAGES, {"limit": -5}, 0),
        (OFFSETS, {"limit": 25}, 25),
        (URLS, {"limit": 25}, 25),
        (LONG, {"limit": 5}, None),
        (NoPaging(), {"limit": 5}, None),
    ],
)
def test_the_limit_is_never_less_than_nothing(
    paging: Paging, values: dict[str, Any], limit: int | None
) -> None:
    assert limit_of(paging, values) == limit


@pytest.mark.parametrize(
    ("limit", "length", "pages"),
    [(None, 100, None), (0, 1, 0), (1, 1, 1), (99, 99, 1), (100, 100, 1), (101, 100, 2), (250, 100, 3)],
)
def test_pages_are_as_long_as_allowed_and_no_longer_than_needed(
    limit: int | None, length: int, pages: int | None
) -> None:
    for paging in (PAGES, CURSORS):
        assert size_query(paging, limit) == {"length": length}
        assert pages_within(paging, limit) == pages
    assert size_query(URLS, limit) == {"length": length}
    assert page_length(SIZE, limit) == length


def test_without_a_length_nothing_is_known_of_pages() -> None:
    assert size_query(PagePaging(param="page"), 10) == {}
    assert pages_within(PagePaging(param="page"), 10) is None


@pytest.mark.parametrize(
    ("told", "limit", "pages"),
    [
        (7, None, 7),
        ("7", None, 7),
        (7, 250, 3),
        (2, 250, 2),
        (None, 250, 3),
        (None, None, None),
        (True, None, None),
        (-1, None, None),
        ("many", None, None),
        ("٣", None, None),
        ("9" * 5000, None, None),
        (2.5, None, None),
        ([3], 100, 1),
        (0, None, 0),
    ],
    ids=lambda one: str(one)[:12],
)
def test_the_end_is_what_the_service_or_the_limit_says(
    told: Any, limit: int | None, pages: int | None
) -> None:
    assert pages_in_all(PAGES, limit, told) == pages


def test_pages_may_be_counted_from_nought() -> None:
    assert pages_in_all(PagePaging(param="page", first=0), None, 6) == 7


@pytest.mark.parametrize(
    ("limit", "marks", "cursor"),
    [
        (None, {"m.rows": 1001, "m.next": "abc"}, "abc"),
        (None, {"m.rows": "1001", "m.next": 17}, "17"),
        (1001, {"m.rows": 5000, "m.next": "abc"}, "abc"),
        (None, {"m.rows": 1000, "m.next": "abc"}, ""),
        (1000, {"m.rows": 5000, "m.next": "abc"}, ""),
        (None, {"m.rows": 5000, "m.next": None}, ""),
        (None, {"m.rows": 5000, "m.next": ""}, ""),
        (None, {"m.rows": 5000, "m.next": {"x": 1}}, ""),
        (None, {"m.rows": 5000, "m.next": False}, ""),
        (None, {"m.rows": 5000, "m.next": 0}, ""),
        (None, {"m.rows": 5000}, ""),
        (None, {"m.next": "abc"}, ""),
        (None, {"m.rows": True, "m.next": "abc"}, ""),
    ],
)
def test_long_lists_go_on_by_cursor(limit: int | None, marks: dict[str, Any], cursor: str) -> None:
    assert prefers_cursor(LONG, limit, marks) == cursor
    assert prefers_cursor(PAGES, limit, marks) == ""


@pytest.mark.parametrize(
    ("paging", "limit", "rows", "total"),
    [
        (PAGES, None, 40, 40),
        (PAGES, 25, 40, 25),
        (PAGES, 50, "40", 40),
        (PAGES, 0, 40, 0),
        (PAGES, 25, None, None),
        (PAGES, None, False, None),
        (OFFSETS, 25, "40", 25),
        (CURSORS, 25, 40, None),
        (NoPaging(), None, 40, None),
    ],
)
def test_the_progress_knows_the_end_as_far_as_it_is_told(
    paging: Paging, limit: int | None, rows: Any, total: int | None
) -> None:
    assert total_of(paging, limit, {"m.rows": rows}) == total


@unhurried
@given(told=json_values, limit=st.none() | st.integers(0, 10_000))
def test_whatever_a_service_tells_a_number_or_none_is_made_of_it(told: Any, limit: int | None) -> None:
    marks = {"m.rows": told, "m.next": told, "m.last": told}
    total, pages = total_of(LONG, limit, marks), pages_in_all(PAGES, limit, told)
    assert total is None or total >= 0
    assert pages is None or pages >= 0
    assert isinstance(prefers_cursor(LONG, limit, marks), str)
    assert rows_told(OFFSETS, marks) == total_of(OFFSETS, None, marks)


@pytest.mark.parametrize(
    ("rows", "length", "pages"),
    [(None, 50, None), (0, 50, 0), (1, 50, 1), (50, 50, 1), (51, 50, 2), (51, 0, None)],
)
def test_so_many_rows_take_so_many_pages(rows: int | None, length: int, pages: int | None) -> None:
    assert pages_for_rows(rows, length) == pages


@pytest.mark.parametrize(
    ("length", "pages"), [(50, 21), (30, 34), (1000, 2), (1001, 1), (1, 1001), (0, 1001)]
)
def test_no_page_begins_above_the_highest_offset(length: int, pages: int) -> None:
    assert pages_in_reach(OFFSETS, length) == pages
    assert (pages - 1) * length <= 1000 < pages * max(1, length)
    assert pages_in_reach(OffsetPaging(param="offset", size=SIZE), length) is None
