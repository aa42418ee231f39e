"""Buttons and actions of the screen in sight, found by name."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

Target = QAbstractButton | QAction


def target(sight: QWidget | None, name: str) -> Target | None:
    """What has that name and is in sight."""
    if sight is None:
        return None
    for button in sight.findChildren(QAbstractButton, name):
        if button.isVisible():
            return button
    for action in sight.findChildren(QAction, name):
        if _is_in_sight(action):
            return action
    return None


def why_not_now(found: Target | None, way: str) -> str:
    """Why it cannot be pressed; "" when it can. `way` leads to where it is."""
    if found is None:
        return way
    if found.isEnabled():
        return ""
    return "There is nothing to do it with just now."


def press(found: Target) -> None:
    """Do it, as a click does."""
    if isinstance(found, QAction):
        found.trigger()
    else:
        found.click()


def _is_in_sight(action: QAction) -> bool:
    """Whether the part of the screen that has it is shown."""
    if not action.isVisible():
        return False
    around: QObject | None = action.parent()
    while around is not None and (not isinstance(around, QWidget) or isinstance(around, QMenu)):
        around = around.parent()
    return around is not None and around.isVisible()
