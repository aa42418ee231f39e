"""A read-only text in the font of code: JSON in colours, with marks in the margin that fold it."""

import re
from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPolygon,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from gui import theme
from gui.bundles.look import coloured
from gui.bundles.raw_folds import at_level, folds, units_of, visible

MOST_LINES = 2000
LONGEST_LINE = 2000
"""What a text editor lays out without a pause."""

PART = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*+"(?=:))|(?P<text>"(?:[^"\\]|\\.)*+"?)'
    r"|(?P<mark>[{}\[\],:]+|\bnull\b)|(?P<literal>[^\s{}\[\],:\"]+)"
)
"""A part of a line of JSON."""

TOKENS = {"key": "link", "mark": "muted", "literal": "success"}
"""The colours of the theme for names, marks and numbers; texts are as they are."""

_MARGIN = 16


class JsonColours(QSyntaxHighlighter):
    """Names, numbers and marks of JSON in the theme's colours; texts as they are.

    Only lines that somebody looks at are coloured: all of them at once would be felt.
    """

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.is_json = True
        self._forms: dict[str | None, QTextCharFormat] = {}
        self._seen: set[int] = set()
        self.recolour()

    def begin(self, is_json: bool) -> None:
        """Another text comes."""
        self.is_json = is_json
        self._seen.clear()

    def colour(self, blocks: Iterable[QTextBlock]) -> None:
        """Colour lines that have come into sight."""
        for block in [one for one in blocks if one.blockNumber() not in self._seen]:
            self._seen.add(block.blockNumber())
            self.rehighlightBlock(block)

    def recolour(self) -> None:
        """Take the theme's colours as they are now."""
        self._forms = {part: coloured(token) for part, token in TOKENS.items()}
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """Colour one line. Beyond the first plane a letter counts as two."""
        if not self.is_json or self.currentBlock().blockNumber() not in self._seen:
            return
        plain = text.isascii() or max(text) < "\U00010000"
        for found in PART.finditer(text):
            form = self._forms.get(found.lastgroup)
            if form:
                start = found.start() if plain else units_of(text[: found.start()])
                self.setFormat(start, found.end() - found.start() if plain else units_of(found[0]), form)


def plain_editor(name: str, accessible_name: str) -> QPlainTextEdit:
    """A read-only text in the font of code, without wrapping."""
    return prepared(QPlainTextEdit(), name, accessible_name)


def prepared(editor: QPlainTextEdit, name: str, accessible_name: str) -> QPlainTextEdit:
    """The editor, made read-only and named."""
    editor.setObjectName(name)
    editor.setAccessibleName(accessible_name)
    editor.setReadOnly(True)
    editor.setUndoRedoEnabled(False)
    editor.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    editor.setFont(theme.mono_font())
    editor.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return editor


