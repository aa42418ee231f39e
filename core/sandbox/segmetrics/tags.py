"""Tags: named by id, by name or by both, and the same tag however it is named."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from core.sandbox.segmetrics.reading import Reading

FIRST_OWN_ID = 1_000
"""Ids given to tags that came with a name only."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A tag as a request names it. `date` is when it was applied, if the request says so."""

    id: int | str | None
    name: str | None
    date: str | None = None


def read_tags(reading: Reading) -> list[Mention]:
    """Read `tags`: ids, names and objects `{id, name, date}`, mixed at will."""
    value = reading.raw("tags")
    if not reading.has("tags"):
        return []
    if not isinstance(value, list):
        reading.errors.append("'tags' must be a list")
        return []
    return [_mention(reading, place, entry) for place, entry in enumerate(value)]


def _mention(reading: Reading, place: int, entry: Any) -> Mention:
    if isinstance(entry, dict):
        inside = Reading(entry, inside=f"tags.{place}.")
        mention = Mention(inside.identifier("id"), inside.text("name"), inside.moment("date"))
        reading.errors += inside.errors
    elif isinstance(entry, str) and not entry.isdecimal():
        mention = Mention(None, entry or None)
    elif isinstance(entry, (int, str)) and not isinstance(entry, bool):
        mention = Mention(entry, None)
    else:
        mention = Mention(None, None)
    if mention.id is None and mention.name is None:
        reading.errors.append(f"'tags.{place}' must be an id, a name or an object of both")
    return mention


class Tags:
    """All tags that were ever named, by the text of their id."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._ids: dict[str, str] = {}

    def find(self, mention: Mention) -> str | None:
        """Return the id of the tag meant, or None if there is none yet. An id decides before a name."""
        if mention.id is not None:
            return str(mention.id) if str(mention.id) in self._names else None
        return self._ids.get((mention.name or "").casefold())

    def find_or_create(self, mention: Mention) -> str:
        """Return the id of the tag meant; a new one gets the name it came with, else its id as name."""
        known = self.find(mention)
        key = known or (self._next_id() if mention.id is None else str(mention.id))
        if known is None or (mention.id is not None and mention.name is not None):
            self._names[key] = mention.name or key
            self._ids[self._names[key].casefold()] = key
        return key

    def _next_id(self) -> str:
        return next(key for key in map(str, count(FIRST_OWN_ID)) if key not in self._names)

    def name(self, key: str) -> str:
        """Return the name of a tag."""
        return self._names[key]
