"""The whole program leaves nothing in its folder that another account of the computer may read."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
LIMIT = 60.0
"""Seconds that one start, one run and one end may take."""

START = [
    sys.executable,
    "-c",
    "import os, sys; os.umask(int(sys.argv.pop(1))); from gui.start import main; main()",
]


@pytest.mark.skipif(os.name != "posix", reason="has no such permissions")
@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_window_database_runs_and_cache_belong_to_their_owner_alone(tmp_path: Path, umask: int) -> None:
    """Where everybody may read what is new, unless it is said otherwise."""
    folder = tmp_path / "data"
    options = ["--data-dir", folder, "--practice", "--picture", tmp_path / "picture.png"]
    done = subprocess.run(
        [*START, str(umask), *map(str, options)], cwd=CHECKOUT, capture_output=True, text=True, timeout=LIMIT
    )
    assert (tmp_path / "picture.png").exists(), done.stderr
    everything = [folder, *folder.rglob("*")]
    names = {one.name for one in everything}
    assert names >= {"trunkline.db", "window.ini", "cache", "refiner.app", "logs", "runs", "trace.jsonl"}
    wrong = {
        str(one.relative_to(tmp_path)): oct(one.stat().st_mode)
        for one in everything
        if stat.S_IMODE(one.stat().st_mode) != (0o700 if one.is_dir() else 0o600)
    }
    assert wrong == {}
