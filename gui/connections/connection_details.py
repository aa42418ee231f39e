"""All about the chosen connection: its name, how it fares and why, where it is used, what can be done."""

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from core.model.amounts import counted
from core.model.connection import Connection, Use
from gui import theme
from gui.actions import Actions
from gui.connections.action_button import ActionButton
from gui.connections.connection_model import Entry
from gui.connections.name_line import NameLine
from gui.connections.possible import PRACTICE_STAYS, why_not
from gui.connections.words import FAILING_NEXT_STEP, account_line
from gui.flow_layout import FlowLayout
from gui.forms.words import Sentence, breakable
from gui.icons import icon
from gui.moments import moment
from gui.notice import Choice, Notice
from gui.sentences import sentences

if TYPE_CHECKING:
    from gui.connections.budget_panel import BudgetPanel

_MARK, _SIGN = QSize(28, 28), 18
_INSIDE = theme.M - 1
"""From the edge of the name's line to its text."""
_FLUSH = 10
"""From the edge of a quiet button to its icon, which stands in line with what is above it."""
_MOST_USES = 12
_CAPTION_WIDTH = 92
_FURTHER = (
    ("reenter_connection", "reenter-connection"),
    ("duplicate_connection", "duplicate-connection"),
    ("connection_network", "connection-network"),
    ("replace_connection", "replace-connection"),
    ("remove_connection", "remove-connection"),
)
"""Actions, and what their buttons are called; what takes away stands last."""


