"""Looking after connections: verified again, renamed, changed, copied, replaced, removed and brought back."""

import uuid
from typing import Any

import msgspec

from core.model.app import App
from core.model.connection import Connection, ConnectionChanges, ConnectionValues, Credentials, Use
from core.model.errors import (
    InvalidValues,
    NotKnown,
    RateLimited,
    SecretsUnreadable,
    ServiceDown,
    ServiceError,
    VaultError,
)
from core.run.account_book import AccountBook, refuse_changed
from core.run.account_proof import (
    NewConnection,
    plain_among,
    problem_of_name,
    proven,
    secrets_among,
)
from core.store.connections import Removed

_SAYS_NOTHING = (RateLimited, ServiceDown)
"""Answers of a service that say nothing about the credentials."""


class AccountManager:
    """What a person does with the connections that are there. A connection is named by its id or its name."""

    def __init__(self, book: AccountBook) -> None:
        self._book = book
        self._removed: dict[str, Removed] = {}

    async def verify(self, connection: str) -> Connection:
        """Ask the service anew, and keep what it says: the account's label, its remark, or that it refuses.

        Raises what the service answers and what the vault says.
        """
        found = await self._book.find(connection)
        app = self._book.find_app(found.app)
        credentials = Credentials(values={}, secrets=())
        try:
            credentials = await self._book.credentials(found)
            proof = await proven(
                app, credentials, found.address, await self._book.access(found.id, practice=found.practice)
            )
        except (ServiceError, SecretsUnreadable) as error:
            if not isinstance(error, _SAYS_NOTHING):
                await self._book.rejected(found, credentials, error)
            raise
        return await self._book.proved(found, proof)

    async def rename(self, connection: str, name: str) -> Connection:
        """Give a connection another name. Raises `InvalidValues` (key `NAME`), `NameTaken`."""
        found = await self._book.find(connection)
        if problems := problem_of_name(name):
            raise InvalidValues(problems)
        await self._book.refuse_taken(name, but=found.id)
        renamed = await self._book.shelf(found.id).change(
            found.id, lambda now: msgspec.structs.replace(now, name=name.strip())
        )
        self._book.tell_change()
        return renamed

    async def values(self, connection: str) -> ConnectionValues:
        """What a form may show of a connection. Opens no secret."""
        found = await self._book.find(connection)
        return ConnectionValues(
            name=found.name,
            values=found.values,
            address=found.address,
            secrets_set=await self._book.shelf(found.id).secret_fields(found.id),
        )

    async def edit(
        self, connection: str, changes: ConnectionChanges, *, unverified: bool = False
    ) -> Connection:
        """Check, verify with the service, and keep; until then the connection stays as it was.

        Raises as `AccountBook.add`, and a `TrunklineError` when somebody else changed it meanwhile.
        `unverified` keeps the changes without asking.
        """
        found = await self._book.find(connection)
        app = self._book.find_app(found.app)
        seen, filled_in = await self._changed(app, found.id, changes)
        credentials = self._book.check(app, filled_in)
        await self._book.refuse_taken(filled_in.name, but=seen.id)
        access = await self._book.access(found.id, practice=found.practice)
        address = filled_in.address.strip()
        proof = None if unverified else await proven(app, credentials, address, access)

        def changed(now: Connection) -> Connection:
            refuse_changed(now, seen)
            value = msgspec.structs.replace(
                now,
                name=now.name if changes.name is None else filled_in.name.strip(),
                values=plain_among(app, credentials.values),
                address=filled_in.address.strip(),
                revision=now.revision + 1,
            )
            return self._book.proven_now(value, proof)

        secrets = secrets_among(app, credentials.values)
        edited = await self._book.shelf(seen.id).change(seen.id, changed, secrets)
        self._book.tell_change()
        return edited

    async def duplicate(self, connection: str, name: str) -> Connection:
        """Keep the same account once more under another name. Raises as `rename`, and what the vault says."""
        found = await self._book.find(connection)
        if problems := problem_of_name(name):
            raise InvalidValues(problems)
        await self._book.refuse_taken(name)
        shelf = self._book.shelf(found.id)
        original, secrets = await shelf.opened(found.id)
        id = f"practice-{uuid.uuid4().hex}" if original.practice else uuid.uuid4().hex
        copy = msgspec.structs.replace(
            original, id=id, name=name.strip(), created_at=self._book.clock(), revision=0
        )
        await shelf.add(copy, secrets)
        self._book.tell_change()
        return copy

    async def twins(self, connection: str) -> tuple[Connection, ...]:
        """Other connections to the same account: to the same app, with the same label or the same secret.
        Of those whose secrets cannot be opened now only the labels are compared."""
        one = await self._book.find(connection)
        others = [
            other
            for other in await self._book.all()
            if other.id != one.id and (other.app, other.practice) == (one.app, one.practice)
        ]
        secrets = await self._secrets(one) if others else frozenset()
        same_label = {other.id for other in others if one.account and other.account == one.account}
        same_secret = {other.id for other in others if secrets and secrets & await self._secrets(other)}
        return tuple(other for other in others if other.id in same_label | same_secret)

    async def uses(self, connection: str) -> tuple[Use, ...]:
        """Where a connection is used."""
        return await self._book.store.connections.uses((await self._book.find(connection)).id)

    async def replace(self, connection: str, by: str) -> tuple[Use, ...]:
        """Have another connection to the same app used wherever this one is. Gives where that was."""
        found, other = await self._book.find(connection), await self._book.find(by)
        _refuse_as_replacement(found, other)
        return await self._book.store.connections.replace(found.id, other)

    async def delete(self, connection: str, *, forget_uses: bool = False) -> None:
        """Remove a connection and its secrets; what runs through it breaks off. `undo_delete` brings it back.

        Raises `InUse` while it is used, unless its uses may be forgotten with it.
        """
        found = await self._book.find(connection)
        removed = await self._book.store.connections.remove(found, forget_uses=forget_uses)
        self._book.practice.remove(found.id)
        self._removed[found.id] = removed
        await self._book.forget_clients(found.id)
        self._book.tell_change()

    async def undo_delete(self, id: str) -> Connection:
        """Bring back, with its secrets and uses, a connection that was removed since the program started.
        When its name was given away meanwhile it takes another. Raises `NotKnown`."""
        removed = self._removed.pop(id, None)
        if removed is None or (removed.connection.practice and not self._book.practice.may_restore(id)):
            raise NotKnown(
                "This connection cannot be brought back.",
                "It is there already, or was removed before the program was started.",
                "Connect the account again.",
            )
        try:
            name = await self._free_name(removed.connection.name)
            back = msgspec.structs.replace(removed.connection, name=name)
            await self._book.store.connections.restore(removed._replace(connection=back))
        except BaseException:
            self._removed[id] = removed  # once more, later
            raise
        if not removed.was_kept:
            self._book.practice.restore(back)
        self._book.tell_change()
        return back

    async def _changed(
        self, app: App, id: str, changes: ConnectionChanges
    ) -> tuple[Connection, NewConnection]:
        """A connection, and all that it would be filled in with. Secrets typed anew need not be opened: this
        is the way on when they cannot be."""
        retyped = _retyped(app, changes)
        seen, opened = await self._book.shelf(id).opened(id, without=retyped)
        # What the app asks for no more is not carried along.
        declared = {field.key for field in app.connection.fields}
        before = {key: value for key, value in {**seen.values, **opened}.items() if key in declared}
        if changes.values is not None:
            before = {**plain_among(app, changes.values), **secrets_among(app, before)}
        return seen, NewConnection(
            app=app.id,
            name=seen.name if changes.name is None else changes.name,
            values={**before, **{key: text for key, text in retyped.items() if text is not None}},
            address=seen.address if changes.address is None else changes.address,
        )

    async def _secrets(self, connection: Connection) -> frozenset[str]:
        try:
            _, secrets = await self._book.shelf(connection.id).opened(connection.id)
        except (VaultError, NotKnown):
            return frozenset()
        return frozenset(filter(None, secrets.values()))

    async def _free_name(self, name: str) -> str:
        taken = {one.name.casefold() for one in await self._book.all()}
        names = (name, *(f"{name} {number}" for number in range(2, len(taken) + 3)))
        return next(one for one in names if one.casefold() not in taken)


def _retyped(app: App, changes: ConnectionChanges) -> dict[str, Any]:
    """The secrets that were typed anew, wherever among the changes they stand."""
    among_values = secrets_among(app, changes.values or {})
    given = {**among_values, **changes.secrets}
    return {key: text for key, text in given.items() if text is None or str(text).strip()}


def _refuse_as_replacement(found: Connection, other: Connection) -> None:
    if found.id == other.id:
        raise NotKnown(
            f"'{found.name}' cannot take its own place.", "", "Choose another connection to the same app."
        )
    if found.app != other.app:
        raise NotKnown(
            f"'{other.name}' cannot take the place of '{found.name}'.",
            "It is a connection to another app.",
            "Choose a connection to the same app.",
        )
