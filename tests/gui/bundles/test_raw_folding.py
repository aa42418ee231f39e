"""Raw JSON of one bundle: what folds, what goes on in parts, and what harm data can do to a text."""

import json
from pathlib import Path

import pytest
from bundle_screen import Screen, painted
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolButton
from pytestqt.qtbot import QtBot
from run_screen import run_shown

from core.model.laid_out import LineStart
from gui.bundles.decoded import HUGE
from gui.bundles.json_text import BEGINNING, lines_from, part_of, pretty_lines
from gui.bundles.raw_editor import FoldingEditor
from gui.bundles.raw_folds import at_level, folds, visible

BUNDLE = {"a": {"b": [1, {"c": 2}], "d": {}}, "e": "{", "f": [3]}


def seen(editor: FoldingEditor) -> list[str]:
    """The lines that are not folded away."""
    block, lines = editor.document().firstBlock(), []
    while block.isValid():
        if block.isVisible():
            lines.append(block.text().strip())
        block = block.next()
    return lines


def raw(screen: Screen, *bundles: object) -> FoldingEditor:
    """The text of the first of these bundles."""
    screen.open(*bundles)
    screen.view.show_tab("raw")
    painted(screen)
    return screen.find(FoldingEditor, "bundle-raw")


def test_an_object_folds_by_the_mark_beside_its_first_line(screen: Screen) -> None:
    editor = raw(screen, BUNDLE)
    assert set(editor.folds()) == {0, 1, 2, 4, 11}
    margin = editor.findChildren(type(editor._margin))[-1]
    (place,) = [rect for block, rect in editor.blocks_in_sight() if block.blockNumber() == 2]
    QTest.mouseClick(margin, Qt.MouseButton.LeftButton, pos=QPoint(5, place.center().y()))
    assert seen(editor)[1:5] == ['"a": {', '"b": [', "],", '"d": {}']
    QTest.mouseClick(margin, Qt.MouseButton.LeftButton, pos=QPoint(5, place.center().y()))
    assert len(seen(editor)) == 15


def test_keys_fold_what_the_cursor_is_in(screen: Screen) -> None:
    editor = raw(screen, BUNDLE)
    editor.setTextCursor(QTextCursor(editor.document().findBlockByNumber(5)))
    fold, unfold = editor.actions()
    fold.trigger()
    assert editor.folded() == {4}
    assert editor.textCursor().blockNumber() == 4
    unfold.trigger()
    assert editor.folded() == frozenset()


def test_the_menu_folds_to_a_level(screen: Screen) -> None:
    editor = raw(screen, BUNDLE)
    menu = screen.find(QMenu, "raw-fold-menu")
    actions = {action.text(): action for action in menu.actions()}
    actions["Fold to level 1"].trigger()
    assert seen(editor) == ["{", '"a": {', "},", '"e": "{",', '"f": [', "]", "}"]
    actions["Fold to one line"].trigger()
    assert seen(editor) == ["{", "}"]
    actions["Unfold everything"].trigger()
    assert len(seen(editor)) == 15


def test_only_brackets_whose_ends_are_there_fold() -> None:
    assert folds(["[", "  {", '    "a": 1']) == {}
    assert folds(["}", "{", "}"]) == {1: 2}
    assert folds(['"x": "{"', "[", "]"]) == {1: 2}


def test_folded_lines_are_left_out_with_all_that_is_in_them() -> None:
    lines = ["{", "  [", "    1", "  ],", "  2", "}"]
    assert at_level(lines, 1) == {1}
    assert visible(6, folds(lines), frozenset({1})) == [0, 1, 3, 4, 5]
    assert visible(6, folds(lines), frozenset({0, 1})) == [0, 5]


@pytest.mark.parametrize("value", [[], {}, [[]], {"a": []}, BUNDLE, [[[1], {"x": [2, {}]}], "é\ud800"], 1.5])
@pytest.mark.parametrize("most", [1, 2, 3])
def test_parts_put_together_are_the_whole(value: object, most: int) -> None:
    text = json.dumps(value)
    lines: list[str] = []
    begin: LineStart | None = BEGINNING
    while begin is not None:
        part = part_of(lines_from(text, begin), most, 1000)
        lines += part.lines
        begin = part.after
    assert lines == list(pretty_lines(text))


