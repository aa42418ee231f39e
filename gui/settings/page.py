"""What every page of the settings has: a heading, room for one topic, and a place for what went wrong."""

from collections.abc import Coroutine
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from gui import theme
from gui.banner import Banner
from gui.jobs import Jobs


class SettingsPage(QScrollArea):
    """One topic. It reads anew what it shows whenever it comes into sight."""

    unsaved_changed = Signal(object)
    """Whether something was changed here that is not kept yet: a bool."""

    name = ""
    """What the page is called in code: `show_page(name)`, and part of the names of its widgets."""
    label = ""
    """What the page is called on the screen."""
    picture = ""
    """The icon beside its label."""
    sections: ClassVar[tuple[str, ...]] = ()
    """The headings of its parts, as far as they never change: they can be gone to before the page is made."""
    widest = 760
    """Lines longer than this are hard to read."""

    def __init__(self, title: str, words: str) -> None:
        super().__init__()
        self.setObjectName(f"settings-{self.name}")
        self.setAccessibleName(title)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.jobs = Jobs(self)
        self.problem = Banner(f"{self.name}-problem")
        heading = QLabel(title)
        heading.setProperty("role", "title")
        explained = QLabel(words)
        explained.setProperty("role", "muted")
        explained.setWordWrap(True)
        column = QWidget()
        column.setMaximumWidth(self.widest)
        self.body = QVBoxLayout(column)
        """Where a page puts its parts."""
        self.body.setContentsMargins(theme.XL, theme.S, theme.XL, theme.XL)
        self.body.setSpacing(theme.M)
        self.body.addWidget(heading)
        self.body.addWidget(explained)
        self.body.addWidget(self.problem)
        around = QWidget()
        # Side by side with nothing: the height that words need is reckoned with the column's own width.
        margins = QHBoxLayout(around)
        margins.setContentsMargins(0, 0, 0, 0)
        margins.addWidget(column, 1000)
        margins.addStretch(1)
        self.setWidget(around)

    def load(self) -> Coroutine[Any, Any, None]:
        """Read what the page shows, and show it. What a person is changing stays as they have it."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Read anew, unless that is under way."""
        if not self.jobs.is_running("load"):
            self.jobs.start("load", self.load())

    async def leave(self) -> None:
        """Stop what is under way."""
        self.jobs.cancel_all()
        await self.jobs.idle()

    def showEvent(self, event: QShowEvent) -> None:
        """Show what is so now."""
        super().showEvent(event)
        self.refresh()
