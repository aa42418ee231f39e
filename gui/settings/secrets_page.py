"""Secrets: where their key is, how it is guarded, and copies of connections for another computer."""

from collections.abc import Callable, Coroutine
from contextlib import aclosing
from typing import Any, ClassVar

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from core.integrator import Integrator, VaultState
from core.model.connection import Connection
from core.model.errors import TrunklineError
from gui.dialogs import ask, confirm
from gui.settings.backup_export import ExportDialog
from gui.settings.backup_files import file_to_read
from gui.settings.backup_import import ImportDialog
from gui.settings.page import SettingsPage
from gui.settings.passphrase_dialog import PassphraseDialog
from gui.settings.secrets_auto_lock import AutoLockCard
from gui.settings.secrets_cards import BackupCard, ProtectionCard, VaultCard
from gui.settings.secrets_dialogs import (
    begin_anew_dialog,
    change_dialog,
    first_passphrase_dialog,
    to_keyring_dialog,
    to_passphrase_dialog,
    unlock_dialog,
)
from gui.settings.secrets_words import Action, standing, what_is_lost

MakeDialog = Callable[[Integrator, QWidget], PassphraseDialog]

_DIALOGS: dict[Action, tuple[MakeDialog, str]] = {
    "unlock": (unlock_dialog, ""),
    "choose": (first_passphrase_dialog, "A passphrase guards your secrets now."),
    "guard": (to_passphrase_dialog, "A passphrase guards your secrets now."),
    "change": (change_dialog, "The passphrase was changed."),
    "to keyring": (to_keyring_dialog, "The key lies in the system keyring now."),
}
"""What asks for a passphrase, and what is said once it is done."""

_BEGUN_ANEW = "You have begun anew. Enter the credentials of your connections again."


class SecretsPage(SettingsPage):
    """Follows the vault while it is in sight: also when that locks itself."""

    name = "secrets"
    label = "Secrets"
    picture = "lock"
    sections: ClassVar[tuple[str, ...]] = (
        "Lock by itself",
        "Copies of your connections",
        "What is protected, and what is not",
    )

    def __init__(self, integrator: Integrator) -> None:
        super().__init__(
            "Secrets",
            "Where the key to your accounts lies, how it is guarded, and copies of your connections.",
        )
        self._integrator = integrator
        self._state: VaultState = "new"
        self._own: tuple[Connection, ...] = ()
        self.vault = VaultCard()
        self.vault.wanted.connect(self._do)
        self.auto_lock = AutoLockCard()
        self.auto_lock.changed.connect(
            lambda minutes: self.jobs.start("auto lock", self._lock_after(minutes))
        )
        self.backup = BackupCard()
        self.backup.export.button.clicked.connect(lambda: self._ask(self._export()))
        self.backup.bring_in.button.clicked.connect(lambda: self._ask(self._import()))
        for card in (self.vault, self.auto_lock, self.backup, ProtectionCard()):
            self.body.addWidget(card)
        self.body.addStretch(1)

    async def load(self) -> None:
        """Read what is so now."""
        try:
            self._state = await self._integrator.vault_state()
            problem = await self._integrator.vault_problem()
            connections = await self._integrator.connections()
            minutes = (await self._integrator.settings()).auto_lock_minutes
        except TrunklineError as error:
            self.problem.show_error(error)
            return
        self._own = tuple(one for one in connections if not one.practice)
        self.vault.show_standing(
            standing(
                self._state,
                problem,
                is_in_use=self._integrator.vault_is_in_use(),
                auto_lock_minutes=minutes,
            )
        )
        self.auto_lock.show_minutes(minutes, matters=self._state in ("passphrase", "locked"))
        self.backup.show_count(len(self._own))

    def showEvent(self, event: QShowEvent) -> None:
        """Show what is so now, and follow it."""
        super().showEvent(event)
        if not self.jobs.is_running("follow"):
            self.jobs.start("follow", self._follow())

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight nothing is followed, and nothing asked."""
        super().hideEvent(event)
        self.jobs.cancel("follow")
        if not event.spontaneous():
            self.jobs.cancel("ask")
            self.vault.say("")

    async def _follow(self) -> None:
        async with aclosing(self._integrator.vault_changes()) as changes:
            async for _ in changes:
                self._look_again()

    def _look_again(self) -> None:
        """Show what is so now; what was being read may be so no longer."""
        self.jobs.start("load", self.load())

    # What the person wants

    def _do(self, action: Action) -> None:
        self.vault.say("")
        self.problem.clear()
        if action == "look again":
            self._look_again()
        elif action == "lock":
            self.jobs.start("lock", self._lock())
        elif action in ("forgotten", "anew"):
            self._ask(self._begin_anew())
        else:
            make, said = _DIALOGS[action]
            self._ask(self._with_passphrase(make, said))

    def _ask(self, question: Coroutine[Any, Any, None]) -> None:
        if self.jobs.is_running("ask"):
            question.close()
        else:
            self.jobs.start("ask", question)

    async def _lock(self) -> None:
        await self._integrator.lock_vault()
        self._look_again()

    async def _with_passphrase(self, make: MakeDialog, said: str) -> None:
        dialog = make(self._integrator, self)
        dialog.jobs.failed.connect(self.jobs.failed)
        if await ask(dialog) == QDialog.DialogCode.Accepted:
            self.vault.say(said)
        self._look_again()

    async def _begin_anew(self) -> None:
        lost = what_is_lost([one.name for one in self._own], self._state)
        if await confirm(self, "Begin anew with another passphrase?", lost, "Begin anew…", danger=True):
            await self._with_passphrase(begin_anew_dialog, _BEGUN_ANEW)

    async def _lock_after(self, minutes: int) -> None:
        try:
            await self._integrator.change_settings(auto_lock_minutes=minutes)
        except TrunklineError as error:
            self.problem.show_error(error)
        self._look_again()

    async def _export(self) -> None:
        apps = {app.id: app for app in await self._integrator.apps()}
        dialog = ExportDialog(self._integrator, self._own, apps, self)
        dialog.jobs.failed.connect(self.jobs.failed)
        await ask(dialog)

    async def _import(self) -> None:
        file = await file_to_read(self)
        if file is None:
            return
        apps = {app.id: app for app in await self._integrator.apps()}
        dialog = ImportDialog(self._integrator, file, apps, self)
        dialog.jobs.failed.connect(self.jobs.failed)
        await ask(dialog)
        self._look_again()
