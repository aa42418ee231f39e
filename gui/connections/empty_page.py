"""What stands where connections will be: what they are, and how to get one."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui import theme
from gui.connections.action_button import ActionButton
from gui.icons import icon

_PICTURE = 40
_WIDEST = 520

_TEXT = (
    "A connection is an account of yours at a service. Trunkline asks the service once whether it accepts "
    "it; from then on every module of that app can run with it. Its key is kept encrypted on this computer, "
    "and goes to the service itself and nowhere else."
)


class EmptyPage(QWidget):
    """Teaches, and offers both ways to begin."""

    practice_wanted = Signal()

    def __init__(self, connect: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("no-connections")
        picture, title, words = QLabel(), QLabel("No account is connected yet"), QLabel(_TEXT)
        picture.setPixmap(icon("plug", "accent").pixmap(QSize(_PICTURE, _PICTURE)))
        title.setProperty("role", "section")
        words.setProperty("role", "muted")
        words.setWordWrap(True)
        for label in (picture, title, words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        first = ActionButton(connect, "add-connection", "primary")
        first.set_picture("plus", "accent_text")
        practice = QPushButton(" Try it with made-up data")
        practice.setObjectName("practise-instead")
        practice.setIcon(icon("graduation-cap"))
        practice.clicked.connect(self.practice_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.S)
        buttons.addStretch(1)
        buttons.addWidget(first)
        buttons.addWidget(practice)
        buttons.addStretch(1)
        middle = QWidget()
        middle.setFixedWidth(_WIDEST)
        column = QVBoxLayout(middle)
        column.setSpacing(theme.M)
        column.addStretch(2)
        for label in (picture, title, words):
            column.addWidget(label)
        column.addSpacing(theme.S)
        column.addLayout(buttons)
        column.addStretch(3)
        row = QHBoxLayout(self)
        row.addWidget(middle)
