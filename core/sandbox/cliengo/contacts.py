"""The contacts: generated ones, and over them what was created, changed and removed."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from core.sandbox.cliengo.clock import DAY, Clock, stamp
from core.sandbox.cliengo.generated import LONGEST_LAG, Facets, Generated, log
from core.sandbox.cliengo.refusals import not_found

WORDS = ("name", "lastName", "email", "phone", "message")
"""Keys in which a query is looked for."""
API = "API"
"""Who stands in the log for what came through the API."""


class Contacts:
    """Contacts by number. Those created later have the numbers -1, -2, ...: newest first is ascending.

    `details_wait` tells whether what is created now shows an id and dates only, for the time being.
    """

    def __init__(self, generated: Generated, clock: Clock, details_wait: Callable[[], bool]) -> None:
        self.version = 0
        self._generated = generated
        self._clock = clock
        self._details_wait = details_wait
        self._created: list[int] = []
        self._written: dict[int, dict[str, Any]] = {}
        self._updated: dict[int, int] = {}
        self._awaited: dict[int, dict[str, Any]] = {}
        self._removed: set[int] = set()
        self._of_email: defaultdict[str, set[int]] = defaultdict(set)
        self._messages: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)

    def count(self) -> int:
        """Return how many there are."""
        return len(self._created) + self._generated.size - len(self._removed)

    def find(self, contact_id: str) -> int:
        """Return the number of the contact with that id; refuse if there is none."""
        number = self._generated.ids.number(contact_id)
        if number is None or not self._has(number):
            raise not_found("Contact")
        return number

    def get(self, number: int) -> dict[str, Any]:
        """Return a contact as it is shown, to look at only."""
        return self._written.get(number) or self._generated.contact(number)

    def facets(self, number: int) -> Facets:
        """Return what a contact is filtered by."""
        written = self._written.get(number)
        if written is None:
            return self._generated.facets(number)
        return Facets(written.get("websiteId"), written.get("status"), written.get("assignedTo"))

    def words(self, number: int) -> Mapping[str, Any]:
        """Return a contact, as far as needed for the keys `WORDS`."""
        return self._written.get(number) or self._generated.words(number)

    def created_between(self, since: int | None, until: int | None) -> Sequence[int]:
        """Return, newest first, those created from `since` to before `until` (milliseconds; None: no end)."""
        window = self._window(since, until)
        return [number for number in window if number not in self._removed] if self._removed else window

    def updated_on(self, day: int, since: int | None, until: int | None) -> Sequence[int]:
        """Return those of `created_between` that were last updated on `day` (days since 1970)."""
        window = self._window(since, until)
        # An update follows the creation within a known time, so that few have to be looked at.
        near = self._window(day * DAY - LONGEST_LAG, (day + 1) * DAY)
        found = [n for n in near if n not in self._updated and self._generated.updated(n) // DAY == day]
        found += [number for number, moment in self._updated.items() if moment // DAY == day]
        return sorted(number for number in found if number in window and number not in self._removed)

    def create(self, details: Mapping[str, Any]) -> int:
        """Create a contact now; return its number. A repeated e-mail flags it as a duplicate."""
        moment = self._clock.tick()
        self._created.append(moment)
        number = -len(self._created)
        bare = {"id": self._generated.ids.of(number), "creationDate": stamp(moment)}
        full = {
            **bare,
            **details,
            "duplicatedContact": self._is_known(details.get("email")),
            "logs": [log("STATUS", stamp(moment), API, after=details.get("status"))],
        }
        if self._details_wait():
            self._awaited[number] = full
            full = bare
        self._write(number, full, moment)
        return number

    def change(self, number: int, changes: Mapping[str, Any], *lines: tuple[str, Any, Any, Any]) -> None:
        """Set keys of a contact (None takes one away) and add log lines (type, from, to, message), dated now.

        A contact whose details are awaited has them from now on.
        """
        moment = self._clock.tick()
        contact = self._awaited.pop(number, None) or self.get(number)
        changed = {key: value for key, value in {**contact, **changes}.items() if value is not None}
        if lines:
            logs = [log(kind, stamp(moment), API, old, new, text) for kind, old, new, text in lines]
            changed["logs"] = [*contact.get("logs", ()), *logs]
        self._write(number, changed, moment)

    def add_note(self, number: int, text: str) -> dict[str, Any]:
        """Add a note to a contact, which counts as an update; return it."""
        moment = self._clock.tick()
        contact = self._awaited.pop(number, None) or self.get(number)
        note = {"message": text, "creator": API, "creationDate": stamp(moment)}
        self._write(number, {**contact, "notes": [*contact.get("notes", ()), note]}, moment)
        return note

    def remove(self, number: int) -> None:
        """Take a contact away for good."""
        self._removed.add(number)
        for kept in (self._written, self._updated, self._awaited, self._messages):
            kept.pop(number, None)
        self.version += 1

    def let_details_arrive(self) -> None:
        """Give the contacts that were created bare what was held back."""
        for number in list(self._awaited):
            self.change(number, {})

    def awaiting_details(self) -> list[str]:
        """Return the ids of contacts whose details are held back, oldest first."""
        return [self._generated.ids.of(number) for number in self._awaited]

    def messages(self, number: int) -> list[dict[str, Any]]:
        """Return what was written to a contact and the message that it began with, oldest first."""
        contact = self.get(number)
        first = [{"message": contact["message"], "creationDate": contact["creationDate"]}]
        return [*(first if "message" in contact else ()), *self._messages.get(number, ())]

    def add_message(self, number: int, text: str) -> dict[str, Any]:
        """Keep a message to a contact, which does not count as an update."""
        message = {"message": text, "creationDate": stamp(self._clock.tick())}
        self._messages[number].append(message)
        return message

    def _has(self, number: int) -> bool:
        return -len(self._created) <= number < self._generated.size and number not in self._removed

    def _window(self, since: int | None, until: int | None) -> range:
        everybody = range(-len(self._created), self._generated.size)

        def place(moment: int) -> int:
            """Return how many were created at `moment` or later."""
            return bisect_right(everybody, -moment, key=lambda number: -self._created_at(number))

        first = 0 if until is None else place(until)
        return everybody[first : len(everybody) if since is None else place(since)]

    def _created_at(self, number: int) -> int:
        return self._created[-number - 1] if number < 0 else self._generated.created(number)

    def _is_known(self, email: Any) -> bool:
        if not isinstance(email, str):
            return False
        wanted = email.lower()
        numbers = {*self._of_email.get(wanted, ()), self._generated.number_of_email(wanted)}
        return any(n is not None and self._has(n) and self._email(n) == wanted for n in numbers)

    def _email(self, number: int) -> str:
        return str(self.words(number).get("email", "")).lower()

    def _write(self, number: int, contact: dict[str, Any], moment: int) -> None:
        self._written[number] = contact | {"lastUpdateDate": stamp(moment)}
        self._updated[number] = moment
        email = self._email(number)
        if email:
            self._of_email[email].add(number)
        self.version += 1
