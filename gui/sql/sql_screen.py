"""Ask with SQL on the screen: tables on the left, the query, and its answer below."""

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from core.model.amounts import lasted
from gui import theme
from gui.actions import ACTIONS, tip
from gui.bundles.look import named
from gui.bundles.values import one_line
from gui.icons import icon
from gui.sql.answer_panel import AnswerPanel
from gui.sql.query_editor import QueryEditor
from gui.sql.tables_panel import TablesPanel

_LEAST_LEFT, _LEAST_RIGHT = 200, 420
_TITLE_LENGTH = 90

_TICK = 200
"""Milliseconds between two looks at the clock while a query goes on."""

Choice = tuple[str, Callable[[], None]]
"""The words of an entry of a menu, "" for a line, and what it does."""


class SqlScreen(QWidget):
    """The parts and where they stand. Empty until the core is there; `SqlDesk` fills it."""

    shown = Signal()
    hidden = Signal()
    run_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None, clock: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self.setObjectName("sql")
        self.open_run = ""
        """The run that was looked at when the person came here."""
        self.tables = TablesPanel(clock=clock)
        self.editor = QueryEditor()
        self.answer = AnswerPanel()
        self.run = named(QPushButton(icon("play", "accent_text"), " Run"), "sql-run", "primary")
        self.run.setToolTip(tip(ACTIONS["sql_run"]))
        self.stop = named(QPushButton(icon("square"), " Stop"), "sql-stop")
        self.stop.setToolTip(tip(ACTIONS["sql_stop"]))
        self.examples = self._menu_button("sql-examples", "Examples", "graduation-cap")
        self.past = self._menu_button("sql-past", "Past queries", "history")
        self._words = named(QLabel(), "sql-progress-words", "caption")
        self._said, self._began = "", 0.0
        self._clock = QTimer(self, interval=_TICK)
        self._clock.timeout.connect(self._say)
        self._progress = named(QProgressBar(), "sql-progress")
        self._progress.setAccessibleName("Progress of the query")
        self._progress.setTextVisible(False)
        self._progress.setMaximumHeight(theme.XS)
        keeps_its_room = self._progress.sizePolicy()
        keeps_its_room.setRetainSizeWhenHidden(True)
        self._progress.setSizePolicy(keeps_its_room)
        self._lay_out()
        self._connect()
        self.show_running(False)

    def show_running(self, on: bool) -> None:
        """Whether a query is under way."""
        had_focus = self.run.hasFocus() or self.stop.hasFocus()
        self._began = time.monotonic()
        if on:
            self._clock.start()
        else:
            self._clock.stop()
        self.run.setVisible(not on)
        self.stop.setVisible(on)
        self._progress.setVisible(on)
        self.show_progress("")
        if had_focus:
            (self.stop if on else self.run).setFocus()

    def is_running(self) -> bool:
        """Whether a query is under way."""
        return not self.stop.isHidden()

    def show_progress(self, words: str, done: int = 0, total: int = 0) -> None:
        """How far it is; without a total nobody knows."""
        self._said = words
        self._say()
        self._progress.setRange(0, total)
        self._progress.setValue(done)

    def panes(self) -> list[QWidget]:
        """The parts that the focus goes round."""
        parts: list[QWidget] = [self.tables.tree, self.editor, self.answer.table]
        return [part for part in parts if part.isVisible()]

    def pop_up(self, button: QPushButton, choices: Sequence[Choice], name: str) -> None:
        """Offer choices below a button."""
        menu = named(QMenu(button), name)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.setToolTipsVisible(True)
        for words, slot in choices:
            if not words:
                menu.addSeparator()
                continue
            action = menu.addAction(one_line(" ".join(words.split()), _TITLE_LENGTH).replace("&", "&&"))
            action.triggered.connect(lambda checked=False, slot=slot: slot())
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that somebody looks."""
        super().showEvent(event)
        self.shown.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that nobody looks any more."""
        super().hideEvent(event)
        self.hidden.emit()

    def _connect(self) -> None:
        self.run.clicked.connect(self.run_wanted)
        self.stop.clicked.connect(self.stop_wanted)
        for action, wanted in (("sql_run", self.run_wanted), ("sql_stop", self.stop_wanted)):
            for keys in ACTIONS[action].shortcuts:
                shortcut = QShortcut(QKeySequence(keys), self)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(wanted)
        self.tables.insert_wanted.connect(self.editor.insert)
        self.answer.example_chosen.connect(self.editor.write)

    def _say(self) -> None:
        """What is under way, and for how long: a query may find nothing for minutes."""
        seconds = time.monotonic() - self._began
        took = lasted(seconds) if self.is_running() and seconds >= 1 else ""
        self._words.setText(" · ".join(filter(None, (took, self._said))))

    # Building

    def _menu_button(self, name: str, words: str, picture: str) -> QPushButton:
        return named(QPushButton(icon(picture), f" {words}"), name, "quiet")

    def _lay_out(self) -> None:
        title = named(QLabel("Ask with SQL"), "sql-title", "title")
        words = named(QLabel("A query over the bundles of any runs. It only reads."), "sql-subtitle", "muted")
        words.setWordWrap(True)
        heading = QHBoxLayout()
        heading.setSpacing(theme.M)
        heading.addWidget(title)
        heading.addWidget(words, 1, Qt.AlignmentFlag.AlignBottom)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.S)
        for widget in (self.run, self.stop):
            buttons.addWidget(widget)
        buttons.addWidget(self._words, 1)
        for widget in (self.examples, self.past):
            buttons.addWidget(widget)
        query = QWidget()
        column = QVBoxLayout(query)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.S)
        column.addWidget(self.editor, 1)
        column.addLayout(buttons)
        column.addWidget(self._progress)
        right = named(QSplitter(Qt.Orientation.Vertical), "sql-right")
        right.setChildrenCollapsible(False)
        right.addWidget(query)
        right.addWidget(self.answer)
        right.setStretchFactor(1, 1)
        right.setSizes([200, 460])
        right.setMinimumWidth(_LEAST_RIGHT)
        self.tables.setMinimumWidth(_LEAST_LEFT)
        padded = QWidget()
        around = QVBoxLayout(padded)
        around.setContentsMargins(theme.M, 0, 0, 0)
        around.addWidget(right)
        panes = named(QSplitter(Qt.Orientation.Horizontal), "sql-panes")
        panes.setChildrenCollapsible(False)
        panes.addWidget(self.tables)
        panes.addWidget(padded)
        panes.setStretchFactor(1, 1)
        panes.setSizes([280, 820])
        page = QVBoxLayout(self)
        page.setContentsMargins(theme.M, theme.M, theme.M, theme.M)
        page.setSpacing(theme.M)
        page.addLayout(heading)
        page.addWidget(panes, 1)
