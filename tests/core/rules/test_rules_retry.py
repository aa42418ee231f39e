"""When a request is sent again, and after how long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.errors import (
    AuthRejected,
    InvalidRequest,
    NetworkDown,
    NetworkError,
    RateLimited,
    ServiceDown,
    TimedOut,
    TrunklineError,
    UnknownOutcome,
    UnreadableReply,
)
from core.model.module import Effect
from core.rules.retry import LONGEST_WAIT, NoAnswer, may_repeat, network_down, outcome_of, wait_before
from tests.core.rules.rules_samples import unhurried

REPEATABLE: list[Effect] = ["read", "idempotent", "delete"]
EFFECTS: list[Effect] = [*REPEATABLE, "unsafe", "by_method"]


@pytest.mark.parametrize("effect", EFFECTS)
@pytest.mark.parametrize("error", [ServiceDown("x"), NetworkDown("x"), TimedOut("x"), UnknownOutcome("x")])
def test_trouble_that_leaves_open_what_happened_is_repeated_only_where_twice_is_as_once(
    error: TrunklineError, effect: Effect
) -> None:
    assert may_repeat(error, effect, was_sent=True) is (effect in REPEATABLE)


@pytest.mark.parametrize("effect", EFFECTS)
@pytest.mark.parametrize(
    ("error", "was_sent"),
    [
        (NetworkDown("x"), False),
        (TimedOut("x"), False),
        (RateLimited("x"), True),
        (RateLimited("x", retry_after=LONGEST_WAIT), True),
    ],
)
def test_what_has_done_nothing_is_always_repeated(
    error: TrunklineError, was_sent: bool, effect: Effect
) -> None:
    assert may_repeat(error, effect, was_sent=was_sent)


@pytest.mark.parametrize("effect", EFFECTS)
@pytest.mark.parametrize(
    "error",
    [
        AuthRejected("x"),
        InvalidRequest("x"),
        UnreadableReply("x"),
        TrunklineError("x"),
        RateLimited("x", retry_after=LONGEST_WAIT + 1),
        ServiceDown("x", retry_after=LONGEST_WAIT + 1),
    ],
)
def test_a_clear_no_and_a_long_wait_are_not_repeated(error: TrunklineError, effect: Effect) -> None:
    assert not may_repeat(error, effect, was_sent=True)
    assert not may_repeat(error, effect, was_sent=False)


@pytest.mark.parametrize(
    ("attempt", "error", "least", "most"),
    [
        (2, NetworkDown("x"), 0.25, 0.5),
        (3, NetworkDown("x"), 0.5, 1.0),
        (5, ServiceDown("x"), 2.0, 4.0),
        (50, TimedOut("x"), 15.0, 30.0),
        (2, RateLimited("x", retry_after=7.5), 7.5, 7.5),
        (5, ServiceDown("x", retry_after=0.1), 0.1, 0.1),
        (2, RateLimited("x", retry_after=9999.0), 60.0, 60.0),
        (3, RateLimited("x", retry_after=0.0), 0.5, 1.0),
        (3, RateLimited("x"), 0.5, 1.0),
    ],
)
def test_the_service_says_how_long_and_otherwise_the_wait_doubles(
    attempt: int, error: TrunklineError, least: float, most: float
) -> None:
    assert wait_before(attempt, error, 0.0) == least
    assert wait_before(attempt, error, 1.0) == most


@unhurried
@given(
    attempt=st.integers(2, 1000),
    chance=st.floats(0, 1),
    asked=st.none() | st.floats(0, 1e9),
)
def test_every_wait_is_something_and_no_more_than_the_longest(
    attempt: int, chance: float, asked: float | None
) -> None:
    assert 0 < wait_before(attempt, RateLimited("x", retry_after=asked), chance) <= LONGEST_WAIT


@pytest.mark.parametrize(
    "error", [NetworkDown("Down.", "It broke off."), TimedOut("Late.", "No answer came.")]
)
def test_a_write_whose_answer_was_lost_has_an_unknown_outcome(error: NetworkError) -> None:
    told = outcome_of(error, "unsafe", was_sent=True)
    assert isinstance(told, UnknownOutcome)
    assert told.title == "It is not known whether this was done."
    assert told.reason == f"The request went out, but the answer was lost. {error.reason}"
    assert (
        told.next_step == "Look at the service before you run it again: running it twice would do it twice."
    )


@pytest.mark.parametrize(
    ("error", "effect", "was_sent"),
    [
        (NetworkDown("x"), "read", True),
        (NetworkDown("x"), "delete", True),
        (NetworkDown("x"), "unsafe", False),
        (UnknownOutcome("x"), "unsafe", True),
    ],
)
def test_any_other_loss_is_told_as_it_is(error: NetworkError, effect: Effect, was_sent: bool) -> None:
    assert outcome_of(error, effect, was_sent=was_sent) is error


def test_a_host_that_cannot_be_reached_is_told_with_what_can_be_done() -> None:
    told = network_down(NoAnswer("No address is known for api.example.com.", "Check the spelling."))
    assert str(told) == (
        "The service could not be reached. No address is known for api.example.com. Check the spelling."
    )
