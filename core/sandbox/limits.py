"""A rate limit that really counts: so many requests in a window, per key."""

import math
import time
from collections.abc import Callable


class RateLimit:
    """At most `most` requests per key in `seconds` (None: any number).

    The window of a key opens with its first request.
    """

    def __init__(
        self, most: int | None, seconds: float = 60.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self.set(most, seconds)

    def set(self, most: int | None, seconds: float) -> None:
        """Change the limit; counting begins anew."""
        if (most is not None and most < 0) or seconds <= 0:
            raise ValueError("A limit is a number of requests from 0, in more than 0 seconds.")
        self._most, self._seconds = most, seconds
        self._windows: dict[str, tuple[float, int]] = {}

    def refuse(self, key: str) -> int | None:
        """Count one request of `key`: None if it is let in, else the whole seconds to wait (at least 1)."""
        if self._most is None:
            return None
        moment = self._clock()
        opened, count = self._windows.get(key, (moment, 0))
        if moment - opened >= self._seconds:
            opened, count = moment, 0
        if count >= self._most:
            return max(1, math.ceil(opened + self._seconds - moment))
        self._windows[key] = (opened, count + 1)
        if len(self._windows) > _MOST_KEYS:
            self._forget_closed(moment)
        return None

    def _forget_closed(self, moment: float) -> None:
        self._windows = {k: w for k, w in self._windows.items() if moment - w[0] < self._seconds}


_MOST_KEYS = 10_000
