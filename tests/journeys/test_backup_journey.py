"""Connections carried to another computer through the window, and all that can be wrong with their file."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QStandardPaths, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QTreeWidget

from core.model.form import FilledForm
from core.sandbox import SandboxThread
from gui.settings.backup_pages import Steps
from tests.journeys.accounts import account
from tests.journeys.program import Program, program_running
from tests.journeys.secrets_journey import (
    answered,
    ask_passphrase,
    choose_file,
    connected,
    fill_in,
    leave,
    open_secrets,
    run_contacts,
    texts,
)
from tests.secret_service import SecretService

pytestmark = [
    # Offscreen, an open list cannot grab the keyboard.
    pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True),
]

OF_THE_FILE = "an orange lantern in the window"
OF_THE_VAULT = "quiet harbour lantern at dawn"


@pytest.fixture(autouse=True)
def _quick(cheap_passphrase: None) -> None:
    """Nobody waits here for nothing."""


@pytest.fixture(autouse=True)
def _own_memory(tmp_path: Path) -> Iterator[None]:
    """What Qt's file dialogs remember is not the developer's."""
    kind, whose = QSettings.Format.NativeFormat, QSettings.Scope.UserScope
    QSettings.setPath(kind, whose, str(tmp_path / "config"))
    yield
    usual = QStandardPaths.StandardLocation.GenericConfigLocation
    QSettings.setPath(kind, whose, QStandardPaths.writableLocation(usual))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the backup goes. The program never made this folder."""
    (tmp_path / "usb").mkdir()
    return tmp_path / "usb" / "mine.trunkline-backup"


async def made(tmp_path: Path, sandbox: SandboxThread, file: Path) -> None:
    """A backup of two connections, from a profile of its own."""
    async with program_running(tmp_path / "elsewhere") as program:
        await connected(program, sandbox, "refiner", "Mine")
        await connected(program, sandbox, "segmetrics", "Books")
        await program.integrator.write_backup(file, OF_THE_FILE)


async def open_export(program: Program, passphrase: str = OF_THE_FILE) -> None:
    """Open the dialog and choose a passphrase."""
    await open_secrets(program)
    await program.until(lambda: program.see(QAbstractButton, "backup-export").isEnabled())
    program.click("backup-export")
    await program.until(lambda: program.sees("export-dialog"))
    for key in ("passphrase", "again"):
        program.type_into(f"field-{key}", passphrase, inside="export-dialog")


async def open_import(program: Program, file: Path, passphrase: str = OF_THE_FILE) -> None:
    """Choose a file, enter its passphrase, and look inside."""
    await open_secrets(program)
    program.click("backup-import")
    await choose_file(program, file)
    await program.until(lambda: program.sees("import-dialog"))
    look_inside(program, passphrase)


def look_inside(program: Program, passphrase: str) -> None:
    program.type_into("field-passphrase", passphrase, inside="import-dialog")
    program.click("import-look")


async def previewed(program: Program) -> None:
    await program.until(lambda: program.sees("import-table"))


def shows_file(program: Program, file: Path) -> bool:
    return program.text("import-file").replace("\u200b", "") == file.name


async def rests(program: Program, job: str) -> None:
    """Wait until the dialog has nothing under way."""
    dialog = program.see(Steps, f"{job}-dialog")
    await program.until(lambda: not dialog.jobs.is_running(job))


def content(file: Path) -> bytes:
    return file.read_bytes()


def write(file: Path, content: bytes) -> Path:
    file.write_bytes(content)
    return file


def remove(file: Path) -> None:
    file.unlink()


def names(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir()]


def problem(program: Program) -> str:
    return f"{program.text('import-problem-title')} {program.text('import-problem-text')}"


