"""A name that can be typed over where it stands."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from gui import theme
from gui.forms.inputs import ENTER_KEYS

_AT_REST = "QLineEdit:!focus:!hover { background: transparent; border-color: transparent; }"


class NameLine(QLineEdit):
    """Looks like a title until one goes there. Enter or leaving it takes what was typed, Esc the old name."""

    typed = Signal(object)
    """Another name: a str. The old one is shown again until the new one holds."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self.setObjectName("connection-name")
        self.setAccessibleName("Name of the connection")
        self.setToolTip("What it is called here. Click to type another name (F2 in the list).")
        self.setFont(theme.title_font())
        self.setStyleSheet(_AT_REST)
        self.editingFinished.connect(self._finish)

    def show_name(self, name: str) -> None:
        """What it is called; what somebody is typing stays."""
        self._name = name
        if not self.isModified():
            self._write(name)

    def give_up(self) -> None:
        """Forget what was typed."""
        self._write(self._name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives up; Enter ends here, and presses no button."""
        if event.key() == Qt.Key.Key_Escape:
            self.give_up()
        else:
            super().keyPressEvent(event)
            if event.key() in ENTER_KEYS:
                event.accept()

    def _finish(self) -> None:
        typed = self.text()
        self._write(self._name)
        if typed.strip() != self._name:
            self.typed.emit(typed)

    def _write(self, text: str) -> None:
        self.setText(text)
        self.setCursorPosition(0)
        self.setModified(False)
