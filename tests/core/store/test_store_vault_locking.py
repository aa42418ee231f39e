"""The vault is locked: by hand, by itself, at the end; and what is left of a key then."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from core.model.errors import SecretsLocked, SecretsUnreadable, WrongPassphrase
from core.store import idle, sealing
from core.store.settings import LONGEST_AUTO_LOCK, Settings, UserSettings
from core.store.vault import Vault, VaultState
from tests.core.store.samples import another_process, connection, opened
from tests.secret_service import SecretService

# keyring leaves its connection to the bus open when a call fails.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

SECRETS = {"api_key": "sk-🔑-4711-locks", "token": "tok-0815-locks"}
OLD, NEW = "the old orange candle", "a new Zoë's meadow"


@pytest.fixture
def quick_scrypt(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase that takes no time, where the time is not what is tested."""
    monkeypatch.setattr(sealing, "SCRYPT_N", 2**4)


async def under_passphrase(folder: Path) -> None:
    async with opened(folder) as store:
        await store.vault.create_with_passphrase(OLD)
        await store.connections.add(connection(), SECRETS)


async def in_keyring(folder: Path) -> None:
    async with opened(folder) as store:
        await store.connections.add(connection(), SECRETS)


class Clock:
    """One that goes only when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def pass_minutes(self, minutes: float) -> None:
        self.now += minutes * 60


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(idle, "time_passed", clock)
    return clock


@asynccontextmanager
async def told_by(vault: Vault) -> AsyncIterator["asyncio.Queue[VaultState]"]:
    """The states that a vault tells."""
    told: asyncio.Queue[VaultState] = asyncio.Queue()
    vault.listeners.append(told.put_nowait)
    yield told
    vault.listeners.remove(told.put_nowait)


async def set_minutes(folder: Path, minutes: int) -> None:
    async with opened(folder) as store:
        await store.settings.save(UserSettings(auto_lock_minutes=minutes))


async def test_locking_wipes_the_key_and_wants_the_passphrase(
    folder: Path, no_keyring: None, quick_scrypt: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[sealing.DataKey] = []
    genuine = sealing.DataKey.copy

    def noted(key: sealing.DataKey) -> sealing.DataKey:
        made.extend([key, copy := genuine(key)])
        return copy

    monkeypatch.setattr(sealing.DataKey, "copy", noted)
    async with opened(folder) as store:
        await store.vault.create_with_passphrase(OLD)
        await store.connections.add(connection(), SECRETS)
        assert await store.connections.secrets("c1") == SECRETS
        await store.vault.change_passphrase(OLD, NEW)
        assert len([key for key in made if any(key.held)]) == 1, "working copies are wiped at once"
        store.vault.lock()
        assert made
        assert not [key for key in made if any(key.held)]
        with pytest.raises(SecretsLocked, match="Enter your passphrase"):
            await store.connections.secrets("c1")
        with pytest.raises(SecretsLocked):
            store.vault.seal("c1/token", "x")
        await store.vault.unlock(NEW)
        assert await store.connections.secrets("c1") == SECRETS


async def test_closing_the_store_wipes_the_key(folder: Path, no_keyring: None, quick_scrypt: None) -> None:
    async with opened(folder) as store:
        await store.vault.create_with_passphrase(OLD)
        held = [key.held for key in store.vault._keys.values()]
        assert any(held[0])
    assert not any(held[0])


async def test_a_vault_that_was_locked_while_it_was_being_opened_stays_locked(
    folder: Path, no_keyring: None, quick_scrypt: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    await under_passphrase(folder)
    async with opened(folder) as store:
        genuine = Settings.load

        async def load(self: Settings) -> UserSettings:
            store.vault.lock()
            return await genuine(self)

        monkeypatch.setattr(Settings, "load", load)
        with pytest.raises(SecretsLocked):
            await store.vault.unlock(OLD)
        assert store.vault.state == "locked"
        with pytest.raises(SecretsLocked):
            await store.connections.secrets("c1")


async def test_a_locked_vault_in_the_keyring_opens_by_itself(
    folder: Path, secret_service: SecretService
) -> None:
    await in_keyring(folder)
    async with opened(folder) as store, told_by(store.vault) as told:
        await store.connections.secrets("c1")
        store.vault.lock()
        assert store.vault.state == "locked"
        assert await store.connections.secrets("c1") == SECRETS
        assert [told.get_nowait() for _ in range(3)] == ["keyring", "locked", "keyring"]
        assert told.empty()


@pytest.mark.parametrize("minutes", [1, 15, LONGEST_AUTO_LOCK])
async def test_a_vault_that_nobody_uses_locks_itself(
    folder: Path, no_keyring: None, quick_scrypt: None, clock: Clock, minutes: int
) -> None:
    await under_passphrase(folder)
    await set_minutes(folder, minutes)
    async with opened(folder) as store:
        await store.vault.unlock(OLD)
        clock.pass_minutes(minutes - 0.01)
        assert await store.vault.prepare() == "passphrase"
        assert await store.connections.secrets("c1") == SECRETS  # a use: the minutes begin anew
        clock.pass_minutes(minutes - 0.01)
        store.vault.note_use()  # as is the person's
        clock.pass_minutes(minutes - 0.01)
        assert store.vault.seal("c1/token", "x")
        clock.pass_minutes(minutes + 0.01)
        with pytest.raises(SecretsLocked, match="Enter your passphrase"):
            await store.connections.secrets("c1")
        assert store.vault.state == "locked"
        await store.vault.unlock(OLD)
        assert await store.connections.secrets("c1") == SECRETS


async def test_a_vault_locks_itself_although_nobody_looks(
    folder: Path, no_keyring: None, quick_scrypt: None, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idle, "LOOK_EVERY", 0.001)
    await under_passphrase(folder)
    await set_minutes(folder, 5)
    async with opened(folder) as store:
        async with told_by(store.vault) as told:
            await store.vault.unlock(OLD)
            assert await told.get() == "passphrase"
            clock.pass_minutes(5)
            assert await told.get() == "locked"
        assert not store.vault._keys


async def test_after_a_long_sleep_the_first_movement_opens_nothing(
    folder: Path, no_keyring: None, quick_scrypt: None, clock: Clock
) -> None:
    await under_passphrase(folder)
    await set_minutes(folder, 5)
    async with opened(folder) as store:
        await store.vault.unlock(OLD)
        clock.pass_minutes(8 * 60)
        store.vault.note_use()
        with pytest.raises(SecretsLocked):
            store.vault.seal("c1/token", "x")


async def test_a_vault_never_locks_itself_unless_that_was_chosen(
    folder: Path, no_keyring: None, quick_scrypt: None, clock: Clock
) -> None:
    await under_passphrase(folder)
    async with opened(folder) as store:
        await store.vault.unlock(OLD)
        clock.pass_minutes(60 * 24 * 365)
        assert await store.connections.secrets("c1") == SECRETS


async def test_a_vault_in_the_keyring_does_not_lock_itself(
    folder: Path, secret_service: SecretService, quick_scrypt: None, clock: Clock
) -> None:
    """It would be opened again unasked: that protects nothing."""
    await in_keyring(folder)
    await set_minutes(folder, 5)
    async with opened(folder) as store:
        await store.connections.secrets("c1")
        store.vault.lock_after(5)
        clock.pass_minutes(60)
        assert await store.vault.prepare() == "keyring"
        await store.vault.move_to_passphrase(OLD)
        clock.pass_minutes(5)
        assert await store.vault.prepare() == "locked"
        await store.vault.move_to_keyring(OLD)
        clock.pass_minutes(60)
        assert store.vault.state == "keyring"


def test_time_passes_while_the_computer_sleeps() -> None:
    """As far as the system has a clock for it; it never goes back."""
    before = idle.time_passed()
    assert idle.time_passed() >= before


async def test_a_wiped_key_opens_nothing(folder: Path) -> None:
    key = sealing.new_key()
    blob = sealing.seal(key, "c1/token", "x")
    assert sealing.unseal(key, "c1/token", blob) == "x"
    key.wipe()
    with pytest.raises(SecretsUnreadable):
        sealing.unseal(key, "c1/token", blob)


def test_too_little_memory_for_a_passphrase_is_a_sentence() -> None:
    pytest.importorskip("resource")
    script = """if True:
        import resource
        from core.model.errors import VaultError
        from core.store import sealing
        resource.setrlimit(resource.RLIMIT_AS, (150 << 20, 150 << 20))
        try:
            sealing.lock_key(sealing.new_key(), "any")
        except VaultError as error:
            print(error)
    """
    with another_process(script) as process:
        said, _ = process.communicate(timeout=30)
    assert said.startswith("There is too little free memory to check a passphrase. It takes 128 MB")


def test_the_strongest_lock_that_is_accepted_can_be_asked_of_the_library(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It takes no limit of 2 GB or more."""
    asked: list[int] = []

    def scrypt(passphrase: bytes, *, maxmem: int, **_: Any) -> bytes:
        asked.append(maxmem)
        return bytes(32)

    monkeypatch.setattr(hashlib, "scrypt", scrypt)
    lock = sealing.PassphraseLock(n=2**20, r=8, p=1, salt=bytes(16), nonce=bytes(12), locked=bytes(48))
    assert sealing.is_sound(lock)
    with pytest.raises(WrongPassphrase):
        sealing.unlock_key(lock, "00" * 16, "any")
    assert 128 * lock.n * lock.r < asked[0] < 2**31
