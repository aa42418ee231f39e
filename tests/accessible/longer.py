"""Texts a third longer, as other languages have them: what is cut off then would be cut off there."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QLabel,
    QLineEdit,
    QTabBar,
    QToolButton,
    QWidget,
)

from tests.accessible.audit import told

PADDING = "mnöe"
"""Letters of middling width."""


def longer(text: str) -> str:
    """A text a third longer, its last word most of all; what has no letters stays."""
    if not any(one.isalpha() for one in text):
        return text
    extra = max(1, round(len(text.strip()) / 3))
    words = text.split(" ")
    added = []
    while extra > 0:
        piece = PADDING * 2
        added.append(piece[: min(extra, len(piece))])
        extra -= len(piece) + 1
    first = added.pop(0) if len(words) == 1 or len(text) < 12 else ""
    return " ".join([*words[:-1], words[-1] + first, *added])


def cut_off(screen: str, root: QWidget) -> list[str]:
    """What does not fit any more, a line each, when all texts in sight are a third longer for a moment."""
    with lengthened(root) as lettered:
        return [f"{screen}: {line}" for one in lettered if one.isVisible() and (line := _lacks(one))]


@contextmanager
def lengthened(root: QWidget) -> Iterator[list[QLabel | QAbstractButton]]:
    """All texts in sight a third longer, until this ends. Gives the labels and buttons that have them."""
    widgets = [one for one in root.findChildren(QWidget) if one.isVisible() and not _is_arranged(one)]
    lettered = [one for one in widgets if isinstance(one, QLabel | QAbstractButton) and one.text()]
    before = [(one, one.text(), one.accessibleName()) for one in lettered]
    bars = [
        (one, [one.tabText(n) for n in range(one.count())]) for one in widgets if isinstance(one, QTabBar)
    ]
    size = root.size()
    for one, text, name in before:
        one.setText(longer(text))
        one.setAccessibleName(longer(name))
    for bar, texts in bars:
        for number, text in enumerate(texts):
            bar.setTabText(number, longer(text))
    _lay_out(root)
    if isinstance(root, QDialog):
        root.resize(size.expandedTo(root.sizeHint()))  # as it would have opened
        _lay_out(root)
    try:
        yield lettered
    finally:
        for one, text, name in before:
            one.setText(text)
            one.setAccessibleName(name)
        for bar, texts in bars:
            for number, text in enumerate(texts):
                bar.setTabText(number, text)
        root.resize(size)
        _lay_out(root)


def _is_arranged(widget: QWidget) -> bool:
    """Whether a line places it by hand, and ends it in dots where there is too little room."""
    return isinstance(widget.parentWidget(), QLineEdit)


def _lay_out(root: QWidget) -> None:
    """Several times: a label's height follows its width, and some parts choose their words by their width."""
    _settle()
    for one in root.findChildren(QWidget):
        if one.isVisible():
            QCoreApplication.sendEvent(one, QResizeEvent(one.size(), one.size()))
    _settle()


def _settle() -> None:
    for _ in range(8):  # a layout in a layout asks the one around it
        QCoreApplication.sendPostedEvents(None, QEvent.Type.PolishRequest.value)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def _lacks(widget: QLabel | QAbstractButton) -> str:
    """How much room is missing; "" when the text fits, or the tool tip has it."""
    needed = _needed(widget)
    if needed is None or widget.text() in widget.toolTip():
        return ""
    lack = needed - widget.size()
    if lack.width() <= 1 and lack.height() <= 1:
        return ""
    return f"{told(widget)} lacks {lack.width()}x{lack.height()} for {widget.text()[:60]!r}"


def _needed(widget: QLabel | QAbstractButton) -> QSize | None:
    """The room that the text takes; None where it is not shown."""
    if isinstance(widget, QLabel):
        return QSize(0, _height_of(widget)) if widget.wordWrap() else widget.sizeHint()
    icon_only = Qt.ToolButtonStyle.ToolButtonIconOnly
    if isinstance(widget, QToolButton) and widget.toolButtonStyle() == icon_only:
        return None
    return QSize(widget.sizeHint().width(), widget.minimumSizeHint().height())


def _height_of(label: QLabel) -> int:
    """What the lines of a wrapping label take at its width."""
    margins = label.contentsMargins()
    width = label.width() - margins.left() - margins.right() - 2 * label.margin()
    rect = QFontMetrics(label.font()).boundingRect(
        QRect(0, 0, width, 10_000), int(Qt.TextFlag.TextWordWrap) | int(label.alignment()), label.text()
    )
    return rect.height() + margins.top() + margins.bottom() + 2 * label.margin()
