"""The window's first moments on a machine where something is missing: said in a sentence, and it ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIMIT = 60.0
"""Seconds."""

posix = pytest.mark.skipif(sys.platform == "win32", reason="has no such signals")

INTERRUPTED = """
import os, signal, sys
import gui.start, gui.welcome.welcome

class Painted(gui.welcome.welcome.Welcome):
    def paintEvent(self, event):
        os.kill(os.getpid(), signal.SIGINT)

gui.welcome.welcome.Welcome = Painted
gui.start.main(["--data-dir", sys.argv[1]])
"""

BROKEN = """
import sys
import gui.crash_dialog, gui.session, gui.start

class Shown(gui.crash_dialog.CrashDialog):
    def showEvent(self, event):
        print("told", flush=True)

async def fail(session):
    raise LookupError("nothing is where it was")

gui.crash_dialog.CrashDialog = Shown
gui.session.Session.settled = fail
sys.exit(gui.start.main(sys.argv[1:]))
"""


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """A data folder whose database is none."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "trunkline.db").write_text("not a database")
    return folder


def command(folder: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "gui.start", "--data-dir", str(folder), *more]


def around(**more: str) -> Mapping[str, str]:
    screens = ("DISPLAY", "WAYLAND_DISPLAY")
    return {**{key: value for key, value in os.environ.items() if key not in screens}, **more}


@pytest.mark.skipif(sys.platform != "linux", reason="there, a screen is always there")
def test_without_a_screen_it_says_so_and_names_the_commands(tmp_path: Path) -> None:
    done = subprocess.run(
        command(tmp_path / "data"),
        cwd=ROOT,
        env=around(QT_QPA_PLATFORM="xcb"),
        capture_output=True,
        text=True,
        timeout=LIMIT,
    )
    assert done.returncode == 1
    assert "no screen answers" in done.stderr
    assert "trunkline --help" in done.stderr
    assert "Reinstalling" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="there, a screen is always there")
def test_with_a_screen_it_does_not_say_that_none_answers(tmp_path: Path) -> None:
    done = subprocess.run(
        command(tmp_path / "data"),
        cwd=ROOT,
        env=around(QT_QPA_PLATFORM="missing", DISPLAY=":0"),
        capture_output=True,
        text=True,
        timeout=LIMIT,
    )
    assert done.returncode == 1
    assert 'platform plugin "missing"' in done.stderr
    assert "no screen answers" not in done.stderr
    assert "trunkline --help" in done.stderr


@posix
def test_a_profile_that_cannot_be_opened_can_be_left_by_a_signal(damaged: Path) -> None:
    with subprocess.Popen(
        command(damaged), cwd=ROOT, env=around(), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        assert "not a sound database" in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(LIMIT) == 1


def test_where_only_a_picture_is_wanted_nobody_has_to_answer(damaged: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        command(damaged, "--picture", str(tmp_path / "picture.png")),
        cwd=ROOT,
        env=around(),
        capture_output=True,
        text=True,
        timeout=LIMIT,
    )
    assert done.returncode == 1
    assert "not a sound database" in done.stderr


@posix
@pytest.mark.skipif(
    sys.platform != "win32" and os.geteuid() == 0, reason="who owns the machine reads anything"
)
def test_a_closed_data_folder_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o000)
    done = subprocess.run(
        command(folder, "--picture", str(tmp_path / "picture.png")),
        cwd=ROOT,
        env=around(),
        capture_output=True,
        text=True,
        timeout=LIMIT,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


@posix
def test_a_start_that_fails_by_our_mistake_can_be_left_by_a_signal(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", BROKEN, "--data-dir", str(tmp_path / "data")],
        cwd=ROOT,
        env=around(),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "told\n"
        process.send_signal(signal.SIGTERM)
        try:
            assert process.wait(LIMIT / 4) == 1
        finally:
            process.kill()


def test_where_only_a_picture_is_wanted_a_mistake_of_ours_ends_it(tmp_path: Path) -> None:
    more = ("--data-dir", str(tmp_path / "data"), "--picture", str(tmp_path / "picture.png"))
    done = subprocess.run(
        [sys.executable, "-c", BROKEN, *more],
        cwd=ROOT,
        env=around(),
        capture_output=True,
        text=True,
        timeout=LIMIT / 4,
    )
    assert done.returncode == 1
    assert "nothing is where it was" in done.stderr


@posix
def test_ctrl_c_ends_it_before_it_listens(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, str(tmp_path / "data")],
        cwd=ROOT,
        env=around(),
        capture_output=True,
        timeout=LIMIT,
    )
    assert done.returncode == -signal.SIGINT
