"""The line above the tabs: how many bundles there are, and what can be taken away."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from gui import theme
from gui.bundles.copy_bar import CopyBar
from gui.bundles.look import named
from gui.bundles.values import counted

SLIM, TINY = 105, 62
"""Widths in average characters below which buttons lose their words, and then the count and the tabs: all of
them have to have room."""


class ViewHeader(QWidget):
    """Count, confirmation of what was copied, and buttons."""

    def __init__(self, copy: CopyBar, export: QPushButton, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._copy, self._export = copy, export
        self._count = named(QLabel(), "bundle-count")
        self._bundles, self._is_tiny = 0, False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.M)
        self._row.addWidget(self._count)
        self._row.addStretch()
        self._row.addWidget(copy.confirmation)
        self._row.addWidget(copy)
        self._row.addWidget(export)
        self._row.addStrut(copy.sizeHint().height())  # as high without it

    def show_count(self, bundles: int | None) -> None:
        """Say how many bundles there are; nothing for None."""
        self._count.setVisible(bundles is not None)
        self._bundles = bundles or 0
        self._say_count()

    def set_room(self, width: int) -> None:
        """Take no more room than there is."""
        characters = width // self.fontMetrics().averageCharWidth()
        is_slim, self._is_tiny = characters < SLIM or width < self._wordy_width(), characters < TINY
        self._copy.set_slim(is_slim)
        self._export.setText("" if is_slim else self._export.accessibleName())
        self._row.setSpacing(theme.XS if self._is_tiny else theme.M)
        self._say_count()

    def _wordy_width(self) -> int:
        """What the count and all buttons take with their words."""
        parts: list[QLabel | QPushButton] = [self._count, *self._copy.findChildren(QPushButton), self._export]
        unsaid = [one for one in parts if not one.text()]
        words = sum(self.fontMetrics().horizontalAdvance(one.accessibleName()) for one in unsaid)
        return words + sum(one.sizeHint().width() + self._row.spacing() for one in parts)

    def _say_count(self) -> None:
        words = counted(self._bundles, "bundle")
        self._count.setText(f"{self._bundles:,}" if self._is_tiny else words)
        self._count.setAccessibleName(words)
