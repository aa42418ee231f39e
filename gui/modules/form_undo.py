"""Undo and Redo of a form as actions of its page: for menus, and for the keys outside the form."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QUndoStack
from PySide6.QtWidgets import QWidget

UNDO, REDO = "form-undo", "form-redo"
"""What the actions are called."""


def add_undo(page: QWidget, stack: QUndoStack) -> None:
    """Give a page the two actions. Their texts name the step: "Undo typing in Email"."""
    undo, redo = stack.createUndoAction(page, "&Undo"), stack.createRedoAction(page, "&Redo")
    undo.setShortcuts([QKeySequence("Ctrl+Z")])
    redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
    for action, name in ((undo, UNDO), (redo, REDO)):
        _add(page, action, name)


def _add(page: QWidget, action: QAction, name: str) -> None:
    action.setObjectName(name)
    # Only here: other screens have something else to undo by the same keys.
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    page.addAction(action)
