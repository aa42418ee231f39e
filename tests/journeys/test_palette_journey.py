"""Ctrl+K and a few letters lead anywhere: to a module, a connection, a run, a setting, an action."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QPlainTextEdit, QWidget

from tests.journeys.palette_use import CTRL, chosen, go, opened, palette, settled, shown
from tests.journeys.program import program_running


async def test_a_few_letters_lead_to_a_module_a_connection_a_setting_and_a_run(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
        await go(program, "ldc")
        assert program.text("module-title") == "List Directory Contacts"
        await go(program, "refiner lc")
        assert program.text("module-title") == "List Contacts"
        assert "Refiner" in program.text("module-summary")

        await go(program, "run")  # the first that is called so is the action
        await program.until(lambda: program.sees("bundle-count"))
        await program.ended()

        await go(program, "practice segm")
        assert program.window.is_showing(program.window.connections)
        entry = program.window.connections.chosen()
        assert entry is not None
        assert entry.connection.name.startswith("Practice SegMetrics")
        assert program.focused() is program.window.connections.list.tree

        await go(program, "copies of")
        assert program.window.is_showing(program.window.settings)
        assert program.sees("settings-secrets")
        focused = program.focused()
        assert focused is not None
        card = program.see(QWidget, "backup-card")
        assert card.isAncestorOf(focused), "the keyboard is in the part that was asked for"

        await go(program, "hosts that")
        assert program.sees("settings-data")

        await opened(program)
        program.keys("list contacts done")
        await settled(program)
        assert shown(program)[0] == "Runs"
        program.press(Qt.Key.Key_Return)
        await program.until(lambda: program.sees("run-title") and program.text("run-title"))
        assert program.text("run-title") == "List Contacts"
        assert program.focused_name() == "history-list"


async def test_what_was_chosen_lately_is_offered_first_at_the_next_start_as_well(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
        await go(program, "track an")
        await go(program, "dark")
        await go(program, "light")
        await opened(program)
        assert [row.split(" | ")[0] for row in shown(program)[:4]] == [
            "Recent", "Light", "Dark", "Track an Event",
        ]  # fmt: skip
        program.press(Qt.Key.Key_Escape)
    async with program_running(folder) as program:
        await program.until(lambda: program.sees("module-title"))
        await opened(program)
        assert "Track an Event | Refiner" in shown(program)[:5]


async def test_esc_gives_the_keyboard_back_to_where_it_was(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
        program.choose_module("List Contacts", "Refiner")
        program.type_into("field-limit", "25")
        line = program.focused()
        await opened(program)
        program.keys("zzzz")
        assert shown(program) == []
        assert "Nothing is called that" in palette(program).line.accessibleDescription()
        program.press(Qt.Key.Key_Escape)
        assert not palette(program).isVisible()
        assert program.focused() is line
        assert program.see(QLineEdit, "field-limit").text() == "25", "nothing was typed into the form"
        await opened(program)
        program.press(Qt.Key.Key_K, CTRL)
        assert not palette(program).isVisible()
        assert program.focused() is line


async def test_it_opens_from_a_text_of_several_lines_too(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
        program.press(Qt.Key.Key_Q, CTRL | Qt.KeyboardModifier.ShiftModifier)
        editor = program.see(QPlainTextEdit, "sql-editor")
        editor.setPlainText("SELECT 1 AS one")
        editor.setFocus()
        await opened(program)
        assert editor.toPlainText() == "SELECT 1 AS one"
        program.press(Qt.Key.Key_Escape)
        assert program.focused() is editor


async def test_the_keys_move_round_and_jump(qapp: QApplication, folder: Path, no_keyring: None) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
        shown_now = await opened(program)
        program.keys("con")
        await settled(program)
        rows = shown_now.model.entries()

        def at() -> int:
            return shown_now.list.currentIndex().row()

        assert at() == rows[0]
        program.press(Qt.Key.Key_Down)
        assert at() == rows[1]
        program.press(Qt.Key.Key_Up)
        program.press(Qt.Key.Key_Up)
        assert at() == rows[-1], "from the first one up to the last"
        program.press(Qt.Key.Key_Down)
        assert at() == rows[0]
        program.press(Qt.Key.Key_End)
        assert at() == rows[-1]
        program.press(Qt.Key.Key_PageUp)
        assert at() < rows[-1]
        program.press(Qt.Key.Key_Home)
        assert shown_now.line.cursorPosition() == 0, "first to the beginning of the text"
        program.press(Qt.Key.Key_Home)
        assert at() == rows[0]
        program.press(Qt.Key.Key_PageDown)
        assert at() > rows[0]
        program.press(Qt.Key.Key_Tab)
        assert at() - 1 in shown_now.model.headings()
        assert program.focused() is shown_now.line


async def test_the_mouse_chooses_and_leaves(qapp: QApplication, folder: Path, no_keyring: None) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
        await opened(program)
        program.keys("identify")
        await settled(program)
        view = program.see(QListView, "palette-list")
        row = palette(program).model.entries()[0]
        place = view.visualRect(palette(program).model.index(row)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert program.text("module-title") == "Identify a User"
        await opened(program)
        QTest.mouseClick(
            palette(program), Qt.MouseButton.LeftButton, pos=palette(program).rect().bottomLeft()
        )
        assert not palette(program).isVisible()


async def test_what_cannot_be_done_now_says_why_and_stays_open(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
        await opened(program)
        program.keys("duplicate")
        await settled(program)
        assert chosen(program) == "Duplicate"
        assert program.text("palette-said") == "Not now: Go to the connections first."
        assert "not now: Go to the connections first." in palette(program).line.accessibleDescription()
        program.press(Qt.Key.Key_Return)
        assert palette(program).isVisible()


async def test_no_action_of_the_window_happens_behind_it(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
        program.choose_module("List Contacts", "Refiner")
        await opened(program)
        program.press(Qt.Key.Key_Return, CTRL)
        program.press(Qt.Key.Key_H, CTRL | Qt.KeyboardModifier.ShiftModifier)
        program.press(Qt.Key.Key_F6)
        assert palette(program).isVisible()
        assert program.focused() is palette(program).line
        assert program.window.is_showing(program.window.modules)
        assert not program.sees("bundle-count") or program.text("bundle-count") == ""


async def test_actions_of_the_screens_are_carried_out_from_there(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
        program.choose_module("List Contacts", "Refiner")
        await program.run_to_end()
        await go(program, "copy bundle")
        assert '"uuid"' in program.clipboard()
        await go(program, "table")
        await program.until(lambda: program.sees("bundle-table"))
        assert program.focused_name() == "bundle-table"
        await go(program, "find in these")
        assert program.focused_name() == "search-text"
        program.press(Qt.Key.Key_Escape)
        await go(program, "raw")
        assert program.sees("bundle-raw")
        await go(program, "next bundle")
        assert program.text("raw-title") == "Bundle 2 of 10"
        await go(program, "export")
        await program.until(lambda: program.sees("export-dialog"))
        program.press(Qt.Key.Key_Escape)
        await program.until(lambda: not program.sees("export-dialog"))


async def test_what_cannot_be_done_can_be_as_soon_as_nothing_is_against_it(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
        program.choose_module("List Contacts", "Refiner")
        page = program.window.page()
        assert page is not None
        await program.until(page.connection.chosen)
        program.press(Qt.Key.Key_Return, CTRL)
        program.press(Qt.Key.Key_K, CTRL)
        program.keys("run")
        assert chosen(program) == "Run"
        program.press(Qt.Key.Key_Return)
        assert palette(program).isVisible(), "it is running"
        await program.ended()
        assert chosen(program) == "Run"
        program.press(Qt.Key.Key_Return)
        assert not palette(program).isVisible()
        assert page.is_running()
        await program.ended()
