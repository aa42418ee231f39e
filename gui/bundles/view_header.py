"""The line above the tabs: how many bundles there are, and what can be taken away."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from core.model.amounts import counted
from gui import theme
from gui.bundles.copy_bar import CopyBar
from gui.bundles.look import named

SLIM, TINY = 105, 62
"""Widths in average characters below which buttons lose their words, and tabs theirs: all need room."""

_WIDER = 8
"""Pixels that a button has around its words more than one without words has around its picture."""


class ViewHeader(QWidget):
    """Count, confirmation of what was copied, and buttons."""

    def __init__(self, copy: CopyBar, export: QPushButton, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._copy, self._export = copy, export
        self._count = named(QLabel(), "bundle-count")
        self._lead: QWidget | None = None
        self._bundles = self._width = 0
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.M)
        self._row.addWidget(self._count)
        self._row.addStretch()
        self._row.addWidget(copy.confirmation)
        self._row.addWidget(copy)
        self._row.addWidget(export)
        self._row.addStrut(copy.sizeHint().height())  # as high without it

    def begin_with(self, lead: QWidget) -> None:
        """Put this before the count, where there are bundles."""
        self._lead = lead
        lead.hide()
        self._row.insertWidget(0, lead)

    def show_count(self, bundles: int | None) -> None:
        """Say how many bundles there are; nothing for None."""
        if self._lead is not None:
            self._lead.setVisible(bool(bundles))
        self._count.setVisible(bundles is not None)
        self._bundles = bundles or 0
        self._say_count()

    def set_room(self, width: int) -> None:
        """Take no more room than there is."""
        self._width = width
        is_slim = width < SLIM * self.fontMetrics().averageCharWidth() or width < self._wordy_width()
        self._copy.set_slim(is_slim)
        self._export.setText("" if is_slim else f" {self._export.accessibleName()}")
        theme.set_flag(self._export, "slim", is_slim)
        self._say_count()

    def _wordy_width(self) -> int:
        """What the count and all buttons take with their words."""
        buttons = self._buttons()
        unsaid = [f" {one.accessibleName()}" for one in buttons if not one.text()]
        said = [self._count.accessibleName(), *unsaid]
        words = sum(self.fontMetrics().horizontalAdvance(text) for text in said)
        words += _WIDER * len(unsaid) + self._led() + theme.M
        return words + sum(one.sizeHint().width() + theme.M for one in buttons)

    def _led(self) -> int:
        """The width of what stands before the count."""
        return self._lead.sizeHint().width() + theme.XS if self._lead is not None else 0

    def _buttons(self) -> list[QPushButton]:
        return [*self._copy.findChildren(QPushButton), self._export]

    def _say_count(self) -> None:
        words = counted(self._bundles, "bundle")
        buttons = [one.sizeHint().width() for one in self._buttons()]
        room = self._width - self._led() - self.fontMetrics().horizontalAdvance(words) - sum(buttons)
        self._row.setSpacing(theme.M if room > theme.M * len(buttons) else theme.XS)
        self._count.setText(words if room > theme.XS * len(buttons) else f"{self._bundles:,}")
        self._count.setAccessibleName(words)
