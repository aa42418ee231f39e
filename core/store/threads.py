"""Blocking work on threads of our own, awaited from any loop."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Answer(Generic[T]):
    """What another thread will answer to the coroutine that made this. Made inside a running loop.

    Whoever awaits may give up; the work goes on to its end, and nobody is told.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._future: asyncio.Future[T] = self._loop.create_future()

    def work_out(self, function: Callable[..., T], *args: Any) -> None:
        """Call the function here and now, in the other thread, and pass on what it gives or raises."""
        outcome: tuple[Callable[[Any], None], Any]
        try:
            outcome = self._future.set_result, function(*args)
        except Exception as error:  # noqa: BLE001 - a boundary: whoever awaits gets it
            outcome = self._future.set_exception, error
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self._loop.call_soon_threadsafe(self._settle, *outcome)

    async def wait(self) -> T:
        """The result, or what the function raised."""
        return await self._future

    def _settle(self, set_outcome: Callable[[Any], None], outcome: Any) -> None:
        if not self._future.done():
            set_outcome(outcome)


class LimitedCalls:
    """Blocking calls, none of which is waited for longer than `limit` seconds.

    Each runs on a daemon thread of its own: the loop's own pool is waited for at exit, and a prompt can block
    for ever. While a call that was given up is still without an answer, no other is made.
    """

    def __init__(self, limit: float, name: str) -> None:
        self._limit = limit
        self._name = name
        self._unanswered: list[tuple[threading.Thread, float]] = []

    async def call(self, function: Callable[..., T], *args: Any) -> T:
        """What the function gives or raises. TimeoutError, soon if another call has been waiting for longer
        than the limit already."""
        await self._let_others_end()
        answer: Answer[T] = Answer()
        thread = threading.Thread(
            target=answer.work_out, args=(function, *args), name=self._name, daemon=True
        )
        thread.start()
        try:
            async with asyncio.timeout(self._limit):
                return await answer.wait()
        except TimeoutError:
            self._unanswered.append((thread, time.monotonic()))
            raise

    async def _let_others_end(self) -> None:
        """Whoever hangs now need not be waited for anew; but whoever has just come back shall be heard."""
        oldest = time.monotonic() - FORGOTTEN_AFTER
        self._unanswered = [(one, at) for one, at in self._unanswered if one.is_alive() and at > oldest]
        if self._unanswered:
            latest, _ = self._unanswered[-1]
            await asyncio.to_thread(latest.join, PATIENCE)
            if latest.is_alive():
                raise TimeoutError


PATIENCE = 0.15
"""Seconds for an answer that is overdue."""

FORGOTTEN_AFTER = 60.0
"""Seconds after which an answer is expected no more, and a new call is worth a try."""
