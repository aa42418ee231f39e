"""Run, Stop, and how far it is."""

import time

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core.model.amounts import counted, counted_of, lasted
from core.model.run import (
    BundlesArrived,
    RequestSent,
    RetryScheduled,
    RunEvent,
    RunFailed,
    RunFinished,
)
from gui import theme
from gui.actions import ACTIONS, tip
from gui.icons import icon
from gui.spoken import announce

_TICK = 100
"""Milliseconds between two looks at the clock while a run goes on."""

_SPOKEN_EVERY = 10.0
"""Seconds between two times that a screen reader says how far a run is."""


class RunBar(QWidget):
    """The foot of a module's form: one button that is Run or Stop, and the progress in words.

    Beside Run there is Continue while the run that was last can be gone on with.
    """

    run_pressed = Signal()
    stop_pressed = Signal()
    continue_pressed = Signal()

    def __init__(self, label: str = "Run", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.run = QPushButton(f" {label}")
        self.run.setObjectName("run")
        self.run.setProperty("role", "primary")
        self.run.setIcon(icon("play", "accent_text"))
        self.run.setToolTip(tip(ACTIONS["run"]))
        self.run.clicked.connect(self.run_pressed)
        self.stop = QPushButton(" Stop")
        self.stop.setObjectName("stop")
        self.stop.setIcon(icon("square", "danger"))
        self.stop.setToolTip(tip(ACTIONS["stop"]))
        self.stop.clicked.connect(self.stop_pressed)
        self.stop.hide()
        self.go_on = QPushButton(" Continue")
        self.go_on.setObjectName("continue")
        self.go_on.setIcon(icon("play"))
        self.go_on.setToolTip("Fetch what the last run left out; what arrived stays")
        self.go_on.clicked.connect(self.continue_pressed)
        self.go_on.hide()
        self._remark = _quiet_label("continue-remark")
        self._remark.hide()
        self._words = QLabel()
        self._words.setObjectName("progress-words")
        self._words.setProperty("role", "muted")
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._words.setWordWrap(True)
        self._line = QProgressBar()
        self._line.setObjectName("progress")
        self._line.setTextVisible(False)
        self._line.setMaximumHeight(theme.XS)
        self._line.setAccessibleName("Progress")
        self._keep_room()
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.M)
        for button in (self.run, self.stop, self.go_on):
            self._row.addWidget(button)
        self._row.addWidget(self._words, 1)
        self._row.addStretch()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.L, 0, theme.L, theme.M)
        self._column.setSpacing(theme.S)
        self._column.addWidget(self._line)
        self._column.addLayout(self._row)
        self._column.addWidget(self._remark)
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK)
        self._clock.timeout.connect(self._tick)
        self._began = self._spoke = 0.0
        self._is_refused = self._was_stopped = False
        self._page = self._bundles = 0
        self._total: int | None = None
        self._retry: tuple[float, str] | None = None

    def begin(self, bundles: int = 0) -> None:
        """A run begins, or goes on behind so many bundles."""
        self._is_refused = self._was_stopped = False
        self._began = time.monotonic()
        self._page, self._bundles = 0, bundles
        self._total = self._retry = None
        had_focus = self.run.hasFocus() or self.go_on.hasFocus()
        self.offer_continue(False)
        self.run.hide()
        self.stop.show()
        if had_focus:
            self.stop.setFocus()
        self._line.setRange(0, 0)
        self._line.setVisible(True)
        self._clock.start()
        self._spoke = self._began
        announce(self, "Running")
        self._tick()

    def offer_continue(self, on: bool, remark: str = "") -> None:
        """Offer to go on with the run that was last, or no longer; `remark` says what to know before."""
        if not on and self.go_on.hasFocus():
            self.run.setFocus()
        self.go_on.setVisible(on)
        self._remark.setText(remark)
        self._remark.setVisible(on and bool(remark))
        self._place_words()

    def offers_continue(self) -> bool:
        """Whether it offers to go on with the run that was last."""
        return not self.go_on.isHidden()

    def refuse(self, count: int) -> None:
        """Say how many fields keep the form from being sent; 0 takes it back."""
        if count or self._is_refused:
            self._is_refused = bool(count)
            needs = "field needs" if count == 1 else "fields need"
            self._say(f"Not sent: {count} {needs} a look." if count else "")
            announce(self, self.words(), urgent=True)

    def is_refused(self) -> bool:
        """Whether it says that the form was not sent."""
        return self._is_refused

    def show_event(self, event: RunEvent) -> None:
        """Take note of what happened; it is shown at the next tick."""
        match event:
            case RequestSent(page=page):
                self._page = max(self._page, page)
                self._retry = None
            case RetryScheduled(seconds=seconds, reason=reason):
                self._retry = (time.monotonic() + seconds, reason)
            case BundlesArrived(first=first, count=count, total=total):
                self._bundles = first + count
                self._total = total
                if total:
                    self._line.setRange(0, total)
                    self._line.setValue(self._bundles)
            case RunFinished(pages=pages, bundles=bundles, seconds=seconds):
                self._conclude(f"Done: {counted(bundles, 'bundle')} in {lasted(seconds)}{_of_pages(pages)}")
            case RunFailed(bundles=bundles):
                self._conclude(f"Failed. {_kept(bundles)}".strip())

    def stopped(self) -> None:
        """The person stopped it."""
        if self._clock.isActive():
            self._was_stopped = True
            self._conclude(f"Stopped by you. {_kept(self._bundles)}".strip())

    def was_stopped(self) -> bool:
        """Whether the person stopped the run that was last."""
        return self._was_stopped

    def is_busy(self) -> bool:
        """Whether the button is Stop: from `begin` to `over`."""
        return not self.stop.isHidden()

    def over(self) -> None:
        """The run is over, however it ended, and another one may begin. Where nothing was sent, nothing is
        said: the problem is told elsewhere."""
        if self._clock.isActive():
            self._conclude("")
        had_focus = self.stop.hasFocus()
        self.stop.hide()
        self.run.show()
        if had_focus:
            self.run.setFocus()

    def words(self) -> str:
        """What is said now."""
        return self._words.text()

    def _tick(self) -> None:
        now = time.monotonic()
        if self._retry:
            at, reason = self._retry
            self._say(f"Trying again in {max(0, at - now):.0f} s. {reason}")
            return
        parts = [lasted(now - self._began)]
        if self._page:
            parts.insert(0, f"Page {self._page}")
        if self._bundles:
            parts.insert(1, counted_of(self._bundles, self._total, "bundle"))
        self._say(" · ".join(parts))
        if now - self._spoke >= _SPOKEN_EVERY:
            self._spoke = now
            announce(self, ", ".join(parts))

    def _conclude(self, words: str) -> None:
        self._clock.stop()
        self._line.setVisible(False)
        self._say(words)
        announce(self, words)

    def _say(self, words: str) -> None:
        self._words.setText(words)
        self._words.setToolTip(words)
        self._words.setAccessibleName(words)
        self._place_words()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the words where they fit."""
        super().resizeEvent(event)
        self._place_words()

    def _place_words(self) -> None:
        """Beside the buttons, or below them where they would not fit on one line."""
        margins = self._column.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        for button in (self.run, self.stop, self.go_on):
            room -= 0 if button.isHidden() else button.sizeHint().width() + self._row.spacing()
        fits = self._words.fontMetrics().horizontalAdvance(self._words.text()) <= room
        if fits and self._row.indexOf(self._words) < 0:
            self._row.insertWidget(self._row.count() - 1, self._words, 1)
        elif not fits and self._row.indexOf(self._words) >= 0:
            self._row.removeWidget(self._words)
            self._column.insertWidget(self._column.indexOf(self._remark), self._words)

    def _keep_room(self) -> None:
        policy = self._line.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._line.setSizePolicy(policy)
        self._line.setVisible(False)


def _quiet_label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setProperty("role", "caption")
    label.setWordWrap(True)
    return label


def _of_pages(pages: int) -> str:
    return f", {counted(pages, 'page')}" if pages > 1 else ""


def _kept(bundles: int) -> str:
    return (
        f"The {counted(bundles, 'bundle')} that arrived {'is' if bundles == 1 else 'are'} kept."
        if bundles
        else ""
    )
