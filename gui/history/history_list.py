"""The list of runs."""

import time
from collections.abc import Callable

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QIcon
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QWidget

from core.model.history import HistoryEntry
from gui.bundles.look import named
from gui.history.history_model import HistoryModel, Row
from gui.history.history_rows import HistoryRows


class HistoryList(QListView):
    """One row a run, newest first; several can be chosen. Knows nothing of where runs come from."""

    chosen_changed = Signal()
    opened = Signal()
    """The person wants to see the chosen run in full: Enter, or a double click."""

    def __init__(self, parent: QWidget | None = None, clock: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self.setObjectName("history-list")
        self.setAccessibleName("Runs, newest first")
        self.runs = HistoryModel(self, clock)
        self._marks: dict[str, QIcon] = {}
        self.setModel(self.runs)
        self.setItemDelegate(HistoryRows(self, self._mark, clock))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.activated.connect(lambda: self.opened.emit())

    def know_marks(self, marks: dict[str, QIcon]) -> None:
        """The marks of apps, by their ids."""
        self._marks = marks
        self.viewport().update()

    def chosen(self) -> list[HistoryEntry]:
        """What is chosen, from top to bottom."""
        return [row.entry for row in self.chosen_rows()]

    def chosen_rows(self) -> list[Row]:
        """The chosen rows, from top to bottom."""
        # By ranges: there may be ten thousand rows in one of them.
        rows = self.runs.rows()
        ranges = sorted((area.top(), area.bottom()) for area in self.selectionModel().selection().toList())
        return [row for top, bottom in ranges for row in rows[top : bottom + 1]]

    def choose(self, *ids: str) -> bool:
        """Choose these runs; False when none of them is here."""
        indexes = [index for id in ids if (index := self.runs.index_of(id)).isValid()]
        flags = QItemSelectionModel.SelectionFlag
        for number, index in enumerate(indexes):
            self.selectionModel().select(index, flags.Select if number else flags.ClearAndSelect)
        if indexes:
            self.selectionModel().setCurrentIndex(indexes[0], flags.NoUpdate)
            self.scrollTo(indexes[0])
        return bool(indexes)

    def choose_any(self) -> None:
        """Choose the newest run, if nothing is chosen."""
        if not self.selectionModel().hasSelection() and self.runs.rowCount():
            self.choose(self.runs.rows()[0].id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the chosen runs; of what cannot, the reason."""
        menu = named(QMenu(self), "history-menu")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.setToolTipsVisible(True)
        menu.addActions(self.actions())
        menu.popup(event.globalPos())

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell it."""
        super().selectionChanged(selected, deselected)
        self.chosen_changed.emit()

    def _mark(self, app: str) -> QIcon:
        return self._marks.get(app) or QIcon()
