"""Choosing the connection that takes another one's place."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from core.model.connection import Connection, Use
from gui import theme
from gui.connections.connection_list import ConnectionTree
from gui.connections.connection_model import USED, ConnectionModel, Entry
from gui.connections.words import in_short

_WIDTH, _HEIGHT = 520, 440


class ReplaceDialog(QDialog):
    """Lists the other connections to the same app. Ends accepted once one is `chosen`."""

    def __init__(
        self,
        connection: Connection,
        uses: Sequence[Use],
        others: Sequence[Entry],
        parent: QWidget,
        *,
        remove: bool,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("replace-dialog")
        self.setWindowTitle("Replace a connection")
        self.resize(_WIDTH, _HEIGHT)
        title = _label(f"Replace “{connection.name}” by…", "title")
        places = in_short([use.label for use in uses])
        said = f"It is used by {places}. Each of them runs with the one chosen here from now on."
        words = _label(said if uses else "It is not used anywhere just now.", "muted")
        words.setObjectName("replace-words")
        model = ConnectionModel(self)
        self._list = ConnectionTree(model)
        self._list.setObjectName("replacements")
        self._list.setAccessibleName(f"Connections that can take the place of {connection.name}")
        self._list.keep_hidden(USED)
        model.show(others)
        self._list.choose_first()
        self._list.entered.connect(self.accept)
        self._remove = QCheckBox(f"Remove “{connection.name}” afterwards")
        self._remove.setObjectName("replace-and-remove")
        self._remove.setChecked(remove)
        if connection.practice:
            self._remove.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        go_on = buttons.addButton("Replace", QDialogButtonBox.ButtonRole.AcceptRole)
        go_on.setObjectName("replace-now")
        go_on.setProperty("role", "primary")
        go_on.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.L)
        column.setSpacing(theme.M)
        for widget in (title, words):
            column.addWidget(widget)
        column.addWidget(self._list, 1)
        column.addWidget(self._remove)
        column.addWidget(buttons)
        self._list.setFocus()

    def chosen(self) -> Connection:
        """The one that takes the place."""
        entry = self._list.chosen()
        assert entry is not None  # the first one is chosen from the beginning
        return entry.connection

    def is_to_be_removed(self) -> bool:
        """Whether the one that is replaced shall go."""
        return self._remove.isChecked() and not self._remove.isHidden()


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
