"""The dialog for a mistake of ours: what is safe, what to do next, and the details to copy."""

from collections.abc import Hashable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui import crash_words, theme
from gui.crash_details import CrashDetails
from gui.icons import icon
from gui.settings.secrets_rows import SignedList, text_label

_WIDTH = 580
_SIGN = QSize(theme.XL, theme.XL)


class CrashDialog(QDialog):
    """Accepted: restart. Rejected, also by Esc: go on, or, if it could not start, end."""

    def __init__(self, parent: QWidget | None, told: crash_words.Told = crash_words.WHILE_RUNNING) -> None:
        super().__init__(parent)
        self.setObjectName("crash")
        self.setWindowTitle("Trunkline")
        self.setMinimumWidth(_WIDTH)
        self.setAccessibleDescription(" ".join((told.text, *told.safe, told.next_step)))
        self._times: dict[Hashable, int] = {}
        self._count = text_label("", "caption", "crash-count")
        self._count.hide()
        self.details = CrashDetails("crash", crash_words.DETAILS)
        self.go_on = _button("crash-go-on", told.close, "primary")
        self.go_on.clicked.connect(self.reject)
        self.restart = _button("crash-restart", told.restart)
        self.restart.clicked.connect(self.accept)
        self._lay_out(told)
        self.go_on.setDefault(True)
        self.go_on.setFocus()

    def add(self, kind: Hashable, story: str, times: int) -> None:
        """Show a mistake, or count one that is shown already: `times` so far."""
        if kind not in self._times:
            self.details.add(story)
        self._times[kind] = times
        words = crash_words.times_in_words(max(self._times.values()))
        if len(self._times) > 1:
            words = f"{words} {len(self._times)} different mistakes: the details have each.".strip()
        self._count.setText(words)
        self._count.setVisible(bool(words))

    def _lay_out(self, told: crash_words.Told) -> None:
        sign = QLabel()
        sign.setPixmap(icon("triangle-alert", "warning").pixmap(_SIGN, self.devicePixelRatioF()))
        words = QVBoxLayout()
        words.setSpacing(theme.XS)
        words.addWidget(text_label(told.title, "title", "crash-title"))
        words.addWidget(text_label(told.text, "muted"))
        words.addWidget(self._count)
        head = QHBoxLayout()
        head.setSpacing(theme.M)
        head.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.S)
        foot.addWidget(self.details.copy)
        foot.addWidget(self.details.confirmation)
        foot.addStretch(1)
        foot.addWidget(self.restart)
        foot.addWidget(self.go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.L)
        column.setSpacing(theme.L)
        column.addLayout(head)
        column.addWidget(SignedList("What is safe", told.safe, "circle-check", "success"))
        after = QVBoxLayout()
        after.setSpacing(theme.XS)
        after.addWidget(text_label("What you can do", "strong"))
        after.addWidget(text_label(told.next_step, "", "crash-next"))
        column.addLayout(after)
        column.addWidget(self.details, 1)
        column.addLayout(foot)


class EndDialog(QDialog):
    """How the last start ended, for whoever wants to know or to send it."""

    def __init__(self, story: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("last-end-details")
        self.setWindowTitle(crash_words.ENDED_TITLE)
        self.setMinimumWidth(_WIDTH)
        self.details = CrashDetails("last-end", crash_words.ENDED_DETAILS, is_open=True)
        self.details.add(story)
        close = _button("last-end-close", "Close", "primary")
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(theme.S)
        foot.addWidget(self.details.copy)
        foot.addWidget(self.details.confirmation)
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.L)
        column.setSpacing(theme.L)
        column.addWidget(text_label(crash_words.ENDED_TITLE, "title"))
        column.addWidget(self.details, 1)
        column.addLayout(foot)
        close.setDefault(True)
        close.setFocus()


def _button(name: str, text: str, role: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setProperty("role", role)
    button.setAutoDefault(False)
    return button
