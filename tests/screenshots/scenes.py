"""The screens and their states, one after another, as a person comes to them."""

from collections.abc import Awaitable, Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView, QTableView, QTreeView

from core.sandbox import SandboxThread
from core.sandbox.faults import Fault
from gui.bundles.table_view import BundleTable
from gui.sql.query_editor import QueryEditor
from tests.accessible.longer import lengthened
from tests.journeys.accounts import account, open_module
from tests.journeys.keys import refiner_keys
from tests.journeys.program import Program
from tests.screenshots.camera import Camera

WRONG_KEY = "0123456789abcdef0123456789abcdef01234567"
CTRL = Qt.KeyboardModifier.ControlModifier
QUERY = """SELECT "attributes.plan" AS plan, count(*) AS contacts
FROM bundles
GROUP BY plan
ORDER BY contacts DESC"""

LATEST, LONGER = 0, 2
"""Rows of the history: two lists that were read to their ends, with a refusal between them."""

Scene = Callable[[Program, Camera, SandboxThread], Awaitable[None]]


async def empty(program: Program, camera: Camera, sandbox: SandboxThread) -> None:
    """The first minute: nothing is there yet."""
    await camera.take("welcome")
    for name in ("modules", "connections", "history", "sql"):
        program.window.acts[name].trigger()
        await camera.take(f"{name}-empty")


async def connecting(program: Program, camera: Camera, sandbox: SandboxThread) -> None:
    """The dialog, filled in, with a key that is refused, and with the right one."""
    address, values = account(sandbox, "refiner")
    program.click("rail-connections")
    program.click("add-connection")
    await program.until(lambda: program.sees("app-choice"))
    await camera.take("connect-apps")
    program.choose_app("Refiner")
    program.click("connect-save")
    await camera.take("connect-mandatory")
    program.type_into("field-api_key", WRONG_KEY)
    program.open_advanced()
    program.type_into("field-api_address", address)
    program.click("connect-save")
    await program.until(lambda: program.sees("connect-problem"))
    await camera.take("connect-refused")
    program.type_into("field-api_key", values["api_key"])
    program.click("connect-save")
    await program.until(lambda: not program.sees("connect-dialog"))


async def accounts(program: Program, camera: Camera, sandbox: SandboxThread) -> None:
    """Several connections, one of which is refused."""
    for app, label in (("customerly", "Customerly"), ("cliengo", "Cliengo"), ("segmetrics", "SegMetrics")):
        await open_module(program, sandbox, app, label, "Make an API Call")
    program.click("rail-connections")
    with pytest.MonkeyPatch.context() as patch:
        refiner_keys(patch, "another key")
        program.window.acts["verify_all"].trigger()
        await camera.take("connections")


async def results(program: Program, camera: Camera, sandbox: SandboxThread) -> None:
    """A list: asked for, on its way, here; as a tree, a table, text and requests."""
    program.click("rail-modules")
    program.choose_module("List Contacts", "Refiner")
    await camera.take("form")
    program.type_into("field-limit", "3000")
    sandbox.call(lambda one: one.add_fault(Fault("refiner", "hang", path="/v1/contacts", from_request=3)))
    program.click("run")
    await program.until(lambda: program.sees("bundle-count") and program.text("bundle-count") != "")
    await camera.take("run-busy", busy=True)
    program.click("stop")
    await program.ended()
    sandbox.call(lambda one: one.faults.clear())
    await program.run_to_end()
    tree = program.see(QTreeView, "bundle-tree")
    tree.expand(tree.model().index(1, 0))
    await camera.take("result-tree")
    program.show_tab("Table")
    await camera.take("result-table")
    program.window.acts["fold_modules"].trigger()
    await camera.take("result-folded")
    program.window.acts["fold_modules"].trigger()
    program.window.activateWindow()
    program.see(QTableView, "bundle-table").setFocus()
    program.press(Qt.Key.Key_F, CTRL)
    program.keys("enterprise")
    program.press(Qt.Key.Key_Return)
    await program.until(lambda: program.sees("search-count") and " of " in program.text("search-count"))
    await camera.take("result-search")
    program.press(Qt.Key.Key_Escape)
    await over(program, camera)
    program.show_tab("Raw")
    await camera.take("result-raw")
    program.show_tab("Request")
    await camera.take("result-request")
    program.show_tab("Table")


async def over(program: Program, camera: Camera) -> None:
    """What opens over a table: columns, filters, the file that it is written to; and over the window."""
    table = program.see(BundleTable, "bundle-table")
    table.setFocus()
    program.click("table-columns")
    await camera.take("table-columns")
    program.click("table-columns")
    table.setFocus()
    program.click("export")
    await program.until(lambda: program.sees("export-dialog"))
    await camera.take("export")
    program.press(Qt.Key.Key_Escape)
    await program.until(lambda: not program.sees("export-dialog"))
    program.window.acts["palette"].trigger()
    await program.until(lambda: program.sees("palette-text"))
    program.keys("lis con")
    await camera.take("palette")
    program.press(Qt.Key.Key_Escape)
    program.window.acts["cheat_sheet"].trigger()
    await program.until(lambda: program.sees("cheat-sheet-search"))
    await camera.take("cheat-sheet")
    program.press(Qt.Key.Key_Escape)
    with lengthened(program.window):
        await camera.take("longer-texts", busy=True)


async def mistakes(program: Program, camera: Camera, sandbox: SandboxThread) -> None:
    """Mandatory fields left empty; a service that refuses; a service that cannot be reached."""
    program.choose_module("Track an Event", "Refiner")
    program.click("run")
    await camera.take("form-mandatory")
    program.choose_module("List Contacts", "Refiner")
    await program.until(lambda: not program.is_recalling())
    with pytest.MonkeyPatch.context() as patch:
        refiner_keys(patch, "another key")
        await program.run_to_end()
        await camera.take("run-refused")


async def past(program: Program, camera: Camera, sandbox: SandboxThread) -> None:
    """The history, two runs compared, a query, one with a mistake."""
    program.choose_module("List Contacts", "Refiner")
    program.type_into("field-limit", "2990")
    await program.run_to_end()
    program.window.acts["history"].trigger()
    await program.until(lambda: program.sees("history-list"))
    await camera.take("history")
    choose(program.see(QListView, "history-list"), LATEST, LONGER)
    await program.until(lambda: program.sees("compare-two"))
    program.click("compare-two")
    await program.until(lambda: program.sees("differences"))
    await camera.take("compared")
    program.window.acts["sql"].trigger()
    await program.until(lambda: program.sees("sql-editor"))
    for name, query in (("sql", QUERY), ("sql-mistake", QUERY.replace("count(*)", "cont(*)"))):
        editor = program.see(QueryEditor, "sql-editor")
        editor.setPlainText(query)
        program.click("sql-run")
        await camera.take(name)


async def settings(program: Program, camera: Camera, sandbox: SandboxThread) -> None:
    """Each page."""
    program.window.show_settings()
    for page in program.window.settings.pages():
        program.window.show_settings(page.name)
        await camera.take(f"settings-{page.name}")


SCENES: tuple[Scene, ...] = (empty, connecting, results, mistakes, past, accounts, settings)


def choose(view: QListView, *rows: int) -> None:
    """Click several rows of a list, the further ones with Ctrl held."""
    for number, row in enumerate(rows):
        held = CTRL if number else Qt.KeyboardModifier.NoModifier
        place = view.visualRect(view.model().index(row, 0)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, held, place)