async def test_connections_are_carried_to_another_computer_and_run_there(
    qapp: QApplication, tmp_path: Path, keyring: SecretService, sandbox: SandboxThread, file: Path
) -> None:
    async with program_running(tmp_path / "one") as program:
        await connected(program, sandbox, "refiner", "Mine")
        await connected(program, sandbox, "segmetrics", "Books")
        await connected(program, sandbox, "customerly", "Shop")
        await open_export(program)
        assert program.text("passphrase-strength") == "Strong"
        assert program.text("export-go-on") == "Export 3 connections…"
        listed = program.see(QTreeWidget, "export-list")
        (shop,) = listed.findItems("Shop", Qt.MatchFlag.MatchExactly)
        shop.setCheckState(0, Qt.CheckState.Unchecked)
        assert program.text("export-go-on") == "Export 2 connections…"
        program.click("export-go-on")
        await choose_file(program, file)
        await program.until(lambda: program.sees("export-done"))
        assert program.text("backup-result") == "2 connections were exported"
        assert program.text("backup-result-0") == f"They are in {file}."
        program.click("export-done")
        await program.until(lambda: not program.sees("export-dialog"))
        assert OF_THE_FILE not in texts()
    _, values = account(sandbox, "refiner")
    assert values["api_key"].encode() not in content(file)

    async with program_running(tmp_path / "two") as program:
        other = await connected(program, sandbox, "customerly", "Mine")
        await open_import(program, file)
        await previewed(program)
        rows = [[program.text(f"import-{row}-{cell}") for cell in range(2)] for row in range(2)]
        assert rows == [["Mine", "Refiner"], ["Books", "SegMetrics"]]
        assert program.see(QComboBox, "import-0-choice").currentText() == "Keep both"
        assert program.text("import-0-meaning") == "It comes as “Mine (2)”."
        assert program.text("import-1-new") == "New: it is added"
        address, _ = account(sandbox, "refiner")
        assert f"Sends its secrets to {address}" in program.text("import-0-address").replace("\u200b", "")
        assert program.text("import-addresses-title") == "2 connections have addresses of their own"
        assert len(await program.integrator.connections()) == 1, "nothing is changed before"

        program.click("import-go-on")
        await program.until(lambda: program.sees("import-done"))
        assert program.text("backup-result") == "2 connections were imported"
        assert program.text("backup-result-0") == "“Mine” came as “Mine (2)”."
        program.click("import-done")
        await program.until(lambda: not program.sees("import-dialog"))
        here = {one.name: one for one in await program.integrator.connections()}
        assert here.keys() == {"Mine", "Mine (2)", "Books"}
        assert here["Mine"] == other

        await run_contacts(program, "Mine (2)")
        await program.run_to_end()
        assert program.text("bundle-count") == "10 bundles"
        for secret in (OF_THE_FILE, values["api_key"]):
            assert secret not in texts()


async def test_presets_of_forms_come_along_and_overwrite_nothing(
    qapp: QApplication, tmp_path: Path, keyring: SecretService, sandbox: SandboxThread, file: Path
) -> None:
    async with program_running(tmp_path / "one") as program:
        mine = await connected(program, sandbox, "refiner", "Mine")
        form = FilledForm(connection=mine.id, values={"limit": 5})
        await program.integrator.save_preset("refiner", "list_contacts", "Few", form)
        await program.integrator.write_backup(file, OF_THE_FILE)
    async with program_running(tmp_path / "two") as program:
        await open_import(program, file)
        await previewed(program)
        assert program.text("import-presets") == "1 preset of a form comes along."
        program.click("import-go-on")
        await program.until(lambda: program.sees("import-done"))
        assert program.text("backup-result-1") == "1 preset of a form came along."
        program.click("import-done")
        await program.until(lambda: not program.sees("import-dialog"))
        (few,) = await program.integrator.presets("refiner", "list_contacts")
        (connection,) = await program.integrator.connections()
        there = await program.integrator.preset_form("refiner", "list_contacts", few.id, connection.id)
        assert (there.values, there.remarks) == ({"limit": 5}, [])

        await open_import(program, file)  # a second time
        await previewed(program)
        assert program.text("import-presets") == "1 preset is left out: there is one of that name here."
        assert program.text("import-go-on") == "Nothing to import"
        leave(program, "import-dialog")
        await program.until(lambda: not program.sees("import-dialog"))

        await program.integrator.delete_preset(few.id)
        await open_import(program, file)
        await previewed(program)
        assert program.text("import-go-on") == "Import presets"
        program.click("import-go-on")
        await program.until(lambda: program.sees("import-done"))
        assert program.text("backup-result") == "1 preset was imported"
        assert len(await program.integrator.presets("refiner", "list_contacts")) == 1
        program.click("import-done")
        await program.until(lambda: not program.sees("import-dialog"))


