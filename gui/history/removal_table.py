"""The runs that would be cleared away: which, since when, why, and how much room each takes."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTreeView, QWidget

from core.model.amounts import byte_size, counted
from core.model.history import Removal
from gui.bundles.look import plain_tip
from gui.history.words import account, module_name
from gui.moments import moment

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

_HEADINGS = ("Run", "When", "Bundles", "Why", "Size")
RUN, WHEN, BUNDLES, WHY, SIZE = range(len(_HEADINGS))
_REASONS = {"age": "Too old", "room": "Too much in all"}
_ROOM_FOR_ALL = 600
_WIDTHS = {WHEN: 130, BUNDLES: 84, WHY: 110, SIZE: 90}


class RemovalModel(QAbstractTableModel):
    """One row a run, as the plan has them: oldest first."""

    def __init__(self, parent: QObject | None = None, clock: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self._clock = clock
        self._removals: Sequence[Removal] = ()

    def show(self, removals: Sequence[Removal]) -> None:
        """Show these."""
        if removals != self._removals:
            self.beginResetModel()
            self._removals = removals
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """How many there are."""
        return 0 if parent.isValid() else len(self._removals)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """As many as there are headings."""
        return 0 if parent.isValid() else len(_HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """What the columns are called."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Role.TextAlignmentRole:
            return _alignment(section)
        return _HEADINGS[section] if role == Role.DisplayRole else None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """What stands in a cell."""
        if role == Role.TextAlignmentRole:
            return _alignment(index.column())
        if role not in (Role.DisplayRole, Role.ToolTipRole):
            return None
        text = self._text(index)
        return text if role == Role.DisplayRole else plain_tip(text)

    def _text(self, index: Index) -> str:
        removal = self._removals[index.row()]
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


def _alignment(column: int) -> int:
    side = Qt.AlignmentFlag.AlignRight if column in (BUNDLES, SIZE) else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
