"""What a backup holds, a row for each connection, with a choice where its name is taken here."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from core.integrator import BackupEntry, Clash
from core.model.connection import Connection
from gui import theme
from gui.forms.inputs import CalmCombo
from gui.forms.words import Sentence, breakable
from gui.settings.backup_words import (
    address_in_words,
    app_in_words,
    choice_in_words,
    choices_for,
    proposal_for,
    shortened,
)
from gui.settings.secrets_rows import line, text_label

_COLUMNS = ("Name", "App", "Account", "What happens")
_NAME, _APP, _ACCOUNT, _HAPPENS = range(4)
_STRETCH = (3, 2, 3, 4)
_NEW = "New: it is added"
_NOT_NAMED = "Not known"


class BackupTable(QScrollArea):
    """A table of real widgets: whoever hears it or uses the keyboard has all of it."""

    changed = Signal()
    """Another choice was made."""

    def __init__(
        self, entries: Sequence[BackupEntry], here: Sequence[Connection], app_labels: Mapping[str, str]
    ) -> None:
        super().__init__()
        self.setObjectName("import-table")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._entries = entries
        self._combos: dict[int, CalmCombo] = {}
        content = QWidget()
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(0, 0, theme.M, 0)
        self._grid.setHorizontalSpacing(theme.L)
        self._grid.setVerticalSpacing(theme.S)
        for column, (heading, stretch) in enumerate(zip(_COLUMNS, _STRETCH, strict=True)):
            self._grid.addWidget(text_label(heading, "caption"), 0, column)
            self._grid.setColumnStretch(column, stretch)
        for number, entry in enumerate(entries):
            self._add(number, entry, here, app_labels)
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        self.setWidget(content)

    def choices(self) -> dict[str, Clash]:
        """What becomes of those whose names are taken, by name in the backup."""
        return {self._entries[number].name: combo.currentData() for number, combo in self._combos.items()}

    def coming(self) -> int:
        """How many will be imported."""
        return len(self._entries) - sum(choice == "skip" for choice in self.choices().values())

    def replaced(self) -> list[str]:
        """The names of the connections here that will be replaced."""
        choices = self.choices()
        return [entry.clash for entry in self._entries if choices.get(entry.name) == "replace"]

    def _add(
        self,
        number: int,
        entry: BackupEntry,
        here: Sequence[Connection],
        app_labels: Mapping[str, str],
    ) -> None:
        row = self._grid.rowCount()
        self._grid.addWidget(line(), row, 0, 1, len(_COLUMNS))
        cells = (
            shortened(entry.name),
            app_in_words(entry, app_labels),
            shortened(entry.account) or _NOT_NAMED,
        )
        for column, text in enumerate(cells):
            label = text_label(
                breakable(text), "strong" if column == _NAME else "", f"import-{number}-{column}"
            )
            self._grid.addWidget(label, row + 1, column, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(self._what_happens(number, entry, here), row + 1, _HAPPENS)
        if entry.address:
            said = Sentence(self)
            said.setObjectName(f"import-{number}-address")
            said.say(address_in_words(entry, app_labels), "warning")
            self._grid.addWidget(said, row + 2, 0, 1, len(_COLUMNS))

    def _what_happens(self, number: int, entry: BackupEntry, here: Sequence[Connection]) -> QWidget:
        if not entry.clash:
            return text_label(_NEW, "", f"import-{number}-new")
        clash = _Clash(number, entry, proposal_for(entry, here))
        clash.combo.currentIndexChanged.connect(self.changed)
        self._combos[number] = clash.combo
        return clash


class _Clash(QWidget):
    """The choice for one connection, and what it means."""

    def __init__(self, number: int, entry: BackupEntry, proposed: Clash) -> None:
        super().__init__()
        self._entry = entry
        self.combo = CalmCombo(self)
        self.combo.setObjectName(f"import-{number}-choice")
        self.combo.setAccessibleName(f"What happens to {shortened(entry.name)}, whose name is taken here")
        for choice, words in choices_for(entry).items():
            self.combo.addItem(words, choice)
        self.combo.setCurrentIndex(self.combo.findData(proposed))
        self.words = text_label("", "caption", f"import-{number}-meaning")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        column.addWidget(self.combo)
        column.addWidget(self.words)
        self.combo.currentIndexChanged.connect(self._explain)
        self._explain()

    def _explain(self) -> None:
        meaning = choice_in_words(self._entry, self.combo.currentData())
        self.words.setText(breakable(meaning))
        # On Linux, Qt tells the chosen entry for the name of a list.
        self.combo.setAccessibleDescription(f"{self.combo.accessibleName()}: {meaning}")
