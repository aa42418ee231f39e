"""What can be done with the chosen runs: in the context menu of the list, and in the buttons beside it."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QPushButton

from core.model.history import HistoryEntry
from gui.actions import ACTIONS, tip
from gui.history.history_screen import HistoryScreen
from gui.icons import icon


class HistoryActs(QObject):
    """The actions, and whether each can be used now."""

    def __init__(self, screen: HistoryScreen) -> None:
        super().__init__(screen)
        self._screen = screen
        details, many = screen.details, screen.many
        self.open = self._make("Open", "maximize-2")
        self.go_on = self._make("Continue", "play", "continue_run")
        self.stop = self._make("Stop", "square", "stop_run")
        self.again = self._make("Run again with these values", "refresh-cw")
        self.compare_before = self._make("Compare with the run before", "git-compare")
        self.compare = self._make("Compare the two", "git-compare")
        self.pin = self._make("Pin", "pin", "pin_run")
        self.remove = self._make("Remove…", "trash-2", "remove_run")
        self._why_not: str | None = None
        self._is_under_way = False
        _mirror(details.go_on, self.go_on)
        _mirror(details.stop, self.stop)
        _press(details.again, self.again)
        _press(details.compare, self.compare_before)
        _press(many.compare, self.compare)
        _press(many.remove, self.remove)
        screen.list.addActions([self.open, self.go_on, self.stop, self.again])
        separator = QAction(self)
        separator.setSeparator(True)
        screen.list.addActions([separator, self.compare_before, self.compare])
        other = QAction(self)
        other.setSeparator(True)
        screen.list.addActions([other, self.pin, self.remove])
        details.set_more([self.pin, self.remove])
        for act in (self.go_on, self.stop):  # also where the bundles have the keyboard
            act.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            details.addAction(act)
        self.stop.setToolTip(tip(ACTIONS["stop_run"]))
        self.show_chosen([])

    def show_chosen(self, chosen: Sequence[HistoryEntry]) -> None:
        """These are chosen now."""
        is_one = len(chosen) == 1
        for act in (self.open, self.again, self.compare_before):
            act.setEnabled(is_one)
            act.setVisible(len(chosen) <= 1)
        if not is_one:
            self.offer_continue(None)
            self.show_under_way(False)
        if is_one and not chosen[0].record.bundles:
            self.compare_before.setEnabled(False)
        self._screen.details.compare.setEnabled(self.compare_before.isEnabled())
        self.compare.setEnabled(len(chosen) == 2)
        self.compare.setVisible(len(chosen) == 2)
        pinned = bool(chosen) and all(entry.pinned for entry in chosen)
        self.pin.setText("Unpin" if pinned else "Pin")
        self.pin.setIcon(icon("pin-off" if pinned else "pin"))
        self.pin.setToolTip("Let it go in time" if pinned else "Keep it for good")
        self.pin.setEnabled(bool(chosen))
        self.remove.setEnabled(any(entry.record.status != "running" for entry in chosen))

    def offer_continue(self, why_not: str | None) -> None:
        """Offer to go on with the chosen run, or say why that cannot be done; None for one that has ended as
        it should, or has not ended."""
        self._why_not = why_not
        hint = tip(ACTIONS["continue_run"])
        self.go_on.setToolTip(f"It cannot be continued. {why_not}" if why_not else hint)
        self._show_continue()

    def show_under_way(self, on: bool) -> None:
        """The chosen run goes on from here, and can be stopped; or no longer."""
        self._is_under_way = on
        self._show_continue()

    def _show_continue(self) -> None:
        self.stop.setVisible(self._is_under_way)
        self.stop.setEnabled(self._is_under_way)
        self.go_on.setVisible(self._why_not is not None and not self._is_under_way)
        self.go_on.setEnabled(self._why_not == "" and not self._is_under_way)
        self._screen.details.fit_buttons()

    def _make(self, text: str, picture: str, name: str = "") -> QAction:
        """`name`: what the action of the window is called that presses it, and that tells its keys."""
        act = QAction(icon(picture), text, self)
        if name:
            act.setObjectName(ACTIONS[name].presses)
            act.setShortcut(QKeySequence(ACTIONS[name].shortcut))
            act.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        return act


def _mirror(button: QPushButton, act: QAction) -> None:
    """A button that is there, and can be pressed, as its action is."""

    def follow() -> None:
        button.setVisible(act.isVisible())
        button.setEnabled(act.isEnabled())
        button.setToolTip(act.toolTip())
        button.setAccessibleDescription(act.toolTip())

    act.changed.connect(follow)
    _press(button, act)
    follow()


def _press(button: QPushButton, act: QAction) -> None:
    button.clicked.connect(act.trigger)
