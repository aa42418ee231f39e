"""A sign that turns while something is being waited for."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, QTimerEvent
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from gui import theme
from gui.icons import icon

TURN, STEPS = 900, 12
"""Milliseconds of one turn, and the pictures that it is made of."""


class Spinner(QWidget):
    """Turns while it is shown, and costs nothing while it is hidden."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._step = 0
        self._timer = 0
        self.setFixedSize(QSize(theme.L, theme.L))

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to turn."""
        super().showEvent(event)
        self._timer = self._timer or self.startTimer(TURN // STEPS)

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        if self._timer:
            self.killTimer(self._timer)
            self._timer = 0

    def timerEvent(self, event: QTimerEvent) -> None:
        """One step on."""
        self._step = (self._step + 1) % STEPS
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sign, turned around its middle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        half = self.width() / 2
        painter.translate(half, half)
        painter.rotate(self._step * 360 / STEPS)
        painter.translate(-half, -half)
        icon("loader-circle", "muted").paint(painter, QRect(1, 1, self.width() - 2, self.height() - 2))
        painter.end()
