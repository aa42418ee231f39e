"""Sorting: as a plain loop over decoded bundles would."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.results import Progress, SortKey, Steps
from core.results import order
from core.results.moments import is_date, moment
from core.results.questions import SortRows, Source
from tests.core.results.bundle_runs import (
    BUNDLES,
    COLUMNS,
    MISSING,
    PATIENT,
    Pairs,
    Raw,
    cell,
    lines,
    read,
    rows_of,
    run_of,
    told_by,
)

BLANK = ["odd", "empty", "null", "missing"]
SORTED = ["number", "text", "boolean", "array", "object"]


def kind(value: Any) -> str:
    """What a cell is sorted with."""
    if value is MISSING:
        return "missing"
    if isinstance(value, Raw):
        return "odd" if value in ("NaN", "-Infinity") else "number"
    if isinstance(value, str):
        return "text" if value else "empty"
    if isinstance(value, Pairs):
        return "object"
    return {type(None): "null", bool: "boolean", list: "array"}[type(value)]


def amount(value: Any, *, as_dates: bool) -> Any:
    """What cells of one kind are compared by."""
    match kind(value):
        case "number":
            return Decimal(value)
        case "text":
            return moment(value) if as_dates else (value.casefold(), value)
        case "object":
            return len(dict(value))
        case "array":
            return len(value)
        case "boolean":
            return value
    return 0


def expected(bundles: Sequence[bytes], keys: Sequence[SortKey], rows: Sequence[int]) -> list[int]:
    """Stable sorts from the last key to the first."""
    values = [read(bundle) for bundle in bundles]
    for key in reversed(keys):
        cells = {row: cell(values[row], key.column) for row in rows}
        kinds = {row: kind(one) for row, one in cells.items()}
        dates = [one for row, one in cells.items() if kinds[row] == "text"]
        as_dates = not (set(kinds.values()) - {"text", *BLANK}) and all(map(is_date, dates))
        groups = [
            sorted(
                (row for row in rows if kinds[row] == one),
                key=lambda row: amount(cells[row], as_dates=as_dates),
                reverse=key.descending,
            )
            for one in (reversed(SORTED) if key.descending else SORTED)
        ]
        rows = [row for group in groups for row in group] + [
            row for one in BLANK for row in rows if kinds[row] == one
        ]
    return list(rows)


def sorted_rows(source: Source, *keys: SortKey) -> list[int]:
    return rows_of(order.work, lambda out: SortRows(source, keys, out), source)


@PATIENT
@given(
    bundles=lines(BUNDLES, most=12),
    keys=st.lists(st.builds(SortKey, COLUMNS, st.booleans()), min_size=1, max_size=2),
    data=st.data(),
)
def test_rows_are_sorted_as_a_plain_loop_sorts_them(
    bundles: list[bytes], keys: list[SortKey], data: st.DataObject
) -> None:
    rows = data.draw(st.none() | st.permutations(range(len(bundles))))
    with run_of(bundles, rows) as source:
        found = sorted_rows(source, *keys)
    assert found == expected(bundles, keys, range(len(bundles)) if rows is None else rows)


def by(column: Steps, *values: str, descending: bool = False) -> list[str]:
    """The values of a column in their order, as JSON."""
    bundles = [f'{{"{column[0]}":{value}}}'.encode() for value in values]
    with run_of(bundles) as source:
        return [values[row] for row in sorted_rows(source, SortKey(column, descending))]


def test_numbers_are_sorted_exactly() -> None:
    small, large = str(2**70), str(2**70 + 1)
    assert by(("n",), large, "1.10", small, "1e400", "-3", "9") == ["-3", "1.10", "9", small, large, "1e400"]
    assert by(("n",), "0.10000000000000000001", "0.1") == ["0.1", "0.10000000000000000001"]
    assert by(("n",), "9" * 5000, "1") == ["1", "9" * 5000]


def test_equal_numbers_keep_their_order_however_they_are_written() -> None:
    assert by(("n",), "1.0", "2", "1", "1.00") == ["1.0", "1", "1.00", "2"]
    assert by(("n",), "1.0", "2", "1", descending=True) == ["2", "1.0", "1"]


def test_texts_are_sorted_not_minding_case_and_then_exactly() -> None:
    assert by(("t",), '"b"', '"B"', '"a"', '"C"', '"A"') == ['"A"', '"a"', '"B"', '"b"', '"C"']


def test_what_is_blank_comes_last_both_ways_and_is_told_apart() -> None:
    blank = ['""', "null"]
    assert by(("t",), "null", '""', '"b"', '"a"') == ['"a"', '"b"', *blank]
    assert by(("t",), "null", '""', '"b"', '"a"', descending=True) == ['"b"', '"a"', *blank]


def test_dates_are_moments_only_where_all_are_dates() -> None:
    early, late = '"2026-11-03T12:00:00+05:00"', '"2026-11-03T10:00:00Z"'
    assert by(("d",), late, early) == [early, late]
    assert by(("d",), early, late, '"soon"') == [late, early, '"soon"']


@pytest.mark.parametrize("count", [0, 1])
def test_a_run_of_hardly_any_bundles_can_be_sorted(count: int) -> None:
    with run_of([b'{"a":1}'] * count) as source:
        assert sorted_rows(source, SortKey(("a",))) == list(range(count))


def test_progress_ends_with_all_bundles() -> None:
    with run_of([b"1"] * 5) as source:
        told = told_by(order.work, SortRows(source, (SortKey(()),), f"{source.folder}/out.u64"))
    assert [one for one in told if isinstance(one, Progress)][-1] == Progress(5, 5)
