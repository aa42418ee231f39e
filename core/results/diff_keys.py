"""Which bundle of an older run is which of a newer one: matched by the values at a path, or by position.

Keys are held as 64-bit hashes in compact arrays, in buckets of a few thousand: sixteen bytes a bundle. That
two different keys of a million are taken for the same happens once in ten million comparisons.
"""

from array import array
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from core.model.results import Steps
from core.results.cells import cells_reader
from core.results.diff_file import NONE
from core.results.lines import Lines

_BUCKETS = 64
_WIDE = 2**64 - 1


class Fraction(str):
    """A number that is not whole, as received."""

    __slots__ = ()


class Keys:
    """The keys of the bundles of one run."""

    def __init__(self) -> None:
        self._keys = [array("Q") for _ in range(_BUCKETS)]
        self._numbers = [array("Q") for _ in range(_BUCKETS)]
        self.keyless = array("Q")
        """Bundles without a key."""

    def add(self, number: int, cell: Any) -> None:
        """The cell of a bundle, as `cells_reader(column, Fraction)` reads it."""
        key = key_of(cell)
        if key is None:
            self.keyless.append(number)
        else:
            self._keys[key % _BUCKETS].append(key)
            self._numbers[key % _BUCKETS].append(number)

    def buckets(self) -> Iterator[Iterator[tuple[int, int]]]:
        """Pairs of key and number, in the order of the bundles, a bucket at a time."""
        for keys, numbers in zip(self._keys, self._numbers, strict=True):
            yield zip(keys, numbers, strict=True)


def key_of(cell: Any) -> int | None:
    """A key as a number of 64 bits; None for what identifies nothing: containers, null, an empty text."""
    if type(cell) is str:
        return hash(f"t{cell}") & _WIDE if cell else None
    if type(cell) is int or type(cell) is Fraction:
        return hash(f"n{amount(str(cell))}") & _WIDE
    if type(cell) is bool:
        return hash(f"b{cell}") & _WIDE
    return None


def amount(digits: str) -> str:
    """Digits in the one form that all numbers of the same amount have."""
    power = 0
    if not digits.removeprefix("-").isdigit():
        try:
            sign, places, exponent = Decimal(digits).as_tuple()
        except InvalidOperation:  # an exponent of twenty digits
            return digits
        assert isinstance(exponent, int), "JSON's numbers are finite"
        digits, power = "-" * sign + "".join(map(str, places)), exponent
    kept = digits.rstrip("0")
    return f"{kept}e{power + len(digits) - len(kept)}" if kept not in ("", "-") else "0"


def read_keys(lines: Lines, column: Steps, looked_at: Callable[[int], None]) -> Keys:
    """The keys of all bundles; says how many were looked at."""
    keys, read, done = Keys(), cells_reader(column, Fraction), 0
    for numbers, texts in lines.batches():
        for number, cell in zip(numbers, read(texts), strict=True):
            keys.add(number, cell)
        done += len(texts)
        looked_at(done)
    return keys


class Matched(NamedTuple):
    """`partner[newer]` is the bundle of the older run, or `NONE`; `is_matched[older]` tells the others.

    `repeated`: bundles, of the older run and of the newer one, whose key an earlier one has; `keyless`
    likewise.
    """

    partner: "array[int]"
    is_matched: bytearray
    repeated: tuple[int, int] = (0, 0)
    keyless: tuple[int, int] = (0, 0)

    def match(self, older: int, newer: int) -> None:
        """These two are one."""
        self.partner[newer] = older
        self.is_matched[older] = 1


def nothing_matched(older: int, newer: int) -> Matched:
    """The beginning, for so many bundles."""
    return Matched(array("Q", [NONE]) * newer, bytearray(older))


def by_position(older: int, newer: int) -> Matched:
    """The first with the first, and so on; `older` and `newer` are how many there are."""
    both = min(older, newer)
    rest = array("Q", [NONE]) * (newer - both)
    return Matched(array("Q", range(both)) + rest, bytearray(b"\1" * both + b"\0" * (older - both)))


def by_keys(older: Keys, newer: Keys, sizes: tuple[int, int]) -> Matched:
    """Bundles with the same key, the first with the first of them; those without one likewise."""
    found = nothing_matched(*sizes)
    repeated_older = repeated_newer = 0
    for before, after in zip(older.buckets(), newer.buckets(), strict=True):
        waiting, further = _waiting(before)
        repeated_older += sum(map(len, further.values()))
        seen: set[int] = set()
        for key, number in after:
            repeated_newer += key in seen
            seen.add(key)
            partner = waiting.pop(key, None)
            if partner is not None:
                found.match(partner, number)
                if further.get(key):
                    waiting[key] = further[key].popleft()
    for one, other in zip(older.keyless, newer.keyless, strict=False):
        found.match(one, other)
    keyless = (len(older.keyless), len(newer.keyless))
    return found._replace(repeated=(repeated_older, repeated_newer), keyless=keyless)


def _waiting(bundles: Iterator[tuple[int, int]]) -> tuple[dict[int, int], dict[int, deque[int]]]:
    """The first bundle of each key, and the further ones."""
    first: dict[int, int] = {}
    further: dict[int, deque[int]] = defaultdict(deque)
    for key, number in bundles:
        if first.setdefault(key, number) != number:
            further[key].append(number)
    return first, further
