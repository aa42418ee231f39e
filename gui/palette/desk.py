"""The palette and the core together: modules, connections, settings and runs, and the way to each."""

import asyncio
import time
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon

from core.integrator import Integrator
from core.model.app import App
from core.model.connection import Connection
from core.model.errors import TrunklineError
from core.model.history import HistoryEntry, HistoryFilter
from core.model.module import Module
from gui.connections.directory import Directory
from gui.history.words import LOOKS, account, module_name
from gui.icons import app_mark, icon
from gui.jobs import Jobs
from gui.moments import moment
from gui.palette.entries import Entry
from gui.palette.palette import Palette
from gui.palette.settings_places import show_section

if TYPE_CHECKING:
    from gui.session import Session
    from gui.settings.page import SettingsPage

_PAUSE = 0.06
"""Seconds without a letter before the history is asked."""

_LATEST, _MORE = 100, 20
"""Runs that are at hand once the palette is open, and those that the history adds for what is typed."""


class MakePage(Protocol):
    """A class of a page of the settings: it can be told of before it is made."""

    name: str
    label: str
    picture: str
    sections: tuple[str, ...]

    def __call__(self, integrator: Integrator) -> "SettingsPage":
        """Make it."""
        ...


class PaletteDesk(QObject):
    """Fills the palette while it is open. What is there is shown; what comes later is added."""

    def __init__(
        self,
        integrator: Integrator,
        palette: Palette,
        directory: Directory,
        session: "Session",
        pages: "Sequence[MakePage]",
    ) -> None:
        super().__init__(session)
        self._integrator = integrator
        self._palette = palette
        self._directory = directory
        self._session = session
        self._pages = pages
        self._latest: Sequence[HistoryEntry] = ()
        self._is_latest_due = False
        self.jobs = Jobs(self)
        palette.opened.connect(self._begin)
        palette.searched.connect(self._search)
        palette.closed.connect(self.jobs.cancel_all)
        directory.changed.connect(self._show_connections)
        if palette.isVisible():
            self._begin()
            self._search(palette.typed())

    async def leave(self) -> None:
        """Stop what is under way."""
        self.jobs.cancel_all()
        await self.jobs.idle()

    def _begin(self) -> None:
        self._is_latest_due = True
        self._palette.show_group("settings", self._settings())
        self._show_connections()
        self.jobs.start("modules", self._load_modules())

    # What there is

    async def _load_modules(self) -> None:
        entries: list[Entry] = []
        for app in await self._integrator.apps():
            mark = app_mark(self._integrator.icon(app.id))
            entries += [self._module(one, app, mark) for one in await self._integrator.modules(app.id)]
        self._palette.show_group("modules", entries)

    def _module(self, module: Module, app: App, mark: QIcon) -> Entry:
        return Entry(
            key=f"module:{module.app}/{module.id}",
            group="modules",
            label=module.label,
            do=partial(self._session.show_module, module.app, module.id),
            about=app.label,
            icon=mark,
            words=f"{module.summary} {module.kind}",
        )

    def _show_connections(self) -> None:
        entries = [self._connection(one) for one in self._directory.connections]
        self._palette.show_group("connections", entries)

    def _connection(self, connection: Connection) -> Entry:
        known = self._directory.entry(connection)
        return Entry(
            key=f"connection:{connection.id}",
            group="connections",
            label=connection.name,
            do=partial(self._session.show_connection, connection),
            about=known.app_label,
            icon=known.mark,
            words="connection account",
        )

    def _settings(self) -> list[Entry]:
        entries = []
        for page in self._pages:
            entries.append(self._place(page, page.label, ""))
            entries += [self._place(page, section, section) for section in page.sections]
        return entries

    def _place(self, page: "MakePage", label: str, section: str) -> Entry:
        return Entry(
            key=f"settings:{page.name}/{section}" if section else f"settings:{page.name}",
            group="settings",
            label=label,
            do=partial(show_section, self._session.window, page.name, section),
            about=f"Settings · {page.label}" if section else "Settings",
            icon=icon(page.picture, "muted"),
            words="preferences options",
        )

    # Runs

    def _search(self, typed: str) -> None:
        self.jobs.start("runs", self._find_runs(typed))

    async def _find_runs(self, typed: str) -> None:
        """The latest runs at once; what else the history has for these words as soon as it says so."""
        try:
            if self._is_latest_due or not typed:
                self._latest = (await self._integrator.history(most=_LATEST)).entries
                self._is_latest_due = False
            self._show_runs(self._latest)
            if not typed:
                return
            await asyncio.sleep(_PAUSE)
            wanted = HistoryFilter(text=typed)
            more = (await self._integrator.history(wanted, most=_MORE)).entries
            known = {one.record.id for one in self._latest}
            self._show_runs((*self._latest, *(one for one in more if one.record.id not in known)))
        except TrunklineError:
            self._show_runs(())  # the history itself tells what is wrong with it

    def _show_runs(self, runs: Sequence[HistoryEntry]) -> None:
        now = time.time()
        self._palette.show_group("runs", [self._run(one, now) for one in runs])

    def _run(self, entry: HistoryEntry, now: float) -> Entry:
        look = LOOKS[entry.record.status]
        values = " ".join(str(value) for value in entry.record.values.values() if isinstance(value, str))
        return Entry(
            key=f"run:{entry.record.id}",
            group="runs",
            label=module_name(entry),
            do=partial(self._session.show_run, entry.record.id),
            about=f"{moment(entry.record.started_at, now)} · {look.word.lower()} · {account(entry)}",
            icon=icon(look.picture, look.tone),
            words=f"run {values[:200]}",
        )
