"""Runs of the history gone on with: each is followed to its end, wherever the person looks meanwhile."""

import time
from contextlib import aclosing

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.integrator import Integrator
from core.model.amounts import counted_of, lasted
from core.model.errors import TrunklineError, VaultError
from core.model.run import BundlesArrived, RequestSent, RetryScheduled, RunEvent, RunRecord
from gui.connections.vault_dialog import open_vault
from gui.jobs import Jobs


class Far:
    """How far a run is that goes on from here."""

    def __init__(self, bundles: int) -> None:
        self._began = time.monotonic()
        self._page = 0
        self._retry: tuple[float, str] | None = None
        self.bundles = bundles
        self.total: int | None = None
        """How many there will be, where the service told it."""

    def take(self, event: RunEvent) -> None:
        """Take note of what happened."""
        match event:
            case RequestSent(page=page):
                self._page, self._retry = max(self._page, page), None
            case RetryScheduled(seconds=seconds, reason=reason):
                self._retry = (time.monotonic() + seconds, reason)
            case BundlesArrived(first=first, count=count, total=total):
                self.bundles, self.total = first + count, total

    def words(self) -> str:
        """How far it is, as of now: "Page 3 · 2,000 of 2,300 bundles · 1.2 s"."""
        now = time.monotonic()
        if self._retry:
            at, reason = self._retry
            return f"Trying again in {max(0.0, at - now):.0f} s. {reason}"
        page = f"Page {self._page:,}" if self._page else ""
        parts = (page, counted_of(self.bundles, self.total, "bundle"), lasted(now - self._began))
        return " · ".join(filter(None, parts))


class GoingOn(Jobs):
    """Goes on with any number of runs; each is its own job, and stops with it."""

    moved = Signal(object)
    """The id of a run about which there is something new: how far it is, or that it is over."""

    def __init__(self, integrator: Integrator, window: QWidget) -> None:
        super().__init__(window)
        self._integrator = integrator
        self._window = window
        self._far: dict[str, Far] = {}
        self._refused: dict[str, TrunklineError] = {}
        self.busy_changed.connect(self._let_go)

    def go_on(self, run: RunRecord) -> None:
        """Go on with a run, unless that is being done already."""
        if run.id not in self._far:
            self._far[run.id] = Far(run.bundles)
            self._refused.pop(run.id, None)
            self.start(run.id, self._follow(run.id))
            self.moved.emit(run.id)

    def stop(self, run: str) -> None:
        """Stop at once; what arrived stays."""
        self.cancel(run)

    def far(self, run: str) -> Far | None:
        """How far a run is; None for one that does not go on from here."""
        return self._far.get(run)

    def refusal(self, run: str) -> TrunklineError | None:
        """Why a run was not gone on with when that was tried last."""
        return self._refused.get(run)

    async def _follow(self, run: str) -> None:
        try:
            try:
                await self._take_events(run)
            except VaultError as error:
                if not await open_vault(self._integrator, error, self._window.window()):
                    raise
                await self._take_events(run)
        except TrunklineError as error:
            self._refused[run] = error

    async def _take_events(self, run: str) -> None:
        # How it ended, and why, the history tells.
        async with aclosing(self._integrator.continue_run(run)) as events:
            async for event in events:
                self._far[run].take(event)
                self.moved.emit(run)

    def _let_go(self) -> None:
        # Not at the end of the job itself: one that is stopped before it began never gets there.
        for run in [one for one in self._far if not self.is_running(one)]:
            del self._far[run]
            self.moved.emit(run)
