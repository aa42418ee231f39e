"""One field of a form: its label, its editor, its help, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from gui import theme
from gui.forms.editor import Editor
from gui.icons import icon

GAP = 14
"""Between two fields, in device-independent pixels."""

LONGEST_WORD = 28
"""Characters; a longer word gets places to break at, or it would widen the form."""

LONGEST_LINE = 24
"""Characters that fit on one line anywhere: only longer texts are laid out as paragraphs, which costs."""


class Owner(Protocol):
    """Who wants to hear of a row."""

    def row_changed(self, row: FieldRow) -> None:
        """Its value may be another now."""

    def row_left(self, row: FieldRow) -> None:
        """The person has moved on from it."""


class FieldRow:
    """The widgets of one field, laid out below those of the field before."""

    def __init__(self, editor: Editor, owner: QWidget, listener: Owner, layout: QVBoxLayout) -> None:
        self.editor = editor
        self.field = editor.field
        self._owner = owner
        self._listener = listener
        self._layout = layout
        self._gap = QSpacerItem(0, GAP, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._label: QLabel | None = None
        self._help: QLabel | None = None
        self._sentence: _Sentence | None = None
        self._problem = ""
        self._remark = ""
        self.is_shown = True
        self.is_required = False
        self._lay_out()
        editor.heard_by(self)

    @property
    def key(self) -> str:
        """The field's key."""
        return self.field.key

    def _lay_out(self) -> None:
        self._layout.addItem(self._gap)
        if self.editor.has_label:
            self._label = self._make_label()
            if self.editor.label_beside:
                self.editor.place_label(self._label)
            else:
                self._label.setContentsMargins(0, 0, 0, theme.XS)
                self._layout.addWidget(self._label)
            self._name_input()
        self._layout.addWidget(self.editor.widget)
        if self.field.help and self.editor.has_label:
            self._help = _caption(self.field.help, "caption", self._owner)
            self._help.setObjectName(f"help-{self.key}")
            self.editor.input.setAccessibleDescription(self.field.help)
            self._layout.addWidget(self._help)

    def _make_label(self) -> QLabel:
        label = paragraph(self.field.label.replace("&", "&&"), self._owner)
        label.setObjectName(f"label-{self.key}")
        label.setBuddy(self.editor.input)
        return label

    def _name_input(self) -> None:
        name = f"{self.field.label}, required" if self.is_required else self.field.label
        self.editor.input.setAccessibleName(name)

    def set_required(self, required: bool) -> None:
        """Bold for what must be filled; in words for who does not see that."""
        if self._label is None or required == self.is_required:
            return
        self.is_required = required
        font = QFont(self._label.font())
        font.setBold(required)
        self._label.setFont(font)
        self._name_input()

    def set_shown(self, shown: bool, *, first: bool) -> None:
        """Show or hide all of it. The first field of a form has no gap above."""
        self.is_shown = shown
        self._gap.changeSize(0, GAP if shown and not first else 0)
        for widget in (self._label, self.editor.widget, self._help):
            if widget is not None and widget.isHidden() == shown:
                widget.setVisible(shown)
        self._say()

    def problem(self) -> str:
        """The sentence that stands under the field; "" when none does."""
        return self._problem

    def has_problem(self) -> bool:
        """Whether a problem is shown here or further inside."""
        return bool(self._problem) or self.editor.has_inner_problem()

    def show_problem(self, own: str, inner: Mapping[str, str] | None = None) -> None:
        """Say what is wrong with the field as a whole, and with places inside it; "" and nothing clear it."""
        if inner is not None:
            unplaced = self.editor.show_inner_problems(inner)
            own = own or " ".join(dict.fromkeys(unplaced))
        if own != self._problem:
            self._problem = own
            self.editor.show_problem(own)
            self._say()

    def bottom(self) -> QWidget:
        """The lowest widget that is shown: what to scroll to so that all can be read."""
        if self._sentence is not None and not self._sentence.isHidden():
            return self._sentence
        return self.editor.widget

    def _say(self) -> None:
        """Let the line under the editor follow: the problem first, else the remark, else nothing."""
        text = (self._problem or self._remark) if self.is_shown else ""
        if self._sentence is None:
            if not text:
                return
            self._sentence = _Sentence(self._owner)
            self._sentence.setObjectName(f"problem-{self.key}")
            self._layout.insertWidget(self._layout.indexOf(self.editor.widget) + 1, self._sentence)
        self._sentence.say(text, is_problem=bool(self._problem))

    def changed(self) -> None:
        """The editor says that its value may be another now."""
        self._listener.row_changed(self)

    def left(self) -> None:
        """The editor says that the person has moved on."""
        self._listener.row_left(self)

    def remarked(self, sentence: str) -> None:
        """The editor has something to say that is no problem."""
        self._remark = sentence
        self._say()


class _Sentence(QLabel):
    """A sentence with a sign in front of it: never colour alone."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setContentsMargins(theme.L + 2, theme.XS, 0, 0)
        self._icon = icon("circle-alert", "danger")

    def say(self, text: str, *, is_problem: bool) -> None:
        """Show the sentence, or nothing for ""."""
        if text:
            self._icon = icon("circle-alert", "danger") if is_problem else icon("info", "warning")
            theme.set_flag(self, "role", "problem" if is_problem else "remark")
        self.setText(breakable(text))
        self.setVisible(bool(text))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, with the sign beside its first line."""
        super().paintEvent(event)
        line = self.fontMetrics().height()
        side = min(line, theme.L) - 2
        painter = QPainter(self)
        self._icon.paint(painter, QRect(1, theme.XS + (line - side) // 2, side, side))
        painter.end()

    def sizeHint(self) -> QSize:
        """At least as high as the sign."""
        return super().sizeHint().expandedTo(QSize(0, theme.L + theme.XS))


def paragraph(text: str, parent: QWidget) -> QLabel:
    """Plain text that wraps when there is too little room for it."""
    label = QLabel(breakable(text), parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(len(text) > LONGEST_LINE)
    return label


def _caption(text: str, role: str, parent: QWidget) -> QLabel:
    label = paragraph(text, parent)
    label.setProperty("role", role)
    label.setContentsMargins(0, theme.XS, 0, 0)
    return label


def breakable(text: str) -> str:
    """The text, with invisible places to break very long words at."""
    if len(text) <= LONGEST_WORD or all(len(word) <= LONGEST_WORD for word in text.split()):
        return text
    return " ".join(_broken(word) if len(word) > LONGEST_WORD else word for word in text.split(" "))


def _broken(word: str) -> str:
    pieces = (word[at : at + LONGEST_WORD] for at in range(0, len(word), LONGEST_WORD))
    return "\u200b".join(pieces)
