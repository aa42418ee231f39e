"""What stands where connections will be: what they are, and how to get one."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

from gui.connections.action_button import ActionButton
from gui.empty_state import EmptyState
from gui.icons import icon

_TEXT = (
    "A connection is an account of yours at a service. Trunkline asks the service once whether it accepts "
    "it; from then on every module of that app can run with it. Its key is kept encrypted on this computer, "
    "and goes to the service itself and nowhere else."
)


class EmptyPage(EmptyState):
    """Teaches, and offers both ways to begin."""

    practice_wanted = Signal()

    def __init__(self, connect: QAction, parent: QWidget | None = None) -> None:
        super().__init__("no-connections", parent)
        self.say("plug", "No account is connected yet", _TEXT)
        first = ActionButton(connect, "add-connection", "primary")
        first.set_picture("plus", "accent_text")
        practice = QPushButton(" Try it with made-up data")
        practice.setObjectName("practise-instead")
        practice.setIcon(icon("graduation-cap"))
        practice.clicked.connect(self.practice_wanted)
        self.offer(first, practice)
