"""The registry of actions, and what is made from it: menus, tool tips, the palette, the list of keys."""

from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from gui.actions import ACTIONS, CATEGORIES, Actions, tip
from gui.actions.registry import CONTROL_KEYS
from gui.actions.words import meet, native
from gui.cheat_sheet import CheatSheet, sheet
from gui.icons import ICONS
from gui.main_window import MainWindow
from gui.palette.acts import entries_of_actions

_CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> MainWindow:
    """The window alone, before the core is there."""
    qapp.setQuitOnLastWindowClosed(False)
    shown = MainWindow(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat), first_run=True)
    qtbot.addWidget(shown)
    shown.show()
    shown.activateWindow()
    return shown


def menus(window: MainWindow) -> list[QMenu]:
    """Every menu of the bar, and those inside."""
    tops = [action.menu() for action in window.menuBar().actions()]
    found = [menu for menu in tops if isinstance(menu, QMenu)]
    return found + [inner for menu in found for inner in menu.findChildren(QMenu)]


def test_no_keys_mean_two_things_in_the_same_place() -> None:
    ambiguous = [
        f"{keys}: {one} and {other}"
        for (one, first), (other, second) in combinations(ACTIONS.items(), 2)
        if meet(first.place, second.place) and other != first.before and one != second.before
        for keys in set(first.shortcuts) & set(second.shortcuts)
    ]
    assert ambiguous == []


def test_keys_that_go_before_others_are_those_of_the_others() -> None:
    before = {name: words.before for name, words in ACTIONS.items() if words.before}
    assert before == {"find_in_bundles": "find"}
    assert ACTIONS["find_in_bundles"].shortcuts == ACTIONS["find"].shortcuts


@pytest.mark.parametrize("keys", sorted({keys for words in ACTIONS.values() for keys in words.shortcuts}))
def test_keys_are_written_as_qt_reads_them(keys: str) -> None:
    read = QKeySequence(keys)
    assert read.count() == 1
    assert read.toString(QKeySequence.SequenceFormat.PortableText) == keys


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_has_words_and_an_icon_that_exists(name: str) -> None:
    words = ACTIONS[name]
    assert words.hint
    assert (ICONS / f"{words.icon}.svg").is_file()


def test_every_action_is_in_exactly_one_menu(window: MainWindow) -> None:
    places = Counter(
        action.objectName()
        for menu in menus(window)
        for action in menu.actions()
        if action.objectName().startswith("action-")
    )
    assert places == Counter(f"action-{name}" for name in ACTIONS)


def test_every_entry_of_a_menu_has_a_letter_of_its_own(window: MainWindow) -> None:
    for bar_or_menu in (window.menuBar(), *menus(window)):
        texts = [action.text() for action in bar_or_menu.actions() if not action.isSeparator()]
        letters = [text[text.index("&") + 1].casefold() if "&" in text else text for text in texts]
        twice = [letter for letter, times in Counter(letters).items() if times > 1 or len(letter) > 1]
        assert twice == [], texts


def test_every_shortcut_is_on_the_sheet() -> None:
    told = [keys for lines in sheet().values() for line in lines for keys in line.keys]
    known = [keys for words in ACTIONS.values() for keys in words.shortcuts]
    assert Counter(told) == Counter(known) + Counter(keys for one in CONTROL_KEYS for keys in one.keys)


def test_keys_of_controls_are_told_under_a_menu_that_exists() -> None:
    assert {one.category for one in CONTROL_KEYS} <= {category.label for category in CATEGORIES}


def test_a_tool_tip_tells_the_keys(window: MainWindow) -> None:
    assert tip(ACTIONS["run"]) == "Send the form and show the bundles (Ctrl+Return)"
    assert window.acts["modules"].toolTip() == "Show the modules (Ctrl+Shift+M)"
    assert tip(ACTIONS["light"]) == "Light colours"


def test_what_cannot_be_done_says_why(window: MainWindow) -> None:
    assert window.acts.why_not("run") == "Open a module first."
    assert window.acts["run"].toolTip() == "Open a module first."
    assert window.acts.why_not("copy_value") == "Look at a tree or a table first."
    assert window.acts.why_not("rename_connection") == "Go to the connections first."
    assert window.acts.why_not("practice") == ""


