"""The lower part: how far a query is, what it gave, or what to begin with."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.model.amounts import counted, lasted
from core.model.errors import TrunklineError
from core.model.results import Progress
from core.model.sql import AnswerComplete, SqlAnswer
from gui import theme
from gui.banner import Banner
from gui.bundles.export_bar import ExportBar
from gui.bundles.look import named, with_keys
from gui.icons import icon
from gui.sql.answer_table import AnswerTable
from gui.sql.examples import Example
from gui.unhurried import Unhurried

_GROW_EVERY = 250
"""Milliseconds between two looks for more rows, once there are more than can be seen."""

_FEW = 200
"""So many rows are shown as soon as they arrive."""

_SAID_FOR = 3000
"""Milliseconds that a short remark stays."""

_BEGIN = "Each run is a table, and its bundles are the rows. Begin with one of these, or write a query above."
_NO_RUNS = (
    "There is nothing to ask about yet. Run a module: what it brings becomes a table here, named after the "
    "module."
)
_NO_ROWS = "The query found no rows."


class AnswerPanel(QWidget):
    """Shows one answer, or examples."""

    example_chosen = Signal(object)
    """A query to begin with: a str."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.problem = Banner("sql-problem")
        self.note = Banner("sql-note", slim=True)
        self.table = AnswerTable()
        self.bar = ExportBar()
        self._words = named(QLabel(), "sql-count", "caption")
        self._remark = named(QLabel(), "sql-remark", "caption")
        self.copy = _quiet("sql-copy", "Copy", "copy", with_keys("Copy the chosen cells", "Ctrl+C"))
        self.export = _quiet("sql-export", "Export", "download", "Write all rows into a file")
        self._growing = Unhurried(self._grow, _GROW_EVERY, self)
        self._hush = QTimer(self, singleShot=True, interval=_SAID_FOR)
        self._hush.timeout.connect(self._remark.clear)
        self._nothing = named(QLabel(_NO_ROWS), "sql-no-rows", "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._begin = _Beginning()
        self._begin.chosen.connect(self.example_chosen)
        self._middle = QStackedWidget()
        for page in (self._begin, self.table, self._nothing):
            self._middle.addWidget(page)
        self._foot = QWidget()
        self._is_old = False
        self._lay_out()
        self.show_examples(())

    def show_examples(self, examples: Sequence[Example]) -> None:
        """What to begin with."""
        self._begin.offer(examples)
        if self.table.rows.answer() is None:
            self._middle.setCurrentWidget(self._begin)
            self._foot.hide()

    def begin(self) -> None:
        """A query begins: what the one before said is over. Its answer stays until there is another."""
        self._is_old = True
        self.problem.clear()
        self.note.clear()
        self._remark.clear()

    def show_answer(self, answer: SqlAnswer | None) -> SqlAnswer | None:
        """These are the rows; None for none. Gives the answer before, which is to be closed."""
        self._is_old = False
        self._growing.rest()
        old = self.table.rows.set_answer(answer)
        self.table.mark_order()
        self._words.clear()
        self._middle.setCurrentWidget(self._begin if answer is None else self.table)
        self._show_foot()
        return old

    def grow(self) -> None:
        """More rows may have arrived."""
        if self.table.rows.rowCount() < _FEW:
            self._growing.now()
        else:
            self._growing.ask()

    def _grow(self) -> None:
        rows = self.table.rows
        before = rows.rowCount()
        rows.grow()
        if not before and rows.rowCount():
            self.table.measure()
            self._show_foot()

    def complete(self, done: AnswerComplete) -> None:
        """All rows are here."""
        self._growing.now()
        self._words.setText(f"{counted(done.rows, 'row')} in {lasted(done.seconds)}")
        if done.notes:
            self.note.say("warning", "Not all is here.", " ".join(done.notes))
        self._middle.setCurrentWidget(self.table if done.rows else self._nothing)
        self._show_foot()

    def stopped(self) -> None:
        """The person has stopped it: what arrived stays."""
        self._growing.now()
        rows = 0 if self._is_old else self.table.rows.rowCount()
        self._words.setText(f"Stopped after {counted(rows, 'row')}")
        self._show_foot()

    def fail(self, error: TrunklineError) -> None:
        """Say why there is no answer; that of the query before stays."""
        self._growing.now()
        self.problem.show_error(error)
        if self.table.rows.answer() is not None and self._is_old:
            self._words.setText("The answer to the query before")

    def remark(self, words: str) -> None:
        """Say something in passing."""
        self._remark.setText(words)
        self._hush.start()

    def show_sorting(self, progress: Progress | None) -> None:
        """Say how far sorting is; None: it is over."""
        if progress is None:
            self._remark.clear()
            return
        part = f" {100 * progress.done // progress.total} %" if progress.total else ""
        self._hush.stop()
        self._remark.setText(f"Sorting…{part}")

    def words(self) -> str:
        """What is said of the answer."""
        return self._words.text()

    def _show_foot(self) -> None:
        has_rows = self.table.rows.rowCount() > 0
        self._foot.setVisible(self.table.rows.answer() is not None)
        self.copy.setEnabled(has_rows)
        self.export.setEnabled(has_rows)

    def _lay_out(self) -> None:
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(theme.S)
        foot.addWidget(self._words)
        foot.addStretch(1)
        for widget in (self._remark, self.copy, self.export):
            foot.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.S, 0, 0)
        column.setSpacing(theme.S)
        column.addWidget(self.problem)
        column.addWidget(self.note)
        column.addWidget(self._middle, 1)
        column.addWidget(self._foot)
        column.addWidget(self.bar)


