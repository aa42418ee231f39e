"""Which days to ask for when a list is taken in parts."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.errors import InvalidValues
from core.model.position import Days
from core.model.request import (
    DateWindows,
    DayByDay,
)
from core.rules.paging import (
    NO_DAY_BEFORE,
    day_given,
    day_of,
    days_one_by_one,
    days_query,
    going_back,
    halved,
    later,
    newest_day,
)
from tests.core.rules.rules_samples import unhurried

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
