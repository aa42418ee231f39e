"""How tests run: coroutines inside a loop of their own, windows offscreen, a time limit on each."""

import asyncio
import gc
import inspect
import os
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# PySide6 before qasync: qasync takes the binding that it finds loaded.
import PySide6.QtCore  # noqa: F401
import pytest
import qasync

ASYNC_TEST_LIMIT = 60.0
"""Seconds that one async test may take."""


COLLECT_EVERY = 20
"""Tests between two collections."""

# Widgets that a test leaves in a cycle must not be taken down in a sandbox's thread: collected here only.
gc.disable()
_ended = 0


def pytest_runtest_logfinish() -> None:
    """Collect in the main thread, now and then."""
    global _ended
    _ended += 1
    if _ended % COLLECT_EVERY == 0:
        gc.collect()


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a coroutine test: in Qt's loop when it asks for the application, else in plain asyncio."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    wanted: dict[str, Any] = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    app = pyfuncitem.funcargs.get("qapp")
    if app:
        app.setQuitOnLastWindowClosed(False)
    with asyncio.Runner(loop_factory=(lambda: qasync.QEventLoop(app)) if app else None) as runner:
        runner.run(asyncio.wait_for(pyfuncitem.obj(**wanted), timeout=ASYNC_TEST_LIMIT))
    return True
