"""A million bundles in the viewer: opened, jumped through, sorted, filtered, chosen; what it costs.

Arguments: profile folder, run. Prints seconds and bytes as one JSON object: `empty` and `open` are from opening
a run to the first paint; `blocked` is how long the window's loop was blocked at the longest, by what was done.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractItemView, QApplication
from qasync import QEventLoop

from core.integrator import Integrator, open_integrator
from core.model.results import Condition, SortKey
from core.store.spool import Spool
from gui import theme
from gui.bundles.view import BundleView
from gui.collector import Collector
from tests.bench.measure import Pulse, memory

EMPTY = "none"
ROUNDS = 5


class Painted(QObject):
    """Waits for a paint of a widget."""

    def __init__(self, view: QAbstractItemView | Any) -> None:
        super().__init__(view)
        self._widget = view.viewport() if hasattr(view, "viewport") else view
        self._moment: asyncio.Future[float] | None = None
        self._widget.installEventFilter(self)

    async def after(self, act: Callable[[], object]) -> float:
        """Do something; seconds until the widget was painted after it."""
        await asyncio.sleep(0.01)  # what is due comes first
        self._moment = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        act()
        self._widget.update()
        return await self._moment - began

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look, and let pass."""
        if event.type() == QEvent.Type.Paint and self._moment is not None and not self._moment.done():
            # The paint itself happens after this filter: take the time once it is over.
            asyncio.get_running_loop().call_soon(self._over)
        return False

    def _over(self) -> None:
        if self._moment is not None and not self._moment.done():
            self._moment.set_result(time.perf_counter())


class Bench:
    """One viewer, and what was measured in it."""

    def __init__(self, integrator: Integrator, run: str) -> None:
        self.view = BundleView(integrator)
        self._integrator, self._run = integrator, run
        self._pulse = Pulse()
        self.blocked: dict[str, float] = {}
        self.jump: dict[str, float] = {}

    async def blocked_by(self, what: str, work: Awaitable[Any]) -> Any:
        """Note how long the loop was blocked at the longest."""
        self._pulse.begin()
        result = await work
        await asyncio.sleep(0.05)
        self.blocked[what] = max(self._pulse.end(), self.blocked.get(what, 0.0))
        return result

    async def open(self, run: str) -> float:
        """Open a run; seconds to the first paint."""
        self.view.clear()
        await asyncio.sleep(0.05)
        painted = Painted(self.view)
        return await painted.after(lambda: self.view.open(self._integrator.bundles(run), run))

    async def measure(self) -> dict[str, Any]:
        """All of it."""
        view, page = self.view, self.view._table_page
        empty = [await self.open(EMPTY) for _ in range(ROUNDS)]
        idle = memory("VmRSS")
        opened = [await self.blocked_by("open", self.open(self._run)) for _ in range(ROUNDS)]
        last = view.count() - 1
        for tab, pane in (("tree", view._tree), ("table", view._table), ("raw", view._raw.editor)):
            view.select(0)
            painted = Painted(pane)
            shown = await self.blocked_by(f"{tab} tab", painted.after(lambda tab=tab: view.show_tab(tab)))
            self.jump[tab] = await self.blocked_by(f"{tab} jump", painted.after(lambda: view.select(last)))
            if tab == "table":
                opened_table = shown
        view.show_tab("table")
        await self.blocked_by("columns", self._idle())
        page.sort_by((SortKey(("attributes", "mrr"), True),))
        await self.blocked_by("sort", self._idle())
        page.filter_by(Condition(("attributes", "plan"), "is", ("pro",)))
        await self.blocked_by("filter", self._idle())
        rows = page.rows()
        assert rows is not None
        await self.blocked_by("select all", Painted(page.table).after(page.table.selectAll))
        await self.blocked_by("scroll", self._scroll())
        page.table.clearSelection()
        page.sort_by(())
        await self.blocked_by("unsort", self._idle())
        return {
            "empty": empty,
            "open": opened,
            "table": opened_table,
            "jump": self.jump,
            "blocked": self.blocked,
            "rows": len(rows),
            "memory": memory("VmRSS") - idle,
        }

    async def _idle(self) -> None:
        for jobs in self.view._table_page.jobs():
            await jobs.idle()

    async def _scroll(self) -> None:
        bar = self.view._table.verticalScrollBar()
        for step in range(40):
            bar.setValue(bar.maximum() * step // 40)
            await asyncio.sleep(0.01)


async def main(folder: Path, run: str) -> None:
    """In a window of the usual size."""
    Spool(folder / "runs").remove(EMPTY)
    Spool(folder / "runs").writer(EMPTY).close()
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
