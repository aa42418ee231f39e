"""Which account a module runs with: the connections of its app, with the account's own name beside each."""

import time
from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QIcon
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
from gui.connections.words import state_of
from gui.forms.words import Sentence
from gui.icons import icon

_CONNECT = " Connect…"
_LIST_WIDTH = 520
"""The open list may be so wide, if its texts are: beyond the line that it belongs to."""


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

    def showPopup(self) -> None:
        """The list, wide enough to tell two accounts apart."""
        wanted = self.view().sizeHintForColumn(0) + 2 * theme.L
        self.view().setMinimumWidth(max(self.width(), min(wanted, _LIST_WIDTH)))
        super().showPopup()


class ConnectionChoice(QWidget):
    """A mandatory field of every module that calls a service."""

    changed = Signal()
    connect_wanted = Signal()
    """The person wants to connect another account."""
    reenter_wanted = Signal()
    """The person wants to enter the credentials of the chosen one again."""

    def __init__(self, app_label: str, mark: QIcon | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app_label = app_label
        self._mark = mark or icon("plug", "muted")
        self.is_by_choice = False
        """Whether somebody chose it; otherwise it is just the first."""
        label = QLabel("<b>Connection</b>")
        label.setObjectName("label-connection")
        label.setAccessibleName("Connection, required")
        self.combo: QComboBox = _AccountList()
        self.combo.setObjectName("connection")
        self.combo.setAccessibleName("Connection, required")
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(12)
        self.combo.currentIndexChanged.connect(self.changed)
        self.combo.activated.connect(self._chosen_by_hand)
        self.changed.connect(self._show_state)
        label.setBuddy(self.combo)
        self.add = QPushButton(_CONNECT)
        self.add.setObjectName("connect-account")
        self.add.setIcon(icon("plus"))
        self.add.setToolTip(f"Connect a {app_label} account")
        self.add.setAccessibleName(f"Connect a {app_label} account")
        self.add.clicked.connect(self.connect_wanted)
        self.reenter = QPushButton(" Enter credentials again")
        self.reenter.setObjectName("reenter-connection")
        self.reenter.setProperty("role", "quiet")
        self.reenter.setIcon(icon("key", "accent"))
        self.reenter.clicked.connect(self.reenter_wanted)
        self.reenter.hide()
        self._problem, self._state, self._hint = (
            self._sentence(name) for name in ("problem-connection", "state-connection", "hint-connection")
        )
        self._connections: dict[str, Connection] = {}
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
        column.addWidget(self._state)
        column.addWidget(self.reenter, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._hint)

    def show_connections(self, connections: Sequence[Connection]) -> None:
        """Show what there is; the chosen one stays chosen."""
        before = self.chosen()
        self._connections = {connection.id: connection for connection in connections}
        with QSignalBlocker(self.combo):
            self.combo.clear()
            for place, connection in enumerate(connections):
                self.combo.addItem(self._mark_of(connection), described(connection), connection.id)
                self.combo.setItemData(place, in_full(connection), Qt.ItemDataRole.ToolTipRole)
            self.combo.setCurrentIndex(max(0, self.combo.findData(before)) if connections else -1)
            self.combo.setEnabled(bool(connections))
            self.combo.setPlaceholderText(f"No {self._app_label} account yet")
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

    def connection(self) -> Connection | None:
        """The chosen connection as it was told last."""
        return self.known(self.chosen())

    def known(self, id: str) -> Connection | None:
        """A connection of the list as it was told last."""
        return self._connections.get(id)

    def _show_state(self) -> None:
        """How the chosen account fares, and what the service remarked on it when it was verified."""
        chosen = self.connection()
        is_failing = chosen is not None and chosen.state == "failing"
        self._state.say(_state_in_words(chosen), "problem" if is_failing else "note")
        self.reenter.setVisible(is_failing)
        hint = chosen.hint if chosen else ""
        self._hint.say(f"The service says: “{hint}”" if hint else "", "note")
        self.combo.setToolTip(in_full(chosen) if chosen else "")
        self.combo.setAccessibleDescription(_state_in_words(chosen))

    def _mark_of(self, connection: Connection) -> QIcon:
        if connection.state == "failing":
            return icon("circle-alert", "danger")
        return icon("graduation-cap", "practice") if connection.practice else self._mark

    def _sentence(self, name: str) -> Sentence:
        sentence = Sentence(self)
        sentence.setObjectName(name)
        sentence.hide()
        return sentence

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
    """A connection in one line: its name, the account's own name, so that twins can be told apart, and a
    word where it does not work."""
    failing = "failing" if connection.state == "failing" else ""
    return " · ".join(filter(None, (connection.name, connection.account, failing)))


def in_full(connection: Connection) -> str:
    """All that there is to say of a connection where it is chosen."""
    whose = " · ".join(filter(None, (connection.name, connection.account)))
    return "\n".join(filter(None, (whose, _state_in_words(connection))))


def _state_in_words(connection: Connection | None) -> str:
    """How it fares, where that is worth a sentence; "" where it works."""
    if connection is None or connection.state == "verified":
        return ""
    if connection.state == "unverified":
        return "Never verified: its service has not been asked yet whether it accepts it."
    why = connection.why[0] if connection.why else ""
    return f"{state_of(connection, time.time()).text}. {why}".strip()
