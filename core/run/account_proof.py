"""Whether what was filled in for an account may be asked with, and whether its service accepts it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from core.model.app import App
from core.model.connection import Credentials
from core.model.errors import AuthRejected, InvalidValues, ServiceError
from core.model.fields import SecretField
from core.model.http import HttpReply
from core.model.network import DIRECTLY, Access
from core.rules.envelope import value_at
from core.rules.labels import account_label
from core.rules.redact import Redactor
from core.rules.reply import shortened
from core.rules.request import build_request
from core.rules.urls import address_problem
from core.rules.values import wire_values

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


def problem_of_name(name: str) -> dict[str, str]:
    """Why a connection cannot be called so, by `NAME`; nothing when it can."""
    if not name.strip():
        return {NAME: "Give the connection a name."}
    return {} if name.isprintable() else {NAME: "This name holds characters that cannot be shown."}


def checked(app: App, new: NewConnection) -> Credentials:
    """All values as they are sent. Raises `InvalidValues` with every problem, name and address included."""
    values = {key: value.strip() if isinstance(value, str) else value for key, value in new.values.items()}
    problems = problem_of_name(new.name)
    if new.address.strip() and (problem := address_problem(new.address.strip())):
        problems[ADDRESS] = problem
    try:
        wire = wire_values(app.connection.fields, values)
    except InvalidValues as invalid:
        problems.update(invalid.by_field)
    if problems:
        raise InvalidValues(problems)
    secrets = secrets_among(app, wire)
    return Credentials(values=wire, secrets=tuple(str(value) for value in secrets.values() if value))


async def proven(app: App, credentials: Credentials, address: str, access: Access = DIRECTLY) -> Proven:
    """Ask the service who this is. Raises what the service answers, `AuthRejected` without a proof."""
    proof = app.connection.verify
    request = build_request(app, proof.request, {}, credentials.values, address)
    async with open_client(app, credentials, access) as client:
        reply = await client.send(request, "read")
    if proof.proof and not isinstance(value_at(reply.body, proof.proof), _PROOFS[proof.proof_is]):
        raise _no_proof(app, reply)
    # Both are kept and shown: a service may repeat what it was sent.
    label, hint = account_label(reply.body, proof.label), account_label(reply.body, proof.hint_at)
    return Proven(label=shown(label, credentials), hint=shown(hint, credentials))


def shown(text: str, credentials: Credentials) -> str:
    """What a service said, on one line and without the secrets."""
    return shortened(Redactor(credentials.secrets).text(text))


def secret_keys(app: App) -> set[str]:
    """The keys of the fields that go into the vault."""
    return {field.key for field in app.connection.fields if isinstance(field, SecretField)}


def secrets_among(app: App, values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the values that go into the vault; null is none."""
    keys = secret_keys(app)
    return {key: value for key, value in values.items() if key in keys and value is not None}


def plain_among(app: App, values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the values that anybody may see."""
    keys = secret_keys(app)
    return {key: value for key, value in values.items() if key not in keys}


def open_client(app: App, credentials: Credentials, access: Access = DIRECTLY) -> "Client":
    """A way to the account; whoever opens it closes it."""
    # HTTP takes a quarter of a second to import: not before the first account is asked.
    from core.client import Client

    return Client(app, credentials.secrets, access=access)


def _no_proof(app: App, reply: HttpReply) -> ServiceError:
    return AuthRejected(
        f"{app.label} did not confirm the account.",
        "It answered, but without the account's mark.",
        "Check the credentials and, under advanced, the API address.",
        status=reply.status,
    )
