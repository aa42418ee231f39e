"""The margin beside lines of JSON: their numbers, and marks that fold what begins in them."""

from collections.abc import Iterator
from typing import Protocol

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPolygon, QTextBlock
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from gui import theme
from gui.bundles.raw_tokens import PART, TOKENS

MARK = 16
"""Width of a mark."""


class Folding(Protocol):
    """What the margin asks of the text beside it."""

    def folds(self) -> dict[int, int]:
        """What can be folded: first line and last line."""

    def folded(self) -> frozenset[int]:
        """The first lines of what is folded."""

    def toggle(self, line: int) -> None:
        """Fold what begins in a line, or unfold it."""

    def blocks_in_sight(self) -> Iterator[tuple[QTextBlock, QRect]]:
        """The lines on the screen, and where they are."""


class RawMargin(QWidget):
    """Numbers and marks. `first` numbers the first line; None where nobody knows which line it is."""

    def __init__(self, editor: QPlainTextEdit, folding: Folding) -> None:
        super().__init__(editor)
        self._editor, self._folding = editor, folding
        self._first: int | None = None
        self._last = 0
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def number_from(self, first: int | None, count: int) -> None:
        """Number so many lines."""
        self._first, self._last = first, (first or 0) + count
        self.update()

    def room(self) -> int:
        """The width that it needs."""
        return MARK + (self._numbers_width() if self._first is not None else 0)

    def _numbers_width(self) -> int:
        return self._editor.fontMetrics().horizontalAdvance(f"{self._last:,}") + theme.S

    def sizeHint(self) -> QSize:
        """Room for a number and a mark."""
        return QSize(self.room(), 0)

    def follow(self, _rect: QRect, by: int) -> None:
        """Scroll with the text."""
        if by:
            self.scroll(0, by)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A number beside each line, and a triangle beside each that can be folded."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._editor.palette().base())
        painter.setFont(self._editor.font())
        painter.setPen(theme.color("muted"))
        folds, folded = self._folding.folds(), self._folding.folded()
        height = self._editor.fontMetrics().height()
        for block, place in self._folding.blocks_in_sight():
            line = block.blockNumber()
            if self._first is not None:
                number = QRect(0, place.top(), self.width() - MARK - theme.XS, height)
                painter.drawText(number, Qt.AlignmentFlag.AlignRight, f"{self._first + line:,}")
            if line in folds:
                middle = QPoint(self.width() - MARK // 2, place.top() + height // 2)
                paint_mark(painter, middle, closed=line in folded)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Fold or unfold."""
        for block, place in self._folding.blocks_in_sight():
            if place.top() <= event.position().y() < place.bottom() + 1:
                self._folding.toggle(block.blockNumber())
                return


def paint_mark(painter: QPainter, middle: QPoint, *, closed: bool) -> None:
    """A triangle that points to the right when what it stands for is closed, else down."""
    down = ((-4, -2), (4, -2), (0, 3))
    corners = [QPoint(y, x) if closed else QPoint(x, y) for x, y in down]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("muted"))
    painter.translate(middle)
    painter.drawPolygon(QPolygon(corners))
    painter.restore()


def left_out(lines: int) -> str:
    """What stands behind a line that is folded."""
    return f"  … {lines:,} lines" if lines != 1 else "  … 1 line"


def paint_json(painter: QPainter, text: str, begin: QPoint, most: int) -> int:
    """A line of JSON in its colours, from there on the base line, as far as it is in sight; gives where it
    ends."""
    metrics, x, done = painter.fontMetrics(), begin.x(), 0
    for part in PART.finditer(text):
        x += metrics.horizontalAdvance(text[done : part.start()])
        painter.setPen(theme.color(TOKENS.get(part.lastgroup or "", "text")))
        painter.drawText(x, begin.y(), part[0])
        x, done = x + metrics.horizontalAdvance(part[0]), part.end()
        if x > most:
            break
    return x
