"""How tests run: coroutines inside a loop of their own, windows offscreen, a time limit on each."""

import asyncio
import gc
import inspect
import os
from collections.abc import Iterator, Sequence
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# PySide6 before qasync: qasync takes the binding that it finds loaded.
import PySide6.QtCore  # noqa: F401
import pytest
import qasync

from tests.leaks import USED, secrets_noted
from tests.told import TOLD, listening

ASYNC_TEST_LIMIT = 60.0
"""Seconds that one async test may take."""

LEAKS_TOLD = 30
"""Lines; a secret in the wrong place is soon in hundreds of files."""

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
    app: Any = pyfuncitem.funcargs.get("qapp")
    if app:
        app.setQuitOnLastWindowClosed(False)
    with asyncio.Runner(loop_factory=(lambda: qasync.QEventLoop(app)) if app else None) as runner:
        runner.run(asyncio.wait_for(pyfuncitem.obj(**wanted), timeout=ASYNC_TEST_LIMIT))
    return True


@pytest.fixture(autouse=True)
def _what_is_painted_is_looked_at(request: pytest.FixtureRequest) -> None:
    """From before the first widget of a test that has any."""
    if "qapp" in request.fixturenames:
        from tests.painted import watch_painting  # here: most tests of the core need no window

        watch_painting(request.getfixturevalue("qapp"))


@pytest.fixture(scope="session", autouse=True)
def _no_secret_gets_out(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The last word of a session, and of each process where several share the tests."""
    with secrets_noted(), listening():
        yield
    told = [
        *_in_short(
            "Secrets lie open in files that tests left:",
            sorted(map(str, USED.leaks_in(tmp_path_factory.getbasetemp()))),
        ),
        *_in_short("Secrets were shown or told:", sorted(map(str, USED.leaks_among(TOLD.strings)))),
    ]
    if told:
        pytest.fail("\n".join(told), pytrace=False)


def _in_short(heading: str, leaks: Sequence[str]) -> Iterator[str]:
    if leaks:
        yield heading
        yield from leaks[:LEAKS_TOLD]
    if len(leaks) > LEAKS_TOLD:
        yield f"... and {len(leaks) - LEAKS_TOLD} more"


@pytest.fixture
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits before a repetition, where the service asks for none, as short as can be measured."""
    monkeypatch.setattr("core.rules.retry._FIRST_WAIT", 0.002)


@pytest.fixture
def cheap_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase vault that opens in a millisecond instead of half a second."""
    monkeypatch.setattr("core.store.sealing.SCRYPT_N", 2**8)