async def test_a_connection_is_replaced_only_after_another_question(
    qapp: QApplication, tmp_path: Path, keyring: SecretService, sandbox: SandboxThread, file: Path
) -> None:
    await made(tmp_path, sandbox, file)
    async with program_running(tmp_path / "two") as program:
        mine = await connected(program, sandbox, "refiner", "mine")
        await open_import(program, file)
        await previewed(program)
        choice = program.see(QComboBox, "import-0-choice")
        assert choice.currentText() == "Skip", "the same account is here already"
        assert program.text("import-go-on") == "Import 1 connection"
        program.choose_in("import-0-choice", "Replace")
        program.click("import-go-on")
        await program.until(lambda: program.sees("confirm"))
        assert "“mine”" in program.text("qt_msgbox_informativelabel")
        leave(program, "confirm")
        await rests(program, "import")
        assert program.sees("import-table"), "everything chosen stays"
        assert choice.currentText() == "Replace"

        program.click("import-go-on")
        await program.until(lambda: program.sees("confirm"))
        program.click("confirm-action")
        await program.until(lambda: program.sees("import-done"))
        here = {one.name: one.id for one in await program.integrator.connections()}
        assert here["mine"] == mine.id
        assert here.keys() == {"mine", "Books"}


async def test_a_wrong_passphrase_and_broken_files_are_said_and_what_was_typed_stays(
    qapp: QApplication, tmp_path: Path, keyring: SecretService, sandbox: SandboxThread, file: Path
) -> None:
    await made(tmp_path, sandbox, file)
    whole = content(file)
    head, _, _ = whole.partition(b"\n")
    newer = json.dumps({**json.loads(head), "trunkline_backup": 99}).encode()
    async with program_running(tmp_path / "two") as program:
        await open_import(program, file, "another one altogether")
        await program.until(lambda: program.sees("import-problem"))
        assert problem(program).startswith("That passphrase does not open this backup.")
        assert program.text("field-passphrase", inside="import-dialog") == "another one altogether"

        for name, damaged, sentence in (
            ("damaged", whole[:-1] + bytes([whole[-1] ^ 1]), "This backup was changed since it was made."),
            ("cut off", whole[:-20], "This backup was changed since it was made."),
            ("another kind", b"GIF89a", "This is no backup of Trunkline's."),
            ("newer", whole.replace(head, newer), "This backup was made by a newer Trunkline."),
        ):
            broken = write(file.with_name(f"{name}.trunkline-backup"), damaged)
            program.click("import-choose")
            await choose_file(program, broken)
            await program.until(partial(shows_file, program, broken))
            look_inside(program, OF_THE_FILE)
            await program.until(lambda: program.sees("import-problem"))
            assert problem(program).startswith(sentence)
            assert program.text("field-passphrase", inside="import-dialog") == OF_THE_FILE

        program.click("import-choose")
        await choose_file(program, file)
        await program.until(partial(shows_file, program, file))
        program.click("import-look")
        await previewed(program)
        leave(program, "import-dialog")
        await program.until(lambda: not program.sees("import-dialog"))
        assert await program.integrator.connections() == ()
        assert OF_THE_FILE not in texts()


async def test_a_file_that_goes_meanwhile_changes_nothing(
    qapp: QApplication, tmp_path: Path, keyring: SecretService, sandbox: SandboxThread, file: Path
) -> None:
    await made(tmp_path, sandbox, file)
    async with program_running(tmp_path / "two") as program:
        await open_import(program, file)
        await previewed(program)
        remove(file)
        program.click("import-go-on")
        await program.until(lambda: program.sees("import-problem-here"))
        assert program.text("import-problem-here-title") == "The backup cannot be read."
        assert program.see(QAbstractButton, "import-go-on").isEnabled()
        assert await program.integrator.connections() == ()
        program.click("import-back")
        assert program.text("field-passphrase", inside="import-dialog") == OF_THE_FILE
        leave(program, "import-dialog")
        await program.until(lambda: not program.sees("import-dialog"))


