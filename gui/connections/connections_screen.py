"""The accounts that are connected."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui import theme
from gui.icons import app_mark, icon

if TYPE_CHECKING:
    from core.model.app import App
    from core.model.connection import Connection

_CONNECTION = Qt.ItemDataRole.UserRole
_COLUMNS = ("Name", "App", "Account", "State")
_NAME, _APP, _ACCOUNT, _STATE = range(4)


class ConnectionsScreen(QWidget):
    """A list of connections, and what can be done with them."""

    connect_wanted = Signal()
    remove_wanted = Signal(object)
    """A `Connection`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("connections")
        title = QLabel("Connections")
        title.setProperty("role", "title")
        words = QLabel("Accounts that modules run with. Their secrets lie encrypted on this computer.")
        words.setProperty("role", "muted")
        words.setWordWrap(True)
        self.add = QPushButton(" Connect an app…")
        self.add.setObjectName("add-connection")
        self.add.setProperty("role", "primary")
        self.add.setIcon(icon("plus", "accent_text"))
        self.add.clicked.connect(self.connect_wanted)
        self.remove = QPushButton(" Remove…")
        self.remove.setObjectName("remove-connection")
        self.remove.setIcon(icon("trash-2"))
        self.remove.clicked.connect(self._remove)
        self.list = self._make_list()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(_empty())
        heading = QVBoxLayout()
        heading.setSpacing(theme.XS)
        heading.addWidget(title)
        heading.addWidget(words)
        top = QHBoxLayout()
        top.setSpacing(theme.S)
        top.addLayout(heading, 1)
        top.addWidget(self.remove)
        top.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.XL)
        column.setSpacing(theme.L)
        column.addLayout(top)
        column.addWidget(self._stack, 1)
        self._selected()

    def show_connections(
        self, connections: "Sequence[Connection]", apps: "Mapping[str, App]", marks: Mapping[str, Path]
    ) -> None:
        """Show these; the chosen row stays chosen."""
        chosen = self.chosen()
        self.list.clear()
        for connection in connections:
            item = QTreeWidgetItem(
                [connection.name, _label_of(connection, apps), connection.account, _state(connection)]
            )
            if connection.app in marks:
                item.setIcon(_NAME, app_mark(marks[connection.app]))
            tone = "practice" if connection.practice else "success" if connection.verified_at else "muted"
            item.setForeground(_STATE, theme.color(tone))
            item.setData(_NAME, _CONNECTION, connection)
            if connection.hint:
                item.setToolTip(_STATE, f"The service says: “{connection.hint}”")
            self.list.addTopLevelItem(item)
            if chosen and connection.id == chosen.id:
                self.list.setCurrentItem(item)
        self._stack.setCurrentIndex(0 if connections else 1)
        self._selected()

    def chosen(self) -> "Connection | None":
        """The connection of the chosen row."""
        items = self.list.selectedItems()
        return items[0].data(_NAME, _CONNECTION) if items else None

    def _make_list(self) -> QTreeWidget:
        found = QTreeWidget()
        found.setObjectName("connection-list")
        found.setAccessibleName("Connections")
        found.setHeaderLabels(list(_COLUMNS))
        found.setRootIsDecorated(False)
        found.setUniformRowHeights(True)
        found.setIconSize(QSize(18, 18))
        found.header().setStretchLastSection(True)
        found.header().setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Interactive)
        for column, width in ((_NAME, 240), (_APP, 130), (_ACCOUNT, 330)):
            found.setColumnWidth(column, width)
        found.itemSelectionChanged.connect(self._selected)
        return found

    def _selected(self) -> None:
        chosen = self.chosen()
        self.remove.setEnabled(chosen is not None and not chosen.practice)
        self.remove.setToolTip(
            "Practice accounts go when you leave practice." if chosen and chosen.practice else ""
        )

    def _remove(self) -> None:
        if chosen := self.chosen():
            self.remove_wanted.emit(chosen)


def _empty() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    text = QLabel(
        "No account is connected yet. Connect one, and its modules can run.\n"
        "To look around first, choose “Try it with made-up data” in the menu Trunkline."
    )
    text.setProperty("role", "muted")
    text.setAlignment(Qt.AlignmentFlag.AlignCenter)
    text.setWordWrap(True)
    column.addWidget(text)
    return page


def _label_of(connection: "Connection", apps: "Mapping[str, App]") -> str:
    app = apps.get(connection.app)
    return app.label if app else f"{connection.app} (app is missing)"


def _state(connection: "Connection") -> str:
    if connection.practice:
        return "Practice: made-up data on this computer"
    if connection.verified_at is None:
        return "Never verified"
    return "Verified " + time.strftime("%Y-%m-%d %H:%M", time.localtime(connection.verified_at))
