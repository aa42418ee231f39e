"""One bundle as indented JSON: the beginning of it, however large it is."""

import re

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QToolButton, QVBoxLayout, QWidget

from gui import theme
from gui.bundles.decoded import Bundles
from gui.bundles.json_text import Excerpt, excerpt, pretty_lines
from gui.bundles.look import coloured, named, with_keys
from gui.bundles.values import Unreadable
from gui.icons import icon

MOST_LINES = 2000
LONGEST_LINE = 2000
"""What a text editor lays out without a pause."""


class JsonColours(QSyntaxHighlighter):
    """Names, numbers and marks of JSON in the theme's colours; texts as they are."""

    _PART = re.compile(
        r'(?P<key>"(?:[^"\\]|\\.)*+"(?=:))|(?P<text>"(?:[^"\\]|\\.)*+"?)'
        r"|(?P<mark>[{}\[\],:]+|\bnull\b)|(?P<literal>[^\s{}\[\],:\"]+)"
    )

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.is_json = True
        self._forms: dict[str | None, QTextCharFormat] = {}
        self.recolour()

    def recolour(self) -> None:
        """Take the theme's colours as they are now."""
        self._forms = {"key": coloured("link"), "mark": coloured("muted"), "literal": coloured("success")}
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        if not self.is_json:
            return
        for found in self._PART.finditer(text):
            form = self._forms.get(found.lastgroup)
            if form:
                self.setFormat(found.start(), found.end() - found.start(), form)


def plain_editor(name: str, accessible_name: str) -> QPlainTextEdit:
    """A read-only text in the font of code, without wrapping."""
    editor = QPlainTextEdit()
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


class RawView(QWidget):
    """The text of the current bundle, with steps to its neighbours."""

    stepped = Signal(object)
    """Another bundle is wanted: its number, from 0."""

    _colours: JsonColours | None = None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Bundles, int] | None = None
        self._previous = self._step_button("raw-previous", "chevron-left", "Previous bundle", "Alt+Up", -1)
        self._next = self._step_button("raw-next", "chevron-right", "Next bundle", "Alt+Down", 1)
        self._title = named(QLabel(), "raw-title")
        self._note = named(QLabel(), "raw-note", "caption")
        self.editor = plain_editor("bundle-raw", "Bundle as JSON")
        self._colours = JsonColours(self.editor.document())
        self._lay_out()

    def _step_button(self, name: str, picture: str, label: str, keys: str, by: int) -> QToolButton:
        button = named(QToolButton(), name)
        button.setIcon(icon(picture))
        button.setAccessibleName(label)
        button.setShortcut(keys)
        button.setToolTip(with_keys(label, keys))
        button.clicked.connect(lambda: self._step(by))
        return button

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(theme.XS)
        bar.addWidget(self._previous)
        bar.addWidget(self._next)
        bar.addWidget(self._title)
        bar.addStretch()
        bar.addWidget(self._note)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.XS, 0, 0)
        layout.setSpacing(theme.XS)
        layout.addLayout(bar)
        layout.addWidget(self.editor)

    def show_bundle(self, bundles: Bundles, number: int) -> None:
        """Show a bundle (from 0); nothing happens if it is shown already."""
        self.show_count(number, len(bundles))
        if self._shown == (bundles, number):
            return
        self._shown = (bundles, number)
        text = bundles.text(number)
        value = bundles.glance(number)
        is_json = not isinstance(value, Unreadable) or value.is_json
        lines = pretty_lines(text) if is_json else iter(text.splitlines())
        part = excerpt(lines, MOST_LINES, LONGEST_LINE)
        if self._colours:
            self._colours.is_json = is_json
        self.editor.setPlainText(part.text)
        self._note.setText(_remark(part))

    def show_count(self, number: int, total: int) -> None:
        """Say which bundle of how many this is."""
        self._title.setText(f"Bundle {number + 1:,} of {total:,}")
        self._previous.setEnabled(number > 0)
        self._next.setEnabled(number + 1 < total)

    def forget(self) -> None:
        """Let go of the bundle."""
        self._shown = None
        self.editor.clear()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another theme. Qt may ask before all parts are there."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._colours:
            self._colours.recolour()

    def _step(self, by: int) -> None:
        if self._shown:
            self.stepped.emit(self._shown[1] + by)


def _remark(part: Excerpt) -> str:
    if part.cut:
        return f"Showing the first {MOST_LINES:,} lines; Copy gives all."
    return "Long lines are shortened; Copy gives all." if part.shortened else ""
