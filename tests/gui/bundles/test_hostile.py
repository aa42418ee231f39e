"""Bundles that mean harm, in every view: shown or said, as they were received; never rendered, never a pause
that is felt."""

from pathlib import Path

import pytest
from hostile_screen import hostile
from PySide6.QtWidgets import QPlainTextEdit, QToolButton
from pytestqt.qtbot import QtBot

from gui.bundles.raw_all import AllBundles

DEEP = 10_000
MEGABYTE = 1_000_000


async def test_ten_thousand_levels_are_opened_one_by_one_and_never_called_missing(
    qtbot: QtBot, tmp_path: Path
) -> None:
    line = b'{"id":7,"deep":' + b'{"a":[' * (DEEP // 2) + b'"bottom"' + b"]}" * (DEEP // 2) + b"}"
    async with hostile(tmp_path, [line, {"id": 8, "deep": 1}]) as shown:
        assert await shown.tree((0,), (0, 1), (0, 1, 0)) == [
            "Bundle 1 = object · 2 · 40 kB",
            ".id = 7",
            ".deep = object · 1",
            "..a = list · 1",
            "...[1] = object · 40 kB",
            "Bundle 2 = deep: 1 · id: 8",
        ]
        assert await shown.detail(0, 0) == ("number", "7")
        kind, text = await shown.detail(0, 1)
        assert kind == "object · 40 kB, as received"
        assert text.startswith('{"a":[{"a":[')
        assert await shown.table() == {"id": "7", "deep": "40 kB", "deep.a": "40 kB"}
        assert (await shown.raw()).startswith('{\n  "id": 7,\n  "deep": {\n    "a": [')
        assert (await shown.all_lines())[:3] == ["{", '  "id": 7,', '  "deep": {']
        assert await shown.find("bottom") == "1 of 1 hit in 1 bundle"
        said = "Found 10,001 levels deep: the tree opens 60 of them by itself; the text shows it."
        assert shown.screen.label("search-problem").text() == said
        assert (shown.current() or (0, ()))[1][:4] == ("deep", "a", 1, "a")
        shown.screen.view.show_tab("raw")
        await shown.painted()
        assert shown.marked_in_raw() == "bottom"
        shown.assert_nothing_is_rendered()


async def test_names_of_a_megabyte_are_cut_and_stay_whole_where_they_are_copied(
    qtbot: QtBot, tmp_path: Path
) -> None:
    line = b'{"' + b"k" * MEGABYTE + b'z":{"' + b"q" * MEGABYTE + b'":"needle"}}'
    async with hostile(tmp_path, [line, {"small": 1}]) as shown:
        lines = await shown.tree((0,), (0, 0))
        assert [line[:8] for line in lines] == ["Bundle 1", ".kkkkkkk", "..qqqqqq", "Bundle 2"]
        assert all(len(line) < 400 for line in lines)
        assert await shown.detail(0, 0, 0) == ("text · 6 characters", "needle")
        assert len(shown.screen.label("detail-path").text()) < 100
        cells = await shown.table()
        assert all(len(heading) < 70 for heading in cells)
        text = await shown.raw()
        assert [line[:6] for line in text.splitlines()] == ["{", '  "kkk', "  }", "}"] or len(text) < 5000
        assert (
            shown.screen.label("raw-note").text()
            == "Long lines are shortened; Copy bundle gives all of them."
        )
        assert (await shown.all_lines())[0] == "A bundle of 2.0 MB: shown by itself only"
        assert await shown.find("kz") == "1 of 1 hit in 1 bundle"
        assert shown.current() == (0, ("k" * MEGABYTE + "z",))
        assert await shown.find("needle", "raw") == "1 of 1 hit in 1 bundle"
        shown.assert_nothing_is_rendered()


async def test_a_text_of_three_hundred_megabytes_is_read_part_by_part(qtbot: QtBot, tmp_path: Path) -> None:
    line = b'{"id":1,"file":"' + b"x" * (300 * MEGABYTE) + b'needle","end":2}'
    async with hostile(tmp_path, [line]) as shown:
        del line
        lines = await shown.tree((0,))
        assert [line[:14] for line in lines] == ["Bundle 1 = obj", ".id = 1", ".file = xxxxxx", ".end = 2"]
        kind, text = await shown.detail(0, 1)
        assert kind == "text · 300 MB"
        assert set(text) == {"x"}
        assert shown.screen.label("detail-part").text() == "Bytes 2 to 10,001 of 300,000,008"
        assert (await shown.table())["end"] == "2"
        text = await shown.raw()
        assert len(text) < 3000
        assert text.endswith('…\n  "end": 2\n}')
        assert (await shown.all_lines())[0] == "A bundle of 300 MB: shown by itself only"
        assert await shown.find("needle") == "1 of 1 hit in 1 bundle"
        assert shown.current() == (0, ("file",))
        (marked,) = shown.screen.find(QPlainTextEdit, "detail-text").extraSelections()
        assert marked.cursor.selectedText() == "needle"


async def test_a_hundred_thousand_columns_are_counted_and_the_last_is_found(
    qtbot: QtBot, tmp_path: Path
) -> None:
    wide = ("{" + ",".join(f'"column {number}":{number}' for number in range(100_000)) + "}").encode()
    async with hostile(tmp_path, [wide, {"column 0": "x"}]) as shown:
        assert (await shown.tree((0,)))[:3] == [
            "Bundle 1 = object · 100,000 · 2.1 MB",
            ".column 0 = 0",
            ".column 1 = 1",
        ]
        cells = await shown.table()
        assert next(iter(cells.items())) == ("`column 0`", "0")
        assert "of 100,000" in shown.screen.find(QToolButton, "table-columns").text()
        assert (await shown.raw()).startswith('{\n  "column 0": 0,\n')
        assert await shown.find("column 99999") == "1 of 1 hit in 1 bundle"
        assert shown.current() == (0, ("column 99999",))
        shown.screen.view.show_tab("table")
        await shown.painted()
        said = shown.screen.label("search-problem").text()
        assert said.startswith("Found in `column 99999`, for which the table has no column;")
        shown.assert_nothing_is_rendered()


async def test_names_received_twice_are_all_there_and_the_right_one_is_found(
    qtbot: QtBot, tmp_path: Path
) -> None:
    line = b'{"a":1,"a":2,"b":{"x":"first","x":["second"]},"b":{"x":"third"}}'
    async with hostile(tmp_path, [line]) as shown:
        assert (await shown.tree((0, 2), (0, 2, 1), (0, 3)))[1:] == [
            ".a = 1",
            ".a = 2",
            ".b = object · 2",
            "..x = first",
            "..x = list · 1",
            "...[1] = second",
            ".b = object · 1",
            "..x = third",
        ]
        several = "one of several under this name"
        assert await shown.detail(0, 0) == (f"number · {several}", "1")
        assert await shown.detail(0, 1) == ("number", "2")
        assert await shown.detail(0, 2, 0) == (f"text · 5 characters · {several}", "first")
        assert await shown.detail(0, 3, 0) == ("text · 5 characters", "third")
        assert await shown.table() == {"a": "2", "b.x": "third"}
        assert (await shown.raw()).count('"x": ') == 3
        assert await shown.find("first", "raw") == "1 of 1 hit in 1 bundle"
        assert shown.marked_in_raw() == "first"
        shown.screen.view.show_tab("tree")
        await shown.painted()
        assert shown.screen.tree.currentIndex() == shown.screen.row(0, 2, 0).siblingAtColumn(0)
        shown.screen.view.show_tab("table")
        await shown.painted()
        assert (
            shown.screen.label("search-problem").text().startswith("Found in a name that was received more")
        )


NUMBERS = {
    "none": "NaN",
    "most": "Infinity",
    "least": "-Infinity",
    "big": "1180591620717411303424",
    "huge": "1e400",
    "zero": "-0.0",
    "price": "1.10",
    "written": "1E+2",
    "long": "0." + "1" * 400,
}


async def test_numbers_are_shown_with_the_digits_that_were_received(qtbot: QtBot, tmp_path: Path) -> None:
    line = "{" + ",".join(f'"{name}":{digits}' for name, digits in NUMBERS.items()) + "}"
    sound = line.replace("NaN", "1").replace("-Infinity", "2").replace("Infinity", "3")
    async with hostile(tmp_path, [line.encode(), sound.encode()]) as shown:
        shown_digits = {name: digits[:300] + "…" * (len(digits) > 300) for name, digits in NUMBERS.items()}
        assert (await shown.tree((0,)))[1:-1] == [f".{name} = {shown_digits[name]}" for name in NUMBERS]
        for row, digits in enumerate(NUMBERS.values()):
            kind, text = await shown.detail(0, row)
            assert kind.startswith("number")
            assert text == digits
        assert await shown.table() == shown_digits
        quick = await shown.table(1)
        assert {name: quick[name] for name in ("big", "huge", "zero", "price", "written")} == {
            name: NUMBERS[name] for name in ("big", "huge", "zero", "price", "written")
        }
        text = await shown.raw()
        assert all(f'"{name}": {digits}' in text for name, digits in NUMBERS.items())
        assert await shown.find("-0.0", "raw") == "1 of 2 hits in 2 bundles"
        assert shown.marked_in_raw() == "-0.0"
        assert await shown.find("Infinity") == "1 of 2 hits in 1 bundle"
        assert shown.current() == (0, ("most",))


async def test_halves_of_characters_are_told_and_do_no_harm(qtbot: QtBot, tmp_path: Path) -> None:
    line = b'{"half":"a\\ud800b","\\udc00 name":1,"whole":"\\ud83d\\ude00"}'
    async with hostile(tmp_path, [line]) as shown:
        assert (await shown.tree((0,)))[1:] == [".half = a\ufffdb", ".\ufffd name = 1", ".whole = 😀"]
        assert await shown.detail(0, 0) == ("text · 3 characters", "a\\ud800b")
        assert await shown.detail(0, 1) == ("number", "1")
        assert await shown.table() == {"half": "a\ufffdb", "`\ufffd name`": "1", "whole": "😀"}
        assert (await shown.raw()).splitlines()[1:3] == ['  "half": "a\\ud800b",', '  "\\udc00 name": 1,']
        assert await shown.find("😀", "raw") == "1 of 1 hit in 1 bundle"
        assert shown.marked_in_raw() == "😀"
        assert await shown.find("name") == "1 of 1 hit in 1 bundle"
        shown.assert_nothing_is_rendered()


async def test_marks_that_turn_the_direction_are_spelled_out_and_hebrew_is_left_alone(
    qtbot: QtBot, tmp_path: Path
) -> None:
    line = '{"file":"\u202egpj.exe","\u2066name":"שלום עולם","lines":"a\u2028b\u2029c","o":{"x":"\u202ey"}}'
    async with hostile(tmp_path, [line.encode()]) as shown:
        assert (await shown.tree((0,)))[1:] == [
            ".file = \\u202egpj.exe",
            ".\\u2066name = שלום עולם",
            ".lines = a↵b↵c",
            ".o = object · 1",
        ]
        assert await shown.detail(0, 0) == ("text · 8 characters", "\\u202egpj.exe")
        assert await shown.detail(0, 1) == ("text · 9 characters", "שלום עולם")
        assert shown.screen.label("detail-path").text() == "`\\u2066name`"
        assert (await shown.detail(0, 3))[1] == '{\n  "x": "\\u202ey"\n}'
        assert (await shown.table())["file"] == "\\u202egpj.exe"
        text = await shown.raw()
        assert '"file": "\\u202egpj.exe"' in text
        assert '"lines": "a\\u2028b\\u2029c"' in text
        assert "\u202e" not in "".join(await shown.all_lines())
        assert await shown.find("gpj", "raw") == "1 of 1 hit in 1 bundle"
        assert shown.marked_in_raw() == "gpj"
        assert await shown.find("עולם") == "1 of 1 hit in 1 bundle"
        shown.assert_nothing_is_rendered()


async def test_html_is_text_everywhere(qtbot: QtBot, tmp_path: Path) -> None:
    image = "<img src='http://tracker.example/x.png' onerror=alert(1)>"
    bundle = {"<b>bold</b>": image, "o": {"<i>": "&amp;<script>"}, "long": "<h1>" + "x" * 2000}
    async with hostile(tmp_path, [bundle, image.encode()]) as shown:
        assert (await shown.tree((0,), (0, 1)))[:4] == [
            f"Bundle 1 = <b>bold</b>: {image} · long: <h1>{'x' * 56}…",
            f".<b>bold</b> = {image}",
            ".o = object · 1",
            "..<i> = &amp;<script>",
        ]
        assert (await shown.detail(0, 0))[1] == image
        assert shown.screen.label("detail-path").text() == "`<b>bold</b>`"
        assert shown.screen.label("detail-path").toolTip() == (
            '<p style="white-space: pre-wrap">`&lt;b&gt;bold&lt;/b&gt;`</p>'
        )
        cells = await shown.table()
        assert cells["`<b>bold</b>`"] == image
        assert cells["o.`<i>`"] == "&amp;<script>"
        assert f'"<b>bold</b>": "{image}"' in await shown.raw()
        assert await shown.raw(1) == image
        assert await shown.find("<script>") == "1 of 1 hit in 1 bundle"
        assert shown.current() == (0, ("o", "<i>"))
        shown.assert_nothing_is_rendered()


async def test_zero_bytes_are_seen(qtbot: QtBot, tmp_path: Path) -> None:
    async with hostile(tmp_path, [b'{"a":"x\\u0000y","b":"p\x00q","\\u0000":1}']) as shown:
        assert (await shown.tree((0,)))[1:] == [".a = x␀y", ".b = p␀q", ".␀ = 1"]
        assert await shown.detail(0, 0) == ("text · 3 characters", "x␀y")
        assert await shown.detail(0, 2) == ("number", "1")
        assert await shown.table() == {"a": "x␀y", "b": "p␀q", "`␀`": "1"}
        assert (await shown.raw()).splitlines()[1:4] == [
            '  "a": "x\\u0000y",',
            '  "b": "p\\u0000q",',
            '  "\\u0000": 1',
        ]
        assert await shown.find("y") == "1 of 1 hit in 1 bundle"
        shown.assert_nothing_is_rendered()


async def test_empty_names_and_bundles_are_told_apart_from_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    lines = [b'{"":1,"o":{"":{"":"needle"}}}', b"{}", b"[]", b'""', b"null", b"0", b""]
    async with hostile(tmp_path, lines) as shown:
        assert await shown.tree((0,), (0, 1), (0, 1, 0)) == [
            'Bundle 1 = "": 1',
            '."" = 1',
            ".o = object · 1",
            '.."" = object · 1',
            '..."" = needle',
            "Bundle 2 = object · 0",
            "Bundle 3 = list · 0",
            'Bundle 4 = ""',
            "Bundle 5 = null",
            "Bundle 6 = 0",
            "Bundle 7 = Not JSON",
        ]
        assert await shown.detail(0, 0) == ("number", "1")
        assert await shown.detail(3) == ("empty text", "")
        assert await shown.detail(6) == ("not JSON", "Not JSON")
        assert await shown.table() == {"Value": "2 fields", "``": "1", "o.``.``": "needle"}
        assert await shown.raw(6) == ""
        assert shown.screen.label("raw-note").text() == "This bundle is empty."
        assert await shown.find("needle") == "1 of 1 hit in 1 bundle"
        assert shown.current() == (0, ("o", "", ""))


@pytest.mark.parametrize(
    "line",
    [b"<html><b>oops</b></html>", b'{"oops":1,', b"{oops:1}", b'{"oops":01}', b"oops \xff\xfe", b"[1,oops"],
)
async def test_what_is_no_json_is_shown_as_it_came_and_said(
    qtbot: QtBot, tmp_path: Path, line: bytes
) -> None:
    text = line.decode("utf-8", "replace")
    async with hostile(tmp_path, [line, {"a": 1}]) as shown:
        assert (await shown.tree())[0] == f"Bundle 1 = Not JSON: {text}"
        assert await shown.detail(0) == ("not JSON", f"Not JSON\n{text}")
        assert (await shown.table())["Value"] == f"Not JSON: {text}"
        assert await shown.raw() == text
        assert shown.screen.label("raw-note").text() == "This is not JSON; it is shown as it came."
        assert (await shown.all_lines())[0] == text
        assert await shown.find("oops", "raw") == "1 of 1 hit in 1 bundle"
        assert shown.marked_in_raw() == text
        shown.assert_nothing_is_rendered()


@pytest.mark.parametrize("filler", [0, 300_000, MEGABYTE + 100_000])
async def test_a_mark_of_byte_order_at_the_beginning_hides_nothing(
    qtbot: QtBot, tmp_path: Path, filler: int
) -> None:
    line = b'\xef\xbb\xbf{"a":{"b":"needle"},"f":"' + b"x" * filler + b'"}'
    async with hostile(tmp_path, [line]) as shown:
        assert (await shown.tree((0,), (0, 0)))[1:3] == [".a = object · 1", "..b = needle"]
        assert await shown.detail(0, 0, 0) == ("text · 6 characters", "needle")
        assert (await shown.raw()).startswith('{\n  "a": {\n    "b": "needle"\n')
        assert await shown.find("needle", "raw") == "1 of 1 hit in 1 bundle"
        assert shown.marked_in_raw() == "needle"
        shown.screen.view.show_tab("tree")
        await shown.painted()
        assert shown.current() == (0, ("a", "b"))


async def test_large_values_in_the_text_of_all_are_said_to_be_elsewhere(qtbot: QtBot, tmp_path: Path) -> None:
    lines = [{"a": "needle"}, {"b": "x" * 300_000 + "needle"}, [*range(3000), "needle"]]
    async with hostile(tmp_path, lines) as shown:
        shown.screen.view.show_tab("raw")
        shown.screen.turn("raw-all")
        await shown.find("needle", "raw")
        text = shown.screen.find(AllBundles, "bundle-raw-all")
        said = []
        for _ in range(3):
            said.append(
                (shown.screen.count(), shown.screen.label("search-problem").text(), bool(text._found))
            )
            shown.screen.turn("search-next")
            await shown.painted()
        elsewhere = "Found in what is shown only when its bundle is shown by itself."
        assert said == [
            ("1 of 3 hits in 3 bundles", "", True),
            ("2 of 3 hits in 3 bundles", elsewhere, False),
            ("3 of 3 hits in 3 bundles", elsewhere, False),
        ]
