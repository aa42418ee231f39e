"""How often a connection may ask."""

import asyncio
from collections import deque

from aiolimiter import AsyncLimiter

from core.model.app import RateLimit

BURST = 10
"""The part of the budget, one in so many, that may go out at once."""


class Budget:
    """Never lets more than `rate.requests` through in any stretch of `rate.seconds`.

    A leaky bucket as large as the whole budget would let twice as many through in its first stretch, and
    services count: so the bucket holds a part, and leaks the rest.
    """

    def __init__(self, rate: RateLimit) -> None:
        self.rate = rate
        self._burst = max(1, rate.requests // BURST)
        steady = max(1, rate.requests - self._burst)
        self._seconds_each = rate.seconds / steady
        self._limiter = AsyncLimiter(self._burst, self._burst * self._seconds_each)
        self._let_through: deque[float] = deque(maxlen=rate.requests)
        self._waiting = 0

    async def acquire(self) -> None:
        """Wait for a turn."""
        self._waiting += 1
        try:
            await self._limiter.acquire()
        finally:
            self._waiting -= 1
        self._let_through.append(asyncio.get_running_loop().time())

    def left(self) -> int:
        """How many more may go out in the stretch that ends now."""
        since = asyncio.get_running_loop().time() - self.rate.seconds
        while self._let_through and self._let_through[0] <= since:
            self._let_through.popleft()
        return self.rate.requests - len(self._let_through)

    def wait_for(self, calls: int) -> float:
        """Seconds until the last of so many calls has its turn, behind those that wait already."""
        if calls <= 0:
            return 0.0
        return max(0.0, (calls + self._waiting - self._room()) * self._seconds_each)

    def _room(self) -> float:
        """How many the bucket takes now, in parts of one, too: found by halving, as it only tells whether
        so many fit."""
        low, high = 0.0, float(self._burst)
        if self._limiter.has_capacity(high):
            return high
        while high - low > 0.01:
            middle = (low + high) / 2
            low, high = (middle, high) if self._limiter.has_capacity(middle) else (low, middle)
        return low
