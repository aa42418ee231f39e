"""The search over all bundles: a slim bar, and what it says."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from core.model.results import SearchFor
from gui import theme
from gui.bundles.decoded import Asked
from gui.bundles.look import named
from gui.bundles.search_hunt import Hunt
from gui.bundles.search_line import SearchLine
from gui.bundles.search_parts import doing, toggle
from gui.bundles.search_walk import Walk
from gui.bundles.search_where import SearchWhere
from gui.bundles.search_words import remark, tally
from gui.bundles.spot import Spot
from gui.sentences import in_words
from gui.spoken import announce

_NARROW = 90
"""Width in average characters below which the count stands in a line of its own."""

PAUSE = 250
"""Milliseconds after the last key before it is looked for."""

PATIENCE = 200
"""Milliseconds of searching before it is shown how far it is."""


class SearchBar(QWidget):
    """Hidden until somebody wants to search. `where` tells where the person is."""

    hit_chosen = Signal(object, object)
    """Go there: a `Hit`, and its `Place`."""
    closed = Signal()
    """The keyboard wants back to the bundles."""

    def __init__(self, where: Callable[[], Spot | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search-bar")
        self._asked: Asked | None = None
        self._aside = ""
        self._hunt = Hunt(self)
        self._walk = Walk(self._hunt, where)
        self.jobs = self._hunt.jobs
        self._wait = QTimer(self, singleShot=True, interval=PAUSE)
        self._slow = QTimer(self, singleShot=True, interval=PATIENCE)
        self._make_parts(where)
        self._lay_out()
        self._connect()
        self.hide()

    # Building

    def _make_parts(self, where: Callable[[], Spot | None]) -> None:
        self._line = named(SearchLine(), "search-text")
        self._case = toggle("search-case", "Aa", "Match case")
        self._pattern = toggle("search-pattern", ".*", "Regular expression")
        self._there = SearchWhere(where)
        self._count = named(QLabel(), "search-count", "muted")
        self._back = doing("search-previous", "chevron-up", "Previous hit", "Shift+F3")
        self._on = doing("search-next", "chevron-down", "Next hit", "F3")
        self._stop = doing("search-stop", "square", "Stop searching", "Esc")
        self._close = doing("search-close", "x", "Close the search", "Esc")
        self._progress = named(QProgressBar(), "search-progress")
        self._progress.setTextVisible(False)
        self._progress.setMaximumHeight(theme.XS)
        self._problem = named(QLabel(), "search-problem", "caption")
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.setWordWrap(True)
        for hidden in (self._progress, self._problem, self._stop, self._count):
            hidden.hide()

    def _lay_out(self) -> None:
        row = self._row = QHBoxLayout()
        row.setSpacing(theme.XS)
        row.addWidget(self._line, 1)
        self._line.setMinimumWidth(theme.XXL)
        for widget in (self._case, self._pattern, self._there, self._back, self._on, self._stop, self._close):
            row.addWidget(widget)
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.XS)
        layout.addLayout(row)
        layout.addWidget(self._count)
        layout.addWidget(self._progress)
        layout.addWidget(self._problem)

    def _connect(self) -> None:
        self._line.textEdited.connect(lambda: self._wait.start())
        self._line.forward.connect(self.go_on)
        self._line.backward.connect(self.go_back)
        self._line.left.connect(self.leave)
        self._case.toggled.connect(self.search)
        self._pattern.toggled.connect(self.search)
        self._there.chosen.connect(self.search)
        self._back.clicked.connect(self.go_back)
        self._on.clicked.connect(self.go_on)
        self._stop.clicked.connect(self._hunt.stop)
        self._close.clicked.connect(self.disappear)
        self._wait.timeout.connect(self.search)
        self._slow.timeout.connect(self._show_progress)
        self._hunt.changed.connect(self._say)
        self._hunt.ended.connect(self._ended)
        self._walk.begun.connect(self._begun)
        self._walk.moved.connect(self._say)
        self._walk.arrived.connect(self.hit_chosen)
        self._walk.failed.connect(lambda error: self.say(in_words(error)))

    # What the viewer uses

    def listen_in(self, view: QWidget) -> None:
        """Take the keys of searching wherever the keyboard is within a widget, before the window does."""
        view.installEventFilter(self)

    def set_run(self, asked: Asked | None) -> None:
        """Search other bundles from now on."""
        self._asked = asked
        self._let_go()
        if asked is None:
            self.hide()

    def moved(self) -> None:
        """Another place is current."""
        self._walk.person_moved()

    def grown(self) -> None:
        """More bundles have arrived."""
        self._walk.grown()

    def say(self, sentence: str) -> None:
        """Say something about the hit that is shown, beside what is to be said anyway."""
        self._aside = sentence
        self._say_problem()

    def appear(self) -> None:
        """Be there, with what was looked for last chosen."""
        if self._asked is not None:
            self.show()
            self._line.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._line.selectAll()

    def leave(self) -> None:
        """Stop searching; if nothing is under way, go."""
        if self._hunt.is_searching:
            self._hunt.stop()
        else:
            self.disappear()

    def disappear(self) -> None:
        """Go, and give the keyboard back."""
        self._let_go()
        self.hide()
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Find, next and previous."""
        if event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) and isinstance(
            event, QKeyEvent
        ):
            done = self._done_by(event)
            if done is not None and self._asked is not None:
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    done()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves, whichever part of the bar has the keyboard."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def _done_by(self, event: QKeyEvent) -> Callable[[], None] | None:
        if event.matches(QKeySequence.StandardKey.Find):
            return self.appear
        if event.key() != Qt.Key.Key_F3 or not self.isVisible():
            return None
        return self.go_back if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else self.go_on

    # Searching

    def wanted(self) -> SearchFor:
        """What the bar asks for."""
        pattern, match_case = self._pattern.isChecked(), self._case.isChecked()
        return self._there.applied_to(self._line.text(), pattern=pattern, match_case=match_case)

    def search(self) -> None:
        """Look for what is wanted now, from where the person is on."""
        self._let_go()
        wanted = self.wanted()
        if self._asked is not None and wanted.text:
            self._walk.look(self._asked, wanted)

    def go_on(self) -> None:
        """Go to the next hit; look for what is wanted if that has changed."""
        self._step(1)

    def go_back(self) -> None:
        """Go to the hit before."""
        self._step(-1)

    def _step(self, by: int) -> None:
        is_other = self._hunt.wanted != self.wanted() and bool(self._line.text())
        if self._wait.isActive() or is_other:
            self.search()
        else:
            self._walk.step(by)

    def _let_go(self) -> None:
        """Look for nothing any more, and forget what was found."""
        self._wait.stop()
        self._walk.let_go()
        self._aside = ""
        self._ended()

    def _begun(self) -> None:
        self._aside = ""
        self._ended()
        self._slow.start()

    def _ended(self) -> None:
        self._slow.stop()
        self._progress.hide()
        self._stop.hide()
        self._close.show()
        self._say_problem()
        theme.set_flag(self._line, "invalid", bool(self._hunt.problem))
        self._say()

    # Saying how things are

    def _show_progress(self) -> None:
        if self._hunt.is_searching:
            self._progress.show()
            self._stop.show()
            self._close.hide()
            self._say()

    def _say(self) -> None:
        hunt = self._hunt
        self._back.setEnabled(hunt.found() > 0)
        self._on.setEnabled(hunt.found() > 0)
        self._progress.setValue(round(100 * hunt.done))
        if hunt.wanted is None or hunt.problem:
            self._count.clear()
            self._count.hide()
            return
        number = None if self._walk.number is None else self._walk.number + 1
        done = hunt.done if hunt.is_searching else None
        said = tally(number, hunt.count, hunt.in_bundles, done=done, stopped=hunt.was_stopped)
        where = self._there.words()
        words = f"{said}, {where}" if where else said
        if not hunt.is_searching and words != self._count.text():
            announce(self, words)
        self._count.setText(words)
        self._count.show()

    def _say_problem(self) -> None:
        hunt = self._hunt
        parts = (hunt.problem or remark(hunt.given_up, hunt.count, hunt.found()), self._aside)
        sentence = " ".join(filter(None, parts))
        if sentence != self._problem.text():
            announce(self, sentence)
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The count beside the buttons where there is room, else below."""
        super().resizeEvent(event)
        is_narrow = self.width() < _NARROW * self.fontMetrics().averageCharWidth()
        is_below = self._row.indexOf(self._count) < 0
        layout = self.layout()
        if is_narrow == is_below or not isinstance(layout, QVBoxLayout):
            return
        if is_narrow:
            self._row.removeWidget(self._count)
            layout.insertWidget(1, self._count)
        else:
            layout.removeWidget(self._count)
            self._row.insertWidget(self._row.indexOf(self._back), self._count)
        self._count.setWordWrap(is_narrow)
