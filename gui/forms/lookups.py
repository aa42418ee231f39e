"""Where the entries of lookup fields come from, and what they were called when they were last seen."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

Entries = Sequence[tuple[str, str]]
"""Value and label of each entry."""

Load = Callable[[str, Mapping[str, Any], str], Awaitable[Entries]]
"""Lookup name, values of the form, text searched for → entries. Known errors are `TrunklineError`."""


class Lookups(QObject):
    """What the lookup fields of one form share: the source, and the labels seen."""

    failed = Signal(object)
    """An exception out of the source that is no known error."""

    def __init__(self) -> None:
        super().__init__()
        self.load: Load | None = None
        self._labels: dict[str, dict[str, str]] = {}

    def label(self, lookup: str, value: str) -> str:
        """What the entry was called; "" when it has not been seen."""
        return self._labels.get(lookup, {}).get(value, "")

    def remember(self, lookup: str, labels: Mapping[str, str]) -> None:
        """Keep labels by value, so that a form opened later shows names without asking the service."""
        self._labels.setdefault(lookup, {}).update(labels)

    def labels(self) -> dict[str, dict[str, str]]:
        """All labels seen: lookup name → value → label."""
        return {lookup: dict(known) for lookup, known in self._labels.items()}
