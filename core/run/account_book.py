"""The connections that are there, kept ones and practice ones, and the way to each account."""

import difflib
import time
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from core.model.app import App
from core.model.connection import Connection, Credentials
from core.model.errors import AuthRejected, InvalidValues, NameTaken, NotKnown, ServiceError
from core.model.fields import SecretField
from core.model.http import HttpReply
from core.rules.envelope import value_at
from core.rules.labels import account_label
from core.rules.redact import Redactor
from core.rules.reply import shortened
from core.rules.request import build_request
from core.rules.urls import address_problem
from core.rules.values import wire_values
from core.store.store import Store

if TYPE_CHECKING:
    from core.client import Client

NAME, ADDRESS = "connection_name", "api_address"
"""Keys of what every connection has besides its app's fields."""

_PROOFS: dict[str, type] = {"text": str, "list": list}


class NewConnection(msgspec.Struct, frozen=True, kw_only=True):
    """What a person filled in to connect an account."""

    app: str
    name: str
    values: dict[str, Any]
    address: str = ""

    def __repr__(self) -> str:
        return f"NewConnection({self.app}, {self.name!r}, values hidden)"


class Proven(msgspec.Struct, frozen=True, kw_only=True):
    """What a service says of an account that it accepts: its label, and a remark (`Verify.hint_at`)."""

    label: str = ""
    hint: str = ""


