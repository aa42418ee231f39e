"""The list of a lookup field: searched while typing, loaded while one looks, refreshed on demand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui import theme
from gui.forms.inputs import icon_button
from gui.icons import icon

ROWS = 9
"""Entries that are seen at once."""

_LIST_KEYS = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


class LookupPopup(QFrame):
    """A line to search in, the entries, and one sentence about them; Esc closes it."""

    picked = Signal(object)
    """(value, label) of the entry."""
    searched = Signal()
    """Another text stands in the search line."""
    refresh_wanted = Signal()

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName(f"list-{name}")
        self.setProperty("role", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._search = QLineEdit(self)
        self._search.setObjectName("lookup-search")
        self._search.setAccessibleName("Search in the list")
        self._search.setPlaceholderText("Search")
        self._search.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._search.textEdited.connect(self._tell_search)
        self._search.installEventFilter(self)
        self._list = QListWidget(self)
        self._list.setObjectName("lookup-entries")
        self._list.setAccessibleName("Entries")
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFixedHeight(ROWS * (self.fontMetrics().height() + theme.M))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard stays in the search line
        self._list.itemClicked.connect(self._pick)
        self._words = QLabel(self)
        self._words.setObjectName("lookup-words")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setProperty("role", "caption")
        self._words.setContentsMargins(theme.XS, 0, theme.XS, 0)
        self._refresh = icon_button("refresh-cw", "Load the list again (F5)", self)
        self._refresh.setObjectName("lookup-refresh")
        self._refresh.clicked.connect(self.refresh_wanted)
        self._lay_out(parent.width())

    def _lay_out(self, width: int) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.XS)
        top.addWidget(self._search, 1)
        top.addWidget(self._refresh)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.XS, theme.XS, theme.XS, theme.XS)
        layout.setSpacing(theme.XS)
        layout.addLayout(top)
        layout.addWidget(self._words)
        layout.addWidget(self._list)
        self.setFixedWidth(max(width, 8 * theme.XXL))
        self.setFocusProxy(self._search)

    def searched_text(self) -> str:
        """What stands in the search line."""
        return self._search.text().strip()

    def show_entries(self, entries: Sequence[tuple[str, str]], chosen: str) -> None:
        """Show entries (value, label); the chosen value is where the keyboard stands."""
        labels = [label for _, label in entries]
        self._list.clear()
        for value, label in entries:
            # Two entries of one name are told apart by what is sent.
            item = QListWidgetItem(f"{label}  ({value})" if labels.count(label) > 1 else label)
            item.setData(Qt.ItemDataRole.UserRole, (value, label))
            item.setToolTip(f"{label}\n{value}" if label != value else value)
            self._list.addItem(item)
            if value == chosen:
                self._list.setCurrentItem(item)
        if self._list.currentRow() < 0:
            self._list.setCurrentRow(0)

    def say(self, sentence: str, *, busy: bool = False) -> None:
        """Say how things stand with the list."""
        self._words.setText(sentence)
        self._refresh.setEnabled(not busy)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the keys that move and choose act on the list, while the rest is typed."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _LIST_KEYS:
                self._list.event(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._pick(self._list.currentItem())
                return True
            if event.key() == Qt.Key.Key_F5:
                self.refresh_wanted.emit()
                return True
        return super().eventFilter(watched, event)

    def _tell_search(self) -> None:
        self.searched.emit()

    def _pick(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.picked.emit(item.data(Qt.ItemDataRole.UserRole))
            self.close()
