"""Bundles asked with SQL: what a query sees, and what it gives."""

import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.results.columns import Survey
from core.results.told import ColumnsSurveyed
from core.rules.sql_names import columns_of
from tests.core.results import bundle_runs as runs
from tests.core.results.bundle_runs import MISSING, Pairs, Raw
from tests.core.results.sql_runs import asked, lines_of

PEOPLE = lines_of(
    [
        {"name": "Ada", "plan": "pro", "address": {"city": "Berlin"}, "tags": ["a", "b"], "age": 36},
        {"name": "Bob", "plan": "free", "address": {"city": "Rome"}, "tags": [], "age": 5.5},
        {"name": "Cy", "plan": "pro", "address": None, "active": True, "age": None},
    ]
)


def test_a_field_is_a_column_by_its_path() -> None:
    answer = asked('SELECT name, "address.city" FROM people', people=PEOPLE)
    assert answer.columns == ("name", "address.city")
    assert answer.rows == [("Ada", "Berlin"), ("Bob", "Rome"), ("Cy", None)]


def test_all_columns_are_those_with_values_of_their_own() -> None:
    answer = asked("SELECT * FROM people", people=PEOPLE)
    assert answer.columns == ("bundle", "name", "plan", "address.city", "tags", "age", "active")


def test_an_object_and_the_whole_bundle_are_there_by_name() -> None:
    answer = asked("SELECT address, json FROM people WHERE bundle = 1", people=PEOPLE)
    assert [json.loads(cell) for cell in answer.rows[0]] == [{"city": "Berlin"}, json.loads(PEOPLE[0])]


def test_rows_are_counted_and_grouped() -> None:
    query = "SELECT plan, count(*) AS people FROM people GROUP BY plan ORDER BY plan"
    assert asked(query, people=PEOPLE).rows == [("free", 1), ("pro", 2)]


def test_what_is_in_an_array_can_be_asked_for() -> None:
    query = "SELECT name, tag.value FROM people, json_each(people.tags) AS tag"
    assert asked(query, people=PEOPLE).rows == [("Ada", "a"), ("Ada", "b")]


def test_months_of_dates_with_a_zone_can_be_grouped() -> None:
    bundles = lines_of(
        [{"at": "2026-11-03T10:00:00+02:00"}, {"at": "2026-11-30"}, {"at": "2026-12-01T00:00:00Z"}]
    )
    query = "SELECT strftime('%Y-%m', at) AS month, count(*) FROM orders GROUP BY month"
    assert asked(query, orders=bundles).rows == [("2026-11", 2), ("2026-12", 1)]


def test_a_pattern_finds_rows() -> None:
    assert asked("SELECT name FROM people WHERE name REGEXP '^[AB]'", people=PEOPLE).rows == [
        ("Ada",),
        ("Bob",),
    ]


def test_bundles_are_numbered_from_one_and_found_by_their_number() -> None:
    assert asked("SELECT bundle, name FROM people WHERE bundle = 2", people=PEOPLE).rows == [(2, "Bob")]
    assert asked("SELECT name FROM people WHERE bundle = 9 OR bundle = 0", people=PEOPLE).rows == []
    assert asked("SELECT name FROM people ORDER BY bundle DESC LIMIT 1", people=PEOPLE).rows == [("Cy",)]


def test_a_query_need_not_read_all_bundles() -> None:
    many = [b'{"n":%d,"text":"%s"}' % (number, b"x" * 1000) for number in range(5_000)]
    answer = asked("SELECT n FROM many LIMIT 3", many=many)
    assert answer.rows == [(0,), (1,), (2,)]
    read = [one.read for one in answer.told if hasattr(one, "read")][-1]
    assert read < 1_000


def test_a_column_that_comes_late_is_found() -> None:
    many = lines_of([{"n": number} for number in range(3_000)] + [{"late": 1}])
    answer = asked("SELECT count(late) FROM many", many=many)
    assert answer.rows == [(1,)]
    assert "late" in asked("SELECT * FROM many LIMIT 1", many=many).columns
    (surveyed,) = [one for one in answer.told if isinstance(one, ColumnsSurveyed)]
    assert surveyed.found.is_complete


