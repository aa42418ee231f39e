"""How the program ended last time: written down by a process that dies, found by the next."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from gui.last_end import FILE, KEPT, LastEnd
from gui.restart import command_line, environment

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 60.0
"""Seconds that a process may take."""

DIE = """
import ctypes, os, sys
from pathlib import Path
from gui.last_end import LastEnd
def very_wrong():
    {how}
end = LastEnd(Path(sys.argv[1]))
end.watch()
very_wrong()
"""

posix = pytest.mark.skipif(sys.platform == "win32", reason="has no such signals")


def dies(logs: Path, how: str) -> int:
    """The status of a process that ends so."""
    done = subprocess.run(
        [sys.executable, "-c", DIE.format(how=how), str(logs)], cwd=ROOT, capture_output=True, timeout=LIMIT
    )
    return done.returncode


@posix
@pytest.mark.parametrize(
    ("how", "sign", "words"),
    [
        ("os.abort()", signal.SIGABRT, "Aborted"),
        ("ctypes.string_at(0)", signal.SIGSEGV, "Segmentation fault"),
        ("end.note('no platform'); os.abort()", signal.SIGABRT, "no platform"),
    ],
)
def test_a_hard_end_is_written_down_and_found_once(
    tmp_path: Path, how: str, sign: signal.Signals, words: str
) -> None:
    assert dies(tmp_path, how) == -sign
    end = LastEnd(tmp_path)
    end.watch()
    assert end.report is not None
    story = end.report.read_text()
    assert words in story
    assert "in very_wrong" in story
    assert stat.S_IMODE(end.report.stat().st_mode) == 0o600
    end.was_tidy()
    again = LastEnd(tmp_path)
    again.watch()
    assert again.report is None
    again.was_tidy()
    assert [file.name for file in tmp_path.iterdir()] == [end.report.name]


@posix
@pytest.mark.parametrize("how", ["os.kill(os.getpid(), 9)", "os._exit(3)", "sys.exit(0)", "1 / 0"])
def test_an_end_from_outside_or_by_python_itself_is_nothing_to_tell(tmp_path: Path, how: str) -> None:
    dies(tmp_path, how)
    end = LastEnd(tmp_path)
    end.watch()
    assert end.report is None
    end.was_tidy()
    assert list(tmp_path.iterdir()) == []


def test_only_the_latest_reports_are_kept(tmp_path: Path) -> None:
    for number in range(KEPT + 3):
        (tmp_path / FILE).write_text(f"number {number}")
        at = 1_700_000_000 + 60 * number
        os.utime(tmp_path / FILE, (at, at))
        end = LastEnd(tmp_path)
        end.watch()
        end.was_tidy()
    kept = sorted(tmp_path.iterdir())
    assert len(kept) == KEPT
    assert kept[-1].read_text() == f"number {KEPT + 2}"


def test_logs_that_cannot_be_made_keep_nobody_from_working(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file")
    end = LastEnd(tmp_path / "logs")
    end.watch()
    assert end.report is None
    end.note("nobody hears it")
    end.was_tidy()


def test_a_restart_is_the_same_start_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "orig_argv", ["python", "-m", "gui.start", "--data-dir", "x"])
    assert command_line() == [sys.executable, "-m", "gui.start", "--data-dir", "x"]
    assert environment({"HOME": "/h"}) == {"HOME": "/h"}
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert environment({"HOME": "/h"}) == {"HOME": "/h", "PYINSTALLER_RESET_ENVIRONMENT": "1"}
