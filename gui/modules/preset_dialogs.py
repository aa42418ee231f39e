"""Presets of a module: saving under a name, and keeping order among them."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.integrator import Integrator
from core.model.errors import InvalidValues, TrunklineError
from core.model.form import LONGEST_PRESET_NAME, Preset, PresetName
from core.model.module import Module
from gui import theme
from gui.forms.inputs import ENTER_KEYS
from gui.forms.words import Sentence
from gui.icons import icon
from gui.jobs import Jobs
from gui.notice import Choice, Notice
from gui.sentences import why_and_what_next

_WIDTH, _HEIGHT = 440, 380
_PRESET = Qt.ItemDataRole.UserRole

_WHAT_IS_KEPT = "The values of this form, for any account. Secrets are never kept."


class SaveDialog(QDialog):
    """Asks for a name. Ends accepted with one that may be."""

    def __init__(self, suggested: str, module: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("save-preset-dialog")
        self.setWindowTitle("Save as preset")
        self.setMinimumWidth(_WIDTH)
        label = QLabel("<b>Name</b>")
        self._line = QLineEdit(suggested)
        self._line.setObjectName("preset-name")
        self._line.setAccessibleName("Name of the preset, required")
        self._line.setAccessibleDescription(_WHAT_IS_KEPT)
        self._line.selectAll()
        label.setBuddy(self._line)
        self._problem = Sentence(self)
        self._problem.setObjectName("preset-name-problem")
        self._problem.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        # Enter is never to mean this one, not even while Save cannot be pressed.
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        self._save = buttons.addButton("Save", QDialogButtonBox.ButtonRole.AcceptRole)
        self._save.setObjectName("save-preset-now")
        self._save.setProperty("role", "primary")
        self._save.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.L)
        column.setSpacing(theme.S)
        column.addWidget(_label(f"Save the values of “{module}”", "section"))
        column.addWidget(_label(_WHAT_IS_KEPT, "muted"))
        column.addSpacing(theme.S)
        for widget in (label, self._line, self._problem):
            column.addWidget(widget)
        column.addSpacing(theme.S)
        column.addWidget(buttons)
        self._line.textChanged.connect(self._look)
        self._look()

    def name(self) -> str:
        """The name, with single blanks."""
        return " ".join(self._line.text().split())

    def _look(self) -> None:
        count = len(self.name())
        too_long = f"A name has at most {LONGEST_PRESET_NAME} characters; this one has {count}."
        said = too_long if count > LONGEST_PRESET_NAME else ""
        self._problem.say(said, "problem")
        theme.set_flag(self._line, "invalid", bool(said))
        self._save.setEnabled(0 < count <= LONGEST_PRESET_NAME)


class PresetsDialog(QDialog):
    """The presets of one module: renamed, deleted, brought back. Ends accepted when one is to be used.

    F2 renames, Del deletes, Ctrl+Z brings back what was deleted last.
    """

    def __init__(
        self, integrator: Integrator, module: Module, names: Sequence[PresetName], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("presets-dialog")
        self.setWindowTitle("Presets")
        self.resize(_WIDTH, _HEIGHT)
        self._integrator = integrator
        self._module = module
        self._deleted: list[Preset] = []
        self.jobs = Jobs(self)
        self._list = _Names(self)
        self._list.setAccessibleName(f"Presets of {module.label}")
        self._none = _label("No preset is left. Save the form under a name to have one.", "muted")
        self._none.setObjectName("no-presets")
        self._said = Notice("presets-said", slim=True)
        self._said.left.connect(self._list.setFocus)
        self._use = self._button("use-preset", "Use", "check")
        self._use.setProperty("role", "primary")
        self._use.setIcon(icon("check", "accent_text"))
        self._rename = self._button("rename-preset", "Rename", "pencil")
        self._delete = self._button("delete-preset", "Delete", "trash-2")
        close = QPushButton("Close")
        close.setObjectName("close-presets")
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        for button in (self._use, self._rename, self._delete):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.L)
        column.setSpacing(theme.M)
        column.addWidget(_label(f"Presets of “{module.label}”", "section"))
        column.addWidget(self._list, 1)
        column.addWidget(self._none, 1, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._said)
        column.addLayout(row)
        self._connect()
        self._show(names)

    def chosen(self) -> PresetName | None:
        """The one that the list stands on."""
        item = self._list.currentItem()
        preset: PresetName | None = item.data(_PRESET) if item is not None else None
        return preset

    def _connect(self) -> None:
        self._use.clicked.connect(self.accept)
        self._rename.clicked.connect(self._list.edit_current)
        self._delete.clicked.connect(self._delete_chosen)
        self._list.use_wanted.connect(self.accept)
        self._list.itemDoubleClicked.connect(self.accept)
        self._list.delete_wanted.connect(self._delete_chosen)
        self._list.undo_wanted.connect(self._undo)
        self._list.itemChanged.connect(self._named)

    def _show(self, names: Sequence[PresetName], chosen: str = "") -> None:
        with QSignalBlocker(self._list):
            self._list.clear()
            for preset in names:
                item = QListWidgetItem(preset.name, self._list)
                item.setData(_PRESET, preset)
                item.setToolTip(preset.name)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        places = [place for place, preset in enumerate(names) if preset.id == chosen]
        self._list.setCurrentRow(places[0] if places else 0)
        self._list.setVisible(bool(names))
        self._none.setVisible(not names)
        for button in (self._use, self._rename, self._delete):
            button.setEnabled(bool(names))

    async def _refresh(self, chosen: str = "") -> None:
        self._show(await self._integrator.presets(self._module.app, self._module.id), chosen)

    # Rename

    def _named(self, item: QListWidgetItem) -> None:
        preset: PresetName = item.data(_PRESET)
        if item.text() != preset.name:
            self.jobs.start(f"rename {preset.id}", self._give_name(preset, item.text()))

    async def _give_name(self, preset: PresetName, name: str) -> None:
        try:
            await self._integrator.rename_preset(preset.id, name)
            self._said.clear()
        except InvalidValues as invalid:
            self._said.say("danger", "Not renamed.", " ".join(invalid.by_field.values()))
        except TrunklineError as error:
            self._tell(error)
        await self._try_refresh(preset.id)

    # Delete

    def _delete_chosen(self) -> None:
        preset = self.chosen()
        if preset is not None and not self.jobs.is_running("change"):
            self.jobs.start("change", self._take_away(preset, self._list.currentRow()))

    async def _take_away(self, preset: PresetName, row: int) -> None:
        try:
            self._deleted.append(await self._integrator.delete_preset(preset.id))
        except TrunklineError as error:
            self._tell(error)
        else:
            self._offer_undo()
        await self._try_refresh()
        self._list.setCurrentRow(min(row, self._list.count() - 1))
        if not self._list.count() and self._deleted:
            self._said.button("undo-delete").setFocus(Qt.FocusReason.OtherFocusReason)

    def _undo(self) -> None:
        if self._deleted and not self.jobs.is_running("change"):
            self.jobs.start("change", self._bring_back(self._deleted[-1]))

    async def _bring_back(self, preset: Preset) -> None:
        try:
            await self._integrator.put_preset_back(preset)
        except TrunklineError as error:
            self._tell(error)
            return
        self._deleted.remove(preset)
        await self._try_refresh(preset.id)
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._offer_undo()

    def _offer_undo(self) -> None:
        if self._deleted:
            words = f"“{self._deleted[-1].name}” was deleted."
            self._said.say("accent", words, "", [Choice("Undo", self._undo, "undo-delete")])
        else:
            self._said.clear()

    async def _try_refresh(self, chosen: str = "") -> None:
        try:
            await self._refresh(chosen)
        except TrunklineError as error:
            self._tell(error)

    def _tell(self, error: TrunklineError) -> None:
        self._said.say("danger", error.title, why_and_what_next(error))

    def _button(self, name: str, words: str, picture: str) -> QPushButton:
        button = QPushButton(f" {words}")
        button.setObjectName(name)
        button.setIcon(icon(picture))
        button.setAutoDefault(False)
        return button


class _Names(QListWidget):
    """A list that tells the dialog what its keys want."""

    use_wanted = Signal()
    delete_wanted = Signal()
    undo_wanted = Signal()

    def __init__(self, dialog: PresetsDialog) -> None:
        super().__init__(dialog)
        self.setObjectName("presets")
        self.setEditTriggers(QListWidget.EditTrigger.EditKeyPressed)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def edit_current(self) -> None:
        """Let the name be typed over."""
        item = self.currentItem()
        if item is not None:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self.editItem(item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter uses, Del deletes, Undo brings back; all else as in any list."""
        is_editing = self.state() == QListWidget.State.EditingState
        if event.key() in ENTER_KEYS and not is_editing:
            self.use_wanted.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo_wanted.emit()
        else:
            super().keyPressEvent(event)


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
