"""The directories of a brand: contacts, and the lists, samples, batches and segments that hold them.

Who is in a list follows from the contact's number, so that a list of any size needs no memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from core.sandbox.qualtrics.contacts import Contacts
from core.sandbox.qualtrics.identifiers import Ids
from core.sandbox.qualtrics.times import DAY, LATEST

NO_ONE = range(0)


@dataclass(frozen=True)
class Group:
    """Contacts under one id. A list and a segment know each of them by a lookup id of their own."""

    id: str
    name: str
    rows: range
    created: int
    lookup_ids: Ids

    def lookup_id(self, number: int) -> str:
        """Return the id of contact `number` within this group."""
        return self.lookup_ids.of(number)


@dataclass(frozen=True)
class Audience:
    """Whom a distribution is for: contacts of one directory."""

    directory: "Directory"
    rows: range

    def numbers(self) -> Iterator[int]:
        """Return those who are still there."""
        gone = self.directory.contacts.removed
        return (number for number in self.rows if number not in gone)


class Directory:
    """One directory. The first one is the default; the second has no name, as happens in life."""

    def __init__(self, seed: int, place: int, size: int) -> None:
        kind = f"directory {place}"
        self.id = Ids(seed, "directory", "POOL_").of(place)
        self.name = None if place else "Sandbox Directory"
        self.is_default = place == 0
        self.contacts = Contacts(seed, kind, size)
        self.lists = _groups(seed, kind, "CG_", _LISTS[: 2 if place else None], size)
        self.samples = _groups(seed, kind, "SP_", _SAMPLES[: 1 if place else None], size)
        self.batches = _groups(seed, kind, "BT_", _BATCHES[: 1 if place else None], size)
        self.segments = _groups(seed, kind, "SEG_", _SEGMENTS, size)

    def mailing_list(self, identifier: str) -> Group | None:
        """Return the mailing list with that id."""
        return _find(self.lists, identifier)

    def sample(self, identifier: str) -> Group | None:
        """Return the sample with that id."""
        return _find(self.samples, identifier)

    def batch(self, identifier: str) -> Group | None:
        """Return the transaction batch with that id."""
        return _find(self.batches, identifier)

    def member(self, group: Group, number: int | None) -> int | None:
        """Return `number` if that contact is in the group, and still there."""
        return number if number in group.rows and self.contacts.there(number) is not None else None


def _find(groups: tuple[Group, ...], identifier: str) -> Group | None:
    return next((group for group in groups if group.id == identifier), None)


_LISTS = (
    # name, first number, step; a step of 0 is an empty list
    ("All customers", 0, 1),
    ("Autumn check-in", 1, 3),
    ("Größe & Söhne / テスト", 5, 11),
    ("Event guests", 3, 7),
    ("VIP", 0, 50),
    ("Nobody yet", 0, 0),
)
_SAMPLES = (("Half of all customers", 0, 2), ("Every tenth customer", 0, 10), ("Autumn, one in four", 1, 12))
_BATCHES = (("", 2, 40), ("", 3, 40), ("", 7, 40), ("", 0, 0))
_SEGMENTS = (("Recently active", 0, 4), ("At risk", 2, 9))


def _groups(
    seed: int, kind: str, prefix: str, plans: tuple[tuple[str, int, int], ...], size: int
) -> tuple[Group, ...]:
    ids = Ids(seed, f"{kind} {prefix}", prefix)
    return tuple(
        Group(
            id=ids.of(place),
            name=name,
            rows=range(first, size, step) if step else NO_ONE,
            created=LATEST - (300 - place) * DAY,
            lookup_ids=Ids(seed, f"{kind} {prefix} {place}", "CGC_"),
        )
        for place, (name, first, step) in enumerate(plans)
    )
