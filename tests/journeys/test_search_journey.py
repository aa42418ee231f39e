"""Somebody looks for one thing in all that came: from key to hit, in each of the tabs."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTableView, QTreeView

from tests.journeys.program import Program, program_running


async def searched(program: Program) -> str:
    """What the bar says when all is searched, and the hit is shown."""

    def is_over() -> bool:
        said = program.text("search-count") if program.sees("search-count") else ""
        return " of " in said and "so far" not in said

    await program.until(is_over)
    return program.text("search-count")


async def test_a_text_is_found_in_every_tab_and_the_keyboard_goes_from_hit_to_hit(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        program.window.activateWindow()
        await program.begin_practice()
        program.choose_module("List Contacts", "Refiner")
        program.type_into("field-limit", "1000")
        await program.run_to_end()

        tree = program.see(QTreeView, "bundle-tree")
        email = str(tree.model().index(1, 0, tree.model().index(700, 0)).siblingAtColumn(1).data())
        tree.setFocus()
        program.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        assert program.focused_name() == "search-text", "in the bundles Ctrl+F searches the bundles"
        program.keys("@")
        await searched(program)
        program.keys("\b" + email)
        program.press(Qt.Key.Key_Return)
        assert (await searched(program)).startswith("1 of ")
        await program.until(lambda: tree.currentIndex().siblingAtColumn(1).data() == email)
        assert tree.currentIndex().parent().data() == "Bundle 701"

        program.show_tab("Table")
        table = program.see(QTableView, "bundle-table")
        await program.until(lambda: table.currentIndex().data() == email)
        assert table.currentIndex().row() == 700

        program.show_tab("Raw")
        editor = program.see(QPlainTextEdit, "bundle-raw")
        (marked,) = editor.extraSelections()
        assert marked.cursor.selectedText() == email

        program.type_into("search-text", "@")
        program.press(Qt.Key.Key_Return)
        count = await searched(program)
        program.press(Qt.Key.Key_F3)
        await program.until(lambda: program.text("search-count") != count)
        program.press(Qt.Key.Key_Escape)
        assert not program.sees("search-text")
        assert program.focused_name() == "bundle-raw"


async def test_outside_the_bundles_the_same_keys_find_a_module(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        program.window.activateWindow()
        await program.begin_practice()
        program.choose_module("List Contacts", "Refiner")
        program.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        await program.until(lambda: program.focused_name() == "module-search")
        assert not program.sees("search-text")


async def test_a_wrong_expression_is_said_and_put_right(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        program.window.activateWindow()
        await program.begin_practice()
        program.choose_module("List Contacts", "Refiner")
        await program.run_to_end()
        program.see(QTreeView, "bundle-tree").setFocus()
        program.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        program.click("search-pattern")
        program.type_into("search-text", "[a")
        await program.until(lambda: program.sees("search-problem"))
        assert program.text("search-problem").startswith("This is no regular expression")
        program.type_into("search-text", "^[a-z]+@|@")
        assert await searched(program)
        assert not program.sees("search-problem")
