"""The runs of one module: begun, followed to their end, and gone on with."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from typing import Any, NamedTuple

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from core.integrator import Integrator
from core.model.errors import Incomplete, TrunklineError, VaultError
from core.model.module import Module
from core.model.request import NoPaging
from core.model.run import BundlesArrived, RunEvent, RunFailed, RunFinished, RunStarted
from gui.bundles.view import BundleView
from gui.connections.vault_dialog import open_vault
from gui.jobs import Jobs
from gui.modules.run_bar import RunBar

_GROW = 40
"""Milliseconds between two looks for new bundles: often enough to see them flow."""


class Begun(NamedTuple):
    """What a run began with: the connection's id and the form's values."""

    connection: str
    values: Mapping[str, Any]


class RunFollower(QObject):
    """Runs a module, one run at a time, and shows what comes: in the run bar and in the viewer.

    What goes wrong is told as `went_wrong`; where it is said is not decided here.
    """

    started = Signal()
    """A new run is written into the history."""
    went_wrong = Signal(object)
    """A `TrunklineError`."""
    over = Signal()
    asked = Signal()
    """It was found out whether what the run that was last left out can be fetched."""

    def __init__(
        self, integrator: Integrator, module: Module, bar: RunBar, view: BundleView, jobs: Jobs
    ) -> None:
        super().__init__(jobs.parent())
        self._integrator = integrator
        self._module = module
        self._bar = bar
        self._view = view
        self._jobs = jobs
        self._jobs.busy_changed.connect(self._jobs_changed)
        view.jobs.failed.connect(jobs.failed)
        self._grow_soon = QTimer(self)
        self._grow_soon.setSingleShot(True)
        self._grow_soon.setInterval(_GROW)
        self._grow_soon.timeout.connect(view.grow)
        self._run_id = self._shown_id = ""
        self._bundles = 0
        self._is_open = self._had_trouble = self._is_in_the_middle = self._may_go_on = False
        self.tried = Begun("", {})
        """What was to be run last, or gone on with; it may have been refused before it began."""
        self.begun = self.tried
        """What the run that was last began with."""
        self.why_not = ""
        """Why it cannot be gone on with though it ended in the middle; "" where it can, or had no middle."""

    def is_running(self) -> bool:
        """Whether a run goes on."""
        return self._jobs.is_running("run")

    def may_go_on(self) -> bool:
        """Whether what the run that was last left out can be fetched, as far as was found out."""
        return self._may_go_on and not self.is_running()

    async def ask_whether_to_go_on(self) -> None:
        """Find out whether what the run that was last left out can be fetched as things are now."""
        run, is_worth_it = self._run_id, self._is_in_the_middle and not self.is_running()
        refusal = await self._integrator.why_not_continued(run) if is_worth_it else None
        if run == self._run_id:
            self._may_go_on = is_worth_it and refusal is None
            self.why_not = refusal.reason if refusal else ""
            self.asked.emit()

    def run(self, connection: str, values: Mapping[str, Any]) -> None:
        """Begin a run."""
        self.tried = Begun(connection, values)
        self._bar.begin()
        self._start(
            lambda: self._integrator.run_module(connection, self._module.app, self._module.id, values)
        )

    def go_on(self) -> None:
        """Go on with the run that was last: with what it began with, behind the bundles that are there."""
        run, self.tried = self._run_id, self.begun
        self._bar.begin(self._bundles)
        self._start(lambda: self._integrator.continue_run(run))

    def stop(self) -> None:
        """Stop at once."""
        self._jobs.cancel("run")

    def _start(self, begin: Callable[[], AsyncGenerator[RunEvent]]) -> None:
        self._is_open = self._had_trouble = self._may_go_on = False
        self._jobs.cancel("requests")  # those of the run before
        self._jobs.start("run", self._run(begin))

    async def _run(self, begin: Callable[[], AsyncGenerator[RunEvent]]) -> None:
        try:
            try:
                await self._follow(begin())
            except VaultError as error:
                if not await open_vault(self._integrator, error, self._view.window()):
                    raise
                await self._follow(begin())
        except TrunklineError as error:
            self._had_trouble = True
            self.went_wrong.emit(error)
        except asyncio.CancelledError:
            if shiboken6.isValid(self):
                self._bar.stopped()
                if self._is_open:
                    self._ended_early(None)
            raise

    async def _follow(self, happening: AsyncGenerator[RunEvent]) -> None:
        async with aclosing(happening) as events:
            async for event in events:
                self._show_event(event)

    def _show_event(self, event: RunEvent) -> None:
        self._bar.show_event(event)
        match event:
            case RunStarted(run=run):
                self._is_open, self._is_in_the_middle = True, False
                if run != self._run_id:
                    self._begin_anew(run)
            case BundlesArrived(first=first, count=count):
                self._bundles = first + count
                self._show_bundles()
            case RunFinished():
                self._is_open = False
            case RunFailed(error=error):
                self._had_trouble = True
                self._ended_early(error)
                self.went_wrong.emit(error)

    def _begin_anew(self, run: str) -> None:
        self._run_id, self._shown_id, self._bundles = run, "", 0
        self.begun = self.tried
        self._view.clear("Waiting for the first bundle…")
        self.started.emit()

    def _show_bundles(self) -> None:
        if self._shown_id != self._run_id:
            self._shown_id = self._run_id
            module = f"{self._module.app}/{self._module.id}"
            self._view.open(self._integrator.bundles(self._run_id), self._run_id, module)
        elif not self._grow_soon.isActive():
            self._grow_soon.start()

    def _ended_early(self, error: TrunklineError | None) -> None:
        """Note whether it was in the middle of a list. A run of a single request has no middle, one that
        brought nothing is simply run again, and sometimes the service has no more to give."""
        is_list = not isinstance(self._module.paging, NoPaging)
        self._is_open = False
        self._is_in_the_middle = is_list and self._bundles > 0 and not isinstance(error, Incomplete)

    def _jobs_changed(self) -> None:
        # The button is back only once the job is gone: pressed any earlier it would do nothing.
        if self._bar.is_busy() and not self.is_running():
            self._ended()

    def _ended(self) -> None:
        self._bar.over()
        if self._run_id:
            self._grow_soon.stop()
            self._view.grow()
            self._jobs.start("requests", self._look_back(self._run_id))
        self.over.emit()

    async def _look_back(self, run: str) -> None:
        """What was sent, and whether the rest can be fetched."""
        await self.ask_whether_to_go_on()
        exchanges = await self._integrator.exchanges(run)
        self._view.show_exchanges(exchanges, self._integrator, run)
        if self._view.count() == 0:
            self._view.clear(self._nothing_to_show())
            self._view.show_exchanges(exchanges, self._integrator, run)

    def _nothing_to_show(self) -> str:
        if self._had_trouble:
            return "No bundles came. The Request tab shows what was sent and what came back."
        if self._bar.was_stopped():
            return "Stopped before anything came."
        return "The service answered with an empty list."
