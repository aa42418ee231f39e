"""One bundle of 200 MB in the viewer: opened, a list in it opened, looked at as text, searched.

Arguments: profile folder, run, a text that stands in it. Prints seconds and bytes as one JSON object: `open`
is from opening the run until the bundle's members are painted, `blocked` how long the window's loop was
blocked at the longest, `memory` what the window has more than before, and all that its helpers have.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from qasync import QEventLoop

from core.integrator import Integrator, open_integrator
from gui import theme
from gui.bundles.search_bar import SearchBar
from gui.bundles.view import BundleView
from gui.collector import Collector
from tests.bench.measure import Pulse, memory

ROUNDS = 5


class Paints(QObject):
    """Waits for a paint of a widget. Events must not be processed within a coroutine here: others would wake
    up in the middle of it, and sleep on."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._seen = asyncio.Event()
        widget.installEventFilter(self)

    async def once(self) -> None:
        """Wait until it is painted again."""
        self._seen.clear()
        self._widget.update()
        await self._seen.wait()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look, and let pass."""
        if event.type() == QEvent.Type.Paint:
            asyncio.get_running_loop().call_soon(self._seen.set)  # once it is over
        return False


class Bench:
    """One viewer, and what was measured in it."""

    def __init__(self, integrator: Integrator, run: str) -> None:
        self.view = BundleView(integrator)
        self._painted = Paints(self.view)
        self._integrator, self._run = integrator, run
        self._pulse = Pulse()
        self.blocked: dict[str, float] = {}

    async def measure(self, rare: str) -> dict[str, object]:
        """All of it. The first round is not counted: it starts the helper."""
        idle = memory("VmRSS")
        opened = [await self._timed("open", self._open) for _ in range(1 + ROUNDS)][1:]
        tree = self.view._tree
        items = tree.model().index(1, 0, tree.model().index(0, 0))
        listed = await self._timed("list", lambda: self._until(lambda: tree.expand(items), self._has_items))
        raw = await self._timed("raw", self._look_at_text)
        found = await self._timed("search", lambda: self._search(rare))
        return {
            "open": opened,
            "list": listed,
            "raw": raw,
            "search": found,
            "blocked": self.blocked,
            "memory": memory("VmRSS") - idle + helpers(),
        }

    async def _timed(self, what: str, work: Callable[[], Awaitable[float]]) -> float:
        self._pulse.begin()
        seconds = await work()
        await asyncio.sleep(0.05)
        self.blocked[what] = max(self._pulse.end(), self.blocked.get(what, 0.0))
        return seconds

    async def _open(self) -> float:
        self.view.clear()
        await asyncio.sleep(0.05)
        tree = self.view._tree

        def has_members() -> bool:
            return tree.model() is not None and tree.model().rowCount(tree.model().index(0, 0)) == 4

        return await self._until(
            lambda: self.view.open(self._integrator.bundles(self._run), self._run), has_members
        )

    def _has_items(self) -> bool:
        tree = self.view._tree
        items = tree.model().index(1, 0, tree.model().index(0, 0))
        return tree.model().rowCount(items) > 1000

    async def _look_at_text(self) -> float:
        return await self._until(
            lambda: self.view.show_tab("raw"), lambda: self.view._raw._one.blockCount() > 100
        )

    async def _search(self, rare: str) -> float:
        bar = self.view.findChild(SearchBar, "search-bar")
        assert bar is not None
        bar.appear()
        bar._line.setText(rare)
        return await self._until(bar.search, lambda: bool(self.view._raw._one.extraSelections()))

    async def _until(self, act: Callable[[], object], what: Callable[[], bool]) -> float:
        """Do something; seconds until something is so, and painted."""
        began = time.perf_counter()
        act()
        while not what():  # noqa: ASYNC110 - a widget has no event for "there is enough in it"
            await asyncio.sleep(0.001)
        await self._painted.once()
        return time.perf_counter() - began


def helpers() -> int:
    """Bytes that the processes which this one started have to themselves."""
    total = 0
    for children in Path("/proc/self/task").glob("*/children"):
        for process in children.read_text().split():
            for line in (Path("/proc") / process / "status").read_text().splitlines():
                total += int(line.split()[1]) * 1024 if line.startswith("RssAnon") else 0
    return total


async def main(folder: Path, run: str, rare: str) -> None:
    """In a window of the usual size."""
    async with open_integrator(folder, own_thread=True) as integrator:
        bench = Bench(integrator, run)
        collector = Collector(bench.view)
        bench.view.resize(900, 700)
        bench.view.show()
        await asyncio.sleep(0.3)
        collector.settle()
        print(json.dumps(await bench.measure(rare)))
        await bench.view.leave()
        bench.view.hide()
        collector.end()


if __name__ == "__main__":
    application = QApplication([])
    application.setQuitOnLastWindowClosed(False)
    theme.apply(application, "light")
    with asyncio.Runner(loop_factory=lambda: QEventLoop(application)) as runner:
        runner.run(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
