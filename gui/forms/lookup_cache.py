"""Lists that accounts hold, kept while the program runs: what was loaded once is there at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Entries = Sequence[tuple[str, str]]
"""Value and label of each entry."""


class LookupKey(NamedTuple):
    """Which list it is: of which account, for which parents, narrowed by which search."""

    connection: str
    lookup: str
    parents: str = "{}"
    """The values that the list depends on, as JSON."""
    search: str = ""


def lookup_key(connection: str, lookup: str, parents: Mapping[str, Any], search: str = "") -> LookupKey:
    """The key of a list; `parents` are the values of the fields that it depends on."""
    return LookupKey(connection, lookup, json.dumps(parents, sort_keys=True, default=str), search)


class LookupCache:
    """Entries by key, and the names of entries that were seen.

    One may serve many forms. Entries stay until they are forgotten, which only a refresh asks for; names
    stay for good, so that a form shows them without asking the service again.
    """

    def __init__(self) -> None:
        self._entries: dict[LookupKey, Entries] = {}
        self._labels: dict[tuple[str, str], dict[str, str]] = {}

    def entries(self, key: LookupKey) -> Entries | None:
        """The entries, None when they have not been loaded."""
        return self._entries.get(key)

    def keep(self, key: LookupKey, entries: Entries) -> None:
        """Keep what the service answered."""
        self._entries[key] = entries
        self._labels.setdefault((key.connection, key.lookup), {}).update(entries)

    def forget(self, connection: str, lookup: str) -> None:
        """Forget the entries of one list, for all parents and searches."""
        for key in [key for key in self._entries if key[:2] == (connection, lookup)]:
            del self._entries[key]

    def label(self, connection: str, lookup: str, value: str) -> str:
        """What an entry was called when it was last seen; "" when it has not been."""
        return self._labels.get((connection, lookup), {}).get(value, "")

    def remember(self, connection: str, lookup: str, value: str, label: str) -> None:
        """Keep the name of an entry."""
        self._labels.setdefault((connection, lookup), {})[value] = label
