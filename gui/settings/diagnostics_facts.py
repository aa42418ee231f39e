"""Facts in two columns, to be read and copied from."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from core.integrator import Fact
from gui import theme
from gui.forms.words import breakable
from gui.settings.secrets_rows import Card, text_label

LABELS_WIDTH = 170


class FactCard(Card):
    """A heading, and what is so."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__(name, title)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.L)
        self._grid.setVerticalSpacing(theme.S)
        self._grid.setColumnMinimumWidth(0, LABELS_WIDTH)
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)
        self._facts: tuple[Fact, ...] = ()
        self._values: list[QLabel] = []
        self._labels: list[QWidget] = []

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show these; where the labels are the same as before, only what changed."""
        if [fact.label for fact in facts] != [fact.label for fact in self._facts]:
            self._lay_out(facts)
        for fact, value in zip(facts, self._values, strict=True):
            value.setText(breakable(fact.text))
            value.setAccessibleName(f"{fact.label}: {fact.text}")
        self._facts = tuple(facts)

    def text(self, label: str) -> str:
        """What is said of something."""
        return next(fact.text for fact in self._facts if fact.label == label)

    def _lay_out(self, facts: Sequence[Fact]) -> None:
        for old in (*self._labels, *self._values):
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._labels, self._values = [], []
        for row, fact in enumerate(facts):
            label, value = text_label(fact.label, "muted"), text_label("")
            value.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, row, 1, Qt.AlignmentFlag.AlignTop)
            self._labels.append(label)
            self._values.append(value)
