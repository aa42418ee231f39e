"""Opening the vault where there is no system keyring, or where a passphrase guards it."""

import asyncio

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from core.integrator import Integrator
from core.model.errors import SecretsLocked, VaultError
from gui.dialogs import ask
from gui.settings.passphrase_dialog import PassphraseDialog
from gui.settings.secrets_dialogs import first_passphrase_dialog, unlock_dialog


async def open_vault(integrator: Integrator, problem: VaultError, parent: QWidget) -> bool:
    """Offer the way on from a vault that is not open: True once it is.

    A keyring that holds the key already, and is locked or away just now, is no case for a new passphrase:
    then the error itself says what to do, and the next try asks the keyring again. While a passphrase is
    being asked for already, nobody is asked twice.
    """
    state = await integrator.vault_state()
    if state not in ("keyring", "passphrase") and await _asked_already():
        state = await integrator.vault_state()
    if state in ("keyring", "passphrase"):
        return True
    if state == "locked":
        dialog = unlock_dialog(integrator, parent)
    elif integrator.vault_is_in_use() or isinstance(problem, SecretsLocked):
        return False  # a keyring is there; the person only has to unlock it
    else:
        dialog = first_passphrase_dialog(integrator, parent)
    return await ask(dialog) == QDialog.DialogCode.Accepted


async def _asked_already() -> bool:
    """Wait for the answer to a passphrase dialog that is open; False when there is none."""
    tops = QApplication.topLevelWidgets()
    open_ones = [one for one in tops if isinstance(one, PassphraseDialog) and one.isVisible()]
    if not open_ones:
        return False
    answered = asyncio.Event()
    open_ones[0].finished.connect(answered.set)
    open_ones[0].destroyed.connect(answered.set)  # with its window, unanswered
    await answered.wait()
    return True
