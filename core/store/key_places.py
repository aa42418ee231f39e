"""Where a data key can lie, and how it gets there: in the system keyring, or locked with a passphrase.

A key that moves is on the disk at its new place before it is taken from the old one: it may be in two places
for a moment, and is never in none.
"""

import asyncio
import base64
import contextlib

from core.model.errors import VaultError, WrongPassphrase
from core.store.database import Database
from core.store.sealing import (
    KEY_LENGTH,
    DataKey,
    lock_key,
    seal,
    unlock_key,
    unreadable,
    unseal,
)
from core.store.system_keyring import KeyringPlace, SystemKeyring
from core.store.vault_keys import StoredKey, all_keys, keep

_PROBE_PLACE = "probe"
_PROBE_TEXT = "Trunkline"


class KeyPlaces:
    """Puts keys where they shall lie and gets them from there. Holds none; the caller wipes what it gets."""

    def __init__(self, database: Database, keyring: SystemKeyring) -> None:
        self._database = database
        self._keyring = keyring

    async def find_keyring(self) -> None:
        """NoKeyring when there is none that works."""
        await self._keyring.find()

    async def fetch(self, stored: StoredKey) -> DataKey:
        """A key from the system keyring. SecretsUnreadable when it is gone or no key; NoKeyring,
        SecretsLocked."""
        if stored.place is None:
            raise unreadable()
        return _from_text(stored.id, await self._keyring.read(stored.place))

    async def unlock(self, passphrase: str) -> tuple[StoredKey, DataKey]:
        """The last key, by its passphrase. WrongPassphrase, SecretsUnreadable."""
        stored = await all_keys(self._database)
        if not stored or stored[-1].lock is None:
            raise WrongPassphrase("These secrets have no passphrase.", "", "Use the system keyring.")
        current, lock = stored[-1], stored[-1].lock
        key = await asyncio.to_thread(unlock_key, lock, current.id, passphrase)
        refuse_misfit(key, current)
        return current, key

    async def put_in_keyring(self, key: DataKey, before: StoredKey | None) -> StoredKey | None:
        """Keep a key in the system keyring. None when something else than `before` stands in the database by
        now: another process was faster, and nothing was changed. NoKeyring, SecretsLocked."""
        place = await self._keyring.write(_as_text(key))
        # Only now, when it has been read back: a crash before leaves a stray entry, never a lost key.
        stored = StoredKey(id=key.id, probe=_probe(key), place=place)
        if not await keep(self._database, stored, before):
            await self._take_out(key, place)
            return None
        if before and before.place and before.id == key.id:
            await self._take_out(key, before.place)  # a stray copy in the same keyring harms nobody
        return stored

    async def try_keyring(self) -> None:
        """Write something that is no secret, and take it out again. NoKeyring, SecretsLocked.

        A call that was given up may still come through later, and leave what it wrote.
        """
        trial = await self._keyring.write(_PROBE_TEXT)
        with contextlib.suppress(VaultError):
            await self._keyring.delete(trial)

    async def put_under(self, passphrase: str, key: DataKey, before: StoredKey | None) -> StoredKey | None:
        """Lock a key with a passphrase, and take it out of the keyring. None as `put_in_keyring`."""
        lock = await asyncio.to_thread(lock_key, key, passphrase)
        left = (before.place or before.left) if before and before.id == key.id else None
        stored = StoredKey(id=key.id, probe=_probe(key), lock=lock, left=left)
        if not await keep(self._database, stored, before):
            return None
        return await self.tidied(stored, key)

    async def tidied(self, stored: StoredKey, key: DataKey) -> StoredKey:
        """Take out of the keyring what a passphrase has taken the place of. If that cannot be done now, it
        stays noted for the next time."""
        if stored.left is None or not await self._take_out(key, stored.left):
            return stored
        tidied = StoredKey(id=stored.id, probe=stored.probe, lock=stored.lock)
        return tidied if await keep(self._database, tidied, stored) else stored

    async def _take_out(self, key: DataKey, place: KeyringPlace) -> bool:
        """Delete an entry if it holds this key, and no other: the note of its place may be a forged one."""
        try:
            if await self._keyring.read(place) == _as_text(key):
                await self._keyring.delete(place)
        except VaultError:
            return False
        return True


def refuse_misfit(key: DataKey, stored: StoredKey) -> None:
    """SecretsUnreadable for a key that does not open what was sealed when it was made."""
    if unseal(key, _PROBE_PLACE, stored.probe) != _PROBE_TEXT:
        raise unreadable()


def _probe(key: DataKey) -> bytes:
    return seal(key, _PROBE_PLACE, _PROBE_TEXT)


def _as_text(key: DataKey) -> str:
    return base64.b64encode(key.held).decode()


def _from_text(id: str, text: str | None) -> DataKey:
    try:
        secret = base64.b64decode(text or "", validate=True)
    except ValueError as error:
        raise unreadable() from error
    if len(secret) != KEY_LENGTH:
        raise unreadable()
    return DataKey(id=id, held=bytearray(secret))
