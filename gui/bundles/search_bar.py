"""The search over all bundles: a slim bar, and the way from hit to hit."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from core.model.errors import TrunklineError
from core.model.results import SearchFor
from gui import theme
from gui.bundles.decoded import Asked
from gui.bundles.look import named
from gui.bundles.search_hunt import Hunt
from gui.bundles.search_line import SearchLine
from gui.bundles.search_parts import doing, toggle
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
        self._where = where
        self._asked: Asked | None = None
        self._number: int | None = None
        self._goes_by_itself = False
        self._is_stale = False
        self._aside = ""
        self._placed: int | None = None
        self._begin = (0, 0)
        self._back_from_there = False
        self._hunt = Hunt(self)
        self.jobs = self._hunt.jobs
        self._wait = QTimer(self, singleShot=True, interval=PAUSE)
        self._slow = QTimer(self, singleShot=True, interval=PATIENCE)
        self._make_parts()
        self._lay_out()
        self._connect()
        self.hide()

    # Building

    def _make_parts(self) -> None:
        self._line = named(SearchLine(), "search-text")
        self._case = toggle("search-case", "Aa", "Match case")
        self._pattern = toggle("search-pattern", ".*", "Regular expression")
        self._there = SearchWhere(self._where)
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
        self._hunt.changed.connect(self._found_more)
        self._hunt.ended.connect(self._ended)

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
        """Another place is current. Once the person is elsewhere, hits that are found do not take them away,
        and the next one is looked for from there."""
        hits, spot = self._hunt.hits, self._where()
        if self._number is None:
            self._goes_by_itself = False
        elif hits is not None and (spot is None or spot.bundle != hits[self._number].bundle):
            self._number = None
            self._say()

    def grown(self) -> None:
        """More bundles have arrived: they are looked at when the next hit is wanted."""
        self._is_stale = True

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
        spot = self._where()
        self._search_from((spot.bundle if spot is not None else 0, 0))

    def _search_from(self, begin: tuple[int, int], *, back: bool = False) -> None:
        """Go to the first hit from a byte of a bundle on, or to the last one before it."""
        self._let_go()
        wanted = self.wanted()
        if self._asked is None or not wanted.text:
            return
        self._begin, self._back_from_there = begin, back
        self._goes_by_itself, self._is_stale = True, False
        self._hunt.begin(self._asked, wanted)
        self._slow.start()
        self._say()

    def _let_go(self) -> None:
        """Look for nothing any more, and forget what was found."""
        self._wait.stop()
        self._hunt.close()
        self._number, self._aside, self._goes_by_itself = None, "", False
        self._ended()

    def _found_more(self) -> None:
        self._say()
        if self._goes_by_itself and self._hunt.hits is not None and self._hunt.found():
            number = self._hunt.hits.at_or_after(*self._begin)
            if number < self._hunt.found() and number >= self._back_from_there:
                self._go_to(number - self._back_from_there)

    def _ended(self) -> None:
        self._slow.stop()
        self._progress.hide()
        self._stop.hide()
        self._close.show()
        self._say_problem()
        theme.set_flag(self._line, "invalid", bool(self._hunt.problem))
        if self._goes_by_itself and self._hunt.found() and not self._hunt.was_stopped:
            # None from here on: the first one of all; none before this: the last one.
            self._go_to(self._hunt.found() - 1 if self._back_from_there else 0)
        self._goes_by_itself = False
        self._say()

    # From hit to hit

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
            return
        hits, found = self._hunt.hits, self._hunt.found()
        if self._is_stale and not self._hunt.is_searching:
            at = hits[self._number] if hits is not None and self._number is not None else None
            if at is None:
                self.search()
            else:
                self._search_from((at.bundle, at.start + (by > 0)), back=by < 0)
            return
        if hits is None or not found:
            return
        if self._number is None:
            spot = self._where()
            number = hits.at_or_after(spot.bundle if spot is not None else 0) - (by < 0)
        else:
            number = self._number + by
        self._go_to(number % found)

    def _go_to(self, number: int) -> None:
        self._goes_by_itself = False
        self._number, self._placed = number, None
        self._say()
        if not self.jobs.goes_on("place"):  # leaving it half-way would cost more than its answer
            self.jobs.start("place", self._place())

    async def _place(self) -> None:
        """Find out where the hit is, and go there; the one that is wanted by then, if that is another."""
        while self._hunt.hits is not None and self._number is not None and self._placed != self._number:
            number = self._placed = self._number
            hit = self._hunt.hits[number]
            try:
                place = await self._hunt.place(hit)
            except TrunklineError as error:
                self.say(in_words(error))
                return
            if self._number == number:
                self.hit_chosen.emit(hit, place)

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
        number = None if self._number is None else self._number + 1
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
