"""What every editor can do, and what it may ask of the form around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from msgspec import UNSET
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from core.model.fields import Field
from core.rules.values import problem_of
from gui import theme
from gui.forms.lookups import Lookups
from gui.forms.words import Tone

LEFT_OUT = UNSET
"""The value of an editor that holds nothing: the key is left out."""


@dataclass(frozen=True)
class Around:
    """What an editor may ask of the form that it stands in."""

    make_editor: Callable[[Field, Around, QWidget], Editor]
    """Makes the editors of fields inside fields."""
    lookups: Lookups
    values: Callable[[], Mapping[str, Any]]
    """The values of the form as they stand; of two fields of one key the nearer counts."""
    label_of: Callable[[str], str] = str
    """What the field of that key is called."""


class Hearer(Protocol):
    """Who is told what happens in an editor."""

    def changed(self) -> None:
        """The value may be another now."""

    def remarked(self, sentence: str, tone: Tone) -> None:
        """There is something to say that is no problem."""


class Editor(QObject):
    """The part of a form that holds the value of one field.

    `widget` is what lies in the form, `input` the part of it that takes the focus. An editor belongs to
    its parent and is never moved to another.
    """

    changed = Signal()
    """The value may be another now."""

    has_label = True
    """False for what is its own label."""
    label_beside = False
    """True when the label stands to the right of the input; the editor then has `place_label`."""
    is_remembered = True
    """False for what no history of the form may hold: it is then never undone."""

    def __init__(
        self, field: Field, around: Around, widget: QWidget, main_input: QWidget | None = None
    ) -> None:
        super().__init__(widget)
        self.field = field
        self.around = around
        self.widget = widget
        self.input = main_input or widget
        self.input.setObjectName(f"field-{field.key}")
        self._hearer: Hearer | None = None

    def heard_by(self, hearer: Hearer) -> None:
        """Tell this one, too, what happens: a plain call, where a connection for each field would be felt."""
        self._hearer = hearer

    def tell_changed(self) -> None:
        """Say that the value may be another now."""
        if self._hearer is not None:
            self._hearer.changed()
        self.changed.emit()

    def tell_remark(self, sentence: str, tone: Tone = "note") -> None:
        """Say what is no problem of the value, such as a list that cannot be loaded; "" takes it back."""
        if self._hearer is not None:
            self._hearer.remarked(sentence, tone)

    def value(self) -> Any:
        """Plain JSON-able Python, or `LEFT_OUT`."""
        return LEFT_OUT

    def set_value(self, value: Any) -> None:
        """Show a value that `value` might have given; `LEFT_OUT` empties the editor."""

    def state(self) -> Any:
        """All that a person sees in it, as plain values: more than `value`, which reads "07" as 7."""
        return self.value()

    def meaning(self) -> Any:
        """What a state comes to. Where that is the same, nothing has been done that is to be undone."""
        return self.value()

    def bring_back(self, state: Any) -> None:
        """Be as when `state` gave this, and tell nobody but by `changed`."""
        self.set_value(state)

    def go_to(self, path: Sequence[Any], caret: int) -> QWidget:
        """Put the focus where a state has this path, in a text at that position; returns what took it."""
        self.input.setFocus(Qt.FocusReason.OtherFocusReason)
        return self.input

    def typed_problem(self) -> str:
        """What is wrong with the value as it is typed; an empty field is never wrong yet."""
        value = self.value()
        return "" if value is LEFT_OUT else problem_of(self.field, value)

    def own_problems(self) -> dict[str, str]:
        """What the value cannot tell (two rows of one name): sentences by path below this field."""
        return {}

    def show_problem(self, sentence: str) -> None:
        """Look accepted ("") or not. The sentence itself stands in the form, under the editor."""
        theme.set_flag(self.input, "invalid", bool(sentence))

    def show_inner_problems(self, problems: Mapping[str, str]) -> list[str]:
        """Show problems of places inside the value, by path below this field.

        Returns the sentences that found no place; the form says them under the editor.
        """
        return list(problems.values())

    def has_inner_problem(self) -> bool:
        """Whether a problem is shown somewhere inside."""
        return False

    def focus_problem(self) -> QWidget:
        """Put the focus where the first problem is, and return that input."""
        self.input.setFocus(Qt.FocusReason.OtherFocusReason)
        return self.input

    def place_label(self, label: QLabel) -> None:
        """Take the label in, where `label_beside` says so."""

    def set_placeholder(self, text: str) -> None:
        """A hint inside the empty input, where the kind has room for one."""

    def show_cleared(self, words: str) -> None:
        """Say inside the empty input that null or empty is sent; "" when it no longer is."""

    def neighbour_changed(self, key: str) -> None:
        """Another field of the form, or of one around it, has another value now."""

    def labels(self) -> dict[str, str]:
        """What chosen entries are called, by path below this field; "" stands for the field itself."""
        return {}

    def set_labels(self, labels: Mapping[str, str]) -> None:
        """Show these names for the values that are there, by path below this field."""

    def replace_inner_problem(self, path: str, old: str, new: str) -> None:
        """Where `old` is shown at a place inside, show `new` instead; "" for nothing."""
