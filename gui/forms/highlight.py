"""Colours and marks inside text boxes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from gui import theme

_TOKENS = re.compile(
    r'(?P<name>"(?:[^"\\]|\\.)*")(?=\s*:)|(?P<text>"(?:[^"\\]|\\.)*"?)'
    r"|(?P<number>-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)|(?P<word>\b(?:true|false|null)\b)"
)

_COLOURS = {"name": "link", "text": "success", "number": "warning", "word": "practice"}

LONGEST_LINE, MOST_LINES = 10_000, 5_000
"""Characters and lines; colouring more would be felt."""


class JsonHighlighter(QSyntaxHighlighter):
    """Names, texts, numbers and words of JSON in the colours of the theme."""

    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        if len(text) > LONGEST_LINE or self.document().blockCount() > MOST_LINES:
            return
        for token in _TOKENS.finditer(text):
            style = QTextCharFormat()
            style.setForeground(theme.color(_COLOURS[token.lastgroup or "text"]))
            self.setFormat(token.start(), token.end() - token.start(), style)


def mark_lines(box: QPlainTextEdit, numbers: Sequence[int]) -> None:
    """Give these lines (from 0) the ground of a problem, and all others none."""
    marks = []
    for number in numbers:
        block = box.document().findBlockByNumber(number)
        if block.isValid():
            mark = QTextEdit.ExtraSelection()
            mark.cursor = QTextCursor(block)
            mark.format.setBackground(theme.color("danger_surface"))
            mark.format.setProperty(QTextFormat.Property.FullWidthSelection.value, True)
            marks.append(mark)
    box.setExtraSelections(marks)
