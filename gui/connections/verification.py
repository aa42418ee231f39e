"""Asking services whether they accept connections: one, or all of them."""

from collections.abc import Collection
from contextlib import aclosing

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from core.integrator import Integrator
from core.model.amounts import counted
from core.model.connection import Connection
from core.model.errors import (
    NetworkError,
    RateLimited,
    SecretsUnreadable,
    ServiceDown,
    ServiceError,
    TrunklineError,
    VaultError,
)
from gui.connections.connections_screen import ConnectionsScreen
from gui.connections.directory import Directory
from gui.connections.on_demand import unlocked
from gui.connections.vault_dialog import open_vault
from gui.connections.words import in_short
from gui.jobs import Jobs
from gui.sentences import in_words

_ALL = "verify all"


class Verification(QObject):
    """What comes out is kept by the core; here it is told as it comes."""

    changed = Signal()
    """Others are being verified now: `under_way`."""

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
        self._bar = screen.verify_bar
        self._window = window
        self._single: set[str] = set()
        self._waiting: set[str] = set()
        self._bar.stop_wanted.connect(lambda: self._jobs.cancel(_ALL))

    def under_way(self) -> Collection[str]:
        """The ids of connections whose answer is awaited."""
        return self._single | self._waiting

    def verify(self, connection: Connection) -> None:
        """Ask the service of one."""
        if connection.id not in self.under_way():
            self._screen.hush()
            self._jobs.start(_job(connection.id), self._verify(connection))

    def verify_all(self) -> None:
        """Ask the services of all."""
        if not self._jobs.is_running(_ALL):
            self._screen.hush()
            self._jobs.start(_ALL, self._verify_all())

    def stop(self) -> None:
        """Await no answer any more."""
        self._jobs.cancel(_ALL)
        for id in self._single:
            self._jobs.cancel(_job(id))

    async def _verify(self, connection: Connection) -> None:
        self._single.add(connection.id)
        self.changed.emit()
        problem: TrunklineError | None = None
        try:
            await unlocked(self._integrator, self._window, lambda: self._integrator.verify(connection.id))
        except TrunklineError as error:
            problem = error
        finally:
            self._single.discard(connection.id)
            self.changed.emit()
        await self._directory.load()
        if problem is None:
            self._screen.say("success", f"“{connection.name}” works.")
        else:
            self._tell(connection, problem)

    def _tell(self, connection: Connection, error: TrunklineError) -> None:
        if _is_refused(error):
            # Why stands beside the connection, and stays there.
            self._screen.say("danger", f"“{connection.name}” was refused.", error.title)
        else:
            said = in_words(error)
            self._screen.say("warning", f"“{connection.name}” could not be verified.", said)

    async def _verify_all(self) -> None:
        outcomes = _Outcomes(self._directory.connections)
        said: tuple[str, str, str] | None = None
        try:
            locked = await self._ask_all(outcomes)
            if locked is not None and await open_vault(self._integrator, locked, self._window):
                locked = await self._ask_all(outcomes)
            said = _not_begun(locked) if locked is not None else outcomes.summary()
        finally:
            self._waiting.clear()
            self._bar.end()
            self.changed.emit()
            self._screen.say(*(said or outcomes.summary(was_stopped=True)))

    async def _ask_all(self, outcomes: "_Outcomes") -> VaultError | None:
        """Ask, and follow what comes out. A vault that is shut ends it, and is given back."""
        self._waiting = set(outcomes.names)
        self._bar.show_progress(0, outcomes.total)
        self.changed.emit()
        async with aclosing(self._integrator.verify_all()) as answers:
            async for id, problem in answers:
                if isinstance(problem, VaultError) and not isinstance(problem, SecretsUnreadable):
                    return problem
                outcomes.note(id, problem)
                self._waiting.discard(id)
                self._bar.show_progress(outcomes.done, outcomes.total)
                self.changed.emit()
        return None


class _Outcomes:
    """What came out, by name."""

    def __init__(self, connections: Collection[Connection]) -> None:
        self.names = {one.id: one.name for one in connections}
        self.total = len(self.names)
        self._noted: set[str] = set()
        self._refused: list[str] = []
        self._unclear: list[str] = []

    @property
    def done(self) -> int:
        """How many have answered."""
        return len(self._noted)

    def note(self, id: str, problem: TrunklineError | None) -> None:
        """One more answer; a second one counts no more."""
        if id in self._noted:
            return
        self._noted.add(id)
        if problem is not None:
            name = f"“{self.names.get(id, 'A new connection')}”"
            (self._refused if _is_refused(problem) else self._unclear).append(name)

    def summary(self, *, was_stopped: bool = False) -> tuple[str, str, str]:
        """Tone, title and text."""
        fine = self.done - len(self._refused) - len(self._unclear)
        said = []
        if self._refused:
            said.append(f"Refused: {in_short(self._refused)}.")
        if self._unclear:
            said.append(f"Could not be verified: {in_short(self._unclear)}.")
        tone = "danger" if self._refused else "warning" if self._unclear or was_stopped else "success"
        if was_stopped:
            title = f"Stopped. {self.done} of {counted(self.total, 'connection')} were verified."
        elif fine == self.total:
            title = "The connection works." if self.total == 1 else f"All {self.total} connections work."
        else:
            title = f"{fine} of {counted(self.total, 'connection')} {'works' if fine == 1 else 'work'}."
        return tone, title, " ".join(said)


def _job(id: str) -> str:
    return f"verify {id}"


def _is_refused(error: TrunklineError) -> bool:
    """Whether it says something of the connection itself; the network and a service's trouble do not."""
    if isinstance(error, NetworkError | RateLimited | ServiceDown):
        return False
    return isinstance(error, ServiceError | SecretsUnreadable)


def _not_begun(error: VaultError) -> tuple[str, str, str]:
    said = in_words(error)
    return "warning", "The connections could not be verified.", said
