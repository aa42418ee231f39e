"""The table of data keys: where each is kept, never the key itself."""

import contextlib
import sqlite3
from collections.abc import Iterable
from functools import partial
from typing import Any

import msgspec

from core.model.errors import DataError
from core.store.database import Database
from core.store.sealing import PassphraseLock
from core.store.system_keyring import KeyringPlace

_COLUMNS = ("id", "probe", "backend", "entry", "lock")
# As bytes: a text that was damaged may be no text any more, and SQLite would refuse the whole row.
_SELECT = (
    f"SELECT {', '.join(f'CAST({name} AS BLOB)' for name in _COLUMNS)} FROM vault_keys ORDER BY position"
)


class StoredKey(msgspec.Struct, frozen=True, kw_only=True):
    """Where a data key is kept: in a keyring (`place`), or here, locked with a passphrase (`lock`).

    `probe` is a known text, sealed with the key. `left` is an entry in a keyring with the same key, which
    could not be taken away yet when a passphrase took its place.
    """

    id: str
    probe: bytes
    place: KeyringPlace | None = None
    lock: PassphraseLock | None = None
    left: KeyringPlace | None = None


class _LockDocument(PassphraseLock, frozen=True, kw_only=True, omit_defaults=True):
    """What stands in the column `lock`."""

    left: KeyringPlace | None = None


async def all_keys(database: Database) -> list[StoredKey]:
    """All of them; the last one seals what is new."""
    return _from_rows(await database.select(_SELECT))


async def keep(database: Database, key: StoredKey, after: StoredKey | None) -> bool:
    """Store a key, or its new place, if `after` is still the last one; else another process was faster.

    On the disk when this returns, whatever happens to the power: the key's former place may go then.
    """
    await database.select("PRAGMA synchronous = FULL")
    try:
        return await database.write(partial(_keep, key, after))
    finally:
        await database.select("PRAGMA synchronous = NORMAL")
        # SQLite's log still holds the row as it was: a former passphrase shall open nothing that lies here.
        with contextlib.suppress(DataError):  # what is new is safe in the log, too
            await database.select("PRAGMA wal_checkpoint(TRUNCATE)")


def _keep(key: StoredKey, after: StoredKey | None, connection: sqlite3.Connection) -> bool:
    stored = _from_rows(connection.execute(_SELECT))
    if (stored[-1] if stored else None) != after:
        return False
    lock = msgspec.json.encode(_document(key.lock, key.left)).decode() if key.lock else None
    backend, entry = (key.place.backend, key.place.entry) if key.place else (None, None)
    connection.execute(
        "INSERT INTO vault_keys (id, probe, backend, entry, lock) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET probe = excluded.probe,"
        " backend = excluded.backend, entry = excluded.entry, lock = excluded.lock",
        (key.id, key.probe, backend, entry, lock),
    )
    return True


def _document(lock: PassphraseLock, left: KeyringPlace | None) -> _LockDocument:
    return _LockDocument(**msgspec.structs.asdict(lock), left=left)


def _from_rows(rows: Iterable[Any]) -> list[StoredKey]:
    return [_from_row(*row) for row in rows]


def _from_row(
    id: bytes, probe: bytes, backend: bytes | None, entry: bytes | None, lock: bytes | None
) -> StoredKey:
    if lock is None:
        place = KeyringPlace(backend=_text(backend or b""), entry=_text(entry or b""))
        return StoredKey(id=_text(id), probe=probe, place=place)
    document = _read(lock)
    fields = {name: getattr(document, name) for name in PassphraseLock.__struct_fields__}
    return StoredKey(id=_text(id), probe=probe, lock=PassphraseLock(**fields), left=document.left)


def _read(lock: bytes) -> _LockDocument:
    try:
        return msgspec.json.decode(lock, type=_LockDocument)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _NOT_SOUND


def _text(found: bytes) -> str:
    return found.decode(errors="replace")


_NOT_SOUND = _LockDocument(n=0, r=0, p=0, salt=b"", nonce=b"", locked=b"")
"""Stands for what cannot be read: no passphrase opens it."""
