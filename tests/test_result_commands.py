"""The commands about results as processes of their own: stopped, piped, and on a terminal."""

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.command_line.pasts import add_run, profile_with_past

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="has no such signals and terminals")

LIMIT = 60.0
"""Seconds that a process may take."""

ENDLESS = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT n FROM n"


def trunkline(profile: Path, *arguments: str) -> list[str]:
    """A command line."""
    return [sys.executable, "-m", "core", "--data-dir", str(profile), *arguments]


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A profile with a past."""
    return profile_with_past(tmp_path / "profile")


def children(process: int) -> list[int]:
    """The processes that a process has started."""
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def is_there(process: int) -> bool:
    """Whether a process runs."""
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().split()[2]
    except OSError:
        return False


def wait_for_text(terminal: int, wanted: bytes) -> bytes:
    """What a terminal shows until something wanted is in it."""
    shown, end = b"", time.monotonic() + LIMIT
    while wanted not in shown:
        assert select.select([terminal], [], [], max(0.0, end - time.monotonic()))[0], shown
        shown += os.read(terminal, 65536)
    return shown


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_runaway_query_shows_how_far_it_is_and_ends_at_ctrl_c(profile: Path) -> None:
    master, terminal = os.openpty()
    command = trunkline(profile, "sql", ENDLESS, "--limit", "1000000000")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=terminal) as process:
        os.close(terminal)
        try:
            wait_for_text(master, b"rows found")
            workers = children(process.pid)
            assert workers
            process.send_signal(signal.SIGINT)
            out, _ = process.communicate(timeout=LIMIT)
            assert (process.returncode, out) == (130, b"")
            assert wait_for_text(master, b"\r\x1b[K").endswith(b"\r\x1b[K"), "the line is gone"
            assert not any(map(is_there, workers)), "and so is who worked on it"
        finally:
            process.kill()
            os.close(master)


def test_nothing_is_said_of_progress_where_there_is_no_terminal(profile: Path) -> None:
    done = subprocess.run(
        trunkline(profile, "diff", "aaaa2", "--summary"), capture_output=True, timeout=LIMIT, check=True
    )
    assert done.stdout == b"2 changed, 1 added, 1 removed, 0 unchanged.\n"
    assert b"\x1b" not in done.stderr
    assert b"Comparing" not in done.stderr


def test_whoever_has_read_enough_ends_an_export_quietly(profile: Path) -> None:
    add_run(profile, "cccc1", [{"n": n, "text": "x" * 200} for n in range(20_000)])
    command = trunkline(profile, "export", "cccc1", "--as", "jsonl", "-")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b'{"n": 0')
        process.stdout.close()
        assert process.wait(LIMIT) == 0
        assert process.stderr.read() == b""
