"""How often a job tells how far it is: at once, then at most every few hundredths of a second."""

from time import monotonic

EVERY = 0.04
"""Seconds between two tellings: more often than a window can paint helps nobody."""


class Pace:
    """Asks nothing of a job but to look at `due()` between two batches."""

    def __init__(self, every: float | None = None) -> None:
        self._every = EVERY if every is None else every
        self._next = 0.0

    def due(self) -> bool:
        """Whether it is time to tell."""
        now = monotonic()
        if now < self._next:
            return False
        self._next = now + self._every
        return True
