"""A screen of its own, with a keyring and the accessibility bus, and the program on it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

import pytest

from core.sandbox import SandboxOptions, SandboxThread
from tests.accessible.at_spi import LIMIT, LOOK_EVERY, Tree, tree_of
from tests.packaging.test_package_built import PROGRAM, is_of_this_checkout
from tests.secret_service import SecretService, require_programs, secret_service_running

_ROOT = Path(__file__).parents[2]
_LAUNCHERS = (
    Path("/usr/libexec/at-spi-bus-launcher"),
    Path("/usr/lib/at-spi2-core/at-spi-bus-launcher"),
    Path("/usr/lib/at-spi-bus-launcher"),
)


@pytest.fixture(scope="session")
def program_command() -> list[str]:
    """How the program is started: `TRUNKLINE_PROGRAM`; else as it was packaged, if nothing was changed since;
    else from source."""
    if named := os.environ.get("TRUNKLINE_PROGRAM"):
        return [named]
    return [str(PROGRAM)] if is_of_this_checkout() else [sys.executable, "-m", "gui.start"]


@pytest.fixture
def keyring() -> Iterator[SecretService]:
    """A bus with a real keyring on it."""
    require_programs()
    with secret_service_running() as service:
        yield service


@pytest.fixture
def screen(keyring: SecretService, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a program on a screen that nobody looks at, and assistive software is there."""
    launcher = next((one for one in _LAUNCHERS if one.exists()), None)
    missing = [program for program in ("Xvfb", "openbox") if not shutil.which(program)]
    if sys.platform != "linux" or launcher is None or missing:
        _not_here(", ".join([*missing, *([] if launcher else ["at-spi2-core"])]))
    with ExitStack() as stack:
        home = tmp_path / "home"
        home.mkdir()
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "DBUS_SESSION_BUS_ADDRESS": keyring.address,
            "XDG_RUNTIME_DIR": str(Path(keyring.address.split("path=")[1].split(",")[0]).parent),
        }
        environment["DISPLAY"] = stack.enter_context(_x_server(environment))
        stack.enter_context(running([str(launcher), "--launch-immediately", "--a11y=1"], environment))
        stack.enter_context(_window_manager(environment, home / "managed"))
        yield environment


@pytest.fixture
def tree(screen: dict[str, str]) -> Iterator[Tree]:
    """What assistive software sees."""
    with tree_of(screen["DBUS_SESSION_BUS_ADDRESS"]) as seen:
        yield seen


@pytest.fixture
def program(screen: dict[str, str], tree: Tree, program_command: list[str], tmp_path: Path) -> Iterator[Tree]:
    """The program, started for the first time; nothing of it is known but what it says of itself."""
    command, said = [*program_command, "--data-dir", str(tmp_path / "data")], tmp_path / "program.log"

    def is_open() -> bool:
        assert process.poll() is None, f"the program ended with {process.poll()}: {said.read_text()[-2000:]}"
        return any(one.role == "frame" for one in tree.in_sight())

    with said.open("wb") as log, running(command, screen, cwd=_ROOT, log=log) as process:
        tree.listen()
        tree.until(is_open, "the program's window")
        yield tree


@pytest.fixture
def sandbox() -> Iterator[SandboxThread]:
    """The services, on this machine."""
    with SandboxThread(SandboxOptions(contacts=30)) as thread:
        yield thread


@contextmanager
def running(
    command: list[str],
    environment: dict[str, str],
    *,
    cwd: Path | None = None,
    log: IO[bytes] | int = subprocess.DEVNULL,
) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a group of its own, all of which is gone at the end, however that comes."""
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        _end(process)


@contextmanager
def _x_server(environment: dict[str, str]) -> Iterator[str]:
    """An X server on a number that is free; gives its DISPLAY."""
    reading, writing = os.pipe()
    # Without "-noreset" it begins anew, deaf for a moment, whenever its last client goes.
    shown = ["-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"]
    command = ["Xvfb", "-displayfd", str(writing), *shown]
    process = subprocess.Popen(
        command,
        env=environment,
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        assert number, "the X server did not start"
        yield f":{number}"
    finally:
        _end(process)


@contextmanager
def _window_manager(environment: dict[str, str], ready: Path) -> Iterator[None]:
    """Somebody has to give windows the keyboard, and be there before they come."""
    said = ready.with_suffix(".log")
    command = ["openbox", "--startup", f"touch {ready}"]
    with said.open("wb") as log, running(command, environment, log=log) as process:
        end = time.monotonic() + LIMIT
        while not ready.exists():
            in_time = process.poll() is None and time.monotonic() < end
            assert in_time, f"the window manager did not start ({process.poll()}): {said.read_text()}"
            time.sleep(LOOK_EVERY)
        yield


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end, then insist; whatever it started goes with it."""
    process.terminate()
    try:
        process.wait(LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(LIMIT)
    finally:
        with suppress(ProcessLookupError):  # nothing was left
            os.killpg(process.pid, signal.SIGKILL)


def _not_here(what: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(f"The tests of the accessibility tree need {what}.")
    pytest.skip(f"{what} not installed")
