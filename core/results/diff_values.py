"""Where two JSON values differ, found without decoding what is alike.

Level by level: members and items stay slices of the text, and those of the same bytes are passed over. What
is left at the end are single values, which are compared by what they say.
"""

import sys
from codecs import BOM_UTF8
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

import msgspec
from msgspec import Raw

from core.model.diff import EVERY_ITEM
from core.model.results import Steps
from core.results.scan import ARRAY, OBJECT, Broken, after_space, end_of_value, members
from core.results.texts import readable

DEEPEST = 50
"""Levels that are opened; what lies deeper is compared as text."""

_DIGITS = b"-0123456789"

_members = msgspec.json.Decoder(dict[str, Raw]).decode
_items = msgspec.json.Decoder(list[Raw]).decode

Slice = Raw | bytes


class Ignored:
    """Paths that are left out, as seen from one value."""

    __slots__ = ("_below", "_paths", "all")

    def __init__(self, paths: Iterable[Steps] = ()) -> None:
        self._paths = tuple(paths)
        self._below: dict[str, Ignored] = {}
        self.all = () in self._paths
        """Whether the value itself is left out."""

    def __bool__(self) -> bool:
        return bool(self._paths)

    def at(self, step: str | int) -> "Ignored":
        """What is left out of the value at a step."""
        if not self._paths:
            return self
        if isinstance(step, int):
            return Ignored(path[1:] for path in self._paths if path and path[0] in (step, EVERY_ITEM))
        if step not in self._below:
            self._below[step] = Ignored(path[1:] for path in self._paths if path and path[0] == step)
        return self._below[step]


NOTHING = Ignored()
"""All counts."""


def trimmed(text: bytes) -> bytes:
    """A bundle's text without what may stand around it."""
    return text.removeprefix(BOM_UTF8).strip(b" \t\r\n")


def differing(older: bytes, newer: bytes, ignored: Ignored = NOTHING) -> set[Steps]:
    """The paths at which two values differ, items by `EVERY_ITEM`; () when they are different altogether.
    The texts begin and end with their value."""
    search = _Search(sys.maxsize, exact=False)
    search.compare(older, newer, (), ignored)
    return set(search.found)


def changes(
    older: bytes, newer: bytes, ignored: Ignored = NOTHING, most: int = 20_000
) -> dict[Steps, tuple[bytes | None, bytes | None]]:
    """As `differing`, each item by its number, with both values as received, None for none. About so many
    at the most, the first ones."""
    search = _Search(most, exact=True)
    search.compare(older, newer, (), ignored)
    return search.found


class _Search:
    """Gathers what differs."""

    def __init__(self, most: int, *, exact: bool) -> None:
        self.found: dict[Steps, tuple[bytes | None, bytes | None]] = {}
        self._most = most
        self._exact = exact

    def compare(self, older: bytes, newer: bytes, path: Steps, ignored: Ignored) -> None:
        """Look at two values."""
        if older == newer or ignored.all or len(self.found) >= self._most:
            return
        kind = older[:1]
        if kind == newer[:1] and kind in (b"{", b"["):
            look = self._members if kind == b"{" else self._items
            is_told = len(path) < DEEPEST and look(older, newer, path, ignored)
        else:
            is_told = same_value(older, newer)
        if not is_told:
            self.found[path] = older, newer

    def _members(self, older: bytes, newer: bytes, path: Steps, ignored: Ignored) -> bool:
        """Look at two objects; False when one of them breaks."""
        before, after = members_of(older), members_of(newer)
        if before is None or after is None:
            return False
        gone = 0
        for name, one in before.items():
            other = after.get(name)
            if one == other:
                continue
            if other is not None:
                self.compare(bytes(one), bytes(other), (*path, name), ignored.at(name))
                continue
            gone += 1
            if not ignored.at(name).all:
                self.found[(*path, name)] = bytes(one), None
        if len(after) > len(before) - gone:
            for name, other in after.items():
                if name not in before and not ignored.at(name).all:
                    self.found[(*path, name)] = None, bytes(other)
        return True

    def _items(self, older: bytes, newer: bytes, path: Steps, ignored: Ignored) -> bool:
        """Look at two arrays; False when one of them breaks."""
        before, after = items_of(older), items_of(newer)
        if before is None or after is None:
            return False
        for number, (one, other) in enumerate(zip(before, after, strict=False), 1):
            if one != other:
                self.compare(bytes(one), bytes(other), self._item(path, number), ignored.at(number))
        both = min(len(before), len(after))
        for number in range(both + 1, max(len(before), len(after)) + 1):
            place = self._item(path, number)
            if ignored.at(number).all or (place in self.found and not self._exact):
                continue
            if len(self.found) >= self._most:
                break
            in_both = (side[number - 1] if number <= len(side) else None for side in (before, after))
            gone, came = (None if one is None else bytes(one) for one in in_both)
            self.found[place] = gone, came
        return True

    def _item(self, path: Steps, number: int) -> Steps:
        return (*path, number if self._exact else EVERY_ITEM)


def members_of(text: bytes) -> dict[str, Slice] | None:
    """The members of an object, the last one of each name; None for what breaks."""
    try:
        return dict(_members(text))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    if not _is_whole(text, OBJECT):
        return None
    try:
        return {
            readable(text[one.name_start + 1 : one.name_end - 1]): text[one.start : one.end]
            for one in members(text, 0, len(text))
        }
    except Broken:
        return None


def items_of(text: bytes) -> list[Slice] | None:
    """The items of an array; None for what breaks."""
    try:
        return list(_items(text))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    if not _is_whole(text, ARRAY):
        return None
    try:
        return [text[one.start : one.end] for one in members(text, 0, len(text))]
    except Broken:
        return None


def _is_whole(text: bytes, kind: int) -> bool:
    """Whether a container begins here, and nothing follows it."""
    if not text or text[0] != kind:
        return False
    try:
        return after_space(text, end_of_value(text, 0, len(text)), len(text)) == len(text)
    except Broken:
        return False


def same_value(older: bytes, newer: bytes) -> bool:
    """Whether two single values say the same: texts that read alike, numbers of the same amount."""
    if older == newer:
        return True
    if older[:1] == b'"' == newer[:1]:
        return readable(older[1:-1]) == readable(newer[1:-1])
    if older[:1] in _DIGITS and newer[:1] in _DIGITS:
        try:
            return Decimal(older.decode()) == Decimal(newer.decode())
        except (InvalidOperation, UnicodeDecodeError):  # no number, or an exponent of twenty digits
            return False
    return False
