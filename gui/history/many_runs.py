"""What can be done with several runs that are chosen together."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.model.history import HistoryEntry
from gui import theme
from gui.history.words import module_name
from gui.icons import icon
from gui.moments import moment

_PICTURE = 36
_MOST_NAMED = 8


class ManyRuns(QWidget):
    """Names them, and offers to compare two, or to remove them all."""

    compare_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("many-runs")
        picture = QLabel()
        picture.setPixmap(icon("layers", "accent").pixmap(QSize(_PICTURE, _PICTURE)))
        self._title, self._names = QLabel(), QLabel()
        self._title.setObjectName("many-runs-title")
        self._title.setProperty("role", "section")
        self._names.setObjectName("many-runs-names")
        self._names.setProperty("role", "muted")
        self._names.setTextFormat(Qt.TextFormat.PlainText)
        self._names.setWordWrap(True)
        self.compare = QPushButton(" Compare them")
        self.compare.setObjectName("compare-two")
        self.compare.setProperty("role", "primary")
        self.compare.setIcon(icon("git-compare", "accent_text"))
        self.compare.clicked.connect(self.compare_wanted)
        self.remove = QPushButton(" Remove…")
        self.remove.setObjectName("remove-runs")
        self.remove.setIcon(icon("trash-2", "danger"))
        self.remove.clicked.connect(self.remove_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.S)
        buttons.addStretch(1)
        buttons.addWidget(self.compare)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(theme.M)
        column.addStretch(2)
        for label in (picture, self._title, self._names):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addSpacing(theme.S)
        column.addLayout(buttons)
        column.addStretch(3)

    def show_entries(self, entries: Sequence[HistoryEntry], now: float) -> None:
        """Show these."""
        self._title.setText(f"{len(entries)} runs are chosen")
        named = [f"{module_name(one)}, {moment(one.record.started_at, now)}" for one in entries[:_MOST_NAMED]]
        more = len(entries) - len(named)
        self._names.setText("\n".join([*named, *([f"and {more:,} more"] if more else [])]))
        self.compare.setVisible(len(entries) == 2)
