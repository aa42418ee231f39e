"""What a service gave is taken into a spreadsheet: contacts listed, exported, read back, compared."""

import asyncio
import csv
import json
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLineEdit, QTableView

from core.sandbox import SandboxThread
from tests.journeys.accounts import account, open_module
from tests.journeys.program import Program, program_running
from tests.secret_service import SecretService

pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)

CONTACTS = 250


def contacts_at(sandbox: SandboxThread) -> list[dict[str, Any]]:
    """The first contacts as the service itself tells them, numbers with their digits."""
    address, values = account(sandbox, "refiner")
    reply = httpx.get(
        f"{address}/v1/contacts",
        params={"page": 1, "page_length": CONTACTS},
        headers={"Authorization": f"Bearer {values['api_key']}"},
        trust_env=False,
    )
    items: list[dict[str, Any]] = json.loads(reply.text, parse_float=str, parse_int=str)["items"]
    return items


def cell(value: Any) -> str:
    """How a value stands in CSV."""
    match value:
        case None:
            return ""
        case bool():
            return json.dumps(value)
        case dict() | list():
            return "JSON"
        case _:
            return str(value)


def as_row(contact: dict[str, Any], head: list[str]) -> list[str]:
    """A contact in the columns of a file, nested values apart."""
    flat: dict[str, Any] = {}
    for name, value in contact.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{inner}": one for inner, one in value.items()}
        else:
            flat[name] = value
    return [cell(flat.get(name.replace("`", ""))) for name in head]


def without_nested(row: list[str]) -> list[str]:
    """A row of a file; the text of lists is compared elsewhere."""
    return ["JSON" if one[:1] in ("[", "{") else one for one in row]


async def export(program: Program, form: str, file: Path) -> str:
    """Ctrl+E, the form, the file, Save; gives what the bar says in the end."""
    program.window.activateWindow()
    await program.until(program.window.isActiveWindow)
    program.see(QTableView, "bundle-table").setFocus()
    program.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    await program.until(lambda: program.sees("export-dialog"))
    program.choose_in("export-form", form)
    program.click("export-go-on")
    await program.until(lambda: program.sees("export-file"))
    chooser = program.see(QFileDialog, "export-file")
    line = chooser.findChild(QLineEdit, "fileNameEdit")
    assert line is not None
    line.setText(str(file))
    chooser.findChildren(QDialogButtonBox)[0].button(QDialogButtonBox.StandardButton.Save).click()
    await program.until(lambda: program.sees("export-show"))
    return program.text("export-words")


async def test_contacts_are_exported_and_the_files_hold_what_the_service_has(
    qapp: QApplication, folder: Path, tmp_path: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await open_module(program, sandbox, "refiner", "Refiner", "List Contacts")
        program.type_into("field-limit", str(CONTACTS))
        await program.run_to_end()
        assert program.text("bundle-count") == f"{CONTACTS} bundles"
        program.show_tab("Table")
        for form, name in (
            ("CSV: for spreadsheets and most programs", "contacts.csv"),
            ("Excel workbook", "contacts.xlsx"),
            ("JSON Lines: a bundle a line", "contacts.jsonl"),
        ):
            assert await export(program, form, tmp_path / name) == f"Exported {CONTACTS} bundles to {name}"
        truth = await asyncio.to_thread(contacts_at, sandbox)

    with (tmp_path / "contacts.csv").open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    expected = [as_row(contact, head) for contact in truth]
    assert {"uuid", "email"} <= set(head)
    assert [without_nested(row) for row in rows] == expected

    sheet = openpyxl.load_workbook(tmp_path / "contacts.xlsx").active
    assert sheet is not None
    table = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert table[0] == head
    assert [without_nested([cell(one) for one in row]) for row in table[1:]] == expected

    lines = (tmp_path / "contacts.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line, parse_float=str, parse_int=str) for line in lines] == truth