class AccountBook:
    """All connections by id, their credentials, and one client for each."""

    def __init__(
        self,
        store: Store,
        find_app: Callable[[str], App],
        learn_secrets: Callable[[tuple[str, ...]], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._find_app = find_app
        self._learn_secrets = learn_secrets
        self._clock = clock
        self._practice: dict[str, tuple[Connection, Credentials]] = {}
        self._clients: dict[str, Client] = {}

    async def all(self) -> tuple[Connection, ...]:
        """Every connection, practice ones last."""
        kept = await self._store.connections.all()
        return (*kept, *(connection for connection, _ in self._practice.values()))

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
        app = self._find_app(new.app)
        credentials = self._check(app, new)
        await self._refuse_taken(new.name)
        proven = Proven() if unverified else await self.verify(app, credentials, new.address.strip())
        connection = Connection(
            id=uuid.uuid4().hex,
            app=app.id,
            name=new.name.strip(),
            account=proven.label,
            hint=proven.hint,
            values=_plain_values(app, credentials),
            address=new.address.strip(),
            verified_at=None if unverified else self._clock(),
            created_at=self._clock(),
        )
        secrets = {key: value for key, value in credentials.values.items() if key in _secret_keys(app)}
        await self._store.connections.add(connection, secrets)
        return connection

    async def add_practice(self, new: NewConnection) -> Connection:
        """A connection to the practice workspace: verified like any other, kept in memory only."""
        app = self._find_app(new.app)
        credentials = self._check(app, new)
        proven = await self.verify(app, credentials, new.address)
        connection = Connection(
            id=f"practice-{app.id}",
            app=app.id,
            name=new.name,
            values=_plain_values(app, credentials),
            account=proven.label,
            hint=proven.hint,
            address=new.address,
            practice=True,
            verified_at=self._clock(),
            created_at=self._clock(),
        )
        await self._forget_client(connection.id)
        self._practice[connection.id] = (connection, credentials)
        return connection

    async def drop_practice(self) -> None:
        """Let go of the practice connections."""
        for id in list(self._practice):
            del self._practice[id]
            await self._forget_client(id)

    async def delete(self, id: str) -> None:
        """Remove a connection and its secrets."""
        await self._forget_client(id)
        self._practice.pop(id, None)
        await self._store.connections.delete(id)

    async def verify(self, app: App, credentials: Credentials, address: str) -> Proven:
        """Ask the service who this is. Raises what the service answers, `AuthRejected` without a proof."""
        proof = app.connection.verify
        request = build_request(app, proof.request, {}, credentials.values, address)
        async with _open_client(app, credentials) as client:
            reply = await client.send(request, "read")
        if proof.proof and not isinstance(value_at(reply.body, proof.proof), _PROOFS[proof.proof_is]):
            raise _no_proof(app, reply)
        # Both are kept and shown: a service may repeat what it was sent.
        redactor = Redactor(credentials.secrets)
        label, hint = account_label(reply.body, proof.label), account_label(reply.body, proof.hint_at)
        return Proven(label=shortened(redactor.text(label)), hint=shortened(redactor.text(hint)))

    async def credentials(self, connection: Connection) -> Credentials:
        """All values of a connection. Raises `SecretsLocked`, `SecretsUnreadable`, `NoKeyring`."""
        if connection.id in self._practice:
            return self._practice[connection.id][1]
        secrets = await self._store.connections.secrets(connection.id)
        found = Credentials(
            values={**connection.values, **secrets}, secrets=tuple(filter(None, secrets.values()))
        )
        self._learn_secrets(found.secrets)
        return found

    async def client(self, connection: Connection, credentials: Credentials) -> "Client":
        """The one client of a connection, so that its rate budget and its sockets are shared."""
        client = self._clients.get(connection.id)
        if client is None:
            client = _open_client(self._find_app(connection.app), credentials)
            self._clients[connection.id] = client
        return client

    async def close(self) -> None:
        """Close all sockets."""
        for id in list(self._clients):
            await self._forget_client(id)

    async def _forget_client(self, id: str) -> None:
        if client := self._clients.pop(id, None):
            await client.close()

    def _check(self, app: App, new: NewConnection) -> Credentials:
        values = {
            key: value.strip() if isinstance(value, str) else value for key, value in new.values.items()
        }
        problems: dict[str, str] = {}
        if not new.name.strip():
            problems[NAME] = "Give the connection a name."
        elif not new.name.isprintable():
            problems[NAME] = "This name holds characters that cannot be shown."
        if new.address.strip() and (problem := address_problem(new.address.strip())):
            problems[ADDRESS] = problem
        try:
            wire = wire_values(app.connection.fields, values)
        except InvalidValues as invalid:
            problems.update(invalid.by_field)
        if problems:
            raise InvalidValues(problems)
        secret_keys = _secret_keys(app)
        secrets = tuple(str(value) for key, value in wire.items() if key in secret_keys and value)
        self._learn_secrets(secrets)
        return Credentials(values=wire, secrets=secrets)

    async def _refuse_taken(self, name: str) -> None:
        wanted = name.strip()
        if any(one.name.casefold() == wanted.casefold() for one in await self.all()):
            raise NameTaken(f"There is already a connection '{wanted}'.", "", "Give this one another name.")


def _no_connection(wanted: str, names: list[str]) -> NotKnown:
    nearest = difflib.get_close_matches(wanted, names, n=1)
    shown = ", ".join(f"'{name}'" for name in names)
    return NotKnown(
        f"There is no connection '{wanted}'.",
        f"There are: {shown}." if names else "There is none yet.",
        f"Did you mean '{nearest[0]}'?" if nearest else "Choose another one, or connect the account first.",
    )


def _open_client(app: App, credentials: Credentials) -> "Client":
    # HTTP takes a quarter of a second to import: not before the first account is asked.
    from core.client import Client

    return Client(app, credentials.secrets)


def _plain_values(app: App, credentials: Credentials) -> dict[str, Any]:
    secret_keys = _secret_keys(app)
    return {key: value for key, value in credentials.values.items() if key not in secret_keys}


def _secret_keys(app: App) -> set[str]:
    return {field.key for field in app.connection.fields if isinstance(field, SecretField)}


def _no_proof(app: App, reply: HttpReply) -> ServiceError:
    return AuthRejected(
        f"{app.label} did not confirm the account.",
        "It answered, but without the account's mark.",
        "Check the credentials and, under advanced, the API address.",
        status=reply.status,
    )
