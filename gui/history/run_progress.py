"""How far a run is that is gone on with: a line, and words that follow the clock."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from gui import theme
from gui.bundles.look import named
from gui.history.going_on import Far
from gui.history.texts import text_label

_TICK = 200
"""Milliseconds between two looks at the clock."""


class RunProgress(QWidget):
    """Hidden while the chosen run does not go on from here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._far: Far | None = None
        self._words = text_label("run-progress-words", "caption")
        self._line = named(QProgressBar(), "run-progress")
        self._line.setAccessibleName("Progress of the run")
        self._line.setTextVisible(False)
        self._line.setMaximumHeight(theme.XS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        column.addWidget(self._line)
        column.addWidget(self._words)
        self._clock = QTimer(self, interval=_TICK)
        self._clock.timeout.connect(self._tick)
        self.hide()

    def show_far(self, far: Far | None) -> None:
        """Show how far it is, until told otherwise; None hides it."""
        self._far = far
        self.setVisible(far is not None)
        if far is None:
            self._clock.stop()
        else:
            self._clock.start()
            self._tick()

    def words(self) -> str:
        """What is said now."""
        return self._words.text()

    def _tick(self) -> None:
        if self._far is not None:
            self._words.setText(self._far.words())
            self._line.setRange(0, self._far.total or 0)
            self._line.setValue(self._far.bundles)