async def test_a_file_that_is_there_is_overwritten_only_when_that_was_said(
    qapp: QApplication, tmp_path: Path, keyring: SecretService, sandbox: SandboxThread, file: Path
) -> None:
    write(file, b"something dear")
    async with program_running(tmp_path / "one") as program:
        await connected(program, sandbox, "refiner", "Mine")
        await open_export(program)
        program.click("export-go-on")
        await choose_file(program, file)
        await program.until(lambda: program.sees("confirm"))
        assert program.text("qt_msgbox_label") == f"Replace “{file.name}”?"
        leave(program, "confirm")
        await program.until(lambda: program.sees("backup-file"))  # another name can be chosen
        leave(program, "backup-file")
        await rests(program, "export")
        assert content(file) == b"something dear"
        assert program.text("field-again", inside="export-dialog") == OF_THE_FILE, "what was typed stays"

        program.click("export-go-on")
        await choose_file(program, file)
        await program.until(lambda: program.sees("confirm"))
        program.click("confirm-action")
        await program.until(lambda: program.sees("export-done"))
        assert program.text("backup-result") == "1 connection was exported"
    assert content(file).startswith(b'{"trunkline_backup":2')
    assert names(file.parent) == [file.name], "no half-written file stays"


async def test_a_place_that_takes_no_file_is_said_and_another_can_be_chosen(
    qapp: QApplication, tmp_path: Path, keyring: SecretService, sandbox: SandboxThread, file: Path
) -> None:
    async with program_running(tmp_path / "one") as program:
        await connected(program, sandbox, "refiner", "Mine")
        await open_export(program)
        program.click("export-go-on")
        await choose_file(program, file.with_name("x" * 230 + ".trunkline-backup"))
        await program.until(lambda: program.sees("export-problem"))
        assert program.text("export-problem-title") == "The backup could not be written."
        assert program.text("field-passphrase", inside="export-dialog") == OF_THE_FILE
        await rests(program, "export")
        program.click("export-go-on")
        await choose_file(program, file)
        await program.until(lambda: program.sees("export-done"))
        assert not program.sees("export-problem")


async def test_locked_secrets_are_asked_for_by_the_export_and_by_the_import(
    qapp: QApplication, tmp_path: Path, no_keyring: None, sandbox: SandboxThread, file: Path
) -> None:
    async with program_running(tmp_path / "one") as program:
        await open_secrets(program)
        await ask_passphrase(program, "vault-choose", passphrase=OF_THE_VAULT, again=OF_THE_VAULT)
        await answered(program)
        await connected(program, sandbox, "refiner", "Mine")
        await program.integrator.lock_vault()
        await open_export(program)
        program.click("export-go-on")
        await choose_file(program, file)
        await program.until(lambda: program.sees("passphrase-dialog"))
        assert names(file.parent) == []
        fill_in(program, passphrase=OF_THE_VAULT)
        await program.until(lambda: program.sees("export-done"))
        program.click("export-done")
        await program.until(lambda: not program.sees("export-dialog"))
    async with program_running(tmp_path / "two") as program:
        await open_import(program, file)
        await previewed(program)
        program.click("import-go-on")
        await program.until(lambda: program.sees("passphrase-dialog"))
        assert program.see(QAbstractButton, "open-vault").text() == "Guard my secrets", (
            "the first of this computer"
        )
        fill_in(program, passphrase=OF_THE_VAULT, again=OF_THE_VAULT)
        await program.until(lambda: program.sees("import-done"))
        assert len(await program.integrator.connections()) == 1


async def test_practice_is_not_exported_and_without_accounts_nothing_is(
    qapp: QApplication, tmp_path: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(tmp_path / "one") as program:
        await program.begin_practice()
        await open_secrets(program)
        assert not program.see(QAbstractButton, "backup-export").isEnabled()
        assert "nothing to export yet" in program.text("backup-none")
        await connected(program, sandbox, "refiner", "Mine")
        program.click("rail-modules")
        await open_export(program)
        listed = program.see(QTreeWidget, "export-list")
        model = listed.model()
        assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["Mine"]
        program.click("export-all")
        assert not program.see(QAbstractButton, "export-go-on").isEnabled()
        program.click("export-all")
        assert program.text("export-go-on") == "Export 1 connection…"
        leave(program, "export-dialog")
        await program.until(lambda: not program.sees("export-dialog"))
