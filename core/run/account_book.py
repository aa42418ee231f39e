"""The connections that are there, kept ones and practice ones, and the way to each account."""

import contextlib
import difflib
import time
import uuid
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from core.model.app import App
from core.model.connection import Connection, Credentials
from core.model.errors import AuthRejected, NameTaken, NotKnown, TrunklineError
from core.model.network import Access
from core.run.account_proof import (
    ADDRESS,
    NAME,
    NewConnection,
    Proven,
    checked,
    open_client,
    plain_among,
    proven,
    secrets_among,
    shown,
)
from core.run.practice_shelf import PracticeShelf
from core.store.connections import Connections
from core.store.store import Store

if TYPE_CHECKING:
    from core.client import Client

__all__ = ["ADDRESS", "NAME", "AccountBook", "NewConnection"]


class AccountBook:
    """All connections by id, their credentials, and one client for each."""

    def __init__(
        self,
        store: Store,
        find_app: Callable[[str], App],
        learn_secrets: Callable[[tuple[str, ...]], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.store = store
        self.find_app = find_app
        self.practice = PracticeShelf()
        self._learn_secrets = learn_secrets
        self.clock = clock
        self._clients: dict[tuple[str, int], Client] = {}
        self._listeners: list[Callable[[], None]] = []

    def on_change(self, listener: Callable[[], None]) -> None:
        """Have it called after every change to a connection, those of the practice workspace's coming and
        going aside."""
        self._listeners.append(listener)

    def tell_change(self) -> None:
        """Tell whoever listens."""
        for listener in self._listeners:
            listener()

    def shelf(self, id: str) -> Connections | PracticeShelf:
        """Where a connection is kept."""
        return self.practice if id in self.practice else self.store.connections

    async def all(self) -> tuple[Connection, ...]:
        """Every connection, practice ones last."""
        return (*await self.store.connections.all(), *await self.practice.all())

    async def find(self, name_or_id: str) -> Connection:
        """By id, else by name. Raises `NotKnown`, naming what there is."""
        everything = await self.all()
        by_id = [one for one in everything if one.id == name_or_id]
        by_name = [one for one in everything if one.name == name_or_id]
        in_any_case = [one for one in everything if one.name.casefold() == name_or_id.casefold()]
        for connection in (*by_id, *by_name, *in_any_case):
            return connection
        raise _no_connection(name_or_id, [connection.name for connection in everything])

    async def add(self, new: NewConnection, *, unverified: bool = False) -> Connection:
        """Check, verify with the service, and keep. Nothing is kept when anything is wrong.

        Raises `InvalidValues`, `NameTaken`, what the service answers, and what the vault says.
        """
        app = self.find_app(new.app)
        credentials = self.check(app, new)
        await self.refuse_taken(new.name)
        proof = (
            None if unverified else await proven(app, credentials, new.address.strip(), await self.access())
        )
        filled_in = self._filled_in(uuid.uuid4().hex, app, new, credentials)
        connection = self.proven_now(filled_in, proof)
        await self.store.connections.add(connection, secrets_among(app, credentials.values))
        self.tell_change()
        return connection

    async def add_practice(self, new: NewConnection) -> Connection:
        """A connection to the practice workspace: verified like any other, kept in memory only."""
        app = self.find_app(new.app)
        credentials = self.check(app, new)
        proof = await proven(app, credentials, new.address, await self.access(practice=True))
        filled_in = self._filled_in(f"practice-{app.id}", app, new, credentials)
        connection = self.proven_now(msgspec.structs.replace(filled_in, practice=True), proof)
        await self.forget_clients(connection.id)
        self.practice.put(connection, secrets_among(app, credentials.values))
        return connection

    async def drop_practice(self) -> None:
        """Let go of the practice connections."""
        for id in self.practice.clear():
            await self.forget_clients(id)

    def knows_secrets(self, id: str) -> bool:
        """Whether the secrets of a connection can be had without asking anybody."""
        return id in self.practice or self.store.vault.state in ("keyring", "passphrase")

    async def credentials(self, connection: Connection) -> Credentials:
        """All values of a connection, as it was read. Raises `SecretsLocked`, `SecretsUnreadable`,
        `NoKeyring`; a `TrunklineError` when it has been changed since."""
        now, secrets = await self.shelf(connection.id).opened(connection.id)
        refuse_changed(now, connection)
        return self.learned(connection.values, secrets)

    def learned(self, values: Mapping[str, Any], secrets: Mapping[str, str]) -> Credentials:
        """Values and secrets as credentials; from now on the secrets show in no log."""
        found = Credentials(values={**values, **secrets}, secrets=tuple(filter(None, secrets.values())))
        self._learn_secrets(found.secrets)
        return found

    async def client(self, connection: Connection, credentials: Credentials) -> "Client":
        """The one client of a connection, so that its rate budget and its sockets are shared. A connection
        that was changed has a new one; whoever has the old one keeps it."""
        key = (connection.id, connection.revision)
        if key not in self._clients:
            access = await self.access(connection.id, practice=connection.practice)
            made = open_client(self.find_app(connection.app), credentials, access)
            return self._clients.setdefault(key, made)  # somebody else may have been quicker meanwhile
        return self._clients[key]

    async def access(self, connection: str = "", *, practice: bool = False) -> Access:
        """The way out for a connection's requests; "" for an account that is not kept yet."""
        access = await self.store.network.access(connection, practice=practice)
        self._learn_secrets(access.network.secrets)
        return access

    def opened(self, connection: Connection) -> "Client | None":
        """The client that a connection has already. None is made: that would open its secrets."""
        return self._clients.get((connection.id, connection.revision))

    async def proved(self, connection: Connection, proof: Proven) -> Connection:
        """Write down that the service has accepted a connection, unless it was changed since it was asked."""
        return await self._noted(connection, lambda now: self.proven_now(now, proof))

    async def rejected(self, connection: Connection, credentials: Credentials, error: TrunklineError) -> None:
        """Write down that the service refuses a connection, and why. One that is gone is left alone."""
        why = (shown(error.title, credentials), shown(error.reason, credentials))
        at = self.clock()

        def failing(now: Connection) -> Connection:
            since = at if now.failing_since is None else now.failing_since
            return msgspec.structs.replace(now, failing_since=since, why=why)

        with contextlib.suppress(NotKnown):
            await self._noted(connection, failing)

    async def accepted(self, connection: Connection) -> None:
        """Write down that a connection does its work again. One that is gone is left alone."""
        with contextlib.suppress(NotKnown):
            await self._noted(
                connection, lambda now: msgspec.structs.replace(now, failing_since=None, why=None)
            )

    async def answered(
        self, connection: Connection, credentials: Credentials, error: TrunklineError | None
    ) -> None:
        """Write down what the service made of the credentials while they were used: refused when `error` says
        so, accepted again when nothing went wrong."""
        if isinstance(error, AuthRejected):
            await self.rejected(connection, credentials, error)
        elif error is None and connection.failing_since is not None:
            await self.accepted(connection)

    def check(self, app: App, new: NewConnection) -> Credentials:
        """What was filled in, as it is sent. Raises `InvalidValues`."""
        credentials = checked(app, new)
        self._learn_secrets(credentials.secrets)
        return credentials

    async def refuse_taken(self, name: str, but: str = "") -> None:
        """Raises `NameTaken` when a connection, `but` this one, has the name in whatever capitals."""
        wanted = name.strip()
        if any(one.name.casefold() == wanted.casefold() and one.id != but for one in await self.all()):
            raise NameTaken(f"There is already a connection '{wanted}'.", "", "Give this one another name.")

    async def forget_clients(self, id: str) -> None:
        """Close the sockets of a connection: what is under way breaks off."""
        for key in [key for key in self._clients if key[0] == id]:
            await self._clients.pop(key).close()

    async def close(self) -> None:
        """Close all sockets."""
        while self._clients:
            await self._clients.popitem()[1].close()

    def proven_now(self, connection: Connection, proof: Proven | None) -> Connection:
        """A connection that its service accepts at this moment; without a proof, one that was never asked."""
        return msgspec.structs.replace(
            connection,
            account=proof.label if proof else "",
            hint=proof.hint if proof else "",
            verified_at=self.clock() if proof else None,
            failing_since=None,
            why=None,
        )

    def _filled_in(self, id: str, app: App, new: NewConnection, credentials: Credentials) -> Connection:
        return Connection(
            id=id,
            app=app.id,
            name=new.name.strip(),
            values=plain_among(app, credentials.values),
            address=new.address.strip(),
            created_at=self.clock(),
        )

    async def _noted(self, connection: Connection, note: Callable[[Connection], Connection]) -> Connection:
        """Change what is known of a connection; nothing of one that was changed since it was read."""
        value = await self.shelf(connection.id).change(
            connection.id, lambda now: note(now) if now.revision == connection.revision else now
        )
        if value != connection:
            self.tell_change()
        return value


def refuse_changed(now: Connection, seen: Connection) -> None:
    """What was read of a connection and what it is now must not be mixed: a key of one account could go to
    the address of another."""
    if now.revision != seen.revision:
        raise TrunklineError(
            f"'{now.name}' was just changed.",
            "Nothing was done, so that old and new are not mixed.",
            "Try again.",
        )


def _no_connection(wanted: str, names: list[str]) -> NotKnown:
    nearest = difflib.get_close_matches(wanted, names, n=1)
    shown = ", ".join(f"'{name}'" for name in names)
    return NotKnown(
        f"There is no connection '{wanted}'.",
        f"There are: {shown}." if names else "There is none yet.",
        f"Did you mean '{nearest[0]}'?" if nearest else "Choose another one, or connect the account first.",
    )
