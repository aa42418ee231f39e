"""Connections in the database, their secrets sealed. Every step is one transaction: all of it, or nothing."""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, Protocol

from core.model.connection import Connection, Use
from core.model.errors import InUse, NameTaken, NotKnown
from core.store.database import Database
from core.store.vault import Vault

Change = Callable[[Connection], Connection]
"""What a connection becomes of what it is now: a pure function. It may raise; nothing is changed then."""

Sealed = Sequence[tuple[str, bytes]]
"""Secrets as they lie in the database: field and blob."""

_COLUMNS = (
    "id, app, name, account, field_values, address, practice, hint, verified_at, created_at,"
    " failing_since, failing_why, revision"
)
_SELECT = f"SELECT {_COLUMNS} FROM connections"
_PLACES = ", ".join("?" for _ in _COLUMNS.split(","))


class ConnectionUser(Protocol):
    """Something that is bound to connections. Called inside the transaction of a step."""

    def of(self, connection: str, rows: sqlite3.Connection) -> list[Use]:
        """Where a connection is used."""

    def move(self, connection: str, by: str, rows: sqlite3.Connection) -> None:
        """Bind to another connection what is bound to this one."""

    def take(self, connection: str, rows: sqlite3.Connection) -> list[Any]:
        """Take the uses away. Gives what `put_back` needs."""

    def put_back(self, taken: Sequence[Any], rows: sqlite3.Connection) -> None:
        """Put uses back that were taken away."""


class Removed(NamedTuple):
    """What `restore` needs to bring a connection back. Its secrets stay sealed."""

    connection: Connection
    was_kept: bool
    sealed: Sealed
    uses: Sequence[list[Any]]


class Connections:
    """Every connection of this profile. A connection and its secrets are written together or not at all.

    `users` is whatever may be bound to a connection, kept by this database or not.
    """

    def __init__(self, database: Database, vault: Vault, users: Sequence[ConnectionUser]) -> None:
        self._database = database
        self._vault = vault
        self._users = users

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

    async def change(self, id: str, change: Change, secrets: Mapping[str, str] | None = None) -> Connection:
        """Change a connection, starting from what it is at that moment. Gives what it has become. The secrets
        stay when none are given, else these replace them all.

        NotKnown, NameTaken, what `change` raises, and as `add`.
        """
        sealed = None if secrets is None else await self._seal(id, secrets)
        return await self._database.write(partial(_change, id, change, sealed))

    async def update(self, connection: Connection, secrets: Mapping[str, str] | None = None) -> None:
        """As `change`, to just this, whatever it was."""
        await self.change(connection.id, lambda _: connection, secrets)

    async def opened(self, id: str, without: Collection[str] = ()) -> tuple[Connection, dict[str, str]]:
        """A connection and its secrets by field, both of the same moment; those of the fields `without` are
        left shut.

        NotKnown. NoKeyring, SecretsLocked when the secrets cannot be opened now, SecretsUnreadable when they
        have to be entered again.
        """
        found = await self._database.select(
            f"SELECT field, sealed, {_COLUMNS} FROM connections"
            " LEFT JOIN secrets ON connection = id WHERE id = ? ORDER BY field",
            id,
        )
        if not found:
            raise _gone()
        sealed = [(field, blob) for field, blob, *_ in found if field is not None and field not in without]
        return _from_row(found[0][2:]), await self._open(id, sealed)

    async def secrets(self, id: str) -> dict[str, str]:
        """The secrets by field; none when there is no such connection. Raises as `opened`."""
        return await self._open(id, await self._database.select(_SELECT_SEALED, id))

    async def secret_fields(self, id: str) -> tuple[str, ...]:
        """The fields that hold a secret. Opens none."""
        return tuple(field for field, _ in await self._database.select(_SELECT_SEALED, id))

    async def uses(self, id: str) -> tuple[Use, ...]:
        """Where a connection is used."""
        return await self._database.write(lambda rows: tuple(self._uses(id, rows)))

    async def replace(self, id: str, by: Connection) -> tuple[Use, ...]:
        """Have another connection used wherever this one is. Gives where that was. NotKnown when the other
        one is gone."""
        return await self._database.write(partial(self._replace, id, by))

    async def remove(self, connection: Connection, *, forget_uses: bool) -> Removed:
        """Take a connection away, with its secrets and its uses. InUse when it has any that must not be
        forgotten. One that is kept elsewhere loses its uses here."""
        return await self._database.write(partial(self._remove, connection, forget_uses))

    async def restore(self, removed: Removed) -> None:
        """Bring back what was taken away, unless it is there already. NameTaken."""
        await self._database.write(partial(self._restore, removed))

    def _uses(self, id: str, rows: sqlite3.Connection) -> list[Use]:
        return [use for user in self._users for use in user.of(id, rows)]

    def _replace(self, id: str, by: Connection, rows: sqlite3.Connection) -> tuple[Use, ...]:
        if not by.practice:
            _read(by.id, rows)
        uses = self._uses(id, rows)
        for user in self._users:
            user.move(id, by.id, rows)
        return tuple(uses)

    def _remove(self, connection: Connection, forget_uses: bool, rows: sqlite3.Connection) -> Removed:
        id = connection.id
        uses = self._uses(id, rows)
        if uses and not forget_uses:
            raise InUse(connection.name, [use.label for use in uses])
        found = rows.execute(f"{_SELECT} WHERE id = ?", (id,)).fetchone()
        sealed = rows.execute(_SELECT_SEALED, (id,)).fetchall()
        taken = [user.take(id, rows) for user in self._users]
        rows.execute("DELETE FROM connections WHERE id = ?", (id,))
        return Removed(_from_row(found) if found else connection, found is not None, sealed, taken)

    def _restore(self, removed: Removed, rows: sqlite3.Connection) -> None:
        is_there = rows.execute("SELECT 1 FROM connections WHERE id = ?", (removed.connection.id,)).fetchone()
        if removed.was_kept and not is_there:
            _insert(removed.connection, removed.sealed, rows)
        for user, taken in zip(self._users, removed.uses, strict=True):
            user.put_back(taken, rows)

    async def _seal(self, id: str, secrets: Mapping[str, str]) -> Sealed:
        if secrets:
            await self._vault.ready_to_seal()
        return [(field, self._vault.seal(_place(id, field), text)) for field, text in secrets.items()]

    async def _open(self, id: str, sealed: Sealed) -> dict[str, str]:
        if sealed:
            await self._vault.ready_to_open()
        return {field: self._vault.open(_place(id, field), blob) for field, blob in sealed}


