"""Opening the vault when something needs it: who is asked, and how often."""

import asyncio
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from core.integrator import Integrator, open_integrator
from core.model.errors import NoKeyring, SecretsLocked
from gui.connections.vault_dialog import open_vault
from gui.settings.passphrase_dialog import PassphraseDialog
from tests.core.store.conftest import no_keyring, secret_service
from tests.sandboxes import until
from tests.secret_service import SecretService

__all__ = ["no_keyring", "secret_service"]

PASSPHRASE = "quiet harbour lantern at dawn"
LOCKED = SecretsLocked("The secrets are locked.", "", "Enter your passphrase to open them.")

# keyring leaves its connection to the bus open when a call fails.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


@pytest.fixture(autouse=True)
def _quick(cheap_passphrase: None) -> None:
    """Nobody waits here for nothing."""


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


def dialogs() -> list[PassphraseDialog]:
    tops = QApplication.topLevelWidgets()
    return [one for one in tops if isinstance(one, PassphraseDialog) and one.isVisible()]


def enter(dialog: PassphraseDialog, passphrase: str) -> None:
    for line in dialog.form.findChildren(QLineEdit):
        line.setText(passphrase)
    dialog.go_on.click()


async def locked(integrator: Integrator) -> Integrator:
    await integrator.create_passphrase(PASSPHRASE)
    await integrator.lock_vault()
    return integrator


async def test_two_that_need_the_vault_at_once_ask_once(
    qapp: QApplication, window: QWidget, tmp_path: Path, no_keyring: None
) -> None:
    async with open_integrator(tmp_path, own_thread=True) as integrator:
        await locked(integrator)
        first = asyncio.ensure_future(open_vault(integrator, LOCKED, window))
        await until(lambda: len(dialogs()) == 1)
        second = asyncio.ensure_future(open_vault(integrator, LOCKED, window))
        await integrator.vault_state()
        enter(dialogs()[0], PASSPHRASE)
        assert all(await asyncio.gather(first, second))
        assert dialogs() == []


async def test_whoever_waited_for_an_answer_that_never_came_asks_itself(
    qapp: QApplication, window: QWidget, tmp_path: Path, no_keyring: None
) -> None:
    async with open_integrator(tmp_path, own_thread=True) as integrator:
        await locked(integrator)
        other = QWidget()
        other.show()
        first = asyncio.ensure_future(open_vault(integrator, LOCKED, other))
        await until(lambda: len(dialogs()) == 1)
        second = asyncio.ensure_future(open_vault(integrator, LOCKED, window))
        await integrator.vault_state()
        first.cancel()
        await asyncio.wait([first])
        shiboken6.delete(other)
        await until(lambda: len(dialogs()) == 1)
        enter(dialogs()[0], PASSPHRASE)
        assert await second


async def test_an_open_vault_asks_nobody(
    qapp: QApplication, window: QWidget, tmp_path: Path, no_keyring: None
) -> None:
    async with open_integrator(tmp_path, own_thread=True, passphrase=PASSPHRASE) as integrator:
        assert await open_vault(integrator, LOCKED, window)
        assert dialogs() == []


async def test_without_a_keyring_a_new_passphrase_is_asked_for(
    qapp: QApplication, window: QWidget, tmp_path: Path, no_keyring: None
) -> None:
    async with open_integrator(tmp_path, own_thread=True) as integrator:
        opening = asyncio.ensure_future(open_vault(integrator, NoKeyring("No keyring."), window))
        await until(lambda: len(dialogs()) == 1)
        assert dialogs()[0].windowTitle() == "Choose a passphrase"
        enter(dialogs()[0], PASSPHRASE)
        assert await opening
        assert await integrator.vault_state() == "passphrase"


async def test_a_keyring_that_keeps_nothing_leaves_the_choice_of_a_passphrase(
    qapp: QApplication, window: QWidget, tmp_path: Path, secret_service: SecretService
) -> None:
    async with open_integrator(tmp_path, own_thread=True) as integrator:
        assert await integrator.vault_state() == "new"
        opening = asyncio.ensure_future(open_vault(integrator, NoKeyring("No keyring."), window))
        await until(lambda: len(dialogs()) == 1)
        assert dialogs()[0].windowTitle() == "Choose a passphrase", "there is none yet that could be entered"
        enter(dialogs()[0], PASSPHRASE)
        assert await opening


async def test_a_locked_keyring_is_unlocked_elsewhere(
    qapp: QApplication, window: QWidget, tmp_path: Path, secret_service: SecretService
) -> None:
    async with open_integrator(tmp_path, own_thread=True) as integrator:
        secret_service.lock()
        assert not await open_vault(integrator, LOCKED, window)
        assert dialogs() == []
