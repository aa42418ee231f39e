"""A hundred thousand contacts, and the few that are looked for: filtered, sorted, read; by keyboard."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QMenu, QTableView

from core.sandbox import SandboxOptions
from core.sandbox.refiner.generated import Generated
from gui.bundles.table_page import TablePage
from tests.journeys.program import Program, program_running

# Offscreen only.
pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)

CONTACTS = 100_000
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def expected() -> list[tuple[str, str, str]]:
    """Email, plan and seats of those that are looked for, from where the sandbox has them."""
    made = Generated(SandboxOptions().seed, CONTACTS)
    contacts = [made.contact(number) for number in range(CONTACTS)]
    found = [
        (one.email, one.attributes["plan"], str(one.attributes["seats"]))
        for one in contacts
        if one.attributes["plan"] == "enterprise" and one.attributes["seats"] > 61
    ]
    named = sorted((one for one in found if one[0] is not None), key=lambda one: str(one[0]).casefold())
    return [(str(email), plan, seats) for email, plan, seats in named]


def headings(table: QTableView) -> list[str]:
    """The columns, from left to right."""
    model = table.model()
    return [
        str(model.headerData(section, Qt.Orientation.Horizontal)) for section in range(model.columnCount())
    ]


async def quiet(program: Program) -> None:
    """Wait until rows and columns are as they were asked for; the window has the keyboard."""
    page = program.see(TablePage, "table-page")
    for jobs in page.jobs():
        await jobs.idle()
    program.window.activateWindow()
    await program.until(program.window.isActiveWindow)


def walk_to(program: Program, table: QTableView, heading: str) -> None:
    """Left and right, to a column."""
    for _ in range(40):
        at = headings(table)[table.currentIndex().column()]
        if at == heading:
            return
        ahead = headings(table).index(heading) > table.currentIndex().column()
        program.press(Qt.Key.Key_Right if ahead else Qt.Key.Key_Left)
    raise AssertionError(f"{heading} was not reached")


def choose(program: Program, table: QTableView, heading: str, letter: Qt.Key) -> None:
    """The menu of a column, and the letter that is underlined in it."""
    walk_to(program, table, heading)
    program.press(Qt.Key.Key_Down, ALT)
    QTest.keyClick(program.see(QMenu, "column-menu"), letter)


async def filter_by(program: Program, table: QTableView, heading: str, test: str, value: str) -> None:
    """The popup of a column: which test, which value, Enter."""
    choose(program, table, heading, Qt.Key.Key_F)
    await program.until(lambda: program.focused_name() == "filter-value")
    program.press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    tests = program.see(QComboBox, "filter-test")
    assert program.focused() is tests
    program.press(Qt.Key.Key_Home)
    while tests.currentText() != test:
        program.press(Qt.Key.Key_Down)
    program.press(Qt.Key.Key_Tab)
    program.keys(value)
    program.press(Qt.Key.Key_Return)
    await program.until(lambda: not program.sees("filter-popup"))
    await quiet(program)
    table.setFocus()  # as every system but the offscreen one does when a popup closes


async def test_the_few_that_are_looked_for_are_found_by_keyboard(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        program.window.activateWindow()
        await program.integrator.start_practice(CONTACTS)
        await program.begin_practice()
        program.choose_module("List Contacts", "Refiner")
        program.type_into("field-limit", str(CONTACTS))
        program.press(Qt.Key.Key_Return, CTRL)
        await program.until(lambda: program.sees("stop"))
        await program.ended()
        assert program.text("bundle-count") == "100,000 bundles"

        while program.focused_name() != "bundle-tree":
            program.press(Qt.Key.Key_F6)
        program.press(Qt.Key.Key_2, CTRL)
        table = program.see(QTableView, "bundle-table")
        assert program.focused() is table
        await filter_by(program, table, "attributes.plan", "is", "enterprise")
        await filter_by(program, table, "attributes.seats", "is greater than", "61")
        choose(program, table, "email", Qt.Key.Key_A)
        await quiet(program)

        wanted: list[Any] = expected()
        said = program.text("table-showing")
        columns = [program.column(name) for name in ("email", "attributes.plan", "attributes.seats")]
        shown = list(zip(*columns, strict=True))
        with_address = [one for one in shown if one[0] != "null"]
        assert with_address == wanted
        assert shown[: len(wanted)] == wanted, "those without an address come last"
        assert said == f"Showing {len(shown):,} of 100,000 bundles"
        assert 100 < len(wanted) < 2000

        program.press(Qt.Key.Key_Home, CTRL)
        walk_to(program, table, "email")
        program.press(Qt.Key.Key_Down)
        program.press(Qt.Key.Key_Return)
        assert program.focused_name() == "detail-text"
        await program.until(lambda: program.text("detail-text") == wanted[1][0])
        assert program.text("detail-path") == "email"
        program.press(Qt.Key.Key_Escape)
        assert program.focused() is table

        number = str(table.model().headerData(1, Qt.Orientation.Vertical))
        program.press(Qt.Key.Key_3, CTRL)
        await program.until(lambda: wanted[1][0] in program.text("bundle-raw"))
        assert program.text("raw-title") == f"Bundle {number} of 100,000"