def test_columns_beyond_those_that_sqlite_tells_apart_are_read() -> None:
    wide = lines_of([{f"c{place}": place * row for place in range(200)} for row in range(300)])
    answer = asked("SELECT sum(c70), sum(c199), sum(c3) FROM wide", wide=wide)
    assert answer.rows == [tuple(place * sum(range(300)) for place in (70, 199, 3))]


def test_columns_that_have_the_same_name_are_told_apart() -> None:
    answer = asked("SELECT a.name, b.name, 1 AS name_2 FROM people a, people b LIMIT 1", people=PEOPLE)
    assert answer.columns == ("name", "name_2", "name_2_2")


@pytest.mark.parametrize(
    "name", ["select", "odd name", 'with "quotes"', "`", "", "dot.ted", "Ümlaut", "json", "\x00"]
)
def test_any_name_is_a_column_as_it_is_typed(name: str) -> None:
    lines = lines_of([{name: 7}])
    survey = Survey()
    survey.add(lines)
    column = columns_of(survey.found(), is_complete=True).columns[-1]
    assert column.steps == (name,)
    assert asked(f"SELECT {column.typed} FROM odd", odd=lines).rows == [(7,)]


def test_names_that_differ_only_in_capitals_are_two_columns() -> None:
    answer = asked("SELECT * FROM odd", odd=lines_of([{"id": 1, "ID": 2, "bundle": 3}]))
    assert answer.columns == ("bundle", "id", "ID_2", "bundle_2")
    assert answer.rows == [(1, 1, 2, 3)]


# Values

NUMBERS = {
    "1": 1,
    "-0": 0,
    str(2**63 - 1): 2**63 - 1,
    str(-(2**63)): -(2**63),
    str(2**63): str(2**63),
    str(2**70): str(2**70),
    "1.10": 1.1,
    "1e2": 100.0,
    "1E400": "1E400",
    "-1e400": "-1e400",
    "9" * 5_000: "9" * 5_000,
}


@pytest.mark.parametrize("digits", NUMBERS)
def test_a_number_is_one_that_sql_has_or_its_digits(digits: str) -> None:
    (row,) = asked("SELECT n FROM numbers", numbers=[b'{"n":%s}' % digits.encode()]).rows
    assert row == (NUMBERS[digits],)
    assert type(row[0]) is type(NUMBERS[digits])


def as_sql(value: Any) -> Any:
    """A value as a query should see it; objects and arrays stay as they are."""
    if value is MISSING or value is None:
        return None
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Raw):
        return NUMBERS.get(value, _number(value))
    if isinstance(value, str):
        return "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in value)
    return value


def _number(digits: str) -> Any:
    if digits in ("NaN", "-Infinity"):
        return str(digits)
    whole = int(digits) if digits.lstrip("-").isdigit() else None
    if whole is None:
        return float(digits)
    return whole if -(2**63) <= whole < 2**63 else str(digits)


@runs.PATIENT
@given(lines=runs.lines(runs.BUNDLES))
def test_cells_are_as_in_the_bundles_however_json_writes_them(lines: list[bytes]) -> None:
    survey = Survey()
    if lines:
        survey.add(lines)
    columns = [one for one in columns_of(survey.found(), is_complete=True).columns if one.steps is not None]
    typed = "".join(f", {one.typed}" for one in columns)
    answer = asked(f"SELECT bundle{typed} FROM odd", odd=lines)
    assert [row[0] for row in answer.rows] == list(range(1, len(lines) + 1))
    for row, line in zip(answer.rows, lines, strict=True):
        bundle = runs.read(line)
        for column, cell in zip(columns, row[1:], strict=True):
            assert column.steps is not None
            value = as_sql(runs.cell(bundle, column.steps))
            if isinstance(value, Pairs | list):
                assert runs.read(cell.encode()) == value
            else:
                assert (type(cell), cell) == (type(value), value)


def test_hostile_bundles_are_rows_like_others() -> None:
    deep = b"[" * 10_000 + b"]" * 10_000
    odd = [
        b'{"a":%s}' % deep,
        b'{"%s":1,"a":2}' % (b"k" * 1_000_000),
        b'{"a":"<b>\\u202e\\u0000\\ud800"}',
        b'{"a":1,"a":2}',
        b'{"a":NaN}',
        b'{"a":',
        b"nothing",
        b'{"a":"%s"}' % (b"x" * 3_000_000),
    ]
    answer = asked("SELECT bundle, a FROM odd", odd=odd)
    assert [row[0] for row in answer.rows] == list(range(1, 9))
    assert [row[1] for row in answer.rows[1:5]] == [2, "<b>\u202e\x00\ufffd", 2, "NaN"]
    assert len(answer.rows[7][1]) == 1_000_000
    assert answer.notes == ("1 value is longer than 1,000,000 characters and was cut.",)
    assert asked("SELECT length(json), json FROM odd WHERE bundle = 6", odd=odd).rows == [(5, '{"a":')]


