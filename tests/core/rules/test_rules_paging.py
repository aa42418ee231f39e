"""What to ask for next when a list comes in pages."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.errors import InvalidValues
from core.model.request import (
    CursorAbove,
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
from core.rules.paging import (
    NO_DAY_BEFORE,
    Days,
    day_given,
    day_of,
    days_one_by_one,
    days_query,
    going_back,
    halved,
    later,
    limit_of,
    marks_of,
    newest_day,
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


# --- days -----------------------------------------------------------------------------------------

WINDOWS = DateWindows(since="since", until="until", at="at", id_at="id", days_more=1)
MAY_1, MAY_31 = date(2024, 5, 1), date(2024, 5, 31)


@pytest.mark.parametrize(
    ("days", "query"),
    [
        (Days(), {}),
        (Days(first=MAY_1), {"since": "2024-05-01"}),
        (Days(last=MAY_31), {"until": "2024-05-31"}),
        (Days(last=MAY_31, more=1), {"until": "2024-06-01"}),
        (Days(first=MAY_1, last=MAY_1, more=1), {"since": "2024-05-01", "until": "2024-05-02"}),
        (Days(last=date.max, more=1), {"until": "9999-12-31"}),
    ],
)
def test_days_are_asked_for_by_the_first_and_the_last(days: Days, query: dict[str, str]) -> None:
    assert days_query(WINDOWS, days) == query


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (Days(first=MAY_1, last=MAY_1), "2024-05-01"),
        (Days(first=MAY_1, last=MAY_31), "2024-05-01 to 2024-05-31"),
        (Days(first=MAY_1), "2024-05-01 and later"),
        (Days(last=MAY_1), "2024-05-01 and earlier"),
    ],
)
def test_days_are_named_for_people(days: Days, text: str) -> None:
    assert str(days) == text


some_days = st.dates(date(1990, 1, 1), date(2040, 1, 1))


@unhurried
@given(ends=st.tuples(some_days, some_days), is_open=st.tuples(st.booleans(), st.booleans()))
def test_halves_hold_every_day_once_and_keep_open_ends(
    ends: tuple[date, date], is_open: tuple[bool, bool]
) -> None:
    first, last = min(ends), max(ends)
    days = Days(first=None if is_open[0] else first, last=None if is_open[1] else last, more=1)
    halves = halved(days, first, last)
    if first == last:
        assert halves is None
        return
    assert halves is not None
    older, newer = halves
    assert (older.first, newer.last, older.more, newer.more) == (days.first, days.last, 1, 1)
    assert older.last is not None
    assert newer.first == older.last + timedelta(days=1)
    assert first <= older.last < last
    lengths = (older.last - first).days + 1, (last - newer.first).days + 1
    assert abs(lengths[0] - lengths[1]) <= 1


def test_an_end_that_lies_beyond_the_other_cannot_be_halved() -> None:
    assert halved(Days(first=MAY_31), MAY_1, MAY_1) is None
    assert halved(Days(last=MAY_1), MAY_31, MAY_31) is None


def test_the_first_entry_is_looked_for_twice_as_far_back_each_time() -> None:
    days = list(going_back(MAY_31))
    assert [(MAY_31 - day).days for day in days[:4]] == [32, 64, 128, 256]
    assert days[-1] == NO_DAY_BEFORE
    assert len(days) < 12
    assert all(older < newer for newer, older in pairwise(days))
    assert list(going_back(date(1950, 1, 1))) == [NO_DAY_BEFORE]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2024-05-01", MAY_1),
        ("2024-05-01T23:59:59.999Z", MAY_1),
        ("2024-05-01 08:00:00", MAY_1),
        ("2024-04-30T22:30:00-03:00", MAY_1),
        ("2024-05-02T01:00:00+02:00", MAY_1),
        ("0001-01-01T00:00:00+05:00", None),
        ("soon", None),
        ("", None),
        (None, None),
        (20240501, None),
        ({"at": 1}, None),
    ],
)
def test_the_day_of_a_moment_is_that_in_utc(moment: Any, day: date | None) -> None:
    assert day_of(moment) == day


def test_a_field_may_hold_a_day() -> None:
    assert day_given({"from": "2024-05-01"}, "from") == MAY_1
    assert day_given({"from": "2024-05-01T12:00:00Z"}, "from") == MAY_1
    for values in ({}, {"from": None}, {"from": ""}):
        assert day_given(values, "from") is None
    with pytest.raises(InvalidValues) as invalid:
        day_given({"from": "soon"}, "from")
    assert invalid.value.by_field == {"from": "Enter a date as year-month-day, such as 2024-05-31."}


@pytest.mark.parametrize(
    ("moment", "newest"), [("2024-05-30T00:00:00Z", MAY_31), ("2024-05-30T23:59:59Z", MAY_31)]
)
def test_somewhere_it_is_tomorrow_already(moment: str, newest: date) -> None:
    assert newest_day(datetime.fromisoformat(moment).timestamp()) == newest


@pytest.mark.parametrize(
    ("values", "days"),
    [
        ({}, ["2024-05-31", "2024-05-30", "2024-05-29", "2024-05-28"]),
        ({"from": "2024-05-30"}, ["2024-05-31", "2024-05-30"]),
        ({"from": "2024-05-31"}, ["2024-05-31"]),
        ({"from": "2024-06-17"}, ["2024-06-17"]),
    ],
)
def test_days_are_asked_for_one_by_one_back_to_the_one_that_is_wanted(
    values: dict[str, Any], days: list[str]
) -> None:
    now = datetime(2024, 5, 30, 12, tzinfo=UTC).timestamp()
    by_day = DayByDay(param="day", from_field="from", days_back=2)
    assert [day.isoformat() for day in days_one_by_one(by_day, values, now)] == days


def test_the_first_day_of_all_ends_the_days() -> None:
    now = datetime(2024, 5, 30, 12, tzinfo=UTC).timestamp()
    days = days_one_by_one(DayByDay(param="day", from_field="from"), {"from": "0001-01-01"}, now)
    *_, last = islice(days, 1_000_000)
    assert last == date.min


@pytest.mark.parametrize(
    ("day", "days", "found"),
    [(MAY_1, 30, MAY_31), (MAY_31, -30, MAY_1), (date.max, 1, date.max), (date.min, -1, date.min)],
)
def test_there_is_no_day_beyond_the_calendar(day: date, days: int, found: date) -> None:
    assert later(day, days) == found
