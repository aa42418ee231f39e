"""A million bundles in the viewer: opened, jumped through, sorted, filtered, chosen; what it costs.

Arguments: profile folder, run. Prints seconds and bytes as one JSON object: `empty`, `open` and `table` are
from opening a run (or the tab) to the paint, `jump` from the first bundle to the last one by tab, `blocked`
how long the window's loop was blocked at the longest by what was done, `memory` what the window and its
helpers have more than before.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from core.integrator import Integrator, open_integrator
from core.model.results import Condition, SortKey
from gui import theme
from gui.bundles.view import BundleView
from gui.collector import Collector
from tests.bench.many_bundles import EMPTY
from tests.bench.measure import Pulse, memory
from tests.bench.view_single import Paints, helpers

ROUNDS = 5
STEPS = 40
"""Places that are scrolled to."""

T = TypeVar("T")


class Bench:
    """One viewer, and what was measured in it."""

    def __init__(self, integrator: Integrator, run: str) -> None:
        self.view = BundleView(integrator)
        self._page = self.view._table_page
        self._painted = Paints(self.view)
        self._integrator, self._run = integrator, run
        self._pulse = Pulse()
        self.blocked: dict[str, float] = {}

    async def measure(self) -> dict[str, object]:
        """All of it."""
        empty = [await self._open(EMPTY) for _ in range(ROUNDS)]
        idle = memory("VmRSS")
        opened = [await self._noted("open", self._open(self._run)) for _ in range(ROUNDS)]
        jump = {tab: await self._jump(tab) for tab in ("tree", "raw", "table")}
        await self._noted("columns", self._answered())
        await self._arrange()
        return {
            "empty": empty,
            "open": opened,
            "jump": jump,
            "blocked": self.blocked,
            "memory": memory("VmRSS") - idle + helpers(),
        }

    async def _open(self, run: str) -> float:
        self.view.clear()
        await asyncio.sleep(0.05)
        return await self._timed(lambda: self.view.open(self._integrator.bundles(run), run))

    async def _jump(self, tab: str) -> float:
        self.view.select(0)
        await self._noted(f"the {tab}", self._timed(lambda: self.view.show_tab(tab)))
        last = self.view.count() - 1
        return await self._noted(f"a jump in the {tab}", self._timed(lambda: self.view.select(last)))

    async def _arrange(self) -> None:
        """Sort and filter, choose everything, scroll."""
        page, table = self._page, self._page.table
        acts: dict[str, Callable[[], object]] = {
            "sorting": lambda: page.sort_by((SortKey(("attributes", "mrr"), True),)),
            "filtering": lambda: page.filter_by(Condition(("attributes", "plan"), "is", ("pro",))),
            "choosing all": table.selectAll,
            "not sorting": lambda: page.sort_by(()),
        }
        for what, act in acts.items():
            act()
            await self._noted(what, self._answered())
        bar = table.verticalScrollBar()
        for step in range(STEPS):
            at = bar.maximum() * step // STEPS
            await self._noted("scrolling", self._timed(partial(bar.setValue, at)))

    async def _answered(self) -> None:
        for jobs in self._page.jobs():
            await jobs.idle()
        await self._painted.once()

    async def _timed(self, act: Callable[[], object]) -> float:
        """Do something; seconds until it is painted."""
        began = time.perf_counter()
        act()
        await self._painted.once()
        return time.perf_counter() - began

    async def _noted(self, what: str, work: Awaitable[T]) -> T:
        """Note how long the loop was blocked at the longest."""
        self._pulse.begin()
        result = await work
        await asyncio.sleep(0.02)
        self.blocked[what] = max(self._pulse.end(), self.blocked.get(what, 0.0))
        return result


async def main(folder: Path, run: str) -> None:
    """In a window of the usual size."""
    async with open_integrator(folder, own_thread=True) as integrator:
        bench = Bench(integrator, run)
        collector = Collector(bench.view)
        bench.view.resize(900, 700)
        bench.view.show()
        await asyncio.sleep(0.3)
        collector.settle()
        print(json.dumps(await bench.measure()))
        await bench.view.leave()
        bench.view.hide()
        collector.end()


if __name__ == "__main__":
    application = QApplication([])
    application.setQuitOnLastWindowClosed(False)
    theme.apply(application, "light")
    with asyncio.Runner(loop_factory=lambda: QEventLoop(application)) as runner:
        runner.run(main(Path(sys.argv[1]), sys.argv[2]))
