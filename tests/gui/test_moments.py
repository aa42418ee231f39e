"""Moments as people say them."""

import datetime

import pytest

from gui.moments import day, moment


def at(day: int, hour: int, minute: int) -> float:
    return datetime.datetime(2026, 11, day, hour, minute).timestamp()


@pytest.mark.parametrize(
    ("then", "said"),
    [
        (at(3, 14, 5), "today 14:05"),
        (at(3, 0, 0), "today 00:00"),
        (at(2, 23, 59), "yesterday 23:59"),
        (at(1, 9, 12), "2026-11-01 09:12"),
        (at(4, 9, 12), "2026-11-04 09:12"),
    ],
)
def test_a_moment_is_said_as_people_say_it(then: float, said: str) -> None:
    assert moment(then, at(3, 14, 30)) == said


def test_a_day_is_the_one_here() -> None:
    assert day(at(2, 23, 59)) == "2026-11-02"
