"""When a request is sent again, and after how long."""

import msgspec

from core.model.errors import (
    NetworkDown,
    NetworkError,
    RateLimited,
    ServiceDown,
    TrunklineError,
    UnknownOutcome,
)
from core.model.module import Effect

MOST_ATTEMPTS = 5
LONGEST_WAIT = 60.0
"""Seconds. Where a service asks for more, the person is told instead."""

_FIRST_WAIT = 0.5


def may_repeat(error: TrunklineError, effect: Effect, *, was_sent: bool) -> bool:
    """Whether the same request may be sent again without asking.

    A request that never left, and one that the service turned away for its rate, have done nothing. Any
    other trouble leaves open what happened, so only what may be done twice is. A service that asks for more
    than `LONGEST_WAIT` is left in peace.
    """
    if isinstance(error, RateLimited | ServiceDown) and (error.retry_after or 0.0) > LONGEST_WAIT:
        return False
    if isinstance(error, RateLimited):
        return True
    if isinstance(error, NetworkError) and not was_sent:
        return True
    if isinstance(error, ServiceDown | NetworkError):
        return effect in ("read", "idempotent", "delete")
    return False


def wait_before(attempt: int, error: TrunklineError, chance: float) -> float:
    """Seconds to wait before attempt number `attempt` (2 is the first repetition).

    What the service asks for wins. Otherwise, and where it asks for no wait at all, the wait doubles each
    time; `chance`, from 0 to 1, spreads it over its upper half, so that many clients do not come back
    together.
    """
    if isinstance(error, RateLimited | ServiceDown) and error.retry_after:
        return min(error.retry_after, LONGEST_WAIT)
    longest = min(LONGEST_WAIT / 2, _FIRST_WAIT * 2.0 ** (attempt - 2))
    return float(longest * (0.5 + 0.5 * chance))


def outcome_of(error: NetworkError, effect: Effect, *, was_sent: bool) -> NetworkError:
    """The error as the person must hear it: a write whose answer was lost has an unknown outcome."""
    if effect != "unsafe" or not was_sent or isinstance(error, UnknownOutcome):
        return error
    return UnknownOutcome(
        "It is not known whether this was done.",
        f"The request went out, but the answer was lost. {error.reason}",
        "Look at the service before you run it again: running it twice would do it twice.",
    )


class NoAnswer(msgspec.Struct, frozen=True):
    """Why no answer came, and what a person can do about it: two plain texts."""

    reason: str
    next_step: str


def network_down(why: NoAnswer) -> NetworkDown:
    """The error for a host that did not answer; the reason names it."""
    return NetworkDown("The service could not be reached.", why.reason, why.next_step)
