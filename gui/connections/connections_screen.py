"""The connection manager: every account that is connected, and all about the chosen one beside it."""

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from core.model.connection import Connection
from gui import theme
from gui.actions import Actions
from gui.connections.action_button import ActionButton
from gui.connections.connection_details import ConnectionDetails
from gui.connections.connection_list import ConnectionList
from gui.connections.connection_model import ConnectionModel, Entry
from gui.connections.empty_page import EmptyPage
from gui.connections.possible import why_not
from gui.connections.verify_bar import VerifyBar
from gui.notice import Choice, Notice

_LEAST_LIST, _LEAST_DETAILS = 380, 330

_MENU = (
    ("verify_connection", "edit_connection", "reenter_connection", "rename_connection"),
    ("duplicate_connection", "replace_connection", "connection_network"),
    ("remove_connection",),
)
_WISHES = (
    "verify_connection",
    "edit_connection",
    "reenter_connection",
    "duplicate_connection",
    "replace_connection",
    "connection_network",
    "remove_connection",
)
"""Actions that are carried out elsewhere, on the chosen connection."""


class Wish(NamedTuple):
    """What a person wants done: the name of an action (`gui.actions`), with which connection."""

    action: str
    connection: Connection
    text: str = ""


class ConnectionsScreen(QWidget):
    """Shows, and tells what is wanted; `gui.connections.desk` carries it out."""

    wanted = Signal(object)
    """A `Wish`."""
    verify_all_wanted = Signal()
    undo_wanted = Signal()
    practice_wanted = Signal()
    shown = Signal()
    """It has come into sight."""

    def __init__(
        self, acts: Actions, clock: Callable[[], float] = time.time, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("connections")
        self._acts = acts
        self._entries: Sequence[Entry] = ()
        self._in_sight = False
        self._can_undo = False
        self._model = ConnectionModel(self, clock)
        self.list = ConnectionList(self._model)
        self.details = ConnectionDetails(acts, clock)
        self.verify_bar = VerifyBar(acts["verify_all"])
        self.refused = Notice("connection-in-use")
        """Why one was not removed, and the ways out."""
        self.removed = Notice("connection-removed", slim=True)
        """What was removed and can be brought back."""
        self._said = Notice("connections-said", slim=True)
        self._stack = QStackedWidget()
        self._panes = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self._connect()
        self._update()

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these. What is chosen, typed and scrolled to stays."""
        was_empty = not self._entries
        self._entries = tuple(entries)
        self._model.show(self._entries)
        self._stack.setCurrentIndex(0 if entries else 1)
        self.add.setVisible(bool(entries))  # the empty page has its own
        if was_empty:
            self.list.choose_any()
        self._update()

    def choose(self, id: str) -> None:
        """Choose a connection."""
        self.list.choose(id)

    def chosen(self) -> Entry | None:
        """The chosen one."""
        return self.list.tree.chosen()

    def rename(self) -> None:
        """Let the name of the chosen one be typed over in the list."""
        self.list.tree.setFocus(Qt.FocusReason.OtherFocusReason)
        self.list.tree.rename()

    def say(self, tone: str, title: str, text: str = "") -> None:
        """Say what came of something, until it is closed or something else is done."""
        self._said.say(tone, title, text, [Choice("Close", self._said.clear, "close-said", "quiet")])

    def hush(self) -> None:
        """What was said is of no interest any more."""
        self.refused.clear()
        self._said.clear()

    def refuse_name(self, connection: Connection, sentence: str) -> None:
        """Say why a connection keeps its old name."""
        chosen = self.chosen()
        if chosen is not None and chosen.connection.id == connection.id:
            self.details.refuse_name(sentence)

    def allow_undo(self, can: object) -> None:
        """Whether something was removed that can be brought back."""
        self._can_undo = bool(can)
        self._update()

    def panes(self) -> list[QWidget]:
        """The parts that the focus goes round."""
        panes: list[QWidget] = [self.list.tree, self.details.name]
        return [pane for pane in panes if pane.isVisible()]

    def showEvent(self, event: QShowEvent) -> None:
        """Its actions are there while it is in sight."""
        super().showEvent(event)
        self._in_sight = True
        self._update()
        self.shown.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Its keys belong to others now."""
        super().hideEvent(event)
        self._in_sight = False
        self._update()

    def _update(self) -> None:
        entry = self.chosen()
        self.verify_bar.buttons.setVisible(bool(self._entries))
        for name, reason in why_not(entry).items():
            self._acts.allow(name, reason if self._in_sight else "Go to the connections first.")
        can_ask = self._in_sight and bool(self._entries) and not self.verify_bar.is_busy()
        self._acts["verify_all"].setEnabled(can_ask)
        self._acts["undo_remove"].setEnabled(self._in_sight and self._can_undo)
        self.details.show_entry(entry)

    def _wish(self, action: str) -> None:
        if (entry := self.chosen()) is not None:
            self.wanted.emit(Wish(action, entry.connection))

    def _renamed(self, what: object) -> None:
        assert isinstance(what, tuple)
        connection, text = what
        self.wanted.emit(Wish("rename_connection", connection, text))

    def _entered(self) -> None:
        if self._acts["edit_connection"].isEnabled():
            self._wish("edit_connection")

    def _show_menu(self, at: QPoint) -> None:
        if self.chosen() is None:
            return
        menu = QMenu(self)
        menu.setObjectName("connection-menu")
        menu.setToolTipsVisible(True)
        for group in _MENU:
            menu.addActions([self._acts[name] for name in group])
            menu.addSeparator()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.list.tree.viewport().mapToGlobal(at))

    def _connect(self) -> None:
        tree = self.list.tree
        tree.chosen_changed.connect(self._update)
        tree.entered.connect(self._entered)
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tree.customContextMenuRequested.connect(self._show_menu)
        self._model.renamed.connect(self._renamed)
        self.details.renamed.connect(self._renamed)
        self._acts["rename_connection"].triggered.connect(self.rename)
        self._acts["verify_all"].triggered.connect(self.verify_all_wanted)
        self._acts["undo_remove"].triggered.connect(self.undo_wanted)
        for action in _WISHES:
            self._acts[action].triggered.connect(lambda _=False, action=action: self._wish(action))
        self.verify_bar.busy_changed.connect(self._update)
        for notice in (self.refused, self.removed, self._said, self.details.failing):
            notice.left.connect(lambda: tree.setFocus(Qt.FocusReason.OtherFocusReason))

    # Building

    def _lay_out(self) -> None:
        title, words = QLabel("Connections"), QLabel(_WORDS)
        title.setProperty("role", "title")
        words.setProperty("role", "muted")
        words.setWordWrap(True)
        heading = QVBoxLayout()
        heading.setSpacing(theme.XS)
        heading.addWidget(title)
        heading.addWidget(words)
        self.add = ActionButton(self._acts["connect"], "add-connection", "primary")
        self.add.set_picture("plus", "accent_text")
        top = QHBoxLayout()
        top.setSpacing(theme.S)
        top.addLayout(heading, 1)
        top.addWidget(self.verify_bar.buttons)
        top.addWidget(self.add)
        self.list.setMinimumWidth(_LEAST_LIST)
        self.details.setMinimumWidth(_LEAST_DETAILS)
        self._panes.setObjectName("connections-panes")
        self._panes.setChildrenCollapsible(False)
        self._panes.addWidget(_padded(self.list))
        self._panes.addWidget(self.details)
        self._panes.setStretchFactor(0, 1)
        self._panes.setSizes([620, 420])
        self._stack.addWidget(self._panes)
        empty = EmptyPage(self._acts["connect"])
        empty.practice_wanted.connect(self.practice_wanted)
        self._stack.addWidget(empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.M, theme.M, theme.M, theme.M)
        column.setSpacing(theme.M)
        column.addLayout(top)
        for widget in (self.refused, self.removed, self._said, self.verify_bar):
            column.addWidget(widget)
        column.addWidget(self._stack, 1)


_WORDS = "Accounts that modules run with. Their secrets lie encrypted on this computer."


def _padded(content: QWidget) -> QWidget:
    around = QWidget()
    column = QVBoxLayout(around)
    column.setContentsMargins(0, 0, theme.M, 0)
    column.addWidget(content)
    return around
