"""One field of a form: its label, its editor, its help, and what is to be said about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from core.model.fields import WITHOUT_VALUE
from gui import theme
from gui.forms import clearing
from gui.forms.change import Cleared
from gui.forms.editor import LEFT_OUT, Editor
from gui.forms.words import Sentence, Tone, caption, paragraph, says_more

GAP = 14
"""Between two fields, in device-independent pixels."""


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
        self._sentence: Sentence | None = None
        self._problem = self._warning = ""
        self._remark: tuple[str, Tone] = ("", "note")
        self._cleared: Any = LEFT_OUT
        self._is_setting = False
        self.is_shown = True
        self.is_required = False
        self._lay_out()
        editor.heard_by(self)

    @property
    def key(self) -> str:
        """The field's key."""
        return self.field.key

    @property
    def has_state(self) -> bool:
        """Whether the form's history follows it."""
        return self.editor.is_remembered and not isinstance(self.field, WITHOUT_VALUE)

    # --- its value ------------------------------------------------------------------------------------

    def value(self) -> Any:
        """What the editor holds; null or empty where that was wished for; else `LEFT_OUT`."""
        return self.editor.value() if self._cleared is LEFT_OUT else self._cleared

    def set_value(self, value: Any) -> None:
        """Show a value that `value` might have given."""
        self._is_setting = True
        is_cleared = clearing.is_cleared(self.field, value)
        self._cleared = value if is_cleared else LEFT_OUT
        self.editor.set_value(LEFT_OUT if is_cleared else value)
        self.editor.show_cleared(clearing.INSIDE if is_cleared else "")
        self._is_setting = False
        self._say()

    def state(self) -> Any:
        """All that a person sees in it, to be brought back."""
        return self.editor.state() if self._cleared is LEFT_OUT else Cleared(self._cleared)

    def meaning(self) -> Any:
        """What its state comes to: the same in another writing is no step of its own."""
        return self.editor.meaning() if self._cleared is LEFT_OUT else self._cleared

    def bring_back(self, state: Any) -> None:
        """Be as when `state` gave this. Nobody is told."""
        if isinstance(state, Cleared):
            self.set_value(state.value)
            return
        self._is_setting = True
        self._cleared = LEFT_OUT
        self.editor.show_cleared("")
        self.editor.bring_back(state)
        self._is_setting = False
        self._say()

    def is_cleared(self) -> bool:
        """Whether null or empty is sent, on purpose."""
        return self._cleared is not LEFT_OUT

    def change_to(self, value: Any) -> None:
        """Set a value as the person's own doing."""
        self.set_value(value)
        self._listener.row_changed(self)

    # --- its looks ------------------------------------------------------------------------------------

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
            self.editor.input.setAccessibleDescription(self.field.help)
            if says_more(self.field.label, self.field.help):
                self._help = caption(self.field.help, self._owner)
                self._help.setObjectName(f"help-{self.key}")
                self._layout.addWidget(self._help)

    def _make_label(self) -> QLabel:
        label = paragraph(self.field.label.replace("&", "&&"), self._owner)
        label.setObjectName(f"label-{self.key}")
        label.setBuddy(self.editor.input)
        return label

    def _name_input(self) -> None:
        name = f"{self.field.label}, required" if self.is_required else self.field.label
        self.editor.input.setAccessibleName(name)
        if self._label is not None:  # where Qt takes the label itself for the name, as for drop-down lists
            self._label.setAccessibleName(name)

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

    def owns(self, widget: QWidget) -> bool:
        """Whether a widget that lies directly in the form is one of this row's."""
        return widget in (self.editor.widget, self._label, self._help, self._sentence)

    def menu_label(self) -> QLabel | None:
        """The label that holds the button of the field's menu; None where there is nothing to choose."""
        has_menu = clearing.may_be_left_out(self.field) and not self.editor.label_beside
        return self._label if has_menu else None

    # --- what is said about it ------------------------------------------------------------------------

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

    def warning(self) -> str:
        """The warning that stands under the field; "" when none does."""
        return self._warning

    def show_warning(self, sentence: str) -> None:
        """Say what deserves a thought and keeps nobody from going on; "" takes it back."""
        if sentence != self._warning:
            self._warning = sentence
            self._say()

    def bottom(self) -> QWidget:
        """The lowest widget that is shown: what to scroll to so that all can be read."""
        if self._sentence is not None and not self._sentence.isHidden():
            return self._sentence
        return self.editor.widget

    def _say(self) -> None:
        """Let the line under the editor follow: the problem alone, else all else that there is to say."""
        state = clearing.sentence(self.field, self._cleared) if self.is_cleared() else ""
        remark, tone = self._remark
        calm = " ".join(text for text in (self._warning, state, remark) if text)
        text = (self._problem or calm) if self.is_shown else ""
        if self._sentence is None:
            if not text:
                return
            self._sentence = Sentence(self._owner)
            self._sentence.setObjectName(f"problem-{self.key}")
            self._layout.insertWidget(self._layout.indexOf(self.editor.widget) + 1, self._sentence)
        self.editor.input.setAccessibleDescription(text or self.field.help)
        self._sentence.say(text, "problem" if self._problem else "warning" if self._warning else tone)

    # --- what the editor says -------------------------------------------------------------------------

    def changed(self) -> None:
        """The editor says that its value may be another now."""
        if self._is_setting:
            return
        if self.is_cleared():
            self._cleared = LEFT_OUT
            self.editor.show_cleared("")
            self._say()
        self._listener.row_changed(self)

    def left(self) -> None:
        """The person has moved on, or is done with it: time to say what is wrong."""
        self._listener.row_left(self)

    def remarked(self, sentence: str, tone: Tone) -> None:
        """The editor has something to say that is no problem."""
        if (sentence, tone) != self._remark:
            self._remark = (sentence, tone)
            self._say()
