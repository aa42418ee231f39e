"""Sorting bundles by columns. Only the columns are read."""

from array import array
from decimal import Decimal, InvalidOperation
from typing import Any

from core.model.results import Progress, SortKey
from core.results.cells import MISSING, Items, Members, Odd, cells_reader
from core.results.lines import Lines
from core.results.moments import in_one_form, is_date, moment
from core.results.numbers import NumbersOut
from core.results.pace import Pace
from core.results.questions import SortRows
from core.results.told import Tell, Written

_EXACT = 16
"""Characters up to which a decimal fraction and the float nearest to it say the same."""


def work(question: SortRows, tell: Tell) -> None:
    """Write the numbers of the bundles in their order."""
    lines = Lines(question.source)
    numbers, columns = _read(lines, question.keys, tell)
    places = list(range(len(numbers)))
    # From the last key to the first: each sort keeps the order of what it finds equal.
    for key, cells in reversed(list(zip(question.keys, columns, strict=True))):
        places = arranged(places, cells, key.descending)
    with NumbersOut(question.out) as out:
        out.append(array("Q", places if lines.rows is None else map(numbers.__getitem__, places)))
    tell(Written(out.count))


def _read(lines: Lines, keys: tuple[SortKey, ...], tell: Tell) -> tuple[list[int], list[list[Any]]]:
    """The numbers of the bundles, and the cells of each column."""
    readers = [cells_reader(key.column, exact) for key in keys]
    columns: list[list[Any]] = [[] for _ in keys]
    numbers: list[int] = []
    pace = Pace()
    for part, texts in lines.batches():
        numbers += part
        for cells, read in zip(columns, readers, strict=True):
            cells += read(texts)
        if pace.due():
            tell(Progress(len(numbers), lines.total))
    tell(Progress(len(numbers), lines.total))
    return numbers, columns


def exact(digits: str) -> float | Decimal:
    """A number that is not whole: a float where that says the same, else a decimal."""
    if len(digits) <= _EXACT and "e" not in digits and "E" not in digits:
        return float(digits)
    try:
        return Decimal(digits)
    except InvalidOperation:  # an exponent of twenty digits
        return Decimal("-Infinity" if digits.startswith("-") else "Infinity")


def arranged(places: list[int], cells: list[Any], descending: bool) -> list[int]:
    """Places sorted by their cells: numbers, texts, no and yes, arrays, objects, or the other way round;
    then, both ways, what is no value, empty texts, nulls, and what is missing."""
    groups: dict[type, list[int]] = {kind: [] for kind in (*_SORTED, *_LAST)}
    kinds = {type(cells[place]) for place in places}
    if len(kinds) == 1:
        (kind,) = kinds
        groups[_FAMILY.get(kind, kind)] = list(places)
    else:
        append = {kind: groups[_FAMILY.get(kind, kind)].append for kind in kinds}
        for place in places:
            append[type(cells[place])](place)
    only_texts = not any(groups[kind] for kind in _SORTED if kind is not str)
    texts = groups[str]
    groups[_Empty] = [place for place in texts if not cells[place]]
    if groups[_Empty]:
        groups[str] = [place for place in texts if cells[place]]
    _sort_numbers(groups[int], cells, descending)
    _sort_texts(groups[str], cells, descending, maybe_dates=only_texts)
    groups[bool].sort(key=cells.__getitem__, reverse=descending)
    for kind in (Items, Members):
        groups[kind].sort(key=lambda place: cells[place].count, reverse=descending)
    in_order = (*(reversed(_SORTED) if descending else _SORTED), *_LAST)
    return [place for kind in in_order for place in groups[kind]]


class _Empty:
    """Texts without a character."""


_SORTED: tuple[type, ...] = (int, str, bool, Items, Members)
_LAST: tuple[type, ...] = (Odd, _Empty, type(None), type(MISSING))
_FAMILY: dict[type, type] = {float: int, Decimal: int}


def _sort_numbers(places: list[int], cells: list[Any], descending: bool) -> None:
    kinds = {type(cells[place]) for place in places}
    if Decimal in kinds and float in kinds:
        # A float is a little beside the digits that it was made of: all by their digits, then.
        amounts = {place: Decimal(repr(cells[place])) for place in places if type(cells[place]) is float}
        places.sort(key=lambda place: amounts.get(place, cells[place]), reverse=descending)
    else:
        places.sort(key=cells.__getitem__, reverse=descending)


def _sort_texts(places: list[int], cells: list[Any], descending: bool, *, maybe_dates: bool) -> None:
    """By letters, not minding case, then exactly; as moments when all are dates."""
    texts = list(map(cells.__getitem__, places))
    if maybe_dates and all(map(is_date, texts)):
        moments = texts if in_one_form(texts) else list(map(moment, texts))
        if None not in moments:
            _sort_by((moments,), places, len(cells), descending)
            return
    folded = list(map(str.casefold, texts))
    _sort_by((texts,) if folded == texts else (texts, folded), places, len(cells), descending)


def _sort_by(keys: tuple[list[Any], ...], places: list[int], size: int, descending: bool) -> None:
    """Sort places, all below `size`, by lists of keys that run beside them; the last list rules."""
    before = list(places)
    are_all = before == list(range(size))
    for key in keys:
        by_place: list[Any] = key if are_all else [None] * size
        if not are_all:
            for place, value in zip(before, key, strict=True):
                by_place[place] = value
        places.sort(key=by_place.__getitem__, reverse=descending)
