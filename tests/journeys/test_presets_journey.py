"""Forms that remember: undone, recalled for each account, kept under names; on bad days, too."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QListWidget, QMenu

from core.integrator import NewConnection, open_integrator
from core.model.form import FilledForm
from core.sandbox import SandboxThread
from tests.journeys.accounts import account, open_module
from tests.journeys.program import Program, program_running
from tests.secret_service import SecretService

pytestmark = pytest.mark.qt_log_ignore("does not support (grabbing the keyboard|raise)", extend=True)

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ROOT / "resources" / "apps"
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
MODULE = ("refiner", "list_contacts")


async def choose_value(program: Program, words: str) -> None:
    """Choose in Values ▾."""
    entry = next(one for one in await values_menu(program) if one.text() == words)
    assert entry.isEnabled(), words
    await choose_entry(program, entry)


async def choose_entry(program: Program, entry: QAction) -> None:
    """Choose in the open menu, and give the keyboard back to the window: offscreen, nobody does."""
    entry.trigger()
    program.see(QMenu, "values-of-form").close()
    await program.until(lambda: not program.sees("values-of-form"))
    program.window.activateWindow()
    await program.until(lambda: QApplication.activeWindow() is not None)


async def values_menu(program: Program) -> list[QAction]:
    """Open Values ▾."""
    program.click("values-menu")
    await program.until(lambda: program.sees("values-of-form"))
    return [one for one in program.see(QMenu, "values-of-form").actions() if not one.isSeparator()]


async def save_as(program: Program, name: str) -> None:
    """Values ▾, Save as preset…, a name, Enter."""
    await choose_value(program, "Save as preset…")
    await program.until(lambda: program.sees("save-preset-dialog"))
    program.see(QDialog, "save-preset-dialog").activateWindow()
    program.type_into("preset-name", name)
    await program.until(lambda: program.focused_name() == "preset-name")
    program.press(Qt.Key.Key_Return)
    await program.until(lambda: not program.sees("save-preset-dialog"))


async def practice_with(program: Program, module: str, app: str) -> None:
    await program.begin_practice()
    program.choose_module(module, app)
    await program.until(lambda: not program.is_recalling())


async def test_values_are_saved_used_again_and_undone(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await practice_with(program, "List Contacts", "Refiner")
        program.type_into("field-limit", "7")
        await save_as(program, "Seven & more")
        await program.until(lambda: program.sees("run-problem-title"))
        assert program.text("run-problem-title") == "Saved as “Seven & more”."

        await choose_value(program, "Start empty")
        assert program.text("field-limit") == "10"
        await choose_value(program, "Seven && more")
        await program.until(lambda: program.text("field-limit") == "7")
        program.window.activateWindow()
        await program.until(program.window.isActiveWindow)
        program.press(Qt.Key.Key_Z, CONTROL)
        assert program.text("field-limit") == "10"
        program.press(Qt.Key.Key_Z, CONTROL)
        assert program.text("field-limit") == "7"
        program.press(Qt.Key.Key_Z, CONTROL | SHIFT)
        assert program.text("field-limit") == "10"

    async with program_running(folder) as program:
        await program.until(lambda: program.sees("module-search"))
        program.choose_module("List Contacts", "Refiner")
        await program.until(lambda: not program.is_recalling())
        assert "Seven && more" in [one.text() for one in await values_menu(program)]


async def test_undo_stands_in_the_page_with_the_words_of_the_step(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await practice_with(program, "List Contacts", "Refiner")
        program.type_into("field-form_uuid", "ann")
        page = program.window.modules.page()
        assert page is not None
        undo = next(one for one in page.actions() if one.objectName() == "form-undo")
        assert undo.text() == "&Undo typing in Form UUID"
        program.window.acts.look()
        entry = program.window.acts["undo_form"]
        assert (entry.text(), entry.isEnabled()) == ("&Undo typing in Form UUID", True)
        assert not program.window.acts["redo_form"].isEnabled()
        page.run_bar.run.setFocus()
        program.press(Qt.Key.Key_Z, CONTROL)
        assert "form_uuid" not in page.form.values(), "the keys work outside the form as well"
        assert program.focused_name() == "field-form_uuid"


async def test_a_name_that_is_taken_is_asked_about_and_only_then_replaced(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await practice_with(program, "List Contacts", "Refiner")
        program.type_into("field-limit", "7")
        await save_as(program, "Weekly")
        await program.until(lambda: program.sees("run-problem-title"))
        program.type_into("field-limit", "8")
        await save_as(program, "weekly")
        await program.until(lambda: program.sees("confirm"))
        program.press(Qt.Key.Key_Escape)
        await program.until(lambda: not program.sees("confirm"))
        (kept,) = await program.integrator.presets(*MODULE)
        assert (await program.integrator.preset_form(*MODULE, kept.id)).values["limit"] == 7

        await save_as(program, "weekly")
        await program.until(lambda: program.sees("confirm"))
        program.click("confirm-action")
        await program.until(lambda: program.text("run-problem-title") == "Saved as “weekly”.")
        (kept,) = await program.integrator.presets(*MODULE)
        assert kept.name == "weekly"
        assert (await program.integrator.preset_form(*MODULE, kept.id)).values["limit"] == 8


async def test_presets_are_renamed_deleted_and_brought_back_by_keys(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await practice_with(program, "List Contacts", "Refiner")
        for name in ("One", "Two"):
            await program.integrator.save_preset(
                *MODULE, name, FilledForm(connection="", values={"limit": 1})
            )
        await choose_value(program, "Manage presets…")
        await program.until(lambda: program.sees("presets-dialog"))
        names = program.see(QListWidget, "presets")
        program.see(QDialog, "presets-dialog").activateWindow()

        def shown() -> list[str]:
            return [names.item(row).text() for row in range(names.count())]

        names.setFocus()
        await program.until(names.hasFocus)
        program.press(Qt.Key.Key_Delete)
        await program.until(lambda: shown() == ["Two"])
        assert program.text("presets-said-title") == "“One” was deleted."
        program.press(Qt.Key.Key_Z, CONTROL)
        await program.until(lambda: shown() == ["One", "Two"])

        program.press(Qt.Key.Key_F2)
        program.keys("TWO")
        program.press(Qt.Key.Key_Return)
        await program.until(lambda: program.sees("presets-said-title"))
        assert program.text("presets-said-title") == "There is already a preset “TWO”."
        await program.until(lambda: shown() == ["One", "Two"])

        names.setFocus()
        await program.until(names.hasFocus)
        program.press(Qt.Key.Key_F2)
        program.keys("Three")
        program.press(Qt.Key.Key_Return)
        await program.until(lambda: shown() == ["Three", "Two"])
        names.setFocus()
        await program.until(names.hasFocus)
        program.press(Qt.Key.Key_Return)
        await program.until(lambda: program.text("field-limit") == "1")


async def test_each_account_has_its_own_last_values_and_no_file_has_a_secret(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await open_module(program, sandbox, "refiner", "Refiner", "List Contacts")
        address, values = account(sandbox, "refiner")
        await program.integrator.connect(
            NewConnection(app="refiner", name="Second", values=values, address=address)
        )
        await program.until(lambda: "Second" in connections(program))
        for name, limit in (("My Refiner", "3"), ("Second", "4")):
            choose_connection(program, name)
            program.type_into("field-limit", limit)
            await program.run_to_end()
            await program.until(lambda: not program.is_remembering())
        program.type_into("field-limit", "5")  # never sent
    async with program_running(folder) as program:
        await program.until(lambda: program.sees("module-search"))
        program.choose_module("List Contacts", "Refiner")
        await program.until(lambda: program.text("field-limit") == "5")
        choose_connection(program, "My Refiner")
        await program.until(lambda: program.text("field-limit") == "3")
        await save_as(program, "Mine")
        await program.until(lambda: program.sees("run-problem-title"))
    assert values["api_key"].encode() not in all_of(folder)


def all_of(folder: Path) -> bytes:
    """Every file of a profile, one after another."""
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def connections(program: Program) -> str:
    page = program.window.modules.page()
    assert page is not None
    combo = page.connection.combo
    return " ".join(combo.itemText(place) for place in range(combo.count()))


def choose_connection(program: Program, name: str) -> None:
    """Choose an account by hand."""
    page = program.window.modules.page()
    assert page is not None
    combo = page.connection.combo
    place = next(place for place in range(combo.count()) if combo.itemText(place).startswith(name))
    combo.setCurrentIndex(place)
    combo.activated.emit(place)


async def test_what_was_chosen_in_another_account_is_named(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await open_module(program, sandbox, "qualtrics", "Qualtrics", "List Directory Contacts")
        await program.pick("directoryId", "Sandbox Directory")
        await save_as(program, "All of them")
        await program.until(lambda: program.sees("run-problem-title"))
        with closing(sqlite3.connect(folder / "trunkline.db")) as rows:
            rows.execute("UPDATE presets SET connection = 'another', account = 'Brand East'")
            rows.commit()
        await choose_value(program, "All of them")
        await program.until(lambda: program.sees("run-problem-text"))
        assert program.text("run-problem-text") == (
            "“Directory ID” was chosen in another account, “Brand East”: choose anew here."
        )


async def test_fields_that_changed_since_are_named_and_the_preset_keeps_all_it_had(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    app = folder / "apps" / "notebook"
    shutil.copytree(APPS / "refiner", app)
    file = app / "modules" / "list_contacts.yaml"
    begun = file.read_text(encoding="utf-8")
    for place, old, new in (
        (app / "app.yaml", "label: Refiner", "label: Notebook"),
        (file, "  - key: limit", "  - {key: note, label: Note, kind: text, local: true}\n  - key: limit"),
    ):
        text = place.read_text(encoding="utf-8")
        assert old in text
        place.write_text(text.replace(old, new, 1), encoding="utf-8")
    kept = FilledForm(connection="", values={"note": "hello", "limit": 6, "search": "ann"})
    async with open_integrator(folder) as integrator:
        await integrator.save_preset("notebook", "list_contacts", "Old days", kept)
    file.write_text(
        begun.replace(
            "  - key: limit", "  - {key: note, label: Note, kind: integer, local: true}\n  - key: limit"
        ),
        encoding="utf-8",
    )
    async with program_running(folder) as program:
        await program.begin_practice()
        program.choose_module("List Contacts", "Notebook")
        await program.until(lambda: not program.is_recalling())
        await choose_value(program, "Old days")
        await program.until(lambda: program.sees("run-problem-text"))
        assert program.text("field-limit") == "6"
        assert program.text("run-problem-title") == "Filled in from “Old days”, but for some of it."
        assert program.text("run-problem-text") == (
            "“Note” takes something of another kind now, and was left empty."
        )
        (one,) = await program.integrator.presets("notebook", "list_contacts")
        before = (await program.integrator.delete_preset(one.id)).form.values
        assert before == kept.values, "nothing of it was lost by being used"


async def test_a_database_that_is_in_use_elsewhere_is_told_in_a_sentence(
    qapp: QApplication, folder: Path, no_keyring: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.store.database.BUSY_LIMIT", 0.05)
    async with program_running(folder) as program:
        await practice_with(program, "List Contacts", "Refiner")
        with closing(sqlite3.connect(folder / "trunkline.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await save_as(program, "Not now")
            await program.until(lambda: program.sees("run-problem-title"))
            assert program.text("run-problem-title") == "Trunkline's data is in use."
            other.execute("ROLLBACK")
        await save_as(program, "Now")
        await program.until(lambda: program.text("run-problem-title") == "Saved as “Now”.")


async def test_what_another_window_did_meanwhile_is_seen(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program, open_integrator(folder) as other:
        await practice_with(program, "List Contacts", "Refiner")
        await other.save_preset(*MODULE, "From over there", FilledForm(connection="", values={"limit": 2}))
        entry = next(one for one in await values_menu(program) if one.text() == "From over there")
        (listed,) = await other.presets(*MODULE)
        await other.delete_preset(listed.id)
        await choose_entry(program, entry)
        await program.until(lambda: program.sees("run-problem-title"))
        assert program.text("run-problem-title") == "This preset is gone."
        assert program.text("field-limit") == "10"


async def test_a_preset_is_run_without_a_window(
    folder: Path, qapp: QApplication, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await open_module(program, sandbox, "refiner", "Refiner", "List Contacts")
        program.type_into("field-limit", "3")
        await save_as(program, "Three")
        await program.until(lambda: program.sees("run-problem-title"))
    words = ["run", "refiner.list_contacts", "--connection", "My Refiner", "--preset", "three"]
    command = [sys.executable, "-m", "core", *words, "--data-dir", str(folder)]
    ran = await asyncio.to_thread(
        subprocess.run, command, cwd=ROOT, capture_output=True, timeout=50, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert len(ran.stdout.splitlines()) == 3
