"""Blocking calls with a limit: nobody waits for long, and nobody waits twice for what hangs."""

import threading
import time
from collections.abc import Iterator

import pytest

from core.store import threads
from core.store.threads import LimitedCalls

LIMIT = 1.0
ANSWERED = 10.0
"""Seconds that a thread may take to end."""


class Hanging:
    """A function that answers when it is let go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.calls = 0

    def __call__(self) -> str:
        self.calls += 1
        self.let_go.wait()
        return "late"


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    made = Hanging()
    yield made
    made.let_go.set()
    for thread in named_threads():
        thread.join(ANSWERED)


def named_threads() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "limited"]


async def given_up_after(calls: LimitedCalls, function: Hanging) -> float:
    """Seconds until a call was given up."""
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        await calls.call(function)
    return time.monotonic() - started


async def test_what_hangs_is_waited_for_once(hanging: Hanging) -> None:
    calls = LimitedCalls(LIMIT, "limited")
    assert await given_up_after(calls, hanging) >= LIMIT
    assert await given_up_after(calls, hanging) < LIMIT / 2
    assert hanging.calls == 1, "nor is more laid on its pile"


async def test_what_answers_again_is_asked_again(hanging: Hanging) -> None:
    calls = LimitedCalls(0.05, "limited")
    await given_up_after(calls, hanging)
    hanging.let_go.set()
    assert await calls.call(hanging) == "late"
    assert hanging.calls == 2


async def test_an_answer_that_is_expected_no_more_bars_the_way_no_longer(
    hanging: Hanging, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = LimitedCalls(0.05, "limited")
    await given_up_after(calls, hanging)
    monkeypatch.setattr(threads, "FORGOTTEN_AFTER", 0.0)
    assert await calls.call(lambda: "another") == "another"


async def test_what_a_call_raises_is_raised(hanging: Hanging) -> None:
    def fails() -> None:
        raise KeyError("no")

    with pytest.raises(KeyError):
        await LimitedCalls(LIMIT, "limited").call(fails)
