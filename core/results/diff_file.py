"""Differences in a file: three numbers each, the kind and the bundles of the older and of the newer run."""

from pathlib import Path

from core.model.diff import Difference, DifferenceKind
from core.results.numbers import NumbersFile

KINDS: tuple[DifferenceKind, ...] = ("removed", "changed", "added")
REMOVED, CHANGED, ADDED = range(len(KINDS))
"""How a kind is written."""

NONE = 2**64 - 1
"""No bundle."""

WIDTH = 3
"""Numbers of a difference."""


class DifferencesFile(NumbersFile):
    """`core.model.diff.Differences` in a file."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, WIDTH)

    def __getitem__(self, number: int) -> Difference:
        at = self._checked(number) * WIDTH
        kind, older, newer = self._view[at : at + WIDTH]
        return Difference(KINDS[kind], _number(older), _number(newer))


def _number(written: int) -> int | None:
    return None if written == NONE else written
