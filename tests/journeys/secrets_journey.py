"""What journeys to the secrets have in common: the page, its files, and what may stand on no screen."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QFileDialog, QLabel, QLineEdit, QPlainTextEdit

from core.integrator import NewConnection
from core.model.connection import Connection
from core.sandbox import SandboxThread
from gui.settings.secrets_page import SecretsPage
from tests.journeys.accounts import account
from tests.journeys.program import Program


class Clock:
    """One that goes only when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def pass_minutes(self, minutes: float) -> None:
        """So many minutes later."""
        self.now += minutes * 60


async def open_secrets(program: Program) -> SecretsPage:
    """Go to the page, and wait until it says how things stand."""
    program.window.show_settings("secrets")
    await program.until(lambda: program.sees("vault-badge"))
    (page,) = [one for one in program.window.settings.pages() if isinstance(one, SecretsPage)]
    await settled(program, page)
    return page


async def settled(program: Program, page: SecretsPage) -> None:
    """Wait until the page shows what is so now."""
    await program.until(lambda: not any(page.jobs.is_running(job) for job in ("load", "lock", "auto lock")))


async def connected(program: Program, sandbox: SandboxThread, app: str, name: str) -> Connection:
    """An account, connected before the journey begins."""
    address, values = account(sandbox, app)
    return await program.integrator.connect(NewConnection(app=app, name=name, values=values, address=address))


async def ask_passphrase(program: Program, button: str, **typed: str) -> None:
    """Press a button, fill in the passphrase dialog by the keys of its fields, and press on."""
    program.click(button)
    await program.until(lambda: program.sees("passphrase-dialog"))
    fill_in(program, **typed)


def fill_in(program: Program, **typed: str) -> None:
    """Fill in the open passphrase dialog and press on."""
    for key, text in typed.items():
        program.type_into(f"field-{key}", text, inside="passphrase-dialog")
    program.click("open-vault")


async def answered(program: Program) -> None:
    """Wait until the passphrase dialog is gone, and what it was asked for is done."""
    await program.until(lambda: not program.sees("passphrase-dialog"))


def leave(program: Program, dialog: str) -> None:
    """Leave a dialog by Esc."""
    QTest.keyClick(program.see(QDialog, dialog), Qt.Key.Key_Escape)


async def choose_file(program: Program, file: Path) -> None:
    """Choose a file in the system's dialog, and wait until that is gone.

    What Qt builds inside it is left alone: it goes when it likes, and with it what Python knows of it.
    """
    await program.until(lambda: any(one.isVisible() for one in _file_dialogs()))
    (dialog,) = _file_dialogs()
    dialog.setFocus()  # what has the focus keeps what is typed there
    dialog.selectFile(str(file))
    dialog.accept()
    del dialog
    await program.until(lambda: not _file_dialogs())


def _file_dialogs() -> list[QFileDialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog)]


async def run_contacts(program: Program, name: str) -> None:
    """Open a list of contacts, through the connection of that name."""
    program.click("rail-modules")
    program.choose_module("List Contacts", "Refiner")
    await program.until(lambda: not program.is_recalling())
    combo = program.see(QComboBox, "connection")
    named = [place for place in range(combo.count()) if combo.itemText(place).startswith(name)]
    assert named, [combo.itemText(place) for place in range(combo.count())]
    combo.setCurrentIndex(named[0])
    combo.activated.emit(named[0])


def texts() -> str:
    """All that any widget holds, in sight or not."""
    held = []
    for widget in QApplication.allWidgets():
        if isinstance(widget, QLineEdit | QLabel):
            held.append(widget.text())
        elif isinstance(widget, QPlainTextEdit):
            held.append(widget.toPlainText())
        held += [widget.toolTip(), widget.accessibleDescription(), widget.windowTitle()]
    return "\n".join(held)
