"""A sandbox in a thread of its own, immune to a busy window."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self, TypeVar

from core.sandbox.options import SandboxOptions
from core.sandbox.server import Sandbox, start_sandbox

T = TypeVar("T")


class SandboxThread:
    """Runs one sandbox in its own thread, with its own asyncio loop."""

    def __init__(self, options: SandboxOptions | None = None) -> None:
        self._options = options or SandboxOptions()
        self._thread: threading.Thread | None = None
        self._running: tuple[Sandbox, asyncio.AbstractEventLoop, asyncio.Event] | None = None

    def start(self) -> dict[str, Any]:
        """Start, wait until it listens, and return its description. Raises OSError if the port is taken."""
        if self._thread is not None:
            raise RuntimeError("This sandbox runs already.")
        started: Future[dict[str, Any]] = Future()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve(started)), name="sandbox", daemon=True
        )
        self._thread.start()
        try:
            return started.result()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop and wait for the thread. Nothing happens if it does not run."""
        thread, running = self._thread, self._running
        self._thread = self._running = None
        if running is not None:
            _, loop, stopping = running
            loop.call_soon_threadsafe(stopping.set)
        if thread is not None:
            thread.join()

    def call(self, action: Callable[[Sandbox], T]) -> T:
        """Run `action` on the running sandbox, in its thread, and return what it returns."""
        if self._running is None:
            raise RuntimeError("This sandbox does not run.")
        sandbox, loop, _ = self._running

        async def act() -> T:
            return action(sandbox)

        return asyncio.run_coroutine_threadsafe(act(), loop).result()

    async def _serve(self, started: "Future[dict[str, Any]]") -> None:
        try:
            sandbox = await start_sandbox(self._options)
        except BaseException as error:  # noqa: BLE001  raised again in the thread that waits for the start
            started.set_exception(error)
            return
        async with sandbox:
            stopping = asyncio.Event()
            self._running = (sandbox, asyncio.get_running_loop(), stopping)
            started.set_result(sandbox.description())
            await stopping.wait()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
