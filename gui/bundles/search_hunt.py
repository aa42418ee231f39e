"""A search under way: asked of another process, told as it goes on, stopped at once."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from PySide6.QtCore import QObject, Signal

from core.model.errors import InvalidValues, TrunklineError
from core.model.results import Hit, Hits, HitsEvent, HitsFound, Place, Progress, SearchFor
from gui.bundles.decoded import Asked
from gui.jobs import Jobs
from gui.sentences import in_words


class Hunt(QObject):
    """What was looked for, and what has been found so far."""

    changed = Signal()
    """More was found, or looked at."""
    ended = Signal()
    """All was looked at, or it was stopped, or it could not be done."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.jobs = Jobs(self)
        self._asked: Asked | None = None
        self._clear()

    def _clear(self) -> None:
        self.wanted: SearchFor | None = None
        self.hits: Hits | None = None
        self.count = self.in_bundles = self.given_up = 0
        self.done = 0.0
        """How much was looked at, 0 to 1."""
        self.is_searching = self.was_stopped = False
        self.problem = ""
        """Why it cannot be looked for, in words."""

    def begin(self, asked: Asked, wanted: SearchFor) -> None:
        """Look for something; what was found before is let go."""
        self.close()
        self._asked, self.wanted, self.is_searching = asked, wanted, True
        self.jobs.start("search", self._follow(asked, wanted))

    def stop(self) -> None:
        """Leave it at what was found so far."""
        if self.is_searching:
            self.jobs.cancel("search")
            self.is_searching, self.was_stopped = False, True
            self.ended.emit()

    def close(self) -> None:
        """Stop, and let go of what was found."""
        self.jobs.cancel("search")
        self.jobs.cancel("place")
        if self.hits is not None:
            self.hits.close()
        self._clear()

    def found(self) -> int:
        """How many hits can be gone to."""
        return len(self.hits) if self.hits is not None else 0

    async def place(self, hit: Hit) -> Place:
        """Where a hit is. Raises `TrunklineError`."""
        assert self._asked is not None, "a hit comes from a search"
        return await self._asked.integrator.place(self._asked.run, hit)

    async def _follow(self, asked: Asked, wanted: SearchFor) -> None:
        try:
            await self._take(asked.integrator.search(asked.run, wanted))
        except InvalidValues as invalid:
            self.problem = " ".join(invalid.by_field.values())
        except TrunklineError as error:
            self.problem = in_words(error)
        self.is_searching = False
        self.ended.emit()

    async def _take(self, events: AsyncGenerator[HitsEvent]) -> None:
        async with aclosing(events):
            async for event in events:
                match event:
                    case Progress(done=done, total=total):
                        self.done = done / total if total else 1.0
                    case HitsFound():
                        self.hits, self.count = event.hits, event.count
                        self.in_bundles, self.given_up = event.in_bundles, event.given_up
                        self.hits.refresh()
                self.changed.emit()
