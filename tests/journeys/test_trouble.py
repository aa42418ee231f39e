"""When something is wrong: it is said where it is, in words, and nothing is lost."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QTreeView

from core.integrator import NewConnection
from core.model.errors import AuthRejected
from core.sandbox import SandboxThread
from core.sandbox.faults import Fault
from tests.journeys.accounts import account, received
from tests.journeys.program import Program, program_running
from tests.secret_service import SecretService

WRONG_KEY = "0123456789abcdef0123456789abcdef01234567"
PASSPHRASE = "correct horse battery"


def files_with(folder: Path, text: str) -> list[Path]:
    """The files of a profile in which a text stands."""
    return [file for file in folder.rglob("*") if file.is_file() and text.encode() in file.read_bytes()]


async def connected(program: Program, sandbox: SandboxThread) -> None:
    """A Refiner account, and its list open."""
    address, values = account(sandbox, "refiner")
    await program.connect("Refiner", address, **values)
    await program.until(lambda: program.sees("module-title"))


async def test_a_wrong_key_is_said_in_the_dialog_and_nothing_is_kept(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    address, values = account(sandbox, "refiner")
    async with program_running(folder) as program:
        await program.connect("Refiner", address, api_key=WRONG_KEY)
        await program.until(lambda: program.sees("connect-problem"))
        assert program.text("connect-problem-title") == "Refiner did not accept the credentials."
        assert "API key not valid or does not exist" in program.text("connect-problem-text")
        assert await program.integrator.connections() == ()
        assert program.text("field-api_key") == WRONG_KEY, "what was typed stays"

        program.type_into("field-api_key", values["api_key"])
        program.click("connect-save")
        await program.until(lambda: program.sees("module-title"))
        program.click("rail-connections")
        listed = program.see(QTreeView, "connection-list").model()
        assert listed.rowCount() == 1
        assert listed.index(0, 0).data() == "Refiner"
        assert program.text("details-account") == "Refiner · Sandbox"
        assert str(listed.index(0, 1).data()).startswith("Verified today ")
    assert files_with(folder, values["api_key"]) == []
    assert files_with(folder, WRONG_KEY) == []


async def test_an_empty_mandatory_field_is_named_and_nothing_is_sent(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await connected(program, sandbox)
        program.choose_module("Track an Event")
        assert program.see(QLabel, "label-event").font().bold(), "mandatory labels are bold"
        program.click("run")
        assert program.text("problem-event") == "Event Name is mandatory."
        assert program.sees("problem-id")
        focused = program.focused()
        assert focused is not None
        assert focused.objectName() == "field-id", "the first one is where the cursor is"
        assert received(sandbox, "track-event") == 0

        program.type_into("field-event", "signed_up")
        assert not program.sees("problem-event"), "a mended field is not complained about any more"


async def test_stopping_in_mid_run_keeps_what_arrived(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await connected(program, sandbox)
        sandbox.call(
            lambda one: one.add_fault(
                Fault("refiner", "hang", path="/v1/contacts", from_request=2, times=None)
            )
        )
        program.type_into("field-limit", "3000")
        program.click("run")
        await program.until(lambda: program.sees("bundle-count"))
        assert program.text("bundle-count") == "1,000 bundles"
        program.click("stop")
        await program.until(lambda: program.sees("run"))
        assert program.text("progress-words") == "Stopped by you. The 1,000 bundles that arrived are kept."
        await program.until(lambda: sandbox.call(lambda one: one.journal.in_flight) == 0)
        tree = program.see(QTreeView, "bundle-tree")
        assert tree.model().index(0, 0).data() == "Bundle 1"
        (last, *_) = await program.integrator.latest_runs()
        assert (last.status, last.bundles) == ("stopped", 1000)


async def test_a_service_that_is_down_is_told_with_the_next_step(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await connected(program, sandbox)
        sandbox.call(
            lambda one: one.add_fault(Fault("refiner", "server_error", path="/v1/contacts", times=None))
        )
        program.click("run")
        await program.until(lambda: "Trying again in" in program.text("progress-words"))
        await program.ended()
        assert program.text("run-problem-title") == "Refiner has trouble of its own."
        assert "Run it again in a few minutes." in program.text("run-problem-text")
        assert received(sandbox, "/v1/contacts") == 5
        assert program.text("progress-words") == "Failed."

        sandbox.call(lambda one: one.reset())
        await program.run_to_end()
        assert not program.sees("run-problem")
        assert program.text("bundle-count") == "10 bundles"


async def test_a_key_that_was_revoked_leads_to_entering_it_again(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await connected(program, sandbox)
        address, _ = account(sandbox, "refiner")
        (connection,) = await program.integrator.connections()
        await program.integrator.delete_connection(connection.id)
        with pytest.raises(AuthRejected, match="did not accept"):
            await program.integrator.connect(_with_key(address, WRONG_KEY))
        await program.integrator.connect(_with_key(address, WRONG_KEY), unverified=True)
        await program.until(lambda: "Revoked" in program.see(QComboBox, "connection").currentText())
        await program.run_to_end()
        assert program.text("run-problem-title") == "Refiner did not accept the credentials."
        program.click("run-reenter")
        await program.until(lambda: program.sees("edit-dialog"))
        assert program.text("edit-why-title") == "Refiner did not accept the credentials."
        program.click("edit-cancel")
        await program.until(lambda: not program.sees("edit-dialog"))


async def test_without_a_keyring_a_passphrase_guards_the_secrets(
    qapp: QApplication, folder: Path, no_keyring: None, sandbox: SandboxThread
) -> None:
    address, values = account(sandbox, "segmetrics")
    async with program_running(folder) as program:
        await program.connect("SegMetrics", address, **values)
        await program.until(lambda: program.sees("passphrase-dialog"))
        program.type_into("field-passphrase", PASSPHRASE)
        program.type_into("field-again", PASSPHRASE + "!")
        program.click("open-vault")
        assert program.text("problem-again") == "This differs from the passphrase above."
        program.type_into("field-again", PASSPHRASE)
        program.press(Qt.Key.Key_Return)
        await program.until(lambda: program.sees("module-title"))
        assert len(await program.integrator.connections()) == 1
    async with program_running(folder) as program:
        program.choose_module("Add/Update a Contact")
        program.type_into("field-email", "ann@example.com")
        program.click("run")
        await program.until(lambda: program.sees("passphrase-dialog"))
        program.type_into("field-passphrase", "not it at all")
        program.click("open-vault")
        await program.until(lambda: program.sees("passphrase-problem"))
        program.type_into("field-passphrase", PASSPHRASE)
        program.click("open-vault")
        await program.until(lambda: program.sees("bundle-count"))
        assert received(sandbox, "/contact") >= 1
    for secret in (values["api_key"], PASSPHRASE):
        assert files_with(folder, secret) == []


def _with_key(address: str, key: str) -> NewConnection:
    return NewConnection(app="refiner", name="Revoked", values={"api_key": key}, address=address)
