"""Event subscriptions: who wants to hear of what, where, and signed with which key."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from core.sandbox.qualtrics.identifiers import Ids


@dataclass(slots=True)
class Subscription:
    """One subscription. `shared_key` is never shown. The scope is our own choice."""

    id: str
    topics: str
    url: str
    shared_key: str | None
    successful_calls: int = 0

    def view(self) -> dict[str, Any]:
        """Return it as the calls show it: what is written as `encrypt` is read as `encrypted`."""
        return {
            "id": self.id,
            "scope": "user",
            "topics": self.topics,
            "publicationUrl": self.url,
            "encrypted": False,
            "successfulCalls": self.successful_calls,
        }


class Subscriptions:
    """The subscriptions of an account, oldest first."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._made = 0
        self._kept: dict[str, Subscription] = {}
        self.checks: list[dict[str, Any]] = []
        """The addresses that were checked when they were registered, and what each answered."""

    def add(self, topics: str, url: str, shared_key: str | None) -> Subscription:
        """Keep a new one."""
        self._made += 1
        made = Subscription(self._ids.of(self._made), topics, url, shared_key)
        self._kept[made.id] = made
        return made

    def all(self) -> list[Subscription]:
        """Return all."""
        return list(self._kept.values())

    def find(self, identifier: str) -> Subscription | None:
        """Return the one with that id."""
        return self._kept.get(identifier)

    def remove(self, identifier: str) -> bool:
        """Take one away; say whether it was there."""
        return self._kept.pop(identifier, None) is not None

    def wanting(self, topic: str) -> list[Subscription]:
        """Return those to which a topic belongs; theirs may have a `*`."""
        return [one for one in self._kept.values() if fnmatchcase(topic, one.topics)]

    def delivered(self, identifier: str, statuses: Sequence[int | None]) -> None:
        """Count a delivery that was taken."""
        if (found := self._kept.get(identifier)) and 200 in statuses:
            found.successful_calls += 1
