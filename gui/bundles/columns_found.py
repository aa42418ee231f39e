"""Which columns there are: a first answer from a few bundles, at once, until all have been looked at."""

import re
import time
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from core.model.results import Column, Steps
from gui.bundles.table_lines import Line, kind_of, text_in

SAMPLE_BUNDLES = 60
SAMPLE_SECONDS = 0.008
"""How much is looked at for the first answer: so many bundles, in that time."""

MOST_SAMPLED = 500
"""Columns of the first answer."""

_DEEPEST = 8
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)?")
_LONGEST_DATE = 40

_COUNTED_AS = {
    "number": "numbers",
    "boolean": "booleans",
    "null": "nulls",
    "object": "objects",
    "array": "arrays",
}


class Sample:
    """Counts the cells of some bundles by column."""

    def __init__(self) -> None:
        self.bundles = 0
        self._counts: dict[Steps, dict[str, int]] = {}
        self._inside: dict[Steps, list[Steps]] = {}

    def add(self, line: Line) -> None:
        """Look at a bundle."""
        self.bundles += 1
        whole = line.undecoded()
        if kind_of(whole) == "object":
            self._open(line, ())
        else:
            self._count((), _counted_as(whole))

    def columns(self) -> tuple[Column, ...]:
        """What was found, in the order of appearance, what lies in an object side by side."""
        order = [(), *self._in_order(())] if () in self._counts else list(self._in_order(()))
        return tuple(self._column(path, self._counts[path]) for path in order)

    def _column(self, path: Steps, counts: dict[str, int]) -> Column:
        return Column(path=path, missing=self.bundles - sum(counts.values()), **counts)

    def _in_order(self, path: Steps) -> Iterable[Steps]:
        for inner in self._inside.get(path, ()):
            yield inner
            yield from self._in_order(inner)

    def _open(self, line: Line, path: Steps) -> None:
        for name, found in line.members(path):
            inner = (*path, name)
            if inner not in self._counts:
                if len(self._counts) >= MOST_SAMPLED:
                    return
                self._inside.setdefault(path, []).append(inner)
            kind = _counted_as(found)
            self._count(inner, kind)
            if kind == "objects" and len(inner) < _DEEPEST:
                self._open(line, inner)

    def _count(self, path: Steps, kind: str) -> None:
        counts = self._counts.setdefault(path, {})
        counts[kind] = counts.get(kind, 0) + 1


def _counted_as(found: Any) -> str:
    kind = kind_of(found)
    if kind != "text":
        return _COUNTED_AS.get(kind, "odd")
    text = text_in(found) if isinstance(found, msgspec.Raw) else found
    if not text:
        return "empty"
    return "dates" if looks_like_date(text) else "texts"


def looks_like_date(text: str) -> bool:
    """Whether a text is an ISO date, with or without a time."""
    return len(text) <= _LONGEST_DATE and _DATE.fullmatch(text) is not None


def sampled(lines: Iterable[Line | None]) -> tuple[Column, ...]:
    """The columns of some bundles; those that take long are passed over, and no more time is spent than a
    person would notice. Where nothing else is found, a column with the bundles as they are."""
    sample, began = Sample(), time.perf_counter()
    for line in lines:
        if line is not None:
            sample.add(line)
        if time.perf_counter() - began > SAMPLE_SECONDS:
            break
    return sample.columns() or (Column(path=(), odd=1),)


def worth_showing(columns: Sequence[Column]) -> list[Steps]:
    """The columns to begin with: all but objects whose members are columns of their own, unless something
    other than objects is among them."""
    opened = {column.path[:-1] for column in columns if column.path}
    return [column.path for column in columns if column.path not in opened or _has_values(column)]


def _has_values(column: Column) -> bool:
    return bool(
        column.texts or column.dates or column.numbers or column.booleans or column.arrays or column.odd
    )


def is_numeric(column: Column) -> bool:
    """Whether a column is mostly numbers, and stands right."""
    return column.numbers > column.texts + column.dates + column.booleans + column.arrays + column.objects


def unlike_objects(columns: Sequence[Column], unreadable: int) -> tuple[Column, ...]:
    """The columns, with one for whole bundles where some of them are no JSON."""
    if unreadable and not any(column.path == () for column in columns):
        return (Column(path=(), odd=unreadable), *columns)
    return tuple(columns)
