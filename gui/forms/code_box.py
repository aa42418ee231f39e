"""A box for JSON: coloured, indented, its lines numbered as soon as there are several."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QWidget

from gui import theme
from gui.forms.highlight import JsonHighlighter
from gui.forms.inputs import ENTER_KEYS, GrowingText

LEAST_LINES, MOST_LINES = 4, 18

INDENT = "  "

_PAIRS = {"{": "}", "[": "]"}


class CodeBox(GrowingText):
    """Plain text of a fixed width. Enter keeps the indentation, and deepens it after a bracket."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, LEAST_LINES, MOST_LINES)
        self.setFont(theme.mono_font())
        self.setLineWrapMode(GrowingText.LineWrapMode.WidgetWidth)
        self._colours = JsonHighlighter(self.document())
        self._numbers = _Numbers(self)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._numbers.follow)

    def numbers_width(self) -> int:
        """The room for the numbers; none while there is one line."""
        count = self.blockCount()
        if count < 2:
            return 0
        return self.fontMetrics().horizontalAdvance("9") * len(str(count)) + theme.M

    def go_to(self, line: int, column: int = 0) -> None:
        """Put the cursor there; both from 0."""
        block = self.document().findBlockByNumber(line)
        if block.isValid():
            cursor = QTextCursor(block)
            cursor.setPosition(block.position() + min(column, max(0, block.length() - 1)))
            self.setTextCursor(cursor)
            self.ensureCursorVisible()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on at the same depth."""
        if event.key() in ENTER_KEYS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._break_line()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Take up the colours of another scheme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_colours"):
            self._colours.rehighlight()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the numbers at the side."""
        super().resizeEvent(event)
        self._place_numbers()

    def _break_line(self) -> None:
        cursor = self.textCursor()
        block = cursor.block().text()
        before = block[: cursor.positionInBlock()]
        after = block[cursor.positionInBlock() :].strip()
        depth = re.match(r"[ \t]*", before)
        indent = depth[0] if depth else ""
        opened = _PAIRS.get(before.rstrip()[-1:])
        cursor.insertText(f"\n{indent}{INDENT if opened else ''}")
        if opened and after[:1] == opened:
            at = cursor.position()
            cursor.insertText(f"\n{indent}")
            cursor.setPosition(at)
        self.setTextCursor(cursor)

    def _make_room(self) -> None:
        self.setViewportMargins(self.numbers_width(), 0, 0, 0)
        self._place_numbers()

    def _place_numbers(self) -> None:
        inside = self.contentsRect()
        self._numbers.setGeometry(QRect(inside.left(), inside.top(), self.numbers_width(), inside.height()))


class _Numbers(QWidget):
    """The numbers of the lines that are seen."""

    def __init__(self, box: CodeBox) -> None:
        super().__init__(box)
        self._box = box

    def sizeHint(self) -> QSize:
        """As wide as the highest number."""
        return QSize(self._box.numbers_width(), 0)

    def follow(self, area: QRect, scrolled: int) -> None:
        """Move along with the text."""
        if scrolled:
            self.scroll(0, scrolled)
        else:
            self.update(0, area.y(), self.width(), area.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """A number beside the first row of each line."""
        box = self._box
        painter = QPainter(self)
        painter.setFont(box.font())
        painter.setPen(theme.color("muted"))
        block = box.firstVisibleBlock()
        while block.isValid():
            place = box.blockBoundingGeometry(block).translated(box.contentOffset())
            if place.top() > event.rect().bottom():
                break
            line = QRect(0, round(place.top()), self.width() - theme.S, box.fontMetrics().lineSpacing())
            painter.drawText(line, Qt.AlignmentFlag.AlignRight, str(block.blockNumber() + 1))
            block = block.next()
        painter.end()
