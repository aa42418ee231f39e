"""Blocking work on threads of our own, awaited from any loop."""

import asyncio
import contextlib
import threading
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


async def call_with_limit(seconds: float, function: Callable[..., T], *args: Any) -> T:
    """Run a blocking call on a daemon thread; stop waiting after `seconds` with TimeoutError.

    A daemon thread, because the loop's own pool is waited for at exit, and a prompt can block for ever.
    """
    answer: Answer[T] = Answer()
    threading.Thread(target=answer.work_out, args=(function, *args), name="keyring", daemon=True).start()
    async with asyncio.timeout(seconds):
        return await answer.wait()
