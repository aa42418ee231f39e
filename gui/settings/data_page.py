"""Where my data goes."""

from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
)

from core.integrator import Integrator
from core.model.amounts import counted
from core.model.errors import TrunklineError
from gui import theme
from gui.dialogs import confirm
from gui.icons import icon
from gui.search_sign import dress_search
from gui.settings.data_empty import EmptyList
from gui.settings.data_hosts import HostTable
from gui.settings.data_place import DataPlace
from gui.settings.data_promise import Promise
from gui.settings.data_words import HostRow, rows_of
from gui.settings.page import SettingsPage

_LOOK_EVERY, _CONFIRMED_FOR = 2000, 2500
"""Milliseconds: between two looks while the page is in sight; that a confirmation stays."""

_TABLE_HEIGHT = 320

_NOTHING_YET = "Nothing is listed yet"
_TEACHING = (
    "Connect an account or run a module: its host stands here at once, with the time, and how often it was "
    "asked. What practice asks of this computer is listed, too."
)


class DataPage(SettingsPage):
    """Every host that was contacted, what is never sent, and where the data lie."""

    name = "data"
    label = "Where data goes"
    picture = "send"
    sections: ClassVar[tuple[str, ...]] = ("Hosts that were contacted", "On this computer")
    widest = 880  # the table has use for more room than lines of text

    def __init__(self, integrator: Integrator) -> None:
        super().__init__(
            "Where my data goes", "Every host that Trunkline has contacted, and what stays on this computer."
        )
        self._integrator = integrator
        self._rows: tuple[HostRow, ...] = ()
        self.search = self._make_search()
        self.table = HostTable()
        self.table.setMinimumHeight(_TABLE_HEIGHT)
        self._copying = self._make_copying()
        self.copy = _button("copy-hosts", " Copy", "copy", self._copying.toolTip())
        self.copy.clicked.connect(self._copying.trigger)
        self.forget = _button("forget-hosts", " Empty this list…", "trash-2", "Begin this list anew")
        self.forget.clicked.connect(self._ask_to_forget)
        self._count = _label("host-count", "caption")
        self._confirmation = _label("hosts-confirmation", "caption")
        self._hush = QTimer(self, singleShot=True, interval=_CONFIRMED_FOR)
        self._hush.timeout.connect(self._confirmation.clear)
        self._clock = QTimer(self, interval=_LOOK_EVERY)
        self._clock.timeout.connect(self.refresh)
        self._empty = EmptyList()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self.place = DataPlace()
        self._lay_out()
        self._show_rows(())

    async def load(self) -> None:
        """Read what is so now."""
        try:
            contacts = await self._integrator.hosts()
            connections = await self._integrator.connections()
        except TrunklineError as error:
            self.problem.show_error(error)
            return
        self.problem.clear()
        rows = rows_of(contacts, connections)
        if rows != self._rows:
            self._show_rows(rows)

    def showEvent(self, event: QShowEvent) -> None:
        """Look every now and then, as long as somebody sees it."""
        super().showEvent(event)
        self.jobs.start("folder", self._measure())
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Look no more."""
        super().hideEvent(event)
        self._clock.stop()

    def _lay_out(self) -> None:
        promise = Promise()
        foot = QHBoxLayout()
        foot.setSpacing(theme.S)
        foot.addWidget(self._count, 1)
        foot.addWidget(self._confirmation)
        foot.addWidget(self.copy)
        foot.addWidget(self.forget)
        hosts = QVBoxLayout()
        hosts.setSpacing(theme.S)
        for part in (_section(self.sections[0]), self.search, self._stack):
            hosts.addWidget(part)
        hosts.addLayout(foot)
        here = QVBoxLayout()
        here.setSpacing(theme.S)
        here.addWidget(_section(self.sections[1]))
        here.addWidget(self.place)
        self.body.addWidget(promise)
        self.body.addSpacing(theme.M)
        self.body.addLayout(hosts, 1)
        self.body.addSpacing(theme.M)
        self.body.addLayout(here)

    def _make_search(self) -> QLineEdit:
        search = QLineEdit()
        search.setObjectName("host-search")
        search.setAccessibleName("Search the hosts")
        search.setPlaceholderText("Search by host, connection or proxy")
        dress_search(search)
        search.textChanged.connect(self._narrow)
        return search

    def _make_copying(self) -> QAction:
        """On Ctrl+C, in the table's context menu, and on the button."""
        copying = QAction(icon("copy"), "Copy", self.table)
        copying.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copying.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys = copying.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        copying.setToolTip(f"Copy the chosen rows, or all that are shown ({keys})")
        copying.triggered.connect(self._copy)
        self.table.addAction(copying)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        return copying

    def _show_rows(self, rows: tuple[HostRow, ...]) -> None:
        self._rows = rows
        self.table.show_rows(rows)
        for part in (self.search, self.copy, self.forget):
            part.setVisible(bool(rows))
        self._say_what_is_shown()

    def _narrow(self, typed: str) -> None:
        self.table.narrow(typed)
        self._say_what_is_shown()

    def _say_what_is_shown(self) -> None:
        shown, rows = self.table.rows(), len(self._rows)
        count = f"{len(shown):,} of {rows:,} rows" if len(shown) < rows else counted(rows, "row")
        requests = counted(sum(row.times for row in shown), "request")
        self._count.setText(f"{count} · {requests}" if rows else "")
        if rows:
            self._empty.say("search", f"Nothing here fits “{self.search.text().strip()}”")
        else:
            self._empty.say("send", _NOTHING_YET, _TEACHING)
        self._stack.setCurrentWidget(self.table if shown else self._empty)
        self._copying.setEnabled(bool(shown))
        self.copy.setEnabled(bool(shown))

    def _copy(self) -> None:
        self._confirmation.setText(f"Copied {counted(self.table.copy(), 'row')}")
        self._hush.start()

    def _ask_to_forget(self) -> None:
        if not self.jobs.is_running("forget"):
            self.jobs.start("forget", self._forget())

    async def _forget(self) -> None:
        text = "Nothing else changes. What is contacted from now on is listed again."
        if not await confirm(self, "Empty the list of hosts?", text, "Empty the list", danger=True):
            return
        try:
            await self._integrator.forget_hosts()
        except TrunklineError as error:
            self.problem.show_error(error)
            return
        self.search.clear()
        await self.load()

    async def _measure(self) -> None:
        self.place.show_folder(await self._integrator.data_folder())


def _section(text: str) -> QLabel:
    heading = _label("", "section")
    heading.setText(text)
    return heading


def _label(name: str, role: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _button(name: str, text: str, picture: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setIcon(icon(picture))
    button.setToolTip(tip)
    return button