def test_values_that_json_does_not_have_are_written_as_sql_names_them() -> None:
    answer = asked("SELECT 9e999, -9e999, x'00ff', 1.0, NULL", people=PEOPLE)
    assert answer.rows == [("Infinity", "-Infinity", "x'00ff'", 1.0, None)]


# Joins

KEYS = st.sampled_from([1, 2, 1.0, 2.5, True, False, "1", "1.0", " 1", "a", "A", "", None, 2**70, str(2**70)])
ROWS = st.lists(st.fixed_dictionaries({"k": KEYS, "v": st.integers(0, 3)}), max_size=12)


def same(one: Any, other: Any) -> bool:
    """Whether SQL finds two values equal."""
    one, other = (
        str(value) if isinstance(value, int) and abs(value) > 2**63 else value for value in (one, other)
    )
    return one is not None and isinstance(one, str) == isinstance(other, str) and one == other


@runs.PATIENT
@given(left=ROWS, right=ROWS)
def test_a_join_finds_all_that_are_equal_and_no_others(left: list[Any], right: list[Any]) -> None:
    query = "SELECT a.bundle, b.bundle, b.v FROM a JOIN b ON a.k = b.k"
    answer = asked(query, a=lines_of(left or [{"k": None}]), b=lines_of(right or [{"k": None, "v": 1}]))
    expected = Counter(
        (place + 1, other + 1, there["v"])
        for place, here in enumerate(left)
        for other, there in enumerate(right)
        if same(here["k"], there["k"])
    )
    assert Counter(answer.rows) == expected


@runs.PATIENT
@given(left=ROWS.filter(bool))
def test_a_join_on_numbers_made_of_texts_finds_those_too(left: list[Any]) -> None:
    lines = lines_of(left)
    found = "SELECT a.bundle, b.bundle FROM a JOIN b ON {} = CAST(a.k AS NUMERIC) ORDER BY 1, 2"
    # A sum with nothing keeps the column from being looked up.
    expected = asked(found.format("CASE WHEN 1 THEN b.k END"), a=lines, b=lines).rows
    by_lookup = asked(found.format("b.k"), a=lines, b=lines).rows
    assert set(expected) <= set(by_lookup)


def test_rows_without_a_partner_stay_in_a_left_join() -> None:
    query = "SELECT a.n, b.n FROM a LEFT JOIN b ON a.n = b.n ORDER BY 1"
    a, b = (
        lines_of([{"n": number} for number in range(6)]),
        lines_of([{"n": number} for number in range(0, 6, 2)]),
    )
    assert asked(query, a=a, b=b).rows == [(0, 0), (1, None), (2, 2), (3, None), (4, 4), (5, None)]


def test_equal_texts_whatever_their_capitals_are_found_when_asked_for() -> None:
    query = "SELECT count(*) FROM a JOIN b ON a.k = b.k COLLATE NOCASE"
    assert asked(query, a=lines_of([{"k": "A"}, {"k": "x"}]), b=lines_of([{"k": "a"}] * 3)).rows == [(3,)]


def test_an_answer_ends_at_the_most_rows_and_says_so() -> None:
    many = lines_of([{"n": number} for number in range(50)])
    answer = asked("SELECT n FROM many", many=many, most_rows=20)
    assert len(answer.rows) == 20
    assert answer.notes == (
        "There are more rows. The first 20 are here; narrow the query with WHERE to see others.",
    )
    assert asked("SELECT n FROM many", many=many, most_rows=50).notes == ()


def test_an_answer_ends_when_it_is_too_large_for_the_disk_that_it_may_have() -> None:
    many = lines_of([{"n": number, "text": "x" * 100_000} for number in range(200)])
    answer = asked("SELECT text FROM many", many=many, most_bytes=2_000_000)
    assert 10 < len(answer.rows) < 60
    assert answer.notes[0].startswith("There are more rows.")
