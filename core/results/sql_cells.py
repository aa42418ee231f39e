"""Cells of bundles as SQL knows them: text, integer, real or NULL."""

import re
from collections.abc import Sequence
from typing import Any

from msgspec import UnsetType

from core.model.results import Steps
from core.results.cells import MISSING
from core.results.export_cells import Cells, CellsReader

LEAST, MOST = -(2**63), 2**63 - 1
"""Whole numbers that SQL has; others are texts of their digits."""

_WHOLE = re.compile(r"-?[0-9]{1,19}")
_BEYOND = (float("inf"), float("-inf"))


def number(digits: str) -> int | float | str:
    """A number by its digits as received; one that SQL does not have stays its digits."""
    if _WHOLE.fullmatch(digits):
        whole = int(digits)
        return whole if LEAST <= whole <= MOST else digits
    if digits.lstrip("-").isdigit():
        return digits
    amount = float(digits)
    return digits if amount in _BEYOND else amount


class SqlCells:
    """Reads columns of bundles. Missing values and null are NULL, objects and arrays their JSON text."""

    def __init__(self, columns: Sequence[Steps]) -> None:
        self._reader = CellsReader(columns, number)

    def read(self, lines: Sequence[bytes]) -> list[Cells]:
        """The cells of each column; True and False stand for 1 and 0."""
        return [_known(cells) for cells in self._reader.read(lines)]


def _known(cells: Cells) -> Cells:
    kinds = set(map(type, cells))
    if UnsetType in kinds:
        cells = [None if cell is MISSING else cell for cell in cells]
    if int in kinds:
        whole = cells if len(kinds) == 1 else [cell for cell in cells if type(cell) is int]
        if max(whole) > MOST or min(whole) < LEAST:
            return [_within(cell) if type(cell) is int else cell for cell in cells]
    return cells


def _within(whole: int) -> Any:
    return whole if LEAST <= whole <= MOST else str(whole)
