"""The way from hit to hit: which one is shown, and which one a search goes to by itself."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from core.model.errors import TrunklineError
from core.model.results import SearchFor
from gui.bundles.decoded import Asked
from gui.bundles.search_hunt import Hunt
from gui.bundles.spot import Spot


class Walk(QObject):
    """Goes to the hits of a hunt, the first time to that nearest to where the person is, as `where` tells."""

    begun = Signal()
    """It is looked for anew; what was found before is let go."""
    moved = Signal()
    """Another hit is shown, or none."""
    arrived = Signal(object, object)
    """Go there: a `Hit`, and its `Place`."""
    failed = Signal(object)
    """It cannot be told where the hit is: a `TrunklineError`."""

    def __init__(self, hunt: Hunt, where: Callable[[], Spot | None]) -> None:
        super().__init__(hunt)
        self._hunt, self._where = hunt, where
        self._asked: Asked | None = None
        self.number: int | None = None
        """The hit that is shown, from 0; None while none is."""
        self._placed: int | None = None
        self._goes_by_itself = False
        self._is_stale = False
        self._begin = (0, 0)
        self._back_from_there = False
        hunt.changed.connect(self._found_more)
        hunt.ended.connect(self._ended)

    def look(self, asked: Asked, wanted: SearchFor) -> None:
        """Look for something, and go to the first hit from where the person is on."""
        self._asked = asked
        self._look_from(wanted, (self._bundle(), 0))

    def _look_from(self, wanted: SearchFor, begin: tuple[int, int], *, back: bool = False) -> None:
        """Go to the first hit from a byte of a bundle on, or to the last one before it."""
        assert self._asked is not None, "somebody looked for it before"
        self.let_go()
        self._begin, self._back_from_there = begin, back
        self._goes_by_itself, self._is_stale = True, False
        self._hunt.begin(self._asked, wanted)
        self.begun.emit()

    def let_go(self) -> None:
        """Look for nothing any more, and forget what was found."""
        self._hunt.close()
        self.number, self._goes_by_itself = None, False

    def grown(self) -> None:
        """More bundles have arrived: they are looked at when the next hit is wanted."""
        self._is_stale = True

    def person_moved(self) -> None:
        """Another place is current. Once the person is elsewhere, hits that are found do not take them away,
        and the next one is looked for from there."""
        hits, spot = self._hunt.hits, self._where()
        if self.number is None:
            self._goes_by_itself = False
        elif hits is not None and (spot is None or spot.bundle != hits[self.number].bundle):
            self.number = None
            self.moved.emit()

    def step(self, by: int) -> None:
        """Go to the next hit (1) or the one before (-1), round at both ends."""
        hits, found, wanted = self._hunt.hits, self._hunt.found(), self._hunt.wanted
        if self._is_stale and not self._hunt.is_searching and wanted is not None:
            at = hits[self.number] if hits is not None and self.number is not None else None
            if at is None:
                self._look_from(wanted, (self._bundle(), 0))
            else:
                self._look_from(wanted, (at.bundle, at.start + (by > 0)), back=by < 0)
        elif hits is not None and found:
            here = hits.at_or_after(self._bundle()) - (by < 0) if self.number is None else self.number + by
            self._go_to(here % found)

    def _bundle(self) -> int:
        spot = self._where()
        return spot.bundle if spot is not None else 0

    def _found_more(self) -> None:
        if self._goes_by_itself and self._hunt.hits is not None and self._hunt.found():
            number = self._hunt.hits.at_or_after(*self._begin)
            if number < self._hunt.found() and number >= self._back_from_there:
                self._go_to(number - self._back_from_there)

    def _ended(self) -> None:
        if self._goes_by_itself and self._hunt.found() and not self._hunt.was_stopped:
            # None from here on: the first one of all; none before this: the last one.
            self._go_to(self._hunt.found() - 1 if self._back_from_there else 0)
        self._goes_by_itself = False

    def _go_to(self, number: int) -> None:
        self._goes_by_itself = False
        self.number, self._placed = number, None
        self.moved.emit()
        if not self._hunt.jobs.goes_on("place"):  # leaving it half-way would cost more than its answer
            self._hunt.jobs.start("place", self._place())

    async def _place(self) -> None:
        """Find out where the hit is, and go there; the one that is wanted by then, if that is another."""
        while self._hunt.hits is not None and self.number is not None and self._placed != self.number:
            number = self._placed = self.number
            hit = self._hunt.hits[number]
            try:
                place = await self._hunt.place(hit)
            except TrunklineError as error:
                self.failed.emit(error)
                return
            if self.number == number:
                self.arrived.emit(hit, place)
