"""The whole program, ended, restarted, started twice; and what of it is copied for support."""

import asyncio
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from core.integrator import NewConnection, open_integrator
from core.sandbox import SandboxThread
from tests.journeys.accounts import account
from tests.journeys.program import program_running
from tests.secret_service import SecretService
from tests.told import excused

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 60.0
"""Seconds that a process may take."""

posix = pytest.mark.skipif(sys.platform == "win32", reason="has no such signals")


@pytest.fixture
def around(tmp_path: Path) -> Mapping[str, str]:
    """A machine on which no keyring runs."""
    more = {
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path / 'nowhere'}",
    }
    return {**os.environ, **more}


def command(folder: Path, what: str) -> list[str]:
    return [sys.executable, "-m", "tests.journeys.ended_program", str(folder), what]


def done(folder: Path, what: str, around: Mapping[str, str]) -> list[str]:
    """What a whole life of the program prints."""
    ended = subprocess.run(
        command(folder, what), cwd=ROOT, env=around, capture_output=True, text=True, timeout=LIMIT
    )
    assert ended.returncode == 0, ended.stderr[-4000:]
    return ended.stdout.splitlines()


@contextmanager
def alive(folder: Path, around: Mapping[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """The program with its window complete, showing its last page of the settings."""
    with subprocess.Popen(
        command(folder, "die"), cwd=ROOT, env=around, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


def end_by(sign: signal.Signals, folder: Path, around: Mapping[str, str]) -> None:
    """Start the program, and end it so."""
    with alive(folder, around) as process:
        process.send_signal(sign)
        process.wait(LIMIT)
        assert process.returncode == -sign


def looked(folder: Path, around: Mapping[str, str]) -> dict[str, Any]:
    """What the next start shows."""
    told: dict[str, Any] = json.loads(done(folder, "look", around)[-1])
    return told


@posix
@pytest.mark.parametrize("sign", [signal.SIGSEGV, signal.SIGABRT])
def test_after_a_hard_end_the_next_start_says_so_once(
    folder: Path, around: Mapping[str, str], sign: signal.Signals
) -> None:
    end_by(sign, folder, around)
    seen = looked(folder, around)
    assert seen["told"]
    assert "Nothing that was saved is lost" in seen["text"]
    assert seen["details"].startswith("Fatal Python error: ")
    assert "most recent call first" in seen["details"]
    assert str(Path.home()) + os.sep not in seen["details"]
    assert not seen["told_afterwards"]
    assert not looked(folder, around)["told"]


@posix
async def test_after_a_hard_end_the_screen_that_was_shown_is_not_opened_again(
    folder: Path, around: Mapping[str, str], sandbox: SandboxThread, cheap_passphrase: None
) -> None:
    address, values = account(sandbox, "refiner")
    async with open_integrator(folder, passphrase="correct horse") as integrator:
        new = NewConnection(app="refiner", name="Main", values=values, address=address)
        await integrator.connect(new, unverified=True)
    (folder / "window.ini").write_text("[window]\nscreen=history\n")
    tidy = await asyncio.to_thread(looked, folder, around)
    assert tidy["screen"] == "history", "that is where the person was"
    await asyncio.to_thread(end_by, signal.SIGABRT, folder, around)
    seen = await asyncio.to_thread(looked, folder, around)
    assert seen["told"]
    assert seen["screen"] == "modules-screen"


@posix
def test_a_program_that_was_killed_from_outside_is_nothing_to_tell_and_blocks_nobody(
    folder: Path, around: Mapping[str, str]
) -> None:
    end_by(signal.SIGKILL, folder, around)
    assert (folder / "window.lock").exists(), "nobody could tidy up"
    assert not looked(folder, around)["told"]
    assert not (folder / "window.lock").exists()


@posix
def test_a_start_without_a_display_is_nothing_to_tell(folder: Path, around: Mapping[str, str]) -> None:
    nowhere = {**around, "QT_QPA_PLATFORM": "no-such-platform"}
    failed = subprocess.run(
        [sys.executable, "-m", "gui.start", "--data-dir", str(folder)],
        cwd=ROOT,
        env=nowhere,
        capture_output=True,
        timeout=LIMIT,
    )
    assert failed.returncode == 1
    assert not looked(folder, around)["told"]


@posix
def test_a_second_start_leaves_quietly_and_the_first_stays(folder: Path, around: Mapping[str, str]) -> None:
    with alive(folder, around) as process:
        second = subprocess.run(
            [sys.executable, "-m", "gui.start", "--data-dir", str(folder)],
            cwd=ROOT,
            env=around,
            capture_output=True,
            text=True,
            timeout=LIMIT,
        )
        assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
        assert process.poll() is None
        process.terminate()
        assert process.wait(LIMIT) == 0
    assert not {"window.lock", "window.address"} & {file.name for file in folder.iterdir()}
    assert not (folder / "logs" / "crash.txt").exists()


@posix
def test_a_mistake_is_explained_and_the_program_restarts_where_that_is_wanted(
    folder: Path, around: Mapping[str, str]
) -> None:
    said, again = done(folder, "mistake", around)
    assert json.loads(said) == {"title": "Something went wrong inside Trunkline"}
    assert again == "again"


@posix
def test_a_start_that_fails_says_that_it_failed_and_can_be_tried_again(
    folder: Path, around: Mapping[str, str]
) -> None:
    said, again = done(folder, "fail", around)
    assert json.loads(said) == {"buttons": ["Close", "Try again"]}
    assert again == "again"


def test_what_fails_after_the_first_paint_does_not_end_the_program(
    folder: Path, around: Mapping[str, str]
) -> None:
    told = json.loads(done(folder, "limp", around)[-1])
    assert told == {"title": "Something went wrong inside Trunkline", "answers": True}


async def test_what_is_copied_for_support_tells_no_secret_and_no_account(
    qapp: QApplication, folder: Path, keyring: SecretService, sandbox: SandboxThread
) -> None:
    address, values = account(sandbox, "refiner")
    key = values["api_key"]
    async with program_running(folder) as program:
        await program.connect_from_rail("Refiner", address, connection_name="Ada's shop", **values)
        with excused("a record of the log", "what is copied has lost it"):
            logging.getLogger("some.library").error("%s was refused for %s", key, "Ada's shop")
        program.window.show_settings("diagnostics")
        await program.until(lambda: program.sees("copy-support"))
        await program.until(lambda: program.sees("log-text") and "was refused" in program.text("log-text"))
        assert key not in program.text("log-text")
        program.click("copy-support")
        await program.until(lambda: program.text("support-confirmation").startswith("Copied"))
        text = program.clipboard()
    assert "was refused for [name]" in text
    assert "Open, with the key in the system keyring (SecretService)" in text
    for private in (key, "Ada's shop", str(Path.home()) + os.sep):
        assert private not in text
