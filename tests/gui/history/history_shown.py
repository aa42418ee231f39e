"""The history on an offscreen screen, with a real core behind it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QWidget

from core.integrator import Integrator, open_integrator
from gui.history.history_desk import HistoryDesk
from gui.history.history_screen import HistoryScreen

W = TypeVar("W", bound=QWidget)


class Shown:
    """The screen, and who fills it."""

    def __init__(self, screen: HistoryScreen, desk: HistoryDesk, integrator: Integrator) -> None:
        self.screen = screen
        self.desk = desk
        self.integrator = integrator
        self.bugs: list[object] = []
        desk.jobs.failed.connect(self.bugs.append)

    async def settled(self) -> None:
        """Wait until nothing is under way."""
        await self.until(lambda: not self.screen.filters.is_waiting())
        await self.desk.jobs.idle()
        await self.screen.diff.jobs.idle()

    async def until(self, what: Callable[[], Any]) -> None:
        """Wait until something is so, or a bug has shown."""
        await until(lambda: what() or self.bugs)
        assert not self.bugs, self.bugs

    def ids(self) -> list[str]:
        """The runs that are in the list."""
        return [row.id for row in self.screen.list.runs.rows()]

    def find(self, kind: type[W], name: str) -> W:
        """The part of that name."""
        found = self.screen.findChild(kind, name)
        assert found is not None, f"no {name}"
        return found

    async def choose(self, *ids: str) -> None:
        """Choose runs."""
        assert self.screen.list.choose(*ids)
        await self.settled()


async def until(what: Callable[[], Any], limit: float = 20.0) -> None:
    """Wait until something is so, as a person does: by looking."""
    end = asyncio.get_running_loop().time() + limit
    while not what():
        assert asyncio.get_running_loop().time() < end, "it never came"
        await asyncio.sleep(0.01)


@asynccontextmanager
async def history_shown(folder: Path) -> AsyncIterator[Shown]:
    """The history of a profile; in the end nothing may be left of it, and no bug may have shown."""
    async with open_integrator(folder, own_thread=True) as integrator:
        screen, around = HistoryScreen(), QObject()
        screen.resize(1000, 700)
        screen.show()
        look = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        desk = HistoryDesk(integrator, screen, look, around)
        shown = Shown(screen, desk, integrator)
        try:
            await shown.settled()
            yield shown
        finally:
            screen.hide()
            await desk.leave()
            screen.deleteLater()
        assert not shown.bugs, shown.bugs
