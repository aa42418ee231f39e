r"""Where a run's file holds escapes such as \u0041, learned by one search for those that follow.

A text may be written with escapes anywhere, and to make sure that it is not takes a search longer than to
look for the text itself. Files of runs only grow, so what was learned stays true.
"""

import contextlib
import os
from pathlib import Path

from core.results.ahead import BLOCK, regions
from core.results.find import finder

LATIN = rb"\u00"
"""How escapes of the first 256 characters begin."""

_UNKNOWN, _PLAIN, _ESCAPED = range(3)


class EscapeNotes:
    """What is known of each whole block of a file, in a file of notes: a byte each. "" is a file that is not
    there, and not made."""

    def __init__(self, path: str, size: int) -> None:
        self._path = path
        self._known = bytearray(size // BLOCK)
        if path:
            with contextlib.suppress(FileNotFoundError):
                known = Path(path).read_bytes()[: len(self._known)]
                self._known[: len(known)] = known
        self._learned = False

    def is_plain(self, begin: int) -> bool:
        """Whether the block that begins there, and the one after it, are known to hold none."""
        at = begin // BLOCK
        return self._known[at : at + 2] == bytes((_PLAIN, _PLAIN))

    def note(self, begin: int, is_plain: bool) -> None:
        """Remember what was found in a block."""
        at = begin // BLOCK
        if at < len(self._known) and self._known[at] == _UNKNOWN:
            self._known[at] = _PLAIN if is_plain else _ESCAPED
            self._learned = True

    def keep(self) -> None:
        """Write down what was learned. Whoever reads meanwhile sees all of it or nothing."""
        if self._path and self._learned:
            new = f"{self._path}.{os.getpid()}"
            Path(new).write_bytes(self._known)
            Path(new).replace(self._path)


def learn(notes: str, path: Path, size: int) -> None:
    """Look through a file now, so that the first search need not."""
    learned = EscapeNotes(notes, size)
    contains = finder()

    def look(begin: int, block: bytes) -> bool:
        if not learned.is_plain(begin):
            learned.note(begin, not (b"\\" in block and contains(block, LATIN)))
        return False

    for _ in regions(path, size, len(LATIN), look):
        pass
    learned.keep()
