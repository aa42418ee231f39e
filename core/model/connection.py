"""A connection: one account at one service, known here by its id."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

ConnectionState = Literal["verified", "failing", "unverified"]
"""How a connection fares: the service accepted it; refused it since; was never asked."""


class Connection(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about a connection but its secrets.

    `id` never changes; modules are bound to it. `values` holds the plain fields by key. `account` is the
    label that the service gave, `hint` a remark that it added. `address` replaces the service's own host
    (advanced; the practice workspace). Times are seconds since 1970, UTC.

    `verified_at`: when the service accepted it last, None when it was never asked. `failing_since`: when it
    was refused first since then, and `why`: the title and the reason, as of the last time, without secrets.
    `revision` counts the changes to what the service is asked with: what was found out with an older one
    says nothing of this one.
    """

    id: str
    app: str
    name: str
    account: str = ""
    values: dict[str, Any] = {}
    address: str = ""
    practice: bool = False
    hint: str = ""
    verified_at: float | None = None
    created_at: float = 0.0
    failing_since: float | None = None
    why: tuple[str, str] | None = None
    revision: int = 0

    @property
    def state(self) -> ConnectionState:
        """How it fares, as far as is known here."""
        if self.failing_since is not None:
            return "failing"
        return "unverified" if self.verified_at is None else "verified"


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """All values of a connection, secrets included. Lives in memory only; shows nothing of itself."""

    values: dict[str, Any]
    secrets: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Credentials({', '.join(sorted(self.values))}: hidden)"


class ConnectionValues(msgspec.Struct, frozen=True, kw_only=True):
    """What a form may show of a connection: the plain values, and which secret fields hold something."""

    name: str
    values: dict[str, Any]
    address: str
    secrets_set: tuple[str, ...]


class ConnectionChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What shall be different about a connection. What is None stays.

    `values` are all the plain ones, as the form has them now. `secrets` are those that were typed anew: one
    that is absent or blank stays, None takes an optional one away. `address` "" is the service's own host.
    """

    values: Mapping[str, Any] | None = None
    secrets: Mapping[str, str | None] = {}
    address: str | None = None
    name: str | None = None

    def __repr__(self) -> str:
        return f"ConnectionChanges({', '.join(sorted(self.secrets))}: hidden)"


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """A place that a connection is used in. `kind` says which sort of place: the filled form of a module.

    `label` is what people call it.
    """

    kind: Literal["form"]
    app: str
    module: str
    label: str = ""
