"""The vault: holds the data key while it is open, and knows where the key is kept."""

import asyncio
import base64
import contextlib
from functools import partial
from typing import Literal

from core.model.errors import (
    InvalidValues,
    SecretsLocked,
    SecretsUnreadable,
    VaultError,
    WrongPassphrase,
)
from core.store.database import Database
from core.store.sealing import (
    KEY_LENGTH,
    DataKey,
    is_sound,
    key_id_of,
    lock_key,
    new_key,
    seal,
    unlock_key,
    unreadable,
    unseal,
)
from core.store.system_keyring import KeyringPlace, SystemKeyring
from core.store.vault_keys import StoredKey, all_keys, keep

VaultState = Literal["new", "keyring", "passphrase", "locked", "no_keyring", "unreadable"]
"""Where the vault stands.

    new          nothing was ever sealed; the first secret makes a key in the system keyring
    keyring      open, with the key from the system keyring
    passphrase   open, with the key that a passphrase unlocked
    locked       a passphrase is wanted, or nobody has looked yet
    no_keyring   the system keyring is wanted, and cannot be used now
    unreadable   the key that was found does not fit, or is gone
"""

_PROBE_PLACE = "probe"
_PROBE_TEXT = "Trunkline"


class Vault:
    """Seals and opens secrets. Locked until `prepare()` has looked where the key is.

    A key that cannot be had is never thrown away: when a new one has taken its place, what the old one
    sealed opens again on the day it is back.
    """

    def __init__(self, database: Database, keyring: SystemKeyring) -> None:
        self._database = database
        self._keyring = keyring
        self._kept: StoredKey | None = None
        self._keys: dict[str, DataKey] = {}
        # What holds while the key is not here.
        self._state: VaultState = "locked"
        self._problem: VaultError | None = _locked()

    @property
    def state(self) -> VaultState:
        """As of the last call; nothing is asked anew."""
        if self._kept is None or self._key() is None:
            return self._state
        return "passphrase" if self._kept.lock else "keyring"

    @property
    def problem(self) -> VaultError | None:
        """Why the vault is not open, in sentences; None when it is open or new."""
        if self._problem is None or self._key() is not None:
            return None
        return _again(self._problem)

    @property
    def is_in_use(self) -> bool:
        """Whether a key was ever made: a vault that cannot be opened now is then no reason for a new one."""
        return self._kept is not None

    async def prepare(self) -> VaultState:
        """Look for the key, within the keyring's time limit; again after the person unlocked the keyring.

        Never raises for want of a keyring: `problem` tells. An open vault stays open.
        """
        stored = await all_keys(self._database)
        self._kept = stored[-1] if stored else None
        if self._key() is None:
            self._state, self._problem = await self._look(self._kept)
            await self._fetch_older(stored)
        return self.state

    async def create_in_keyring(self) -> None:
        """Keep the key in the system keyring: the present one if it can be had, else a new one.

        NoKeyring or SecretsLocked when that cannot be; no stored secret is touched then.
        """
        key = await self._present_or_new()
        before = self._kept
        try:
            place = await self._keyring.write(_as_text(key))
        except VaultError as problem:
            if self.state == "new":
                self._state, self._problem = "no_keyring", _again(problem)
            raise
        # Only now, when the key has been read back: a crash before leaves a stray entry, never a lost key.
        await self._keep(key, StoredKey(id=key.id, probe=_probe(key), place=place), before)

    async def create_with_passphrase(self, passphrase: str) -> None:
        """Lock the key with a passphrase: the present one if it can be had, else a new one."""
        if not passphrase:
            raise InvalidValues({"passphrase": "Enter a passphrase."})
        key = await self._present_or_new()
        before = self._kept
        lock = await asyncio.to_thread(lock_key, key, passphrase)
        await self._keep(key, StoredKey(id=key.id, probe=_probe(key), lock=lock), before)

    async def unlock(self, passphrase: str) -> None:
        """Open a vault that has a passphrase. WrongPassphrase, SecretsUnreadable."""
        stored = await all_keys(self._database)
        current = stored[-1] if stored else None
        if current is None or current.lock is None:
            raise WrongPassphrase("These secrets have no passphrase.", "", "Use the system keyring.")
        self._hold(current, await asyncio.to_thread(unlock_key, current.lock, current.id, passphrase))
        self._kept = current
        await self._fetch_older(stored)

    @staticmethod
    def get_ready() -> None:
        """Import what opens secrets: 20 ms that the first run need not wait for. From any thread."""
        import cryptography.hazmat.primitives.ciphers.aead  # noqa: F401

    def lock(self) -> None:
        """Forget all keys. A passphrase is wanted again; a key in the keyring is fetched when needed."""
        self._keys.clear()
        self._state, self._problem = "locked", _locked()

    def seal(self, place: str, text: str) -> bytes:
        """Encrypt a secret for one place ("connection/field"). Raises `problem` when not open."""
        key = self._key()
        if key is None:
            raise self.problem or _locked()
        return seal(key, place, text)

    def open(self, place: str, blob: bytes) -> str:
        """A secret from its blob. Raises `problem` when not open; SecretsUnreadable when the blob was
        changed or moved, or sealed with a key that is not here."""
        key = self._keys.get(key_id_of(blob))
        if key is not None:
            return unseal(key, place, blob)
        if self._key() is None:
            raise self.problem or _locked()
        raise unreadable()

    async def ready_to_open(self) -> None:
        """Fetch the key if need be. Raises `problem` when it cannot be had."""
        if self._key() is None:
            await self.prepare()
            if problem := self.problem:
                raise problem

    async def ready_to_seal(self) -> None:
        """Fetch the key if need be; make one in the system keyring if there is none, or it is gone for good.
        Raises `problem` when neither can be."""
        if self._key() is not None:
            return
        if await self.prepare() in ("new", "unreadable"):
            await self.create_in_keyring()
        if problem := self.problem:
            raise problem

    def _key(self) -> DataKey | None:
        """The key for what is new, while the vault is open."""
        return self._keys.get(self._kept.id) if self._kept else None

    async def _present_or_new(self) -> DataKey:
        await self.prepare()
        return self._key() or new_key()

    async def _look(self, kept: StoredKey | None) -> tuple[VaultState, VaultError | None]:
        try:
            if kept is None:
                await self._keyring.find()
                return "new", None
            if kept.lock is not None:
                return ("locked", _locked()) if is_sound(kept.lock) else ("unreadable", unreadable())
            if kept.place is not None:
                await self._fetch(kept, kept.place)
        except SecretsUnreadable as problem:
            return "unreadable", _again(problem)
        except VaultError as problem:
            return "no_keyring", _again(problem)
        return "keyring", None

    async def _fetch(self, stored: StoredKey, place: KeyringPlace) -> None:
        self._hold(stored, _from_text(stored.id, await self._keyring.read(place)))

    async def _fetch_older(self, stored: list[StoredKey]) -> None:
        """Keys that were replaced when they could not be had. None of them is needed for what is new."""
        if self._key() is None:
            return
        for older in stored[:-1]:
            if older.place:
                with contextlib.suppress(VaultError):
                    await self._fetch(older, older.place)

    def _hold(self, stored: StoredKey, key: DataKey) -> None:
        """Take a key, if it opens what was sealed when it was made."""
        if unseal(key, _PROBE_PLACE, stored.probe) != _PROBE_TEXT:
            raise unreadable()
        self._keys[key.id] = key

    async def _keep(self, key: DataKey, stored: StoredKey, before: StoredKey | None) -> None:
        """Store where the key is, unless another process has just done so: then its key is taken."""
        if await self._database.write(partial(keep, stored, before)):
            self._hold(stored, key)
            self._kept, unneeded = stored, before
        else:
            await self.prepare()
            unneeded = stored
        if unneeded and unneeded.place and unneeded.id == key.id:
            with contextlib.suppress(VaultError):  # a stray entry in the keyring harms nobody
                await self._keyring.delete(unneeded.place)


def _probe(key: DataKey) -> bytes:
    return seal(key, _PROBE_PLACE, _PROBE_TEXT)


def _as_text(key: DataKey) -> str:
    return base64.b64encode(key.secret).decode()


def _from_text(id: str, text: str | None) -> DataKey:
    try:
        secret = base64.b64decode(text or "", validate=True)
    except ValueError as error:
        raise unreadable() from error
    if len(secret) != KEY_LENGTH:
        raise unreadable()
    return DataKey(id=id, secret=secret)


def _again(problem: VaultError) -> VaultError:
    """The same sentences without the frames of where it was raised: those hold on to the key."""
    return type(problem)(problem.title, problem.reason, problem.next_step)


def _locked() -> SecretsLocked:
    return SecretsLocked("The secrets are locked.", "", "Enter your passphrase to open them.")
