"""What stands where the hosts will be listed."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui import theme
from gui.icons import icon

_PICTURE = QSize(32, 32)
_WIDTH = 400


class EmptyList(QFrame):
    """A picture, a title, and what will stand here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hosts-empty")
        self.setProperty("role", "card")
        self._picture, self._title, self._words = QLabel(), QLabel(), QLabel()
        self._title.setObjectName("hosts-empty-title")
        self._title.setProperty("role", "strong")
        self._words.setObjectName("hosts-empty-words")
        self._words.setProperty("role", "muted")
        middle = QWidget()
        middle.setFixedWidth(_WIDTH)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, theme.XL, 0, theme.XL)
        column.setSpacing(theme.S)
        column.addStretch(1)
        for label in (self._picture, self._title, self._words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addWidget(middle)
        row.addStretch(1)

    def say(self, picture: str, title: str, words: str = "") -> None:
        """Say why nothing is listed."""
        self._picture.setPixmap(icon(picture, "accent").pixmap(_PICTURE, self.devicePixelRatioF()))
        self._title.setText(title)
        self._words.setText(words)
        self._words.setVisible(bool(words))

    def text(self) -> str:
        """What is said, in one text."""
        return f"{self._title.text()} {self._words.text()}".strip()
