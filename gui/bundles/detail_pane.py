"""One value in full, beside the tree and the table: what it is, what it may mean, and all of it."""

import asyncio
from typing import Any

import msgspec
from msgspec import Raw
from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QImage,
    QKeyEvent,
    QResizeEvent,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout, QWidget

from core.model.errors import TrunklineError
from core.model.results import Node, Steps
from core.model.run import BundleSource
from gui import theme
from gui.bundles.decoded import Asked
from gui.bundles.detail_facts import (
    Facts,
    digits_of,
    facts_of_container,
    facts_of_node,
    facts_of_number,
    facts_of_rest,
    facts_of_text,
)
from gui.bundles.detail_image import NotDrawnError, picture
from gui.bundles.detail_meanings import PICTURE, Meanings, detail_line, detail_row
from gui.bundles.detail_pages import PAGE, JsonPages, Page, TextPages
from gui.bundles.detail_value import MOST_IMAGE, image_in, legible
from gui.bundles.json_text import to_json
from gui.bundles.look import named, plain_tip
from gui.bundles.raw_editor import JsonColours
from gui.bundles.table_lines import Line, Lines, kind_of, text_in
from gui.bundles.values import MISSING, Unreadable, cell, one_line, path_text, text_of
from gui.forms.inputs import icon_button
from gui.jobs import Jobs

_SOON = 30
"""Milliseconds that the current cell has to stay: who holds an arrow key down wants to pass by."""


