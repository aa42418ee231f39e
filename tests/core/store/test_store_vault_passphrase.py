"""A passphrase is changed, moved to and from, and forgotten: the secrets are never lost."""

import asyncio
import base64
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.model.errors import (
    InvalidValues,
    NoKeyring,
    SecretsLocked,
    SecretsUnreadable,
    VaultError,
    WrongPassphrase,
)
from core.store import sealing
from core.store.database import Database
from core.store.store import DATABASE
from core.store.system_keyring import SERVICE, SystemKeyring
from core.store.vault import Vault
from tests.core.store.samples import connection, opened, rows
from tests.secret_service import SecretService

# keyring leaves its connection to the bus open when a call fails.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

SECRETS = {"api_key": "sk-🔑-4711-moves", "token": "tok-0815-moves"}
OLD, NEW = "the old orange lantern", "a new Zoë's riverbed"


@pytest.fixture
def quick_scrypt(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase that takes no time, where the time is not what is tested."""
    monkeypatch.setattr(sealing, "SCRYPT_N", 2**4)


def entries(folder: Path) -> list[str]:
    return [entry for (entry,) in rows(folder, "SELECT entry FROM vault_keys") if entry]


async def under_passphrase(folder: Path, passphrase: str = OLD) -> None:
    async with opened(folder) as store:
        await store.vault.create_with_passphrase(passphrase)
        await store.connections.add(connection(), SECRETS)


async def in_keyring(folder: Path) -> None:
    async with opened(folder) as store:
        await store.connections.add(connection(), SECRETS)


def on_disk(folder: Path) -> str:
    """The database and its log, as whoever has the disk sees them."""
    return "".join(file.read_text("latin-1") for file in folder.glob(f"{DATABASE}*"))


@pytest.mark.parametrize("open_before", [True, False])
async def test_a_passphrase_is_changed_by_whoever_knows_the_old_one(
    folder: Path, no_keyring: None, quick_scrypt: None, open_before: bool
) -> None:
    await under_passphrase(folder)
    async with opened(folder) as store:
        if open_before:
            await store.vault.unlock(OLD)
        await store.vault.change_passphrase(OLD, NEW)
        assert store.vault.state == "passphrase"
        assert await store.connections.secrets("c1") == SECRETS
    async with opened(folder) as store:
        with pytest.raises(WrongPassphrase):
            await store.vault.unlock(OLD)
        with pytest.raises(SecretsLocked):
            await store.connections.secrets("c1")
        await store.vault.unlock(NEW)
        assert await store.connections.secrets("c1") == SECRETS


async def test_a_wrong_old_passphrase_changes_nothing_even_while_the_vault_is_open(
    folder: Path, no_keyring: None, quick_scrypt: None
) -> None:
    await under_passphrase(folder)
    async with opened(folder) as store:
        await store.vault.unlock(OLD)
        with pytest.raises(WrongPassphrase, match="not the passphrase"):
            await store.vault.change_passphrase("something else", NEW)
        with pytest.raises(InvalidValues, match="Enter a passphrase"):
            await store.vault.change_passphrase(OLD, "")
        with pytest.raises(VaultError, match="already"):
            await store.vault.create_with_passphrase(NEW)
        with pytest.raises(VaultError, match="already"):
            await store.vault.create_in_keyring()
        store.vault.lock()
        with pytest.raises(WrongPassphrase):
            await store.vault.create_with_passphrase(NEW)
        await store.vault.unlock(OLD)
        assert await store.connections.secrets("c1") == SECRETS


async def test_a_vault_in_the_keyring_has_no_passphrase_to_change(
    folder: Path, secret_service: SecretService
) -> None:
    await in_keyring(folder)
    async with opened(folder) as store:
        with pytest.raises(WrongPassphrase, match="no passphrase"):
            await store.vault.change_passphrase(OLD, NEW)
        with pytest.raises(WrongPassphrase, match="no passphrase"):
            await store.vault.move_to_keyring(OLD)


async def test_nothing_on_the_disk_opens_with_a_former_passphrase(
    folder: Path, no_keyring: None, quick_scrypt: None
) -> None:
    """Neither the row as it was, nor SQLite's log of it."""
    async with opened(folder) as store:
        await store.vault.create_with_passphrase(OLD)
        await store.connections.add(connection(), SECRETS)
        [(lock,)] = await store.vault.database.select("SELECT json_extract(lock, '$.locked') FROM vault_keys")
        assert lock in on_disk(folder)
        await store.vault.change_passphrase(OLD, NEW)
        assert lock not in on_disk(folder)


async def test_of_two_who_change_it_at_once_one_is_told(
    folder: Path, no_keyring: None, quick_scrypt: None
) -> None:
    await under_passphrase(folder)
    async with opened(folder) as window, opened(folder) as other:
        outcomes = await asyncio.gather(
            window.vault.change_passphrase(OLD, NEW),
            other.vault.change_passphrase(OLD, "a third one"),
            return_exceptions=True,
        )
        holds = NEW if outcomes[0] is None else "a third one"
        [refused] = [outcome for outcome in outcomes if outcome]
        assert isinstance(refused, VaultError)
    async with opened(folder) as store:
        await store.vault.unlock(holds)
        assert await store.connections.secrets("c1") == SECRETS


async def test_two_commands_with_the_same_first_passphrase_share_a_vault(
    folder: Path, no_keyring: None, quick_scrypt: None
) -> None:
    async with opened(folder) as one, opened(folder) as other:
        await asyncio.gather(one.vault.create_with_passphrase(OLD), other.vault.create_with_passphrase(OLD))
        await one.connections.add(connection(), SECRETS)
        assert await other.connections.secrets("c1") == SECRETS


async def test_a_forgotten_passphrase_is_left_behind_with_its_secrets_and_nothing_else(
    folder: Path, no_keyring: None, quick_scrypt: None
) -> None:
    await under_passphrase(folder)
    sealed = rows(folder, "SELECT * FROM secrets")
    async with opened(folder) as store:
        assert await store.vault.prepare() == "locked"
        await store.vault.begin_anew(NEW)
        with pytest.raises(SecretsUnreadable, match="enter them again"):
            await store.connections.secrets("c1")
        await store.connections.add(connection("c2"), SECRETS)
    assert [row for row in rows(folder, "SELECT * FROM secrets") if row[0] == "c1"] == sealed
    async with opened(folder) as store:
        await store.vault.unlock(NEW)
        assert await store.connections.secrets("c2") == SECRETS


async def test_moving_from_the_keyring_to_a_passphrase_and_back_keeps_the_secrets(
    folder: Path, secret_service: SecretService, quick_scrypt: None
) -> None:
    await in_keyring(folder)
    for _ in range(2):
        async with opened(folder) as store:
            await store.vault.move_to_passphrase(OLD)
            assert store.vault.state == "passphrase"
            assert await store.connections.secrets("c1") == SECRETS
        assert secret_service.count(SERVICE) == 0, "nobody gets round the passphrase"
        async with opened(folder) as store:
            assert await store.vault.prepare() == "locked"
            await store.vault.move_to_keyring(OLD)
            assert store.vault.state == "keyring"
        assert rows(folder, "SELECT lock FROM vault_keys") == [(None,)]
        assert secret_service.count(SERVICE) == 1
        async with opened(folder) as store:
            assert await store.connections.secrets("c1") == SECRETS


async def test_a_move_to_the_keyring_wants_the_passphrase(
    folder: Path, secret_service: SecretService, quick_scrypt: None
) -> None:
    await under_passphrase(folder)
    async with opened(folder) as store:
        await store.vault.unlock(OLD)
        with pytest.raises(WrongPassphrase):
            await store.vault.move_to_keyring(NEW)
        assert store.vault.state == "passphrase"
    assert secret_service.count(SERVICE) == 0


async def test_a_move_without_a_keyring_leaves_all_as_it_was(
    folder: Path, secret_service: SecretService, quick_scrypt: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    await in_keyring(folder)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={folder / 'nowhere'}")
    before = rows(folder, "SELECT * FROM vault_keys")
    async with opened(folder) as store:
        with pytest.raises(NoKeyring):
            await store.vault.move_to_passphrase(OLD)
    assert rows(folder, "SELECT * FROM vault_keys") == before


async def test_a_new_vault_may_begin_with_a_passphrase(
    folder: Path, secret_service: SecretService, quick_scrypt: None
) -> None:
    async with opened(folder) as store:
        with pytest.raises(InvalidValues):
            await store.vault.move_to_passphrase("")
        await store.vault.move_to_passphrase(OLD)
        assert store.vault.state == "passphrase"


class PowerCutError(BaseException):
    """The computer went off."""


def cut_power(patch: pytest.MonkeyPatch, at: int, *, after: bool) -> Callable[[], int]:
    """Let the power go at the so-manieth effect on the keyring or the database, before it or just after.
    Gives how many there were."""
    done = 0

    def wrapped(genuine: Callable[..., Any]) -> Callable[..., Any]:
        async def effect(*given: Any) -> Any:
            nonlocal done
            done += 1
            if done == at and not after:
                raise PowerCutError
            outcome = await genuine(*given)
            if done == at:
                raise PowerCutError
            return outcome

        return effect

    for owner, name in [(SystemKeyring, "write"), (SystemKeyring, "delete"), (Database, "write")]:
        patch.setattr(owner, name, wrapped(getattr(owner, name)))
    return lambda: done


MOVES: dict[str, tuple[Callable[[Path], Any], Callable[[Vault], Any]]] = {
    "change": (under_passphrase, lambda vault: vault.change_passphrase(OLD, NEW)),
    "to a passphrase": (in_keyring, lambda vault: vault.move_to_passphrase(NEW)),
    "to the keyring": (under_passphrase, lambda vault: vault.move_to_keyring(OLD)),
}


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("move", MOVES)
async def test_at_no_moment_is_the_key_nowhere(
    tmp_path: Path, secret_service: SecretService, quick_scrypt: None, move: str, after: bool
) -> None:
    """Cut the power at every single effect, and look whether the secrets open: one way or the other."""
    begin, carry_out = MOVES[move]
    for at in range(1, 20):
        folder = tmp_path / str(at)
        await begin(folder)
        async with opened(folder) as store:
            with pytest.MonkeyPatch.context() as patch:
                count = cut_power(patch, at, after=after)
                try:
                    await carry_out(store.vault)
                except PowerCutError:
                    assert count() == at
                else:
                    assert at > 1
                    return
        async with opened(folder) as store:
            if await store.vault.prepare() == "locked":
                try:
                    await store.vault.unlock(OLD)
                except WrongPassphrase:
                    await store.vault.unlock(NEW)
            assert await store.connections.secrets("c1") == SECRETS, f"after effect {at}"
    pytest.fail("it never came to an end")


async def test_a_key_leaves_the_keyring_only_when_its_new_place_is_on_the_disk(
    folder: Path, secret_service: SecretService, quick_scrypt: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite's own commits may be forgotten when the power goes; this one must not be."""
    await in_keyring(folder)
    levels: list[int] = []
    genuine = Database.write

    async def write(self: Database, work: Any) -> Any:
        levels.extend(level for (level,) in await self.select("PRAGMA synchronous"))
        return await genuine(self, work)

    async with opened(folder) as store:
        await store.vault.prepare()
        monkeypatch.setattr(Database, "write", write)
        await store.vault.move_to_passphrase(OLD)
        assert levels
        assert set(levels) == {2}
        await store.connections.add(connection("c2"), {})
        assert levels[-1] == 1, "all else is quick again"


@pytest.fixture(autouse=True)
def _no_plain_key_in_any_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever these tests do, the data key stands in no file."""
    held: set[bytes] = set()
    genuine = Vault._hold

    def noted(self: Vault, stored: Any, key: sealing.DataKey) -> None:
        held.add(key.secret)
        genuine(self, stored, key)

    monkeypatch.setattr(Vault, "_hold", noted)
    yield
    files = [file.read_bytes() for file in folder.parent.rglob("*") if file.is_file()]
    for secret in held:
        forms = (secret, base64.b64encode(secret), secret.hex().encode(), NEW.encode(), OLD.encode())
        assert not [form for form in forms if any(form in content for content in files)]
