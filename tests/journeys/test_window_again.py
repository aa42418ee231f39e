"""The window as it was left: its size, its panes and columns, its screen. Nothing is run again."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QSplitter, QTableView

from tests.journeys.program import Program, program_running


def drag(program: Program, name: str, sizes: list[int]) -> list[int]:
    """Give the panes of a splitter sizes, as dragging does; gives what they have then."""
    splitter = program.see(QSplitter, name)
    splitter.setSizes(sizes)
    splitter.splitterMoved.emit(sizes[0], 1)
    return splitter.sizes()


async def test_size_panes_columns_and_screen_are_there_again_at_the_next_start(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        window = program.window
        window.resize(900, 700)  # the offscreen screen is small
        await program.begin_practice()
        program.choose_module("List Contacts", "Refiner")
        await program.run_to_end()
        modules = drag(program, "modules-screen", [200, 560])
        page = drag(program, "module-page", [310, 340])
        opened = window.page()
        assert opened is not None
        requests = opened.findChild(QTableView, "bundle-requests")
        assert requests is not None
        requests.setColumnWidth(1, 123)
        program.click("rail-history")
        await program.until(window.history.chosen)
        history = drag(program, "history-panes", [330, 400])
        program.click("rail-connections")
        connections = drag(program, "connections-panes", [390, 360])
        runs = len((await program.integrator.history()).entries)

    async with program_running(folder) as program:
        window = program.window
        await program.until(lambda: program.sees("practice"))
        await program.session.settled()
        assert (window.width(), window.height()) == (900, 700)
        assert window.is_showing(window.connections), "the screen that was left"
        assert program.see(QSplitter, "connections-panes").sizes() == connections
        program.click("rail-modules")
        assert program.text("module-title") == "List Contacts"
        assert "Refiner" in program.text("module-summary")
        assert program.see(QSplitter, "modules-screen").sizes() == modules
        assert program.see(QSplitter, "module-page").sizes() == page
        shown = window.page()
        assert shown is not None
        assert shown.view.count() == 0, "what a run brought is not opened by itself"
        assert not shown.is_running()
        again = shown.findChild(QTableView, "bundle-requests")
        assert again is not None
        assert again.columnWidth(1) == 123
        assert len((await program.integrator.history()).entries) == runs
        program.click("rail-history")
        assert program.see(QSplitter, "history-panes").sizes() == history


async def test_a_maximised_window_is_maximised_again(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        program.window.showMaximized()
        await program.until(program.window.isMaximized)
    async with program_running(folder) as program:
        assert program.window.windowState() & Qt.WindowState.WindowMaximized


async def test_the_page_of_the_settings_that_was_left_is_shown_again(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
        program.window.show_settings("data")
    async with program_running(folder) as program:
        await program.until(lambda: program.sees("settings-data"))
        assert program.window.is_showing(program.window.settings)


async def test_where_a_person_went_meanwhile_they_stay(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
        program.click("rail-connections")
    async with program_running(folder) as program:
        program.window.show_screen(program.window.history)
        await program.until(lambda: program.sees("practice"))
        await program.session.settled()
        assert program.window.is_showing(program.window.history)


async def test_a_broken_file_of_the_look_is_no_reason_not_to_start(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
    (folder / "window.ini").write_text(
        "[General]\ngeometry=rubbish\n[splitters]\nmodules-screen=rubbish\n[widths]\nconnection-list=[1]\n"
        "[window]\nscreen=nowhere\nmodule=gone/gone\npage=7\n[palette]\nrecent={\n"
    )
    async with program_running(folder) as program:
        await program.until(lambda: program.sees("module-title"))
        program.click("rail-connections")
        program.window.overlays.turn_palette()
        assert program.window.overlays.palette.isVisible()


async def test_every_splitter_has_a_name_and_every_screen_of_the_window_keeps_its_own(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
        window = program.window
        for screen in (window.history, window.connections, window.sql, window.settings, window.modules):
            window.show_screen(screen)
        names = [one.objectName() for one in window.findChildren(QSplitter)]
        assert names
        assert "" not in names