class ConnectionDetails(QScrollArea):
    """Shows one connection. What somebody is typing into its name stays while it is shown anew."""

    renamed = Signal(object)
    """A `Connection` and the name that somebody typed for it."""

    def __init__(
        self, acts: Actions, clock: Callable[[], float] = time.time, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("connection-details")
        self.setAccessibleName("The chosen connection")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._acts = acts
        self._clock = clock
        self._entry: Entry | None = None
        self._mark = QLabel()
        self.name = NameLine()
        self.name.typed.connect(self._renamed)
        self._account = _text("details-account", "muted")
        self._refused = Sentence(self)
        self._refused.setObjectName("problem-connection-name")
        self._refused.hide()
        self.name.textEdited.connect(lambda: self.refuse_name(""))
        self._state = _State()
        self.failing = Notice("connection-failing")
        self._said: tuple[str, str, int] | None = None
        self._facts = _Facts()
        self._budget: BudgetPanel | None = None
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._lay_out()
        self.setWidget(self._content)
        self.show_entry(None)

    def add_budget(self, panel: "BudgetPanel") -> None:
        """Have this panel show what the chosen connection may still ask."""
        self._budget = panel
        self._column.insertWidget(self._column.indexOf(self._facts) + 1, panel)
        panel.show_connection(self._entry.connection if self._entry else None)

    def show_entry(self, entry: Entry | None) -> None:
        """Show this connection, or none."""
        before, self._entry = self._entry, entry
        self._content.setVisible(entry is not None)
        was = before.connection if before else None
        now = entry.connection if entry else None
        if self._budget is not None and _budget_changes(was, now):
            self._budget.show_connection(now)
        if entry is None:
            return
        if was is None or was.id != entry.connection.id:
            self.refuse_name("")
            self.name.give_up()
            self.verticalScrollBar().setValue(0)
        self._mark.setPixmap(entry.mark.pixmap(_MARK))
        self.name.show_name(entry.connection.name)
        self._account.setText(account_line(entry.connection, entry.app_label))
        self._show_state(entry)
        self._facts.show_entry(entry, self._clock())

    def refuse_name(self, sentence: str) -> None:
        """Say why a name was not taken; "" takes it back."""
        self._refused.say(sentence, "problem")

    def _renamed(self, text: object) -> None:
        if self._entry is not None:
            self.renamed.emit((self._entry.connection, text))

    def _show_state(self, entry: Entry) -> None:
        connection, state = entry.connection, entry.state(self._clock())
        self._state.say(state.picture, state.tone, state.text, _explained(entry))
        if connection.failing_since is None or entry.is_busy:
            self.failing.clear()
            return
        title, reason = connection.why or ("The service refused it.", "")
        reenter = Choice(
            "Enter credentials again…", self._acts["reenter_connection"].trigger, "reenter-failing", "primary"
        )
        choices = [] if why_not(entry)["reenter_connection"] else [reenter]
        text = sentences(reason, FAILING_NEXT_STEP)
        said = (title, text, len(choices))
        if self.failing.isHidden() or said != self._said:  # else its button would lose the focus
            self._said = said
            self.failing.say("danger", title, text, choices)

    # Building

    def _lay_out(self) -> None:
        acts = self._acts
        self._column.setContentsMargins(theme.M, 0, theme.S, theme.L)
        self._column.setSpacing(theme.M)
        heading = QGridLayout()
        heading.setHorizontalSpacing(theme.XS)
        heading.setVerticalSpacing(0)
        heading.setColumnStretch(1, 1)
        heading.addWidget(self._mark, 0, 0)
        heading.addWidget(self.name, 0, 1)
        below = QVBoxLayout()
        below.setContentsMargins(_INSIDE, 0, 0, 0)
        below.addWidget(self._account)
        below.addWidget(self._refused)
        heading.addLayout(below, 1, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.S)
        buttons.addWidget(ActionButton(acts["verify_connection"], "verify-connection"))
        buttons.addWidget(ActionButton(acts["edit_connection"], "edit-connection"))
        buttons.addStretch(1)
        self._column.addLayout(heading)
        self._column.addWidget(self._state)
        self._column.addWidget(self.failing)
        self._column.addLayout(buttons)
        self._column.addLayout(self._further())
        self._column.addWidget(self._facts)
        self._column.addStretch(1)

    def _further(self) -> QHBoxLayout:
        around = QWidget()
        flow = FlowLayout(around)
        for action, name in _FURTHER:
            button = ActionButton(self._acts[action], name, "quiet")
            flow.addWidget(button)
        button.set_picture("trash-2", "danger")
        row = QHBoxLayout()
        row.setContentsMargins(-_FLUSH, 0, 0, 0)
        row.addWidget(around)
        return row


class _State(QWidget):
    """A sign, how the connection fares, and what that means."""

    def __init__(self) -> None:
        super().__init__()
        self._sign = QLabel()
        self._word, self._more = _text("details-state", "strong"), _text("details-state-more", "muted")
        words = QVBoxLayout()
        words.setSpacing(theme.XS)
        words.addWidget(self._word)
        words.addWidget(self._more)
        row = QHBoxLayout(self)
        aside = (_MARK.width() - _SIGN) // 2
        row.setContentsMargins(aside, 0, 0, 0)  # the sign below the mark, the words below the name
        row.setSpacing(_MARK.width() + theme.XS + _INSIDE - aside - _SIGN)
        row.addWidget(self._sign, alignment=Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def say(self, picture: str, tone: str, word: str, more: str) -> None:
        """Show a state."""
        self._sign.setPixmap(icon(picture, tone).pixmap(_SIGN, _SIGN))
        self._word.setText(word)
        self._more.setText(more)
        self._more.setVisible(bool(more))


class _Facts(QFrame):
    """What else is known, a line each; what is not known has no line."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(theme.M, theme.M, theme.M, theme.M)
        self._grid.setHorizontalSpacing(theme.M)
        self._grid.setVerticalSpacing(theme.S)
        self._grid.setColumnMinimumWidth(0, _CAPTION_WIDTH)
        self._grid.setColumnStretch(1, 1)
        self._rows = {
            name: self._add(f"details-{name}", label)
            for name, label in (
                ("uses", "Used by"),
                ("hint", "Service says"),
                ("address", "API address"),
                ("made", "Connected"),
            )
        }

    def show_entry(self, entry: Entry, now: float) -> None:
        """Show what is known of this one."""
        connection = entry.connection
        self._show("uses", _places(entry.uses))
        self._show("hint", f"“{connection.hint}”" if connection.hint else "")
        self._show("address", breakable(connection.address))
        self._show("made", moment(connection.created_at, now) if connection.created_at else "")

    def _show(self, name: str, text: str) -> None:
        caption, value = self._rows[name]
        value.setText(text)
        caption.setVisible(bool(text))
        value.setVisible(bool(text))

    def _add(self, name: str, label: str) -> tuple[QLabel, QLabel]:
        caption, value = QLabel(label), _text(name, "")
        caption.setProperty("role", "muted")
        caption.setBuddy(value)
        row = self._grid.rowCount()
        self._grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, row, 1)
        return caption, value


def _explained(entry: Entry) -> str:
    if entry.is_busy:
        return f"Asking {entry.app_label}."
    if entry.connection.practice:
        return f"Made-up data on this computer. {PRACTICE_STAYS}"
    if entry.connection.state == "unverified":
        return "It was kept without asking the service. Verify it before you rely on it."
    return ""


def _places(uses: Sequence[Use] | None) -> str:
    if uses is None:
        return "…"
    if not uses:
        return "Nothing yet"
    lines = [use.label[:1].upper() + use.label[1:] for use in uses[:_MOST_USES]]
    if len(uses) > _MOST_USES:
        lines.append(f"and {counted(len(uses) - _MOST_USES, 'other place')}")
    return "\n".join(lines)


def _budget_changes(was: Connection | None, now: Connection | None) -> bool:
    """Whether what is told of the budget may be another; only the way it fares changes often."""
    one = was and (was.id, was.revision, was.verified_at)
    return one != (now and (now.id, now.revision, now.verified_at))


def _text(name: str, role: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
