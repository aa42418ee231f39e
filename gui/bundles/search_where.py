"""Where to search: in names, in values, below a path; a button with a menu."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from core.model.results import SearchFor, Steps
from gui.bundles.look import named
from gui.bundles.spot import Spot
from gui.bundles.values import one_line, path_text
from gui.icons import icon

_AMONG = (("Everywhere", "all"), ("Only in names", "names"), ("Only in values", "values"))
_BELOW = "Only below the chosen value"
_LONGEST_PATH = 40


class SearchWhere(QToolButton):
    """Everywhere, until somebody chooses otherwise. `where` tells which value is chosen."""

    chosen = Signal()
    """Another choice was made."""

    def __init__(self, where: Callable[[], Spot | None]) -> None:
        super().__init__()
        named(self, "search-where")
        self._where = where
        self._path: Steps = ()
        self.setAccessibleName("Where to search")
        self.setToolTip("Where to search")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = named(QMenu(self), "search-where-menu")
        group = QActionGroup(menu)
        self._among = [self._add(menu, words) for words, _ in _AMONG]
        for action in self._among:
            group.addAction(action)
        self._among[0].setChecked(True)
        menu.addSeparator()
        self._below = self._add(menu, _BELOW)
        group.triggered.connect(self._changed)
        self._below.triggered.connect(self._turn_below)
        menu.aboutToShow.connect(self._offer)
        self.setMenu(menu)
        self._show()

    def _add(self, menu: QMenu, words: str) -> QAction:
        action = menu.addAction(words)
        action.setCheckable(True)
        return action

    def applied_to(self, text: str, *, pattern: bool, match_case: bool) -> SearchFor:
        """A search for something there."""
        (among,) = [
            among for action, (_, among) in zip(self._among, _AMONG, strict=True) if action.isChecked()
        ]
        below = self._path if self._below.isChecked() else ()
        if among == "names":
            return SearchFor(text, pattern, match_case, below, "names")
        return SearchFor(text, pattern, match_case, below, "values" if among == "values" else "all")

    def words(self) -> str:
        """The choice, to be said; "" for everywhere."""
        among = next(action.text() for action in self._among if action.isChecked())
        parts = [among.lower()] if not self._among[0].isChecked() else []
        if self._below.isChecked():
            parts.append(f"below {one_line(path_text(self._path), _LONGEST_PATH)}")
        return ", ".join(parts)

    def _offer(self) -> None:
        """Below what: the chosen value, if there is one."""
        if self._below.isChecked():
            return
        spot = self._where()
        steps = spot.steps if spot is not None else ()
        path = one_line(path_text(steps), _LONGEST_PATH).replace("&", "&&")
        self._below.setEnabled(bool(steps))
        self._below.setText(f"Only below {path}" if steps else f"{_BELOW} (choose one first)")

    def _turn_below(self, below: bool) -> None:
        spot = self._where()
        self._path = spot.steps if below and spot is not None else ()
        self._below.setChecked(bool(self._path))
        self._changed()

    def _changed(self) -> None:
        self._show()
        self.chosen.emit()

    def _show(self) -> None:
        self.setIcon(icon("filter", "accent" if self.words() else "muted"))
