"""The first screen: two ways to begin."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.banner import Banner
from gui.icons import icon

_CARD_WIDTH = 320


class Welcome(QWidget):
    """Offers the practice workspace, and connecting an account."""

    practice_wanted = Signal()
    connect_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcome")
        self.practice = _Card(
            "try-now",
            "graduation-cap",
            "Try it now",
            "A practice workspace with made-up data. It runs on this computer alone: nothing is connected, "
            "nothing is sent anywhere.",
            "Try it now",
        )
        self.practice.pressed.connect(self.practice_wanted)
        self.own_account = _Card(
            "connect-first",
            "plug",
            "Connect an app",
            "Use an account of yours. Its key goes into this computer's keyring and to the service itself, "
            "and nowhere else.",
            "Connect an app…",
        )
        self.own_account.pressed.connect(self.connect_wanted)
        self.problem = Banner("welcome-problem")
        title = QLabel("Welcome to Trunkline")
        title.setProperty("role", "title")
        words = QLabel("Pick a module, fill in its form, press Run, look at what comes back.")
        words.setProperty("role", "muted")
        for label in (title, words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
        cards = QHBoxLayout()
        cards.setSpacing(theme.L)
        cards.addStretch(1)
        cards.addWidget(self.practice)
        cards.addWidget(self.own_account)
        cards.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.XL)
        column.setSpacing(theme.S)
        column.addStretch(2)
        column.addWidget(title)
        column.addWidget(words)
        column.addSpacing(theme.XL)
        column.addLayout(cards)
        column.addSpacing(theme.L)
        column.addWidget(self.problem)
        column.addStretch(3)

    def set_busy(self, busy: bool) -> None:
        """While the practice workspace starts."""
        self.practice.button.setEnabled(not busy)
        self.practice.button.setText("Starting…" if busy else "Try it now")


class _Card(QFrame):
    """A choice with its reason; a click anywhere on it counts."""

    pressed = Signal()

    def __init__(self, name: str, picture: str, title: str, text: str, button: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setFixedWidth(_CARD_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setMaximumHeight(260)
        mark = QLabel()
        mark.setPixmap(icon(picture, "accent").pixmap(QSize(32, 32)))
        heading = QLabel(title)
        heading.setProperty("role", "section")
        words = QLabel(text)
        words.setProperty("role", "muted")
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.button = QPushButton(button)
        self.button.setObjectName(name)
        self.button.setProperty("role", "primary")
        self.button.clicked.connect(self.pressed)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.XL)
        column.setSpacing(theme.S)
        column.addWidget(mark)
        column.addWidget(heading)
        column.addWidget(words, 1)
        column.addSpacing(theme.S)
        column.addWidget(self.button)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click beside the button."""
        if self.button.isEnabled() and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on the button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.button.hasFocus():
            self.button.click()
        else:
            super().keyPressEvent(event)
