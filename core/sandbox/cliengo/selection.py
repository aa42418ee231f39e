"""Which contacts a list call means."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from core.sandbox.cliengo.clock import DAY, read_time
from core.sandbox.cliengo.contacts import WORDS, Contacts
from core.sandbox.cliengo.generated import Facets
from core.sandbox.cliengo.refusals import bad

MOST_KEPT = 32


class Wanted(NamedTuple):
    """What a list is narrowed by; None means anything.

    Creation from `since` to before `until`, in milliseconds; `updated_day` in days since 1970; `words` are
    casefolded.
    """

    since: int | None
    until: int | None
    updated_day: int | None
    website: str | None
    status: str | None
    assigned: str | None
    words: str | None


def read_wanted(query: Mapping[str, str], until_inclusive: bool) -> Wanted:
    """Read the filters of a query. Every other name is ignored.

    Our own choice: the names of the last five, `lastUpdateDate` is the day itself, a date that cannot be
    read is refused, and an empty value is none.
    """
    since, until, updated = (_time(query, name) for name in ("since", "until", "lastUpdateDate"))
    status = query.get("status")
    return Wanted(
        since=since and since[0],
        until=until and (until[1] if until_inclusive else until[0]),
        updated_day=updated and updated[0] // DAY,
        website=query.get("websiteId") or None,
        status=status.upper() if status else None,
        assigned=query.get("assignedTo") or None,
        words=query.get("query", "").casefold().strip() or None,
    )


class Selections:
    """Rows that were selected since the last write, so that the next page need not select again."""

    def __init__(self) -> None:
        self._seen: tuple[Contacts, int] | None = None
        self._rows: dict[Wanted, Sequence[int]] = {}

    def rows(self, contacts: Contacts, wanted: Wanted) -> Sequence[int]:
        """Return the numbers of the contacts that are wanted, newest first."""
        state = (contacts, contacts.version)
        if state != self._seen or len(self._rows) >= MOST_KEPT:
            self._seen, self._rows = state, {}
        if wanted not in self._rows:
            self._rows[wanted] = _select(contacts, wanted)
        return self._rows[wanted]


def _select(contacts: Contacts, wanted: Wanted) -> Sequence[int]:
    if wanted.updated_day is None:
        rows = contacts.created_between(wanted.since, wanted.until)
    else:
        rows = contacts.updated_on(wanted.updated_day, wanted.since, wanted.until)
    tests = _tests(contacts, wanted)
    # An array, as a hundred thousand numbers in a list would take four times the room.
    return array("q", (n for n in rows if all(test(n) for test in tests))) if tests else rows


def _tests(contacts: Contacts, wanted: Wanted) -> list[Callable[[int], bool]]:
    tests: list[Callable[[int], bool]] = []
    asked = (wanted.website, wanted.status, wanted.assigned)
    if any(asked):
        tests.append(lambda number: _agrees(contacts.facets(number), asked))
    if (words := wanted.words) is not None:
        tests.append(lambda number: _mentions(contacts.words(number), words))
    return tests


def _agrees(facets: Facets, asked: tuple[str | None, ...]) -> bool:
    return all(value is None or value == facet for value, facet in zip(asked, facets, strict=True))


def _mentions(contact: Mapping[str, object], words: str) -> bool:
    full_name = f"{contact.get('name', '')} {contact.get('lastName', '')}"
    return any(words in str(text).casefold() for text in (full_name, *map(contact.get, WORDS)) if text)


def _time(query: Mapping[str, str], name: str) -> tuple[int, int] | None:
    text = query.get(name)
    if not text:
        return None
    time = read_time(text)
    if time is None:
        raise bad(f"{name} is not a date")
    return time
