"""Carrying out what a person wants done on the connections screen."""

from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from core.integrator import NAME, Integrator
from core.model.connection import Connection
from core.model.errors import InvalidValues, NameTaken, TrunklineError
from gui.connections.budget_panel import BudgetPanel
from gui.connections.connections_screen import ConnectionsScreen, Wish
from gui.connections.directory import Directory
from gui.connections.edit_dialog import edit_connection
from gui.connections.network_dialog import edit_connection_network
from gui.connections.on_demand import unlocked
from gui.connections.removal import Removal
from gui.connections.verification import Verification
from gui.connections.words import free_name
from gui.jobs import Jobs
from gui.sentences import in_words, why_and_what_next

_SOON = 40
"""Milliseconds in which answers that come together are shown together."""


class ConnectionDesk(QObject):
    """Made when the screen is first looked at."""

    replaced = Signal(object)
    """A pair of ids: wherever the first connection was used, the second one is now."""

    def __init__(
        self,
        integrator: Integrator,
        jobs: Jobs,
        directory: Directory,
        screen: ConnectionsScreen,
        window: QWidget,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._integrator = integrator
        self._jobs = jobs
        self._directory = directory
        self._screen = screen
        self._window = window
        self.verification = Verification(integrator, jobs, directory, screen, window, self)
        self.removal = Removal(integrator, jobs, directory, screen, window, self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON)
        self._soon.timeout.connect(self._show)
        directory.changed.connect(self._show)
        self.verification.changed.connect(self._soon.start)
        self.removal.replaced.connect(self.replaced)
        self.removal.restored.connect(lambda connection: screen.choose(connection.id))
        self.removal.undo_changed.connect(screen.allow_undo)
        self._budget = BudgetPanel(integrator)
        self._budget.jobs.failed.connect(jobs.failed)
        screen.details.add_budget(self._budget)
        screen.wanted.connect(self._carry_out)
        screen.verify_all_wanted.connect(self.verification.verify_all)
        screen.undo_wanted.connect(lambda: self.removal.undo())
        screen.shown.connect(directory.look_for_uses)
        self._show()

    async def leave(self) -> None:
        """Stop what is under way."""
        self.verification.stop()
        self._budget.jobs.cancel_all()
        await self._budget.jobs.idle()

    def _show(self) -> None:
        busy = self.verification.under_way()
        entries = [self._directory.entry(one) for one in self._directory.connections]
        self._screen.show_entries(
            [replace(one, is_busy=True) if one.connection.id in busy else one for one in entries]
        )

    def _carry_out(self, wish: Wish) -> None:
        connection = wish.connection
        match wish.action:
            case "verify_connection":
                self.verification.verify(connection)
            case "rename_connection":
                self._start("rename", self._rename(connection, wish.text))
            case "edit_connection":
                self._open(self._edit(connection, reenter=False))
            case "reenter_connection":
                self._open(self._edit(connection, reenter=True))
            case "duplicate_connection":
                self._start("duplicate", self._duplicate(connection))
            case "replace_connection":
                self.removal.replace(connection)
            case "connection_network":
                self._open(self._change_network(connection))
            case "remove_connection":
                self.removal.remove(connection)

    def _start(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        self._screen.hush()
        self._jobs.start(name, work)

    def _open(self, work: Coroutine[Any, Any, None]) -> None:
        """One dialog at a time."""
        if self._jobs.is_running("dialog"):
            work.close()
        else:
            self._start("dialog", work)

    async def _rename(self, connection: Connection, name: str) -> None:
        try:
            await self._integrator.rename(connection.id, name)
        except (InvalidValues, NameTaken) as error:
            refused = error.by_field[NAME] if isinstance(error, InvalidValues) else in_words(error)
            self._screen.refuse_name(connection, refused)
        except TrunklineError as error:
            self._say(error)
        else:
            await self._directory.load()

    async def _edit(self, connection: Connection, *, reenter: bool) -> None:
        app = self._directory.apps[connection.app]
        edited = await edit_connection(self._integrator, app, connection, self._window, reenter=reenter)
        if edited is not None:
            await self._directory.load()

    async def _change_network(self, connection: Connection) -> None:
        try:
            await edit_connection_network(self._integrator, connection, self._window)
        except TrunklineError as error:
            self._say(error)

    async def _duplicate(self, connection: Connection) -> None:
        """A copy, chosen and ready to be named."""
        name = free_name(connection.name, self._directory.names())
        try:
            copy = await unlocked(
                self._integrator, self._window, lambda: self._integrator.duplicate(connection.id, name)
            )
        except TrunklineError as error:
            self._say(error)
            return
        await self._directory.load()
        self._directory.look_for_uses()
        self._screen.choose(copy.id)
        self._screen.rename()

    def _say(self, error: TrunklineError) -> None:
        self._screen.say("danger", error.title, why_and_what_next(error))
