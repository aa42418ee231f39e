"""What the core tells without being asked, as one signal of the window."""

from contextlib import aclosing

from PySide6.QtCore import QObject, Signal

from core.integrator import Integrator
from gui.jobs import Jobs


class Bridge(QObject):
    """The single listener to the core's notices. Lives as long as the window."""

    noticed = Signal(object)
    """A notice of `core.integrator`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.jobs = Jobs(self)

    def listen(self, integrator: Integrator) -> None:
        """From now on, until this object is gone."""
        self.jobs.start("listen", self._listen(integrator))

    async def _listen(self, integrator: Integrator) -> None:
        async with aclosing(integrator.notices()) as notices:
            async for notice in notices:
                self.noticed.emit(notice)
