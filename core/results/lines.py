"""The bundles of a run as the worker reads them: in batches of whole lines, or one large one where it lies.

The files are those of `core/store/spool.py`: a bundle a line, and where each line ends.
"""

import bisect
import os
import sys
from array import array
from collections.abc import Callable, Iterator, Sequence
from io import FileIO
from mmap import ACCESS_READ, mmap
from pathlib import Path

from core.model.errors import DataUnreadable
from core.results.questions import Source

BUNDLES = "bundles.jsonl"
OFFSETS = "bundles.offsets"

BATCH = 256 * 1024
"""Bytes that are read at once: they stay in the processor's cache."""

_ROWS = 256
"""Lines that are read at once in an order other than the file's."""

Numbers = Sequence[int]


def mapped(path: Path) -> mmap | bytes:
    """A file as bytes; one that is not there is empty."""
    try:
        with FileIO(path, "r") as file:
            size = os.fstat(file.fileno()).st_size
            return mmap(file.fileno(), size, access=ACCESS_READ) if size else b""
    except FileNotFoundError:
        return b""


def numbers_in(data: mmap | bytes, count: int) -> Numbers:
    """Little-endian 64-bit numbers, where they lie if the machine counts the same way."""
    view = memoryview(data)[: count * 8]
    if sys.byteorder == "little":
        return view.cast("Q")
    turned = array("Q", bytes(view))
    turned.byteswap()
    return turned


class Lines:
    """The bundles that a question is about. Every line ends with a line break."""

    def __init__(self, source: Source) -> None:
        folder = Path(source.folder)
        self.count = source.count
        """How many bundles there are, whatever rows the question is about."""
        self.path = folder / BUNDLES
        self.text = mapped(self.path)
        """All lines, where they lie."""
        self._ends = numbers_in(mapped(folder / OFFSETS), self.count)
        if len(self._ends) < self.count or (self.count and self._ends[-1] > len(self.text)):
            raise _unreadable("Their files are shorter than they were, or gone.")
        self._rows = numbers_in(mapped(Path(source.rows)), source.row_count) if source.rows else None

    @property
    def total(self) -> int:
        """How many bundles the question is about."""
        return self.count if self._rows is None else len(self._rows)

    @property
    def rows(self) -> Numbers | None:
        """The rows that the question is about; None for all bundles."""
        return self._rows

    @property
    def size(self) -> int:
        """Bytes of all lines."""
        return self._ends[-1] if self.count else 0

    def begin(self, number: int) -> int:
        """Where a line begins in the file."""
        return self._ends[number - 1] if number else 0

    def end(self, number: int) -> int:
        """Where a line ends in the file, its line break included."""
        return self._ends[number]

    def number_at(self, position: int, low: int = 0) -> int:
        """The bundle that a byte of the file belongs to, from `low` on."""
        return bisect.bisect_right(self._ends, position, low)

    def line(self, number: int) -> bytes:
        """The JSON text of one bundle."""
        return self.text[self.begin(number) : self.end(number) - 1]

    def where_it_lies(self, number: int) -> memoryview:
        """As `line`, without a copy."""
        return memoryview(self.text)[self.begin(number) : self.end(number) - 1]

    def membership(self) -> Callable[[int], bool]:
        """A function that tells whether the question is about a bundle."""
        if self._rows is None:
            return lambda number: True
        asked = bytearray(self.count)
        for number in self._rows:
            asked[number] = True
        return lambda number: asked[number] == 1

    def batches(self, *, ascending: bool = False) -> Iterator[tuple[Numbers, list[bytes]]]:
        """Numbers of bundles with their lines, in the order of the question, or ascending."""
        if self._rows is None:
            return self._in_order() if self.count else iter(())
        return self._by_row(sorted(self._rows) if ascending else self._rows)

    def _in_order(self) -> Iterator[tuple[Numbers, list[bytes]]]:
        first = 0
        with FileIO(self.path, "r") as file:
            while first < self.count:
                begin = self.begin(first)
                after = max(first + 1, bisect.bisect_right(self._ends, begin + BATCH, first))
                lines = _exactly(file, self._ends[after - 1] - begin).split(b"\n")
                lines.pop()
                if len(lines) != after - first:
                    raise _unreadable(f"The file {self.path} or the one beside it is damaged.")
                yield range(first, after), lines
                first = after

    def _by_row(self, rows: Numbers) -> Iterator[tuple[Numbers, list[bytes]]]:
        for first in range(0, len(rows), _ROWS):
            numbers = rows[first : first + _ROWS]
            yield numbers, [self.line(number) for number in numbers]


def _unreadable(reason: str) -> DataUnreadable:
    return DataUnreadable("The bundles of this run cannot be read.", reason, "Run the module again.")


def _exactly(file: FileIO, size: int) -> bytes:
    """The next bytes of a file; one read may give fewer."""
    data = file.read(size) or b""
    while len(data) < size and (more := file.read(size - len(data))):
        data += more
    return data
