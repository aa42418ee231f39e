"""Where the entries of lookup fields come from, and what they were called when they were last seen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from gui.forms.lookup_cache import Entries, LookupCache, LookupKey, lookup_key

Load = Callable[[str, Mapping[str, Any], str], Awaitable[Entries]]
"""Lookup name, values of the form, text searched for → entries. Known errors are `TrunklineError`."""

Connected = Callable[[], str]
"""The id of the connection that is chosen now; "" while none is."""

Searches = Callable[[str], bool]
"""Lookup name → whether the service narrows the list to a text; where it does not, it is not asked to."""


class Lookups(QObject):
    """What the lookup fields of one form share: the source, the connection, and what was loaded."""

    failed = Signal(object)
    """An exception out of the source that is no known error."""

    def __init__(self) -> None:
        super().__init__()
        self._load: Load | None = None
        self._connected: Connected | None = None
        self._searches: Searches | None = None
        self.cache = LookupCache()

    def set_source(
        self,
        load: Load | None,
        connected: Connected | None,
        cache: LookupCache | None,
        searches: Searches | None,
    ) -> None:
        """Ask `load` from now on. Without `connected` the source is taken to be there as it is."""
        self._load = load
        self._searches = searches
        self._connected = connected
        self.cache = cache or LookupCache()

    def source(self) -> Load | None:
        """What to ask; None while there is nothing to ask."""
        return None if self._connected is not None and not self._connected() else self._load

    def searches(self, lookup: str) -> bool:
        """Whether the source itself narrows a list down."""
        return self._searches is None or self._searches(lookup)

    def key(self, lookup: str, parents: Mapping[str, Any], search: str) -> LookupKey:
        """The key of a list of the connection that is chosen now."""
        return lookup_key(self._connection(), lookup, parents, search)

    def forget(self, lookup: str) -> None:
        """Have a list loaded anew when it is next wanted."""
        self.cache.forget(self._connection(), lookup)

    def label(self, lookup: str, value: str) -> str:
        """What the entry was called; "" when it has not been seen."""
        return self.cache.label(self._connection(), lookup, value)

    def remember(self, lookup: str, value: str, label: str) -> None:
        """Keep the name of an entry."""
        self.cache.remember(self._connection(), lookup, value, label)

    def _connection(self) -> str:
        return self._connected() if self._connected is not None else ""
