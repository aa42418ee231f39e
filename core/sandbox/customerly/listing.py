"""Lists of contacts: which page a query asks for, and in which order. The first page is 0."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from core.sandbox.customerly.people import People
from core.sandbox.customerly.records import Contact, Kind
from core.sandbox.customerly.refusals import bad

DEFAULT_PAGE = 50
LONGEST_PAGE = 100
"""Our own choice: a longer page is cut down to this, silently."""
FARTHEST = 10**12
"""A greater number in a query counts as this one."""
MOST_KEPT = 8
"""Orders of a list that are kept."""

Order: TypeAlias = tuple[Kind, str, bool]
"""List, column ("": newest first), and whether descending."""

ORDERS: dict[str, Callable[[Contact], str | int | None]] = {
    "name": lambda contact: contact.name and contact.name.casefold(),
    "email": lambda contact: contact.email and contact.email.casefold(),
    "user_id": lambda contact: contact.user_id and contact.user_id.casefold(),
    "crmhero_user_id": lambda contact: contact.crmhero_user_id,
    "first_seen_at": lambda contact: contact.first_seen_at,
    "last_activity": lambda contact: contact.last_activity,
    "last_update": lambda contact: contact.last_update,
}
"""Columns that a list can be sorted by. Our own choice: any other is refused."""


def read_page(query: Mapping[str, str]) -> tuple[int, int]:
    """Return number and length of the page asked for. Our own choice: anything but a number is refused."""
    number, length = _number(query, "page", 0), _number(query, "per_page", DEFAULT_PAGE)
    if length < 1:
        raise bad("per_page must be at least 1")
    return number, min(length, LONGEST_PAGE)


def read_order(kind: Kind, query: Mapping[str, str]) -> Order:
    """Return the order asked for. Our own choice: ascending unless said otherwise; no column, newest first.

    An empty parameter counts as not sent.
    """
    column, direction = query.get("sort", ""), query.get("sort_direction", "") or "asc"
    if column and column not in ORDERS:
        raise bad(f"sort must be one of {', '.join(ORDERS)}")
    if direction not in ("asc", "desc"):
        raise bad("sort_direction must be asc or desc")
    return kind, column, bool(column) and direction == "desc"


class Listing:
    """Lists in the order asked for, kept until something is written."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Drop everything kept, because the data begins anew."""
        self._version = -1
        self._rows: dict[Order, Sequence[int]] = {}

    def page(self, people: People, kind: Kind, query: Mapping[str, str]) -> Sequence[int]:
        """Return the numbers of the contacts on the page asked for; none past the end."""
        number, length = read_page(query)
        order = read_order(kind, query)
        if people.version != self._version or len(self._rows) >= MOST_KEPT:
            self._version, self._rows = people.version, {}
        if order not in self._rows:
            self._rows[order] = _ordered(people, order)
        return self._rows[order][number * length : (number + 1) * length]


def _ordered(people: People, order: Order) -> Sequence[int]:
    """Sort a list. Our own choice: letters in any case; contacts without a value last, both ways."""
    kind, column, descending = order
    rows = people.rows(kind)
    if not column:
        return rows
    keyed = [(ORDERS[column](people.get(number)), number) for number in rows]
    with_key = [(key, number) for key, number in keyed if key is not None]
    with_key.sort(key=lambda row: row[0], reverse=descending)
    return [number for _, number in with_key] + [number for key, number in keyed if key is None]


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal()):
        raise bad(f"{name} must be a whole number from 0")
    return int(text) if len(text) <= 12 else FARTHEST
