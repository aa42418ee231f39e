"""Hostile bundles: deep, wide, huge, broken. Everything is answered or said, nothing crashes."""

import pytest

from core.model.results import Condition, SearchFor, SortKey
from core.results import columns, levels, matching, order, search
from core.results.mistakes import first_mistake
from core.results.questions import FilterRows, FindColumns, SearchBundles, SortRows, Source
from tests.core.results.bundle_runs import hits_of, rows_of, run_of, told_by

HOSTILE: dict[str, bytes] = {
    "deep arrays": b"[" * 10_000 + b'"needle"' + b"]" * 10_000,
    "deep objects": b'{"a":' * 10_000 + b'"needle"' + b"}" * 10_000,
    "a long name": b'{"' + b"k" * 1_000_000 + b'needle":1}',
    "a long text": b'{"a":"' + b"x" * 20_000_000 + b'needle"}',
    "a text of escapes": b'{"a":"' + b'\\"\\\\' * 1_000_000 + b'needle"}',
    "many columns": b"{" + b",".join(b'"c%d":1' % n for n in range(100_000)) + b',"a":"needle"}',
    "many items": b'{"a":[' + b"1," * 200_000 + b'"needle"]}',
    "names twice": b'{"a":"needle","a":"needle"}',
    "no number": b'{"a":NaN,"b":-Infinity,"c":"needle"}',
    "a large number": b'{"a":1' + b"0" * 10_000 + b',"b":"needle"}',
    "a far exponent": b'{"a":1e99999999999999999999,"b":"needle"}',
    "halves": b'{"a":"\\ud800","b":"\\udfffneedle"}',
    "right to left": '{"a":"\u202eneedle\u0644"}'.encode(),
    "markup": b'{"a":"<img src=x onerror=alert(1)>needle"}',
    "NUL": b'{"a":"\\u0000needle\x00"}',
    "no UTF-8": b'{"a":"\xff\xfeneedle"}',
    "a mark in front": b'\xef\xbb\xbf{"a":"needle"}',
    "cut off": b'{"a":[1,2,"needle',
    "crossed brackets": b'{"a":[1,"needle"}]',
    "no JSON": b"needle",
    "nothing": b"",
    "a space": b" ",
}


@pytest.mark.parametrize("line", HOSTILE.values(), ids=HOSTILE.keys())
def test_each_question_has_an_answer(line: bytes) -> None:
    beside = b'{"a":"needle"}'
    with run_of([beside, line, beside]) as source:
        told_by(columns.work, FindColumns(source))
        for column in ((), ("a",), ("a", "b", 3), ("a",) * 5_000):
            keys = (SortKey(column),)
            rows = rows_of(order.work, lambda out, keys=keys: SortRows(source, keys, out), source)  # type: ignore[misc]
            assert sorted(rows) == [0, 1, 2]
        condition = Condition(("a",), "contains", ("NEEDLE",))
        found = rows_of(matching.work, lambda out: FilterRows(source, (condition,), out), source)
        assert {0, 2} <= set(found)
        for wanted in (
            SearchFor("needle"),
            SearchFor("needle", match_case=True),
            SearchFor("n[e]+dle", pattern=True),
        ):
            assert [bundle for bundle, _, _ in searched(source, wanted)].count(1) == line.count(b"needle")
        for bundle, start, end in searched(source, SearchFor("needle")):
            place = levels.place((beside, line, beside)[bundle], start, end)
            assert place.length == len("needle")


def searched(source: Source, wanted: SearchFor) -> list[tuple[int, int, int]]:
    return hits_of(search.work, lambda out: SearchBundles(source, wanted, out), source)[0]


@pytest.mark.parametrize("line", HOSTILE.values(), ids=HOSTILE.keys())
def test_each_bundle_can_be_opened_and_says_where_it_is_broken(line: bytes) -> None:
    text = memoryview(line)
    node = levels.whole(text)
    mistakes = {
        "no number", "NUL", "cut off", "crossed brackets", "no JSON", "nothing", "a space"
    }  # fmt: skip
    broken = first_mistake(text)
    assert (broken is not None) == (line in [HOSTILE[name] for name in mistakes])
    if node.kind in ("object", "array"):
        level = levels.children(text, node.start, node.end, None, 1, 100)
        assert len(level.nodes) <= 100
        assert sum(len(child.name or "") + len(child.preview) for child in level.nodes) < 200_000
