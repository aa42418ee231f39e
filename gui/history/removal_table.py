"""The runs that would be cleared away: which, since when, why, and how much room each takes."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTreeView, QWidget

from core.model.amounts import byte_size, counted
from core.model.history import Removal
from gui.bundles.look import plain_tip
from gui.headed_rows import HeadedRows, Index, Role
from gui.history.words import account, module_name
from gui.moments import moment

_HEADINGS = ("Run", "When", "Bundles", "Why", "Size")
RUN, WHEN, BUNDLES, WHY, SIZE = range(len(_HEADINGS))
_REASONS = {"age": "Too old", "room": "Too much in all"}
_ROOM_FOR_ALL = 600
_WIDTHS = {WHEN: 130, BUNDLES: 84, WHY: 110, SIZE: 90}


class RemovalModel(HeadedRows):
    """One row a run, as the plan has them: oldest first."""

    def __init__(self, parent: QObject | None = None, clock: Callable[[], float] = time.time) -> None:
        super().__init__(_HEADINGS, parent, on_the_right=(BUNDLES, SIZE))
        self._clock = clock
        self._rows: Sequence[Removal] = ()

    def show(self, removals: Sequence[Removal]) -> None:
        """Show these."""
        if removals != self._rows:
            self.beginResetModel()
            self._rows = removals
            self.endResetModel()

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """What stands in a cell."""
        if role == Role.TextAlignmentRole:
            return self.alignment(index.column())
        if role not in (Role.DisplayRole, Role.ToolTipRole):
            return None
        text = self._text(index)
        return text if role == Role.DisplayRole else plain_tip(text)

    def _text(self, index: Index) -> str:
        removal = self._rows[index.row()]
        entry = removal.entry
        match index.column():
            case 0:
                return f"{module_name(entry)} · {account(entry)}"
            case 1:
                return moment(entry.record.started_at, self._clock())
            case 2:
                return f"{entry.record.bundles:,}"
            case 3:
                return _REASONS[removal.why]
        return byte_size(removal.size)


class RemovalTable(QTreeView):
    """The list that is shown before anything goes."""

    def __init__(self, parent: QWidget | None = None, clock: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self.setObjectName("removals")
        self.setAccessibleName("Runs that would be cleared away")
        self._removals = RemovalModel(self, clock)
        self.setModel(self._removals)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(RUN, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names need the room most."""
        self.setColumnHidden(BUNDLES, self.viewport().width() < _ROOM_FOR_ALL)
        super().resizeEvent(event)

    def show_removals(self, removals: Sequence[Removal]) -> None:
        """Show these."""
        self.ensurePolished()  # or rows would be measured without the style sheet, for good
        self._removals.show(removals)


def question(removals: Sequence[Removal]) -> str:
    """What is asked before they go."""
    return f"Clear away {counted(len(removals), 'run')}?"
