"""What can be exported or copied now: all bundles, those of the table as it is arranged, those chosen."""

import asyncio
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import overload

import msgspec

from core.model.errors import TrunklineError
from core.model.results import Rows, Steps
from gui.bundles.decoded import Asked
from gui.bundles.table_view import Area

_AT_ONCE = 20_000
"""Numbers that are looked up before the window gets a turn."""


class Chosen(Sequence[int]):
    """The bundles in chosen rows of a table, in its order: looked up when they are asked for, however many.

    `rows` of a table that is sorted or filtered; in any other a row has the bundle of its number.
    """

    def __init__(self, spans: Iterable[range] = (), rows: Rows | None = None) -> None:
        self._spans = _apart(spans)
        self._ends = list(accumulate(map(len, self._spans)))
        self._rows = rows

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[int]: ...
    def __getitem__(self, place: int | slice) -> int | Sequence[int]:
        """The bundle at a place, or those from one place to another."""
        if isinstance(place, slice):
            return self._between(*place.indices(len(self))[:2])
        if not 0 <= place < len(self):
            raise IndexError(f"There is no place {place}; there are {len(self)}.")
        return self._between(place, place + 1)[0]

    def _between(self, first: int, stop: int) -> list[int]:
        found: list[int] = []
        for number in range(bisect_right(self._ends, first), len(self._spans)):
            span = self._spans[number]
            begin = self._ends[number] - len(span)
            rows = span[max(first - begin, 0) : max(stop - begin, 0)]
            if not rows:
                break
            found.extend(rows if self._rows is None else map(self._rows.__getitem__, rows))
        return found


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to ask, and what there is. `rows` None: the table shows all bundles as they came.

    `columns` are those that the table shows, `chosen_columns` those in which cells are chosen. `name` is what
    the bundles are called, for a file.
    """

    asked: Asked
    name: str
    total: int
    rows: Rows | None = None
    columns: tuple[Steps, ...] = ()
    chosen: Sequence[int] = ()
    chosen_columns: tuple[Steps, ...] = ()

    def cells(self) -> int:
        """How many cells are chosen."""
        return len(self.chosen) * len(self.chosen_columns)


def chosen_in(
    areas: Iterable[Area], columns: Sequence[Steps], rows: Rows | None
) -> tuple[Chosen, tuple[Steps, ...]]:
    """The bundles and the columns that selected areas of a table touch."""
    areas = list(areas)
    sections = sorted({section for one in areas for section in range(one.left, one.right + 1)})
    chosen = Chosen((range(one.top, one.bottom + 1) for one in areas), rows)
    return chosen, tuple(columns[section] for section in sections if section < len(columns))


async def looked_up(bundles: Sequence[int]) -> Sequence[int]:
    """The numbers themselves, without keeping the window waiting. Raises a `TrunklineError` when the view
    that they are from is left meanwhile."""
    found = array("Q")
    try:
        for first in range(0, len(bundles), _AT_ONCE):
            found.extend(bundles[first : first + _AT_ONCE])
            await asyncio.sleep(0)
    except IndexError as error:
        raise TrunklineError(
            "The chosen bundles are not known any more.",
            "The table was sorted or filtered anew meanwhile.",
            "Choose them again.",
        ) from error
    return found


def _apart(spans: Iterable[range]) -> list[range]:
    """Spans in order, those that touch made one."""
    apart: list[range] = []
    for span in sorted(spans, key=lambda one: one.start):
        if apart and span.start <= apart[-1].stop:
            apart[-1] = range(apart[-1].start, max(apart[-1].stop, span.stop))
        elif span:
            apart.append(span)
    return apart
