"""The menu of a view of bundles: what can be done where the person is."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QMenu

from gui.bundles.look import named


def give_menu(view: QAbstractItemView, *groups: Sequence[QAction]) -> None:
    """Let a view have a menu of these actions, in groups, wherever something is current."""
    menu = named(QMenu(view), f"{view.objectName()}-menu")
    for group in filter(None, groups):
        menu.addSeparator()
        menu.addActions(group)

    def pop_up(place: QPoint) -> None:
        if view.currentIndex().isValid():
            menu.popup(view.viewport().mapToGlobal(place))

    view.customContextMenuRequested.connect(pop_up)
