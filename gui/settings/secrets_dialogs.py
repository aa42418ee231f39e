"""The questions about the secrets' key: open it, guard it with a passphrase, move it, begin anew."""

from PySide6.QtWidgets import QWidget

from core.integrator import Integrator
from gui.settings.passphrase_dialog import PassphraseDialog, Words
from gui.settings.passphrase_form import PassphraseForm

STORED_NOWHERE = "The passphrase is stored nowhere: if it is forgotten, the accounts must be connected again."

_UNLOCK = Words(
    title="Unlock your secrets",
    text="Your secrets on this computer are guarded by a passphrase.",
    button="Unlock",
    busy="Unlocking…",
    remark="Forgotten? In the settings, under Secrets, you can begin anew with another one.",
)
_FIRST = Words(
    title="Choose a passphrase",
    text="Your system offers no keyring just now, so a passphrase will guard your secrets on this computer.",
    button="Guard my secrets",
    busy="Just a moment…",
    remark=STORED_NOWHERE,
)
_INSTEAD = Words(
    title="Guard your secrets with a passphrase",
    text="The key leaves the system keyring. From then on the passphrase is asked for whenever the secrets "
    "are locked: after each start, and by hand or by the clock if you wish.",
    button="Use this passphrase",
    busy="Just a moment…",
    remark=STORED_NOWHERE,
)
_CHANGE = Words(
    title="Change the passphrase",
    text="Your connections stay as they are; only what opens them changes.",
    button="Change it",
    busy="Changing…",
    remark="Copies of the data folder that were made before still open with the former passphrase.",
)
_TO_KEYRING = Words(
    title="Move the key to the system keyring",
    text="The keyring opens when you log in to this computer: there is no passphrase to type any more, and "
    "Trunkline no longer locks by itself. Enter the passphrase one last time.",
    button="Move it",
    busy="Moving…",
)
_ANEW = Words(
    title="Begin anew",
    text="Choose the passphrase that guards your secrets from now on.",
    button="Begin anew",
    busy="Just a moment…",
    remark=STORED_NOWHERE,
    is_danger=True,
)


def unlock_dialog(integrator: Integrator, parent: QWidget) -> PassphraseDialog:
    """Opens a vault that a passphrase guards."""

    async def work(form: PassphraseForm) -> None:
        await integrator.unlock(form.passphrase())

    return PassphraseDialog(_UNLOCK, PassphraseForm(), work, parent)


def first_passphrase_dialog(integrator: Integrator, parent: QWidget) -> PassphraseDialog:
    """Guards the key where the system has no keyring for it."""

    async def work(form: PassphraseForm) -> None:
        await integrator.create_passphrase(form.passphrase())

    return PassphraseDialog(_FIRST, PassphraseForm(is_new=True), work, parent)


def to_passphrase_dialog(integrator: Integrator, parent: QWidget) -> PassphraseDialog:
    """Takes the key out of the keyring."""

    async def work(form: PassphraseForm) -> None:
        await integrator.move_to_passphrase(form.passphrase())

    return PassphraseDialog(_INSTEAD, PassphraseForm(is_new=True), work, parent)


def change_dialog(integrator: Integrator, parent: QWidget) -> PassphraseDialog:
    """Puts one passphrase in the place of another."""

    async def work(form: PassphraseForm) -> None:
        await integrator.change_passphrase(form.former(), form.passphrase())

    form = PassphraseForm("New passphrase", is_new=True, former="Passphrase so far")
    return PassphraseDialog(_CHANGE, form, work, parent)


def to_keyring_dialog(integrator: Integrator, parent: QWidget) -> PassphraseDialog:
    """Puts the key into the keyring."""

    async def work(form: PassphraseForm) -> None:
        await integrator.move_to_keyring(form.passphrase())

    return PassphraseDialog(_TO_KEYRING, PassphraseForm(), work, parent)


def begin_anew_dialog(integrator: Integrator, parent: QWidget) -> PassphraseDialog:
    """Gives up what is sealed; the person was warned before."""

    async def work(form: PassphraseForm) -> None:
        await integrator.begin_vault_anew(form.passphrase())

    return PassphraseDialog(_ANEW, PassphraseForm(is_new=True), work, parent)
