"""Round the whole program: each part goes to its screens and dialogs and calls `visit` at each of them."""

import asyncio
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialog, QMenu, QTableView, QTreeView, QWidget

from core.sandbox import SandboxThread
from gui.history.history_list import HistoryList
from gui.settings.page import SettingsPage
from tests.journeys.manager import active, connected, filled_in, open_manager
from tests.journeys.program import Program

Visit = Callable[[str, QWidget], object]
"""What is done at each stop: with what people call the screen, and its widget."""

_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

FORMS = (
    ("Refiner", "Track an Event"),
    ("Qualtrics", "Create an Email Distribution"),
    ("SegMetrics", "Add/Update an Order"),
    ("Customerly", "Create/Update a User"),
    ("Refiner", "Make an API Call"),
)
"""Modules whose forms hold much between them."""


async def first_steps(program: Program, sandbox: SandboxThread, visit: Visit) -> None:
    """The welcome, and the dialog that connects an app, with all that it says."""
    visit("welcome", program.window)
    program.click("connect-first")
    await program.until(lambda: program.sees("app-choice"))
    dialog = program.see(QDialog, "connect-dialog")
    visit("connect: which app", dialog)
    program.choose_app("Refiner")
    await settled()
    program.click("connect-save")
    await program.until(lambda: program.sees("problem-api_key"))
    program.click("advanced-toggle", inside="connect-dialog")
    await settled()
    visit("connect: what is missing", dialog)
    address = sandbox.call(lambda one: one.description())["apps"]["refiner"]["address"]
    program.type_into("field-api_address", address)
    program.type_into("field-api_key", "0" * 40)
    program.click("connect-save")
    await program.until(lambda: program.sees("connect-problem"))
    visit("connect: refused", dialog)
    await _leave(program, "connect-dialog")


async def forms(program: Program, visit: Visit) -> None:
    """The practice workspace, and forms in it: as they open, and refused."""
    await program.begin_practice()
    await settled()
    visit("modules", program.window)
    for app, module in FORMS:
        await _open(program, app, module)
        visit(f"form of {module}", program.window)
        program.click("run")
        await settled()
        if not program.sees("run"):
            await program.ended()
        visit(f"form of {module}, after Run", program.window)


async def bundles(program: Program, visit: Visit) -> None:
    """The four views of what a run brought, and what opens from them."""
    await program.begin_practice()
    await _open(program, "Refiner", "List Contacts")
    program.type_into("field-limit", "30")
    await program.run_to_end()
    for tab in ("Tree", "Table", "Raw", "Request"):
        program.show_tab(tab)
        await settled()
        visit(f"bundles: {tab}", program.window)
    program.show_tab("Tree")
    await active(program)
    program.see(QTreeView, "bundle-tree").setFocus()
    program.press(Qt.Key.Key_F, _CTRL)
    await program.until(lambda: program.sees("search-text"))
    program.type_into("search-text", "@")
    await settled()
    visit("bundles: search", program.window)
    program.press(Qt.Key.Key_Escape)
    program.click("show-detail")
    await settled()
    visit("bundles: with or without the detail", program.window)
    program.show_tab("Table")
    await settled()
    program.click("table-columns")
    await program.until(lambda: program.sees("columns-panel"))
    await settled()
    visit("bundles: columns", program.window)
    program.click("table-columns")
    await _filter(program, visit)
    await active(program)
    program.see(QTableView, "bundle-table").setFocus()
    program.press(Qt.Key.Key_E, _CTRL)
    await program.until(lambda: program.sees("export-dialog"))
    visit("export", program.see(QDialog, "export-dialog"))
    await _leave(program, "export-dialog")


async def _filter(program: Program, visit: Visit) -> None:
    table = program.see(QTableView, "bundle-table")
    await active(program)
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, 2))
    program.press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(program.see(QMenu, "column-menu"), Qt.Key.Key_F)
    await program.until(lambda: program.sees("filter-popup"))
    visit("bundles: filter", program.see(QWidget, "filter-popup"))
    program.type_into("filter-value", "a")
    program.press(Qt.Key.Key_Return)
    await program.until(lambda: not program.sees("filter-popup"))
    await settled()
    visit("bundles: filtered", program.window)


