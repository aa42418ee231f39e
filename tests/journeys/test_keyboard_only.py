"""The main journey without a mouse: nothing here is clicked, only keys are pressed where the focus is."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QListView,
    QTableView,
    QTreeView,
    QWidget,
)

from gui.bundles.table_page import TablePage
from tests.journeys.program import Program, program_running

# Offscreen only.
pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
MOST_STOPS = 200


async def awake(program: Program) -> None:
    """The window is the active one: offscreen, nobody gives it back when a popup or a dialog closes."""
    program.window.activateWindow()
    await program.until(program.window.isActiveWindow)


def tab_to(program: Program, name: str, *, back: bool = False) -> None:
    """Press Tab until the focus is there."""
    for _ in range(MOST_STOPS):
        if program.focused_name() == name:
            return
        program.press(
            Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab, SHIFT if back else Qt.KeyboardModifier(0)
        )
    raise AssertionError(f"{name} was not reached")


def f6_to(program: Program, name: str) -> None:
    """Press F6 until the focus is there."""
    for _ in range(10):
        if program.focused_name() == name:
            return
        program.press(Qt.Key.Key_F6)
    raise AssertionError(f"{name} was not reached; the focus is in {program.focused_name()}")


async def test_from_the_first_start_to_the_end_without_a_mouse(
    qapp: QApplication, folder: Path, tmp_path: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await awake(program)
        assert program.focused_name() == "try-now"
        program.press(Qt.Key.Key_Return)
        await program.until(lambda: program.sees("module-title"))

        # Find a module, fill it in, run it.
        program.press(Qt.Key.Key_F, CTRL)
        program.keys("refiner list")
        program.press(Qt.Key.Key_Return)
        await program.until(lambda: not program.is_recalling())
        assert program.text("module-title") == "List Contacts"
        f6_to(program, "connection")
        tab_to(program, "field-limit")
        program.press(Qt.Key.Key_A, CTRL)
        program.keys("120")
        program.press(Qt.Key.Key_Return, CTRL)
        await program.until(
            lambda: program.sees("bundle-count") and program.text("bundle-count") == "120 bundles"
        )
        await program.ended()

        # Tree, table, raw.
        f6_to(program, "bundle-tree")
        tree = program.see(QTreeView, "bundle-tree")
        program.press(Qt.Key.Key_Right)
        assert tree.isExpanded(tree.model().index(0, 0))
        program.press(Qt.Key.Key_3, CTRL)
        assert program.focused_name() == "bundle-raw"
        program.press(Qt.Key.Key_Down, ALT)
        await program.until(lambda: program.text("raw-title") == "Bundle 2 of 120")
        program.press(Qt.Key.Key_2, CTRL)
        table = program.see(QTableView, "bundle-table")
        assert program.focused() is table

        # Filter.
        await filtered(program, table, "attributes.plan", "enterprise")
        shown = table.model().rowCount()
        assert 0 < shown < 120

        # Copy.
        program.press(Qt.Key.Key_C, CTRL | ALT)
        bundle = json.loads(program.clipboard())
        assert bundle["attributes"]["plan"] == "enterprise"

        # Export what is shown.
        file = tmp_path / "contacts.csv"
        program.press(Qt.Key.Key_E, CTRL)
        await program.until(lambda: program.sees("export-dialog"))
        tab_to(program, "export-go-on")
        program.press(Qt.Key.Key_Return)
        await program.until(lambda: program.sees("export-file"))
        chooser = program.see(QFileDialog, "export-file")
        assert isinstance(chooser.focusWidget(), QLineEdit)
        program.press(Qt.Key.Key_A, CTRL)
        program.keys(str(file))
        program.press(Qt.Key.Key_Return)
        await program.until(file.exists)  # not looked for on the screen: the parts of Qt's dialog are going
        await awake(program)
        await program.until(lambda: program.sees("export-show"))

        # History: the run, in full, and back.
        program.press(Qt.Key.Key_H, CTRL | SHIFT)
        await program.until(program.window.history.chosen)
        f6_to(program, "history-list")
        await program.until(lambda: "120 bundles" in program.text("run-facts"))
        program.press(Qt.Key.Key_Return)
        assert program.focused_name() == "close-run", program.window.history.chosen()
        program.press(Qt.Key.Key_Escape)
        assert program.focused_name() == "history-list"
        program.press(Qt.Key.Key_P, CTRL)
        await program.until(lambda: program.window.history.chosen()[0].pinned)

        # Connections.
        program.press(Qt.Key.Key_K, CTRL | SHIFT)
        f6_to(program, "connection-list")
        program.press(Qt.Key.Key_Down)
        entry = program.window.connections.chosen()
        assert entry is not None

        # Settings.
        program.press(Qt.Key.Key_Comma, CTRL)
        f6_to(program, "settings-topics")
        program.press(Qt.Key.Key_Down)
        assert program.sees("settings-secrets")
        program.press(Qt.Key.Key_F6)
        page = program.see(QWidget, "settings-secrets")
        focused = program.focused()
        assert focused is not None
        assert page.isAncestorOf(focused), program.focused_name()

        # Quit.
        asked: list[bool] = []
        program.window.close_requested.connect(lambda: asked.append(True))
        program.press(Qt.Key.Key_Q, CTRL)
        assert asked == [True]


async def filtered(program: Program, table: QTableView, heading: str, value: str) -> None:
    """The menu of a column, its filter, a value, Enter."""
    model = table.model()
    names = [model.headerData(place, Qt.Orientation.Horizontal) for place in range(model.columnCount())]
    for _ in range(len(names)):
        if names[table.currentIndex().column()] == heading:
            break
        ahead = names.index(heading) > table.currentIndex().column()
        program.press(Qt.Key.Key_Right if ahead else Qt.Key.Key_Left)
    program.press(Qt.Key.Key_Down, ALT)
    QTest.keyClick(program.see(QWidget, "column-menu"), Qt.Key.Key_F)
    await program.until(lambda: program.focused_name() == "filter-value")
    program.press(Qt.Key.Key_Backtab, SHIFT)
    tests = program.see(QComboBox, "filter-test")
    assert program.focused() is tests
    program.press(Qt.Key.Key_Home)
    while tests.currentText() != "is":
        program.press(Qt.Key.Key_Down)
    program.press(Qt.Key.Key_Tab)
    program.keys(value)
    program.press(Qt.Key.Key_Return)
    await program.until(lambda: not program.sees("filter-popup"))
    await program.until(lambda: program.sees("table-showing") and " of 120 " in program.text("table-showing"))
    for jobs in program.see(TablePage, "table-page").jobs():
        await jobs.idle()
    await awake(program)
    table.setFocus()  # as every system but the offscreen one does when a popup closes


SCREENS = {
    "welcome": None,
    "modules": Qt.Key.Key_M,
    "connections": Qt.Key.Key_K,
    "history": Qt.Key.Key_H,
    "sql": Qt.Key.Key_Q,
    "settings": Qt.Key.Key_Comma,
}


def picture(program: Program, widget: QWidget) -> QImage:
    """What is seen where a widget is, a little around it as well."""
    place = widget.rect().translated(widget.mapTo(program.window, widget.rect().topLeft()))
    return program.window.grab(place.adjusted(-3, -3, 3, 3)).toImage()


def gone_round(program: Program) -> list[QWidget]:
    """Every stop of the Tab key until it comes back to the first."""
    stops: list[QWidget] = []
    while len(stops) < MOST_STOPS:
        focused = program.focused()
        assert focused is not None
        if stops and focused is stops[0]:
            return stops
        assert focused is not (stops[-1] if stops else None), f"Tab stays in {focused.objectName()}"
        stops.append(focused)
        program.press(Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not come round: {[one.objectName() for one in stops[-12:]]}")


@pytest.mark.parametrize("screen", SCREENS)
async def test_the_tab_key_comes_round_and_each_stop_is_seen(
    qapp: QApplication, folder: Path, no_keyring: None, screen: str
) -> None:
    async with program_running(folder) as program:
        await awake(program)
        if (key := SCREENS[screen]) is not None:
            await program.begin_practice()
            if screen in ("modules", "history"):
                program.choose_module("List Contacts", "Refiner")
                await program.run_to_end()
            program.press(key, CTRL if screen == "settings" else CTRL | SHIFT)
        if screen == "history":
            await program.until(program.window.history.chosen)
        assert screen == "welcome" or program.window.shows(screen)
        await program.until(lambda: not program.is_recalling()) if screen == "modules" else None
        unseen = []
        for stop in gone_round(program):
            assert stop.isVisible()
            stop.setFocus(Qt.FocusReason.TabFocusReason)
            if isinstance(stop, QLineEdit):
                stop.deselect()
            lit = picture(program, stop)
            stop.clearFocus()
            if lit == picture(program, stop):
                unseen.append(f"{type(stop).__name__} {stop.objectName()}")
        assert unseen == []


async def test_f6_and_shift_f6_go_round_the_same_parts(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await awake(program)
        await program.begin_practice()
        program.choose_module("List Contacts", "Refiner")
        await program.run_to_end()
        program.press(Qt.Key.Key_F6)
        there = []
        while (name := program.focused_name()) not in there:
            there.append(name)
            program.press(Qt.Key.Key_F6)
        assert {"rail-modules", "module-tree", "connection", "run", "bundle-tree"} == set(there)
        back = []
        program.press(Qt.Key.Key_F6, SHIFT)
        while (name := program.focused_name()) not in back:
            back.append(name)
            program.press(Qt.Key.Key_F6, SHIFT)
        first = back.index(there[0])
        assert [*back[first:], *back[:first]] == [there[0], *reversed(there[1:])]


async def test_a_list_that_opens_from_the_form_is_used_by_keys(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await awake(program)
        await program.begin_practice()
        program.press(Qt.Key.Key_K, CTRL)
        program.keys("refiner list")
        desk = program.session._palette
        assert desk is not None
        await desk.jobs.idle()
        program.press(Qt.Key.Key_Return)
        assert program.text("module-title") == "List Contacts"
        assert program.focused_name() == "run", "all is there that is needed"
        assert not isinstance(program.focused(), QListView)
        program.press(Qt.Key.Key_Return)
        await program.until(lambda: program.sees("bundle-count"))
        await program.ended()
        assert program.focused_name() == "run", "and the button has the keyboard again"