class DetailPane(QFrame):
    """Shows the value of a place in a bundle. Large ones are read a page at a time."""

    _colours: JsonColours | None = None

    closed = Signal()
    left = Signal()
    """The keyboard wants back to where it came from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("detail")
        self._source: BundleSource | None = None
        self._asked: Asked | None = None
        self._lines: Lines | None = None
        self._place: tuple[int, Steps] | None = None
        self._pages: TextPages | JsonPages | None = None
        self._node: Node | None = None
        self._starts: list[int | None] = []
        self._number = 0
        self.jobs = Jobs(self)
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self.show_now)
        self._path = detail_line("detail-path", "strong")
        self._kind = detail_line("detail-kind", "caption")
        self.meanings = Meanings()
        self.text = _editor()
        self._colours = JsonColours(self.text.document())
        self._part = detail_line("detail-part", "caption")
        self._previous = named(icon_button("chevron-left", "Previous part", self), "detail-previous")
        self._next = named(icon_button("chevron-right", "Next part", self), "detail-next")
        self._lay_out()
        self._previous.clicked.connect(lambda: self._turn(-1))
        self._next.clicked.connect(lambda: self._turn(1))
        self._clear("Choose a cell to see it in full.")

    def _lay_out(self) -> None:
        close = named(icon_button("x", "Close the detail", self), "detail-close")
        close.clicked.connect(self.closed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.M, theme.XS, 0, 0)
        layout.setSpacing(theme.XS)
        layout.addLayout(detail_row(self._path, close, stretch=0))
        layout.addWidget(self._kind)
        layout.addWidget(self.meanings)
        layout.addWidget(self.text, 1)
        layout.addLayout(detail_row(self._part, self._previous, self._next, stretch=0))

    # What is shown

    def open(self, source: BundleSource | None, asked: Asked | None) -> None:
        """Show values of these bundles from now on."""
        self.jobs.cancel("read")
        self._source, self._asked = source, asked
        self._lines = Lines(source, lambda: None) if source is not None else None
        self._place = None
        self._clear("Choose a cell to see it in full.")

    def show_place(self, bundle: int, steps: Steps) -> None:
        """Show the value there, as soon as nobody passes by."""
        if (bundle, steps) != self._place:
            self._place = (bundle, steps)
            if self.isVisible():
                self._soon.start()

    def show_now(self) -> None:
        """Show the value at once."""
        self._soon.stop()
        self.jobs.cancel("read")
        if self._place is None or self._lines is None:
            return
        bundle, steps = self._place
        self._say_path(steps)
        line = self._lines.line(bundle)
        if line is not None:
            self._showdetail_line(line, steps)
        elif self._asked is not None:
            self._clear("Reading…")
            self.jobs.start("read", self._ask(self._asked, bundle, steps))
        else:
            self._clear("This bundle is too large to be shown here.")

    def _clear(self, sentence: str) -> None:
        self._pages = self._node = None
        self._show_facts(Facts(kind=sentence))
        self._show_page(Page(""))

    def _say_path(self, steps: Steps) -> None:
        path = path_text(steps) or "The whole bundle"
        shown = self._path.fontMetrics().elidedText(
            one_line(path), Qt.TextElideMode.ElideMiddle, max(self.width() - 3 * theme.XL, 5 * theme.XL)
        )
        self._path.setText(shown)
        self._path.setToolTip(plain_tip(path))

    # Values at hand

    def _showdetail_line(self, line: Line, steps: Steps) -> None:
        found = line.undecoded(steps)
        kind = kind_of(found)
        size = len(found) if isinstance(found, Raw) else 0
        if kind == "text":
            text = text_in(found) if isinstance(found, Raw) else str(found)
            self._show_facts(facts_of_text(text, size or len(text)))
            self._pages = TextPages(legible(text))
            self._show_image_of(text)
        elif kind == "number":
            self._show_facts(facts_of_number(digits_of(found), steps))
            self._pages = TextPages(digits_of(found))
        elif kind in ("object", "array"):
            text = text_of(bytes(found)) if isinstance(found, Raw) else to_json(found)
            self._show_facts(facts_of_container(found, size or len(text)))
            self._pages = JsonPages(text)
        else:
            self._show_rest(msgspec.json.decode(found) if isinstance(found, Raw) else found)
        self._turn_to(0)

    def _show_rest(self, value: Any) -> None:
        self._show_facts(facts_of_rest(value))
        if isinstance(value, Unreadable):
            self._pages = TextPages(legible(f"{value.reason}\n{value.text}".rstrip()))
        else:
            self._pages = TextPages("" if value is MISSING else cell(value).text)

    # Values that are read where they lie

    async def _ask(self, asked: Asked, bundle: int, steps: Steps) -> None:
        try:
            integrator, run = asked.integrator, asked.run
            node = await (integrator.at(run, bundle, steps) if steps else integrator.whole(run, bundle))
            if node is None:
                self._show_rest(MISSING)
                self._turn_to(0)
                return
            self._node, self._starts = node, [None]
            facts = facts_of_node(node, steps)
            self._show_facts(facts)
            await self._read(asked, bundle, 0)
            if facts.has_image and node.end - node.start <= MOST_IMAGE:
                part = await integrator.text(run, bundle, node, None, MOST_IMAGE)
                await self._draw(part.text)
        except TrunklineError as error:
            self._clear(f"{error.title} {error.reason}".strip())

    async def _read(self, asked: Asked, bundle: int, number: int) -> None:
        node = self._node
        if node is None:
            return
        part = await asked.integrator.text(asked.run, bundle, node, self._starts[number], PAGE)
        if number + 1 == len(self._starts) and not part.last:
            self._starts.append(part.end)
        self._number = number
        start, end, whole = part.start - node.start, part.end - node.start, node.end - node.start
        words = f"Bytes {start + 1:,} to {end:,} of {whole:,}" if number or not part.last else ""
        self._show_page(Page(legible(part.text), words, number > 0, not part.last))

    # Pages

    def _turn(self, by: int) -> None:
        self._turn_to(self._number + by)

    def _turn_to(self, number: int) -> None:
        self._number = number
        if self._pages is not None:
            self._show_page(self._pages.page(number))
        elif self._asked is not None and self._place is not None:
            self.jobs.start("read", self._read(self._asked, self._place[0], number))

    def _show_page(self, page: Page) -> None:
        if self._colours is not None:
            self._colours.begin(page.is_json)
        self.text.setPlainText(page.text)
        if self._colours is not None and page.is_json:
            document = self.text.document()
            self._colours.colour(map(document.findBlockByNumber, range(document.blockCount())))
        self._part.setText(page.words)
        for widget in (self._part, self._previous, self._next):
            widget.setVisible(bool(page.words))
        self._previous.setEnabled(page.has_previous)
        self._next.setEnabled(page.has_next)

    # Meanings

    def _show_facts(self, facts: Facts) -> None:
        self._kind.setText(facts.kind)
        self.meanings.show_facts(facts)

    def _show_image_of(self, text: str) -> None:
        if facts_of_text(text[:PAGE], 0).has_image:
            self.jobs.start("read", self._draw(text))

    async def _draw(self, text: str) -> None:
        """Decoding may take long, and is done in another thread; nothing is fetched from anywhere."""

        def work() -> tuple[QImage, str]:
            data = image_in(text)
            if data is None:
                raise NotDrawnError("This image is damaged, or of a kind that is not shown here.")
            return picture(data, round(PICTURE * ratio))

        ratio = self.devicePixelRatioF()
        try:
            self.meanings.show_picture(*await asyncio.to_thread(work))
        except NotDrawnError as error:
            self.meanings.say_of_image(str(error))

    # What Qt asks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to where one came from."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another theme. Qt may ask before all parts are there."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._colours is not None:
            self._colours.recolour()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The path takes the room that there is."""
        super().resizeEvent(event)
        if self._place is not None:
            self._say_path(self._place[1])

    def sizeHint(self) -> QSize:
        """Room for some forty characters."""
        return QSize(40 * QFontMetrics(self.font()).averageCharWidth(), 200)


def _editor() -> QPlainTextEdit:
    editor = named(QPlainTextEdit(), "detail-text")
    editor.setAccessibleName("The value in full")
    editor.setReadOnly(True)
    editor.setUndoRedoEnabled(False)
    editor.setFont(theme.mono_font())
    editor.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    editor.setTabChangesFocus(True)
    editor.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return editor
