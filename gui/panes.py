"""The parts of the window that the keyboard goes round, and the place to search in."""

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from gui.main_window import MainWindow


def go_round(window: "MainWindow", by: int = 1) -> None:
    """Move the focus to the next part that is in sight, or with -1 to the one before."""
    panes = _in_sight(window)
    focused = QApplication.focusWidget()
    inside = [place for place, pane in enumerate(panes) if focused and _holds(pane, focused)]
    at = inside[-1] + by if inside else 0 if by > 0 else -1
    panes[at % len(panes)].setFocus(QtCore.Qt.FocusReason.ShortcutFocusReason)


def find(window: "MainWindow") -> None:
    """Go to the search box of the screen; where there is none, to that of the modules."""
    if window.shows("connections"):
        window.connections.list.focus_search()
    elif window.shows("history"):
        window.history.focus_search()
    elif window.shows("sql"):
        window.sql.tables.search.setFocus(QtCore.Qt.FocusReason.ShortcutFocusReason)
    else:
        window.show_screen(window.modules)
        window.modules.list.focus_search()


def stand_in_line(part: QWidget, inside: Sequence[QWidget]) -> None:
    """Have the Tab key come to what is inside of a part where the part stands, however late it was made."""
    before: QWidget | None = part.previousInFocusChain()
    while before is not None and (before in inside or before.focusPolicy() == QtCore.Qt.FocusPolicy.NoFocus):
        before = None if before is part.window() else before.previousInFocusChain()
    if before is not None:
        for one, next_one in pairwise([before, *inside]):
            QWidget.setTabOrder(one, next_one)


def _in_sight(window: "MainWindow") -> Sequence[QWidget]:
    parts: list[QWidget] = [window.rail.buttons["modules"]]
    if window.shows("welcome"):
        parts.append(window.welcome.practice.button)
    elif window.shows("modules"):
        parts += [window.modules.list.pane(), *window.modules.panes()]
    elif window.shows("connections"):
        parts += window.connections.panes()
    elif window.shows("history"):
        parts += window.history.panes()
    elif window.shows("sql"):
        parts += window.sql.panes()
    elif window.shows("settings"):
        parts.append(window.settings.topics)
        shown = [page for page in window.settings.pages() if page.isVisible()]
        parts += [first for page in shown for first in islice(stops(page), 1)]
    return parts


def stops(page: QWidget) -> Iterator[QWidget]:
    """The parts of a page that the Tab key goes through, in its order."""
    one = page.nextInFocusChain()
    while one is not None and one is not page:
        takes_keys = one.focusPolicy() & QtCore.Qt.FocusPolicy.TabFocus and one.focusProxy() is None
        if takes_keys and page.isAncestorOf(one) and one.isVisible() and one.isEnabled():
            yield one
        one = one.nextInFocusChain()


def _holds(pane: QWidget, widget: QWidget) -> bool:
    return pane is widget or pane.isAncestorOf(widget)
