"""What the palette offers, and in which order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from PySide6.QtGui import QIcon

from gui.palette.match import Match, match

Group = Literal["modules", "connections", "runs", "settings", "actions"]

TITLES: dict[Group, str] = {
    "modules": "Modules",
    "connections": "Connections",
    "runs": "Runs",
    "settings": "Settings",
    "actions": "Actions",
}
"""Every group, in the order in which they stand where nothing else decides."""

RECENT = "Recent"

_MOST = 8
"""Entries of a group that are shown."""

_MOST_AT_FIRST: dict[Group, int] = {"actions": 8, "runs": 5}
"""And before anything is typed."""

_BEFORE, _CANNOT = 12.0, 40.0
"""What it is worth to have been chosen lately, and what it costs not to be possible now."""


class Entry(NamedTuple):
    """Something that can be gone to or done. `key` names it from start to start."""

    key: str
    group: Group
    label: str
    do: Callable[[], object]
    about: str = ""
    icon: QIcon | None = None
    words: str = ""
    """Further words that it is found by."""
    keys: str = ""
    """Its shortcut, as this system writes it."""
    why_not: str = ""
    """Why it cannot be done now; "" when it can."""


class Found(NamedTuple):
    """An entry, and which letters of its label were typed."""

    entry: Entry
    places: frozenset[int] = frozenset()


Row = str | Found
"""A heading, or an entry."""


def arranged(groups: Mapping[Group, Sequence[Entry]], query: str, recent: Sequence[str] = ()) -> list[Row]:
    """What is shown: the group of the best match first; before anything is typed, what was chosen lately."""
    return _matching(groups, query, recent) if query.strip() else _at_first(groups, recent)


def _at_first(groups: Mapping[Group, Sequence[Entry]], recent: Sequence[str]) -> list[Row]:
    by_key = {entry.key: entry for entries in groups.values() for entry in entries}
    lately = [by_key[key] for key in recent if key in by_key and not by_key[key].why_not][:_MOST]
    rows: list[Row] = [RECENT, *map(Found, lately)] if lately else []
    for group, most in _MOST_AT_FIRST.items():
        possible = [one for one in groups.get(group, ()) if not one.why_not and one not in lately]
        if possible:
            rows += [TITLES[group], *map(Found, possible[:most])]
    return rows


def _matching(groups: Mapping[Group, Sequence[Entry]], query: str, recent: Sequence[str]) -> list[Row]:
    found: list[tuple[float, Group, list[Found]]] = []
    for group in TITLES:
        ranked = sorted(_ranked(groups.get(group, ()), query, recent), key=lambda one: -one[0])[:_MOST]
        if ranked:
            found.append((ranked[0][0], group, [one for _, one in ranked]))
    found.sort(key=lambda one: -one[0])
    rows: list[Row] = []
    for _, group, entries in found:
        rows += [TITLES[group], *entries]
    return rows


def _ranked(entries: Iterable[Entry], query: str, recent: Sequence[str]) -> Iterable[tuple[float, Found]]:
    for entry in entries:
        fits: Match | None = match(query, entry.label, f"{entry.about} {entry.words}")
        # What cannot be done now is shown to who asks for it by name, and is in nobody else's way.
        if fits is not None and (fits.places or not entry.why_not):
            score = fits.score + _BEFORE * (entry.key in recent) - _CANNOT * bool(entry.why_not)
            yield score, Found(entry, fits.places)
