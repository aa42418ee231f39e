"""Every action of the window, once: its words, its shortcut, its icon."""

from typing import NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from gui.icons import icon


class Words(NamedTuple):
    """How an action is shown: text with mnemonic, shortcuts, icon name, what it does in a sentence."""

    text: str
    shortcut: str = ""
    icon: str = ""
    hint: str = ""


ACTIONS = {
    "connect": Words("&Connect an app…", "Ctrl+N", "plug", "Connect an account of yours"),
    "practice": Words("&Try it with made-up data", "", "graduation-cap", "Start the practice workspace"),
    "leave_practice": Words("&Leave practice", "", "log-out", "Stop the practice workspace"),
    "quit": Words("&Quit", "Ctrl+Q", "", "Close Trunkline"),
    "modules": Words("&Modules", "Ctrl+Shift+M", "blocks", "Show the modules"),
    "connections": Words("&Connections", "Ctrl+Shift+K", "plug", "Show the connections"),
    "history": Words("&History", "Ctrl+Shift+H", "history", "Show what ran, and what it brought"),
    "sql": Words("&Ask with SQL", "Ctrl+Shift+Q", "database", "Ask about the bundles of any runs"),
    "settings": Words("&Settings", "Ctrl+,", "settings", "Network, secrets, and where data goes"),
    "find": Words("&Find a module", "Ctrl+F", "search", "Go to the search box of the modules"),
    "next_pane": Words("&Next pane", "F6", "", "Go to the next part of the window"),
    "run": Words("&Run", "Ctrl+Return", "play", "Send the form and show the bundles"),
    "stop": Words("&Stop", "Ctrl+.", "square", "Stop at once; what arrived is kept"),
    "system": Words("As the &system", "", "monitor", "Light or dark as the system is"),
    "light": Words("&Light", "", "sun", "Light colours"),
    "dark": Words("&Dark", "", "moon", "Dark colours"),
}


class Actions(QObject):
    """The actions of one window, by name."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._by_name = {name: self._make(name, words) for name, words in ACTIONS.items()}

    def __getitem__(self, name: str) -> QAction:
        return self._by_name[name]

    def _make(self, name: str, words: Words) -> QAction:
        action = QAction(words.text, self)
        action.setObjectName(f"action-{name}")
        if words.icon:
            action.setIcon(icon(words.icon))
        if words.shortcut:
            action.setShortcut(QKeySequence(words.shortcut))
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{words.hint} ({keys})" if keys else words.hint)
        action.setStatusTip(words.hint)
        return action
