"""Connecting an account, from wherever in the window; and what is said when it was connected before."""

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtWidgets import QDialog, QWidget

from core.integrator import Integrator
from core.model.connection import Connection
from core.model.errors import TrunklineError
from gui.connections.connect_dialog import ConnectDialog
from gui.connections.directory import Directory
from gui.connections.words import in_short
from gui.dialogs import ask
from gui.jobs import Jobs
from gui.notice import Choice, Notice


class Connecting(QObject):
    """Opens the dialog and tells what came of it."""

    connected = Signal(object)
    """A `Connection` that was just made; the directory knows it."""
    show_wanted = Signal(object)
    """The person wants to see this `Connection`."""
    removal_wanted = Signal(object)
    """The person does not want this `Connection` after all."""

    def __init__(
        self,
        integrator: Integrator,
        jobs: Jobs,
        directory: Directory,
        window: QWidget,
        twins: Notice,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._integrator = integrator
        self._jobs = jobs
        self._directory = directory
        self._window = window
        self._twins = twins

    def connect_app(self, app: str = "") -> None:
        """Open the dialog, at that app if one is named."""
        if not self._jobs.is_running("dialog"):
            self._jobs.start("dialog", self._connect(app))

    async def _connect(self, app: str) -> None:
        apps = tuple(self._directory.apps.values())
        dialog = ConnectDialog(self._integrator, apps, self._directory.names(), app, self._window)
        dialog.jobs.failed.connect(self._jobs.failed)
        if await ask(dialog) != QDialog.DialogCode.Accepted or dialog.connection is None:
            return
        await self._directory.load()
        self.connected.emit(dialog.connection)
        self._jobs.start("twins", self._tell_twins(dialog.connection))

    async def _tell_twins(self, made: Connection) -> None:
        """A second connection to the same account is seldom meant, and never wrong."""
        try:
            twins = await self._integrator.twins(made.id)
        except TrunklineError:  # it went, or cannot be told just now: then there is nothing to say
            return
        if not twins:
            return
        names = in_short([f"“{twin.name}”" for twin in twins])
        account = f", {made.account}," if made.account else ""
        self._twins.say(
            "accent",
            f"“{made.name}” leads to the same account as {names}.",
            f"Both can stay: they work side by side at that account{account} and share its limits.",
            [
                Choice("Keep both", self._twins.clear, "keep-twins"),
                Choice(
                    f"Show “{twins[0].name}”", lambda: self._close(self.show_wanted, twins[0]), "show-twin"
                ),
                Choice("Remove the new one", lambda: self._close(self.removal_wanted, made), "remove-twin"),
            ],
        )

    def _close(self, signal: SignalInstance, connection: Connection) -> None:
        self._twins.clear()
        signal.emit(connection)
