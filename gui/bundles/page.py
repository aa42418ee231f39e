"""A page that has something to show, or says in a sentence that it has not."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedLayout, QVBoxLayout, QWidget

from gui import theme
from gui.bundles.look import named


class Page(QWidget):
    """One widget, and a sentence in its place while there is nothing."""

    def __init__(self, content: QWidget, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = named(QLabel(), f"{name}-hint", "muted")
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty = QWidget()
        around = QVBoxLayout(empty)
        around.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.XL)
        around.addStretch(2)
        around.addWidget(self._sentence)
        around.addStretch(3)
        self._layout = QStackedLayout(self)
        self._layout.addWidget(empty)
        self._layout.addWidget(content)

    def show_content(self) -> None:
        """Show the widget."""
        self._layout.setCurrentIndex(1)

    def show_hint(self, sentence: str) -> None:
        """Show the sentence."""
        self._sentence.setText(sentence)
        self._layout.setCurrentIndex(0)
