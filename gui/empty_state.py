"""What stands where something will be: what that is, and the next step towards it."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui import theme
from gui.icons import icon

_PICTURE = QSize(40, 40)
_WIDEST = 520


class EmptyState(QWidget):
    """A picture, a title, a sentence or two, and buttons for what can be done about it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._shows = ""
        self._picture, self._title, self._words = QLabel(), QLabel(), QLabel()
        self._title.setObjectName(f"{name}-title")
        self._words.setObjectName(f"{name}-words")
        self._title.setProperty("role", "section")
        self._words.setProperty("role", "muted")
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.S)
        middle = QWidget()
        middle.setMaximumWidth(_WIDEST)  # the buttons may be wider
        said = QVBoxLayout(middle)
        said.setContentsMargins(0, 0, 0, 0)
        said.setSpacing(theme.M)
        for label in (self._picture, self._title, self._words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(label is not self._picture)
            said.addWidget(label)
        row = QHBoxLayout()
        row.addWidget(middle)
        column = QVBoxLayout(self)
        column.setSpacing(theme.M)
        column.addStretch(2)
        column.addLayout(row)
        column.addSpacing(theme.S)
        column.addLayout(self._buttons)
        column.addStretch(3)

    def say(self, picture: str, title: str, words: str) -> None:
        """`picture` is the name of an icon."""
        self._shows = picture
        self._title.setText(title)
        self._words.setText(words)
        self._paint()

    def offer(self, *buttons: QAbstractButton) -> None:
        """Put these below the words, the most likely one first."""
        self._buttons.addStretch(1)
        for button in buttons:
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)

    def changeEvent(self, event: QEvent) -> None:
        """Keep the picture in the colours of the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint()

    def _paint(self) -> None:
        if self._shows:
            self._picture.setPixmap(icon(self._shows, "accent").pixmap(_PICTURE, self.devicePixelRatioF()))
