"""Filtering: each test on each kind of cell, and conditions together."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.results import Condition, Progress, SortKey, Test
from core.results import matching, order, pace
from core.results.conditions import problem_in
from core.results.questions import FilterRows, SortRows, Source
from core.results.told import Written
from tests.core.results.bundle_runs import (
    BUNDLES,
    COLUMNS,
    MISSING,
    PATIENT,
    Raw,
    cell,
    lines,
    read,
    rows_of,
    run_of,
    told_by,
)


def matching_rows(source: Source, *conditions: Condition) -> list[int]:
    return rows_of(matching.work, lambda out: FilterRows(source, conditions, out), source)


CELLS = [
    '"Ada"', '"ada l"', '"LADA"', '""', "null", "12", "12.0", "1.20e1", "-3", "0.5", '"12"', "true", '"true"',
    "[]", "[1]", "{}", '{"a":1}', '"2026-11-03"', '"2026-11-03T00:30:00+02:00"', '"2026-11-04T00:00:00Z"',
    str(2**70), "1e400", "NaN",
]  # fmt: skip
"""One bundle each; in one more the field is missing."""


@pytest.mark.parametrize(
    ("test", "values", "found"),
    [
        ("contains", ["AD"], ['"Ada"', '"ada l"', '"LADA"']),
        ("contains", ["2.0"], ["12.0"]),
        ("contains", ["12"], ["12", "12.0", '"12"']),
        ("contains", ["tru"], ["true", '"true"']),
        ("starts_with", ["ada"], ['"Ada"', '"ada l"']),
        ("ends_with", ["ADA"], ['"Ada"', '"LADA"']),
        ("is", ["Ada"], ['"Ada"']),
        ("is", ["12"], ["12", "12.0", "1.20e1", '"12"']),
        ("is", ["1180591620717411303424"], [str(2**70)]),
        ("is", ["true"], ["true", '"true"']),
        ("is", ["null"], []),
        ("is", [""], ['""']),
        ("one_of", ["ada l", "-3.0", "nobody"], ['"ada l"', "-3"]),
        ("one_of", [], []),
        ("greater", ["0.5"], ["12", "12.0", "1.20e1", str(2**70), "1e400"]),
        ("less", [" 0.5 "], ["-3"]),
        ("between", ["-3", "0.5"], ["-3", "0.5"]),
        ("before", ["2026-11-03"], ['"2026-11-03T00:30:00+02:00"']),
        ("after", ["2026-11-03"], ['"2026-11-04T00:00:00Z"']),
        ("after", ["2026-11-02"], ['"2026-11-03"', '"2026-11-04T00:00:00Z"']),
        ("greater", ["2026-11-03T12:00"], ['"2026-11-04T00:00:00Z"']),
        ("between", ["2026-11-03", "2026-11-03"], ['"2026-11-03"']),
        ("empty", [], ['""', "[]", "{}"]),
        ("null", [], ["null"]),
        ("missing", [], ["(missing)"]),
    ],
)  # fmt: skip
def test_a_condition_finds_what_it_says(test: Test, values: list[str], found: list[str]) -> None:
    cells = [*CELLS, "(missing)"]
    bundles = [f'{{"c":{one}}}'.encode() for one in CELLS] + [b'{"d":1}']
    condition = Condition(("c",), test, tuple(values))
    with run_of(bundles) as source:
        assert [cells[row] for row in matching_rows(source, condition)] == found
        negated = Condition(("c",), test, tuple(values), negated=True)
        assert [cells[row] for row in matching_rows(source, negated)] == [
            one for one in cells if one not in found
        ]


def test_filled_is_neither_missing_nor_null_nor_empty() -> None:
    with run_of([b'{"c":0}', b'{"c":""}', b'{"c":null}', b"{}", b'{"c":[]}', b'{"c":false}']) as source:
        assert matching_rows(source, Condition(("c",), "filled")) == [0, 5]


@pytest.mark.parametrize(
    ("test", "values", "problem"),
    [
        ("contains", [], "Fill in a value."),
        ("between", ["1"], "Fill in both values."),
        ("between", ["1", "2026-11-03"], "Fill in numbers, or dates such as 2026-11-03."),
        ("greater", ["many"], "Fill in numbers, or dates such as 2026-11-03."),
        ("before", ["2026-02-30"], "Fill in a date such as 2026-11-03 or 2026-11-03T10:00:00Z."),
        ("empty", ["x"], "This takes no value."),
        ("greater", ["1e5"], ""),
        ("is", ["anything"], ""),
    ],
)
def test_a_condition_that_makes_no_sense_is_refused_in_words(
    test: Test, values: list[str], problem: str
) -> None:
    assert problem_in(Condition(("c",), test, tuple(values))) == problem


def holds(condition: Condition, value: Any) -> bool:
    """The plain meaning of some tests."""
    wanted = condition.values[0] if condition.values else ""
    match condition.test:
        case "missing":
            met = value is MISSING
        case "null":
            met = value is None
        case "contains":
            words = {True: "true", False: "false"}
            odd = isinstance(value, Raw) and value in ("NaN", "-Infinity")
            if isinstance(value, Raw) and value.lstrip("-").isdigit():
                value = Raw(int(value))
            text = words[value] if isinstance(value, bool) else value
            met = isinstance(text, str) and not odd and wanted.casefold() in text.casefold()
        case _:
            number = isinstance(value, Raw) and value not in ("NaN", "-Infinity")
            met = number and Decimal(value) > Decimal(wanted)
    return met != condition.negated


CONDITIONS = st.builds(
    lambda column, choice, negated: Condition(column, *choice, negated=negated),
    COLUMNS,
    st.sampled_from(
        [("missing", ()), ("null", ()), ("contains", ("s",)), ("contains", ("1",)), ("greater", ("1",))]
    ),
    st.booleans(),
)


@PATIENT
@given(bundles=lines(BUNDLES, most=12), conditions=st.lists(CONDITIONS, max_size=3), data=st.data())
def test_all_conditions_hold_in_the_order_of_the_view(
    bundles: list[bytes], conditions: Sequence[Condition], data: st.DataObject
) -> None:
    rows = data.draw(st.none() | st.permutations(range(len(bundles))))
    values = [read(bundle) for bundle in bundles]
    with run_of(bundles, rows) as source:
        found = matching_rows(source, *conditions)
    assert found == [
        row
        for row in (range(len(bundles)) if rows is None else rows)
        if all(holds(one, cell(values[row], one.column)) for one in conditions)
    ]


def test_rows_are_told_while_others_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "EVERY", 0.0)
    bundles = [b'{"c":"' + b"x" * 1_000 + b'"}'] * 1_000
    with run_of(bundles) as source:
        question = FilterRows(source, (Condition(("c",), "filled"),), f"{source.folder}/out.u64")
        told = told_by(matching.work, question)
    counts = [one.count for one in told if isinstance(one, Written)]
    assert len(counts) > 3
    assert counts == sorted(counts)
    assert counts[-1] == 1_000
    assert told[-2] == Progress(1_000, 1_000)


def test_sorting_what_was_filtered_is_filtering_what_was_sorted() -> None:
    bundles = [f'{{"n":{number * 7 % 50},"even":{number % 2}}}'.encode() for number in range(50)]
    keys, condition = (SortKey(("n",), True),), Condition(("even",), "is", ("0",))
    with run_of(bundles) as source:
        filtered = matching_rows(source, condition)
        in_order = rows_of(order.work, lambda out: SortRows(source, keys, out), source)
    with run_of(bundles, filtered) as source:
        one = rows_of(order.work, lambda out: SortRows(source, keys, out), source)
    with run_of(bundles, in_order) as source:
        other = matching_rows(source, condition)
    assert one == other
    assert len(one) == 25
