"""What the cards of the page about secrets are made of."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gui import theme
from gui.icons import icon

_SIGN = QSize(theme.L, theme.L)


def text_label(text: str, role: str = "", name: str = "") -> QLabel:
    """Plain text that wraps."""
    label = QLabel(text)
    label.setObjectName(name)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


class Card(QFrame):
    """A frame around one matter, with a heading."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "card")
        self.heading = text_label(title, "section", f"{name}-title")
        self.body = QVBoxLayout(self)
        """Where its parts go, from top to bottom."""
        self.body.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        self.body.setSpacing(theme.M)
        self.body.addWidget(self.heading)


class ActionRow(QWidget):
    """Something that can be done: what it is, what it means, and the button for it."""

    def __init__(self, title: str, text: str, button: str, name: str) -> None:
        super().__init__()
        self.title = text_label(title, "strong")
        self.words = text_label(text, "caption")
        self.button = QPushButton(button)
        self.button.setObjectName(name)
        self.button.setAccessibleName(title)
        self.button.setAccessibleDescription(text)
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        words = QVBoxLayout()
        words.setSpacing(theme.XS // 2)
        words.addWidget(self.title)
        words.addWidget(self.words)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.L)
        row.addLayout(words, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)


class SignedList(QWidget):
    """Some sentences, each with the same sign in front of it."""

    def __init__(self, title: str, sentences: Sequence[str], sign: str, token: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.S)
        column.addWidget(text_label(title, "strong"))
        for sentence in sentences:
            picture = QLabel()
            picture.setPixmap(icon(sign, token).pixmap(_SIGN))
            row = QHBoxLayout()
            row.setSpacing(theme.S)
            row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(text_label(sentence), 1)
            column.addLayout(row)


def line() -> QFrame:
    """A thin line between two rows."""
    found = QFrame()
    found.setProperty("role", "line")
    return found
