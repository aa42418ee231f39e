"""What stands where runs will be: what the history is, or why nothing is found."""

from PySide6.QtCore import QSize, Qt, Signal
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


class EmptyHistory(QWidget):
    """Teaches, or offers to look at all runs."""

    all_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("no-runs")
        self._picture, self._title, self._words = QLabel(), QLabel(), QLabel()
        self._title.setObjectName("no-runs-title")
        self._title.setProperty("role", "section")
        self._words.setProperty("role", "muted")
        self._words.setWordWrap(True)
        self._all = QPushButton("Show all runs")
        self._all.setObjectName("show-all-runs")
        self._all.clicked.connect(self.all_wanted)
        middle = QWidget()
        middle.setFixedWidth(_WIDEST)
        column = QVBoxLayout(middle)
        column.setSpacing(theme.M)
        column.addStretch(2)
        for label in (self._picture, self._title, self._words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addWidget(self._all, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        row = QHBoxLayout(self)
        row.addWidget(middle)
        self.say(is_narrowed=False)

    def say(self, is_narrowed: bool) -> None:
        """Say that nothing ran yet, or that nothing is found."""
        picture = icon("search" if is_narrowed else "history", "accent")
        self._picture.setPixmap(picture.pixmap(QSize(_PICTURE, _PICTURE)))
        self._title.setText("No run is found" if is_narrowed else "Nothing has been run yet")
        self._words.setText(_NOT_FOUND if is_narrowed else _NOTHING_YET)
        self._all.setVisible(is_narrowed)
