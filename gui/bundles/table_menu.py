"""The menu of a column: sort, filter, width, place."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from gui.bundles.look import named
from gui.icons import icon


class ColumnState(NamedTuple):
    """What is so with a column now."""

    answers: bool
    ascending: bool
    descending: bool
    filtered: bool
    pinned: bool
    has_others: bool
    """Whether the table would have a column left without it."""


class ColumnDoings(NamedTuple):
    """What can be done with a column."""

    sort: Callable[[bool | None], None]
    """Descending, ascending, or None for not at all."""
    filter: Callable[[], None]
    hide: Callable[[], None]
    pin: Callable[[], None]
    fit: Callable[[], None]
    select: Callable[[], None]
    choose: Callable[[], None]


def column_menu(parent: QWidget, state: ColumnState, doings: ColumnDoings) -> QMenu:
    """The menu; it is gone once it was used."""
    menu = named(QMenu(parent), "column-menu")
    menu.aboutToHide.connect(menu.deleteLater)

    def add(words: str, picture: str, slot: Callable[[], None], *, on: bool = False) -> QAction:
        action = menu.addAction(words)
        if picture:
            action.setIcon(icon(picture, "accent" if on else "text"))
        action.triggered.connect(lambda: slot())
        return action

    if state.answers:
        add("Sort &ascending", "arrow-up", lambda: doings.sort(False), on=state.ascending)
        add("Sort &descending", "arrow-down", lambda: doings.sort(True), on=state.descending)
        if state.ascending or state.descending:
            add("Do &not sort by it", "", lambda: doings.sort(None))
        menu.addSeparator()
        add("Change the &filter…" if state.filtered else "&Filter…", "filter", doings.filter)
        menu.addSeparator()
    add("Un&pin" if state.pinned else "&Pin on the left", "pin", doings.pin)
    add("&Hide column", "eye-off", doings.hide).setEnabled(state.has_others)
    add("Fit the &width", "", doings.fit)
    add("&Select column", "", doings.select)
    menu.addSeparator()
    add("&Columns…", "", doings.choose)
    return menu
