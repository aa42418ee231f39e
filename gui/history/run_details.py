"""All about one run: how it ended, what it was filled in with, what it brought."""

import time
from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from core.model.history import HistoryEntry
from core.model.module import Module
from gui import theme
from gui.banner import Banner
from gui.bundles.filter_flow import FlowLayout
from gui.bundles.view import BundleView
from gui.history.filled_in import FilledIn, lines_of
from gui.history.words import EXPLAINED, LOOKS, account, facts, module_name, moment
from gui.icons import icon

_MARK = QSize(26, 26)
_SIGN = 16
_SLIM = 78
"""Width in average characters below which buttons say less."""

_AGAIN = ("Run again with these values", "Run again")
_COMPARE = ("Compare with the run before", "Compare")


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
        self._title = _text("run-title", "title")
        self._account = _text("run-account", "muted")
        self._sign = QLabel()
        self._state = _text("run-state", "strong")
        self._facts = _text("run-facts", "muted")
        self._explained = _text("run-explained", "muted")
        self.problem = Banner("run-failed")
        self.note = Banner("run-note")
        self.filled = FilledIn()
        self.back = _button(
            "close-run", " All runs", "arrow-left", "Show the list of runs again (Esc)", "quiet"
        )
        self.full = _button("open-run", " Open", "maximize-2", "Show this run in full (Enter)", "quiet")
        self.again = _button(
            "run-again",
            " Run again with these values",
            "play",
            "Fill the form in as it was; nothing is sent yet",
        )
        self.compare = _button(
            "compare-run", _COMPARE[0], "git-compare", "See what changed since the run before of this module"
        )
        self.more = _button("more-run", "", "ellipsis", "Pin, remove, compare", "icon")
        self.more.setAccessibleName("More")
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
        self._sign.setPixmap(icon(look.picture, look.tone).pixmap(_SIGN, _SIGN))
        self._state.setText(look.word)
        self._explained.setText(EXPLAINED.get(record.status, "") if not record.problem else "")
        self._explained.setVisible(bool(self._explained.text()))
        if record.problem:
            title, reason, next_step = record.problem
            said = " ".join(_sentence(part) for part in (reason, next_step) if part)
            self.problem.say("danger" if record.status == "failed" else "warning", title, said)
        else:
            self.problem.clear()
        if is_other:
            self.note.clear()
            self.filled.show_lines(lines_of(None, record.values))
            self.show_facts(None, None)

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
        """Buttons say less where there is less room."""
        super().resizeEvent(event)
        is_slim = self.width() < _SLIM * self.fontMetrics().averageCharWidth()
        for button, (words, short) in ((self.again, _AGAIN), (self.compare, _COMPARE)):
            button.setText(f" {short if is_slim else words}")
            button.setAccessibleName(words)

    # Building

    def _lay_out(self) -> None:
        heading = QGridLayout()
        heading.setHorizontalSpacing(theme.S)
        heading.setVerticalSpacing(2)
        heading.setColumnStretch(1, 1)
        heading.addWidget(self._mark, 0, 0)
        heading.addWidget(self._title, 0, 1)
        heading.addWidget(self.full, 0, 2, Qt.AlignmentFlag.AlignTop)
        heading.addWidget(self._account, 1, 1, 1, 2)
        state = QHBoxLayout()
        state.setSpacing(theme.S)
        state.addWidget(self._sign)
        state.addWidget(self._state)
        state.addWidget(self._facts, 1)
        actions = QWidget()
        flow = FlowLayout(actions)
        for button in (self.again, self.compare, self.more):
            flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.S)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(heading)
        column.addLayout(state)
        for part in (self._explained, self.problem, self.note, self.filled, actions):
            column.addWidget(part)


def _sentence(text: str) -> str:
    return text if text.rstrip("”)")[-1:] in (".", "!", "?", "…") else f"{text}."


def _button(name: str, text: str, picture: str, tip: str, role: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setIcon(icon(picture))
    button.setToolTip(tip)
    button.setProperty("role", role)
    return button


def _text(name: str, role: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
