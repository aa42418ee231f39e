"""A text on the screen that is copied as it stands there."""

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QPlainTextEdit

_LINE_END, _PARAGRAPH_END = "\u2028", "\u2029"
"""What Qt puts between the lines of what is chosen."""


class ExactText(QPlainTextEdit):
    """As Qt's own, but for what it would copy: spaces that keep words together are no other spaces there."""

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is chosen, as plain text."""
        data = QMimeData()
        data.setText(self.chosen_text())
        return data

    def chosen_text(self) -> str:
        """What is chosen."""
        text = self.textCursor().selectedText()
        return text.replace(_PARAGRAPH_END, "\n").replace(_LINE_END, "\n")
