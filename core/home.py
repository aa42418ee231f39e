"""Where the core's coroutines run: on the caller's loop, or on a loop of their own in one thread.

The window keeps a thread for the core, so that a busy window never slows a request and the other way
round; without a window the core simply has the caller's loop. Both homes offer the same two ways in:
`call` for one answer, `stream` for a run of events.
"""

import asyncio
import contextlib
import contextvars
import threading
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

Answer = TypeVar("Answer")
Event = TypeVar("Event")

Emit = Callable[[Event], None]

BATCHES_A_SECOND = 25
"""Streams cross to the window in batches: more often than it can paint helps nobody."""

_AT_ONCE = 5
"""Batches that may go without a pause after a silence; with the others at most 30 in any second."""


async def in_thread(function: Callable[..., Answer], *args: Any) -> Answer:
    """Call what blocks, as disks do, in another thread. Whoever is cancelled meanwhile waits until it has
    ended: what is done with its files afterwards comes afterwards."""
    within = contextvars.copy_context()
    # No task, as `asyncio.to_thread` needs one here: a loop that ends cancels all of them, and nobody would
    # wait for the thread any more.
    call = asyncio.get_running_loop().run_in_executor(None, partial(within.run, function, *args))
    try:
        return await asyncio.shield(call)
    except asyncio.CancelledError:
        while not call.done():
            with contextlib.suppress(asyncio.CancelledError):  # asked again to stop
                await asyncio.wait([call])
        call.exception()  # nobody is told what a call that is not wanted any more raised
        raise


class Home(Protocol):
    """A place where coroutines run."""

    async def call(self, work: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
        """Run one coroutine there and wait for its answer.

        Cancelling cancels the coroutine and waits until it has tidied up.
        """

    def stream(self, work: "Callable[[Emit[Event]], Coroutine[Any, Any, None]]") -> AsyncGenerator[Event]:
        """Run one coroutine there and iterate over what it emits, then raise what it raised.

        Leaving the iteration (`aclosing`) cancels the coroutine and waits until it has tidied up.
        """

    async def close(self) -> None:
        """Leave; nothing runs there any more."""


class Here:
    """The caller's own loop."""

    async def call(self, work: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
        """Just await it."""
        return await work()

    def stream(self, work: Callable[[Emit[Event]], Coroutine[Any, Any, None]]) -> AsyncGenerator[Event]:
        """As `Home.stream`; events are handed over as they come."""
        return _iterate(work, asyncio.get_running_loop(), pause=0.0)

    async def close(self) -> None:
        """Nothing to leave."""


class OwnThread:
    """A plain asyncio loop in one thread, started by `start` and joined by `close`."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._live, name="core")
        self._ready = threading.Event()

    def start(self) -> "OwnThread":
        """Start the thread; returns when its loop runs."""
        self._thread.start()
        self._ready.wait()
        return self

    async def call(self, work: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
        """Run it on the core's loop."""
        core, caller, over = self._running(), asyncio.get_running_loop(), asyncio.Event()

        async def there() -> Answer:
            try:
                return await work()
            finally:
                caller.call_soon_threadsafe(over.set)

        future = asyncio.run_coroutine_threadsafe(there(), core)
        try:
            return await asyncio.wrap_future(future)
        finally:
            await over.wait()

    def stream(self, work: Callable[[Emit[Event]], Coroutine[Any, Any, None]]) -> AsyncGenerator[Event]:
        """As `Home.stream`, in batches."""
        return _iterate(work, self._running(), pause=1 / BATCHES_A_SECOND)

    async def close(self) -> None:
        """Stop the loop and join the thread: left alone it may abort the interpreter's exit."""
        loop, self._loop = self._running(), None
        loop.call_soon_threadsafe(loop.stop)
        await asyncio.to_thread(self._thread.join)

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            raise RuntimeError("the core's thread does not run")
        return self._loop

    def _live(self) -> None:
        with asyncio.Runner() as runner:
            loop = self._loop = runner.get_loop()
            loop.call_soon(self._ready.set)
            loop.run_forever()
            # What was asked for in the last moment begins: only what has begun can tell that it is cancelled.
            loop.run_until_complete(asyncio.sleep(0))


class _Batches(Generic[Event]):
    """Events on their way from the loop that makes them to the loop that reads them."""

    def __init__(self, reader: asyncio.AbstractEventLoop, pause: float) -> None:
        self._reader = reader
        self._pause = pause
        self._waiting: list[Event] = []
        self._flush_due = False
        self._free = float(_AT_ONCE)
        self._counted_at = 0.0
        self.arrived: deque[Event] = deque()
        self.news = asyncio.Event()
        self.error: BaseException | None = None
        self.over = False

    async def fill(self, work: Callable[[Emit[Event]], Awaitable[None]]) -> None:
        """Run the work on the making side; whatever ends it reaches the reader."""
        error: BaseException | None = None
        try:
            await work(self._put)
        except asyncio.CancelledError:
            error = asyncio.CancelledError()
        except Exception as raised:  # noqa: BLE001 - handed to the reader, who raises it again
            error = raised
        finally:
            self._send(over=True, error=error)

    def _put(self, event: Event) -> None:
        self._waiting.append(event)
        if self._flush_due:
            return
        wait = self._wait()
        if wait <= 0:
            self._send()
        else:
            self._flush_due = True
            asyncio.get_running_loop().call_later(wait, self._send)

    def _wait(self) -> float:
        """Seconds until the next batch may go: the first few at once, so that what comes after a silence is
        seen at once; then one a pause."""
        if not self._pause:
            return 0.0
        now = asyncio.get_running_loop().time()
        self._free = min(float(_AT_ONCE), self._free + (now - self._counted_at) / self._pause)
        self._counted_at = now
        return (1.0 - self._free) * self._pause

    def _send(self, *, over: bool = False, error: BaseException | None = None) -> None:
        self._flush_due = False
        self._free -= 1.0
        batch, self._waiting = self._waiting, []
        if not (batch or over):
            return
        if self._reader is asyncio.get_running_loop():
            self._arrive(batch, over, error)
        else:
            self._reader.call_soon_threadsafe(self._arrive, batch, over, error)

    def _arrive(self, batch: list[Event], over: bool, error: BaseException | None) -> None:
        self.arrived.extend(batch)
        self.over = self.over or over
        self.error = self.error or error
        self.news.set()


async def _iterate(
    work: Callable[[Emit[Event]], Coroutine[Any, Any, None]], maker: asyncio.AbstractEventLoop, pause: float
) -> AsyncGenerator[Event]:
    batches: _Batches[Event] = _Batches(asyncio.get_running_loop(), pause)
    future = asyncio.run_coroutine_threadsafe(batches.fill(work), maker)
    try:
        while not batches.over:
            await batches.news.wait()
            batches.news.clear()
            while batches.arrived:
                yield batches.arrived.popleft()
        if batches.error:
            raise batches.error
    finally:
        while not batches.over:
            future.cancel()
            await batches.news.wait()
            batches.news.clear()
