"""The vault: holds the data key while it is open, and knows where the key is kept."""

from collections.abc import Awaitable, Callable
from typing import Literal

from core.model.errors import InvalidValues, SecretsLocked, SecretsUnreadable, VaultError
from core.store.database import Database
from core.store.idle import Idle
from core.store.key_places import KeyPlaces, refuse_misfit
from core.store.sealing import (
    DataKey,
    is_sound,
    key_id_of,
    new_key,
    seal,
    unreadable,
    unseal,
    wiped_after,
)
from core.store.settings import Settings
from core.store.system_keyring import SystemKeyring
from core.store.vault_keys import StoredKey, all_keys

VaultState = Literal["new", "keyring", "passphrase", "locked", "no_keyring", "unreadable"]
"""Where the vault stands.

    new          nothing was ever sealed; the first secret makes a key in the system keyring
    keyring      open, with the key from the system keyring
    passphrase   open, with the key that a passphrase unlocked
    locked       a passphrase is wanted, or nobody has looked yet
    no_keyring   the system keyring is wanted, and cannot be used now
    unreadable   the key that was found does not fit, or is gone
"""


class Vault:
    """Seals and opens secrets. Locked until `prepare()` has looked where the key is.

    A key that cannot be had is never thrown away: when a new one has taken its place, what the old one
    sealed opens again on the day it is back.
    """

    def __init__(
        self, database: Database, keyring: SystemKeyring, clock: Callable[[], float] | None = None
    ) -> None:
        self.database = database
        """Where the keys lie, and beside them what they sealed."""
        self.listeners: list[Callable[[VaultState], None]] = []
        """Called with the state when it has changed: opened, moved, or locked, also by itself."""
        self._places = KeyPlaces(database, keyring)
        self._settings = Settings(database)
        self._idle = Idle(self.lock, clock)
        self._kept: StoredKey | None = None
        self._keys: dict[str, DataKey] = {}
        self._times_locked = 0
        # What holds while the key is not here.
        self._state: VaultState = "locked"
        self._problem: VaultError | None = _locked()
        self._told: VaultState = "locked"

    @property
    def state(self) -> VaultState:
        """As of the last call; nothing is asked anew."""
        if self._kept is None or self._key() is None:
            return self._state
        return "passphrase" if self._kept.lock else "keyring"

    @property
    def problem(self) -> VaultError | None:
        """Why the vault is not open, in sentences; None when it is open or new."""
        if self._key() is not None or self._problem is None:
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
        stored = await all_keys(self.database)
        self._kept = stored[-1] if stored else None
        if self._key() is None:
            self._state, self._problem = await self._look(self._kept)
            await self._fetch_older(stored)
        self._tell()
        return self.state

    async def create_in_keyring(self) -> None:
        """Keep the key in the system keyring: the present one if it can be had, else a new one.

        NoKeyring or SecretsLocked when that cannot be; no stored secret is touched then.
        """
        present = await self._present_or_new()
        self._refuse_guarded()
        try:
            moved = await self._move(present, lambda key: self._places.put_in_keyring(key, self._kept))
        except VaultError as problem:
            if self.state == "new":
                self._state, self._problem = "no_keyring", _again(problem)
            raise
        if not moved:  # another process has just made a key: that one is taken
            await self.prepare()

    async def create_with_passphrase(self, passphrase: str) -> None:
        """Lock the key with a first passphrase: the present key if it can be had, else a new one.

        InvalidValues for an empty one; VaultError when there is another passphrase already.
        """
        _refuse_empty(passphrase)
        present = await self._present_or_new()
        if self._key() is not None:
            self._refuse_guarded()
        # Another process may have been faster, before or after this one looked. If it was given the same
        # passphrase, nothing is amiss.
        if self._is_guarded() or not await self._move(
            present, lambda key: self._places.put_under(passphrase, key, self._kept)
        ):
            await self.unlock(passphrase)

    async def unlock(self, passphrase: str) -> None:
        """Open a vault that has a passphrase. WrongPassphrase, SecretsUnreadable; SecretsLocked when it was
        locked again meanwhile."""
        times_locked = self._times_locked
        current, opened = await self._places.unlock(passphrase)
        with wiped_after(opened) as key:
            await self._take(current, key, times_locked)
            if self._key() is None:
                raise _locked()
            self._kept = await self._places.tidied(current, key)
        await self._fetch_older(await all_keys(self.database))

    async def change_passphrase(self, old: str, new: str) -> None:
        """Another passphrase for the same key; the vault is open afterwards.

        WrongPassphrase, InvalidValues for an empty new one; VaultError when another process was faster.
        """
        _refuse_empty(new)
        current, opened = await self._places.unlock(old)
        if not await self._move(opened, lambda key: self._places.put_under(new, key, current)):
            raise _changed_meanwhile()

    async def move_to_passphrase(self, passphrase: str) -> None:
        """Lock the key with a passphrase and take it out of the system keyring.

        Raises `problem` when the key cannot be had now, and as `create_with_passphrase`.
        """
        if await self.prepare() == "new":
            await self.create_with_passphrase(passphrase)
            return
        _refuse_empty(passphrase)
        self._refuse_guarded()
        key = self._key()
        if key is None:
            raise self.problem or _locked()
        if not await self._move(key.copy(), lambda key: self._places.put_under(passphrase, key, self._kept)):
            raise _changed_meanwhile()

    async def move_to_keyring(self, passphrase: str) -> None:
        """Keep the key in the system keyring, and without a passphrase from now on.

        WrongPassphrase; NoKeyring or SecretsLocked, and the passphrase holds as before.
        """
        current, opened = await self._places.unlock(passphrase)
        with wiped_after(opened):
            await self._places.try_keyring()
            if not await self._move(opened, lambda key: self._places.put_in_keyring(key, current)):
                raise _changed_meanwhile()

    async def begin_anew(self, passphrase: str) -> None:
        """A new key under a new passphrase, where the old one is forgotten. What the old key sealed stays,
        and opens no more: it has to be entered again. InvalidValues, VaultError."""
        _refuse_empty(passphrase)
        stored = await all_keys(self.database)
        last = stored[-1] if stored else None
        if not await self._move(new_key(), lambda key: self._places.put_under(passphrase, key, last)):
            raise _changed_meanwhile()

    @staticmethod
    def get_ready() -> None:
        """Import what opens secrets: 20 ms that the first run need not wait for. From any thread."""
        import cryptography.hazmat.primitives.ciphers.aead  # noqa: F401

    def lock(self) -> None:
        """Forget all keys. A passphrase is wanted again; a key in the keyring is fetched when needed."""
        self._idle.stop()
        self._times_locked += 1
        for key in self._keys.values():
            key.wipe()
        self._keys.clear()
        self._state, self._problem = "locked", _locked()
        self._tell()

    def lock_after(self, minutes: float) -> None:
        """Lock by itself after so many minutes in which nobody used it; 0 is never. Only where a passphrase
        guards the key: one in the keyring would be fetched again unasked."""
        self._idle.watch(minutes if self.state == "passphrase" else 0)

    def note_use(self) -> None:
        """The person is at work: the minutes of `lock_after` begin anew. From any thread."""
        self._idle.note_use()

    def seal(self, place: str, text: str) -> bytes:
        """Encrypt a secret for one place ("connection/field"). Raises `problem` when not open."""
        key = self._key()
        if key is None:
            raise self.problem or _locked()
        self.note_use()
        return seal(key, place, text)

    def open(self, place: str, blob: bytes) -> str:
        """A secret from its blob. Raises `problem` when not open; SecretsUnreadable when the blob was
        changed or moved, or sealed with a key that is not here."""
        current = self._key()
        key = self._keys.get(key_id_of(blob))
        if key is not None:
            self.note_use()
            return unseal(key, place, blob)
        if current is None:
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
        if self._idle.is_over():
            self.lock()
        return self._keys.get(self._kept.id) if self._kept else None

    async def _present_or_new(self) -> DataKey:
        """A copy that the caller wipes."""
        await self.prepare()
        key = self._key()
        return key.copy() if key else new_key()

    async def _look(self, kept: StoredKey | None) -> tuple[VaultState, VaultError | None]:
        try:
            if kept is None:
                await self._places.find_keyring()
                return "new", None
            if kept.lock is not None:
                return ("locked", _locked()) if is_sound(kept.lock) else ("unreadable", unreadable())
            await self._fetch(kept)
        except SecretsUnreadable as problem:
            return "unreadable", _again(problem)
        except VaultError as problem:
            return "no_keyring", _again(problem)
        return "keyring", None

    async def _fetch(self, stored: StoredKey) -> None:
        with wiped_after(await self._places.fetch(stored)) as key:
            self._hold(stored, key)

    async def _fetch_older(self, stored: list[StoredKey]) -> None:
        """Keys that were replaced when they could not be had. None of them is needed for what is new."""
        if self._key() is None:
            return
        for older in stored[:-1]:
            try:
                if older.place:
                    await self._fetch(older)
            except SecretsUnreadable:
                continue  # that one is gone; another may be there
            except VaultError:
                return  # a keyring that does not answer is not waited for again and again

    async def _move(self, key: DataKey, put: Callable[[DataKey], Awaitable[StoredKey | None]]) -> bool:
        """Put a key elsewhere and open the vault with it; it is wiped here. False when another process was
        faster, and nothing was changed."""
        self.note_use()
        times_locked = self._times_locked
        with wiped_after(key):
            stored = await put(key)
            if stored is not None:
                await self._take(stored, key, times_locked)
        return stored is not None

    async def _take(self, stored: StoredKey, key: DataKey, times_locked: int) -> None:
        """Open the vault with a key that is kept there, unless it was locked since this was asked for."""
        minutes = (await self._settings.load()).auto_lock_minutes
        self._kept = stored
        if times_locked == self._times_locked:
            self._hold(stored, key)
            self.lock_after(minutes)
        self._tell()

    def _hold(self, stored: StoredKey, key: DataKey) -> None:
        """Keep a copy of a key, if it opens what was sealed when it was made."""
        refuse_misfit(key, stored)
        former = self._keys.pop(key.id, None)
        self._keys[key.id] = key.copy()
        if former:
            former.wipe()

    def _is_guarded(self) -> bool:
        return bool(self._kept and self._kept.lock and is_sound(self._kept.lock))

    def _refuse_guarded(self) -> None:
        """A passphrase is replaced only by whoever knows it."""
        if self._is_guarded():
            raise self.problem or VaultError(
                "There is a passphrase already.", "", "Change it with the one that holds now."
            )

    def _tell(self) -> None:
        state = self.state
        if state != self._told:
            self._told = state
            for listener in list(self.listeners):
                listener(state)


def _refuse_empty(passphrase: str) -> None:
    if not passphrase:
        raise InvalidValues({"passphrase": "Enter a passphrase."})


def _again(problem: VaultError) -> VaultError:
    """The same sentences without the frames of where it was raised: those hold on to the key."""
    return type(problem)(problem.title, problem.reason, problem.next_step)


def _locked() -> SecretsLocked:
    return SecretsLocked("The secrets are locked.", "", "Enter your passphrase to open them.")


def _changed_meanwhile() -> VaultError:
    return VaultError(
        "The vault was changed at the same moment.",
        "Another window or command of Trunkline was faster.",
        "Look how it stands now, and try again if need be.",
    )
