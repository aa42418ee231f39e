"""The history on the screen: every run, newest first, and all about the chosen one beside it."""

import time
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QIcon, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.model.history import HistoryEntry
from gui import theme
from gui.banner import Banner
from gui.history.diff_screen import DiffScreen
from gui.history.empty_history import EmptyHistory
from gui.history.filter_bar import FilterBar
from gui.history.history_list import HistoryList
from gui.history.many_runs import ManyRuns
from gui.history.run_details import RunDetails

_LEAST_LIST, _LEAST_DETAILS = 220, 400


class HistoryScreen(QStackedWidget):
    """The parts and where they stand. Empty until the core is there; `HistoryDesk` fills it."""

    shown = Signal()
    hidden = Signal()

    def __init__(self, parent: QWidget | None = None, clock: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self.setObjectName("history")
        self.clock = clock
        self.filters = FilterBar()
        self.due = Banner("retention-due", slim=True)
        self.problem = Banner("history-problem")
        self.list = HistoryList(clock=clock)
        self.details = RunDetails(clock=clock)
        self.many = ManyRuns()
        self.empty = EmptyHistory()
        self.found = QLabel()
        self.found.setObjectName("outputs-searched")
        self.found.setProperty("role", "caption")
        self.found.setWordWrap(True)
        self.stop = QPushButton("Stop")
        self.stop.setObjectName("stop-outputs")
        self.stop.setProperty("role", "quiet")
        self.diff = DiffScreen(clock=clock)
        self._marks: dict[str, QIcon] = {}
        self._left = QWidget()
        self._right = QStackedWidget()
        self._middle = QStackedWidget()
        self._head = QWidget()
        self._lay_out()
        self.filters.into_list.connect(self._into_list)
        self.empty.outputs_wanted.connect(self.filters.in_outputs.click)
        self.list.chosen_changed.connect(self._show_chosen)
        self.list.opened.connect(lambda: self.show_full(True))
        self.details.opened.connect(lambda: self.show_full(self._left.isVisible()))
        self.show_searching("")

    def know_marks(self, marks: dict[str, QIcon]) -> None:
        """The marks of apps, by their ids."""
        self._marks = marks
        self.list.know_marks(marks)
        if entry := self.details.entry():
            self.details.show_mark(self.mark(entry.record.app))

    def mark(self, app: str) -> QIcon:
        """The mark of an app; nothing for one that is gone."""
        return self._marks.get(app) or QIcon()

    def focus_search(self) -> None:
        """Put the cursor into the search box."""
        self.show_diff(False)
        self.show_full(False)
        self.filters.focus_search()

    def chosen(self) -> list[HistoryEntry]:
        """The runs that are chosen."""
        return self.list.chosen()

    def show_content(self, *, has_runs: bool, is_narrowed: bool) -> None:
        """Show the list, or say why there is none."""
        if has_runs:
            self._middle.setCurrentIndex(0)
        else:
            self.show_full(False)
            text, in_outputs = self.filters.wanted().text, self.filters.in_outputs.isChecked()
            self.empty.explain(is_narrowed=is_narrowed, outputs_left=bool(text) and not in_outputs)
            self._middle.setCurrentIndex(1)
            self.details.forget()
        self._head.setVisible((has_runs or is_narrowed) and not self.is_full())

    def show_full(self, on: bool) -> None:
        """Give the chosen run the whole screen, or show the list again."""
        on = on and self.details.entry() is not None
        for part in (self._left, self._head):
            part.setVisible(not on)
        self.details.set_full(on)
        if on:
            self.details.back.setFocus()
        else:
            self.list.setFocus()

    def is_full(self) -> bool:
        """Whether one run has the whole screen."""
        return self.details.is_full()

    def show_diff(self, on: bool) -> None:
        """Show what two runs differ in, or the runs again."""
        self.setCurrentIndex(1 if on else 0)
        (self.diff.list if on else self.list).setFocus()

    def show_searching(self, words: str, *, under_way: bool = False) -> None:
        """Say how far the search in outputs is; "" for none."""
        self.found.setText(words)
        self.found.setVisible(bool(words))
        self.stop.setVisible(under_way)

    def panes(self) -> list[QWidget]:
        """The parts that the focus goes round."""
        if self.currentIndex() == 1:
            return self.diff.panes()
        parts = [self.filters.search, self.list, self.details.again]
        if self.details.entry() is not None:
            parts.append(self.details.view.pane())
        return [part for part in parts if part.isVisible()]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back from one run, or from two compared."""
        if event.key() == Qt.Key.Key_Escape and self.currentIndex() == 1:
            self.show_diff(False)
        elif event.key() == Qt.Key.Key_Escape and self.is_full():
            self.show_full(False)
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that somebody looks."""
        super().showEvent(event)
        self.shown.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that nobody looks any more."""
        super().hideEvent(event)
        self.hidden.emit()

    def _into_list(self) -> None:
        self.list.choose_any()
        self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_chosen(self) -> None:
        chosen = self.chosen()
        if len(chosen) > 1:
            if self.is_full():
                self.show_full(False)
            self.many.show_entries(chosen, self.clock())
        self._right.setCurrentIndex(1 if len(chosen) > 1 else 0)

    # Building

    def _lay_out(self) -> None:
        title = QLabel("History")
        title.setProperty("role", "title")
        self.filters.begin_with(title)
        head = QVBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(theme.M)
        head.addWidget(self.filters)
        head.addWidget(self.due)
        foot = QHBoxLayout()
        foot.addWidget(self.found, 1)
        foot.addWidget(self.stop)
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, theme.M, 0)
        left.setSpacing(theme.XS)
        left.addWidget(self.list, 1)
        left.addLayout(foot)
        self._left.setMinimumWidth(_LEAST_LIST)
        self._right.addWidget(_padded(self.details))
        self._right.addWidget(self.many)
        self._right.setMinimumWidth(_LEAST_DETAILS)
        panes = QSplitter(Qt.Orientation.Horizontal)
        panes.setObjectName("history-panes")
        panes.setChildrenCollapsible(False)
        panes.addWidget(self._left)
        panes.addWidget(self._right)
        panes.setStretchFactor(0, 2)
        panes.setStretchFactor(1, 3)
        panes.setSizes([360, 715])
        self._middle.addWidget(panes)
        self._middle.addWidget(self.empty)
        runs = QWidget()
        column = QVBoxLayout(runs)
        column.setContentsMargins(theme.M, theme.M, theme.M, theme.M)
        column.setSpacing(theme.M)
        column.addWidget(self._head)
        column.addWidget(self.problem)
        column.addWidget(self._middle, 1)
        self.addWidget(runs)
        self.addWidget(self.diff)


def _padded(content: QWidget) -> QWidget:
    around = QWidget()
    column = QVBoxLayout(around)
    column.setContentsMargins(theme.M, 0, 0, 0)
    column.addWidget(content)
    return around
