"""All bundles as text on the screen: painted line by line, with marks that fold what is in them."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from gui import theme
from gui.bundles.decoded import Bundles
from gui.bundles.look import found_colour
from gui.bundles.raw_lines import AllLines, Row
from gui.bundles.raw_margin import MARK, left_out, paint_json, paint_mark
from gui.bundles.values import one_line

MOST_COPIED = 20_000
"""Lines that are copied at once; the export gives all."""

_STEPS = 1000
"""Steps of the scroll bar within a bundle."""

_MOST_STEPS = 2_000_000_000
_WHEEL_LINES = 3


class AllBundles(QAbstractScrollArea):
    """The text of all bundles, one below the other, with their numbers beside it."""

    stepped = Signal(object)
    """Another bundle is current: its number, from 0."""
    said = Signal(object)
    """A sentence for the person."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bundle-raw-all")
        self.setAccessibleName("All bundles as JSON")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFont(theme.mono_font())
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self._lines: AllLines | None = None
        self._top = self._current = self._anchor = Row(0, 0)
        self._found: tuple[Row, int, int] | None = None
        self._widest = 0
        self._is_measuring = False
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.horizontalScrollBar().valueChanged.connect(self.viewport().update)

    # What is shown

    def set_bundles(self, bundles: Bundles | None) -> None:
        """Show other bundles, from the first one on."""
        self._lines = AllLines(bundles) if bundles is not None else None
        self._top = self._current = self._anchor = Row(0, 0)
        self._found, self._widest = None, 0
        self.grow()

    def grow(self) -> None:
        """More bundles may be there."""
        self._measure()
        self.viewport().update()

    def show_bundle(self, bundle: int) -> None:
        """Go to a bundle, if the current line is in another one."""
        if self._lines is not None and self._current.bundle != bundle:
            self._current = self._anchor = Row(bundle, 0)
            self._bring_into_sight(self._current)

    def mark(self, bundle: int, position: int, begin: int, end: int) -> None:
        """Mark characters of the line that a character of a bundle stands in, and go there."""
        if self._lines is not None:
            row = self._lines.reveal(bundle, position)
            self._found = (row, begin, end)
            self._current = self._anchor = row
            self._bring_into_sight(row)

    def unmark(self) -> None:
        """Mark nothing any more."""
        self._found = None
        self.viewport().update()

    def shows(self, bundle: int, position: int) -> bool:
        """Whether the text shows a character of a bundle, rather than only say that there is more."""
        return self._lines is not None and self._lines.is_shown(bundle, position)

    def line_with(self, bundle: int, position: int) -> str:
        """The line that a character of a bundle stands in."""
        return self._lines.text(self._lines.reveal(bundle, position)) if self._lines is not None else ""

    def fold_to(self, level: int | None) -> None:
        """Show so many levels of each bundle; None shows all."""
        if self._lines is not None:
            self._lines.fold_to(level)
            self._current = self._anchor = Row(self._current.bundle, 0)
            self._found = None
            self._go_to(Row(self._top.bundle, 0))

    def texts(self, most: int = 200) -> list[str]:
        """The lines from the top one of the screen on."""
        lines = self._lines
        if lines is None or not len(lines):
            return []
        return [lines.text(row) for row, _ in zip(lines.rows(self._top), range(most), strict=False)]

    # Where one is

    def _line_height(self) -> int:
        return self.fontMetrics().lineSpacing()

    def _page(self) -> int:
        return max(1, self.viewport().height() // self._line_height())

    def _steps(self) -> int:
        count = len(self._lines) if self._lines is not None else 0
        return max(1, min(_STEPS, _MOST_STEPS // max(count, 1)))

    def _measure(self) -> None:
        """The scroll bar goes by bundles: nobody knows how many lines there are."""
        count = len(self._lines) if self._lines is not None else 0
        bar = self.verticalScrollBar()
        self._is_measuring = True
        bar.setRange(0, max(0, count * self._steps() - 1))
        bar.setPageStep(self._steps())
        self._is_measuring = False

    def _scrolled(self, value: int) -> None:
        lines = self._lines
        if lines is None or not len(lines) or self._is_measuring:
            return
        bundle, part = divmod(value, self._steps())
        bundle = min(bundle, len(lines) - 1)
        rows = len(lines.of(bundle).seen)
        self._top = self._not_beyond_the_end(Row(bundle, part * rows // self._steps()))
        self.viewport().update()

    def _go_to(self, top: Row) -> None:
        """Have this row at the top, or as far down as the last rows allow."""
        lines = self._lines
        if lines is None or not len(lines):
            return
        self._top = self._not_beyond_the_end(lines.within(top))
        rows = len(lines.of(self._top.bundle).seen)
        self._is_measuring = True
        self.verticalScrollBar().setValue(
            self._top.bundle * self._steps() + self._top.row * self._steps() // rows
        )
        self._is_measuring = False
        self.viewport().update()

    def _not_beyond_the_end(self, top: Row) -> Row:
        lines = self._lines
        assert lines is not None, "asked only where there are bundles"
        if top.bundle + self._page() < len(lines):
            return top
        last = len(lines) - 1
        return min(top, lines.moved(Row(last, len(lines.of(last).seen) - 1), 1 - self._page()))

    def _bring_into_sight(self, row: Row) -> None:
        in_sight = [one for one, _ in self._in_sight()][: self._page()]
        if row not in in_sight and self._lines is not None:
            self._go_to(self._lines.moved(row, -self._page() // 3))
        self.viewport().update()

    def _in_sight(self) -> Iterator[tuple[Row, int]]:
        """The rows on the screen, and where each begins."""
        if self._lines is None or not len(self._lines):
            return
        y, height = 0, self.viewport().height()
        for row in self._lines.rows(self._top):
            if y >= height:
                return
            yield row, y
            y += self._line_height()

    def _numbers_width(self) -> int:
        count = len(self._lines) if self._lines is not None else 0
        return self.fontMetrics().horizontalAdvance(f"{count:,}") + theme.M

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lay out and paint what is in sight."""
        lines, left = self._lines, self._numbers_width() + MARK
        if lines is None:
            return
        painter = QPainter(self.viewport())
        chosen = (min(self._current, self._anchor), max(self._current, self._anchor))
        widest = 0
        for row, y in self._in_sight():
            place = QRect(0, y, self.viewport().width(), self._line_height())
            if chosen[0] <= row <= chosen[1]:
                painter.fillRect(place, theme.color("selection"))
            painter.setClipRect(place.adjusted(left, 0, 0, 0))
            text = one_line(lines.text(row), len(lines.text(row)))
            widest = max(widest, self.fontMetrics().horizontalAdvance(text))
            self._paint_line(painter, row, text, QPoint(left - self.horizontalScrollBar().value(), y))
            painter.setClipping(False)
            self._paint_margin(painter, row, place)
        painter.end()
        self._widen(widest + left + theme.M)

    def _paint_line(self, painter: QPainter, row: Row, text: str, place: QPoint) -> None:
        metrics, base = self.fontMetrics(), place.y() + self.fontMetrics().ascent()
        beyond = paint_json(painter, text, QPoint(place.x(), base), self.viewport().width())
        if self._found and self._found[0] == row:
            _, begin, end = self._found
            left = place.x() + metrics.horizontalAdvance(text[:begin])
            width = metrics.horizontalAdvance(text[begin:end])
            painter.fillRect(QRect(left, place.y(), width, self._line_height()), found_colour())
            painter.setPen(theme.color("warning"))
            painter.drawText(left, base, text[begin:end])
        if hidden := self._lines.hidden(row) if self._lines is not None else 0:
            painter.setPen(theme.color("muted"))
            painter.drawText(beyond, base, left_out(hidden))

    def _paint_margin(self, painter: QPainter, row: Row, place: QRect) -> None:
        assert self._lines is not None, "painted only where there are bundles"
        one, width = self._lines.of(row.bundle), self._numbers_width()
        if row.row == 0:
            painter.setPen(theme.color("muted"))
            number = QRect(0, place.y(), width - theme.XS, place.height())
            painter.drawText(number, Qt.AlignmentFlag.AlignRight, f"{row.bundle + 1:,}")
        line = one.seen[row.row]
        if line in one.folds:
            middle = QPoint(width + MARK // 2, place.center().y())
            paint_mark(painter, middle, closed=line in one.folded)

    def _widen(self, width: int) -> None:
        """The widest line seen so far is as far as one can scroll to the right."""
        if width > self._widest:
            self._widest = width
            bar = self.horizontalScrollBar()
            bar.setRange(0, max(0, width - self.viewport().width()))
            bar.setPageStep(self.viewport().width())
            bar.setSingleStep(4 * self.fontMetrics().averageCharWidth())

    # The person

    def _row_at(self, place: QPoint) -> Row | None:
        last = None
        for row, y in self._in_sight():
            if y > place.y():
                break
            last = row
        return last

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Fold by a mark, else choose a line; with Shift all up to it."""
        row, place = self._row_at(event.position().toPoint()), event.position().toPoint()
        if row is None or self._lines is None or event.button() != Qt.MouseButton.LeftButton:
            return
        in_mark = self._numbers_width() <= place.x() < self._numbers_width() + MARK
        if in_mark and self._lines.of(row.bundle).seen[row.row] in self._lines.of(row.bundle).folds:
            self._lines.toggle(row)
            self._found = None
            self._current = self._anchor = row
            self._go_to(self._top)
        else:
            self._choose(row, extend=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Choose further lines."""
        row = self._row_at(event.position().toPoint())
        if row is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._choose(row, extend=True)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Some lines up or down."""
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or not event.angleDelta().y():
            super().wheelEvent(event)
        elif self._lines is not None and len(self._lines):
            self._go_to(self._lines.moved(self._top, -round(event.angleDelta().y() / 120 * _WHEEL_LINES)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Lines, pages, both ends; left and right fold and unfold."""
        lines = self._lines
        if lines is None or not len(lines):
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.chosen_text())
            return
        one = lines.of(self._current.bundle)
        line = one.seen[self._current.row]
        folds = line in one.folds and (line in one.folded) == (event.key() == Qt.Key.Key_Right)
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and folds:
            lines.toggle(self._current)
            self._go_to(self._top)
            return
        target = self._target(lines, event.key())
        if target is None:
            super().keyPressEvent(event)
            return
        self._choose(target, extend=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        self._bring_into_sight(target)

    def _target(self, lines: AllLines, key: int) -> Row | None:
        by = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: self._page(),
            Qt.Key.Key_PageUp: -self._page(),
        }.get(Qt.Key(key))
        if by is not None:
            return lines.moved(self._current, by)
        if key == Qt.Key.Key_Home:
            return Row(0, 0)
        last = len(lines) - 1
        return Row(last, len(lines.of(last).seen) - 1) if key == Qt.Key.Key_End else None

    def _choose(self, row: Row, *, extend: bool) -> None:
        before, self._current = self._current, row
        if not extend:
            self._anchor = row
        self.viewport().update()
        if before.bundle != row.bundle:
            self.stepped.emit(row.bundle)

    def chosen_text(self) -> str:
        """The lines that are chosen, as they came; of very many the first ones, which is said."""
        if self._lines is None or not len(self._lines):
            return ""
        first, last = sorted((self._current, self._anchor))
        text, is_all = self._lines.chosen(first, last, MOST_COPIED)
        if not is_all:
            self.said.emit(f"About the first {MOST_COPIED:,} lines were copied; Export gives all.")
        return text

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The end of the text stays at the end of the window."""
        super().resizeEvent(event)
        self._widest = 0
        self._go_to(self._top)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.viewport().update()
