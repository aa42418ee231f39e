"""Two bundles side by side: what changed is marked, and opened; what did not is not."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.model.diff import Pair, PairRow
from core.model.results import Steps
from core.results.diff_pair import MOST_ROWS, side_by_side
from core.results.diff_values import Ignored
from tests.core.results.diff_runs import decoded, differing_paths


def pair(older: Any, newer: Any, *ignoring: Steps) -> Pair:
    """The rows of two bundles."""
    return side_by_side(text(older), text(newer), Ignored(ignoring))


def text(bundle: Any) -> bytes | None:
    """A bundle as it was received; bytes are taken as they are."""
    return bundle if bundle is None or isinstance(bundle, bytes) else json.dumps(bundle).encode()


def lines(told: Pair) -> list[str]:
    """Rows in words."""
    return [line(row) for row in told.rows]


def line(row: PairRow) -> str:
    if row.mark == "skipped":
        return f"{'.' * row.depth}skipped {row.count}"
    one = row.older or row.newer
    assert one is not None
    name = one.name if one.name is not None else f"[{one.number}]"
    values = [node.preview or node.kind for node in (row.older, row.newer) if node]
    return f"{'.' * row.depth}{name} {row.mark} {' / '.join(values)}"


def test_changes_are_opened_and_the_rest_is_not() -> None:
    older = {"id": 1, "plan": "free", "who": {"name": "Zoë", "age": 3}, "tags": {"a": 1}, "old": True}
    newer = {"id": 1.0, "plan": "pro", "new": None, "who": {"age": 3, "name": "Zoe"}, "tags": {"a": 1}}
    assert lines(pair(older, newer)) == [
        "[0] within object / object",
        ".id rewritten 1 / 1.0",
        ".plan changed free / pro",
        ".new added null",
        ".who within object / object",
        "..name changed Zoë / Zoe",
        "..age same 3 / 3",
        ".tags same object / object",
        ".old removed true",
    ]


def test_items_are_compared_by_their_place() -> None:
    assert lines(pair({"a": [1, 2]}, {"a": [1, 3, 4]})) == [
        "[0] within object / object",
        ".a within array / array",
        "..[1] same 1 / 1",
        "..[2] changed 2 / 3",
        "..[3] added 4",
    ]


def test_what_is_ignored_is_marked_so() -> None:
    told = pair({"a": 1, "b": [{"c": 1}], "d": 1}, {"a": 2, "b": [{"c": 2}], "d": 2}, ("a",), ("b", 0, "c"))
    assert lines(told) == [
        "[0] within object / object",
        ".a ignored 1 / 2",
        ".b same array / array",
        ".d changed 1 / 2",
    ]


@pytest.mark.parametrize("came", [True, False])
def test_a_bundle_that_came_or_went_shows_its_fields(came: bool) -> None:
    bundle = {"a": 1, "b": {"c": 2}}
    told = pair(None, bundle) if came else pair(bundle, None)
    mark = "added" if came else "removed"
    assert lines(told) == [f"[0] {mark} object", f".a {mark} 1", f".b {mark} object"]


def test_in_a_long_list_only_what_changed_is_told() -> None:
    older = {"a": list(range(100_000))}
    newer = {"a": [*range(50_000), -1, *range(50_001, 100_000)]}
    assert lines(pair(older, newer)) == [
        "[0] within object / object",
        ".a within array / array",
        "..skipped 50000",
        "..[50001] changed 50000 / -1",
        "..skipped 49999",
    ]


def test_there_is_an_end_to_what_is_told() -> None:
    told = pair([0] * 10_000, [1] * 10_000)
    assert len(told.rows) == MOST_ROWS
    assert told.left_out == 10_001 - MOST_ROWS


@pytest.mark.parametrize("odd", [b"", b"{", b'{"a": 1} x', b"[1, 2", b'{"a" 1}', b"\xff\xfe", b"NaN"])
def test_what_is_no_json_is_shown_as_changed(odd: bytes) -> None:
    told = pair(odd, b'{"a": 1}')
    assert told.rows[0].mark == "changed"
    assert pair(odd, odd).rows[0].mark == "same"
    assert pair(odd, None).rows[0].mark == "removed"


def test_depth_is_no_danger() -> None:
    older, newer = (b"[" * 10_000 + end + b"]" * 10_000 for end in (b"1", b"2"))
    told = pair(older, newer)
    assert {row.mark for row in told.rows} == {"within", "changed"}
    assert len(told.rows) == 51


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["", "x", 1.0]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(older=VALUES, newer=VALUES)
def test_the_marked_paths_are_those_that_differ(older: Any, newer: Any) -> None:
    before, after = json.dumps(older).encode(), json.dumps(newer).encode()
    marked: set[Steps] = set()
    path: list[str | int] = []
    for row in side_by_side(before, after).rows:
        one = row.older or row.newer
        assert one is not None
        step: str | int = one.name if one.name is not None else 0
        path = [*path[: row.depth - 1], step] if row.depth else []
        if row.mark in ("changed", "added", "removed"):
            marked.add(tuple(path))
    assert marked == differing_paths(decoded(before), decoded(after))
