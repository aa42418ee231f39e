"""The story of a mistake: folded away until somebody wants to see it, and copied with one click."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from gui import theme
from gui.icons import icon
from gui.settings.secrets_rows import text_label

MOST_STORIES = 5
"""Different mistakes of which the stories are shown; the log has all."""

_HEIGHT = 150
"""At the least."""
_CONFIRMED_FOR = 2500
"""Milliseconds."""


class CrashDetails(QWidget):
    """A text to look at and to copy. `copy` and `confirmation` are for whoever lays out the buttons."""

    def __init__(self, name: str, words: str, *, is_open: bool = False) -> None:
        super().__init__()
        self._stories: list[str] = []
        self._fold = QPushButton(" Details")
        self._fold.setObjectName(f"{name}-fold")
        self._fold.setProperty("role", "disclosure")
        self._fold.setCheckable(True)
        self._fold.setAutoDefault(False)
        self._fold.toggled.connect(self._show)
        self._words = text_label(words, "caption", f"{name}-details-words")
        self._text = QPlainTextEdit()
        self._text.setObjectName(f"{name}-details")
        self._text.setAccessibleName("Details")
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setFont(theme.mono_font())
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setMinimumHeight(_HEIGHT)
        self.copy = QPushButton(" Copy details")
        self.copy.setObjectName(f"{name}-copy")
        self.copy.setIcon(icon("copy"))
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(self._copy)
        self.confirmation = text_label("", "caption", f"{name}-copied")
        self.confirmation.setWordWrap(False)
        self._hush = QTimer(self, singleShot=True, interval=_CONFIRMED_FOR)
        self._hush.timeout.connect(self.confirmation.clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.S)
        for part in (self._fold, self._words, self._text):
            column.addWidget(part)
        self._fold.setChecked(is_open)
        self._fold.setVisible(not is_open)
        self._show(is_open)

    def add(self, story: str) -> None:
        """One more story, without secrets."""
        if len(self._stories) < MOST_STORIES:
            self._stories.append(story.rstrip())
            self._text.setPlainText(self.story())

    def story(self) -> str:
        """All of it, in one text."""
        return "\n\n".join(self._stories) + "\n"

    def _show(self, on: bool) -> None:
        self._fold.setIcon(icon("chevron-down" if on else "chevron-right", "muted"))
        self._fold.setAccessibleDescription("Shown" if on else "Folded away")
        self._words.setVisible(on)
        self._text.setVisible(on)
        if self.window().isVisible():
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Have all of it in sight."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give the window the height that its lines take at its width: Qt reckons with fewer."""
        window = self.window()
        layout = window.layout()
        if layout is not None:
            layout.activate()
            window.resize(window.width(), layout.totalHeightForWidth(window.width()))

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.story())
        self.confirmation.setText("Copied")
        self._hush.start()
