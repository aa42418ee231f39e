"""Colours of SQL, and the places of its words."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument

from core.model.sql_words import FUNCTIONS, READING
from gui import theme

_TOKENS = re.compile(
    r"(?P<remark>--.*|/\*.*?(?:\*/|$))|(?P<text>'(?:[^']|'')*'?)|(?P<name>\"(?:[^\"]|\"\")*\"?)"
    r"|(?P<word>[^\W\d]\w*)|(?P<number>\d+(?:\.\d+)?)"
)
_COLOURS = {
    "remark": "muted",
    "text": "success",
    "number": "warning",
    "keyword": "practice",
    "function": "link",
}

LONGEST_LINE = 10_000
"""Characters; colouring more would be felt."""


class Token(NamedTuple):
    """A piece of a line with a colour, or a name without one."""

    kind: str
    start: int
    end: int


def tokens(line: str) -> Iterator[Token]:
    """The pieces of a line: remark, text, number, keyword, function, name."""
    for found in _TOKENS.finditer(line):
        kind = found.lastgroup or ""
        if kind == "word":
            word = found[0]
            is_called = line[found.end() : found.end() + 1] == "(" and word.lower() in FUNCTIONS
            kind = "function" if is_called else "keyword" if word.upper() in READING else "name"
        yield Token(kind, found.start(), found.end())


class SqlHighlighter(QSyntaxHighlighter):
    """Keywords, functions, texts, numbers and remarks in the colours of the theme."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)

    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        if len(text) > LONGEST_LINE:
            return
        for token in tokens(text):
            if colour := _COLOURS.get(token.kind):
                style = QTextCharFormat()
                style.setForeground(theme.color(colour))
                self.setFormat(token.start, token.end - token.start, style)