class FoldingEditor(QPlainTextEdit):
    """Lines of JSON. An object or an array is folded by the mark beside its first line, or by keys."""

    def __init__(self, name: str, accessible_name: str) -> None:
        super().__init__()
        prepared(self, name, accessible_name)
        self._colours = JsonColours(self.document())
        self._lines: Sequence[str] = ()
        self._folds: dict[int, int] = {}
        self._folded: frozenset[int] = frozenset()
        self._margin = _Margin(self)
        self.setViewportMargins(_MARGIN, 0, 0, 0)
        self.updateRequest.connect(self._margin.follow)
        self._add_keys("Fold here", "Ctrl+Shift+[", lambda: self._turn_at_cursor(True))
        self._add_keys("Unfold here", "Ctrl+Shift+]", lambda: self._turn_at_cursor(False))

    def _add_keys(self, words: str, keys: str, slot: object) -> None:
        action = QAction(words, self)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(slot)
        self.addAction(action)

    # What is shown

    def show_lines(self, lines: Sequence[str], *, is_json: bool) -> None:
        """Show other lines, nothing folded."""
        self._lines = lines
        self._folds = folds(lines) if is_json else {}
        self._folded = frozenset()
        self._colours.begin(is_json)
        self.setExtraSelections([])
        self.setPlainText("\n".join(lines))
        self._margin.update()

    def mark(self, line: int, begin: int, end: int) -> None:
        """Mark characters of a line, unfold what hides it, and bring it into sight."""
        text = self._lines[line]
        self._fold(self._folded - {one for one in self._folded if one < line < self._folds[one]})
        start = self.document().findBlockByNumber(line).position()
        at, cursor = QTextCursor(self.document()), QTextCursor(self.document())
        at.setPosition(start + units_of(text[:begin]))
        cursor.setPosition(at.position())
        cursor.setPosition(start + units_of(text[:end]), QTextCursor.MoveMode.KeepAnchor)
        marked = QTextEdit.ExtraSelection()
        marked.cursor = cursor
        marked.format = _found_form()
        self.setExtraSelections([marked])
        self.setTextCursor(at)
        self.centerCursor()

    # Folding

    def folds(self) -> dict[int, int]:
        """What can be folded: first line and last line."""
        return self._folds

    def folded(self) -> frozenset[int]:
        """The first lines of what is folded."""
        return self._folded

    def toggle(self, line: int) -> None:
        """Fold what begins in a line, or unfold it."""
        if line in self._folds:
            self._fold(self._folded ^ {line})

    def fold_to_level(self, level: int) -> None:
        """Show so many levels: 1 leaves the outermost members, 0 one line."""
        self._fold(at_level(self._lines, level))

    def unfold_all(self) -> None:
        """Show all lines."""
        self._fold(frozenset())

    def _turn_at_cursor(self, fold: bool) -> None:
        """Fold the innermost that the cursor is in, or unfold what begins in its line."""
        line = self.textCursor().blockNumber()
        around = [first for first, last in self._folds.items() if first <= line <= last]
        if fold and around:
            innermost = max(around)
            self._fold(self._folded | {innermost})
            self.setTextCursor(QTextCursor(self.document().findBlockByNumber(innermost)))
        elif not fold:
            self._fold(self._folded - {line})

    def _fold(self, folded: frozenset[int]) -> None:
        if folded == self._folded:
            return
        self._folded = folded
        seen = set(visible(len(self._lines), self._folds, folded))
        block, number = self.document().firstBlock(), 0
        while block.isValid():
            block.setVisible(number in seen)
            block, number = block.next(), number + 1
        self.document().markContentsDirty(0, self.document().characterCount())
        self.viewport().update()
        self._margin.update()

    # What the margin asks

    def blocks_in_sight(self) -> Iterator[tuple[QTextBlock, QRect]]:
        """The lines on the screen, and where they are."""
        block = self.firstVisibleBlock()
        while block.isValid():
            place = self.blockBoundingGeometry(block).translated(self.contentOffset()).toRect()
            if place.top() > self.viewport().height():
                return
            if block.isVisible():
                yield block, place
            block = block.next()

    # What Qt asks

    def paintEvent(self, event: QPaintEvent) -> None:
        """Colour what has come into sight, and paint."""
        self._colours.colour(block for block, _ in self.blocks_in_sight())
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the margin as high as the text."""
        super().resizeEvent(event)
        around = self.contentsRect()
        self._margin.setGeometry(around.left(), around.top(), _MARGIN, around.height())

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and "_colours" in self.__dict__:
            self._colours.recolour()


class _Margin(QWidget):
    """The marks beside the lines."""

    def __init__(self, editor: FoldingEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Room for a mark."""
        return QSize(_MARGIN, 0)

    def follow(self, _rect: QRect, by: int) -> None:
        """Scroll with the text."""
        if by:
            self.scroll(0, by)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A triangle beside each line that can be folded."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._editor.palette().base())
        folds, folded = self._editor.folds(), self._editor.folded()
        for block, place in self._editor.blocks_in_sight():
            if block.blockNumber() in folds:
                middle = QPoint(_MARGIN // 2, place.top() + self._editor.fontMetrics().height() // 2)
                paint_mark(painter, middle, closed=block.blockNumber() in folded)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Fold or unfold."""
        for block, place in self._editor.blocks_in_sight():
            if place.top() <= event.position().y() < place.bottom() + 1:
                self._editor.toggle(block.blockNumber())
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


def found_colour() -> QColor:
    """Behind what was found."""
    return theme.color("warning_surface")


def _found_form() -> QTextCharFormat:
    form = QTextCharFormat()
    form.setBackground(found_colour())
    form.setForeground(theme.color("warning"))
    return form
