"""The vault, as the window and the command line see it: the secrets' key, and backups of connections."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Coroutine, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from core.faces.face import Core, Face, awaited
from core.home import Home
from core.model.connection import Connection
from core.model.errors import NotKnown, VaultError
from core.rules.urls import address_problem
from core.store.backup import BackupPreview, Backups, Restored
from core.store.clashes import Clash
from core.store.passphrases import PassphraseStrength, strength_of
from core.store.vault import Vault, VaultState

T = TypeVar("T")


class VaultFace(Face):
    """Where the secrets' key is, opening and locking it, and moving secrets to another computer.

    What needs secrets while they are locked raises `SecretsLocked`, and does what it was asked for when it is
    called again after `unlock`.
    """

    def __init__(self, home: Home, core: Core) -> None:
        super().__init__(home, core)
        vault, settings = core.store.vault, core.store.settings
        settings.listeners.append(lambda changed: vault.lock_after(changed.auto_lock_minutes))
        self._backups = Backups(core.store.connections, vault, address_problem)

    async def vault_state(self) -> VaultState:
        """Where the secrets' key is, or why it cannot be had. Answers within the keyring's time limit."""
        return await self._with_vault(lambda vault: vault.prepare())

    async def vault_problem(self) -> VaultError | None:
        """Why the secrets cannot be had, as of the last `vault_state()`; None when they can."""
        return await self._home.call(awaited(lambda: self._core.store.vault.problem))

    def vault_is_in_use(self) -> bool:
        """Whether secrets may lie in the vault already, as of the last `vault_state()`."""
        return self._core.store.vault.is_in_use

    def vault_changes(self) -> AsyncGenerator[VaultState]:
        """The state whenever it has changed, from now on, until the iteration is left: opened, moved, locked,
        also by itself after the minutes in `UserSettings`."""

        async def work(emit: Callable[[VaultState], None]) -> None:
            self._core.store.vault.listeners.append(emit)
            try:
                await asyncio.Event().wait()
            finally:
                self._core.store.vault.listeners.remove(emit)

        return self._home.stream(work)

    async def create_passphrase(self, passphrase: str) -> None:
        """Keep the secrets' key under a passphrase, where there is no system keyring. `InvalidValues` (key
        "passphrase") for an empty one, `VaultError` where there is one already."""
        await self._with_vault(lambda vault: vault.create_with_passphrase(passphrase))

    async def unlock(self, passphrase: str) -> None:
        """Open the passphrase vault. Raises `WrongPassphrase`."""
        await self._with_vault(lambda vault: vault.unlock(passphrase))

    async def lock_vault(self) -> None:
        """Forget the secrets' key now. The passphrase is asked for again; a key in the system keyring is
        fetched again when it is needed. Runs that are under way keep what they have."""
        await self._home.call(awaited(self._core.store.vault.lock))

    def person_is_here(self) -> None:
        """The person is using the program: the minutes until the vault locks itself begin anew. At once, from
        any thread, as often as one likes."""
        self._core.store.vault.note_use()

    @staticmethod
    def passphrase_strength(passphrase: str) -> PassphraseStrength:
        """An estimate of how hard a new passphrase is to guess, with a hint. At once: as one types."""
        return strength_of(passphrase)

    async def change_passphrase(self, old: str, new: str) -> None:
        """Another passphrase for the same secrets, which are open afterwards. Raises `WrongPassphrase`,
        `InvalidValues` (key "passphrase")."""
        await self._with_vault(lambda vault: vault.change_passphrase(old, new))

    async def move_to_passphrase(self, passphrase: str) -> None:
        """From the system keyring to a passphrase. Raises `NoKeyring` or `SecretsLocked` when the key cannot
        be had just now, and as `create_passphrase`."""
        await self._with_vault(lambda vault: vault.move_to_passphrase(passphrase))

    async def move_to_keyring(self, passphrase: str) -> None:
        """From the passphrase, which is wanted once more, to the system keyring. Raises `WrongPassphrase`;
        `NoKeyring` or `SecretsLocked`, and then the passphrase holds as before."""
        await self._with_vault(lambda vault: vault.move_to_keyring(passphrase))

    async def begin_vault_anew(self, passphrase: str) -> None:
        """A new passphrase where the old one is forgotten. All secrets so far must be entered again."""
        await self._with_vault(lambda vault: vault.begin_anew(passphrase))

    async def write_backup(
        self,
        file: Path,
        passphrase: str,
        connections: Collection[str] | None = None,
        *,
        overwrite: bool = False,
    ) -> tuple[Connection, ...]:
        """Write connections (ids or names; all, if None) with their secrets, and the presets that were saved
        with them, into one encrypted file. Gives which connections. The file appears when it is complete,
        and not at all when anything is wrong.

        Raises `NotKnown`, `InvalidValues` (key "passphrase"), `DataError` for the file, `VaultError`.
        """

        async def work() -> tuple[Connection, ...]:
            ids = None if connections is None else [await self._kept(name) for name in connections]
            return await self._backups.write(file, passphrase, ids, overwrite=overwrite)

        return await self._home.call(work)

    async def preview_backup(self, file: Path, passphrase: str) -> BackupPreview:
        """What a backup holds, and which names are taken here. Changes nothing.

        Raises `WrongPassphrase`, `SecretsUnreadable` for a file that was changed, `DataError`.
        """

        async def work() -> BackupPreview:
            preview = await self._backups.preview(file, passphrase, await self._practice_names())
            apps = {app.id for app in self._core.catalogue.apps()}
            entries = [
                msgspec.structs.replace(entry, app_is_here=entry.app in apps) for entry in preview.entries
            ]
            return msgspec.structs.replace(preview, entries=tuple(entries))

        return await self._home.call(work)

    async def restore_backup(
        self,
        file: Path,
        passphrase: str,
        choices: Mapping[str, Clash] | None = None,
        *,
        otherwise: Clash = "skip",
    ) -> tuple[Restored, ...]:
        """Bring in what a backup holds: all of it, or nothing. `choices` say by name in the backup what
        becomes of connections whose names are taken here, `otherwise` of the rest of those, and of presets.

        Raises as `preview_backup`; `InvalidValues` (by name) for what cannot be replaced, `NameTaken`,
        `VaultError`.
        """

        async def work() -> tuple[Restored, ...]:
            names = await self._practice_names()
            restored = await self._backups.restore(
                file, passphrase, choices or {}, otherwise=otherwise, reserved=names
            )
            self._core.book.tell_change()
            return restored

        return await self._home.call(work)

    async def _with_vault(self, work: Callable[[Vault], Coroutine[Any, Any, T]]) -> T:
        return await self._home.call(lambda: work(self._core.store.vault))

    async def _kept(self, name_or_id: str) -> str:
        """The id of a connection that can be backed up."""
        found = await self._core.book.find(name_or_id)
        if found.practice:
            raise NotKnown(
                f"'{found.name}' cannot be backed up.",
                "It belongs to the practice workspace, which is made anew each time.",
                "Choose a connection of your own.",
            )
        return found.id

    async def _practice_names(self) -> list[str]:
        return [one.name for one in await self._core.book.all() if one.practice]
