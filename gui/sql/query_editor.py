"""Where a query is written: coloured, with names offered while they are typed, and mistakes marked."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QEvent, QModelIndex, QStringListModel, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QCompleter, QListView, QPlainTextEdit, QTextEdit, QWidget

from core.model.sql_words import FUNCTIONS, READING
from gui import theme
from gui.bundles.look import named
from gui.sql.highlight import SqlHighlighter

_WORD = re.compile(r"\"(?:[^\"]|\"\")*$|[\w.]+$")
_LEAST_TYPED = 2
"""Characters after which names are offered by themselves."""

_MOST_SEEN = 10
_LEAST_LINES = 3
_TAKES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


class Query(NamedTuple):
    """What is to be run: the whole text, or what is selected of it; `start` is where that begins."""

    text: str
    start: int


class QueryEditor(QPlainTextEdit):
    """Plain SQL."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sql-editor")
        self.setAccessibleName("Query")
        self.setPlaceholderText("SELECT …")
        self.setFont(theme.mono_font())
        self.setTabChangesFocus(True)
        self.setMinimumHeight(_LEAST_LINES * QFontMetrics(self.font()).lineSpacing() + 2 * theme.M)
        self._colours = SqlHighlighter(self.document())
        self._names = QStringListModel(self)
        self._popup = named(QListView(), "sql-names")
        self._completer = self._make_completer()
        self._is_marked = False
        self.textChanged.connect(self._unmark)
        self.know(())

    def query(self) -> Query:
        """What to run."""
        cursor = self.textCursor()
        selected = cursor.selectedText().replace("\u2029", "\n")
        if selected.strip():
            return Query(selected, cursor.selectionStart())
        return Query(self.toPlainText(), 0)

    def know(self, names: Iterable[str]) -> None:
        """Offer these names of tables and columns, as they are typed, besides the words of SQL."""
        known = dict.fromkeys((*names, *sorted(READING), *sorted(FUNCTIONS)))
        self._names.setStringList(list(known))

    def write(self, text: str) -> None:
        """Put another query here; undo brings the one before back."""
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self.setTextCursor(cursor)
        self.setFocus()

    def insert(self, name: str) -> None:
        """Put a name where the cursor is, apart from what stands there."""
        cursor = self.textCursor()
        before, after = self._beside(cursor)
        space = " " if before and not before.isspace() and before not in "(.," else ""
        cursor.insertText(space + name + ("" if not after or after in " ),\u2029" else " "))
        self.setTextCursor(cursor)
        self.setFocus()

    def mark(self, begin: int, end: int) -> None:
        """Show where a mistake is; at the end of the text, what stands last."""
        units = _Units(self.toPlainText())
        if begin >= end:
            begin = max(0, begin - 1)
        cursor = QTextCursor(self.document())
        cursor.setPosition(units.of(begin))
        cursor.setPosition(units.of(max(end, begin + 1)), QTextCursor.MoveMode.KeepAnchor)
        mark = QTextEdit.ExtraSelection()
        mark.cursor = cursor
        mark.format.setBackground(theme.color("danger_surface"))
        mark.format.setUnderlineColor(theme.color("danger"))
        mark.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        self.setExtraSelections([mark])
        self._is_marked = True
        self._go_to(cursor)

    def marked(self) -> str:
        """What is marked."""
        marks = self.extraSelections()
        return marks[0].cursor.selectedText() if marks else ""

    def offered(self) -> list[str]:
        """The names that are offered now."""
        found = self._completer.completionModel()
        rows = range(found.rowCount() if self._popup.isVisible() else 0)
        return [str(found.index(row, 0).data()) for row in rows]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer names while one is typed, or at once with Ctrl+Space."""
        popup = self._popup
        has_chosen = popup.isVisible() and popup.currentIndex().isValid()
        if has_chosen and event.key() in _TAKES and not event.modifiers():
            event.ignore()  # the list takes it
            return
        asked = event.key() == Qt.Key.Key_Space and bool(
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        )
        if not asked:
            super().keyPressEvent(event)
        typed = event.text()
        if asked or (typed and (typed.isalnum() or typed in '_."')):
            self._offer(0 if asked else _LEAST_TYPED)
        elif typed or event.key() == Qt.Key.Key_Escape:
            popup.hide()

    def changeEvent(self, event: QEvent) -> None:
        """Take up the colours of another scheme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_colours"):
            self._colours.rehighlight()

    def _make_completer(self) -> QCompleter:
        completer = QCompleter(self._names, self)
        completer.setWidget(self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(_MOST_SEEN)
        self._popup.setFont(self.font())
        completer.setPopup(self._popup)
        completer.activated.connect(self._complete)
        return completer

    def _offer(self, least: int) -> None:
        word = self._typed_word()
        popup = self._popup
        if len(word.lstrip('"')) < least:
            popup.hide()
            return
        self._completer.setCompletionPrefix(word.lstrip('"'))
        found = self._completer.completionModel()
        names = [str(found.index(row, 0).data()) for row in range(min(found.rowCount(), _MOST_SEEN))]
        if not names or word.casefold() in (name.casefold() for name in names):
            popup.hide()
            return
        # What merely has the word within it is not taken by Enter, unless it is chosen.
        begins = names[0].casefold().lstrip('"').startswith(word.casefold().lstrip('"'))
        popup.setCurrentIndex(found.index(0, 0) if begins else QModelIndex())
        place = self.cursorRect().translated(self.viewportMargins().left(), 0)
        wide = popup.sizeHintForColumn(0) + popup.verticalScrollBar().sizeHint().width() + theme.L
        place.setWidth(min(max(wide, 160), 480))
        self._completer.complete(place)

    def _complete(self, name: str) -> None:
        cursor = self.textCursor()
        for _ in self._typed_word():
            cursor.deletePreviousChar()
        cursor.insertText(name)
        self.setTextCursor(cursor)

    def _typed_word(self) -> str:
        """What stands before the cursor and may be the beginning of a name."""
        cursor = self.textCursor()
        found = _WORD.search(cursor.block().text()[: cursor.positionInBlock()])
        word = found[0] if found else ""
        # After the name of a table only the column is meant.
        table, dot, column = word.rpartition(".")
        is_path = any(
            name.lower().startswith((word.lower(), f'"{word.lower()}')) for name in self._names.stringList()
        )
        return column if dot and table and not is_path and not word.startswith('"') else word

    def _beside(self, cursor: QTextCursor) -> tuple[str, str]:
        document = self.document()
        before = document.characterAt(cursor.selectionStart() - 1) if cursor.selectionStart() else ""
        after = document.characterAt(cursor.selectionEnd())
        return before.strip("\0\u2029"), after.strip("\0")

    def _go_to(self, mark: QTextCursor) -> None:
        if not self.viewport().rect().contains(self.cursorRect(mark)):
            cursor = QTextCursor(self.document())
            cursor.setPosition(mark.selectionStart())
            self.setTextCursor(cursor)

    def _unmark(self) -> None:
        if self._is_marked:
            self._is_marked = False
            self.setExtraSelections([])


class _Units:
    """Positions in a text as Qt counts them: some characters count twice."""

    def __init__(self, text: str) -> None:
        self._text = text

    def of(self, character: int) -> int:
        """The position of a character."""
        return len(self._text[:character].encode("utf-16-le", "surrogatepass")) // 2
