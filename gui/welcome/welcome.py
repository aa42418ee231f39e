"""The first screen: two ways to begin."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gui import theme
from gui.banner import Banner
from gui.icons import icon

_CARD_WIDTH = 320
_PRACTISE = "Open the practice workspace"


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
            _PRACTISE,
        )
        self.practice.pressed.connect(self.practice_wanted)
        self.own_account = _Card(
            "connect-first",
            "plug",
            "Connect an app",
            "Use an account of yours. Its key goes into this computer's keyring and to the service itself, "
            "and nowhere else.",
            "Choose the app…",
        )
        self.own_account.pressed.connect(self.connect_wanted)
        self.problem = Banner("welcome-problem")
        title = QLabel("Welcome to Trunkline")
        title.setProperty("role", "title")
        self._about = QLabel(_about(()))
        self._about.setObjectName("welcome-about")
        words = QLabel("Pick what to do, fill in its form, press Run, and look at what comes back.")
        words.setProperty("role", "muted")
        for label in (title, self._about, words):
            label.setProperty("alignment", "AlignCenter")
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
        column.addSpacing(theme.XS)
        column.addWidget(self._about)
        column.addWidget(words)
        column.addSpacing(theme.XL)
        column.addLayout(cards)
        column.addSpacing(theme.L)
        column.addWidget(self.problem)
        column.addStretch(3)

    def set_busy(self, busy: bool) -> None:
        """While the practice workspace starts."""
        self.practice.button.setEnabled(not busy)
        self.practice.button.setText("Starting…" if busy else _PRACTISE)

    def show_apps(self, labels: Sequence[str]) -> None:
        """Name the apps that can be used."""
        self._about.setText(_about(labels))


class _Card(QFrame):
    """A choice with its reason; a click anywhere on it counts."""

    pressed = Signal()

    def __init__(self, name: str, picture: str, title: str, text: str, button: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        mark = QLabel()
        mark.setPixmap(icon(picture, "accent").pixmap(QSize(32, 32)))
        heading = QLabel(title)
        heading.setProperty("role", "section")
        words = QLabel(text)
        words.setProperty("role", "muted")
        words.setWordWrap(True)
        words.setProperty("alignment", "AlignLeft|AlignTop")
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

    def sizeHint(self) -> QSize:
        """As wide as all cards, unless its button needs more."""
        return QSize(max(_CARD_WIDTH, self.minimumSizeHint().width()), super().sizeHint().height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click beside the button."""
        if self.button.isEnabled() and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()


def _about(labels: Sequence[str]) -> str:
    """What the program is for, in one sentence."""
    if not labels:
        return "Your apps, in one window."
    named = f"{', '.join(labels[:-1])} and {labels[-1]}" if len(labels) > 1 else labels[0]
    return f"{named}, in one window."
