"""What is copied of the text of bundles is what came, however it is shown; and lines have numbers."""

import json
from pathlib import Path

import pytest
from bundle_screen import Screen, painted
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolButton
from pytestqt.qtbot import QtBot
from run_screen import run_shown

from gui.bundles.raw_all import AllBundles
from gui.bundles.raw_copy import chosen
from gui.bundles.raw_editor import FoldingEditor

SHIFT = Qt.KeyboardModifier.ShiftModifier


def raw(screen: Screen, *bundles: object) -> FoldingEditor:
    """The text of the first of these bundles."""
    screen.open(*bundles)
    screen.view.show_tab("raw")
    return screen.find(FoldingEditor, "bundle-raw")


def copied(editor: FoldingEditor) -> str:
    """What Ctrl+C brings to the clipboard."""
    QGuiApplication.clipboard().clear()
    QTest.keyClick(editor, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    return QGuiApplication.clipboard().text()


@pytest.mark.parametrize(
    "bundle",
    [
        b'{"p":1.10,"e":1E400,"big":1180591620717411303424,"z":-0.0}',
        {"long": "x" * 5000, "then": [1, 2]},
        {"space": "10\u00a0000\u202f\u20ac"},
        {"k" * 3000: {"😀" * 1500: "é" * 2500}},
        {"turned": "\u202eabc", "zero": "\0", "line": "\u2028"},
    ],
)
def test_all_of_a_bundle_is_copied_as_it_came(screen: Screen, bundle: object) -> None:
    editor = raw(screen, bundle)
    editor.selectAll()
    came = bundle.decode() if isinstance(bundle, bytes) else json.dumps(bundle)
    text = copied(editor)
    assert json.loads(text, parse_int=str, parse_float=str) == json.loads(
        came, parse_int=str, parse_float=str
    )
    assert "…" not in text


@pytest.mark.parametrize(
    "text",
    [
        "<p>\r\none \u00a0two\u202e\r\n\0three</p>",
        "not json " + "x" * 5000 + "\nend",
        "\ufdd0odd\u2029and\u2028so",
    ],
)
def test_what_is_no_json_is_copied_to_the_letter(screen: Screen, text: str) -> None:
    escaped = text.replace("\n", "")  # a bundle is a line; a carriage return may be in it
    editor = raw(screen, escaped.encode())
    editor.selectAll()
    # A clipboard's text ends its lines as the system does; what was chosen is asked for here.
    assert editor.chosen_text() == escaped


def test_a_part_of_a_line_is_copied_by_the_letters_that_are_chosen(screen: Screen) -> None:
    editor = raw(screen, b"a\x00b\xe2\x80\xaec 10\xc2\xa0000")
    assert editor.toPlainText() == "a\\u0000b\\u202ec 10 000"
    cursor = editor.textCursor()
    cursor.setPosition(len("a"))
    cursor.setPosition(len("a\\u0000b\\u202ec"), QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    assert editor.chosen_text() == "\0b\u202ec"


def test_letters_that_count_twice_do_not_shift_what_is_copied(screen: Screen) -> None:
    editor = raw(screen, {"😀": "😀 smile"})
    found = editor.document().find("smile")
    editor.setTextCursor(found)
    assert copied(editor) == "smile"


def test_what_is_folded_away_is_copied_with_its_lines(screen: Screen) -> None:
    editor = raw(screen, {"a": {"b": [1]}, "c": 2})
    editor.fold_to_level(1)
    editor.selectAll()
    assert json.loads(copied(editor)) == {"a": {"b": [1]}, "c": 2}


async def test_a_text_in_pieces_is_copied_without_the_breaks(qtbot: QtBot, tmp_path: Path) -> None:
    line = b"oops " + b"0123456789" * 120_000
    async with run_shown(tmp_path, [line]) as screen:
        screen.view.show_tab("raw")
        await screen.settled()
        editor = screen.find(FoldingEditor, "bundle-raw")
        editor.selectAll()
        assert editor.chosen_text() == line[:100_000].decode()
        note = screen.label("raw-note").text()
        assert note == "This is not JSON; it is shown as it came. Lines 1 to 50; it goes on in the next part."


async def test_a_text_full_of_zeros_goes_on_where_its_part_ends(qtbot: QtBot, tmp_path: Path) -> None:
    line = b"oops" + b"\0" * 1_200_000
    async with run_shown(tmp_path, [line]) as screen:
        screen.view.show_tab("raw")
        await screen.settled()
        editor = screen.find(FoldingEditor, "bundle-raw")
        editor.selectAll()
        first = len(editor.chosen_text())
        assert 0 < first < 100_000, "zeros take six letters each"
        screen.turn("raw-part-next")
        await screen.settled()
        part = screen.view._raw._part
        assert part is not None
        assert part.begin.position == first


# All bundles


def every(screen: Screen, *bundles: object) -> AllBundles:
    raw(screen, *bundles)
    screen.find(QToolButton, "raw-all").click()
    return screen.find(AllBundles, "bundle-raw-all")


def choose_all(text: AllBundles) -> str:
    QTest.keyClick(text, Qt.Key.Key_Home)
    QTest.keyClick(text, Qt.Key.Key_End, SHIFT)
    return text.chosen_text()


def test_all_bundles_are_copied_whole_folded_or_not(screen: Screen) -> None:
    bundles = [{"a": {"b": 1}}, {"long": "x" * 5000}, [*range(3000)], {"large": "y" * 300_000}]
    text = every(screen, *bundles)
    assert text.texts(5)[0] == "{"
    for level in (None, 1, 0):
        screen.view._raw.fold_to(level)
        copied_text = choose_all(text)
        decoder, at, values = json.JSONDecoder(), 0, []
        while at < len(copied_text):
            value, at = decoder.raw_decode(copied_text, at)
            values.append(value)
            at += len(copied_text[at:]) - len(copied_text[at:].lstrip())
        assert values == bundles


def test_a_bundle_that_is_no_json_is_copied_to_the_letter_among_all(screen: Screen) -> None:
    text = every(screen, {"a": 1}, b"<p>\x00 10\xc2\xa0000</p>", {"b": 2})
    assert choose_all(text) == '{\n  "a": 1\n}\n<p>\0 10\u00a0000</p>\n{\n  "b": 2\n}'


def test_of_very_many_lines_the_first_are_copied_which_is_said(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.bundles.raw_all.MOST_COPIED", 10)
    text = every(screen, *({"n": number} for number in range(20)))
    assert choose_all(text).count("\n") < 10
    assert screen.label("raw-note").text() == "About the first 10 lines were copied; Export gives all."
    assert screen.label("raw-note").isVisible()


# Numbers and keys


def test_lines_have_numbers_that_go_on_in_the_next_part(screen: Screen) -> None:
    editor = raw(screen, {"items": list(range(5000))})
    margin = editor._margin
    narrow = raw(screen, {"a": 1})._margin.room()
    screen.open({"items": list(range(5000))})
    assert margin.room() > narrow
    assert margin._first == 1
    screen.find(QToolButton, "raw-part-next").click()
    assert margin._first == 2001
    painted(screen)


def test_keys_fold_and_unfold_and_the_menu_tells_them(screen: Screen) -> None:
    editor = raw(screen, {"a": {"b": 1}})
    painted(screen)
    menu = screen.find(QMenu, "raw-fold-menu")
    assert [action.text() for action in menu.actions()][:2] == ["Fold here", "Unfold here"]
    assert menu.actions()[0].shortcut().toString() == "Alt+Left"
    editor.setFocus()
    for key, folded in ((Qt.Key.Key_Left, {0}), (Qt.Key.Key_Right, set())):
        QTest.keyClick(editor, key, Qt.KeyboardModifier.AltModifier)
        assert editor.folded() == folded
    painted(screen)


def test_lines_between_two_spots() -> None:
    lines = ["{", '  "a": "xy…', "}"]
    assert chosen(lines, {}, (0, 0), (2, 1), is_json=True) == '{\n  "a": "xy…\n}'
    assert chosen(lines, {}, (1, 2), (1, 5), is_json=True) == '"a"'
