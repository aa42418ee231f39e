"""Matches on their way into their file."""

from array import array

from core.results.numbers import HIT, NumbersOut
from core.results.pace import Pace
from core.results.told import HitsWritten, Tell

MOST_KEPT = 2_000_000
"""Matches that are written down; further ones are counted."""


class HitsOut:
    """Gathers matches, in the order of the bundles, and tells of them."""

    def __init__(self, path: str, tell: Tell) -> None:
        self._out = NumbersOut(path)
        self._tell = tell
        self._pace = Pace()
        self._waiting = array("Q")
        self._last = -1
        self._told: HitsWritten | None = None
        self.count = self.in_bundles = self.given_up = 0

    def add(self, bundle: int, start: int, end: int) -> None:
        """A match: its bundle, and its bytes in it."""
        self.count += 1
        if bundle != self._last:
            self.in_bundles += 1
            self._last = bundle
        if self.count <= MOST_KEPT:
            self._waiting.extend((bundle, start, end))

    def flush(self, *, last: bool = False) -> None:
        """Tell what was found, the first time at once, then now and then."""
        if not last and (not self._waiting or not self._pace.due()):
            return
        self._out.append(self._waiting)
        self._waiting = array("Q")
        told = HitsWritten(self._out.count // HIT, self.count, self.in_bundles, self.given_up)
        if last or told != self._told:
            self._tell(told)
            self._told = told

    def __enter__(self) -> "HitsOut":
        return self

    def __exit__(self, *_: object) -> None:
        self._out.close()
