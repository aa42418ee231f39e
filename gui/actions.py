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
    "find": Words("&Find", "Ctrl+F", "search", "Go to the search box"),
    "next_pane": Words("&Next pane", "F6", "", "Go to the next part of the window"),
    "run": Words("&Run", "Ctrl+Return", "play", "Send the form and show the bundles"),
    "continue": Words("&Continue", "Ctrl+Shift+Return", "play", "Go on where the last run ended early"),
    "stop": Words("&Stop", "Ctrl+.", "square", "Stop at once; what arrived is kept"),
    "verify_connection": Words("&Verify", "F5", "shield-check", "Ask the service whether it accepts this"),
    "verify_all": Words("Verify &all", "Shift+F5", "shield-check", "Ask the service of every connection"),
    "rename_connection": Words("&Rename", "F2", "", "Type another name over this one"),
    "edit_connection": Words("&Edit…", "", "pencil", "Change what this connects with (Enter in the list)"),
    "reenter_connection": Words(
        "Enter &credentials again…", "", "key", "Give it a new key; all that uses it goes on using it"
    ),
    "duplicate_connection": Words("&Duplicate", "Ctrl+D", "copy-plus", "Keep the same account once more"),
    "replace_connection": Words(
        "Re&place by…", "", "chevrons-up-down", "Have another connection used wherever this one is"
    ),
    "connection_network": Words("&Network…", "", "globe", "A proxy and time limits of its own"),
    "remove_connection": Words("Re&move", "Del", "trash-2", "Take it away; it can be brought back"),
    "undo_remove": Words("&Undo the removal", "Ctrl+Z", "history", "Bring back what was removed last"),
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

    def allow(self, name: str, why_not: str = "") -> None:
        """Let an action be used, or say in its tool tip why it cannot be used now."""
        action = self._by_name[name]
        action.setEnabled(not why_not)
        action.setToolTip(why_not or _hint(action, ACTIONS[name]))

    def _make(self, name: str, words: Words) -> QAction:
        action = QAction(words.text, self)
        action.setObjectName(f"action-{name}")
        if words.icon:
            action.setIcon(icon(words.icon))
        if words.shortcut:
            action.setShortcut(QKeySequence(words.shortcut))
        action.setToolTip(_hint(action, words))
        action.setStatusTip(words.hint)
        return action


def _hint(action: QAction, words: Words) -> str:
    """What it does, and its keys."""
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return f"{words.hint} ({keys})" if keys else words.hint
