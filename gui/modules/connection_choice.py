"""Which account a module runs with: the connections of its app, with the account's own name beside each."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStyle,
    QStyleOptionComboBox,
    QVBoxLayout,
    QWidget,
)

from core.model.connection import Connection
from gui import theme
from gui.forms.words import Sentence
from gui.icons import icon

_CONNECT = " Connect…"


class _AccountList(QComboBox):
    """A drop-down list whose chosen entry ends in dots where there is too little room for it."""

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """The text as far as it fits: a style sheet would cut it off in mid-letter."""
        super().initStyleOption(option)
        style = self.style()
        room = style.subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        width = room.width() - (0 if option.currentIcon.isNull() else option.iconSize.width() + theme.S)
        option.currentText = option.fontMetrics.elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, width
        )


class ConnectionChoice(QWidget):
    """A mandatory field of every module that calls a service."""

    changed = Signal()
    connect_wanted = Signal()
    """The person wants to connect another account."""

    def __init__(self, app_label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app_label = app_label
        self.is_by_choice = False
        """Whether somebody chose it; otherwise it is just the first."""
        label = QLabel("<b>Connection</b>")
        label.setObjectName("label-connection")
        self.combo: QComboBox = _AccountList()
        self.combo.setObjectName("connection")
        self.combo.setAccessibleName("Connection, required")
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(12)
        self.combo.currentIndexChanged.connect(self.changed)
        self.combo.activated.connect(self._chosen_by_hand)
        self.combo.currentTextChanged.connect(self.combo.setToolTip)
        self.changed.connect(self._show_hint)
        label.setBuddy(self.combo)
        self.add = QPushButton(_CONNECT)
        self.add.setObjectName("connect-account")
        self.add.setIcon(icon("plus"))
        self.add.setToolTip(f"Connect a {app_label} account")
        self.add.setAccessibleName(f"Connect a {app_label} account")
        self.add.clicked.connect(self.connect_wanted)
        self._problem, self._hint = Sentence(self), Sentence(self)
        for sentence, name in ((self._problem, "problem-connection"), (self._hint, "hint-connection")):
            sentence.setObjectName(name)
            sentence.hide()
        self._hints: dict[str, str] = {}
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        row.addWidget(self.combo, 1)
        row.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        column.addWidget(label)
        column.addLayout(row)
        column.addWidget(self._problem)
        column.addWidget(self._hint)

    def show_connections(self, connections: Sequence[Connection]) -> None:
        """Show what there is; the chosen one stays chosen."""
        before = self.chosen()
        self._hints = {connection.id: connection.hint for connection in connections}
        with QSignalBlocker(self.combo):
            self.combo.clear()
            for connection in connections:
                mark = icon("graduation-cap", "practice") if connection.practice else icon("plug", "muted")
                self.combo.addItem(mark, described(connection), connection.id)
            self.combo.setCurrentIndex(max(0, self.combo.findData(before)) if connections else -1)
            self.combo.setEnabled(bool(connections))
            self.combo.setPlaceholderText(f"No {self._app_label} account yet")
        self.combo.setToolTip(self.combo.currentText())
        self.add.setText("" if connections else _CONNECT)  # the account's name needs the room
        theme.set_flag(self.add, "role", "icon" if connections else "")
        self.show_problem("")
        self.changed.emit()

    def chosen(self) -> str:
        """The id of the chosen connection; "" while there is none."""
        return str(self.combo.currentData() or "")

    def choose(self, id: str) -> None:
        """Choose a connection by its id, if it is there."""
        index = self.combo.findData(id)
        if index >= 0:
            self.combo.setCurrentIndex(index)
            self.is_by_choice = True

    def _show_hint(self) -> None:
        """What the service remarked on this account when it was verified."""
        hint = self._hints.get(self.chosen(), "")
        self._hint.say(f"The service says: “{hint}”" if hint else "", "note")

    def _chosen_by_hand(self) -> None:
        self.is_by_choice = True

    def check(self) -> bool:
        """Say it when nothing is chosen; True when all is well."""
        fine = bool(self.chosen())
        self.show_problem("" if fine else f"Connect a {self._app_label} account first.")
        if not fine:
            self.add.setFocus()
        return fine

    def show_problem(self, sentence: str) -> None:
        """Show a sentence under the field, or none."""
        self._problem.say(sentence, "problem")
        theme.set_flag(self.combo, "invalid", bool(sentence))


def described(connection: Connection) -> str:
    """A connection in one line: its name, and the account's own name, so that twins can be told apart."""
    return " · ".join(filter(None, (connection.name, connection.account)))
