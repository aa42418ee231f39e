"""The settings: topics on the left, the chosen one beside them."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from gui import theme
from gui.icons import icon
from gui.settings.page import SettingsPage

_TOPICS_WIDTH = 210
_ICON = QSize(18, 18)
_NAME = Qt.ItemDataRole.UserRole


class SettingsScreen(QWidget):
    """Empty until the core is there; then it gets its pages, once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings")
        self.topics = QListWidget()
        self.topics.setObjectName("settings-topics")
        self.topics.setAccessibleName("Settings")
        self.topics.setProperty("role", "topics")
        self.topics.setFixedWidth(_TOPICS_WIDTH)
        self.topics.setIconSize(_ICON)
        self.topics.currentItemChanged.connect(self._chosen)
        self._pages: dict[str, SettingsPage] = {}
        self._stack = QStackedWidget()
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.M, theme.M, 0, theme.M)
        row.setSpacing(0)
        row.addWidget(self.topics)
        row.addWidget(self._stack, 1)

    def is_filled(self) -> bool:
        """Whether the pages are there."""
        return bool(self._pages)

    def fill(self, pages: Sequence[SettingsPage]) -> None:
        """Take the pages, in the order in which they are listed."""
        for page in pages:
            self._pages[page.name] = page
            self._stack.addWidget(page)
            item = QListWidgetItem(icon(page.picture, "muted"), page.label)
            item.setData(_NAME, page.name)
            page.unsaved_changed.connect(partial(_mark, item, page.label))
            self.topics.addItem(item)
        self.topics.setCurrentRow(0)

    def pages(self) -> tuple[SettingsPage, ...]:
        """All of them."""
        return tuple(self._pages.values())

    def show_page(self, name: str) -> None:
        """Show the page of that name."""
        for row in range(self.topics.count()):
            if self.topics.item(row).data(_NAME) == name:
                self.topics.setCurrentRow(row)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._stack.setCurrentWidget(self._pages[item.data(_NAME)])


def _mark(item: QListWidgetItem, label: str, unsaved: object) -> None:
    item.setText(f"{label} · not saved" if unsaved else label)
