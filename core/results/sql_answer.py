"""The rows of an answer in a folder of their own, as bundles lie in theirs: a line each and where it ends."""

import math
from array import array
from collections.abc import Sequence
from io import FileIO
from itertools import accumulate
from pathlib import Path
from typing import Any

import msgspec

from core.model.amounts import counted
from core.private_files import private_file
from core.results.export_forms import was
from core.results.lines import BUNDLES, OFFSETS
from core.results.numbers import NumbersOut

LONGEST = 1_000_000
"""Characters of a text in an answer, and digits of a blob."""

_AT_ONCE = 500
"""Rows that are written together, unless they are large."""

_MUCH = 1_000_000
"""Bytes of rows that are written together, about."""

_encode = msgspec.json.Encoder().encode
_WITH_ITS_END = (1).__add__


class AnswerOut:
    """An answer that is being written. `rows` may be read."""

    def __init__(self, folder: str, columns: Sequence[str], most_bytes: int) -> None:
        self._names = tuple(columns)
        self._lines = FileIO(Path(folder) / BUNDLES, "xb", opener=private_file)
        self._ends = NumbersOut(str(Path(folder) / OFFSETS))
        self._most_bytes = most_bytes
        self._waiting: list[tuple[Any, ...]] = []
        self._at_once = 1
        self._size = self._cut = 0
        self.rows = 0

    @property
    def count(self) -> int:
        """Rows, those among them that wait."""
        return self.rows + len(self._waiting)

    @property
    def is_full(self) -> bool:
        """Whether there are as many bytes as there may be."""
        return self._size >= self._most_bytes

    def add(self, row: tuple[Any, ...]) -> None:
        """Append a row."""
        self._waiting.append(row)
        if len(self._waiting) >= self._at_once:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if not self._waiting:
            return
        columns = [self._written(cells) for cells in zip(*self._waiting, strict=True)]
        names = self._names
        lines = [_encode(dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True)]
        ends = array("Q", accumulate(map(_WITH_ITS_END, map(len, lines)), initial=self._size))
        rest = memoryview(b"\n".join((*lines, b"")))
        while rest:
            rest = rest[self._lines.write(rest) :]
        self._ends.append(ends[1:])
        each = (ends[-1] - self._size) // len(lines)
        self._at_once = max(1, min(_AT_ONCE, 2 * self._at_once, _MUCH // each))
        self._size = ends[-1]
        self.rows += len(lines)
        self._waiting.clear()

    def close(self) -> None:
        """All was added."""
        self.flush()
        self.release()

    def release(self) -> None:
        """Let go of the files as they are."""
        self._lines.close()
        self._ends.close()

    def notes(self) -> tuple[str, ...]:
        """Sentences about what was cut."""
        if not self._cut:
            return ()
        are = counted(self._cut, "value is", "values are")
        return (f"{are} longer than {LONGEST:,} characters and {was(self._cut)} cut.",)

    def _written(self, cells: Sequence[Any]) -> Sequence[Any]:
        kinds = set(map(type, cells))
        if float in kinds:
            cells = [_amount(cell) if type(cell) is float else cell for cell in cells]
        if bytes in kinds:
            cells = [_digits(cell) if type(cell) is bytes else cell for cell in cells]
            kinds.add(str)
        if str in kinds and max(len(cell) for cell in cells if type(cell) is str) > LONGEST:
            cells = [self._shortened(cell) if type(cell) is str else cell for cell in cells]
        return cells

    def _shortened(self, text: str) -> str:
        if len(text) <= LONGEST:
            return text
        self._cut += 1
        return text[:LONGEST]


def _amount(amount: float) -> float | str:
    """A number that JSON can hold; the infinite ones as SQL names them."""
    if math.isfinite(amount):
        return amount
    return "Infinity" if amount > 0 else "-Infinity"


def _digits(blob: bytes) -> str:
    return f"x'{blob[: LONGEST // 2 + 1].hex()}'"