def test_the_palette_offers_every_action_but_itself(window: MainWindow) -> None:
    entries = {entry.key: entry for entry in entries_of_actions(window.acts)}
    assert entries.keys() == {f"action:{name}" for name in ACTIONS if name != "palette"}
    assert entries["action:quit"].keys == native("Ctrl+Q")
    assert entries["action:run"].why_not == "Open a module first."
    assert entries["action:connect"].label == "Connect an app"


def test_an_action_may_be_taken_for_no_other_on_systems_with_a_menu_of_their_own(window: MainWindow) -> None:
    special = {name for name in ACTIONS if window.acts[name].menuRole() != window.acts[name].MenuRole.NoRole}
    assert special == {"quit", "settings"}


def test_keys_of_screens_are_told_and_left_to_the_screens(qapp: QApplication) -> None:
    acts = Actions(qapp)
    pressing = [name for name, words in ACTIONS.items() if words.presses]
    assert pressing
    for name in pressing:
        assert acts[name].shortcutContext() == Qt.ShortcutContext.WidgetShortcut
    acts.deleteLater()


@pytest.mark.parametrize(("then", "now"), [(False, True), (True, False), (True, True)])
def test_keys_of_screens_do_not_wait_until_it_is_looked_what_can_be_done(
    window: MainWindow, then: bool, now: bool
) -> None:
    screen = window.stack.currentWidget()
    own = QAction("Copy path", screen)
    own.setObjectName(ACTIONS["copy_path"].presses)
    own.setShortcut(ACTIONS["copy_path"].shortcut)
    screen.addAction(own)
    done: list[str] = []
    own.triggered.connect(lambda: done.append("copied"))
    own.setEnabled(then)
    window.acts.look()
    assert window.acts["copy_path"].isEnabled() is then
    own.setEnabled(now)  # and nobody looks
    QTest.keyClick(window, Qt.Key.Key_C, _CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert done == (["copied"] if now else [])


def test_f1_shows_every_key_and_esc_gives_the_keyboard_back(window: MainWindow) -> None:
    before = window.focusWidget()
    assert before is not None
    QTest.keyClick(before, Qt.Key.Key_F1)
    shown = window.findChild(CheatSheet)
    assert shown is not None
    assert shown.isVisible()
    assert set(shown.shown()) == {line.text for lines in sheet().values() for line in lines}
    assert window.focusWidget() is shown.line
    QTest.keyClick(shown.line, Qt.Key.Key_Escape)
    assert not shown.isVisible()
    assert window.focusWidget() is before


def test_the_sheet_is_found_by_words_and_by_keys(window: MainWindow) -> None:
    window.overlays.turn_cheat_sheet()
    shown = window.overlays.cheat_sheet
    QTest.keyClicks(shown.line, "copy pa")
    assert list(shown.shown()) == ["Copy path"]
    shown.line.setText("ctrl+shift+h")
    assert list(shown.shown()) == ["History"]
    shown.line.setText("nothing like this")
    assert list(shown.shown()) == []
    assert "No shortcut does that" in shown.line.accessibleDescription()


def test_the_same_keys_close_the_sheet(window: MainWindow) -> None:
    ctrl = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(window, Qt.Key.Key_Slash, ctrl)
    assert window.overlays.cheat_sheet.isVisible()
    QTest.keyClick(window.overlays.cheat_sheet.line, Qt.Key.Key_Slash, ctrl)
    assert not window.overlays.cheat_sheet.isVisible()


def test_one_overlay_takes_the_place_of_the_other(window: MainWindow) -> None:
    before = window.focusWidget()
    window.overlays.turn_cheat_sheet()
    window.overlays.turn_palette()
    assert not window.overlays.cheat_sheet.isVisible()
    assert window.overlays.palette.isVisible()
    window.overlays.turn_palette()
    assert window.focusWidget() is before


@pytest.mark.parametrize("size", [(900, 560), (1280, 800), (2400, 1400)])
def test_overlays_lie_inside_the_window(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    for turn in (window.overlays.turn_palette, window.overlays.turn_cheat_sheet):
        turn()
        (card,) = [
            one.card for one in (window.overlays.palette, window.overlays.cheat_sheet) if one.isVisible()
        ]
        assert window.rect().contains(card.geometry())
        turn()


def test_an_overlay_follows_the_size_of_the_window(window: MainWindow) -> None:
    window.resize(1300, 800)
    window.overlays.turn_palette()
    window.resize(950, 600)
    assert window.overlays.palette.size() == window.size()
