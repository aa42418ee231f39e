"""The palette: one line to type in, and below it what is found."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QListView, QMainWindow

from gui.actions import ACTIONS
from gui.overlay import Overlay
from gui.palette.entries import Entry, Group, arranged
from gui.palette.model import PaletteModel, spoken
from gui.palette.recent import Recent
from gui.palette.rows import PaletteRows
from gui.search_sign import dress_search
from gui.spoken import announce

_WIDTH = 680
_PROMPT = "Find a module, a connection, a run, a setting or an action"
_NOTHING = "Nothing is called that. Try fewer letters."
_HELP = "↑ ↓ choose    Enter go there    Esc close"
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Palette(Overlay):
    """Shows what fits what is typed, of the groups that it was given. Groups may come one by one."""

    opened = Signal()
    searched = Signal(object)
    """What is typed now: who can find more by it in the background adds it to a group."""

    def __init__(self, window: QMainWindow, recent: Recent) -> None:
        super().__init__(window, "palette", _WIDTH, ACTIONS["palette"].shortcuts)
        self._recent = recent
        self._groups: dict[Group, Sequence[Entry]] = {}
        self.line = QLineEdit()
        self.line.setObjectName("palette-text")
        self.line.setAccessibleName(_PROMPT)
        self.line.setPlaceholderText(_PROMPT)
        dress_search(self.line)
        self.model = PaletteModel(self)
        self.list = self._make_list()
        self._said = QLabel()
        self._said.setObjectName("palette-said")
        self._said.setProperty("role", "caption")
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self.column.addWidget(self.line)
        self.column.addWidget(self.list, 1)
        self.column.addWidget(self._said)
        self.card.setFocusProxy(self.line)
        self.line.textChanged.connect(self._typed)
        self.listen_to(self.line)

    def open(self) -> None:
        """Come up, with what is known by now."""
        self.line.clear()
        self.opened.emit()
        self._show("")
        self.appear()
        self.searched.emit("")

    def typed(self) -> str:
        """What is looked for."""
        return self.line.text()

    def show_group(self, group: Group, entries: Sequence[Entry]) -> None:
        """What there is of a group, now."""
        self.show_groups({group: entries})

    def show_groups(self, groups: Mapping[Group, Sequence[Entry]]) -> None:
        """The same of several; where the keyboard stands stays."""
        self._groups.update(groups)
        if self.isVisible():
            current = self.model.found(self.list.currentIndex().row())
            moved = self.list.currentIndex().row() > self._first()
            self._show(current.entry.key if current is not None and moved else "")

    def best_height(self, room: int) -> int:
        """As high as its rows."""
        rows = sum(self.list.sizeHintForRow(row) for row in range(self.model.rowCount()))
        others = self.line.sizeHint().height() + self._said.sizeHint().height()
        margins = self.column.contentsMargins()
        around = margins.top() + margins.bottom() + 2 * self.column.spacing()
        return min(room, rows + others + around + 2 * self.list.frameWidth() + 2)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the keys that move and choose act on the list, while the rest is typed."""
        if watched is self.line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            doing = self._doing(event)
            if doing is not None:
                doing()
                return True
        return super().eventFilter(watched, event)

    def _doing(self, event: QKeyEvent) -> Callable[[], None] | None:
        key, plain = (
            event.key(),
            event.modifiers()
            in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            ),
        )
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return partial(self._go_to_group, 1 if key == Qt.Key.Key_Tab else -1)
        if not plain:
            return None
        if key in _ENTER:
            return lambda: self._choose(self.list.currentIndex())
        page = max(1, self.list.viewport().height() // max(1, self.list.sizeHintForRow(self._first())) - 1)
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_Home: -self.model.rowCount(),
            Qt.Key.Key_End: self.model.rowCount(),
        }
        if key == Qt.Key.Key_Escape:
            return self.disappear
        # Home and End belong to the text as long as the cursor is inside it.
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.line.text():
            at_end = self.line.cursorPosition() == (0 if key == Qt.Key.Key_Home else len(self.line.text()))
            if not at_end:
                return None
        step = steps.get(Qt.Key(key))
        return partial(self._move, step) if step is not None else None

    def _move(self, by: int) -> None:
        rows = self.model.entries()
        if not rows:
            return
        current = self.list.currentIndex().row()
        at = rows.index(current) if current in rows else 0
        if abs(by) == 1:
            self._stand_on(rows[(at + by) % len(rows)])
        else:
            self._stand_on(rows[min(max(at + by, 0), len(rows) - 1)])

    def _go_to_group(self, by: int) -> None:
        headings = self.model.headings()
        if not headings:
            return
        current = self.list.currentIndex().row()
        above = [place for place, row in enumerate(headings) if row < current]
        at = (above[-1] if above else 0) + by
        self._stand_on(headings[at % len(headings)] + 1)

    def _stand_on(self, row: int) -> None:
        index = self.model.index(row)
        self.list.setCurrentIndex(index)
        if self.model.found(row - 1) is None:
            self.list.scrollTo(self.model.index(max(0, row - 1)))  # its heading as well
        self.list.scrollTo(index)
        found = self.model.found(row)
        # The line has the keyboard: it tells where the keys have led to in the list.
        self.line.setAccessibleDescription(spoken(found) if found is not None else "")
        announce(self.line, self.line.accessibleDescription())
        self._said.setText(f"Not now: {found.entry.why_not}" if found and found.entry.why_not else _HELP)

    def _choose(self, index: QModelIndex) -> None:
        found = self.model.found(index.row())
        if found is None or found.entry.why_not:
            return
        self.disappear()  # first: what is done there decides about the keyboard
        self._recent.add(found.entry.key)
        found.entry.do()

    def _typed(self, text: str) -> None:
        self._show("")
        self.searched.emit(text.strip())

    def _show(self, current: str) -> None:
        rows = arranged(self._groups, self.line.text(), self._recent.keys())
        self.model.show(rows)
        kept = self.model.row_of(current) if current else -1
        if rows:
            self._stand_on(kept if kept >= 0 else self._first())
        else:
            self.line.setAccessibleDescription(_NOTHING)
            self._said.setText(_NOTHING)
        self.fit()

    def _first(self) -> int:
        entries = self.model.entries()
        return entries[0] if entries else -1

    def _make_list(self) -> QListView:
        view = QListView()
        view.setObjectName("palette-list")
        view.setAccessibleName("Found")
        view.setModel(self.model)
        view.setItemDelegate(PaletteRows(view))
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setMouseTracking(True)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.clicked.connect(self._choose)
        return view
