"""A real keyring in trouble while the window is in use: a sentence soon, a window that goes on, nothing
lost."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QComboBox

from core.sandbox import SandboxThread
from tests.journeys.accounts import account, received
from tests.journeys.program import Program, program_running
from tests.secret_service import (
    SecretService,
    collect_what_failed_calls_left,
    require_programs,
    secret_service_running,
)

pytest.importorskip("jeepney")
from tests.core.store.keyring_prompter import prompter_running

# keyring leaves its connection to the bus open when a call fails.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

SOON = 2.0
"""Seconds within which a person is told."""

SMOOTH = 1.0
"""Seconds: the longest that the window may stand still, on a machine that has much else to do. Whoever
waits for a keyring stands still for longer."""


@pytest.fixture
def keyring() -> Iterator[SecretService]:
    """A real keyring, unlocked and empty, of which nothing stays however it was treated."""
    require_programs()
    with pytest.MonkeyPatch.context() as patch, secret_service_running() as service:
        patch.setenv("DBUS_SESSION_BUS_ADDRESS", service.address)
        yield service
    collect_what_failed_calls_left()


class Pulse(QObject):
    """How long the window's loop ever stood still, and how often the window was painted meanwhile."""

    EVERY = 10
    """Milliseconds."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self.longest = 0.0
        self.painted = 0
        self._last = self._began = time.monotonic()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._beat)
        self._timer.start(self.EVERY)
        self._window = program.window
        self._window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count, and let pass."""
        self.painted += event.type() == QEvent.Type.Paint
        return False

    @property
    def passed(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self._began

    def end(self) -> None:
        """Count no more."""
        self._timer.stop()
        self._window.removeEventFilter(self)

    def _beat(self) -> None:
        now = time.monotonic()
        self.longest = max(self.longest, now - self._last)
        self._last = now


@contextmanager
def pulse_felt(program: Program) -> Iterator[Pulse]:
    """The window is watched; it must never have stood still, and have painted where something took long."""
    pulse = Pulse(program)
    try:
        yield pulse
    finally:
        pulse.end()
    assert pulse.longest < SMOOTH
    assert pulse.painted > 0


@asynccontextmanager
async def program_with_a_kept_account(folder: Path, sandbox: SandboxThread) -> AsyncIterator[Program]:
    """Refiner was connected the day before: its key is in the keyring, and in nobody's memory."""
    address, values = account(sandbox, "refiner")
    async with program_running(folder) as program:
        await program.connect("Refiner", address, **values)
        await program.until(lambda: program.sees("module-title"))
    async with program_running(folder) as program:
        program.choose_module("List Contacts", "Refiner")
        await program.until(lambda: program.see(QComboBox, "connection").currentText().startswith("Refiner"))
        await program.until(lambda: not program.is_recalling())
        yield program


async def told_soon(program: Program, sign: str) -> None:
    """Wait for a problem to be shown; a person must not have waited for long."""
    with pulse_felt(program) as pulse:
        await program.until(lambda: program.sees(sign))
        assert pulse.passed < SOON + pulse.longest


async def practises(program: Program) -> None:
    """The practice workspace does its work, whatever is the matter with the keyring."""
    program.window.acts["practice"].trigger()
    await program.until(lambda: program.sees("practice"))
    (practice,) = [one for one in await program.integrator.connections("refiner") if one.practice]
    chosen = program.see(QComboBox, "connection")
    await program.until(lambda: chosen.findData(practice.id) >= 0)
    program.choose_in("connection", chosen.itemText(chosen.findData(practice.id)))
    await program.run_to_end()
    assert program.text("bundle-count") == "10 bundles"
    assert not program.sees("run-problem")


async def test_a_frozen_keyring_stops_neither_the_window_nor_practice_and_is_heard_again(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    address, values = account(sandbox, "segmetrics")
    async with program_with_a_kept_account(folder, sandbox) as program:
        keyring.freeze()
        program.click("rail-connections")
        await program.connect("SegMetrics", address, **values)
        program.type_into("field-connection_name", "My sales")
        assert not program.sees("connect-problem"), "it was typed while the keyring was waited for"
        await told_soon(program, "connect-problem")
        assert program.text("connect-problem-title") == "The system keyring cannot be used."
        assert "It may be waiting for you to unlock it." in program.text("connect-problem-text")
        assert program.text("field-api_key") == values["api_key"], "what was typed stays"
        assert len(await program.integrator.connections()) == 1
        program.click("connect-cancel")
        await program.until(lambda: not program.sees("connect-dialog"))

        program.click("rail-modules")
        await practises(program)

        keyring.thaw()
        await program.connect_from_rail("SegMetrics", address, **values)
        names = [one.name for one in await program.integrator.connections() if not one.practice]
        assert names == ["Refiner", "SegMetrics"]


Trouble = Callable[[SecretService], AbstractAsyncContextManager[Callable[[], Awaitable[None]]]]
"""Makes trouble inside; gives what happens once the program waits for the keyring."""


async def _nothing() -> None:
    """No more trouble than there is."""


@asynccontextmanager
async def locked(keyring: SecretService) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    keyring.lock()
    yield _nothing


@asynccontextmanager
async def denied(keyring: SecretService) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    with prompter_running(keyring.address, answers=True) as prompter:
        keyring.lock()
        yield _nothing
        assert prompter.times == 1, "a person who said no is not asked again by itself"


@asynccontextmanager
async def left_without_an_answer(keyring: SecretService) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    with prompter_running(keyring.address, answers=False) as prompter:
        keyring.lock()
        yield _nothing
        assert prompter.times == 1, "one question at a time"


@asynccontextmanager
async def killed(keyring: SecretService) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    keyring.kill()
    yield _nothing


@asynccontextmanager
async def killed_in_the_middle_of_a_call(
    keyring: SecretService,
) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    with prompter_running(keyring.address, answers=False) as prompter:
        keyring.lock()

        async def kill() -> None:
            await asyncio.to_thread(prompter.asked.wait, 10)
            keyring.kill()

        yield kill


LOCKED, USELESS = "The system keyring is locked.", "The system keyring cannot be used."


@pytest.mark.parametrize(
    ("trouble", "title"),
    [
        (locked, LOCKED),
        (denied, LOCKED),
        (left_without_an_answer, USELESS),
        (killed, USELESS),
        (killed_in_the_middle_of_a_call, USELESS),
    ],
    ids=lambda given: getattr(given, "__name__", ""),
)
async def test_a_run_that_needs_a_keyring_in_trouble_says_so_and_the_program_goes_on(
    qapp: QApplication,
    folder: Path,
    keyring: SecretService,
    sandbox: SandboxThread,
    trouble: Trouble,
    title: str,
) -> None:
    async with program_with_a_kept_account(folder, sandbox) as program, trouble(keyring) as worse:
        before = received(sandbox, "/v1/contacts")
        program.click("run")
        await worse()
        await told_soon(program, "run-problem")
        assert program.text("run-problem-title") == title
        assert not program.sees("passphrase-dialog"), "the key is kept already: a passphrase is no way on"
        assert received(sandbox, "/v1/contacts") == before
        await practises(program)
