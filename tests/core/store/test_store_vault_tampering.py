"""A vault that somebody changed, or a disk has damaged: a sentence, never a secret, never a crash."""

import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core.model.errors import SecretsLocked, SecretsUnreadable, VaultError, WrongPassphrase
from core.model.network import ClientCertificate, ManualProxy, Network, NetworkOverride, NetworkSettings
from core.store import sealing
from core.store.store import Store
from tests.core.store.samples import connection, opened, rows
from tests.secret_service import SecretService

# keyring leaves its connection to the bus open when a call fails.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

SECRETS = {"token": "tok-0815-tampered"}
PASSPHRASE = "an orange lantern below"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four rounds of scrypt: every single bit is tried."""
    monkeypatch.setattr(sealing, "SCRYPT_N", 2**2)


async def under_passphrase(folder: Path) -> None:
    async with opened(folder) as store:
        await store.vault.create_with_passphrase(PASSPHRASE)
        await store.connections.add(connection(), SECRETS)


async def unlock_and_open(store: Store) -> None:
    if await store.vault.prepare() in ("locked", "unreadable"):
        await store.vault.unlock(PASSPHRASE)
    await store.connections.secrets("c1")


async def refused(store: Store) -> str:
    """The sentence with which the vault refuses to give its secrets."""
    with pytest.raises(VaultError) as problem:
        await unlock_and_open(store)
    said = str(problem.value)
    assert not [hidden for hidden in (*SECRETS.values(), PASSPHRASE) if hidden in said]
    return said


def bits_flipped(content: bytes) -> Iterator[bytes]:
    for place in range(len(content)):
        for bit in (0, 3, 5, 7):
            changed = bytearray(content)
            changed[place] ^= 1 << bit
            yield bytes(changed)


def lock_in(document: bytes) -> sealing.PassphraseLock | None:
    """What a text of the database says: None when it says nothing."""
    with contextlib.suppress(ValueError):
        return msgspec.json.decode(document, type=sealing.PassphraseLock)
    return None


async def test_no_bit_of_a_lock_can_be_changed(folder: Path, no_keyring: None) -> None:
    await under_passphrase(folder)
    [(lock,)] = rows(folder, "SELECT CAST(lock AS BLOB) FROM vault_keys")
    tried = 0
    async with opened(folder) as store:
        for changed in bits_flipped(lock):
            if lock_in(changed) == lock_in(lock):
                continue  # the last bits of a base64 text have no meaning
            await store.vault.database.execute("UPDATE vault_keys SET lock = CAST(? AS TEXT)", changed)
            store.vault.lock()
            await refused(store)
            tried += 1
        assert tried > 4 * len(lock) - 20
        await store.vault.database.execute("UPDATE vault_keys SET lock = CAST(? AS TEXT)", lock)
        await store.vault.unlock(PASSPHRASE)
        assert await store.connections.secrets("c1") == SECRETS, "nothing was destroyed"


async def test_no_bit_of_a_sealed_secret_can_be_changed(folder: Path, no_keyring: None) -> None:
    await under_passphrase(folder)
    [(blob,)] = rows(folder, "SELECT sealed FROM secrets")
    async with opened(folder) as store:
        await store.vault.unlock(PASSPHRASE)
        for changed in bits_flipped(blob):
            await store.vault.database.execute("UPDATE secrets SET sealed = ?", changed)
            with pytest.raises(SecretsUnreadable, match="enter them again"):
                await store.connections.secrets("c1")
        for length in range(len(blob)):
            await store.vault.database.execute("UPDATE secrets SET sealed = ?", blob[:length])
            with pytest.raises(SecretsUnreadable):
                await store.connections.secrets("c1")
        await store.vault.database.execute("UPDATE secrets SET sealed = ?", blob)
        assert await store.connections.secrets("c1") == SECRETS


@pytest.mark.parametrize("column", ["id", "probe"])
async def test_no_bit_of_a_key_s_name_or_probe_can_be_changed(
    folder: Path, no_keyring: None, column: str
) -> None:
    await under_passphrase(folder)
    [(found,)] = rows(folder, f"SELECT CAST({column} AS BLOB) FROM vault_keys")
    kind = "TEXT" if column == "id" else "BLOB"
    async with opened(folder) as store:
        for changed in bits_flipped(found):
            await store.vault.database.execute(f"UPDATE vault_keys SET {column} = CAST(? AS {kind})", changed)
            store.vault.lock()
            await refused(store)


async def test_no_bit_of_what_leads_to_the_keyring_can_be_changed(
    folder: Path, secret_service: SecretService
) -> None:
    async with opened(folder) as store:
        await store.connections.add(connection(), SECRETS)
    for column in ("backend", "entry"):
        [(found,)] = rows(folder, f"SELECT CAST({column} AS BLOB) FROM vault_keys")
        async with opened(folder) as store:
            for changed in list(bits_flipped(found))[::7]:
                await store.vault.database.execute(
                    f"UPDATE vault_keys SET {column} = CAST(? AS TEXT)", changed
                )
                store.vault.lock()
                with pytest.raises(VaultError):
                    await store.connections.secrets("c1")
            await store.vault.database.execute(f"UPDATE vault_keys SET {column} = CAST(? AS TEXT)", found)
            assert await store.connections.secrets("c1") == SECRETS


LOCKS: dict[str, Any] = {
    "weaker": {"n": 2},
    "no power of two": {"n": 5},
    "more memory than there is": {"n": 2**40},
    "negative": {"n": -4},
    "not a number": {"n": "4"},
    "as large as numbers go": {"n": 10**400},
    "narrower": {"r": 1},
    "wide": {"r": 2**30},
    "for ever": {"p": 2**30},
    "no salt": {"salt": ""},
    "a short nonce": {"nonce": "AAAA"},
    "no key": {"locked": ""},
    "a short key": {"locked": "AAAA"},
}


@pytest.mark.parametrize("changes", LOCKS.values(), ids=LOCKS)
async def test_a_lock_with_other_parameters_is_refused(
    folder: Path, no_keyring: None, changes: dict[str, Any]
) -> None:
    await under_passphrase(folder)
    [(lock,)] = rows(folder, "SELECT lock FROM vault_keys")
    rows(folder, "UPDATE vault_keys SET lock = ?", json.dumps(json.loads(lock) | changes))
    async with opened(folder) as store:
        assert await refused(store)
    rows(folder, "UPDATE vault_keys SET lock = ?", lock)
    async with opened(folder) as store:
        await store.vault.unlock(PASSPHRASE)
        assert await store.connections.secrets("c1") == SECRETS


@pytest.mark.parametrize("length", [0, 1, 10, 100, 150])
async def test_a_lock_that_is_cut_off_is_refused(folder: Path, no_keyring: None, length: int) -> None:
    await under_passphrase(folder)
    rows(folder, "UPDATE vault_keys SET lock = substr(lock, 1, ?)", length)
    async with opened(folder) as store:
        assert await store.vault.prepare() == "unreadable"
        assert await refused(store)


async def test_a_lock_of_another_vault_opens_nothing(tmp_path: Path, no_keyring: None) -> None:
    """Not even with its passphrase: the lock knows which key it is for."""
    for name in ("mine", "other"):
        await under_passphrase(tmp_path / name)
    [(lock,)] = rows(tmp_path / "other", "SELECT lock FROM vault_keys")
    rows(tmp_path / "mine", "UPDATE vault_keys SET lock = ?", lock)
    async with opened(tmp_path / "mine") as store:
        with pytest.raises(WrongPassphrase):
            await store.vault.unlock(PASSPHRASE)


async def test_the_whole_key_of_another_vault_opens_nothing_of_this_one(
    tmp_path: Path, no_keyring: None
) -> None:
    for name in ("mine", "other"):
        await under_passphrase(tmp_path / name)
    [row] = rows(tmp_path / "other", "SELECT id, lock, probe FROM vault_keys")
    rows(tmp_path / "mine", "UPDATE vault_keys SET id = ?, lock = ?, probe = ?", *row)
    async with opened(tmp_path / "mine") as store:
        await store.vault.unlock(PASSPHRASE)
        with pytest.raises(SecretsUnreadable):
            await store.connections.secrets("c1")


@pytest.mark.parametrize(
    "wrong", ["", " ", PASSPHRASE.upper(), PASSPHRASE + " ", PASSPHRASE[:-1], "x" * 10_000]
)
async def test_a_passphrase_that_is_nearly_right_is_wrong(folder: Path, no_keyring: None, wrong: str) -> None:
    await under_passphrase(folder)
    async with opened(folder) as store:
        with pytest.raises(WrongPassphrase, match="capital letters and spaces count") as problem:
            await store.vault.unlock(wrong)
        assert not wrong.strip() or wrong not in str(problem.value)
        assert store.vault.state == "locked"


async def test_a_vault_without_its_keys_is_new_and_its_secrets_stay_sealed(
    folder: Path, no_keyring: None
) -> None:
    await under_passphrase(folder)
    rows(folder, "DELETE FROM vault_keys")
    async with opened(folder) as store:
        with pytest.raises(WrongPassphrase, match="no passphrase"):
            await store.vault.unlock(PASSPHRASE)
        await store.vault.create_with_passphrase(PASSPHRASE)
        with pytest.raises(SecretsUnreadable):
            await store.connections.secrets("c1")


PASSWORD, KEY_PASSPHRASE = "proxy-4711-tampered", "keyfile-0815-tampered"
SETTINGS = NetworkSettings(
    proxy=ManualProxy(address="http://proxy.example:3128", user="me"),
    client_certificate=ClientCertificate(file="/papers/me.pem"),
)
OVERRIDE = NetworkOverride(proxy=SETTINGS.proxy, client_certificate=SETTINGS.client_certificate)

columns = pytest.mark.parametrize("column", ["proxy_password", "key_passphrase"])
whose = pytest.mark.parametrize("of", ["", "c1"], ids=["all connections", "one connection"])


@asynccontextmanager
async def with_network(folder: Path) -> AsyncIterator[Store]:
    """Network settings with both secrets, for all connections and for two; unlocked."""
    async with opened(folder) as store:
        await store.vault.create_with_passphrase(PASSPHRASE)
        secrets = {"proxy_password": PASSWORD, "key_passphrase": KEY_PASSPHRASE}
        await store.network.save(SETTINGS, **secrets)
        for id in ("c1", "c2"):
            await store.connections.add(connection(id), {})
            await store.network.save_override(id, OVERRIDE, **secrets)
        yield store


async def way_refused(store: Store, of: str) -> None:
    with pytest.raises(SecretsUnreadable, match="sealed with a key that is not here, or were changed") as no:
        await store.network.network(of)
    assert not [hidden for hidden in (PASSWORD, KEY_PASSPHRASE, PASSPHRASE) if hidden in str(no.value)]


@whose
@columns
async def test_no_bit_of_a_network_secret_can_be_changed_nor_its_end_cut_off(
    folder: Path, no_keyring: None, column: str, of: str
) -> None:
    """Nobody is sent past the proxy for it, nor with an empty password to it."""
    async with with_network(folder) as store:
        put = f"UPDATE network SET {column} = ? WHERE connection IS ?"
        [(blob,)] = await store.vault.database.select(
            f"SELECT {column} FROM network WHERE connection IS ?", of or None
        )
        for changed in (*bits_flipped(blob), *(blob[:length] for length in range(len(blob)))):
            await store.vault.database.execute(put, changed, of or None)
            await way_refused(store, of)
        await store.vault.database.execute(put, blob, of or None)
        assert await store.network.network(of) == Network(
            settings=SETTINGS, proxy_password=PASSWORD, key_passphrase=KEY_PASSPHRASE
        )


@pytest.mark.parametrize(
    "move",
    [
        "UPDATE network SET proxy_password = key_passphrase",
        "UPDATE network SET key_passphrase = proxy_password",
        "UPDATE network SET proxy_password ="
        " (SELECT proxy_password FROM network WHERE connection = 'c2') WHERE connection IS NOT 'c2'",
        "UPDATE network SET key_passphrase = (SELECT sealed FROM secrets WHERE connection = 'c3')",
    ],
    ids=["into the other column", "and back", "of another connection", "of a service"],
)
async def test_a_secret_opens_nowhere_but_where_it_was_sealed(
    folder: Path, no_keyring: None, move: str
) -> None:
    """A service's key must not reach a proxy, nor one proxy's password another proxy."""
    async with with_network(folder) as store:
        await store.connections.add(connection("c3"), SECRETS)
        await store.vault.database.execute(move)
        for of in ("", "c1"):
            await way_refused(store, of)


async def test_no_network_secret_is_read_with_a_wrong_passphrase(folder: Path, no_keyring: None) -> None:
    async with with_network(folder) as store:
        store.vault.lock()
        with pytest.raises(WrongPassphrase):
            await store.vault.unlock("another lantern")
        with pytest.raises(SecretsLocked, match="Enter your passphrase"):
            await store.network.network()
        await store.vault.unlock(PASSPHRASE)
        assert (await store.network.network("c1")).secrets == (PASSWORD, KEY_PASSPHRASE)