async def connections(program: Program, sandbox: SandboxThread, visit: Visit) -> None:
    """The list, a connection that fails, its dialogs, and a removal that is refused."""
    program.click("rail-connections")
    await settled()
    visit("no connections", program.window)
    old = await connected(program, sandbox, "Old", key="0" * 40)
    await connected(program, sandbox, "New")
    await filled_in(program, old, "list_contacts")
    await open_manager(program, "Old", "New")
    visit("connections", program.window)
    program.click("verify-all")
    await program.until(lambda: program.sees("connections-said"))
    await settled()
    visit("connections: one fails", program.window)
    for button, dialog in (
        ("edit-connection", "edit-dialog"),
        ("connection-network", "network-dialog"),
        ("replace-connection", "replace-dialog"),
    ):
        program.click(button)
        await _appeared(program, dialog)
        await settled()
        visit(dialog, program.see(QDialog, dialog))
        await _leave(program, dialog)
    program.click("remove-connection")
    await settled()
    visit("connections: a removal", program.window)


async def past_runs(program: Program, visit: Visit) -> None:
    """History, the comparison of two runs, and questions in SQL."""
    program.click("rail-history")
    await settled()
    visit("history, empty", program.window)
    program.window.wish("start_practice")
    await program.until(lambda: program.sees("module-title"))
    await _open(program, "Refiner", "List Contacts")
    for limit in ("20", "25"):
        program.type_into("field-limit", limit)
        await program.run_to_end()
    program.click("rail-history")
    await program.until(lambda: program.sees("history-list"))
    runs = program.see(HistoryList, "history-list")
    await program.until(lambda: runs.model().rowCount() == 2)
    for row, held in ((0, Qt.KeyboardModifier.NoModifier), (1, _CTRL)):
        place = runs.visualRect(runs.model().index(row, 0)).center()
        QTest.mouseClick(runs.viewport(), Qt.MouseButton.LeftButton, held, place)
        await settled()
        visit("history" if row == 0 else "history: two runs", program.window)
    program.click("compare-two")
    await program.until(lambda: program.sees("differences"))
    await settled()
    visit("comparison", program.window)
    program.press(Qt.Key.Key_Q, _CTRL | _SHIFT)
    await program.until(lambda: program.sees("sql-editor"))
    await settled()
    visit("SQL", program.window)


async def settings(program: Program, visit: Visit) -> None:
    """Each page of the settings, and the dialogs that their buttons open."""
    program.click("rail-settings")
    await program.until(lambda: bool(program.window.settings.pages()))
    for page in program.window.settings.pages():
        program.window.show_settings(page.name)
        await settled()
        await _loaded(program, page)
        visit(f"settings: {page.label}", program.window)
    program.window.show_settings("secrets")
    await settled()
    choose = next(one for one in ("vault-guard", "vault-choose") if program.sees(one))
    assert program.see(QAbstractButton, choose).isEnabled()
    program.click(choose)
    await program.until(lambda: program.sees("passphrase-dialog"))
    visit("a passphrase", program.see(QDialog, "passphrase-dialog"))
    await _leave(program, "passphrase-dialog")


async def overlays(program: Program, visit: Visit) -> None:
    """What lies over the window for a moment: the palette, and the list of all keys."""
    await program.begin_practice()
    for act, name in (("palette", "palette"), ("cheat_sheet", "cheat-sheet")):
        program.window.acts[act].trigger()
        await _appeared(program, name)
        await settled()
        visit(name, program.see(QWidget, name))
        program.press(Qt.Key.Key_Escape)
        await active(program)


async def _appeared(program: Program, name: str) -> None:
    await program.until(lambda: program.sees(name))


async def _loaded(program: Program, page: SettingsPage) -> None:
    await program.until(lambda: not page.jobs.is_running("load"))


async def settled() -> None:
    """Let the loop turn until layouts are made and short work is done."""
    for _ in range(10):
        await asyncio.sleep(0.01)


async def _open(program: Program, app: str, module: str) -> None:
    program.choose_module(module, app)
    await program.until(lambda: not program.is_recalling())
    await settled()


async def _leave(program: Program, dialog: str) -> None:
    program.see(QDialog, dialog).reject()
    await program.until(lambda: not program.sees(dialog))
    await active(program)
