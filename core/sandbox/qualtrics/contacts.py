"""The contacts of a directory: generated ones, and over them what was written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.sandbox.qualtrics.identifiers import Ids, seed_of
from core.sandbox.qualtrics.times import DAY, LATEST, now_ms
from core.sandbox.seeded import company, mix, person, pick

STEP = 600
"""Seconds between two contacts, about."""
COMPANIES = 500
DETAILS = ("firstName", "lastName", "email", "phone", "extRef", "language")
"""The texts of a contact, in the order in which they are shown."""

_LANGUAGES = ("EN", "EN", "EN", "DE", "FR", "ES", "PT-BR", "JA", "en", "null", None)
"""Any text is taken, and `null` as a text has been seen."""
_PLANS = ("free", "pro", "team", "enterprise")


@dataclass(slots=True)
class Contact:
    """A contact. Moments are in milliseconds; whether it has opted out may be unknown."""

    created: int
    modified: int
    details: dict[str, str | None] = field(default_factory=lambda: dict.fromkeys(DETAILS))
    unsubscribed: bool | None = None
    unsubscribed_at: int | None = None
    embedded: dict[str, str] = field(default_factory=dict)

    def change(self, written: Mapping[str, Any], at: int) -> None:
        """Take over the keys that were written. Our own choice: an embedded None takes its name away."""
        self.modified = at
        self.details |= {name: written[name] for name in DETAILS if name in written}
        merged = self.embedded | written.get("embeddedData", {})
        self.embedded = {name: value for name, value in merged.items() if value is not None}
        if "unsubscribed" in written:
            self.unsubscribed = written["unsubscribed"]
            self.unsubscribed_at = at if self.unsubscribed else None


class Contacts:
    """Contacts by number, the newest first: those created later have the numbers -1, -2, ...

    The order is our own choice; it makes a larger directory hold the same newest contacts as a small one.
    """

    def __init__(self, seed: int, kind: str, size: int) -> None:
        self.ids = Ids(seed, f"{kind} contact", "CID_")
        self.removed: set[int] = set()
        self._seed = seed_of(seed, f"{kind} people")
        self._size = size
        self._created = 0
        self._written: dict[int, Contact] = {}

    def rows(self) -> range:
        """Return all numbers there ever were; those in `removed` are gone."""
        return range(-self._created, self._size)

    def count(self, rows: range) -> int:
        """Return how many of `rows` are still there."""
        return len(rows) - sum(number in rows for number in self.removed)

    def get(self, number: int) -> Contact:
        """Return a contact. A change to it counts once it is handed to `write`."""
        return self._written.get(number) or self._generated(number)

    def find(self, identifier: str) -> int | None:
        """Return the number of the contact with that id."""
        return self.there(self.ids.number(identifier))

    def there(self, number: int | None) -> int | None:
        """Return `number` if there is such a contact."""
        return None if number is None or number not in self.rows() or number in self.removed else number

    def create(self, written: Mapping[str, Any]) -> str:
        """Create a contact; return its id."""
        self._created += 1
        moment = now_ms()
        contact = Contact(moment, moment)
        contact.change(written, moment)
        self.write(-self._created, contact)
        return self.ids.of(-self._created)

    def write(self, number: int, contact: Contact) -> None:
        """Keep what a contact has become."""
        self._written[number] = contact

    def remove(self, number: int) -> None:
        """Take a contact away for good, from all that it was in."""
        self.removed.add(number)
        self._written.pop(number, None)

    def _generated(self, number: int) -> Contact:
        bits = mix(self._seed, number)
        who = person(bits, COMPANIES)
        lack = bits >> 40 & 63
        first, _, last = who.name.partition(" ")
        created = (LATEST - number * STEP - (bits >> 46) % STEP) * 1000
        opted_out = lack == 9
        return Contact(
            created=created,
            modified=created + (bits >> 20) % DAY * 1000,
            details={
                "firstName": None if lack in (0, 7) else first,
                "lastName": None if lack in (0, 8) else last,
                "email": None if lack == 5 else f"{who.handle}.{number}@{company(who.company)[1]}",
                "phone": None if lack in (1, 2, 3, 4, 5) else f"+1202555{number % 10_000:04d}",
                "extRef": None if lack < 12 else f"crm-{number}",
                "language": pick(_LANGUAGES, bits >> 30),
            },
            unsubscribed=True if opted_out else None if lack in (3, 6) else False,
            unsubscribed_at=created + DAY * 1000 if opted_out else None,
            embedded={} if lack == 11 else {"Plan": pick(_PLANS, bits >> 34), "Seats": str(bits >> 36 & 63)},
        )
