"""Cells of the table: numbers as received, large bundles looked up where they lie, data that means harm."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from table_screen import table_of

from core.model.results import Condition, SortKey
from gui.bundles import table_lines
from gui.bundles.table_lines import Line, Lines
from gui.bundles.values import MISSING, Members, Number, Unopened

LARGE = table_lines.LARGE


def wide(columns: int, **more: Any) -> dict[str, Any]:
    """A bundle with many fields, too large to be read by the window."""
    return {f"field {n}": f"value {n}" for n in range(columns)} | more


async def test_cells_of_large_bundles_are_looked_up(qapp: QApplication, tmp_path: Path) -> None:
    large = {"id": 2, "text": "x" * (LARGE + 1), "plan": None, "nested": {"a": 1.50, "list": [1, 2]}, "e": ""}
    small = {"id": 1, "text": "short", "plan": "pro", "nested": {"a": 2}, "e": "x"}
    async with table_of(tmp_path, [small, large, small]) as screen:
        assert screen.headers() == ["id", "text", "plan", "nested.a", "nested.list", "e"]
        await screen.until(lambda: "…" not in screen.cells(1))
        assert screen.cells(1) == ["2", "x" * 299 + "…", "null", "1.5", "2 items", '""']
        assert screen.cells(0) == ["1", "short", "pro", "2", "·", "x"]
        spot = screen.table.bundles.spot(screen.index(1, "text"))  # type: ignore[union-attr]
        assert spot.value == Unopened(large_size := len(json.dumps(large, ensure_ascii=False).encode())), (
            large_size
        )


async def test_a_hundred_thousand_columns_are_shown_as_far_as_somebody_looks(
    qapp: QApplication, tmp_path: Path
) -> None:
    bundles = [wide(100_000, last=n) for n in range(3)]
    async with table_of(tmp_path, bundles) as screen:
        assert screen.table.model().columnCount() == 100
        assert screen.text("table-columns").endswith("of 100,001")
        await screen.until(lambda: "…" not in screen.cells(2)[:5])
        assert screen.cells(2)[:2] == ["value 0", "value 1"]
        screen.page.columns.choose(
            type(screen.page.columns.choice)(others="none", shown=(("last",), ("field 99999",)))
        )
        await screen.until(lambda: "…" not in screen.cells(2))
        assert sorted(screen.cells(2)) == ["2", "value 99999"]
        screen.page.sort_by((SortKey(("last",), True),))
        await screen.settled()
        await screen.until(lambda: screen.numbers() == ["3", "2", "1"])


async def test_a_screen_full_of_wide_bundles_is_painted_bit_by_bit_and_then_rests(
    qapp: QApplication, tmp_path: Path
) -> None:
    async with table_of(tmp_path, [{f"key {n}": n for n in range(40_000)}] * 40) as screen:
        lines = screen.table.bundles.lines  # type: ignore[union-attr]
        in_sight = range(screen.table.viewport().height() // screen.table.rowHeight(0))

        def are_there() -> bool:
            lines.begin_painting()
            lines._left = 0
            cells = [lines.cell(row, ("key 0",)) for row in in_sight]
            lines.end_painting()
            return None not in cells

        await screen.until(are_there)
        assert lines.reads < 4 * len(in_sight)
        reads = lines.reads
        screen.table.viewport().update()
        await screen.settled()
        screen.view.grab()
        assert lines.reads == reads


async def test_names_and_values_that_mean_harm_are_shown_as_they_are(
    qapp: QApplication, tmp_path: Path
) -> None:
    bundles: list[Any] = [
        {"<script>alert(1)</script>": "<b>bold</b>", "k" * 1_000_000: "long name"},
        b'{"a\\u0000b": "\\u0000", "half \\ud83d": "\\ud83d", "turn": "\\u202eabc"}',
        b'{"n": NaN, "big": 1180591620717411303424, "small": 1E-400, "twice": 1, "twice": 2}',
        b'{"deep": ' + b'{"d":' * 10_000 + b"1" + b"}" * 10_000 + b"}",
        b"not JSON at all",
        b'{"cut": "of',
        b"",
        b'"\xff\xfe"',
        "שלום",
        None,
    ]
    async with table_of(tmp_path, bundles) as screen:
        screen.view.grab()
        await screen.settled()
        texts = {cell for row in range(len(bundles)) for cell in screen.cells(row)}
        assert {"<b>bold</b>", "␀", "NaN", "1180591620717411303424", "1E-400", "2", "\\u202eabc"} <= texts
        assert any(text.startswith("Not JSON") for text in texts)
        assert "`<script>alert(1)</script>`" in screen.headers()
        assert max(map(len, screen.headers())) <= 61
        tips = [
            screen.table.model().index(0, section).data(Qt.ItemDataRole.ToolTipRole) for section in range(3)
        ]
        assert not any("<script>" in (tip or "") for tip in tips)
        for path in (("turn",), ("half \ud83d",), ("a\0b",)):
            screen.page.filter_by(Condition(path, "filled"))
            await screen.settled()
            assert screen.numbers() == ["2"]
            screen.page.strip.chips.cleared.emit()
            screen.page.strip.chips.removed.emit(0)
            await screen.settled()
        screen.page.sort_by((SortKey(("big",)), SortKey(("turn",), True)))
        await screen.settled()
        assert screen.numbers()[:2] == ["3", "2"]


async def test_choosing_everything_in_many_rows_takes_no_time(qapp: QApplication, tmp_path: Path) -> None:
    async with table_of(tmp_path, [{"id": n, "x": 1} for n in range(200_000)]) as screen:
        began = time.perf_counter()
        screen.table.selectAll()
        screen.table.grab()
        screen.page.sort_by((SortKey(("id",), True),))
        took = time.perf_counter() - began
        await screen.settled()
        began = time.perf_counter()
        screen.table.selectAll()
        screen.arrive({"id": -1})
        screen.table.grab()
        took += time.perf_counter() - began
        (area,) = screen.table.areas()
        assert area.bottom - area.top == 199_999
        assert took < 1.0  # Qt's own headings take seconds: they ask every row of every column


async def test_a_bundle_whose_file_is_gone_says_so(qapp: QApplication, tmp_path: Path) -> None:
    class Gone:
        def __len__(self) -> int:
            return 3

        def refresh(self) -> int:
            return 3

        def size(self, index: int) -> int:
            return 10

        def raw(self, index: int) -> bytes:
            raise OSError("the disk is gone")

        def close(self) -> None:
            """Nothing to close."""

    async with table_of(tmp_path, [{"a": 1}]) as screen:
        screen.view.open(Gone())
        assert screen.cells(0) == ["This bundle cannot be read any more: the disk is gone"]


# Lines


def test_painting_reads_no_more_lines_than_there_is_time_for(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow:
        def __len__(self) -> int:
            return 10

        def refresh(self) -> int:
            return 10

        def size(self, index: int) -> int:
            return 2

        def raw(self, index: int) -> bytes:
            clock[0] += 0.005
            return b"{}"

        def close(self) -> None:
            """Nothing to close."""

    clock = [0.0]
    monkeypatch.setattr("gui.bundles.table_lines.time.perf_counter", lambda: clock[0])
    later: list[int] = []
    lines = Lines(Slow(), lambda: later.append(1))
    lines.begin_painting()
    assert [lines.line(bundle) is not None for bundle in range(5)] == [True, True, True, False, False]
    assert later
    lines.begin_painting()
    assert lines.line(3) is not None
    lines.end_painting()
    assert all(lines.line(bundle) is not None for bundle in range(10)), "who asks otherwise can wait"
    assert lines.reads == 10


def test_a_line_is_split_only_where_somebody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line(b'{"a": {"b": {"c": 1.10}}, "list": [{"x": "y"}, 2], "t": "\\u00e9", "e": {}}')
    assert line.cell(("a", "b", "c")).text == "1.10"
    assert line.value(("a", "b")) == Members([("c", Number("1.10"))])
    assert line.value(("list", 1, "x")) == "y"
    assert line.value(("list", 2)) == "2"
    assert line.value(("list", 3)) is MISSING
    assert line.value(("list", "x")) is MISSING
    assert line.value(("t", "x")) is MISSING
    assert line.cell(("t",)).text == "é"
    assert line.cell(("e",)).text == "0 fields"
    assert line.cell(()).text == "4 fields"


def test_what_the_quick_decoder_refuses_reads_the_same() -> None:
    plain = Line(b'{"a": {"b": [1, "x"]}, "n": 1}')
    odd = Line(b'{"a": {"b": [1, "x"]}, "n": 1, "odd": NaN}')
    for steps in (("a",), ("a", "b"), ("a", "b", 2), ("n",), ("none",), ("a", "b", 9), ("n", "x")):
        assert plain.value(steps) == odd.value(steps), steps
    assert odd.cell(("odd",)).text == "NaN"


def test_a_long_odd_line_is_left_to_others() -> None:
    assert Line(b'{"a": NaN, "t": "' + b"x" * 50_000 + b'"}').ready
    assert not Line(b'{"a": NaN, "t": "' + b"x" * 200_000 + b'"}').ready
    deeper = Line(b'{"o": {"a": "\\ud83d", "t": "' + b"x" * 200_000 + b'"}}')
    assert deeper.cell(("o", "t")).muted
    assert not deeper.ready
