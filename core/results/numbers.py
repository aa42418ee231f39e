"""Answers in files: little-endian unsigned 64-bit numbers, appended by a worker, mapped by who asked."""

import bisect
import contextlib
import sys
from array import array
from collections.abc import Sequence
from io import FileIO
from mmap import ACCESS_READ, mmap
from pathlib import Path

from core.model.results import Hit
from core.private_files import private_file
from core.results.lent import Lent

WIDTH = 8
"""Bytes of a number."""

HIT = 3
"""Numbers of a hit: the bundle, and the bytes where it begins and ends."""


class NumbersOut:
    """A new file of numbers."""

    def __init__(self, path: str) -> None:
        self._file = FileIO(path, "xb", opener=private_file)
        self.count = 0

    def append(self, numbers: "array[int]") -> None:
        """Write numbers (type "Q"); they are in the file when this returns. Turns them round if need be."""
        if not numbers:
            return
        if sys.byteorder == "big":
            numbers.byteswap()
        rest = memoryview(numbers).cast("B")
        while rest:
            rest = rest[self._file.write(rest) :]
        self.count += len(numbers)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def __enter__(self) -> "NumbersOut":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class NumbersFile:
    """A file of numbers that another process writes. `tell` says how many may be read."""

    def __init__(self, path: Path, width: int = 1) -> None:
        self.path = path
        self._width = width
        self.told = self._count = 0
        """How many there are, by what was told; seen after `refresh()`."""
        self._map: mmap | None = None
        self._view: Sequence[int] = ()
        self._lent = Lent(self._remove)

    def tell(self, count: int) -> None:
        """So many are there now; they are seen after `refresh()`. May be called from any thread."""
        self.told = count

    def __len__(self) -> int:
        return self._count

    def refresh(self) -> int:
        """Look again how many there are; gives that number."""
        told = 0 if self._lent.given_up else self.told
        if told != self._count:
            self._unmap()
            with FileIO(self.path, "r") as file:
                self._map = mmap(file.fileno(), told * self._width * WIDTH, access=ACCESS_READ)
            self._view = _numbers(self._map)
            self._count = told
        return told

    def close(self) -> None:
        """Let go of the file, and remove it once nobody reads it any more."""
        self._unmap()
        self._count = 0
        self._lent.give_up()

    def used(self) -> contextlib.AbstractContextManager[bool]:
        """The file stays meanwhile, whoever closes it. False: it was closed before."""
        return self._lent.used()

    def _remove(self) -> None:
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)

    def _unmap(self) -> None:
        if isinstance(self._view, memoryview):
            self._view.release()
        self._view = ()
        if self._map is not None:
            self._map.close()
            self._map = None

    def _checked(self, number: int) -> int:
        if not 0 <= number < self._count:
            raise IndexError(f"There is no number {number}; there are {self._count}.")
        return number


class RowsFile(NumbersFile):
    """`core.model.results.Rows` in a file."""

    def __getitem__(self, row: int) -> int:
        return self._view[self._checked(row)]

    def row_of(self, bundle: int) -> int | None:
        """The row that a bundle is in, if it is."""
        if self._map is None:
            return None
        wanted, found = bundle.to_bytes(WIDTH, "little"), -1
        while (found := self._map.find(wanted, found + 1)) >= 0:
            if found % WIDTH == 0:
                return found // WIDTH
        return None


class HitsFile(NumbersFile):
    """`core.model.results.Hits` in a file."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, HIT)

    def __getitem__(self, number: int) -> Hit:
        at = self._checked(number) * HIT
        return Hit(*self._view[at : at + HIT])

    def at_or_after(self, bundle: int, start: int = 0) -> int:
        """The number of the first hit that is not before a place; `len(self)` when there is none."""
        return bisect.bisect_left(range(self._count), (bundle, start), key=self._place)

    def _place(self, number: int) -> tuple[int, int]:
        return self._view[number * HIT], self._view[number * HIT + 1]


def _numbers(data: mmap) -> Sequence[int]:
    if sys.byteorder == "little":
        return memoryview(data).cast("Q")
    turned = array("Q", bytes(data))
    turned.byteswap()
    return turned
