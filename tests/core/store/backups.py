"""What the tests of backups share."""

from pathlib import Path
from typing import Any

from core.model.connection import Connection
from core.store.backup import Backups
from core.store.store import Store
from tests.core.store.samples import connection, opened

VAULT = "the passphrase of a vault"
PASSPHRASE = "an orange lantern in the file"
SECRETS = {"api_key": "sk-🔑-4711-backup", "token": "tok-0815-backup"}
MADE_AT = 1_700_000_000.0


def backups(store: Store) -> Backups:
    return Backups(store.connections, store.vault, only_https, clock=lambda: MADE_AT)


def only_https(address: str) -> str:
    """What an address must be here."""
    return "" if address.startswith("https://") else "Use https."


def mine(id: str = "c1", **changes: Any) -> Connection:
    """A connection with something in every field."""
    filled: dict[str, Any] = {
        "name": "Zoë's account",
        "account": "Zoë Ltd",
        "values": {"account_id": "5", "nested": [1, None, {"a": True}]},
        "address": "https://eu.example.org/v1",
        "hint": "a trial",
        "verified_at": 12.5,
        "created_at": 10.0,
    }
    return connection(id, **{**filled, **changes})


async def fill(folder: Path, *connections: Connection, secrets: dict[str, str] = SECRETS) -> None:
    """A profile with these."""
    async with opened(folder) as store:
        await store.vault.create_with_passphrase(VAULT)
        for one in connections:
            await store.connections.add(one, secrets)


async def backed_up(tmp_path: Path, *connections: Connection, secrets: dict[str, str] = SECRETS) -> Path:
    """A backup of these connections."""
    await fill(tmp_path / "source", *connections, secrets=secrets)
    async with opened(tmp_path / "source") as store:
        await store.vault.unlock(VAULT)
        await backups(store).write(tmp_path / "file", PASSPHRASE)
    return tmp_path / "file"


def left_in(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())
