"""A connection: one account at one service, known here by its id."""

from typing import Any

import msgspec


class Connection(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about a connection but its secrets.

    `id` never changes; modules are bound to it. `values` holds the plain fields by key. `account` is the
    label that the service gave, `hint` a remark that it added. `address` replaces the service's own host
    (advanced; the practice workspace). Times are seconds since 1970, UTC.
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


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """All values of a connection, secrets included. Lives in memory only; shows nothing of itself."""

    values: dict[str, Any]
    secrets: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Credentials({', '.join(sorted(self.values))}: hidden)"
