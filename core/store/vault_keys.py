"""The table of data keys: where each is kept, never the key itself."""

import sqlite3
from collections.abc import Iterable
from typing import Any

import msgspec

from core.store.database import Database
from core.store.sealing import PassphraseLock
from core.store.system_keyring import KeyringPlace

_SELECT = "SELECT id, probe, backend, entry, lock FROM vault_keys ORDER BY position"


class StoredKey(msgspec.Struct, frozen=True, kw_only=True):
    """Where a data key is kept: in a keyring (`place`), or here, locked with a passphrase (`lock`).

    `probe` is a known text, sealed with the key.
    """

    id: str
    probe: bytes
    place: KeyringPlace | None = None
    lock: PassphraseLock | None = None


async def all_keys(database: Database) -> list[StoredKey]:
    """All of them; the last one seals what is new."""
    return _from_rows(await database.select(_SELECT))


def keep(key: StoredKey, after: StoredKey | None, connection: sqlite3.Connection) -> bool:
    """Store a key, or its new place, if `after` is still the last one; else another process was faster."""
    stored = _from_rows(connection.execute(_SELECT))
    if (stored[-1] if stored else None) != after:
        return False
    lock = msgspec.json.encode(key.lock).decode() if key.lock else None
    backend, entry = (key.place.backend, key.place.entry) if key.place else (None, None)
    connection.execute(
        "INSERT INTO vault_keys (id, probe, backend, entry, lock) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET probe = excluded.probe,"
        " backend = excluded.backend, entry = excluded.entry, lock = excluded.lock",
        (key.id, key.probe, backend, entry, lock),
    )
    return True


def _from_rows(rows: Iterable[Any]) -> list[StoredKey]:
    return [
        StoredKey(
            id=id,
            probe=probe,
            place=KeyringPlace(backend=backend, entry=entry) if backend else None,
            lock=msgspec.json.decode(lock, type=PassphraseLock) if lock else None,
        )
        for id, probe, backend, entry, lock in rows
    ]