def test_a_long_bundle_goes_on_in_the_next_part_and_back(screen: Screen) -> None:
    editor = raw(screen, {"items": list(range(5000))})
    on, back = (screen.find(QToolButton, name) for name in ("raw-part-next", "raw-part-previous"))
    assert screen.label("raw-note").text() == "Lines 1 to 2,000; it goes on in the next part."
    assert not back.isVisible()
    on.click()
    assert editor.toPlainText().splitlines()[0] == "    1998,"
    on.click()
    assert screen.label("raw-note").text() == "Lines 4,001 to 5,004; this is the end."
    assert editor.toPlainText().splitlines()[-1] == "}"
    assert not on.isVisible()
    back.click()
    back.click()
    assert editor.toPlainText().splitlines()[:2] == ["{", '  "items": [']


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (
            b'{"big":1180591620717411303424,"p":1.10,"e":1E400,"n":NaN}',
            ["1180591620717411303424", "1.10", "1E400", "NaN"],
        ),
        ('{"a":"\u202eabc\u2028d\ufdd0"}'.encode(), ["\\u202eabc\\u2028d\\ufdd0"]),
        (b'{"a":"\\u0000\\ud800"}', ["\\u0000\\ud800"]),
        (b'{"a":1,"a":2}', ['"a": 1,', '"a": 2']),
        (b'{"a":"<b>x</b>"}', ["<b>x</b>"]),
        ('{"a":"שלום"}'.encode(), ["שלום"]),
    ],
)
def test_hostile_data_is_text_as_received(screen: Screen, line: bytes, shown: list[str]) -> None:
    editor = raw(screen, line)
    text = editor.toPlainText()
    assert all(one in text for one in shown), text
    assert editor.document().blockCount() == len(text.split("\n"))


async def test_a_huge_bundle_is_shown_part_by_part(qtbot: QtBot, tmp_path: Path) -> None:
    items = ",".join(f'{{"id":{number}.50}}' for number in range(100_000))
    async with run_shown(tmp_path, [f'{{"items":[{items}]}}'.encode()]) as screen:
        screen.view.show_tab("raw")
        assert screen.label("raw-note").text() == "Reading this bundle…"
        await screen.settled()
        lines = screen.text("bundle-raw").splitlines()
        assert lines[:4] == ["{", '  "items": [', "    {", '      "id": 0.50']
        assert screen.label("raw-note").text() == "Lines 1 to 2,000; it goes on in the next part."
        screen.turn("raw-part-next")
        await screen.settled()
        assert screen.text("bundle-raw").splitlines()[1] == '      "id": 666.50'
        screen.turn("raw-part-previous")
        await screen.settled()
        assert screen.text("bundle-raw").splitlines()[0] == "{"


async def test_a_huge_text_that_is_no_json_is_shown_as_it_came(qtbot: QtBot, tmp_path: Path) -> None:
    async with run_shown(tmp_path, [b"<html>\t" + b"{x} " * (HUGE // 3)]) as screen:
        screen.view.show_tab("raw")
        await screen.settled()
        assert screen.text("bundle-raw").startswith("<html>\t{x} {x}")
        screen.turn("raw-part-next")
        await screen.settled()
        assert screen.text("bundle-raw").strip().startswith(("{x}", "x}", "}"))


async def test_a_text_of_megabytes_is_shortened_in_its_line(qtbot: QtBot, tmp_path: Path) -> None:
    line = b'{"' + b"k" * HUGE + b'":1,"b":"' + b"x" * HUGE + b'"}'
    async with run_shown(tmp_path, [line]) as screen:
        screen.view.show_tab("raw")
        await screen.settled()
        lines = screen.text("bundle-raw").splitlines()
        assert [line[:8] for line in lines] == ["{", '  "kkkkk', '  "b": "', "}"]
        assert all(len(line) <= 2001 for line in lines)
        assert screen.label("raw-note").text() == "Long lines are shortened; Copy bundle gives all of them."
