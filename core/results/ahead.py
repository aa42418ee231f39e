"""Blocks of a file that are worth a look, found by two threads ahead of whoever looks at them."""

from _thread import start_new_thread
from collections.abc import Callable, Iterator
from io import FileIO
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

BLOCK = 128 * 1024
"""Bytes of a block: they stay in the processor's cache."""

REGION = 32 * BLOCK
"""Bytes that a thread reads before it hands over what it has found."""

_THREADS = 2
"""Reading and looking let go of Python's lock, and most computers have two cores."""

_AHEAD = 2
"""Regions that each thread may be ahead: so much memory, and no more."""

Look = Callable[[int, bytes], bool]
"""Whether a block is worth a look: where it begins, and its bytes."""


class Region(NamedTuple):
    """What a part of a file holds: where it ends, and the blocks worth a look, each with its beginning."""

    end: int
    blocks: list[tuple[int, bytes]]


def regions(path: Path, size: int, overlap: int, is_wanted: Look) -> Iterator[Region]:
    """The first `size` bytes of a file, in their order. A block has the `overlap` bytes after it, too."""
    begins = range(0, size, REGION)
    readers = [
        _Reader(begins[first::_THREADS], path, size, overlap) for first in range(len(begins[:_THREADS]))
    ]
    for reader in readers:
        start_new_thread(reader.run, (is_wanted,))
    try:
        for number in range(len(begins)):
            yield readers[number % _THREADS].take()
    finally:
        for reader in readers:
            reader.leave()


class _Reader:
    """One thread's regions."""

    def __init__(self, begins: range, path: Path, size: int, overlap: int) -> None:
        self._begins = begins
        self._path = path
        self._size = size
        self._overlap = overlap
        self._ready: SimpleQueue[Region | Exception] = SimpleQueue()
        self._room: SimpleQueue[bool] = SimpleQueue()
        for _ in range(_AHEAD):
            self._room.put(True)

    def run(self, is_wanted: Look) -> None:
        """Read until the end, or until nobody takes any more."""
        try:
            with FileIO(str(self._path), "r") as file:
                for begin in self._begins:
                    if not self._room.get():
                        return
                    self._ready.put(self._region(file, begin, is_wanted))
        except Exception as error:  # noqa: BLE001 - raised again where the region is taken
            self._ready.put(error)

    def _region(self, file: FileIO, begin: int, is_wanted: Look) -> Region:
        end = min(begin + REGION, self._size)
        found = []
        for at in range(begin, end, BLOCK):
            file.seek(at)
            block = file.read(min(BLOCK + self._overlap, self._size - at)) or b""
            if is_wanted(at, block):
                found.append((at, block))
        return Region(end, found)

    def take(self) -> Region:
        """The next region."""
        region = self._ready.get()
        self._room.put(True)
        if isinstance(region, Exception):
            raise region
        return region

    def leave(self) -> None:
        """Nobody takes any more."""
        self._room.put(False)
