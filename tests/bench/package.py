"""The packaged program beside a packaged empty window: first paint, size, and a minute in which nobody does
anything. Linux only: it reads /proc."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.bench.measure import MIB, ROOT

sys.path.insert(0, str(ROOT / "packaging"))

BUILT = ROOT / "build" / "package" / "bench"
SECONDS_TO_SETTLE, SECONDS_IDLE = 15, 60


class Idle(NamedTuple):
    """A program that nobody uses: its share of a processor, and its memory in bytes."""

    share: float
    memory: int


def build() -> None:
    """Build both programs anew, as `dev.py package` builds."""
    import package_environment

    package_environment.set_up()
    shutil.rmtree(BUILT, ignore_errors=True)
    environ = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    for name in ("bare", "ours"):
        options = [
            "--noconfirm",
            "--log-level",
            "WARN",
            "--distpath",
            BUILT,
            "--workpath",
            BUILT / "work" / name,
        ]
        command = [package_environment.python(), "-P", "-m", "PyInstaller", *options]
        spec = ROOT / "tests" / "bench" / "package.spec"
        done = subprocess.run(
            [str(part) for part in (*command, spec, "--", name)],
            cwd=ROOT,
            env=environ,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise SystemExit(f"The program could not be built.\n{done.stderr}")


def size(name: str) -> int:
    """Bytes that a built program takes, unpacked. The start that only measures does not count."""
    folder = BUILT / name
    files = [path for path in folder.rglob("*") if not path.is_dir() and path != folder / "measured"]
    return sum(path.lstat().st_size for path in files)


def first_paint(name: str) -> float:
    """Seconds from the start of the process until the window is painted, in an empty profile."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.time()
        start = ("ours/measured", folder) if name == "ours" else ("bare/program",)
        done = subprocess.run([str(BUILT / start[0]), *start[1:]], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr}")
    return float(json.loads(done.stdout.splitlines()[-1])["painted"]) - began


def idle() -> Idle:
    """Our program, started and left alone."""
    with (
        tempfile.TemporaryDirectory() as folder,
        _running([BUILT / "ours" / "program", "--data-dir", folder]) as id,
    ):
        time.sleep(SECONDS_TO_SETTLE)
        before, began = _processor(id), time.monotonic()
        time.sleep(SECONDS_IDLE)
        share = (_processor(id) - before) / (time.monotonic() - began)
        return Idle(share, sum(_memory(one) for one in _family(id)))


@contextmanager
def _running(command: list[object]) -> Iterator[int]:
    with subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL) as process:
        try:
            yield process.pid
        finally:
            process.terminate()


def _family(id: int) -> list[int]:
    """A process and those that it started."""
    children = Path(f"/proc/{id}/task/{id}/children").read_text().split()
    return [id, *(one for child in children for one in _family(int(child)))]


def _processor(id: int) -> float:
    """Seconds of processor that a process and those that it started have taken."""
    ticks = 0
    for one in _family(id):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15]))  # its own, and of those that have ended
    return ticks / os.sysconf("SC_CLK_TCK")


def _memory(id: int) -> int:
    """Bytes of memory that belong to a process, its share of what it has in common with others included."""
    for line in Path(f"/proc/{id}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise SystemExit("/proc does not tell Pss")


def in_mib(bytes: float) -> str:
    """For people."""
    return f"{bytes / MIB:.0f} MiB"
