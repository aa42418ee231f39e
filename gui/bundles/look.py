"""The few colours, fonts and habits that all parts of the viewer share."""

import html
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QKeySequence, QTextCharFormat
from PySide6.QtWidgets import QWidget

from gui import theme
from gui.bundles.detail_value import legible as spelled_out
from gui.bundles.values import Cell

TIP_LENGTH = 1000
"""Characters of a value that its tooltip shows."""

# Qt adds 3 to the padding of a cell, but not to that of a header.
TABLE_STYLE = f"""
QTableView::item {{ padding: 0 {theme.S - 3}px; }}
QHeaderView::section:vertical {{ border: none; }}
QTableCornerButton::section {{ border-top-left-radius: 5px; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
"""
"""Room between the columns, and no lines: not between rows, nor between their numbers."""

CELL_ROLES = frozenset(
    int(role)
    for role in (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ForegroundRole,
        Qt.ItemDataRole.FontRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
    )
)
"""What `cell_data` has an answer to."""

W = TypeVar("W", bound=QWidget)

QBrush(QColor())
# For a brush PySide6 makes the 180 presets of gradients: now, and not when the first bundle is painted.


def brush(token: str) -> QBrush:
    """A colour of the theme for a model to hand out; asked for at each painting, so it follows the theme."""
    return QBrush(theme.color(token))


def coloured(token: str) -> QTextCharFormat:
    """A colour of the theme for a part of a text."""
    form = QTextCharFormat()
    form.setForeground(theme.color(token))
    return form


def found_colour() -> QColor:
    """Behind what was found."""
    return theme.color("warning_surface")


def found_form() -> QTextCharFormat:
    """How a part of a text looks that was found."""
    form = coloured("warning")
    form.setBackground(found_colour())
    return form


@cache
def italic() -> QFont:
    """Italics, and all else as in the cell."""
    font = QFont()
    font.setItalic(True)
    return font


def cell_data(shown: Cell, role: int, whole: Callable[[], Any]) -> Any:
    """What a model hands out for a cell, in one of `CELL_ROLES`.

    `whole` gives the value itself; it is asked for only when the cell leaves something out, for the tooltip.
    """
    if role == Qt.ItemDataRole.DisplayRole:
        return shown.text
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return shown.said
    if role == Qt.ItemDataRole.ForegroundRole:
        return brush("muted") if shown.muted else None
    if role == Qt.ItemDataRole.FontRole:
        return italic() if shown.italic else None
    if shown.whole:
        return None
    value = whole()
    return plain_tip(value if isinstance(value, str) else getattr(value, "text", ""))


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
    shown = spelled_out(text if len(text) <= TIP_LENGTH else text[:TIP_LENGTH] + "…")
    return f'<p style="white-space: pre-wrap">{html.escape(shown)}</p>'


def with_keys(label: str, keys: str) -> str:
    """A tooltip that names the keys as this system writes them."""
    return f"{label} ({QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)})"
