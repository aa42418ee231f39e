"""A run of a million bundles chosen in the history, as against one of none: until its bundles are painted.

Arguments: profile folder, the large run, the empty one. Prints seconds as one JSON object: `large` and
`empty` are from the choice in the list to the paint of the viewer, `blocked` how long the loop was blocked at
the longest.
"""

import asyncio
import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from core.integrator import open_integrator
from gui import theme
from gui.collector import Collector
from gui.history.history_desk import HistoryDesk
from gui.history.history_screen import HistoryScreen
from tests.bench.measure import Pulse
from tests.bench.view_single import Paints

ROUNDS = 5


async def opened(screen: HistoryScreen, painted: Paints, run: str, bundles: int) -> float:
    """Choose a run in the list; seconds until its bundles, or that there are none, are painted."""
    view = screen.details.view
    began = time.perf_counter()
    assert screen.list.choose(run), f"{run} is not in the list"
    while view.count() != bundles:  # noqa: ASYNC110 - the viewer tells nobody
        await asyncio.sleep(0)
    await painted.once()
    return time.perf_counter() - began


async def main(folder: Path, large: str, empty: str) -> None:
    """In a screen of the usual size."""
    async with open_integrator(folder, own_thread=True) as integrator:
        bundles = len(integrator.bundles(large))
        screen, around = HistoryScreen(), QObject()
        screen.resize(1160, 740)
        screen.show()
        look = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        desk = HistoryDesk(integrator, screen, look, around)
        collector = Collector(screen)
        while screen.list.runs.rowCount() < 2:  # noqa: ASYNC110 - nor does the list
            await asyncio.sleep(0.01)
        await desk.jobs.idle()
        collector.settle()
        painted, pulse = Paints(screen.details.view), Pulse()
        took: dict[str, list[float]] = {"large": [], "empty": []}
        longest = 0.0
        for turn in range(1 + ROUNDS):  # the first one builds what is there once
            for name, run, count in (("empty", empty, 0), ("large", large, bundles)):
                pulse.begin()
                seconds = await opened(screen, painted, run, count)
                await desk.jobs.idle()
                gap = pulse.end()
                if turn:
                    took[name].append(seconds)
                    longest = max(longest, gap)
        print(json.dumps({**took, "blocked": longest}))
        await desk.leave()
        screen.hide()
        collector.end()


if __name__ == "__main__":
    application = QApplication([])
    application.setQuitOnLastWindowClosed(False)
    theme.apply(application, "light")
    with asyncio.Runner(loop_factory=lambda: QEventLoop(application)) as runner:
        runner.run(main(Path(sys.argv[1]), *sys.argv[2:]))