class _Beginning(QScrollArea):
    """A sentence, and queries to begin with."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sql-beginning")
        self.setAccessibleName("Examples to begin with")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._sentence = named(QLabel(), "sql-begin", "muted")
        self._sentence.setWordWrap(True)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(theme.S)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, theme.S, theme.S, theme.S)
        column.setSpacing(theme.M)
        column.addWidget(self._sentence)
        column.addLayout(self._cards)
        column.addStretch(1)
        self.setWidget(content)
        self._examples: tuple[Example, ...] | None = None

    def offer(self, examples: Sequence[Example]) -> None:
        """Show these."""
        if self._examples == tuple(examples):
            return
        self._examples = tuple(examples)
        self._sentence.setText(_BEGIN if examples else _NO_RUNS)
        while item := self._cards.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        for number, example in enumerate(examples):
            self._cards.addWidget(self._card(number, example))

    def _card(self, number: int, example: Example) -> QWidget:
        card = QFrame()
        card.setProperty("role", "card")
        words = named(QLabel(example.title), f"sql-example-title-{number}", "strong")
        query = named(QLabel(example.query), f"sql-example-query-{number}", "muted")
        query.setTextFormat(Qt.TextFormat.PlainText)
        query.setFont(theme.mono_font())
        query.setWordWrap(True)
        use = named(QPushButton("Use"), f"sql-example-{number}", "quiet")
        use.setAccessibleName(f"Use the example: {example.title}")
        use.clicked.connect(lambda: self.chosen.emit(example.query))
        texts = QVBoxLayout()
        texts.setSpacing(theme.XS)
        texts.addWidget(words)
        texts.addWidget(query)
        row = QHBoxLayout(card)
        row.setContentsMargins(theme.M, theme.S, theme.S, theme.S)
        row.addLayout(texts, 1)
        row.addWidget(use, alignment=Qt.AlignmentFlag.AlignTop)
        return card


def _quiet(name: str, words: str, picture: str, hint: str) -> QPushButton:
    button = named(QPushButton(icon(picture), f" {words}"), name, "quiet")
    button.setToolTip(hint)
    return button