_SELECT_SEALED = "SELECT field, sealed FROM secrets WHERE connection = ? ORDER BY field"


def _place(id: str, field: str) -> str:
    return f"{id}/{field}"


def _read(id: str, rows: sqlite3.Connection) -> Connection:
    found = rows.execute(f"{_SELECT} WHERE id = ?", (id,)).fetchone()
    if not found:
        raise _gone()
    return _from_row(found)


def _insert(value: Connection, sealed: Sealed, rows: sqlite3.Connection) -> None:
    _refuse_taken_name(value, rows)
    rows.execute(f"INSERT INTO connections ({_COLUMNS}) VALUES ({_PLACES})", _to_row(value))
    _insert_sealed(value.id, sealed, rows)


def _change(id: str, change: Change, sealed: Sealed | None, rows: sqlite3.Connection) -> Connection:
    now = _read(id, rows)
    value = change(now)
    if value != now:
        _refuse_taken_name(value, rows)
        rows.execute(f"UPDATE connections SET ({_COLUMNS}) = ({_PLACES}) WHERE id = ?", (*_to_row(value), id))
    if sealed is not None:
        rows.execute("DELETE FROM secrets WHERE connection = ?", (id,))
        _insert_sealed(id, sealed, rows)
    return value


def _insert_sealed(id: str, sealed: Iterable[tuple[str, bytes]], rows: sqlite3.Connection) -> None:
    rows.executemany(
        "INSERT INTO secrets (connection, field, sealed) VALUES (?, ?, ?)",
        [(id, field, blob) for field, blob in sealed],
    )


def _refuse_taken_name(value: Connection, rows: sqlite3.Connection) -> None:
    query = "SELECT 1 FROM connections WHERE name = ? AND id <> ?"
    if rows.execute(query, (value.name, value.id)).fetchone():
        raise NameTaken(
            "This name is taken.", f"Another connection is called '{value.name}'.", "Choose another name."
        )


def _gone() -> NotKnown:
    return NotKnown("This connection is gone.", "It was deleted.", "Choose another one, or make a new one.")


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
        value.failing_since,
        json.dumps(value.why) if value.why else None,
        value.revision,
    )


def _from_row(row: Sequence[Any]) -> Connection:
    (
        id,
        app,
        name,
        account,
        values,
        address,
        practice,
        hint,
        verified_at,
        created_at,
        since,
        why,
        revision,
    ) = row
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
        failing_since=since,
        why=tuple(json.loads(why)) if why else None,
        revision=revision,
    )
