"""Secrets: sealed, and open again only with the right key in the right place."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keyring.core
import pytest
from keyring.backend import KeyringBackend

from core.model.errors import (
    DataUnreadable,
    InvalidValues,
    NoKeyring,
    SecretsLocked,
    SecretsUnreadable,
    WrongPassphrase,
)
from core.store import sealing
from core.store.database import Database
from core.store.system_keyring import SERVICE
from tests.core.store.samples import another_process, connection, opened, rows
from tests.secret_service import SecretService

SECRETS = {"api_key": "sk-🔑-4711", "token": "tok-0815"}
SECRET_SERVICE = "keyring.backends.SecretService.Keyring"


# keyring leaves its connection to the bus open when a call fails.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


@pytest.fixture
def quick_scrypt(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase that takes no time, where the time is not what is tested."""
    monkeypatch.setattr(sealing, "SCRYPT_N", 2**4)


def keyring_entries(folder: Path) -> list[str]:
    return [entry for (entry,) in rows(folder, "SELECT entry FROM vault_keys ORDER BY position")]


def files_below(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


async def store_secrets(folder: Path, id: str = "c1") -> None:
    async with opened(folder) as store:
        await store.connections.add(connection(id), SECRETS)


async def test_secrets_come_back_through_the_system_keyring(
    folder: Path, secret_service: SecretService
) -> None:
    async with opened(folder) as store:
        assert await store.vault.prepare() == "new"
        await store.connections.add(connection(), SECRETS)
        assert store.vault.state == "keyring"
    async with opened(folder) as store:
        assert await store.connections.secrets("c1") == SECRETS
        assert await store.vault.prepare() == "keyring"


async def test_a_connection_without_secrets_needs_no_keyring(folder: Path, no_keyring: None) -> None:
    async with opened(folder) as store:
        await store.connections.add(connection(), {})
        assert await store.connections.secrets("c1") == {}


async def test_a_secret_may_be_larger_than_a_keyring_entry(
    folder: Path, secret_service: SecretService
) -> None:
    large = {"token": "€" * 5_000}
    async with opened(folder) as store:
        await store.connections.add(connection(), large)
    async with opened(folder) as store:
        assert await store.connections.secrets("c1") == large


async def test_two_profiles_share_a_keyring_and_no_key(tmp_path: Path, secret_service: SecretService) -> None:
    for name in ("one", "two"):
        await store_secrets(tmp_path / name)
    assert keyring_entries(tmp_path / "one") != keyring_entries(tmp_path / "two")
    for name in ("one", "two"):
        async with opened(tmp_path / name) as store:
            assert await store.connections.secrets("c1") == SECRETS


async def test_two_stores_that_seal_their_first_secret_at_once_share_a_key(
    folder: Path, secret_service: SecretService
) -> None:
    async with opened(folder) as window, opened(folder) as command:
        assert (await window.vault.prepare(), await command.vault.prepare()) == ("new", "new")
        await asyncio.gather(
            window.connections.add(connection("w"), SECRETS),
            command.connections.add(connection("c"), SECRETS),
        )
        assert await window.connections.secrets("c") == await command.connections.secrets("w") == SECRETS
    assert len(keyring_entries(folder)) == 1
    assert secret_service.count(SERVICE) == 1


async def test_without_a_keyring_the_vault_says_so_and_stores_nothing(folder: Path, no_keyring: None) -> None:
    async with opened(folder) as store:
        started = time.monotonic()
        assert await store.vault.prepare() == "no_keyring"
        assert time.monotonic() - started < 2
        with pytest.raises(NoKeyring, match="passphrase"):
            await store.connections.add(connection(), SECRETS)
        assert await store.connections.all() == ()


async def test_a_hanging_keyring_is_given_up_at_the_limit(
    folder: Path, secret_service: SecretService
) -> None:
    await store_secrets(folder)
    secret_service.freeze()
    async with opened(folder, keyring_limit=0.2) as store:
        started = time.monotonic()
        assert await store.vault.prepare() == "no_keyring"
        assert 0.2 <= time.monotonic() - started < 1
        with pytest.raises(NoKeyring, match="did not answer in time"):
            await store.connections.secrets("c1")


async def test_a_keyring_that_hangs_at_the_first_secret_leaves_nothing_behind(
    folder: Path, secret_service: SecretService
) -> None:
    secret_service.freeze()
    async with opened(folder, keyring_limit=0.2) as store:
        with pytest.raises(NoKeyring, match="did not answer"):
            await store.connections.add(connection(), SECRETS)
        assert store.vault.state == "no_keyring"
        assert await store.connections.all() == ()
    assert keyring_entries(folder) == []


async def test_a_hanging_keyring_does_not_hold_up_the_exit(
    folder: Path, secret_service: SecretService
) -> None:
    await store_secrets(folder)
    secret_service.freeze()
    script = """if True:
        import asyncio, pathlib, sys
        from core.store.store import Store

        async def main():
            store = await Store.open(pathlib.Path(sys.argv[1]), keyring_limit=0.2)
            print(await store.vault.prepare(), flush=True)
            await store.close()

        asyncio.run(main())
    """
    with another_process(script, folder) as process:
        assert process.communicate(timeout=5)[0] == "no_keyring\n"
        assert process.returncode == 0


async def test_a_locked_keyring_is_told_from_a_missing_one(
    folder: Path, secret_service: SecretService
) -> None:
    await store_secrets(folder)
    secret_service.lock()
    async with opened(folder) as store:
        with pytest.raises(SecretsLocked, match="Unlock the keyring"):
            await store.connections.secrets("c1")
        assert store.vault.state == "no_keyring"


async def test_a_locked_keyring_takes_no_first_key(folder: Path, secret_service: SecretService) -> None:
    secret_service.lock()
    async with opened(folder) as store:
        with pytest.raises(SecretsLocked):
            await store.connections.add(connection(), SECRETS)
        assert store.vault.state == "no_keyring"
    assert keyring_entries(folder) == []


async def test_a_back_end_that_is_merely_installed_is_never_chosen(
    folder: Path, no_keyring: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []

    class PlainText(KeyringBackend):
        priority = 99

        def get_password(self, service: str, username: str) -> str | None:
            return None

        def set_password(self, service: str, username: str, password: str) -> None:
            written.append(password)

    monkeypatch.setattr(keyring.core, "_keyring_backend", PlainText)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    async with opened(folder) as store:
        with pytest.raises(NoKeyring):
            await store.connections.add(connection(), SECRETS)
    assert not written


@pytest.mark.parametrize(
    "found",
    [
        "d3Jvbmcga2V5IG9mIHJpZ2h0IGxlbmd0aCAtIDMyIEI=",  # a key of the right length, not ours
        "c2hvcnQ=",  # too short for a key
        "not base64 at all!",  # somebody typed over it
        None,  # the entry is gone
    ],
)
async def test_a_wrong_key_is_told_from_none_and_secrets_can_be_entered_again(
    folder: Path, secret_service: SecretService, found: str | None
) -> None:
    await store_secrets(folder)
    await store_secrets(folder, "c2")
    backend = keyring.core.load_keyring(SECRET_SERVICE)
    [entry] = keyring_entries(folder)
    right = backend.get_password(SERVICE, entry)
    if found is None:
        backend.delete_password(SERVICE, entry)
    else:
        backend.set_password(SERVICE, entry, found)

    async with opened(folder) as store:
        assert await store.vault.prepare() == "unreadable"
        with pytest.raises(SecretsUnreadable):
            await store.connections.secrets("c1")
        await store.connections.update(connection("c1"), {"api_key": "again"})
        assert await store.connections.secrets("c1") == {"api_key": "again"}
        with pytest.raises(SecretsUnreadable):
            await store.connections.secrets("c2")

    assert right
    backend.set_password(SERVICE, entry, right)
    async with opened(folder) as store:  # the day the old key is back
        assert await store.connections.secrets("c1") == {"api_key": "again"}
        assert await store.connections.secrets("c2") == SECRETS


def flip(place: int) -> Callable[[bytes], bytes]:
    def flipped(blob: bytes) -> bytes:
        changed = bytearray(blob)
        changed[place] ^= 1
        return bytes(changed)

    return flipped


@pytest.mark.parametrize(
    "tamper",
    [
        flip(0),  # the version
        flip(5),  # the key's id
        flip(20),  # the nonce
        flip(30),  # the text
        flip(-1),  # the tag
        lambda blob: blob[:20],
        lambda blob: b"",
        lambda blob: blob + b"\0",
    ],
)
async def test_a_blob_that_was_changed_does_not_open(
    folder: Path, secret_service: SecretService, tamper: Callable[[bytes], bytes]
) -> None:
    await store_secrets(folder)
    [(blob,)] = rows(folder, "SELECT sealed FROM secrets WHERE field = 'token'")
    rows(folder, "UPDATE secrets SET sealed = ? WHERE field = 'token'", tamper(blob))
    async with opened(folder) as store:
        with pytest.raises(SecretsUnreadable, match="enter them again"):
            await store.connections.secrets("c1")


@pytest.mark.parametrize("place", [("c1", "token"), ("c2", "api_key")])
async def test_a_blob_does_not_open_in_another_place(
    folder: Path, secret_service: SecretService, place: tuple[str, str]
) -> None:
    await store_secrets(folder)
    await store_secrets(folder, "c2")
    [(blob,)] = rows(folder, "SELECT sealed FROM secrets WHERE connection = 'c1' AND field = 'api_key'")
    rows(folder, "UPDATE secrets SET sealed = ? WHERE connection = ? AND field = ?", blob, *place)
    async with opened(folder) as store:
        with pytest.raises(SecretsUnreadable):
            await store.connections.secrets(place[0])


async def test_a_passphrase_opens_what_it_locked(folder: Path, no_keyring: None) -> None:
    async with opened(folder) as store:
        await store.vault.create_with_passphrase("Zoë's horse")
        await store.connections.add(connection(), SECRETS)
        assert store.vault.state == "passphrase"
    async with opened(folder) as store:
        assert await store.vault.prepare() == "locked"
        with pytest.raises(SecretsLocked, match="Enter your passphrase"):
            await store.connections.secrets("c1")
        with pytest.raises(WrongPassphrase):
            await store.vault.unlock("zoë's horse")
        assert store.vault.state == "locked"
        await store.vault.unlock("Zoe\u0308's horse")  # the same letters from another keyboard
        assert await store.connections.secrets("c1") == SECRETS


def test_a_lock_belongs_to_one_key(quick_scrypt: None) -> None:
    one, other = sealing.new_key(), sealing.new_key()
    lock = sealing.lock_key(one, "right")
    assert sealing.unlock_key(lock, one.id, "right") == one
    with pytest.raises(WrongPassphrase):
        sealing.unlock_key(lock, other.id, "right")


async def test_an_empty_passphrase_is_refused(folder: Path, no_keyring: None) -> None:
    async with opened(folder) as store:
        with pytest.raises(InvalidValues):
            await store.vault.create_with_passphrase("")


@pytest.mark.parametrize(
    "changes",
    [
        {"n": 2**10},  # quickly guessed
        {"n": 2**17 + 1},  # not a power of two
        {"n": 2**40},  # more memory than there is
        {"r": 1},
        {"p": 2**20},  # takes for ever
        {"salt": b""},
    ],
)
def test_a_lock_with_other_parameters_than_ours_is_refused(changes: dict[str, Any]) -> None:
    ours: dict[str, Any] = {
        "n": 2**17,
        "r": 8,
        "p": 1,
        "salt": bytes(16),
        "nonce": bytes(12),
        "locked": bytes(48),
    }
    assert sealing.is_sound(sealing.PassphraseLock(**ours))
    assert not sealing.is_sound(sealing.PassphraseLock(**{**ours, **changes}))


async def test_a_lock_that_was_weakened_opens_nothing(
    folder: Path, no_keyring: None, quick_scrypt: None
) -> None:
    async with opened(folder) as store:
        await store.vault.create_with_passphrase("right")
    rows(folder, "UPDATE vault_keys SET lock = json_set(lock, '$.n', 8)")
    async with opened(folder) as store:
        assert await store.vault.prepare() == "unreadable"
        with pytest.raises(SecretsUnreadable):
            await store.vault.unlock("right")


async def test_a_lock_with_a_changed_parameter_does_not_fit(
    folder: Path, no_keyring: None, quick_scrypt: None
) -> None:
    async with opened(folder) as store:
        await store.vault.create_with_passphrase("right")
    rows(folder, "UPDATE vault_keys SET lock = json_set(lock, '$.n', 32)")
    async with opened(folder) as store:
        with pytest.raises(WrongPassphrase):
            await store.vault.unlock("right")


async def test_a_passphrase_chosen_while_the_keyring_was_away_loses_nothing(
    folder: Path, secret_service: SecretService, quick_scrypt: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store_secrets(folder)
    with monkeypatch.context() as away:
        away.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={folder / 'nowhere'}")
        async with opened(folder) as store:
            assert await store.vault.prepare() == "no_keyring"
            await store.vault.create_with_passphrase("right")
            await store.connections.add(connection("c2"), SECRETS)
            with pytest.raises(SecretsUnreadable):
                await store.connections.secrets("c1")
    async with opened(folder) as store:
        await store.vault.unlock("right")
        assert await store.connections.secrets("c1") == await store.connections.secrets("c2") == SECRETS


async def test_a_vault_in_the_keyring_has_no_passphrase(folder: Path, secret_service: SecretService) -> None:
    await store_secrets(folder)
    async with opened(folder) as store:
        with pytest.raises(WrongPassphrase, match="no passphrase"):
            await store.vault.unlock("any")


async def test_a_key_that_could_not_be_noted_does_no_harm(
    folder: Path, secret_service: SecretService, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(self: Database, work: object) -> None:
        raise DataUnreadable("The disk is full.")

    async with opened(folder) as store:
        with monkeypatch.context() as broken:
            broken.setattr(Database, "write", full)
            with pytest.raises(DataUnreadable):
                await store.connections.add(connection(), SECRETS)
        assert await store.vault.prepare() == "new"
        await store.connections.add(connection(), SECRETS)
        assert await store.connections.secrets("c1") == SECRETS


async def test_no_file_and_no_text_shows_a_secret(
    folder: Path, secret_service: SecretService, quick_scrypt: None
) -> None:
    async with opened(folder) as store:
        await store.connections.add(connection(), SECRETS)
        await store.connections.update(connection(), {**SECRETS, "token": "tok-new"})
        await store.vault.create_with_passphrase("a passphrase of mine")
        files = files_below(folder)
        shown = repr(vars(store.vault))
    assert "trunkline.db-wal" in files
    for hidden in (*SECRETS.values(), "tok-new", "a passphrase of mine"):
        assert hidden not in shown
        assert not [name for name, content in files.items() if hidden.encode() in content]
