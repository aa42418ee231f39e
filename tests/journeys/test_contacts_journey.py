"""A hundred thousand contacts: listed, the few that matter found, copied, exported; every value compared."""

import csv
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QRadioButton,
    QTableView,
)

from gui.bundles.table_page import TablePage
from tests.journeys.contacts_told import (
    Told,
    as_cell,
    as_row,
    columns,
    compact,
    contacts,
    looked_for,
    read_again,
    value,
)
from tests.journeys.pictures import picture
from tests.journeys.program import Program, program_running

# Offscreen only.
pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)

CONTACTS = 100_000
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
TOLD_APART = ("(missing)", "null", "(empty)")


@pytest.fixture
def everybody() -> list[Told]:
    """All contacts, from where the sandbox has them."""
    return contacts(CONTACTS)


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


async def filter_by(program: Program, table: QTableView, heading: str, test: str, wanted: str) -> None:
    """The popup of a column: which test, which value, Enter."""
    choose(program, table, heading, Qt.Key.Key_F)
    assert program.focused_name() == "filter-value"
    program.press(Qt.Key.Key_Backtab, SHIFT)
    tests = program.see(QComboBox, "filter-test")
    assert program.focused() is tests
    program.press(Qt.Key.Key_Home)
    while tests.currentText() != test:
        program.press(Qt.Key.Key_Down)
    program.press(Qt.Key.Key_Tab)
    program.keys(wanted)
    picture(program, f"filter {heading}")
    program.press(Qt.Key.Key_Return)
    await program.until(lambda: not program.sees("filter-popup"))
    await quiet(program)
    table.setFocus()  # as every system but the offscreen one does when a popup closes


@asynccontextmanager
async def contacts_listed(folder: Path) -> AsyncIterator[tuple[Program, QTableView]]:
    """The program, and the table of all contacts in it."""
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
        await quiet(program)
        picture(program, "all contacts")
        yield program, table


async def find_the_few(program: Program, table: QTableView) -> None:
    """Two filters and an order, by keyboard."""
    await filter_by(program, table, "attributes.plan", "is", "enterprise")
    await filter_by(program, table, "attributes.seats", "is greater than", "61")
    choose(program, table, "email", Qt.Key.Key_A)
    await quiet(program)
    program.press(Qt.Key.Key_Home, CTRL)
    picture(program, "the few")


async def copy_as(program: Program, form: str) -> str:
    """Choose a form in the menu of copies; what lies on the clipboard then."""
    QApplication.clipboard().clear()
    program.click("copy-as")
    menu = program.see(QMenu, "copy-as-menu")
    (action,) = [one for one in menu.actions() if one.text() == form]
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    await program.until(program.clipboard)
    return program.clipboard()


class Exporting:
    """Exports into one folder, by Ctrl+E."""

    def __init__(self, program: Program, table: QTableView, folder: Path) -> None:
        self._program, self._table, self._folder = program, table, folder
        folder.mkdir()

    async def ask(self, which: str, form: str, name: str, blanks: str = "") -> Path:
        """All that is asked, up to Save."""
        program = self._program
        await quiet(program)
        self._table.setFocus()
        program.press(Qt.Key.Key_E, CTRL)
        await program.until(lambda: program.sees("export-dialog"))
        program.see(QRadioButton, f"export-{which}").click()
        program.choose_in("export-form", form)
        if blanks:
            program.choose_in("export-blanks", blanks)
        picture(program, f"export {name}")
        program.click("export-go-on")
        await program.until(lambda: program.sees("export-file"))
        chooser = program.see(QFileDialog, "export-file")
        line = chooser.findChild(QLineEdit, "fileNameEdit")
        assert line is not None
        line.setText(str(self._folder / name))
        chooser.findChildren(QDialogButtonBox)[0].button(QDialogButtonBox.StandardButton.Save).click()
        return self._folder / name

    async def make(self, which: str, form: str, name: str, count: int, blanks: str = "") -> Path:
        """A file, once it is complete."""
        file = await self.ask(which, form, name, blanks)
        await self.done(name, count)
        return file

    async def done(self, name: str, count: int) -> None:
        """Wait for the end."""
        program = self._program
        await program.until(lambda: program.sees("export-show"))
        assert program.text("export-words") == f"Exported {count:,} bundles to {name}"
        assert not program.sees("export-notes"), "all is written as it is"
        program.click("export-close")

    def names(self) -> list[str]:
        """What lies in the folder, also what is hidden."""
        return sorted(one.name for one in self._folder.iterdir())


def check_csv(file: Path, expected: list[Told], blanks: tuple[str, str, str] = ("", "", "")) -> None:
    """Read a file as any program does, and compare every value."""
    assert file.read_bytes().startswith(b"\xef\xbb\xbf"), "Excel takes it for UTF-8"
    with file.open(encoding="utf-8-sig", newline="") as opened:
        head, *rows = csv.reader(opened)
    assert len(head) == len(set(head))
    assert set(head) == columns(expected)
    assert len(rows) == len(expected)
    nested = [head.index("segments"), head.index("account.attributes")]
    for number, (row, contact) in enumerate(zip(rows, expected, strict=True)):
        assert read_again(row, nested) == as_row(contact, head, blanks), number


