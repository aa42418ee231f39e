"""Noticing that something has not been used for a while."""

import asyncio
import time
from collections.abc import Callable

LOOK_EVERY = 30.0
"""Seconds between two looks at the clock. A timer for the whole time would stand still while a computer
sleeps; so nothing stays longer than this after it woke up."""


def time_passed() -> float:
    """Seconds since some moment, those included that the computer slept."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if hasattr(time, "CLOCK_MONOTONIC"):  # macOS, where it counts on and time.monotonic() does not
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()


class Idle:
    """Calls `when_over` once nothing was used for some minutes. It lives on the loop that called `watch`."""

    def __init__(self, when_over: Callable[[], None], clock: Callable[[], float] | None = None) -> None:
        self._when_over = when_over
        self._clock = clock or time_passed
        self._limit = 0.0
        self._used = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def watch(self, minutes: float) -> None:
        """From now on, `minutes` without use are too many; 0 is never."""
        self.stop()
        self._limit = minutes * 60
        self._used = self._clock()
        if self._limit:
            self._look_again()

    def stop(self) -> None:
        """Nothing is watched any more."""
        if self._timer:
            self._timer.cancel()
        self._timer = None

    def note_use(self) -> None:
        """It was used just now; too late when it is over already, as after a sleep that nobody has noticed
        yet. From any thread; costs next to nothing."""
        if not self.is_over():
            self._used = self._clock()

    def is_over(self) -> bool:
        """Whether it has been idle for too long."""
        return self._timer is not None and self._clock() - self._used >= self._limit

    def _look(self) -> None:
        if self.is_over():
            self._when_over()
        elif self._timer:
            self._look_again()

    def _look_again(self) -> None:
        left = self._limit - (self._clock() - self._used)
        self._timer = asyncio.get_running_loop().call_later(min(max(left, 0.0), LOOK_EVERY), self._look)
