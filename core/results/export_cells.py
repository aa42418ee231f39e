"""Bundles as the cells of chosen columns, a batch at a time.

A cell is one of

    str             a text, or the JSON text of an object or an array
    int             a whole number
    whatever `fraction` made of the digits of any other number
    True, False, None
    MISSING         there is no such value
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec import Raw

from core.model.results import Steps
from core.results.cells import MISSING
from core.results.export_paths import Branch, Fraction, PathReader, tree_of
from core.results.export_plan import Level, Plan
from core.results.levels import whole
from core.results.mistakes import first_mistake

_MINUS_ZERO = re.compile(rb"[:\s,\[]-0[\s,}\]]")

Cells = Sequence[Any]
_astuple = msgspec.structs.astuple


class CellsReader:
    """Turns lines into columns of cells. Only what the columns show is decoded."""

    def __init__(self, columns: Sequence[Steps], fraction: Fraction) -> None:
        self._count = len(columns)
        self._fraction = fraction
        self._root = tree_of(columns)
        self._by_path = PathReader(fraction)
        self._whole: list[int] = []
        if not self._root.is_leaf:  # beside columns that open it, a bundle has one only if it is no object
            self._whole, self._root.columns = self._root.columns, []
        self._plan = Plan(self._root, fraction)
        self.unreadable = 0
        """Bundles that are no JSON."""

    @property
    def halves(self) -> int:
        """Texts with half a character, which was replaced."""
        return self._by_path.halves

    def read(self, lines: Sequence[bytes]) -> list[Cells]:
        """The cells of each column."""
        if self._by_path.met_more:  # now it is known better what is where
            self._by_path.met_more = False
            self._plan = Plan(self._root, self._fraction)
        found: list[Cells] = [[MISSING] * len(lines) for _ in range(self._count)]
        values, odd = self._plan.decoded(lines)
        self._spread(values, self._plan.level, found)
        self.unreadable += sum(first_mistake(lines[row]) is not None for row in odd)
        for row in (*odd, *_to_read_otherwise(found, lines)):
            self._put(row, self._by_path.cells(lines[row], self._root), found)
        if self._whole:
            self._add_whole(values, lines, found)
        return found

    def _spread(self, values: Sequence[Any], level: Level, found: list[Cells]) -> None:
        """Put the members of decoded objects into their columns."""
        struct = level.struct
        blank = (MISSING,) * len(level.parts)
        rows = [_astuple(value) if type(value) is struct else blank for value in values]
        for cells, (branch, part) in zip(zip(*rows, strict=True), level.parts, strict=True):
            if isinstance(part, Level):
                self._spread(cells, part, found)
            elif part == "as it is":
                self._take_apart(cells, branch, found)
            else:
                for column in branch.columns:
                    found[column] = cells

    def _take_apart(self, raws: Sequence[Any], branch: Branch, found: list[Cells]) -> None:
        """Values that were left as they are: they may be anything, and columns may show what is in them."""
        if branch.is_leaf:
            cells = [raw if raw is MISSING else self._cell(raw) for raw in raws]
            for column in branch.columns:
                found[column] = cells
            return
        for row, raw in enumerate(raws):
            if raw is not MISSING:
                self._put(row, self._by_path.cells(bytes(raw), branch), found)

    def _cell(self, raw: Raw) -> Any:
        try:
            text = str(raw, "utf-8")
        except UnicodeDecodeError:
            text = ""
        if text[:1] in ("{", "["):
            return text
        inside = bytes(raw)
        return self._by_path.cell(inside, 0, len(inside))

    def _add_whole(self, values: Sequence[Any], lines: Sequence[bytes], found: list[Cells]) -> None:
        struct = self._plan.level.struct
        for row, line in enumerate(lines):
            if type(values[row]) is not struct:
                node = whole(line)
                if node.kind != "object":
                    cell = self._by_path.cell(line, node.start, node.end)
                    self._put(row, ((column, cell) for column in self._whole), found)

    def _put(self, row: int, cells: Iterable[tuple[int, Any]], found: list[Cells]) -> None:
        for column, cell in cells:
            there = found[column]
            if not isinstance(there, list):
                there = found[column] = list(there)
            there[row] = cell


def _to_read_otherwise(found: list[Cells], lines: Sequence[bytes]) -> set[int]:
    """Bundles with what the decoder does not keep: the text of objects and arrays, and the digits of -0."""
    rows: set[int] = set()
    for cells in found:
        kinds = set(map(type, cells))
        if dict in kinds or list in kinds:
            rows.update(row for row, cell in enumerate(cells) if type(cell) in (dict, list))
        if int in kinds and 0 in cells:
            zeros = (row for row, cell in enumerate(cells) if type(cell) is int and not cell)
            rows.update(row for row in zeros if _MINUS_ZERO.search(lines[row]))
    return rows