def check_workbook(file: Path, expected: list[Told]) -> None:
    """Read a workbook, and compare every value and its type."""
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    head, *rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert set(map(str, head)) == columns(expected)
    assert len(rows) == len(expected)
    for row, contact in zip(rows, expected, strict=True):
        cells = [compact(json.loads(one)) if str(one)[:1] in ("[", "{") else one for one in map(plain, row)]
        wanted = [as_cell(value(contact, str(path))) for path in head]
        assert [(type(one), one) for one in cells] == [(type(one), one) for one in wanted]


def plain(cell: Any) -> Any:
    """A cell as it is; a formula would be a bug."""
    assert not str(cell).startswith("=")
    return cell


async def read_one(program: Program, table: QTableView, few: list[Told]) -> None:
    """The second of them in full, and as it came."""
    walk_to(program, table, "email")
    program.press(Qt.Key.Key_Down)
    program.press(Qt.Key.Key_Return)
    assert program.focused_name() == "detail-text"
    await program.until(lambda: program.text("detail-text") == few[1]["email"])
    assert program.text("detail-path") == "email"
    picture(program, "detail")
    program.press(Qt.Key.Key_Escape)
    assert program.focused() is table
    number = str(table.model().headerData(1, Qt.Orientation.Vertical))
    program.press(Qt.Key.Key_3, CTRL)
    await program.until(lambda: few[1]["email"] in program.text("bundle-raw"))
    assert program.text("raw-title") == f"Bundle {number} of 100,000"
    program.press(Qt.Key.Key_2, CTRL)


async def copy_some(program: Program, table: QTableView, few: list[Told]) -> None:
    """Two cells of two of them, for a spreadsheet; both as JSON, and as Markdown."""
    program.press(Qt.Key.Key_Down, SHIFT)
    program.press(Qt.Key.Key_Right, SHIFT)
    QApplication.clipboard().clear()
    program.press(Qt.Key.Key_C, CTRL)
    await program.until(program.clipboard)
    rows = [[one["email"], one["display_name"] or ""] for one in few[1:3]]
    assert list(csv.reader(program.clipboard().splitlines(), delimiter="\t")) == rows
    assert json.loads(await copy_as(program, "JSON")) == few[1:3]
    lines = (await copy_as(program, "Markdown table")).splitlines()
    assert lines[0] == "| email | display_name |"
    assert [line.strip("| ").split(" | ") for line in lines[2:]] == rows
    assert program.focused() is table, "the keys stay where the bundles are"


async def test_a_hundred_thousand_contacts_are_filtered_read_copied_and_exported_value_by_value(
    qapp: QApplication, folder: Path, tmp_path: Path, no_keyring: None, everybody: list[Told]
) -> None:
    few = looked_for(everybody)
    assert 100 < len(few) < 2000
    async with contacts_listed(folder) as (program, table):
        await find_the_few(program, table)
        assert program.text("table-showing") == f"Showing {len(few):,} of 100,000 bundles"
        for path in ("uuid", "email", "attributes.plan", "attributes.seats", "first_seen_at"):
            shown = [str(value(one, path)) if value(one, path) is not None else "null" for one in few]
            assert program.column(path) == shown
        await read_one(program, table, few)
        await copy_some(program, table, few)

        exporting = Exporting(program, table, tmp_path / "files")
        apart = "Write (missing), null and (empty)"
        told_apart = await exporting.make(
            "view", "CSV: for spreadsheets and most programs", "few.csv", len(few), apart
        )
        workbook = await exporting.make("view", "Excel workbook", "few.xlsx", len(few), "Leave them blank")
        array = await exporting.make("view", "JSON: one array of all bundles", "few.json", len(few))
        lines = await exporting.make("view", "JSON Lines: a bundle a line", "few.jsonl", len(few))

        before = exporting.names()
        await exporting.ask("all", "Excel workbook", "never.xlsx")
        await program.until(lambda: program.sees("export-cancel"))
        picture(program, "exporting")
        program.click("export-cancel")
        await program.until(lambda: not program.sees("export-cancel"))
        assert program.text("export-words") == "Export cancelled. Nothing was written."
        await program.until(lambda: exporting.names() == before)

        (tmp_path / "files" / "all.csv").write_text("old")
        all_of_them = await exporting.ask("all", "CSV: for spreadsheets and most programs", "all.csv")
        await program.until(lambda: program.sees("confirm-action"))
        program.click("confirm-action")
        await program.until(lambda: program.sees("export-cancel"))
        assert all_of_them.read_text() == "old", "what was there stays until the other is complete"
        await exporting.done("all.csv", CONTACTS)
        assert exporting.names() == sorted([*before, "all.csv"])

    check_csv(told_apart, few, TOLD_APART)
    check_workbook(workbook, few)
    assert json.loads(array.read_text(encoding="utf-8")) == few
    assert [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()] == few
    check_csv(all_of_them, everybody)
