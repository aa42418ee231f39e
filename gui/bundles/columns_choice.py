"""Which columns a person wants to see, in what order, how wide, and which stay in sight: pure values.

A choice says only what was decided. Columns that nobody decided on follow what was found, so that a field
which appears for the first time is there.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Literal

import msgspec

from core.model.results import Column, Steps
from gui.bundles.columns_found import worth_showing
from gui.bundles.values import path_text

MOST_AT_FIRST = 100
"""Columns that are shown before anybody chose."""

MOST_SHOWN = 2_000
"""Columns that a table shows at all."""

MOST_KEPT = 1_000
LONGEST_KEPT = 300
"""What is remembered: so many paths of a kind, each of so many characters."""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided. `others` tells what becomes of columns that are in neither `shown` nor `hidden`.

    `order`: columns that were moved, with all that were in sight then. `widths` in device-independent pixels.
    """

    others: Literal["found", "all", "none"] = "found"
    shown: tuple[Steps, ...] = ()
    hidden: tuple[Steps, ...] = ()
    order: tuple[Steps, ...] = ()
    pinned: tuple[Steps, ...] = ()
    widths: tuple[tuple[Steps, int], ...] = ()


AS_FOUND = Choice()


class Layout(msgspec.Struct, frozen=True):
    """The columns of a table, the first `pinned` of which stay in sight."""

    columns: tuple[Steps, ...] = ()
    pinned: int = 0


def laid_out(found: Sequence[Column], choice: Choice) -> Layout:
    """The columns to show."""
    wanted = _wanted(found, choice)
    pinned = [path for path in choice.pinned if path in wanted]
    first = set(pinned)
    columns = pinned + [path for path in _in_order(found, wanted, choice.order) if path not in first]
    return Layout(tuple(columns[:MOST_SHOWN]), len(pinned))


def _wanted(found: Sequence[Column], choice: Choice) -> set[Steps]:
    match choice.others:
        case "found":
            begin: Iterable[Steps] = worth_showing(found)[:MOST_AT_FIRST]
        case "all":
            begin = (column.path for column in found)
        case "none":
            begin = ()
    return (set(begin) | set(choice.shown)) - set(choice.hidden)


def in_full_order(found: Sequence[Column], choice: Choice) -> list[Steps]:
    """All columns, hidden ones as well, in the order of the table: pinned ones first."""
    every = {column.path for column in found} | set(choice.shown)
    pinned = [path for path in choice.pinned if path in every]
    first = set(pinned)
    return pinned + [path for path in _in_order(found, every, choice.order) if path not in first]


def _in_order(found: Sequence[Column], wanted: Collection[Steps], order: Sequence[Steps]) -> list[Steps]:
    """Columns as they were put; those that were not there then, behind what they were found behind."""
    placed = dict.fromkeys(path for path in order if path in wanted)
    ahead: list[Steps] = []
    behind: dict[Steps, list[Steps]] = {}
    anchor: Steps | None = None
    for path in _each_once(found, wanted):
        if path in placed:
            anchor = path
        else:
            (behind.setdefault(anchor, []) if anchor is not None else ahead).append(path)
    together = list(ahead)
    for path in placed:
        together += [path, *behind.get(path, ())]
    return together


def _each_once(found: Sequence[Column], wanted: Collection[Steps]) -> Iterable[Steps]:
    """What is wanted, in the order in which it was found; what was not found comes last, by name."""
    natural = dict.fromkeys(column.path for column in found)
    yield from (path for path in natural if path in wanted)
    yield from sorted((path for path in wanted if path not in natural), key=path_text)


def with_shown(choice: Choice, paths: Iterable[Steps], shown: bool) -> Choice:
    """Show columns, or hide them."""
    those = dict.fromkeys(paths)
    keep = tuple(path for path in (choice.shown if shown else choice.hidden) if path not in those)
    other = tuple(path for path in (choice.hidden if shown else choice.shown) if path not in those)
    added = (*keep, *those)
    pinned = choice.pinned if shown else tuple(path for path in choice.pinned if path not in those)
    return msgspec.structs.replace(
        choice, shown=added if shown else other, hidden=other if shown else added, pinned=pinned
    )


def with_others(choice: Choice, others: Literal["found", "all", "none"]) -> Choice:
    """Show all columns, none, or those that were found worth it: widths stay, and order if not as found."""
    if others == "found":
        return Choice(widths=choice.widths)
    return Choice(others=others, order=choice.order, widths=choice.widths)


def with_order(choice: Choice, order: Sequence[Steps]) -> Choice:
    """Put columns in an order; pinned ones stay before the others."""
    pinned = tuple(path for path in order if path in set(choice.pinned))
    return msgspec.structs.replace(choice, order=tuple(order), pinned=pinned)


def with_pinned(choice: Choice, path: Steps, pinned: bool) -> Choice:
    """Keep a column in sight on the left, or no longer so."""
    others = tuple(one for one in choice.pinned if one != path)
    return msgspec.structs.replace(choice, pinned=(*others, path) if pinned else others)


def with_width(choice: Choice, path: Steps, width: int) -> Choice:
    """Give a column a width."""
    others = tuple(one for one in choice.widths if one[0] != path)
    return msgspec.structs.replace(choice, widths=(*others, (path, width)))


def to_text(choice: Choice) -> str:
    """A choice to be kept; "" for none. Names beyond reason, and halves of characters, are left out."""

    def kept(paths: Sequence[Steps]) -> tuple[Steps, ...]:
        return tuple(path for path in paths if _can_be_kept(path))[-MOST_KEPT:]

    small = Choice(
        others=choice.others,
        shown=kept(choice.shown),
        hidden=kept(choice.hidden),
        order=kept(choice.order),
        pinned=kept(choice.pinned),
        widths=tuple(one for one in choice.widths if _can_be_kept(one[0]))[-MOST_KEPT:],
    )
    return "" if small == AS_FOUND else msgspec.json.encode(small).decode()


def from_text(text: str) -> Choice:
    """A choice that was kept; as found if that cannot be read."""
    try:
        return msgspec.convert(json.loads(text), Choice) if text else AS_FOUND
    except (
        ValueError,
        RecursionError,
        msgspec.ValidationError,
    ):
        return AS_FOUND  # somebody edited the file: no reason to stop


def _can_be_kept(path: Steps) -> bool:
    if sum(len(str(step)) for step in path) > LONGEST_KEPT:
        return False
    return not any("\ud800" <= letter <= "\udfff" for step in path for letter in str(step))
