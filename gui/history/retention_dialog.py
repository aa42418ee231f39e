"""What is due to be cleared away, shown before any of it goes."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from core.model.amounts import counted
from core.model.history import RetentionPlan
from gui import theme
from gui.history.removal_table import RemovalTable
from gui.history.words import plan_in_words

_SIZE = (760, 460)
_WORDS = (
    "Pinned runs always stay: what you want to keep, pin it in the history. The settings say for how long and"
    " how much is kept."
)


class RetentionDialog(QDialog):
    """Accepted, the person has seen the list and wants all of it gone."""

    def __init__(self, plan: RetentionPlan, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("retention-dialog")
        self.setWindowTitle("Runs to clear away")
        self.resize(*_SIZE)
        heading, words = QLabel(plan_in_words(plan).replace("would go", "are due")), QLabel(_WORDS)
        heading.setObjectName("retention-plan")
        heading.setProperty("role", "section")
        words.setProperty("role", "muted")
        table = RemovalTable()
        table.show_removals(plan.removals)
        for label in (heading, words):
            label.setWordWrap(True)
        buttons = QDialogButtonBox()
        keep = buttons.addButton("Keep them for now", QDialogButtonBox.ButtonRole.RejectRole)
        keep.setObjectName("keep-runs")
        clear = QPushButton(f"Clear away {counted(len(plan.removals), 'run')}")
        clear.setObjectName("clear-runs")
        clear.setProperty("role", "danger")
        clear.setAutoDefault(False)
        buttons.addButton(clear, QDialogButtonBox.ButtonRole.AcceptRole)
        keep.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.L)
        column.setSpacing(theme.M)
        column.addWidget(heading)
        column.addWidget(words)
        column.addWidget(table, 1)
        column.addWidget(buttons)
        keep.setFocus()
