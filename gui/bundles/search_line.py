"""The line in which is typed what to look for."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from gui.search_sign import add_clear_button


class SearchLine(QLineEdit):
    """Enter goes on, Shift+Enter back, Esc leaves."""

    forward = Signal()
    backward = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("Search in all bundles")
        self.setAccessibleName("Search in all bundles")
        add_clear_button(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys that are not for the text."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            is_back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            (self.backward if is_back else self.forward).emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
