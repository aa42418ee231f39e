"""All about one run: how it ended, what it was filled in with, what it brought."""

import time
from collections.abc import Callable

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction, QIcon, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from core.model.history import HistoryEntry
from core.model.module import Module
from gui import theme
from gui.banner import Banner
from gui.bundles.view import BundleView
from gui.history.filled_in import FilledIn, lines_of
from gui.history.run_progress import RunProgress
from gui.history.texts import text_label
from gui.history.words import EXPLAINED, LOOKS, account, facts, module_name
from gui.icons import icon
from gui.moments import moment
from gui.sentences import sentences

_MARK = QSize(26, 26)
_SIGN = 16
_AGAIN = ("Run again with these values", "Run again", "Run again", "")
_COMPARE = ("Compare with the run before", "Compare", "", "")
_OPEN = ("Open", "Open", "", "")
"""Words of buttons: as many as there is room for beside the title."""

_LOW = 32
"""Lines of text below which the bundles need the room more than what the list says, too."""


class RunDetails(QWidget):
    """Shows one run. Its bundles are read where they lie, by the same viewer that showed them first."""

    opened = Signal()
    """The person wants to see it in full, or no longer."""

    def __init__(self, parent: QWidget | None = None, clock: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self.setObjectName("run-details")
        self._clock = clock
        self._entry: HistoryEntry | None = None
        self._mark = QLabel()
        self._title = text_label("run-title", "title")
        self._account = text_label("run-account", "muted")
        self._sign = QLabel()
        self._state = text_label("run-state", "strong")
        self._facts = text_label("run-facts", "muted")
        self._explained = text_label("run-explained", "muted")
        self.progress = RunProgress()
        self.problem = Banner("run-failed")
        self.note = Banner("run-note")
        self.filled = FilledIn()
        self.back = _button(
            "close-run", " All runs", "arrow-left", "Show the list of runs again (Esc)", "quiet"
        )
        self.full = _button("open-run", "", "maximize-2", "Show this run in full (Enter)", "quiet")
        self.go_on = _button("continue-run", " Continue", "play", "", "primary")
        self.stop = _button("stop-run", " Stop", "square", "")
        self.again = _button(
            "run-again",
            "",
            "refresh-cw",
            "Fill the form in as it was; nothing is sent yet",
        )
        self.compare = _button(
            "compare-run", "", "git-compare", "See what changed since the run before of this module"
        )
        self.more = _button("more-run", "", "ellipsis", "Pin, remove, compare", "icon")
        self.more.setAccessibleName("More")
        self._buttons = (self.go_on, self.stop, self.again, self.compare, self.more, self.full)
        self._view: BundleView | None = None
        self.back.clicked.connect(self.opened)
        self.full.clicked.connect(self.opened)
        self._lay_out()
        self.set_full(False)

    @property
    def view(self) -> BundleView:
        """What shows its bundles, once the core is there."""
        assert self._view is not None, "the viewer was given"
        return self._view

    def give_view(self, view: BundleView) -> None:
        """Show bundles in this viewer: it needs the core, which comes later than the window."""
        self._view = view
        column = self.layout()
        assert isinstance(column, QVBoxLayout), "as it was laid out"
        column.addWidget(view, 1)

    def set_more(self, actions: list[QAction]) -> None:
        """What the menu offers."""
        menu = QMenu(self.more)
        menu.setObjectName("run-menu")
        menu.addActions(actions)
        self.more.setMenu(menu)

    def set_full(self, on: bool) -> None:
        """Whether it has the whole screen."""
        self.back.setVisible(on)
        self.full.setVisible(not on)
        self._condense()

    def entry(self) -> HistoryEntry | None:
        """The run that is shown."""
        return self._entry

    def show_entry(self, entry: HistoryEntry, mark: QIcon) -> None:
        """Show what is known of a run at once; the rest follows."""
        is_other = self._entry is None or self._entry.record.id != entry.record.id
        self._entry = entry
        record = entry.record
        look = LOOKS[record.status]
        self.show_mark(mark)
        self._title.setText(module_name(entry))
        self._account.setText(f"{account(entry)} · {moment(record.started_at, self._clock())}")
        self._title.setToolTip(f"{self._title.text()}\n{self._account.text()}")
        self._sign.setPixmap(icon(look.picture, look.tone).pixmap(_SIGN, _SIGN))
        self._state.setText(look.word)
        self.explain(entry, "")
        self.offer_credentials(False)
        if is_other:
            self.note.clear()
            self.filled.show_lines(lines_of(None, record.values))
            self.show_facts(None, None)

    def explain(self, entry: HistoryEntry, why_not: str) -> None:
        """Say what the word alone does not, and why the run cannot be gone on with."""
        record = entry.record
        said = EXPLAINED.get(record.status, "") if not record.problem else ""
        cannot = f"It cannot be continued: {why_not}" if why_not else ""
        self._explained.setText(" ".join(filter(None, (said, cannot))))
        self._explained.setVisible(bool(self._explained.text()))

    def offer_credentials(self, on: bool) -> None:
        """Say what went wrong, with a way to new credentials where the service refuses those it got."""
        record = self._entry.record if self._entry else None
        if record is None or not record.problem:
            self.problem.clear()
            return
        title, reason, next_step = record.problem
        tone = "danger" if record.status == "failed" else "warning"
        self.problem.say(tone, title, sentences(reason, next_step), "Enter credentials again…" if on else "")

    def show_mark(self, mark: QIcon) -> None:
        """The mark of its app."""
        self._mark.setPixmap(mark.pixmap(_MARK))
        self._mark.setVisible(not mark.isNull())

    def show_module(self, module: Module | None) -> None:
        """The module as it is now: it knows what fields are called."""
        if self._entry is not None:
            self.filled.show_lines(lines_of(module, self._entry.record.values))

    def show_facts(self, requests: int | None, size: int | None) -> None:
        """What it amounts to; None is not known yet."""
        if self._entry is not None:
            self._facts.setText(" · ".join(facts(self._entry, requests, size)))

    def forget(self) -> None:
        """Show none, and let go of its files."""
        self._entry = None
        if self._view is not None:
            self._view.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is less room, less is said above the bundles."""
        super().resizeEvent(event)
        self._condense()
        self.fit_buttons()

    def _condense(self) -> None:
        """Leave out what the row of the list says as well, where that keeps bundles out of sight."""
        is_low = self.height() < _LOW * self.fontMetrics().height()
        self._account.setVisible(self.is_full() or not is_low)

    def is_full(self) -> bool:
        """Whether it has the whole screen."""
        return not self.back.isHidden()

    def fit_buttons(self) -> None:
        """Have the buttons beside the title, with as many words as leave it its own room."""
        worded = ((self.again, _AGAIN), (self.compare, _COMPARE), (self.full, _OPEN))
        shown = [one for one in self._buttons if not one.isHidden()]
        title = self._title.fontMetrics().horizontalAdvance(self._title.text()) + theme.M
        room = self.width() - title - _MARK.width() - theme.S
        for words in zip(*(words for _, words in worded), strict=True):
            for (button, full), said in zip(worded, words, strict=True):
                button.setText(f" {said}" if said else "")
                button.setAccessibleName(full[0])
            if sum(one.sizeHint().width() + theme.XS for one in shown) <= room:
                return

    # Building

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.XS)
        for button in self._buttons:
            buttons.addWidget(button)
        heading = QGridLayout()
        heading.setHorizontalSpacing(theme.S)
        heading.setVerticalSpacing(2)
        heading.setColumnStretch(2, 1)
        heading.addWidget(self.back, 0, 0)
        heading.addWidget(self._mark, 0, 1)
        heading.addWidget(self._title, 0, 2)
        heading.addLayout(buttons, 0, 3)
        heading.addWidget(self._account, 1, 2, 1, 2)
        state = QHBoxLayout()
        state.setSpacing(theme.S)
        state.addWidget(self._sign)
        state.addWidget(self._state)
        state.addWidget(self._facts, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.S)
        column.addLayout(heading)
        column.addLayout(state)
        for part in (self.progress, self._explained, self.problem, self.note, self.filled):
            column.addWidget(part)


def _button(name: str, text: str, picture: str, tip: str, role: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setIcon(icon(picture, "accent_text") if role == "primary" else icon(picture))
    button.setToolTip(tip)
    button.setProperty("role", role)
    return button
