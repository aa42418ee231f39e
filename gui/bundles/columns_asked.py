"""The columns of all bundles, counted in another process; again when a run has brought more."""

from contextlib import aclosing

from PySide6.QtCore import QObject, QTimer, Signal

from core.model.errors import TrunklineError
from core.model.results import Column, ColumnsFound
from gui.bundles.columns_found import unlike_objects
from gui.bundles.decoded import Asked
from gui.jobs import Jobs

SETTLED = 1_000
"""Milliseconds without another bundle, after which those that came are looked at."""


class AskedColumns(QObject):
    """Tells columns as they are found. What cannot be read is no reason to complain: the sample stays."""

    found = Signal(object, int)
    """All columns so far, and how many further ones cannot be told."""

    def __init__(self, asked: Asked, owner: QObject) -> None:
        super().__init__(owner)
        self._asked = asked
        self._covered = -1
        self.jobs = Jobs(self)
        self._settled = QTimer(self, singleShot=True, interval=SETTLED)
        self._settled.timeout.connect(self._begin)
        self._total = 0

    def ask(self, total: int) -> None:
        """Look at all bundles, `total` by now, unless that was done."""
        self._total = total
        if self._covered < 0:
            self._begin()
        elif total > self._covered:
            self._settled.start()

    def close(self) -> None:
        """Stop looking."""
        self._settled.stop()
        self.jobs.cancel("columns")

    def _begin(self) -> None:
        if self._total > self._covered and self._total:
            self._covered = self._total
            self.jobs.start("columns", self._find())

    async def _find(self) -> None:
        best: tuple[Column, ...] = ()
        try:
            async with aclosing(self._asked.integrator.columns(self._asked.run)) as events:
                async for event in events:
                    if isinstance(event, ColumnsFound):
                        self._covered = max(self._covered, event.bundles)
                        best = unlike_objects(event.columns, event.unreadable)
                        self.found.emit(best, event.left_out)
        except TrunklineError:
            self._covered = self._total
