"""One value in full, beside the tree and the table: what it is, what it may mean, and all of it."""

import asyncio

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QImage,
    QKeyEvent,
    QResizeEvent,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from core.model.errors import TrunklineError
from core.model.results import Node, Steps
from core.model.run import BundleSource
from gui import theme
from gui.bundles.decoded import Asked
from gui.bundles.detail_facts import Facts, facts_of_node
from gui.bundles.detail_found import Found, is_within, mark, page_and_span, part_and_span
from gui.bundles.detail_image import NotDrawnError, picture
from gui.bundles.detail_meanings import PICTURE, Meanings, detail_line, detail_row
from gui.bundles.detail_pages import PAGE, JsonPages, Page, TextPages
from gui.bundles.detail_shown import Shown, rest_shown, shown_of
from gui.bundles.detail_value import MOST_IMAGE, image_in, legible
from gui.bundles.exact_text import ExactText
from gui.bundles.look import named, plain_tip
from gui.bundles.raw_editor import JsonColours
from gui.bundles.spot import Spot
from gui.bundles.table_lines import Line, Lines
from gui.bundles.values import MISSING, one_line, path_text
from gui.forms.inputs import icon_button
from gui.jobs import Jobs
from gui.sentences import in_words

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
        self._spot: Spot | None = None
        self._found: Found | None = None
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
        self._spot = self._found = None
        self._clear("Choose a cell to see it in full.")

    def show_spot(self, spot: Spot) -> None:
        """Show the value there, as soon as nobody passes by."""
        before, self._spot = self._spot, spot
        is_other = before is None or _key(before) != _key(spot)
        if is_other and self.isVisible():
            self._soon.start()

    def show_found(self, found: Found | None) -> None:
        """Show the part of its value that something was found in, and mark it; None marks nothing more."""
        before, self._found = self._found, found
        if found is None:
            mark(self.text, None)
        elif found != before and self._spot is not None and self.isVisible():
            self._soon.start()

    def show_now(self) -> None:
        """Show the value at once."""
        self._soon.stop()
        self.jobs.cancel("read")
        if self._spot is None or self._lines is None:
            return
        spot = self._spot
        self._say_path(spot.steps)
        line = self._lines.line(spot.bundle)
        if line is not None:
            self._show_line(line, spot)
        elif self._asked is not None:
            self._clear("Reading…")
            self.jobs.start("read", self._ask(self._asked, spot))
        else:
            self._clear("This bundle is too large, or nested too deeply, to be shown here.")

    def _found_here(self) -> Found | None:
        spot, found = self._spot, self._found
        return found if spot is not None and is_within(found, spot.bundle, spot.steps) else None

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

    def _show_line(self, line: Line, spot: Spot) -> None:
        shown = shown_of(line, spot)
        self._show(shown)
        if shown.facts.has_image:
            self.jobs.start("read", self._draw(shown.text))
        found = self._found_here()
        if found is not None and shown.text:
            page, begin, end = page_and_span(shown.text, found[1])
            self._turn_to(page)
            mark(self.text, (begin, end))

    def _show(self, shown: Shown) -> None:
        self._node, self._pages = None, shown.pages
        self._show_facts(shown.facts)
        self._turn_to(0)

    # Values that are read where they lie

    async def _ask(self, asked: Asked, spot: Spot) -> None:
        try:
            node = spot.node or await asked.node(spot.bundle, spot.steps)
            if node is None:
                self._show(rest_shown(MISSING))
                return
            self._node, self._starts = node, [None]
            facts = facts_of_node(node, spot.steps)
            self._show_facts(facts)
            found = self._found_here()
            if found is None or node.kind not in ("text", "number"):
                await self._read(asked, spot.bundle, 0)
            else:
                await self._read_found(asked, node, found)
            if facts.has_image and node.end - node.start <= MOST_IMAGE:
                part = await asked.integrator.text(asked.run, spot.bundle, node, None, MOST_IMAGE)
                await self._draw(part.text)
        except TrunklineError as error:
            self._clear(in_words(error))

    async def _read_found(self, asked: Asked, node: Node, found: Found) -> None:
        """Read the part that something was found in; before it lies the beginning."""
        start, begin, end = await part_and_span(asked, node, found)
        is_far = start > node.start + 1
        self._starts = [None, start] if is_far else [None]
        await self._read(asked, found[0].bundle, int(is_far))
        mark(self.text, (begin, end))

    async def _read(self, asked: Asked, bundle: int, number: int) -> None:
        node = self._node
        if node is None:
            return
        if not number:
            self._starts = [None]  # the next part may have been one from far within
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
        if self._pages is not None:
            self._number = number
            self._show_page(self._pages.page(number))
        elif self._asked is not None and self._spot is not None:
            self.jobs.start("read", self._turn_in_large(self._asked, self._spot.bundle, number))

    async def _turn_in_large(self, asked: Asked, bundle: int, number: int) -> None:
        """The part that is shown stays until the other one is there."""
        try:
            await self._read(asked, bundle, number)
        except TrunklineError as error:
            self._part.setText(in_words(error))

    def _show_page(self, page: Page) -> None:
        if self._colours is not None:
            self._colours.begin(page.is_json)
        mark(self.text, None)
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
        if self._spot is not None:
            self._say_path(self._spot.steps)

    def sizeHint(self) -> QSize:
        """Room for some forty characters."""
        return QSize(40 * QFontMetrics(self.font()).averageCharWidth(), 200)


def _key(spot: Spot) -> tuple[int, Steps, tuple[int, ...]]:
    return spot.bundle, spot.steps, spot.numbers


def _editor() -> ExactText:
    editor = named(ExactText(), "detail-text")
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
