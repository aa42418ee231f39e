"""The bar at the foot of a page: not saved yet, and what can be done about it; or that it is saved."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui import theme
from gui.icons import icon

_SIGN = QSize(18, 18)


class UnsavedBar(QWidget):
    """Hidden until there is something to say."""

    save_wanted = Signal()
    revert_wanted = Signal()

    def __init__(self, parent: QWidget, name: str, widest: int) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}-unsaved")
        self._sign, self._words = QLabel(), QLabel()
        self._words.setObjectName(f"{name}-unsaved-words")
        self._words.setProperty("role", "strong")
        self._words.setWordWrap(True)
        self.revert = QPushButton("Revert")
        self.revert.setObjectName(f"{name}-revert")
        self.revert.setToolTip("Show again what is kept")
        self.revert.clicked.connect(self.revert_wanted)
        self.save = QPushButton("Save")
        self.save.setObjectName(f"{name}-save")
        self.save.setProperty("role", "primary")
        self.save.clicked.connect(self.save_wanted)
        frame = QFrame()
        frame.setProperty("role", "card")
        frame.setMaximumWidth(widest)
        row = QHBoxLayout(frame)
        row.setContentsMargins(theme.L, theme.S, theme.S, theme.S)
        row.setSpacing(theme.S)
        row.addWidget(self._sign)
        row.addWidget(self._words, 1)
        row.addWidget(self.revert)
        row.addWidget(self.save)
        around = QVBoxLayout(self)
        around.setContentsMargins(theme.XL, theme.S, theme.XL, theme.S)
        around.addWidget(frame)
        self.setAutoFillBackground(True)
        self.hide()

    def say_unsaved(self) -> None:
        """Something differs from what is kept."""
        self._say("Not saved yet", "pencil", "warning")
        for button in (self.revert, self.save):
            button.setEnabled(True)
            button.show()

    def say_saving(self) -> None:
        """It is being saved."""
        for button in (self.revert, self.save):
            button.setEnabled(False)

    def say_saved(self, words: str) -> None:
        """It is saved, and what that means."""
        self._say(words, "circle-check", "success")
        for button in (self.revert, self.save):
            button.hide()

    def _say(self, words: str, picture: str, token: str) -> None:
        self._words.setText(words)
        self._sign.setPixmap(icon(picture, token).pixmap(_SIGN, self.devicePixelRatioF()))
        self.setAccessibleName(words)
        self.show()
