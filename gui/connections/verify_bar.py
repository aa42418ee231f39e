"""Verifying all: the button that begins or stops it, and how far it is."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from gui import theme
from gui.connections.action_button import ActionButton
from gui.icons import icon


class VerifyBar(QWidget):
    """How far it is, in words and as a line, while it goes on; its `buttons` stand elsewhere, always."""

    stop_wanted = Signal()
    busy_changed = Signal()

    def __init__(self, verify_all: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all = ActionButton(verify_all, "verify-all", text="Verify all")
        self._stop = QPushButton(" Stop")
        self._stop.setObjectName("stop-verifying")
        self._stop.setIcon(icon("square", "danger"))
        self._stop.setToolTip("Ask no further; what was found out stays")
        self._stop.clicked.connect(self.stop_wanted)
        self._stop.hide()
        self.buttons = QWidget()
        row = QHBoxLayout(self.buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._all)
        row.addWidget(self._stop)
        self._words = QLabel()
        self._words.setObjectName("verify-progress")
        self._words.setProperty("role", "muted")
        self._line = QProgressBar()
        self._line.setTextVisible(False)
        self._line.setAccessibleName("Progress")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        column.addWidget(self._words)
        column.addWidget(self._line)
        self.hide()

    def is_busy(self) -> bool:
        """Whether all are being verified."""
        return not self.isHidden()

    def show_progress(self, done: int, total: int) -> None:
        """So many of so many are verified; the button is Stop from now on."""
        self._words.setText(f"{done} of {total} verified")
        self._words.setAccessibleName(self._words.text())
        self._line.setRange(0, total)
        self._line.setValue(done)
        if not self.is_busy():
            self._show_busy(True)

    def end(self) -> None:
        """It is over."""
        self._show_busy(False)

    def _show_busy(self, busy: bool) -> None:
        before, now = (self._all, self._stop) if busy else (self._stop, self._all)
        had_focus = before.hasFocus()
        self.setVisible(busy)
        self.busy_changed.emit()  # an action that cannot be used would refuse the focus
        now.show()
        if had_focus:
            now.setFocus()
        before.hide()
