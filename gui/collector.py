"""Python's cyclic collector, kept to the window's thread.

It runs in whatever thread allocates; the core's thread would then take down widgets, and Qt allows that
only where they were made ("Timers cannot be stopped from another thread", or a crash). So it is switched
off, and a timer of the window does what it would have done.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_INTERVAL = 1000
"""Milliseconds between two looks at how much there is to do."""


class Collector(QObject):
    """Collects from its own thread, from now until `end()`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect the oldest generation that is due, as the collector itself would."""
        due = [
            generation
            for generation, (count, limit) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if count > limit
        ]
        if due:
            gc.collect(max(due))

    def settle(self) -> None:
        """What is there now stays for good: never look at it again."""
        gc.collect()
        gc.freeze()

    def end(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_on:
            gc.enable()
