"""A sandbox to test against: started once, back at its start for each test, and read from outside."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from core.sandbox import Fault, FaultKind, SandboxOptions, SandboxThread, SeenRequest

WAITING = 60.0
"""Seconds after which a test gives up waiting."""


class RunningSandbox:
    """What a test may turn and see. Everything here is done at once, in the sandbox's own thread."""

    def __init__(self, thread: SandboxThread, description: Mapping[str, Any]) -> None:
        self._thread = thread
        self._apps = description["apps"]

    def address(self, app: str) -> str:
        """The address of an app."""
        return str(self._apps[app]["address"])

    def values(self, app: str) -> dict[str, str]:
        """Connection values that an app accepts."""
        return dict(self._apps[app]["values"])

    def reset(self) -> None:
        """Back to the start."""
        self._thread.call(lambda sandbox: sandbox.reset())

    def fault(self, kind: FaultKind, app: str = "refiner", **more: Any) -> None:
        """Let requests go wrong, as `Fault` says."""
        self._thread.call(lambda sandbox: sandbox.add_fault(Fault(app, kind, **more)))

    def heal(self) -> None:
        """Take all faults away."""
        self._thread.call(lambda sandbox: sandbox.faults.clear())

    def set_latency(self, seconds: float) -> None:
        """Let every page of a list wait."""
        self._thread.call(lambda sandbox: sandbox.set_latency(seconds))

    def set_limit(self, app: str, most: int, seconds: float) -> None:
        """Let in so many requests only."""
        self._thread.call(lambda sandbox: sandbox.set_limit(app, most, seconds))

    def requests(self, path: str = "") -> list[SeenRequest]:
        """The requests seen since the last reset, oldest first; those for one path, if named."""
        seen = self._thread.call(lambda sandbox: sandbox.requests())
        return [one for one in seen if path in ("", one.path)]

    def state(self, app: str) -> dict[str, Any]:
        """What an app holds."""
        return self._thread.call(lambda sandbox: sandbox.state(app))

    @property
    def in_flight(self) -> int:
        """Requests that are being answered."""
        return self._thread.call(lambda sandbox: sandbox.journal.in_flight)

    @property
    def peak_in_flight(self) -> int:
        """The most that were being answered together."""
        return self._thread.call(lambda sandbox: sandbox.journal.peak_in_flight)

    @property
    def cancelled(self) -> int:
        """Requests whose caller went away before the answer."""
        return self._thread.call(lambda sandbox: sandbox.journal.cancelled)

    @property
    def open_connections(self) -> int:
        """Sockets that are open."""
        return self._thread.call(lambda sandbox: sandbox.open_connections())


@contextmanager
def running_sandbox(contacts: int) -> Iterator[RunningSandbox]:
    """Start one with so many contacts; stop it at the end."""
    thread = SandboxThread(SandboxOptions(contacts=contacts))
    try:
        yield RunningSandbox(thread, thread.start())
    finally:
        thread.stop()


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds that another thread or process brings about."""
    async with asyncio.timeout(WAITING):
        while not holds():  # noqa: ASYNC110  what another thread does sets no event here
            await asyncio.sleep(0.002)


@contextmanager
def nothing_left_running() -> Iterator[None]:
    """No task of this loop that was begun inside goes on outside."""
    before = asyncio.all_tasks()
    yield
    assert asyncio.all_tasks() <= before
