"""Where the pages of a container begin, and a bundle as indented text: by what it is put together again."""

import json
from typing import Any

import pytest
from bundle_runs import BUNDLES, PATIENT, lines, run_of, told_by
from hypothesis import given

from core.model.laid_out import LaidOut, LineStart, PagesFound
from core.results import layout, pages
from core.results.layout import laid_out, line_around
from core.results.levels import children, whole
from core.results.questions import FindPages, LayOut

BEGINNING = LineStart(position=0, depth=0)


def pages_of(line: bytes, each: int) -> tuple[list[int], int]:
    """Where pages begin, and how many children there are."""
    node = whole(line)
    with run_of([line]) as source:
        question = FindPages(source=source, bundle=0, start=node.start, end=node.end, each=each)
        told = told_by(pages.work, question)
    assert all(isinstance(one, PagesFound) for one in told)
    found = [one for one in told if isinstance(one, PagesFound)]
    assert [one.complete for one in found] == [False] * (len(found) - 1) + [True]
    return [start for one in found for start in one.starts], found[-1].count


def every_line(line: bytes, most: int, longest: int = 1000) -> tuple[list[str], list[int]]:
    """All lines, asked for part by part."""
    texts: list[str] = []
    starts: list[int] = []
    begin: LineStart | None = BEGINNING
    while begin is not None:
        part = laid_out(line, begin, most, longest)
        texts += part.lines
        starts += part.starts
        begin = part.after
    return texts, starts


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 20, 10_000])
@pytest.mark.parametrize("named", [False, True])
def test_each_page_goes_on_where_the_one_before_ended(count: int, named: bool) -> None:
    value: Any = {f"k{n}": n for n in range(count)} if named else list(range(count))
    line = json.dumps(value).encode()
    starts, told = pages_of(line, 10)
    assert told == count
    assert len(starts) == max(0, -(-count // 10) - 1)
    node = whole(line)
    for page, start in enumerate(starts, 1):
        level = children(line, node.start, node.end, start, page * 10 + 1, 1)
        assert level.nodes[0].preview == str(page * 10)


def test_pages_end_where_the_text_breaks() -> None:
    assert pages_of(b"[1,2,3,4,5 oops", 2)[1] == 5


@PATIENT
@given(lines(BUNDLES))
def test_the_text_in_parts_is_the_text_in_one(bundles: list[bytes]) -> None:
    for line in bundles:
        texts, starts = every_line(line, 10_000)
        for most in (1, 2, 5):
            assert every_line(line, most) == (texts, starts)
        assert starts == sorted(starts)
        value = json.loads(line, strict=False)
        if not _has_oddities(line):
            assert json.loads("\n".join(texts), strict=False) == value


def _has_oddities(line: bytes) -> bool:
    return b"NaN" in line or b"Infinity" in line


def test_numbers_and_letters_stay_as_they_are() -> None:
    line = '{"a":[1.10,1E400,123456789012345678901234567890,"\\u00e9\\ud800\\"","😀"],"b":{},"c":[]}'.encode()
    assert every_line(line, 100)[0] == [
        "{",
        '  "a": [',
        "    1.10,",
        "    1E400,",
        "    123456789012345678901234567890,",
        '    "é\\ud800\\"",',
        '    "😀"',
        "  ],",
        '  "b": {},',
        '  "c": []',
        "}",
    ]


def test_ten_thousand_levels_are_no_trouble() -> None:
    texts, _ = every_line(b"[" * 10_000 + b"1" + b"]" * 10_000, 2_000)
    assert len(texts) == 20_001
    assert texts[10_000].strip() == "1"
    assert texts[-1] == "]"


def test_a_long_text_is_cut_without_being_read() -> None:
    part = laid_out(b'{"a":"' + b"x" * 5_000_000 + b'","b":1}', BEGINNING, 100, 50)
    assert part.shortened
    assert part.lines[1] == '  "a": "' + "x" * 42 + "…"
    assert part.lines[2:] == ('  "b": 1', "}")


def test_a_part_ends_when_it_has_many_characters() -> None:
    part = laid_out(json.dumps(["y" * 1000] * 1000).encode(), BEGINNING, 2000, 2000)
    assert 150 < len(part.lines) < 250
    assert part.after is not None


@pytest.mark.parametrize("line", [b"", b"  ", b'{"a', b"[1,", b"]]}", b'{"a":1}}', b"\xff\xfe", b"{,}"])
def test_what_is_no_json_does_no_harm(line: bytes) -> None:
    assert every_line(line, 1) == every_line(line, 100)


@pytest.mark.parametrize("number", [0, 700, 1999])
def test_the_lines_around_a_position_begin_a_little_before_it(number: int) -> None:
    line = json.dumps({"items": [{"id": n, "note": f"row {n:05}"} for n in range(2000)]}).encode()
    position = line.index(f"row {number:05}".encode())
    begin = line_around(line, position)
    assert 0 <= position - begin.position <= 5000
    part = laid_out(line, begin, 500, 1000)
    row = max(at for at, start in enumerate(part.starts) if start <= position)
    assert part.lines[row] == f'      "note": "row {number:05}"'


def test_the_lines_around_a_position_in_a_huge_text_begin_with_it() -> None:
    line = b'{"a":1,"b":"' + b"x" * 1_000_000 + b'"}'
    assert line_around(line, 900_000) == LineStart(position=7, depth=1)


def test_the_worker_tells_lines_from_a_place_and_around_one() -> None:
    with run_of([b"[1]", b'{"a":[1,2]}']) as source:

        def ask(position: int, depth: int, around: bool) -> LaidOut:
            question = LayOut(
                source=source, bundle=1, position=position, depth=depth, most=9, longest=9, around=around
            )
            (told,) = told_by(layout.work, question)
            assert isinstance(told, LaidOut)
            return told

        assert ask(0, 0, False).lines == ("{", '  "a": [', "    1,", "    2", "  ]", "}")
        assert ask(8, 2, False).lines == ("    2", "  ]", "}")
        assert "    2" in ask(8, 0, True).lines
