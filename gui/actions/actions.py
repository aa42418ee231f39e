"""The actions of one window, made from the registry."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from gui.actions.registry import ACTIONS
from gui.actions.sight import press, target, why_not_now
from gui.actions.words import PLACES, Words, tip
from gui.icons import icon

_ROLES = {"quit": QAction.MenuRole.QuitRole, "settings": QAction.MenuRole.PreferencesRole}
"""Actions that have a menu of their own on macOS; none of the others may be taken for one."""


class Actions(QObject):
    """The actions of one window, by name. Those of a screen press what the screen has in sight."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._why_not: dict[str, str] = {}
        self._looks: dict[str, Callable[[], str]] = {}
        self._sight: Callable[[], QWidget | None] = lambda: None
        self._by_name = {name: self._make(name, words) for name, words in ACTIONS.items()}
        for name, words in ACTIONS.items():
            if words.presses:
                self.shows_keys_only(self[name])
                self.carry(name, partial(self._press, words), partial(self._why_not_pressed, words))

    def __getitem__(self, name: str) -> QAction:
        return self._by_name[name]

    def look_in(self, sight: Callable[[], QWidget | None]) -> None:
        """Where the buttons are that actions of screens press: what is in sight now."""
        self._sight = sight

    def carry(self, name: str, doing: Callable[[], object], why_not: Callable[[], str] | None = None) -> None:
        """Have an action carried out; `why_not` says what is against it just now, "" for nothing."""
        self._by_name[name].triggered.connect(lambda _=False: doing())
        if why_not is not None:
            self._looks[name] = why_not

    def allow(self, name: str, why_not: str = "") -> None:
        """Let an action be used, or say in its tool tip why it cannot be used now."""
        action = self._by_name[name]
        self._why_not[name] = why_not
        action.setEnabled(not why_not)
        action.setToolTip(why_not or tip(ACTIONS[name]))

    def why_not(self, name: str) -> str:
        """Why an action cannot be used as things stand; "" when it can, or when nobody knows."""
        if self._by_name[name].isEnabled():
            return ""
        return self._why_not.get(name) or PLACES[ACTIONS[name].place].way

    def look(self) -> None:
        """See what can be used now: before actions are offered, in a menu or in the palette."""
        for name, look in self._looks.items():
            self.allow(name, look())
            if (words := ACTIONS[name]).told:
                found = target(self._sight(), words.presses)
                self._by_name[name].setText(found.text() if found is not None else words.text)

    def _make(self, name: str, words: Words) -> QAction:
        action = QAction(words.text, self)
        action.setObjectName(f"action-{name}")
        action.setMenuRole(_ROLES.get(name, QAction.MenuRole.NoRole))
        if words.icon:
            action.setIcon(icon(words.icon))
        action.setShortcuts([QKeySequence(keys) for keys in words.shortcuts])
        action.setToolTip(tip(words))
        action.setStatusTip(words.hint)
        return action

    @staticmethod
    def shows_keys_only(action: QAction) -> None:
        """The keys are told in menus, and belong to the screen: twice the same would be ambiguous."""
        action.setProperty("shortcutContext", "WidgetShortcut")

    def _press(self, words: Words) -> None:
        if (found := target(self._sight(), words.presses)) is not None:
            press(found)

    def _why_not_pressed(self, words: Words) -> str:
        return why_not_now(target(self._sight(), words.presses), PLACES[words.place].way)
