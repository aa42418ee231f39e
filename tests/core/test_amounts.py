"""Amounts as people say them."""

import pytest

from core.model.amounts import byte_size, counted, counted_of, lasted


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (9_949, "9.9 kB"),
        (9_950, "10 kB"),
        (61_230, "61 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (4_200_000_000, "4.2 GB"),
        (5_000_000_000_000_000, "5,000 TB"),
    ],
)
def test_sizes_are_said_as_people_say_them(size: int, said: str) -> None:
    assert byte_size(size) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 ms"),
        (0.34, "340 ms"),
        (0.9996, "1.0 s"),
        (2.34, "2.3 s"),
        (59.97, "1 min 00 s"),
        (119.7, "2 min 00 s"),
        (245, "4 min 05 s"),
        (3599.6, "1 h 00 min"),
        (3 * 3600 + 61, "3 h 01 min"),
    ],
)
def test_lengths_of_time_are_said_as_people_say_them(seconds: float, said: str) -> None:
    assert lasted(seconds) == said


def test_things_are_counted() -> None:
    assert [counted(1, "bundle"), counted(2000, "bundle")] == ["1 bundle", "2,000 bundles"]
    assert [counted(1, "match", "matches"), counted(0, "match", "matches")] == ["1 match", "0 matches"]


def test_how_many_of_all_are_here_is_said_where_the_total_is_known() -> None:
    assert counted_of(2000, 3000, "bundle") == "2,000 of 3,000 bundles"
    assert counted_of(0, 1, "bundle") == "0 of 1 bundle"
    assert counted_of(1, None, "bundle") == "1 bundle"
    assert counted_of(2000, 0, "bundle") == "2,000 bundles"
