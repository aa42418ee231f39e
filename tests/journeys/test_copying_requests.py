"""A request of a run is copied as a cURL command: fit to be shown to anybody, or with secrets on demand."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView, QToolButton

from core.model.connection import ConnectionChanges
from core.rules.curl import read_curl
from core.sandbox import SandboxThread
from tests.journeys.accounts import account, open_module
from tests.journeys.program import Program, program_running
from tests.secret_service import SecretService
from tests.told import excused

PASSPHRASE = "quiet harbour at dawn"


def clipboard() -> str:
    return QApplication.clipboard().text()


async def listed(program: Program, sandbox: SandboxThread) -> None:
    """A run that is over, and its requests on the screen."""
    await open_module(program, sandbox, "refiner", "Refiner", "List Contacts")
    program.type_into("field-limit", "3")
    program.click("run")
    await program.ended()
    program.show_tab("Request")


def choose(program: Program, name: str) -> None:
    """Choose an entry of the menu beside the button."""
    menu = program.see(QToolButton, "copy-curl-more").menu()
    assert menu is not None
    (action,) = [one for one in menu.actions() if one.objectName() == f"{name}-action"]
    assert isinstance(action, QAction)
    assert action.isEnabled()
    action.trigger()


async def test_a_request_is_copied_without_its_secrets(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await listed(program, sandbox)
        program.click("copy-curl")
        command = read_curl(clipboard())
        assert (command.method, command.header("Authorization")) == ("GET", "***")
        assert dict(command.query)["page_length"] == "3"
        assert program.text("copy-confirmation") == "Copied; secrets replaced by ***"


async def test_the_keys_that_copy_a_request_work_in_the_list(
    qapp: QApplication, folder: Path, no_keyring: None
) -> None:
    async with program_running(folder) as program:
        await program.begin_practice()
        program.choose_module("List Contacts", "Refiner")
        program.click("run")
        await program.ended()
        program.show_tab("Request")
        table = program.see(QTableView, "bundle-requests")
        table.setFocus()
        qapp.clipboard().clear()
        QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert clipboard().startswith("curl ")


async def test_a_request_is_copied_with_its_secrets_on_demand_and_that_is_said(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    key = account(sandbox, "refiner")[1]["api_key"]
    with excused("the clipboard", "the person asks for the secrets in so many words"):
        async with program_running(folder) as program:
            await listed(program, sandbox)
            choose(program, "copy-curl-with-secrets")
            await program.until(lambda: program.sees("curl-notice"))
            assert read_curl(clipboard()).header("Authorization") == f"Bearer {key}"
            assert program.text("curl-notice-title") == "Copied with secrets."
            assert "whoever reads the command can use the account" in program.text("curl-notice-text")
            program.click("copy-curl")
            assert not program.sees("curl-notice")
            assert key not in clipboard()


async def test_other_secrets_are_not_copied_and_the_reason_is_said(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await listed(program, sandbox)
        changes = ConnectionChanges(secrets={"api_key": "a-key-nobody-verified-5"})
        await program.integrator.edit("My Refiner", changes, unverified=True)
        qapp.clipboard().clear()
        choose(program, "copy-curl-with-secrets")
        await program.until(lambda: program.sees("curl-notice"))
        assert program.text("curl-notice-title") == "The secrets cannot be put back."
        assert "'My Refiner' was changed since" in program.text("curl-notice-text")
        assert clipboard() == ""


async def test_a_locked_vault_is_opened_on_the_way(
    qapp: QApplication, folder: Path, no_keyring: None, cheap_passphrase: None, sandbox: SandboxThread
) -> None:
    async with program_running(folder) as program:
        await program.integrator.create_passphrase(PASSPHRASE)
        await listed(program, sandbox)
        await program.integrator.lock_vault()
        with excused("the clipboard", "the person asks for the secrets in so many words"):
            choose(program, "copy-curl-with-secrets")
            await program.until(lambda: program.sees("passphrase-dialog"))
            program.type_into("field-passphrase", PASSPHRASE)
            program.click("open-vault")
            await program.until(lambda: program.sees("curl-notice"))
            assert clipboard().startswith("curl ")
            program.click("copy-curl")
