"""Room for what matters: the list of modules and the form fold away, and come back."""

from pathlib import Path

from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from core.model.errors import ServiceError
from gui.fold import Fold
from gui.jobs import Jobs
from gui.main_window import MainWindow
from tests.accessible.audit import findings
from tests.journeys.palette_use import opened
from tests.journeys.program import Program, program_running

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


async def at_contacts(program: Program) -> None:
    """The practice workspace, at a module that lists something."""
    program.window.resize(1280, 800)
    await program.begin_practice()
    program.choose_module("List Contacts", "Refiner")
    await program.until(lambda: not program.is_recalling())


def list_width(program: Program) -> int:
    return program.see(QWidget, "modules").width()


def place(program: Program, name: str) -> tuple[int, int]:
    """Where in the window something lies."""
    at = program.see(QWidget, name).mapTo(program.window, program.window.rect().topLeft())
    return at.x(), at.y()


async def test_the_list_folds_away_and_comes_back_where_the_mouse_is(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await at_contacts(program)
        assert program.sees("module-tree"), "at the first start nothing is folded"
        wide, room = list_width(program), program.see(QWidget, "bundle-view").width()
        before = place(program, "fold-modules")
        program.click("fold-modules")
        assert not program.sees("module-tree")
        assert not program.sees("module-search")
        assert program.see(QWidget, "bundle-view").width() > room + 200
        assert place(program, "fold-modules") == before, "a second press takes it back"
        program.click("fold-modules")
        assert program.sees("module-tree")
        assert list_width(program) == wide
        assert program.text("module-search") == "Refiner List Contacts"


async def test_who_comes_to_the_modules_can_type_at_once(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        program.click("rail-modules")
        await program.until(lambda: program.sees("module-search"))
        program.keys("list con")
        assert program.text("module-search") == "list con"


async def test_a_pull_at_the_edge_of_the_folded_list_does_not_change_its_width(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await at_contacts(program)
        wide = list_width(program)
        program.click("fold-modules")
        edge = program.window.modules.handle(1)
        here = edge.rect().center()
        QTest.mousePress(edge, Qt.MouseButton.LeftButton, pos=here)
        QTest.mouseMove(edge, here + QPoint(60, 0))
        QTest.mouseRelease(edge, Qt.MouseButton.LeftButton, pos=here + QPoint(60, 0))
        program.click("fold-modules")
        assert list_width(program) == wide
        assert edge.isEnabled()


async def test_what_went_wrong_is_in_sight_though_the_form_was_folded_meanwhile(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await at_contacts(program)
        await program.run_to_end()
        program.click("fold-form")
        page = program.window.modules.page()
        assert page is not None
        page.runs.went_wrong.emit(ServiceError("The service gave up.", "It answered 500."))
        assert "The service gave up." in page.problem.text()
        assert page.problem.isVisible()


async def test_the_list_is_as_it_was_left_at_the_next_start(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await at_contacts(program)
        program.window.resize(900, 700)  # the offscreen screen is small
        panes = program.see(QSplitter, "modules-screen")
        panes.setSizes([174, 610])
        panes.splitterMoved.emit(174, 1)
        wide = list_width(program)
        assert wide < 180, "narrower than it would be by itself"
        program.click("fold-modules")

    async with program_running(folder) as program:
        await program.until(lambda: program.sees("module-title"))
        assert program.text("module-title") == "List Contacts"
        assert not program.sees("module-tree")
        assert list_width(program) < 60
        program.click("rail-history")
        program.click("rail-modules")
        assert list_width(program) < 60
        program.click("fold-modules")
        assert list_width(program) == wide

    async with program_running(folder) as program:
        await program.until(lambda: program.sees("module-title"))
        assert program.sees("module-tree")


async def test_the_list_folds_by_keyboard_and_says_what_it_did(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await at_contacts(program)
        program.window.activateWindow()
        fold = program.see(Fold, "fold-modules")
        assert fold.accessibleName() == "Fold the list of modules away"
        program.see(QWidget, "module-search").setFocus()
        program.press(Qt.Key.Key_B, CTRL)
        assert not program.sees("module-tree")
        assert fold.accessibleName() == "Show the list of modules"
        assert "Ctrl+B" in fold.toolTip()
        assert program.focused_name() == "fold-modules", "the keyboard is where it can be brought back"
        assert findings("folded", program.window) == []
        program.press(Qt.Key.Key_Return)
        assert program.sees("module-tree")
        program.press(Qt.Key.Key_Space)
        assert not program.sees("module-tree")
        program.see(QWidget, "rail-modules").setFocus()
        program.press(Qt.Key.Key_F6)
        assert program.focused_name() == "fold-modules", "F6 comes to it"
        program.press(Qt.Key.Key_F6)
        assert program.focused_name() == "connection", "and goes on"
        program.press(Qt.Key.Key_F, CTRL)
        assert program.focused_name() == "module-search", "who searches sees the list"
        assert program.sees("module-tree")


async def test_from_another_screen_the_same_keys_lead_to_the_list(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await at_contacts(program)
        program.click("fold-modules")
        program.click("rail-settings")
        program.press(Qt.Key.Key_B, CTRL)
        assert program.sees("module-tree")


async def test_the_palette_chooses_a_module_while_the_list_is_folded(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await at_contacts(program)
        program.click("fold-modules")
        shown = await opened(program)
        program.keys("track an event refiner")
        await program.until(lambda: shown.list.model().rowCount() > 0)
        program.press(Qt.Key.Key_Return)
        await program.until(lambda: program.text("module-title") == "Track an Event")
        assert not program.sees("module-tree"), "it stays as the person wants it"
        program.click("fold-modules")
        tree = program.window.modules.list.tree
        assert [item.text(0) for item in tree.selectedItems()] == ["Track an Event"]


async def test_the_form_folds_away_once_there_are_bundles_and_a_run_brings_it_back(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await at_contacts(program)
        assert not program.sees("fold-form"), "there is nothing yet to make room for"
        program.click("fold-modules")
        await program.run_to_end()
        room = program.see(QWidget, "bundle-view").width()
        program.see(QWidget, "run").setFocus()
        program.window.activateWindow()
        program.press(Qt.Key.Key_B, CTRL | SHIFT)
        assert not program.sees("run")
        assert program.focused_name() == "fold-form"
        assert program.see(Fold, "fold-form").accessibleName() == "Show the form"
        assert program.see(QWidget, "bundle-view").width() > room + 300
        assert program.text("bundle-count")
        program.click("fold-form")
        assert program.sees("run")
        assert program.see(QWidget, "bundle-view").width() == room
        program.click("fold-form")
        program.press(Qt.Key.Key_Return, CTRL)
        assert program.sees("stop"), "where it is stopped, and how far it is"
        await program.ended()
        assert program.sees("run")


async def test_run_again_from_the_history_shows_the_form_that_it_filled_in(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await at_contacts(program)
        await program.run_to_end()
        program.click("fold-form")
        assert not program.sees("field-limit")
        program.click("rail-history")
        await program.until(lambda: program.sees("bundle-tree"))
        for jobs in program.window.history.findChildren(Jobs):
            await jobs.idle()
        program.click("run-again")
        await program.until(lambda: program.sees("field-limit"))


def test_a_list_that_was_folded_before_the_window_is_shown_is_as_wide_as_it_was(
    qtbot: QtBot, qapp: QApplication, folder: Path
) -> None:
    look = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    widths: list[int] = []
    for _ in range(2):
        window = MainWindow(look, first_run=False)
        qtbot.addWidget(window)
        window.show()
        panes, fold = window.modules, window.modules.list.fold
        if not widths:
            panes.setSizes([350, 400])
            panes.splitterMoved.emit(350, 1)
            widths.append(panes.list.width())
        fold.click()
        widths.append(panes.list.width())
        window.hide()
    assert widths[0] == widths[2] == 350
    assert widths[1] < 60
