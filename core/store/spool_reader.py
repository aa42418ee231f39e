"""Reads the bundles of a run where they lie: a memory map of each of its two files, and no copy."""

import os
import struct
from io import FileIO
from mmap import ACCESS_READ, mmap
from pathlib import Path

from core.model.run import BundleSource
from core.store.disk import explained

BUNDLES = "bundles.jsonl"
OFFSETS = "bundles.offsets"
OFFSET = struct.Struct("<Q")
"""One number in the file of offsets: where a bundle's line ends."""


class SpoolReader(BundleSource):
    """Reads bundles where they lie, through a map of the files. Ask it from one thread at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lines = _MappedFile(folder / BUNDLES)
        self._ends = _MappedFile(folder / OFFSETS)
        self._count = 0
        try:
            self.refresh()
        except BaseException:
            self.close()
            raise

    def __len__(self) -> int:
        return self._count

    @property
    def end(self) -> int:
        """Where the last whole bundle ends, its newline included, in bytes."""
        return self._end_of(self._count - 1) if self._count else 0

    def refresh(self) -> int:
        with explained(self._folder):
            # The offsets first: each that is seen has its line written.
            count = self._ends.refresh() // OFFSET.size
            size = self._lines.refresh()
        # After a power cut the offsets may have reached the disk, and the lines not.
        while count and self._end_of(count - 1) > size:
            count -= 1
        self._count = count
        return count

    def size(self, index: int) -> int:
        start, end = self._span(index)
        return end - start

    def raw(self, index: int) -> bytes:
        start, end = self._span(index)
        return self._lines.map[start:end]

    def _span(self, index: int) -> tuple[int, int]:
        """Where a bundle begins and ends, without its line break."""
        if not 0 <= index < self._count:
            raise IndexError(f"There is no bundle {index}; there are {self._count}.")
        return (self._end_of(index - 1) if index else 0), self._end_of(index) - 1

    def close(self) -> None:
        self._count = 0
        self._lines.close()
        self._ends.close()

    def _end_of(self, index: int) -> int:
        return int(OFFSET.unpack_from(self._ends.map, index * OFFSET.size)[0])


class _MappedFile:
    """A growing file as bytes. `map` is as long as the file was at the last `refresh()`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: FileIO | None = None
        self.map: mmap | bytes = b""

    def refresh(self) -> int:
        """Map it anew if it has grown; gives its size in bytes, 0 while there is no file."""
        if self._file is None and self._path.exists():
            self._file = FileIO(self._path, "r")
        size = os.fstat(self._file.fileno()).st_size if self._file else 0
        if self._file and size != len(self.map):
            self._unmap()
            self.map = mmap(self._file.fileno(), size, access=ACCESS_READ) if size else b""
        return size

    def close(self) -> None:
        """Let go of the file."""
        self._unmap()
        if self._file:
            self._file.close()
            self._file = None

    def _unmap(self) -> None:
        if isinstance(self.map, mmap):
            self.map.close()
        self.map = b""
