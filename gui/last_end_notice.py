"""That the program ended hard last time, told once and calmly; with details for whoever wants them."""

from typing import TYPE_CHECKING

from gui import crash_words
from gui.dialogs import ask
from gui.jobs import Jobs
from gui.notice import Choice, Notice

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from core.integrator import Integrator
    from gui.main_window import MainWindow


class LastEndNotice(Notice):
    """Stands above the screens until it is dismissed."""

    def __init__(self, window: "MainWindow", integrator: "Integrator") -> None:
        super().__init__("last-end")
        self._window = window
        self._integrator = integrator
        self.jobs = Jobs(self)
        window.add_notice(self)
        choices = (
            Choice("Show details", self._show_details, "last-end-show"),
            Choice("Dismiss", self.clear, "last-end-dismiss", "quiet"),
        )
        self.say("accent", crash_words.ENDED_TITLE, crash_words.ENDED_TEXT, choices)

    def _show_details(self) -> None:
        self.jobs.start("details", show_last_end(self._window, self._integrator))


async def show_last_end(window: "QWidget", integrator: "Integrator") -> None:
    """Show what was written when the program ended hard, if it is still there."""
    from gui.crash_dialog import EndDialog

    end = await integrator.last_end()
    if end is not None:
        await ask(EndDialog(end.story, window))
