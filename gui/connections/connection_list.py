"""The list of connections, and the box that searches it."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from gui import theme
from gui.connections.connection_model import (
    ENTRY,
    NAME,
    STATE,
    USED,
    ConnectionModel,
    Entry,
    Index,
    Sorted,
)
from gui.connections.connection_rows import ConnectionRows
from gui.search_sign import dress_search

_STATE_WIDTH, _USED_WIDTH = 166, 106
_ROOM_FOR_ALL = 520
"""Narrower than this, the uses are told beside the list only."""


class ConnectionTree(QTreeView):
    """One row a connection. What is chosen and where it is scrolled to outlive every change."""

    chosen_changed = Signal()
    entered = Signal()
    """The person wants to go into the chosen one: Enter, or a double click."""

    def __init__(self, model: ConnectionModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("connection-list")
        self.setAccessibleName("Connections")
        self._connections = model
        self.sorted = Sorted(model)
        self.setModel(self.sorted)
        self.setItemDelegate(ConnectionRows(self))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSortingEnabled(True)
        self.sortByColumn(NAME, Qt.SortOrder.AscendingOrder)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column, width in ((STATE, _STATE_WIDTH), (USED, _USED_WIDTH)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(column, width)
        self._kept_hidden: set[int] = set()
        self.activated.connect(lambda: self.entered.emit())

    def keep_hidden(self, column: int) -> None:
        """Never show this column."""
        self._kept_hidden.add(column)
        self.setColumnHidden(column, True)

    def chosen(self) -> Entry | None:
        """What is chosen, if it is in sight."""
        index = self.currentIndex()
        return index.data(ENTRY) if index.isValid() else None

    def choose(self, id: str) -> bool:
        """Choose a connection and scroll to it; False when it is not in sight."""
        index = self.sorted.mapFromSource(self._connections.row_of(id))
        if index.isValid():
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.scrollTo(index)
        return index.isValid()

    def choose_first(self) -> None:
        """Choose the first row, if there is one."""
        if self.sorted.rowCount():
            self.choose(self.sorted.index(0, NAME).data(ENTRY).connection.id)

    def rename(self) -> None:
        """Let the name of the chosen one be typed over."""
        if (index := self.currentIndex()).isValid():
            self.scrollTo(index)
            self.edit(index.siblingAtColumn(NAME))

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell it."""
        super().currentChanged(current, previous)
        if current.row() != previous.row() or current.isValid() != previous.isValid():
            self.chosen_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Names need the room most."""
        if USED not in self._kept_hidden:
            self.setColumnHidden(USED, self.viewport().width() < _ROOM_FOR_ALL)
        super().resizeEvent(event)


class ConnectionList(QWidget):
    """Search, and what is found."""

    def __init__(self, model: ConnectionModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit()
        self.search.setObjectName("connection-search")
        self.search.setPlaceholderText("Search by name, app, account or state")
        self.search.setAccessibleName("Search the connections by name, app, account or state")
        dress_search(self.search)
        self.tree = ConnectionTree(model)
        self._nothing = QLabel("No connection has all these words.")
        self._nothing.setObjectName("no-connection-found")
        self._nothing.setProperty("role", "muted")
        self._nothing.setWordWrap(True)
        self._nothing.hide()
        self.search.textChanged.connect(self._narrow)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.S)
        column.addWidget(self.search)
        column.addWidget(self._nothing)
        column.addWidget(self.tree, 1)

    def focus_search(self) -> None:
        """Put the cursor into the search box."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def choose(self, id: str) -> None:
        """Choose a connection; a search that hides it is given up."""
        if not self.tree.choose(id):
            self.search.clear()
            self.tree.choose(id)

    def choose_any(self) -> None:
        """Choose the first one, if nothing is chosen."""
        if self.tree.chosen() is None:
            self.tree.choose_first()

    def shown(self) -> Sequence[Entry]:
        """What is found, in the order of the list."""
        rows = self.tree.sorted
        return [rows.index(row, NAME).data(ENTRY) for row in range(rows.rowCount())]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down and Enter go from the search box into the list, Esc empties it."""
        into_list = event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if into_list and self.search.hasFocus():
            self.choose_any()
            self.tree.setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() == Qt.Key.Key_Escape:
            self.search.clear()
        else:
            super().keyPressEvent(event)

    def _narrow(self, typed: str) -> None:
        self.tree.sorted.narrow(typed)
        self._nothing.setVisible(bool(typed.strip()) and not self.tree.sorted.rowCount())
        self.choose_any()
        self.tree.chosen_changed.emit()  # what was chosen may have gone out of sight
