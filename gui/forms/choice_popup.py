"""The list below a line: searched while typing, loaded while one looks, refreshed on demand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui import theme
from gui.forms.inputs import ENTER_KEYS, icon_button, show_below
from gui.forms.spinner import Spinner
from gui.icons import icon
from gui.search_sign import dress_search
from gui.spoken import announce

FEWEST_ROWS, ROWS = 3, 9
"""Entries that there is room for: at least, and at most."""

MOST_SHOWN = 400
"""Entries that are listed; a longer list is narrowed by typing."""

_ENTRY = Qt.ItemDataRole.UserRole

_LIST_KEYS = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


class ChoicePopup(QFrame):
    """A line to search in, the entries, and one sentence about them; Esc closes it."""

    picked = Signal(object)
    """(value, label) of the entry; what was typed has no label."""
    searched = Signal()
    """Another text stands in the search line."""
    refresh_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget, name: str, *, refreshes: bool) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName(f"list-{name}")
        self.setProperty("role", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._anchor = parent
        self._search = self._make_search()
        self._list = self._make_list()
        self._words = QLabel(self)
        self._words.setObjectName("lookup-words")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setProperty("role", "caption")
        self._sign = QLabel(self)
        self._sign.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._sign.hide()
        self._spinner = Spinner(self)
        self._spinner.hide()
        self._retry = QPushButton("Try again", self)
        self._retry.setObjectName("lookup-retry")
        self._retry.setAutoDefault(True)
        self._retry.clicked.connect(self.refresh_wanted)
        self._retry.hide()
        self._refresh = icon_button("refresh-cw", "Load the list again (F5)", self)
        self._refresh.setObjectName("lookup-refresh")
        self._refresh.clicked.connect(self.refresh_wanted)
        self._refresh.setVisible(refreshes)
        self._lay_out(parent.width())
        self._make_room(FEWEST_ROWS)

    def _make_search(self) -> QLineEdit:
        line = QLineEdit(self)
        line.setObjectName("lookup-search")
        line.setAccessibleName("Search in the list")
        line.setPlaceholderText("Search")
        dress_search(line)
        line.textEdited.connect(lambda: self.searched.emit())
        line.installEventFilter(self)
        return line

    def _make_list(self) -> QListWidget:
        entries = QListWidget(self)
        entries.setObjectName("lookup-entries")
        entries.setAccessibleName("Entries")
        entries.setUniformItemSizes(True)
        entries.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        entries.setTextElideMode(Qt.TextElideMode.ElideRight)
        entries.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard stays in the search line
        entries.itemClicked.connect(self._pick)
        entries.currentItemChanged.connect(self._read_out)
        return entries

    def _lay_out(self, width: int) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.XS)
        top.addWidget(self._search, 1)
        top.addWidget(self._refresh)
        said = QHBoxLayout()
        said.setContentsMargins(theme.XS, 0, theme.XS, 0)
        said.setSpacing(theme.S)
        said.addWidget(self._spinner)
        said.addWidget(self._sign)
        said.addWidget(self._words, 1, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.S, theme.S, theme.S, theme.S)
        layout.setSpacing(theme.XS)
        layout.addLayout(top)
        layout.addLayout(said)
        layout.addWidget(self._retry, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._list)
        self.setFixedWidth(max(width, 8 * theme.XXL))
        self.setFocusProxy(self._search)

    def searched_text(self) -> str:
        """What stands in the search line."""
        return self._search.text().strip()

    def show_entries(
        self, entries: Sequence[tuple[str, str]], chosen: str, typed: str = "", *, complete: bool = True
    ) -> None:
        """Show entries (value, label); the chosen value is where the keyboard stands.

        Below them `typed`, unless it is one of them, can be taken as it is. Where entries are still to
        come, Enter does not take it: it may be half a word.
        """
        shown = entries[:MOST_SHOWN]
        times = Counter(label for _, label in shown)
        self._list.clear()
        for value, label in shown:
            # Two entries of one name are told apart by what is sent.
            self._add(f"{label}  ({value})" if times[label] > 1 else label, value, label)
        if typed and all(typed not in entry for entry in shown):
            self._add(f"Use “{typed}”", typed, "")
        # While one searches, the list grows and does not shrink: it would jump with each letter.
        self._make_room(max(len(shown), self._rows if self.searched_text() else 0))
        values = [value for value, _ in shown]
        first = 0 if shown or complete else -1
        self._list.setCurrentRow(values.index(chosen) if chosen in values else first)

    def say(self, sentence: str, *, busy: bool = False, failed: bool = False, has_list: bool = True) -> None:
        """Say how things stand with the list. Where there is none, no empty one is shown."""
        self._words.setText(sentence)
        theme.set_flag(self._words, "role", "remark" if failed else "caption")
        self._spinner.setVisible(busy)
        self._show_sign(failed)
        self._retry.setVisible(failed)
        self._list.setVisible(has_list or self._list.count() > 0)
        self._refresh.setEnabled(not busy)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the keys that move and choose act on the list, while the rest is typed."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _LIST_KEYS:
                self._list.event(event)
                return True
            if event.key() in ENTER_KEYS:
                self._enter()
                return True
            if event.key() == Qt.Key.Key_F5:
                if not self._refresh.isHidden():
                    self.refresh_wanted.emit()
                return True
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell that nobody looks any more."""
        super().hideEvent(event)
        self.closed.emit()

    def _add(self, text: str, value: str, label: str) -> None:
        item = QListWidgetItem(text)
        item.setData(_ENTRY, (value, label))
        item.setToolTip(f"{label}\n{value}" if label not in ("", value) else value)
        self._list.addItem(item)

    def _read_out(self, item: QListWidgetItem | None) -> None:
        """Let the line, which has the focus, say where the keys have led to in the list."""
        self._search.setAccessibleDescription(item.text() if item is not None else "")
        announce(self._search, self._search.accessibleDescription())

    def _make_room(self, rows: int) -> None:
        """Room for so many entries, within limits."""
        self._rows = max(FEWEST_ROWS, min(rows, ROWS))
        row = self._list.sizeHintForRow(0) if self._list.count() else self.fontMetrics().height() + theme.M
        self._list.setFixedHeight(self._rows * row + theme.XS)

    def _show_sign(self, failed: bool) -> None:
        """Never colour alone."""
        if failed and self._sign.isHidden():
            side = QSize(theme.L - 2, theme.L - 2)
            sign = icon("triangle-alert", "warning").pixmap(side, self._sign.devicePixelRatioF())
            self._sign.setPixmap(sign)
        self._sign.setVisible(failed)

    def _fit(self) -> None:
        """Be as high as what is in it, below the line or above it."""
        if self.isVisible():
            show_below(self, self._anchor)

    def _enter(self) -> None:
        if self._list.currentItem() is not None:
            self._pick(self._list.currentItem())
        elif not self._retry.isHidden():
            self.refresh_wanted.emit()

    def _pick(self, item: QListWidgetItem) -> None:
        self.picked.emit(item.data(_ENTRY))
        self.close()
