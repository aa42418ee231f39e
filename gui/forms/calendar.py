"""A month to pick a day from, below the line that wants one."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gui import theme
from gui.icons import icon


class CalendarPopup(QFrame):
    """Picks a day, the present moment, or nothing; closes by itself, and by Esc."""

    picked = Signal(object)
    """A `date`, or None to empty the line."""
    now_wanted = Signal()

    def __init__(self, parent: QWidget, shown: date | None, today: date, *, has_time: bool) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("calendar")
        self.setProperty("role", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._today = today
        self._calendar = _month(self, shown or today)
        self._calendar.clicked.connect(self._pick)
        self._calendar.activated.connect(self._pick)
        buttons = QHBoxLayout()
        if has_time:
            now = _button(self, "Now", "calendar-now")
            now.clicked.connect(self._pick_now)
            buttons.addWidget(now)
        of_today = _button(self, "Today", "calendar-today")
        of_today.clicked.connect(self._pick_today)
        clear = _button(self, "Clear", "calendar-clear")
        clear.clicked.connect(self._pick_none)
        buttons.addWidget(of_today)
        buttons.addStretch()
        buttons.addWidget(clear)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.XS, theme.XS, theme.XS, theme.XS)
        layout.setSpacing(theme.XS)
        layout.addWidget(self._calendar)
        layout.addLayout(buttons)
        self.setFocusProxy(self._calendar)

    def _pick(self, day: QDate) -> None:
        self._answer(date(day.year(), day.month(), day.day()))

    def _pick_today(self) -> None:
        self._answer(self._today)

    def _pick_now(self) -> None:
        if self.isVisible():
            self.hide()
            self.now_wanted.emit()
            self.close()

    def _pick_none(self) -> None:
        self._answer(None)

    def _answer(self, day: date | None) -> None:
        # A double click comes as two signals: the second finds the pop-up closed.
        if self.isVisible():
            self.hide()
            self.picked.emit(day)
            self.close()


def _month(parent: QWidget, shown: date) -> QCalendarWidget:
    calendar = QCalendarWidget(parent)
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
    plain = QTextCharFormat()
    plain.setForeground(theme.color("text"))
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):  # red by default: these days are no mistake
        calendar.setWeekdayTextFormat(day, plain)
    header = QTextCharFormat()
    header.setForeground(theme.color("muted"))
    header.setBackground(theme.color("raised"))
    calendar.setHeaderTextFormat(header)
    for name, arrow in (
        ("qt_calendar_prevmonth", "chevron-left"),
        ("qt_calendar_nextmonth", "chevron-right"),
    ):
        button = calendar.findChild(QWidget, name)
        if button is not None:
            button.setIcon(icon(arrow))  # type: ignore[attr-defined]  # a QToolButton
    calendar.setSelectedDate(QDate(shown.year, shown.month, shown.day))
    return calendar


def _button(parent: QWidget, text: str, name: str) -> QPushButton:
    button = QPushButton(text, parent)
    button.setObjectName(name)
    button.setProperty("role", "quiet")
    return button
