"""Two runs compared: what went, came and changed, whatever the bundles are like."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.model.diff import ChangedAt, Difference
from core.model.results import Progress, Steps
from core.results import diff
from core.results.questions import CompareRuns
from tests.core.results.diff_runs import as_lines, by_oracle, compare, source

FEW_NAMES = st.sampled_from(["id", "a", "b c", "é", ""])
NUMBERS = st.sampled_from(
    ["0", "-0", "1", "1.0", "1e0", "10", "1e1", "0.10", "0.1", "1180591620717411303424"]
)
PLAIN = st.one_of(st.none(), st.booleans(), st.sampled_from(["", "x", "é", "1"]))


class Written(str):
    """A number as it is written."""

    __slots__ = ()


def text_of(value: Any) -> str:
    """JSON of a value whose numbers are `Written`."""
    match value:
        case Written():
            return str(value)
        case dict():
            return "{" + ",".join(f"{json.dumps(name)}: {text_of(one)}" for name, one in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(text_of, value)) + "]"
        case _:
            return json.dumps(value, ensure_ascii=value == "é")


VALUES = st.recursive(
    PLAIN | NUMBERS.map(Written),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FEW_NAMES, inner, max_size=3),
    max_leaves=6,
)
BUNDLES = st.lists(st.dictionaries(FEW_NAMES, VALUES, max_size=4) | VALUES, max_size=6)
KEYS: st.SearchStrategy[Steps | None] = st.sampled_from([None, ("id",), ("a",), ("a", "b c")])
STEPS = st.lists(FEW_NAMES | st.integers(0, 2), min_size=1, max_size=3).map(tuple)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(older=BUNDLES, newer=BUNDLES, key=KEYS, ignoring=st.lists(STEPS, max_size=2), shares=st.booleans())
def test_everything_that_differs_is_found_and_nothing_else(
    tmp_path: Path, older: list[Any], newer: list[Any], key: Steps | None, ignoring: list[Steps], shares: bool
) -> None:
    before = [text_of(one).encode() for one in older]
    after = [text_of(one).encode() for one in (older[::-1] + newer if shares else newer)]
    found, expected = (
        compare(tmp_path, before, after, key, ignoring),
        by_oracle(before, after, key, ignoring),
    )
    assert found.differences == expected.differences
    assert found.by_kind == expected.by_kind
    assert set(found.tally.changed_at) == set(expected.tally.changed_at)
    counts = ("removed", "changed", "added", "unchanged", "repeated", "keyless")
    assert [getattr(found.tally, one) for one in counts] == [getattr(expected.tally, one) for one in counts]


def test_bundles_are_matched_by_their_key_wherever_they_stand(tmp_path: Path) -> None:
    older = as_lines([{"id": 1, "plan": "free"}, {"id": 2, "plan": "free"}, {"id": 3, "plan": "pro"}])
    newer = as_lines([{"id": 4, "plan": "pro"}, {"plan": "pro", "id": 2}, {"id": 1.0, "plan": "free"}])
    found = compare(tmp_path, older, newer, ("id",))
    assert found.differences == [
        Difference("added", None, 0),
        Difference("changed", 1, 1),
        Difference("removed", 2, None),
    ]
    assert found.tally.unchanged == 1, "1 and 1.0 are the same key and the same number"
    assert found.tally.changed_at == (ChangedAt(("plan",), 1),)


def test_what_is_ignored_changes_nothing(tmp_path: Path) -> None:
    older = as_lines([{"id": 1, "seen": 5, "tags": [{"at": 1, "name": "a"}, {"at": 2, "name": "b"}]}])
    newer = as_lines([{"id": 1, "seen": 6, "tags": [{"at": 8, "name": "a"}, {"at": 9, "name": "b"}]}])
    assert compare(tmp_path, older, newer, ("id",)).tally.changed == 1
    ignoring: list[Steps] = [("seen",), ("tags", 0, "at")]
    assert compare(tmp_path, older, newer, ("id",), ignoring).tally.unchanged == 1
    assert compare(tmp_path, older, newer, ("id",), [("seen",), ("tags", 1, "at")]).tally.changed == 1


def test_twins_are_said_and_matched_in_their_order(tmp_path: Path) -> None:
    older = as_lines([{"id": 7, "n": 1}, {"id": 7, "n": 2}, {"n": 3}])
    newer = as_lines(
        [{"id": 7, "n": 1}, {"n": 3}, {"id": None, "n": 4}, {"id": 7, "n": 2}, {"id": 7, "n": 5}]
    )
    found = compare(tmp_path, older, newer, ("id",))
    assert found.differences == [Difference("added", None, 2), Difference("added", None, 4)]
    assert (found.tally.repeated, found.tally.keyless) == ((1, 2), (1, 2))


def test_the_paths_that_change_most_often_come_first(tmp_path: Path) -> None:
    older = as_lines([{"id": n, "a": 0, "b": {"c": 0}} for n in range(10)])
    newer = as_lines([{"id": n, "a": n // 5, "b": {"c": 1}} for n in range(10)])
    found = compare(tmp_path, older, newer, ("id",))
    assert found.tally.changed_at == (ChangedAt(("b", "c"), 10), ChangedAt(("a",), 5))


@pytest.mark.parametrize(
    ("older", "newer", "changed_at"),
    [
        (b'{"a": NaN}', b'{"a":NaN}', None),
        (b'{"a": NaN, "b": 1}', b'{"a": NaN, "b": 2}', ("b",)),
        (b'{"\\ud800": 1, "b": 1}', b'{"b": 2, "\\ud800": 1}', ("b",)),
        (b'{"a": "\\ud800"}', b'{"a": "\\ud801"}', ("a",)),
        (b'{"a": "\\u00e9"}', '{"a": "é"}'.encode(), None),
        (b'\xef\xbb\xbf{"a": 1}', b' {"a": 1.0} ', None),
        (b'{"a": 1, "a": 2}', b'{"a": 3, "a": 2}', None),
        (b'{"a": 1} x', b'{"a": 1} y', ()),
        (b'{"a": 1', b'{"a": 1}', ()),
        (b"no JSON", b"none at all", ()),
        (b'{"a": 1e400}', b'{"a": 1e401}', ("a",)),
        (b'{"a": 1e99999999999999999999}', b'{"a": 1e99999999999999999998}', ("a",)),
        (b'{"a": 1180591620717411303424}', b'{"a": 1180591620717411303425}', ("a",)),
        (b'{"a": true}', b'{"a": 1}', ("a",)),
        (b'{"a": null}', b"{}", ("a",)),
        (b'{"a": ""}', b'{"a": null}', ("a",)),
        (b'{"a": {}}', b'{"a": []}', ("a",)),
        (b'{"a": [1, 2]}', b'{"a": [2, 1]}', ("a", 0)),
        (b'{"a": ' + b"[" * 20_000 + b"]" * 20_000 + b"}", b'{"a": []}', ("a", 0)),
    ],
)
def test_hostile_bundles_are_compared_all_the_same(
    tmp_path: Path, older: bytes, newer: bytes, changed_at: Steps | None
) -> None:
    found = compare(tmp_path, [older], [newer])
    assert [one.path for one in found.tally.changed_at] == ([] if changed_at is None else [changed_at])


def test_what_is_nested_very_deeply_is_compared_as_text(tmp_path: Path) -> None:
    older, newer = (b'{"a":' * 10_000 + end + b"}" * 10_000 for end in (b"1", b"2"))
    found = compare(tmp_path, [older], [newer])
    (only,) = found.tally.changed_at
    assert set(only.path) == {"a"}
    assert len(only.path) == 50


def test_progress_goes_up_to_all_there_is_to_do(tmp_path: Path) -> None:
    told: list[Any] = []
    lines = as_lines([{"id": n} for n in range(50)])
    question = CompareRuns(
        older=source(tmp_path / "older", lines),
        newer=source(tmp_path / "newer", lines),
        key=("id",),
        ignoring=(),
        out=str(tmp_path / "all"),
        kinds=(str(tmp_path / "1"), str(tmp_path / "2"), str(tmp_path / "3")),
    )
    diff.work(question, told.append)
    progress = [one for one in told if isinstance(one, Progress)]
    assert progress[-1] == Progress(150, 150)
    assert [one.done for one in progress] == sorted(one.done for one in progress)


def test_no_bundles_and_some_differ_by_all_of_them(tmp_path: Path) -> None:
    lines = as_lines([{"id": 1}, {"id": 2}])
    assert compare(tmp_path / "a", [], lines, ("id",)).tally.added == 2
    assert compare(tmp_path / "b", lines, [], ("id",)).tally.removed == 2
    assert compare(tmp_path / "c", [], []).tally.differences == 0
