"""What stands where runs will be: what the history is, or why nothing is found."""

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui import theme
from gui.icons import icon

_PICTURE = 40
_WIDEST = 520
_NOTHING_YET = (
    "Run a module, and it stands here: what it was filled in with, how it ended, and every bundle that came "
    "back. From here it can be opened again at once, run again, and compared with another run."
)
_NOT_FOUND = "Other words or fewer filters may find more."
_NOT_FOUND_SO_FAR = "What came back was not searched so far. Other words or fewer filters may find more, too."


class EmptyHistory(QWidget):
    """Teaches, or offers to look at all runs."""

    all_wanted = Signal()
    outputs_wanted = Signal()
    """What came back is to be searched, too."""
    modules_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("no-runs")
        self._picture, self._title, self._words = QLabel(), QLabel(), QLabel()
        self._title.setObjectName("no-runs-title")
        self._title.setProperty("role", "section")
        self._words.setProperty("role", "muted")
        self._words.setWordWrap(True)
        self._all = _button("show-all-runs", "Show all runs", self.all_wanted)
        self._outputs = _button("search-outputs-too", "Search in what came back", self.outputs_wanted)
        self._modules = _button("go-to-modules", "Go to the modules", self.modules_wanted)
        for button in (self._outputs, self._modules):
            button.setProperty("role", "primary")
        middle = QWidget()
        middle.setFixedWidth(_WIDEST)
        column = QVBoxLayout(middle)
        column.setSpacing(theme.M)
        column.addStretch(2)
        for label in (self._picture, self._title, self._words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.S)
        buttons.addStretch(1)
        for button in (self._modules, self._outputs, self._all):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addStretch(3)
        row = QHBoxLayout(self)
        row.addWidget(middle)
        self.say(is_narrowed=False)

    def say(self, is_narrowed: bool, *, outputs_left: bool = False) -> None:
        """Say that nothing ran yet, or that nothing is found; what came back may not have been searched."""
        picture = icon("search" if is_narrowed else "history", "accent")
        self._picture.setPixmap(picture.pixmap(QSize(_PICTURE, _PICTURE)))
        self._title.setText("No run is found" if is_narrowed else "Nothing has been run yet")
        not_found = _NOT_FOUND_SO_FAR if outputs_left else _NOT_FOUND
        self._words.setText(not_found if is_narrowed else _NOTHING_YET)
        self._all.setVisible(is_narrowed)
        self._outputs.setVisible(is_narrowed and outputs_left)
        self._modules.setVisible(not is_narrowed)


def _button(name: str, words: str, pressed: SignalInstance) -> QPushButton:
    button = QPushButton(words)
    button.setObjectName(name)
    button.clicked.connect(pressed)
    return button
