"""Which columns there are: as a plain loop over decoded bundles counts them."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from hypothesis import given

from core.model.results import Column, ColumnsFound, Progress, Steps
from core.results import columns
from core.results.moments import is_date
from core.results.questions import FindColumns, Source
from tests.core.results.bundle_runs import BUNDLES, PATIENT, Pairs, Raw, lines, read, run_of, told_by

KINDS = ("texts", "dates", "empty", "numbers", "booleans", "nulls", "objects", "arrays", "odd")


def found_in(source: Source) -> ColumnsFound:
    """The last answer."""
    told = told_by(columns.work, FindColumns(source))
    assert [one for one in told if isinstance(one, Progress)][-1] == Progress(source.count, source.count)
    last = told[-1]
    assert isinstance(last, ColumnsFound)
    assert last.bundles == source.count
    return last


def kind(value: Any) -> str:
    """What a cell counts as."""
    if isinstance(value, Raw):
        return "odd" if value in ("NaN", "-Infinity") else "numbers"
    if isinstance(value, str):
        return "dates" if is_date(value) else "texts" if value else "empty"
    return {type(None): "nulls", bool: "booleans", Pairs: "objects", list: "arrays"}[type(value)]


def cells_in(value: Any, path: Steps = ()) -> Iterator[tuple[Steps, str]]:
    """Every cell of a bundle."""
    yield path, kind(value)
    if isinstance(value, Pairs):
        for name, member in dict(value).items():
            yield from cells_in(member, (*path, name))


@PATIENT
@given(bundles=lines(BUNDLES, most=12))
def test_columns_are_counted_as_a_plain_loop_counts_them(bundles: list[bytes]) -> None:
    counted = Counter(found for bundle in bundles for found in cells_in(read(bundle)))
    paths = {path for path, one in counted if path or one != "objects"}
    with run_of(bundles) as source:
        found = found_in(source)
    assert {column.path for column in found.columns} == paths
    for column in found.columns:
        told = {one: getattr(column, one) for one in KINDS}
        assert told == {one: counted[column.path, one] for one in KINDS}
        assert sum(told.values()) + column.missing == len(bundles)


def test_a_mark_of_the_byte_order_means_nothing() -> None:
    with run_of([b'\xef\xbb\xbf {"a":{"b":1}}', b'{"a":{"b":2}}', b"\xef\xbb\xbf[]"]) as source:
        found = found_in(source)
    assert found.unreadable == 0
    assert [(column.path, column.numbers, column.arrays) for column in found.columns] == [
        ((), 0, 1),
        (("a",), 0, 0),
        (("a", "b"), 2, 0),
    ]


def test_members_stand_after_their_object_in_the_order_in_which_they_appeared() -> None:
    bundles = [b'{"b":1,"a":{"y":1},"c":null}', b'{"new":1,"a":{"x":2,"y":2}}']
    with run_of(bundles) as source:
        paths = [column.path for column in found_in(source).columns]
    assert paths == [("b",), ("a",), ("a", "y"), ("a", "x"), ("c",), ("new",)]


def test_the_first_answer_is_from_a_sample() -> None:
    with run_of([b'{"a":1}'] * 300 + [b'{"late":1}']) as source:
        answers = [one for one in told_by(columns.work, FindColumns(source)) if isinstance(one, ColumnsFound)]
    assert (answers[0].bundles, [column.path for column in answers[0].columns]) == (columns.SAMPLE, [("a",)])
    assert answers[-1].columns == (
        Column(path=("a",), numbers=300, missing=1),
        Column(path=("late",), numbers=1, missing=300),
    )


def test_of_a_hundred_thousand_columns_the_first_are_told_and_the_others_counted() -> None:
    wide = "{" + ",".join(f'"c{number}":{number}' for number in range(100_000)) + "}"
    with run_of([wide.encode(), b'{"c0":null,"more":1}']) as source:
        found = found_in(source)
    assert len(found.columns) == columns.MOST_COLUMNS
    assert found.left_out == 100_001 - columns.MOST_COLUMNS
    assert found.columns[0] == Column(path=("c0",), numbers=1, nulls=1)


def test_what_is_no_json_is_counted_and_what_is_deep_or_large_is_not_lost() -> None:
    deep = '{"deep":' + "[" * 10_000 + "]" * 10_000 + "}"
    large = '{"large":"' + "x" * 2_000_000 + '","name":{"first":"Ada"}}'
    nested = '{"n":' * 5_000 + "1" + "}" * 5_000
    bundles = [b"oops", deep.encode(), large.encode(), b'{"half":"\\ud800","huge":1e999}', nested.encode()]
    with run_of(bundles) as source:
        found = found_in(source)
    assert found.unreadable == 1
    kinds = {column.path: [one for one in KINDS if getattr(column, one)] for column in found.columns}
    assert kinds[("deep",)] == ["arrays"]
    assert kinds[("large",)] == ["texts"]
    assert kinds[("name", "first")] == ["texts"]
    assert kinds[("half",)] == ["texts"]
    assert kinds[("huge",)] == ["numbers"]
    assert max(map(len, kinds)) == columns.DEEPEST


def test_a_name_of_a_megabyte_is_no_column() -> None:
    with run_of([b'{"' + b"k" * 1_000_000 + b'":1,"a":2}']) as source:
        found = found_in(source)
    assert ([column.path for column in found.columns], found.left_out) == ([("a",)], 1)
