"""The first minute: practice, a list, a table, a copy."""

import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QTableView, QTreeView

from tests.journeys.program import program_running


async def test_from_the_first_start_to_a_copied_value(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    """Practice needs no keyring: it works on any machine."""
    async with program_running(folder) as program:
        assert program.sees("try-now")
        assert program.sees("connect-first")
        await program.begin_practice()
        program.choose_module("List Contacts", "Refiner")
        assert program.text("module-title") == "List Contacts"
        assert program.sees("practice"), "practice must be marked as such"
        assert "Practice Refiner · Sandbox" in program.see(QComboBox, "connection").currentText()

        program.type_into("field-limit", "1000")
        await program.run_to_end()
        assert program.text("bundle-count") == "1,000 bundles"
        assert "Done: 1,000 bundles" in program.text("progress-words")

        tree = program.see(QTreeView, "bundle-tree")
        assert tree.model().index(0, 0).data() == "Bundle 1"
        assert tree.model().rowCount() >= 1000

        program.show_tab("Table")
        table = program.see(QTableView, "bundle-table")
        headers = [
            table.model().headerData(column, Qt.Orientation.Horizontal)
            for column in range(table.model().columnCount())
        ]
        assert {"email", "display_name", "attributes.plan"} <= set(headers)
        cell = table.model().index(2, headers.index("uuid"))
        program.click_cell(table, cell)
        program.click("copy-value")
        assert program.clipboard() == cell.data()
        program.click("copy-path")
        assert program.clipboard() == "uuid"
        program.click("copy-bundle")
        assert json.loads(program.clipboard())["uuid"] == cell.data()

        program.show_tab("Request")
        assert "/v1/contacts" in program.text("request-sent")
        assert "200" in program.text("request-received")


async def test_the_journey_by_keyboard_alone(qapp: QApplication, folder: Path, no_keyring: None) -> None:
    async with program_running(folder) as program:
        program.window.activateWindow()
        program.see(QPushButton, "try-now").setFocus()
        program.press(Qt.Key.Key_Space)
        await program.until(lambda: program.sees("module-title"))
        program.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        await program.until(lambda: program.see(QLineEdit, "module-search").hasFocus())
        for letter in "refiner list con":
            program.press(Qt.Key(ord(letter.upper())) if letter != " " else Qt.Key.Key_Space)
        assert program.text("module-search") == "refiner list con"
        program.press(Qt.Key.Key_Return)
        assert program.text("module-title") == "List Contacts"
        program.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        await program.until(lambda: program.sees("run") and program.sees("bundle-count"))
        assert program.text("bundle-count") == "10 bundles"


async def test_leaving_practice_takes_its_accounts_away(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
        program.click("practice-button")
        await program.until(lambda: program.sees("try-now"))
        assert await program.integrator.connections() == ()
        assert not program.sees("practice")


async def test_practice_is_there_again_at_the_next_start(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
    async with program_running(folder) as program:
        await program.until(lambda: program.sees("module-title"))
        assert program.sees("practice")
