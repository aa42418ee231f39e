"""A read-only text in the font of code: JSON in colours, with marks in the margin that fold it."""

from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import (
    QAction,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from gui import theme
from gui.bundles.exact_text import ExactText
from gui.bundles.look import coloured, found_form
from gui.bundles.raw_copy import Whole, chosen
from gui.bundles.raw_folds import at_level, folds, units_of, visible
from gui.bundles.raw_margin import RawMargin, left_out
from gui.bundles.raw_tokens import PART, TOKENS

_NONE: Whole = {}


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
    return prepared(ExactText(), name, accessible_name)


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


class FoldingEditor(ExactText):
    """Lines of JSON. An object or an array is folded by the mark beside its first line, or by keys."""

    def __init__(self, name: str, accessible_name: str) -> None:
        super().__init__()
        prepared(self, name, accessible_name)
        self._colours = JsonColours(self.document())
        self._lines: Sequence[str] = ()
        self._whole: Whole = {}
        self._folds: dict[int, int] = {}
        self._folded: frozenset[int] = frozenset()
        self._margin = RawMargin(self, self)
        self._make_room()
        self.updateRequest.connect(self._margin.follow)
        self._add_keys("Fold here", "Alt+Left", "Ctrl+Shift+[", lambda: self._turn_at_cursor(True))
        self._add_keys("Unfold here", "Alt+Right", "Ctrl+Shift+]", lambda: self._turn_at_cursor(False))

    def _add_keys(self, words: str, keys: str, other_keys: str, slot: object) -> None:
        action = QAction(words, self)
        action.setShortcuts([QKeySequence(keys), QKeySequence(other_keys)])
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(slot)
        self.addAction(action)

    # What is shown

    def show_lines(
        self, lines: Sequence[str], *, is_json: bool, first: int | None = None, whole: Whole = _NONE
    ) -> None:
        """Show other lines, nothing folded. `first` numbers the first one, where that is known; `whole` are
        those that came otherwise (`raw_copy.py`)."""
        self._lines, self._whole = lines, whole
        self._folds = folds(lines) if is_json else {}
        self._folded = frozenset()
        self._colours.begin(is_json)
        self.setExtraSelections([])
        self.setPlainText("\n".join(lines))
        self._margin.number_from(first, len(lines))
        self._make_room()

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
        marked.format = found_form()
        self.setExtraSelections([marked])
        self.setTextCursor(at)
        self.centerCursor()

    def unmark(self) -> None:
        """Mark nothing any more."""
        self.setExtraSelections([])

    def chosen_text(self) -> str:
        """What is chosen, as it came."""
        cursor = self.textCursor()
        if not cursor.hasSelection() or not self._lines:
            return ""
        first, last = self._spot(cursor.selectionStart()), self._spot(cursor.selectionEnd())
        return chosen(self._lines, self._whole, first, last, is_json=self._colours.is_json)

    def _spot(self, position: int) -> tuple[int, int]:
        """The line and the character of a position that Qt counts."""
        block = self.document().findBlock(position)
        before = self._lines[block.blockNumber()].encode("utf-16-le", "surrogatepass")
        column = before[: 2 * (position - block.position())].decode("utf-16-le", "surrogatepass")
        return block.blockNumber(), len(column)

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
        painter = QPainter(self.viewport())
        painter.setPen(theme.color("muted"))
        for block, place in self.blocks_in_sight():
            line = block.blockNumber()
            if line in self._folded:
                width = self.fontMetrics().horizontalAdvance(block.text())
                right = width + round(self.document().documentMargin())
                at = place.topLeft() + QPoint(right, self.fontMetrics().ascent())
                painter.drawText(at, left_out(self._folds[line] - line - 1))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the margin as high as the text."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        around, width = self.contentsRect(), self._margin.room()
        self.setViewportMargins(width, 0, 0, 0)
        self._margin.setGeometry(around.left(), around.top(), width, around.height())

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and "_colours" in self.__dict__:
            self._colours.recolour()
