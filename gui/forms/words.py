"""The words around an input: labels and help that wrap anywhere, and the sentence below."""

from __future__ import annotations

import re
from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from gui import theme
from gui.icons import icon
from gui.spoken import announce

LONGEST_WORD = 28
"""Characters; a longer word gets places to break at, or it would widen the form."""

LONGEST_LINE = 24
"""Characters that fit on one line anywhere: only longer texts are laid out as paragraphs, which costs."""

_SAYS_NOTHING = frozenset(
    ["a", "an", "the", "of", "its", "new", "contact", "user", "lead", "address", "number"]
)
"""Words that do not tell one field of a form from another."""

Tone = Literal["problem", "warning", "note"]
"""It keeps the form from being sent · it deserves a thought · it is good to know."""

_LOOKS = {
    "problem": ("problem", "circle-alert", "danger"),
    "warning": ("remark", "triangle-alert", "warning"),
    "note": ("caption", "info", "muted"),
}


class Sentence(QLabel):
    """A sentence with a sign in front of it: never colour alone."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setContentsMargins(theme.L + 2, theme.XS, 0, 0)
        self._icon = icon("circle-alert", "danger")

    def say(self, text: str, tone: Tone) -> None:
        """Show the sentence, or nothing for ""."""
        if text:
            role, sign, token = _LOOKS[tone]
            self._icon = icon(sign, token)
            theme.set_flag(self, "role", role)
        if tone == "problem" and breakable(text) != self.text():
            announce(self, text)
        self.setText(breakable(text))
        self.setVisible(bool(text))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, with the sign beside its first line."""
        super().paintEvent(event)
        line = self.fontMetrics().height()
        side = min(line, theme.L) - 2
        painter = QPainter(self)
        self._icon.paint(painter, QRect(1, theme.XS + (line - side) // 2, side, side))
        painter.end()

    def sizeHint(self) -> QSize:
        """At least as high as the sign."""
        return super().sizeHint().expandedTo(QSize(0, theme.L + theme.XS))


def paragraph(text: str, parent: QWidget) -> QLabel:
    """Plain text that wraps when there is too little room for it."""
    label = QLabel(breakable(text), parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(len(text) > LONGEST_LINE)
    return label


def caption(text: str, parent: QWidget) -> QLabel:
    """Small, quiet text below an input."""
    label = paragraph(text, parent)
    label.setProperty("role", "caption")
    label.setContentsMargins(0, theme.XS, 0, 0)
    return label


def says_more(label: str, help: str) -> bool:
    """Whether a help says more than its label: "The city." below "City" only makes a form longer."""
    return bool(_telling_words(help) - _telling_words(label))


def _telling_words(text: str) -> set[str]:
    plain = text.casefold().replace("e-mail", "email").replace("'s", "")
    return set(re.findall(r"\w+", plain)) - _SAYS_NOTHING


def breakable(text: str) -> str:
    """The text, with invisible places to break very long words at."""
    if len(text) <= LONGEST_WORD or all(len(word) <= LONGEST_WORD for word in text.split()):
        return text
    return " ".join(_broken(word) if len(word) > LONGEST_WORD else word for word in text.split(" "))


def _broken(word: str) -> str:
    pieces = (word[at : at + LONGEST_WORD] for at in range(0, len(word), LONGEST_WORD))
    return "\u200b".join(pieces)
