"""How the window was left: its size, its panes, its columns, its screen. Kept in the file of its look."""

from typing import TYPE_CHECKING

import shiboken6
from PySide6 import QtWidgets
from PySide6.QtCore import QByteArray, QSettings, QSize

from gui.fold import Fold

if TYPE_CHECKING:
    from PySide6.QtWidgets import QHeaderView, QMainWindow, QSplitter, QWidget

_SIZE = QSize(1280, 800)
_GEOMETRY = "geometry"
_MARK = "kept"
_FOLDED = "folded"

_BY_THEMSELVES = ("bundle-split", "bundle-table")
"""Parts that remember more than their sizes, and do so themselves."""


class WindowState:
    """Gives back at the next start what a person set with the mouse or the keyboard."""

    def __init__(self, look: QSettings, window: "QMainWindow") -> None:
        self._look = look
        self._window = window
        self._headers: list[tuple[str, QHeaderView, dict[str, int]]] = []

    def restore_size(self) -> None:
        """The size and place of the window, maximised or not; a sensible one at the first start."""
        kept = self._look.value(_GEOMETRY)
        if not (isinstance(kept, QByteArray) and self._window.restoreGeometry(kept)):
            self._window.resize(_SIZE)

    def keep(self) -> None:
        """Keep the size of the window and the widths of columns, as they are now."""
        self._look.setValue(_GEOMETRY, self._window.saveGeometry())
        for name, header, before in self._headers:
            if shiboken6.isValid(header) and (widths := _widths(header)) != before:
                import json  # not before the first paint

                self._look.setValue(f"widths/{name}", json.dumps(widths))

    def word(self, name: str) -> str:
        """A word that was kept; "" for none."""
        kept = self._look.value(f"window/{name}", "")
        return kept if isinstance(kept, str) else ""

    def keep_word(self, name: str, word: str) -> None:
        """Keep a word: which screen it was, which module."""
        self._look.setValue(f"window/{name}", word)

    def adopt(self, screen: "QWidget") -> None:
        """Give the parts of a screen the sizes that they had, and keep those that they get."""
        mine = [screen] if isinstance(screen, QtWidgets.QSplitter) else []
        for splitter in (*mine, *screen.findChildren(QtWidgets.QSplitter)):
            if splitter.objectName() and splitter.objectName() not in _BY_THEMSELVES:
                self._adopt_splitter(splitter)
        for table in screen.findChildren(QtWidgets.QTableView):
            self._adopt_header(table, table.horizontalHeader())
        for tree in screen.findChildren(QtWidgets.QTreeView):
            self._adopt_header(tree, tree.header())
        for fold in screen.findChildren(Fold):
            self._adopt_fold(fold, screen)

    def _adopt_splitter(self, splitter: "QSplitter") -> None:
        """Pages of modules share one state: each takes it when it is shown again."""
        key = f"splitters/{splitter.objectName()}"
        kept = self._look.value(key)
        parts = [splitter.widget(place) for place in range(splitter.count())]
        in_full = not any(part is not None and part.isHidden() for part in parts)
        if isinstance(kept, QByteArray) and in_full:
            splitter.restoreState(kept)
        if not splitter.property(_MARK):
            splitter.setProperty(_MARK, True)
            splitter.splitterMoved.connect(lambda: self._look.setValue(key, splitter.saveState()))

    def _adopt_fold(self, fold: Fold, screen: "QWidget") -> None:
        name = fold.objectName()
        if fold.is_kept and not fold.property(_MARK):
            fold.setProperty(_MARK, True)
            fold.set_folded(self.word(name) == _FOLDED)
            fold.changed.connect(lambda on: self._folded(name, screen, on=on))

    def _folded(self, name: str, screen: "QWidget", *, on: bool) -> None:
        """Keep whether a part is folded away; shown again, it is as wide as it was."""
        self.keep_word(name, _FOLDED if on else "")
        if not on:
            self.adopt(screen)

    def _adopt_header(self, view: "QWidget", header: "QHeaderView") -> None:
        name = view.objectName()
        if not name or name in _BY_THEMSELVES or view.property(_MARK):
            return
        view.setProperty(_MARK, True)
        before = _widths(header)
        for column, width in _read(str(self._look.value(f"widths/{name}", ""))).items():
            if column in before and isinstance(width, int) and width >= header.minimumSectionSize():
                header.resizeSection(int(column), width)
        self._headers.append((name, header, _widths(header)))


def _read(kept: str) -> dict[str, object]:
    """The widths that were kept; none, if that is not what it is."""
    if not kept:
        return {}
    import json

    try:
        widths = json.loads(kept)
    except ValueError:
        return {}
    return widths if isinstance(widths, dict) else {}


def _widths(header: "QHeaderView") -> dict[str, int]:
    """The widths of the columns that a person can drag and sees, by their numbers."""
    last = header.count() - 1 if header.stretchLastSection() else header.count()
    return {
        str(section): header.sectionSize(section)
        for section in range(last)
        if header.sectionResizeMode(section) == QtWidgets.QHeaderView.ResizeMode.Interactive
        and not header.isSectionHidden(section)
    }
