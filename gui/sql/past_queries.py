"""Queries of the past, and the one that is being written: kept from start to start."""

import json

from PySide6.QtCore import QSettings

MOST = 50
"""Queries that are kept, the newest ones."""

_LONGEST = 20_000
"""Characters of a query that is kept."""

_PAST, _DRAFT = "sql/past", "sql/draft"


class PastQueries:
    """The queries that were run, newest first."""

    def __init__(self, look: QSettings) -> None:
        self._look = look

    def all(self) -> list[str]:
        """The queries."""
        try:
            kept = json.loads(str(self._look.value(_PAST, "[]")))
        except ValueError:
            return []
        return [one for one in kept if isinstance(one, str)] if isinstance(kept, list) else []

    def add(self, query: str) -> None:
        """This one was run."""
        query = query.strip()
        if query and len(query) <= _LONGEST:
            kept = [query, *(one for one in self.all() if one != query)][:MOST]
            self._look.setValue(_PAST, json.dumps(kept))

    def forget(self) -> None:
        """Keep none of them."""
        self._look.remove(_PAST)

    def draft(self) -> str:
        """What was being written."""
        return str(self._look.value(_DRAFT, ""))

    def keep_draft(self, text: str) -> None:
        """This is being written."""
        if len(text) <= _LONGEST:
            self._look.setValue(_DRAFT, text)
