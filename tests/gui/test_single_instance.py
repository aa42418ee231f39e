"""One window for each data folder; the others hand over what they were asked, and leave."""

import asyncio
import contextlib
import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.single_instance import ADDRESS, LOCK, Instance, enter, raise_window
from tests.sandboxes import until

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 60.0
"""Seconds that a process may take."""

posix = pytest.mark.skipif(sys.platform == "win32", reason="has no such signals")

HOLD = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from gui.single_instance import enter
app = QCoreApplication([])
instance = enter(Path(sys.argv[1]))
if len(sys.argv) < 3:
    instance.listen(lambda wishes: print("asked", *wishes, flush=True))
print("here", flush=True)
app.exec()
"""
"""A first start, which listens unless it is told not to."""

COME = """
import sys
from pathlib import Path
from gui.single_instance import enter
print(enter(Path(sys.argv[1]), sys.argv[2:], patience=float(sys.stdin.readline())))
"""
"""A second start."""


@contextmanager
def holding(folder: Path, *more: str) -> Iterator["subprocess.Popen[str]"]:
    """A process that has the window of a data folder."""
    command = [sys.executable, "-c", HOLD, str(folder), *more]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "here\n"
            yield process
        finally:
            process.kill()
            with contextlib.suppress(OSError):  # what was killed leaves its socket for the next to remove
                Path((folder / ADDRESS).read_text()).unlink()


def come(folder: Path, *wishes: str, patience: float = 5.0) -> str:
    """What a second start finds: "None" when it has handed over."""
    command = [sys.executable, "-c", COME, str(folder), *wishes]
    done = subprocess.run(
        command, cwd=ROOT, input=f"{patience}\n", capture_output=True, text=True, timeout=LIMIT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def heard() -> list[Collection[str]]:
    return []


@pytest.fixture
def first(tmp_path: Path, heard: list[Collection[str]], qtbot: QtBot) -> Iterator[Instance]:
    """This process, listening for others."""
    instance = enter(tmp_path)
    assert instance is not None
    instance.listen(heard.append)
    yield instance
    instance.leave()


async def said_by(address: str, said: bytes) -> bytes:
    """What whoever listens answers to some bytes, until it hangs up or is silent."""
    socket = QLocalSocket()
    socket.connectToServer(address)
    socket.write(said)
    socket.flush()
    state = QLocalSocket.LocalSocketState.ConnectedState
    await until(lambda: bool(socket.bytesAvailable()) or socket.state() != state)
    answer = bytes(socket.readAll().data())
    socket.abort()
    return answer


def test_a_second_start_hands_over_and_leaves(tmp_path: Path) -> None:
    with holding(tmp_path) as process:
        assert come(tmp_path, "practice") == "None"
        assert process.stdout is not None
        assert process.stdout.readline() == "asked practice\n"
        assert come(tmp_path) == "None"
        assert process.stdout.readline() == "asked\n"


def test_another_data_folder_is_another_window(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    with holding(tmp_path / "one"):
        other = enter(tmp_path / "other")
        assert other is not None
        assert other.is_first
        other.leave()


@posix
def test_what_was_killed_blocks_nobody_and_leaves_nothing(tmp_path: Path) -> None:
    with holding(tmp_path) as process:
        socket = Path((tmp_path / ADDRESS).read_text())
        assert socket.exists()
        os.kill(process.pid, signal.SIGKILL)
        process.wait(LIMIT)
        assert socket.exists(), "nobody could tidy up"
        instance = enter(tmp_path, patience=0.0)
        assert instance is not None
        assert instance.is_first
        assert not (tmp_path / ADDRESS).exists()
        QApplication.instance() or QApplication([])
        instance.listen(lambda wishes: None)
        assert not socket.exists()
        instance.leave()
    assert list(tmp_path.iterdir()) == []


def test_one_that_does_not_answer_keeps_nobody_from_working(tmp_path: Path) -> None:
    with holding(tmp_path, "silent"):
        instance = enter(tmp_path, patience=0.2)
    assert instance is not None
    assert not instance.is_first
    instance.listen(lambda wishes: None)
    instance.leave()
    assert (tmp_path / LOCK).exists(), "the lock is not ours to take away"


async def test_a_start_waits_for_one_that_is_just_starting(
    tmp_path: Path, heard: list[Collection[str]], qapp: QApplication
) -> None:
    instance = enter(tmp_path)
    assert instance is not None
    coming = asyncio.create_task(asyncio.to_thread(come, tmp_path, "practice"))
    await asyncio.sleep(0)
    instance.listen(heard.append)
    assert await coming == "None"
    assert heard == [("practice",)]
    instance.leave()


async def test_a_start_waits_for_one_that_is_leaving_and_is_the_next(tmp_path: Path, first: Instance) -> None:
    first.stop_listening()
    assert not (tmp_path / ADDRESS).exists()
    coming = asyncio.create_task(asyncio.to_thread(come, tmp_path))
    await asyncio.sleep(0)
    first.leave()
    assert "Instance" in await coming


@posix
def test_only_this_person_can_reach_it(tmp_path: Path, first: Instance) -> None:
    address = tmp_path / ADDRESS
    socket = Path(address.read_text())
    for file in (address, tmp_path / LOCK):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_ISSOCK(socket.stat().st_mode)
    assert not stat.S_IMODE(socket.stat().st_mode) & 0o077
    assert len(socket.name.removeprefix("trunkline-")) == 16, "nobody guesses it"


@pytest.mark.parametrize(
    "said", [b"hello\n", b"{}\n", b"[1]\n", b"[" * 9000 + b"\n", b"x" * 20_000, b"\xff\n"]
)
async def test_what_no_start_of_ours_says_is_not_heard(
    tmp_path: Path, first: Instance, heard: list[Collection[str]], said: bytes
) -> None:
    assert await said_by((tmp_path / ADDRESS).read_text(), said) == b""
    assert heard == []
    assert await said_by((tmp_path / ADDRESS).read_text(), json.dumps(["practice"]).encode() + b"\n")
    assert heard == [("practice",)]


def test_a_folder_that_cannot_be_written_is_no_reason_not_to_start(tmp_path: Path) -> None:
    instance = enter(tmp_path / "nowhere")
    assert instance is not None
    assert not instance.is_first


def test_a_file_that_is_no_socket_of_ours_is_left_alone(tmp_path: Path, qapp: QApplication) -> None:
    precious = tmp_path / "precious"
    precious.write_text("mine")
    (tmp_path / ADDRESS).write_text(str(precious))
    instance = enter(tmp_path)
    assert instance is not None
    instance.listen(lambda wishes: None)
    instance.leave()
    assert precious.read_text() == "mine"


def test_a_window_that_was_put_away_is_brought_back(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.showMinimized()
    raise_window(window)
    assert window.isVisible()
    assert not window.windowState() & Qt.WindowState.WindowMinimized
