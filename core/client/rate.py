"""How often a connection may ask."""

from aiolimiter import AsyncLimiter

from core.model.app import RateLimit

BURST = 10
"""The part of the budget, one in so many, that may go out at once."""


def budget_of(rate: RateLimit) -> AsyncLimiter:
    """A limiter that never lets more than `rate.requests` through in any stretch of `rate.seconds`.

    A leaky bucket as large as the whole budget would let twice as many through in its first stretch, and
    services count: so the bucket holds a part, and leaks the rest.
    """
    burst = max(1, rate.requests // BURST)
    steady = max(1, rate.requests - burst)
    return AsyncLimiter(burst, burst * rate.seconds / steady)
