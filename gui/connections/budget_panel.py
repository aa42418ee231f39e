"""What a connection may still ask of its service, and how long so many calls will take."""

import math

from PySide6.QtCore import QRegularExpression, Qt, QTimer
from PySide6.QtGui import QHideEvent, QRegularExpressionValidator, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from core.integrator import Integrator
from core.model.connection import Connection
from core.model.errors import TrunklineError
from core.model.network import RateBudget
from gui import theme
from gui.jobs import Jobs
from gui.sentences import in_words

_LOOK_EVERY = 1000
"""Milliseconds between two looks while the panel is in sight."""

_CALLS_AT_FIRST = 1_000
_NUMBER = QRegularExpression("[0-9][0-9,. \u2009\u00a0]{0,8}")
_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86_400.0
_STRETCHES = {1.0: "second", _MINUTE: "minute", _HOUR: "hour", _DAY: "day"}

_HOW_COUNTED = "Until the last one may go out; answers take their time as well. Counted from what Trunkline \
has asked since it was started."
_NO_LIMIT = "Rate: no limit of this service is known"
_WITHOUT_LIMIT = "Calls go out as soon as the one before is answered. If the service asks for a pause, \
Trunkline waits."


class BudgetPanel(QFrame):
    """A card with what is left of the rate, and a question: how long will so many calls take?

    It looks every second while it is in sight, and never opens the vault for that.
    """

    def __init__(self, integrator: Integrator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("budget")
        self.setProperty("role", "card")
        self._integrator = integrator
        self._connection: Connection | None = None
        self.jobs = Jobs(self)
        self._left = _label("budget-left", "")
        self._bar = QProgressBar()
        self._bar.setObjectName("budget-bar")
        self._bar.setTextVisible(False)
        self.calls = CallsLine()
        self.calls.textEdited.connect(self._look_anew)
        self._answer = _label("budget-answer", "strong")
        self._question = self._make_question()
        self._remark = _label("budget-remark", "caption")
        self._remark.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.M, theme.M, theme.M, theme.M)
        column.setSpacing(theme.S)
        for part in (self._left, self._bar, self._question, self._remark):
            column.addWidget(part)
        self._clock = QTimer(self, interval=_LOOK_EVERY)
        self._clock.timeout.connect(self._look)
        self.show_connection(None)

    def show_connection(self, connection: Connection | None) -> None:
        """Show the budget of a connection; None: of none."""
        self._connection = connection
        self.jobs.cancel("budget")
        self._say("Rate: …", "")
        if connection is not None and self.isVisible():
            self._look_anew()

    def showEvent(self, event: QShowEvent) -> None:
        """Look now, and then every second."""
        super().showEvent(event)
        self._look_anew()
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Look no more."""
        super().hideEvent(event)
        self._clock.stop()

    def _look(self) -> None:
        if not (self.jobs.is_running("budget") or self.window().isMinimized()):
            self._look_anew()

    def _look_anew(self) -> None:
        if self._connection is not None:
            self.jobs.start("budget", self._ask(self._connection.id))

    async def _ask(self, connection: str) -> None:
        try:
            budget = await self._integrator.budget(connection, self.calls.value())
        except TrunklineError as error:
            self._say("Rate: not known just now", in_words(error))
            return
        self._show(budget)

    def _show(self, budget: RateBudget) -> None:
        if not budget.requests:
            pause = f" It has asked for one: {about(budget.wait)} more." if budget.wait else ""
            self._say(_NO_LIMIT, _WITHOUT_LIMIT + pause)
            return
        self._say(left_words(budget), _HOW_COUNTED, question=True)
        self._bar.setRange(0, budget.requests)
        self._bar.setValue(budget.left)
        answer = about(budget.wait)
        self._answer.setText(answer[0].upper() + answer[1:])
        self._answer.setAccessibleName(f"{budget.calls:,} calls will take: {answer}")

    def _say(self, left: str, remark: str, *, question: bool = False) -> None:
        self._left.setText(left)
        self._bar.setAccessibleName(left)
        self._bar.setVisible(question)
        self._question.setVisible(question)
        self._remark.setText(remark)
        self._remark.setVisible(bool(remark))

    def _make_question(self) -> QWidget:
        before, after = _label("budget-question", ""), _label("", "")
        before.setText("How long will")
        before.setBuddy(self.calls)
        after.setText("calls take?")
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        for part in (before, self.calls, after):
            row.addWidget(part)
        row.addStretch(1)
        question = QWidget()
        column = QVBoxLayout(question)
        column.setContentsMargins(0, theme.XS, 0, 0)
        column.setSpacing(theme.S)
        column.addLayout(row)
        column.addWidget(self._answer)
        return question


def left_words(budget: RateBudget) -> str:
    """What is left of a rate: "Rate: 296 of 300 requests left in this minute"."""
    stretch = _STRETCHES.get(budget.seconds)
    within = f"in this {stretch}" if stretch else f"within {budget.seconds:g} s"
    return f"Rate: {budget.left:,} of {budget.requests:,} requests left {within}"


def about(seconds: float) -> str:
    """How long something takes, as people say it: "no wait", "about 40 s", "about 12 min", "about 3 h"."""
    if seconds <= 0:
        return "no wait"
    if seconds < _MINUTE:
        return f"about {math.ceil(seconds)} s"
    if seconds < _HOUR:
        return f"about {round(seconds / _MINUTE)} min"
    if seconds < 2 * _DAY:
        hours, minutes = divmod(round(seconds / _MINUTE), 60)
        return f"about {hours} h {minutes} min" if minutes else f"about {hours} h"
    return f"about {round(seconds / _DAY)} days"


class CallsLine(QLineEdit):
    """A number of calls, as people write it: "3400", "3,400", "3 400"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(f"{_CALLS_AT_FIRST:,}", parent)
        self.setObjectName("budget-calls")
        self.setAccessibleName("How long will this number of calls take")
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setValidator(QRegularExpressionValidator(_NUMBER, self))
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("0,000,000") + theme.XL)
        self.editingFinished.connect(lambda: self.setText(f"{self.value():,}"))

    def value(self) -> int:
        """The number; 0 for nothing."""
        return int("".join(filter(str.isdecimal, self.text())) or 0)


def _label(name: str, role: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
