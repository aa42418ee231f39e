"""Both homes of the core, and work that goes on for ever."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from core.home import Here, Home, OwnThread
from tests.sandboxes import nothing_left_running

both = pytest.mark.parametrize("kind", ["here", "own thread"])

Emit = Callable[[Any], None]
"""How work tells an event."""


@asynccontextmanager
async def home_of(kind: str) -> AsyncIterator[Home]:
    """A home of a kind; afterwards nothing of it is left."""
    home: Home = OwnThread().start() if kind == "own thread" else Here()
    try:
        with nothing_left_running():
            yield home
    finally:
        await home.close()
    assert "core" not in {thread.name for thread in threading.enumerate()}


async def forever() -> None:
    """Wait for something that never happens."""
    await asyncio.Event().wait()
