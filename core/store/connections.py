"""Connections in the database, their secrets sealed."""

import json
import sqlite3
from collections.abc import Mapping
from functools import partial
from typing import Any

from core.model.connection import Connection
from core.model.errors import NameTaken, NotKnown
from core.store.database import Database
from core.store.vault import Vault

_COLUMNS = "id, app, name, account, field_values, address, practice, hint, verified_at, created_at"
_SELECT = f"SELECT {_COLUMNS} FROM connections"
_PLACES = ", ".join("?" for _ in _COLUMNS.split(","))


class Connections:
    """Every connection of this profile. A connection and its secrets are written together or not at all."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def all(self) -> tuple[Connection, ...]:
        """All of them, by app and then by name."""
        rows = await self._database.select(f"{_SELECT} ORDER BY app, name COLLATE NOCASE")
        return tuple(_from_row(row) for row in rows)

    async def get(self, id: str) -> Connection | None:
        """The connection with this id."""
        rows = await self._database.select(f"{_SELECT} WHERE id = ?", id)
        return _from_row(rows[0]) if rows else None

    async def named(self, name: str) -> Connection | None:
        """The connection with this name; if there is none, one whose name differs in capitals only."""
        everyone = await self.all()
        exact = (one for one in everyone if one.name == name)
        similar = (one for one in everyone if one.name.casefold() == name.casefold())
        return next(exact, None) or next(similar, None)

    async def add(self, connection: Connection, secrets: Mapping[str, str]) -> None:
        """Keep a new connection. NameTaken; NoKeyring, SecretsLocked when the secrets cannot be sealed."""
        sealed = await self._seal(connection.id, secrets)
        await self._database.write(partial(_insert, connection, sealed))

    async def update(self, connection: Connection, secrets: Mapping[str, str] | None = None) -> None:
        """Change a connection. The secrets stay when none are given, else these replace them all.
        NotKnown, NameTaken, and as `add`."""
        sealed = None if secrets is None else await self._seal(connection.id, secrets)
        await self._database.write(partial(_update, connection, sealed))

    async def secrets(self, id: str) -> dict[str, str]:
        """The secrets by field. NoKeyring, SecretsLocked when they cannot be opened now, SecretsUnreadable
        when they have to be entered again."""
        sealed = await self._database.select(
            "SELECT field, sealed FROM secrets WHERE connection = ? ORDER BY field", id
        )
        if sealed:
            await self._vault.ready_to_open()
        return {field: self._vault.open(_place(id, field), blob) for field, blob in sealed}

    async def delete(self, id: str) -> None:
        """Forget a connection and its secrets."""
        await self._database.execute("DELETE FROM connections WHERE id = ?", id)

    async def _seal(self, id: str, secrets: Mapping[str, str]) -> list[tuple[str, bytes]]:
        if secrets:
            await self._vault.ready_to_seal()
        return [(field, self._vault.seal(_place(id, field), text)) for field, text in secrets.items()]


def _place(id: str, field: str) -> str:
    return f"{id}/{field}"


def _insert(value: Connection, sealed: list[tuple[str, bytes]], connection: sqlite3.Connection) -> None:
    _refuse_taken_name(value, connection)
    connection.execute(f"INSERT INTO connections ({_COLUMNS}) VALUES ({_PLACES})", _to_row(value))
    _insert_sealed(value.id, sealed, connection)


def _update(
    value: Connection, sealed: list[tuple[str, bytes]] | None, connection: sqlite3.Connection
) -> None:
    _refuse_taken_name(value, connection)
    changed = connection.execute(
        f"UPDATE connections SET ({_COLUMNS}) = ({_PLACES}) WHERE id = ?", (*_to_row(value), value.id)
    )
    if not changed.rowcount:
        raise NotKnown("This connection is gone.", f"'{value.name}' was deleted.", "Make a new connection.")
    if sealed is not None:
        connection.execute("DELETE FROM secrets WHERE connection = ?", (value.id,))
        _insert_sealed(value.id, sealed, connection)


def _insert_sealed(id: str, sealed: list[tuple[str, bytes]], connection: sqlite3.Connection) -> None:
    connection.executemany(
        "INSERT INTO secrets (connection, field, sealed) VALUES (?, ?, ?)",
        [(id, field, blob) for field, blob in sealed],
    )


def _refuse_taken_name(value: Connection, connection: sqlite3.Connection) -> None:
    query = "SELECT 1 FROM connections WHERE name = ? AND id <> ?"
    if connection.execute(query, (value.name, value.id)).fetchone():
        raise NameTaken(
            "This name is taken.", f"Another connection is called '{value.name}'.", "Choose another name."
        )


def _to_row(value: Connection) -> tuple[Any, ...]:
    return (
        value.id,
        value.app,
        value.name,
        value.account,
        json.dumps(value.values),
        value.address,
        value.practice,
        value.hint,
        value.verified_at,
        value.created_at,
    )


def _from_row(row: tuple[Any, ...]) -> Connection:
    id, app, name, account, values, address, practice, hint, verified_at, created_at = row
    return Connection(
        id=id,
        app=app,
        name=name,
        account=account,
        values=json.loads(values),
        address=address,
        practice=bool(practice),
        hint=hint,
        verified_at=verified_at,
        created_at=created_at,
    )
