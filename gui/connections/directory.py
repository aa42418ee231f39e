"""What is known here of the connections: read from the core, told to every screen."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QIcon

from core.integrator import Integrator
from core.model.app import App
from core.model.connection import Connection, Use
from core.model.errors import NotKnown
from gui.connections.connection_model import Entry
from gui.icons import app_mark, icon
from gui.jobs import Jobs

_BREATH = 0.1
"""Seconds between two readings while one change follows the other."""


class Directory(QObject):
    """Connections, their apps, and where each is used. Lives as long as the session."""

    changed = Signal()
    """Connections came, went or changed, or another use is known."""

    def __init__(self, integrator: Integrator, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self.connections: tuple[Connection, ...] = ()
        self.apps: Mapping[str, App] = {}
        self._integrator = integrator
        self._jobs = jobs
        self._marks: dict[str, QIcon] = {}
        self._uses: dict[str, tuple[Use, ...]] = {}
        self._wants_uses = False
        self._per_app: Counter[str] = Counter()
        self._is_stale = False

    def know_apps(self, apps: Mapping[str, App], marks: Mapping[str, Path]) -> None:
        """These are the apps that can be used, and the files of their marks."""
        self.apps = apps
        self._marks = {app: app_mark(file) for app, file in marks.items()}

    def entry(self, connection: Connection) -> Entry:
        """A connection with what is known about it."""
        app = self.apps.get(connection.app)
        return Entry(
            connection=connection,
            app_label=app.label if app else connection.app,
            mark=self._marks.get(connection.app) or icon("plug", "muted"),
            has_app=app is not None,
            uses=self._uses.get(connection.id),
            has_others=self._per_app[connection.app] > 1,
        )

    def others(self, connection: Connection) -> tuple[Connection, ...]:
        """Further connections to the same app."""
        return tuple(one for one in self.connections if one.app == connection.app and one.id != connection.id)

    def names(self) -> list[str]:
        """All names that are taken."""
        return [one.name for one in self.connections]

    async def load(self) -> None:
        """Read what there is."""
        self.connections = await self._integrator.connections()
        self._per_app = Counter(one.app for one in self.connections)
        self.changed.emit()
        if self._wants_uses and any(one.id not in self._uses for one in self.connections):
            self.look_for_uses()

    def load_soon(self) -> None:
        """Something changed; many changes in a row are read together."""
        self._is_stale = True
        if not self._jobs.is_running("connections"):
            self._jobs.start("connections", self._load_until_fresh())

    def look_for_uses(self) -> None:
        """Ask where each connection is used: forms come with every run, which nobody tells."""
        self._wants_uses = True
        self._jobs.start("uses", self._load_uses())

    async def _load_until_fresh(self) -> None:
        while self._is_stale:
            self._is_stale = False
            await self.load()
            if self._is_stale:
                await asyncio.sleep(_BREATH)

    async def _load_uses(self) -> None:
        found = {}
        for connection in self.connections:
            with contextlib.suppress(NotKnown):  # it went meanwhile
                found[connection.id] = await self._integrator.uses(connection.id)
        if found != self._uses:
            self._uses = found
            self.changed.emit()
