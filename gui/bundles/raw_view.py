"""Bundles as indented JSON: one of them, a part at a time if it is large, or all below one another."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.model.errors import TrunklineError
from core.model.results import Hit, Place
from gui import theme
from gui.bundles.decoded import Bundles
from gui.bundles.json_text import BEGINNING
from gui.bundles.look import named, with_keys
from gui.bundles.raw_all import AllBundles
from gui.bundles.raw_copy import LONGEST_LINE as LONGEST_LINE
from gui.bundles.raw_copy import MOST_LINES as MOST_LINES
from gui.bundles.raw_editor import FoldingEditor
from gui.bundles.raw_editor import plain_editor as plain_editor
from gui.bundles.raw_folds import span_in
from gui.bundles.raw_parts import BundleText, Part
from gui.icons import icon
from gui.jobs import Jobs
from gui.sentences import in_words

_LEVELS = 4
"""Levels that the menu offers to fold to."""

_WAITING = "Reading this bundle…"
_NOT_AMONG_ALL = "Found in what is shown only when its bundle is shown by itself."
_CUT = "Found beyond what is shown of this line; the detail beside the tree shows all of it."


class RawView(QWidget):
    """The text of the current bundle with steps to its neighbours, or the text of all."""

    stepped = Signal(object)
    """Another bundle is wanted: its number, from 0."""
    said = Signal(object)
    """A sentence about the match that is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Bundles, int] | None = None
        self._text: BundleText | None = None
        self._part: Part | None = None
        self._earlier: list[Part] = []
        self._hit: tuple[Hit, Place] | None = None
        self.jobs = Jobs(self)
        self._previous = self._button("raw-previous", "chevron-left", "Previous bundle", "Alt+Up")
        self._next = self._button("raw-next", "chevron-right", "Next bundle", "Alt+Down")
        self._title = named(QLabel(), "raw-title")
        self._note = named(QLabel(), "raw-note", "caption")
        self._back = self._button("raw-part-previous", "chevron-up", "Part before", "Alt+PgUp")
        self._on = self._button("raw-part-next", "chevron-down", "Next part", "Alt+PgDown")
        self._fold = self._button("raw-fold", "chevrons-down-up", "Fold", "")
        self._all = self._button("raw-all", "list", "All bundles below one another", "")
        self._all.setCheckable(True)
        self._one = FoldingEditor("bundle-raw", "Bundle as JSON")
        self._every = AllBundles()
        self._stack = QStackedWidget()
        for label in (self._title, self._note):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._lay_out()
        self._connect()

    @property
    def editor(self) -> QWidget:
        """What has the keyboard."""
        return self._every if self._all.isChecked() else self._one

    # Building

    def _button(self, name: str, picture: str, label: str, keys: str) -> QToolButton:
        button = named(QToolButton(), name)
        button.setIcon(icon(picture))
        button.setAccessibleName(label)
        button.setToolTip(with_keys(label, keys) if keys else label)
        if keys:
            button.setShortcut(keys)
        return button

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(theme.XS)
        for widget in (self._previous, self._next, self._title):
            bar.addWidget(widget)
        bar.addStretch()
        for widget in (self._note, self._back, self._on, self._fold, self._all):
            bar.addWidget(widget)
        self._stack.addWidget(self._one)
        self._stack.addWidget(self._every)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.XS, 0, 0)
        layout.setSpacing(theme.XS)
        layout.addLayout(bar)
        layout.addWidget(self._stack)
        self._back.hide()
        self._on.hide()

    def _connect(self) -> None:
        self._previous.clicked.connect(lambda: self._step(-1))
        self._next.clicked.connect(lambda: self._step(1))
        self._back.clicked.connect(self._go_back)
        self._on.clicked.connect(self._go_on)
        self._all.toggled.connect(self._show_all)
        self._every.stepped.connect(self.stepped)
        self._every.said.connect(self._note_for_all)
        menu = named(QMenu(self), "raw-fold-menu")
        menu.addActions(self._one.actions())
        menu.addSeparator()
        for words, level in (
            ("Unfold everything", None),
            *((f"Fold to level {number}", number) for number in range(1, _LEVELS + 1)),
            ("Fold to one line", 0),
        ):
            action = QAction(words, menu)
            action.triggered.connect(lambda _=False, level=level: self.fold_to(level))
            menu.addAction(action)
        self._fold.setMenu(menu)
        self._fold.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    # What the viewer uses

    def show_bundle(self, bundles: Bundles, number: int) -> None:
        """Show a bundle (from 0); nothing happens if it is shown already."""
        self.show_count(number, len(bundles))
        if self._shown == (bundles, number):
            self._every.grow()
            return
        is_other = self._shown is None or self._shown[0] is not bundles
        self._shown = (bundles, number)
        self.jobs.cancel("part")
        self._text, self._part, self._hit = BundleText(bundles, number), None, None
        if self._all.isChecked():
            if is_other:
                self._every.set_bundles(bundles)
            self._every.show_bundle(number)
        else:
            self._begin()

    def show_hit(self, bundles: Bundles, hit: Hit, place: Place) -> str:
        """Show the bundle that something was found in, with the match marked; gives what has to be said about
        it."""
        self.show_bundle(bundles, hit.bundle)
        text, self._hit = self._text, (hit, place)
        if text is None:
            return ""
        if self._all.isChecked():
            return self._show_in_all(text, hit, place)
        if text.is_at_hand:
            return self._show_found(*text.part_with(hit), place)
        self.jobs.start("part", self._ask_with(text, hit, place))
        return ""

    def unmark(self) -> None:
        """Mark nothing any more."""
        self._hit = None
        self._one.unmark()
        self._every.unmark()

    def _show_in_all(self, text: BundleText, hit: Hit, place: Place) -> str:
        position = text.part_with(hit)[1] if text.is_at_hand else hit.start
        if not text.is_at_hand or not self._every.shows(hit.bundle, position):
            self._every.unmark()
            return _NOT_AMONG_ALL
        line = self._every.line_with(hit.bundle, position)
        span = span_in(line, place) if text.is_json else (0, len(line))
        self._every.mark(hit.bundle, position, *span)
        return _CUT if span == (0, len(line)) and line.endswith("…") else ""

    def show_count(self, number: int, total: int) -> None:
        """Say which bundle of how many this is."""
        self._title.setText(f"Bundle {number + 1:,} of {total:,}")
        self._previous.setEnabled(number > 0)
        self._next.setEnabled(number + 1 < total)

    def forget(self) -> None:
        """Let go of the bundles."""
        self.jobs.cancel("part")
        self._shown = self._text = self._part = self._hit = None
        self._earlier.clear()
        self._one.show_lines((), is_json=False)
        self._every.set_bundles(None)

    def fold_to(self, level: int | None) -> None:
        """Fold all that lies deeper than a level; None unfolds everything."""
        if self._all.isChecked():
            self._every.fold_to(level)
        elif level is None:
            self._one.unfold_all()
        else:
            self._one.fold_to_level(level)

    # One bundle, part by part

    def _begin(self) -> None:
        self._earlier.clear()
        text = self._text
        if text is None:
            return
        self.jobs.cancel("part")
        if text.is_at_hand:
            self._show_part(text.part(BEGINNING, 1))
        else:
            self._one.show_lines((), is_json=False)
            self._note.setText(_WAITING)
            self.jobs.start("part", self._ask(text, None))

    def _go_on(self) -> None:
        text, part = self._text, self._part
        if text is None or part is None or part.laid_out.after is None:
            return
        if text.is_at_hand:
            first = None if part.first is None else part.first + len(part.laid_out.lines)
            self._earlier.append(part)
            self._show_part(text.part(part.laid_out.after, first))
        else:
            self.jobs.start("part", self._ask(text, part))

    def _go_back(self) -> None:
        if self._earlier:
            self._show_part(self._earlier.pop())
        elif self._text is not None:
            self._begin()

    async def _ask(self, text: BundleText, before: Part | None) -> None:
        """Show what follows a part, or the beginning."""
        begin, first = BEGINNING, 1 if before is None else None
        if before is not None and before.laid_out.after is not None:
            begin = before.laid_out.after
            first = None if before.first is None else before.first + len(before.laid_out.lines)
        try:
            part = await text.ask(begin, first)
        except TrunklineError as error:
            self._note.setText(in_words(error))
            return
        if before is not None:
            self._earlier.append(before)
        self._show_part(part)

    async def _ask_with(self, text: BundleText, hit: Hit, place: Place) -> None:
        try:
            part, position = await text.ask_with(hit)
        except TrunklineError as error:
            self._note.setText(in_words(error))
            return
        if said := self._show_found(part, position, place):
            self.said.emit(said)

    def _show_found(self, part: Part, position: int, place: Place) -> str:
        if self._part is None or self._part.begin != part.begin:
            self._earlier.clear()
            self._show_part(part)
        line = part.line_of(position)
        if line is None:
            return ""
        text = part.laid_out.lines[line]
        span = span_in(text, place) if part.is_json else (0, len(text))
        self._one.mark(line, *span)
        return _CUT if part.is_json and span == (0, len(text)) and text.endswith("…") else ""

    def _show_part(self, part: Part) -> None:
        self._part = part
        self._one.show_lines(part.laid_out.lines, is_json=part.is_json, first=part.first, whole=part.whole)
        self._note.setText(_remark(part))
        self._back.setVisible(bool(self._earlier) or part.begin.position > 0)
        self._on.setVisible(part.laid_out.after is not None)

    # All bundles

    def _note_for_all(self, sentence: str) -> None:
        self._note.setText(sentence)
        self._note.show()

    def _show_all(self, every: bool) -> None:
        self.jobs.cancel("part")
        self._stack.setCurrentIndex(1 if every else 0)
        for widget in (self._back, self._on, self._note):
            widget.setVisible(not every)
        if self._shown is None:
            return
        bundles, number = self._shown
        if every:
            self._every.set_bundles(bundles)
            self._every.show_bundle(number)
        elif self._part is None:
            self._begin()
        else:
            self._show_part(self._part)
        if self._hit is not None:
            self.show_hit(bundles, *self._hit)
        self.editor.setFocus()

    def _step(self, by: int) -> None:
        if self._shown:
            self.stepped.emit(self._shown[1] + by)


def _remark(part: Part) -> str:
    """What is to be known of the lines that are shown."""
    laid_out, sentences = part.laid_out, list[str]()
    if not laid_out.lines:
        sentences.append("This bundle is empty.")
    elif not part.is_json:
        sentences.append("This is not JSON; it is shown as it came.")
    if laid_out.after is not None or part.begin.position:
        goes_on = "it goes on in the next part" if laid_out.after is not None else "this is the end"
        last = None if part.first is None else part.first + len(laid_out.lines) - 1
        which = "From within the bundle" if last is None else f"Lines {part.first:,} to {last:,}"
        sentences.append(f"{which}; {goes_on}.")
    if laid_out.shortened:
        sentences.append("Long lines are shortened; Copy bundle gives all of them.")
    return " ".join(sentences)
