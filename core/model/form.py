"""A form as it was filled in last."""

from typing import Any

import msgspec


class FilledForm(msgspec.Struct, frozen=True, kw_only=True):
    """The values of a module's form, never secrets, and the connection (its id) that it ran with.

    `labels`: the names of entries that were chosen from the account's lists, by the place of the field.
    """

    connection: str
    values: dict[str, Any] = {}
    labels: dict[str, str] = {}
