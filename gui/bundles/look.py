"""The few colours, fonts and habits that all parts of the viewer share."""

import html
from functools import cache
from typing import TypeVar

from PySide6.QtGui import QBrush, QFont, QFontMetrics, QKeySequence, QTextCharFormat
from PySide6.QtWidgets import QWidget

from gui import theme

TIP_LENGTH = 1000
"""Characters of a value that its tooltip shows."""

# Qt adds 3 to the padding of a cell, but not to that of a header.
TABLE_STYLE = f"""
QTableView::item {{ padding: 0 {theme.S - 3}px; }}
QHeaderView::section:vertical {{ border: none; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
"""
"""Room between the columns, and no lines: not between rows, nor between their numbers."""

W = TypeVar("W", bound=QWidget)


def brush(token: str) -> QBrush:
    """A colour of the theme for a model to hand out; asked for at each painting, so it follows the theme."""
    return QBrush(theme.color(token))


def coloured(token: str) -> QTextCharFormat:
    """A colour of the theme for a part of a text."""
    form = QTextCharFormat()
    form.setForeground(theme.color(token))
    return form


@cache
def italic() -> QFont:
    """Italics, and all else as in the cell."""
    font = QFont()
    font.setItalic(True)
    return font


def row_height(widget: QWidget) -> int:
    """The height of a comfortable row in a widget's font."""
    return QFontMetrics(widget.font()).height() + 10


def named(widget: W, name: str, role: str = "") -> W:
    """The widget with its object name, and its role in the style sheet."""
    widget.setObjectName(name)
    if role:
        widget.setProperty("role", role)
    return widget


def plain_tip(text: str) -> str:
    """A tooltip that shows a text as it is, whatever marks of HTML are in it, and breaks long lines."""
    shown = text if len(text) <= TIP_LENGTH else text[:TIP_LENGTH] + "…"
    return f'<p style="white-space: pre-wrap">{html.escape(shown)}</p>'


def with_keys(label: str, keys: str) -> str:
    """A tooltip that names the keys as this system writes them."""
    return f"{label} ({QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)})"
