"""All keys on one sheet, by menu; typing narrows it down. Made from the registry of actions."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMainWindow,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui import theme
from gui.actions import ACTIONS, CATEGORIES
from gui.actions.registry import CONTROL_KEYS
from gui.actions.words import PLACES, Words, native
from gui.overlay import Overlay
from gui.palette.match import match
from gui.search_sign import dress_search

_WIDTH = 1000
_COLUMN = 52
"""Width of a column in average characters."""

_TITLE = "Keyboard shortcuts"
_NOTHING = "No shortcut does that. {} finds actions without one."


class KeyLine(NamedTuple):
    """A line of the sheet: what happens, which keys, and where they are heard ("" for everywhere)."""

    text: str
    keys: tuple[str, ...]
    where: str = ""


def sheet() -> dict[str, list[KeyLine]]:
    """Every key there is, by menu."""
    lines: dict[str, list[KeyLine]] = {}
    for category in CATEGORIES:
        told = [_line(words) for group in category.groups for words in group.values() if words.shortcuts]
        told += [KeyLine(one.text, one.keys) for one in CONTROL_KEYS if one.category == category.label]
        if told:
            lines[category.label] = told
    return lines


def _line(words: Words) -> KeyLine:
    where = PLACES[words.place].label if words.place != "window" else ""
    return KeyLine(words.label.rstrip("…"), words.shortcuts, where)


class CheatSheet(Overlay):
    """Looks like a printed card; the arrows and Page keys scroll it."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window, "cheat-sheet", _WIDTH, ACTIONS["cheat_sheet"].shortcuts)
        title = QLabel(_TITLE)
        title.setProperty("role", "title")
        self.line = QLineEdit()
        self.line.setObjectName("cheat-sheet-search")
        self.line.setAccessibleName("Search the shortcuts")
        self.line.setPlaceholderText("Search")
        self.line.setMaximumWidth(280)
        dress_search(self.line)
        self.line.textChanged.connect(self._narrow)
        self._nothing = QLabel(_NOTHING.format(native(ACTIONS["palette"].shortcut)))
        self._nothing.setObjectName("cheat-sheet-nothing")
        self._nothing.setProperty("role", "muted")
        self._content = QWidget()
        self._sections = [_Section(label, lines, self._content) for label, lines in sheet().items()]
        self._columns = 0
        self._row = QHBoxLayout(self._content)
        self._row.setContentsMargins(0, 0, theme.M, 0)
        self._row.setSpacing(theme.XL)
        self.area = QScrollArea()
        self.area.setObjectName("cheat-sheet-keys")
        self.area.setAccessibleName(_TITLE)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self._content)
        top = QHBoxLayout()
        top.addWidget(title, 1)
        top.addWidget(self.line, 1)
        self.column.setContentsMargins(theme.XL, theme.L, theme.L, theme.L)
        self.column.setSpacing(theme.M)
        self.column.addLayout(top)
        self.column.addWidget(self._nothing)
        self.column.addWidget(self.area, 1)
        self.card.setFocusProxy(self.line)
        self.listen_to(self.line)

    def open(self) -> None:
        """Come up, with every key."""
        self.line.clear()
        self._narrow("")
        self.appear()

    def shown(self) -> list[str]:
        """What is told now, line by line: what happens."""
        return [text for section in self._sections if not section.isHidden() for text in section.shown()]

    def best_height(self, room: int) -> int:
        """As high as its longest column."""
        self._content.ensurePolished()
        margins = self.column.contentsMargins()
        around = margins.top() + margins.bottom() + self.line.sizeHint().height() + 2 * self.column.spacing()
        return min(room, self._content.sizeHint().height() + around)

    def fit(self) -> None:
        """As many columns as there is room for."""
        super().fit()
        character = self.fontMetrics().averageCharWidth()
        wanted = max(1, min(3, self.card.width() // (_COLUMN * character)))
        if wanted != self._columns:
            self._columns = wanted
            self._lay_out()
            super().fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Scroll while the keyboard is in the search line; Esc closes."""
        if watched is self.line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            bar = self.area.verticalScrollBar()
            steps = {
                Qt.Key.Key_Down: bar.singleStep(),
                Qt.Key.Key_Up: -bar.singleStep(),
                Qt.Key.Key_PageDown: bar.pageStep(),
                Qt.Key.Key_PageUp: -bar.pageStep(),
            }
            if event.key() == Qt.Key.Key_Escape:
                self.disappear()
                return True
            if (step := steps.get(Qt.Key(event.key()))) is not None:
                bar.setValue(bar.value() + step)
                return True
        return super().eventFilter(watched, event)

    def _narrow(self, typed: str) -> None:
        for section in self._sections:
            section.narrow(typed)
        any_shown = bool(self.shown())
        self._nothing.setVisible(not any_shown)
        self.line.setAccessibleDescription("" if any_shown else self._nothing.text())

    def _lay_out(self) -> None:
        """Each section in turn into the column that is lowest by now."""
        while (item := self._row.takeAt(0)) is not None:
            if (around := item.widget()) is not None:
                for section in around.findChildren(_Section):
                    section.setParent(self._content)
                around.deleteLater()
        heights = [0] * self._columns
        columns = []
        for _ in heights:
            around = QWidget()
            column = QVBoxLayout(around)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(theme.L)
            columns.append(column)
            self._row.addWidget(around, 1)
        for section in self._sections:
            at = heights.index(min(heights))
            columns[at].addWidget(section)
            heights[at] += section.lines() + 2
        for column in columns:
            column.addStretch(1)


class _Section(QWidget):
    """The keys of one menu."""

    def __init__(self, label: str, lines: Sequence[KeyLine], parent: QWidget) -> None:
        super().__init__(parent)
        self._label = label
        self.setAccessibleName(label)
        heading = QLabel(label)
        heading.setProperty("role", "section")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.M)
        grid.setVerticalSpacing(theme.XS)
        grid.setColumnStretch(0, 1)
        grid.addWidget(heading, 0, 0, 1, 2)
        self._rows = [(line, *_row(grid, place, line)) for place, line in enumerate(lines, 1)]

    def lines(self) -> int:
        """How many there are."""
        return len(self._rows)

    def shown(self) -> Iterator[str]:
        """What is told now."""
        return (line.text for line, text, _ in self._rows if not text.isHidden())

    def narrow(self, typed: str) -> None:
        """Show what is looked for: by words, or by keys."""
        for line, text, keys in self._rows:
            by_keys = "".join(typed.casefold().split()) in " ".join(map(native, line.keys)).casefold()
            is_meant = by_keys or match(typed, line.text, f"{self._label} {line.where}") is not None
            text.setVisible(is_meant)
            keys.setVisible(is_meant)
        self.setVisible(any(True for _ in self.shown()))


def _row(grid: QGridLayout, place: int, line: KeyLine) -> tuple[QWidget, QWidget]:
    text = QLabel(line.text)
    text.setWordWrap(True)
    text.setToolTip(line.where)
    text.setAccessibleName(f"{line.text}: {' or '.join(map(native, line.keys))}")
    caps = QWidget()
    row = QHBoxLayout(caps)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.XS)
    for keys in line.keys:
        cap = QLabel(native(keys))
        cap.setProperty("role", "keys")
        row.addWidget(cap)
    grid.addWidget(text, place, 0, Qt.AlignmentFlag.AlignVCenter)
    grid.addWidget(caps, place, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return text, caps
