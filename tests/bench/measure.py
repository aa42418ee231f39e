"""Measuring in one run: children that report seconds and memory, medians of interleaved runs, ratios."""

import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
MIB = 1024 * 1024


def child(module: str, *arguments: str, env: dict[str, str] | None = None) -> dict[str, Any]:
    """Run `python -m module` and give the JSON object of its last line, with `began` (seconds since 1970).

    Python keeps its bytecode, as it does for people: to compile our files at each start is nobody's start.
    """
    environment = {**(os.environ if env is None else env)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", module, *arguments]
    began = time.time()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{module} failed:\n{done.stderr}")
    return {"began": began, **json.loads(done.stdout.splitlines()[-1])}


def process_time(module: str, *arguments: str) -> float:
    """Run `python -m module`; gives the seconds of processor that its whole process took, user and system."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    child(module, *arguments)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def memory(what: str) -> int:
    """Bytes of this process: `VmRSS` now, `VmHWM` at the most so far."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(what):
            return int(line.split()[1]) * 1024
    raise SystemExit(f"/proc does not tell {what}")


def forget_peak() -> None:
    """From now on `VmHWM` counts anew."""
    Path("/proc/self/clear_refs").write_text("5")


def median(values: Sequence[float]) -> float:
    """The middle one: a shared machine has outliers."""
    return statistics.median(values)


def undisturbed(values: Sequence[float]) -> float:
    """The first quartile of many: what others do on a shared machine only ever makes them longer."""
    return statistics.quantiles(values, n=4, method="inclusive")[0]


class Gaps:
    """The longest time between two turns of a loop of asyncio, in seconds, while it is watched."""

    def __init__(self) -> None:
        self.longest = 0.0

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Watch the loop that runs this."""
        watch = asyncio.ensure_future(self._watch())
        try:
            yield
        finally:
            watch.cancel()

    async def _watch(self) -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.001)
            now = time.perf_counter()
            self.longest = max(self.longest, now - last - 0.001)
            last = now


class Pulse:
    """Feels the pulse of the window's loop: how long it was blocked at the longest, in seconds.

    Made where a QApplication is; counts from `begin()` on, until `end()` gives the longest gap.
    """

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)
        self._last = self._longest = 0.0

    def begin(self) -> None:
        """Count anew."""
        self._longest, self._last = 0.0, time.perf_counter()
        self._timer.start()

    def end(self) -> float:
        """The longest gap since `begin()`, the one that lasts included."""
        self._beat()
        self._timer.stop()
        return self._longest

    def _beat(self) -> None:
        now = time.perf_counter()
        self._longest, self._last = max(self._longest, now - self._last), now


class Verdict:
    """The lines that a benchmark prints; remembers whether all limits held."""

    def __init__(self) -> None:
        self.held = True

    def ratio(self, name: str, ours: float, floor: float, limit: float, floor_is: str) -> None:
        """One line: a time of ours against its floor, both in seconds."""
        ratio = ours / floor
        self._line(
            name,
            f"{ratio:.2f} times",
            f"≤ {limit:.2f}",
            ratio <= limit,
            f"{ours:.3f} s; {floor_is} {floor:.3f} s",
        )

    def at_most(self, name: str, value: float, unit: str, limit: float, remark: str) -> None:
        """One line: a figure that must not exceed its limit."""
        self._line(name, f"{value:.1f} {unit}", f"≤ {limit:g}", value <= limit, remark)

    def _line(self, name: str, figure: str, limit: str, fine: bool, remark: str) -> None:
        self.held = self.held and fine
        print(f"{name:<14} {figure:>12}  {limit:<8} {'holds' if fine else 'BROKEN':<7} {remark}", flush=True)
