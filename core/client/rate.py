"""How often a connection may ask."""

import asyncio
from collections import deque


class RateBudget:
    """At most `requests` in any stretch of `seconds`, in the order in which they were asked for.

    A leaky bucket would let twice as many through in its first stretch, and services count.
    """

    def __init__(self, requests: int, seconds: float) -> None:
        self._seconds = seconds
        self._latest: deque[float] = deque(maxlen=requests)
        self._first_in_line = asyncio.Lock()

    async def acquire(self) -> None:
        """Wait until one more request may go out, and count it."""
        loop = asyncio.get_running_loop()
        async with self._first_in_line:
            if len(self._latest) == self._latest.maxlen:
                await asyncio.sleep(self._latest[0] + self._seconds - loop.time())
            self._latest.append(loop.time())
