"""Several fields that make one object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from core.model.fields import GroupField
from core.rules.values import is_filled
from gui import theme
from gui.forms.editor import LEFT_OUT, Around, Editor
from gui.forms.fieldset import FieldSet


class GroupEditor(Editor):
    """A framed form inside the form. An optional group that nobody touched is left out."""

    field: GroupField

    def __init__(self, field: GroupField, around: Around, parent: QWidget) -> None:
        frame = QFrame(parent)
        frame.setProperty("role", "sub_form")
        self._fields = FieldSet(field.fields, (), around, frame)
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(theme.M, theme.M, theme.M, theme.M)
        layout.addWidget(self._fields)
        super().__init__(field, around, frame)
        self._untouched = self._fields.values()
        self._is_given = False
        self._fields.changed.connect(self.tell_changed)

    def value(self) -> Any:
        """The values inside; left out while they are as they were at the beginning."""
        values = self._fields.values()
        touched = self._is_given or self.field.required or values != self._untouched
        return values if touched and is_filled(values) else LEFT_OUT

    def set_value(self, value: Any) -> None:
        """Show these values; a single value stands for the key that may be sent alone."""
        if self.field.bare and value is not LEFT_OUT and not isinstance(value, Mapping | None):
            value = {self.field.bare: value}
        self._is_given = isinstance(value, Mapping)
        self._fields.set_values(value if isinstance(value, Mapping) else self._untouched)

    def state(self) -> Any:
        """What stands inside, hidden fields included, and whether it counts although untouched."""
        return (self._fields.state(), self._is_given)

    def bring_back(self, state: Any) -> None:
        """Show it again."""
        inside, self._is_given = state
        self._fields.bring_back(inside)

    def go_to(self, path: Sequence[Any], caret: int) -> QWidget:
        """To the field inside."""
        return self._fields.go_to(path[1:], caret) or super().go_to(path, caret)

    def typed_problem(self) -> str:
        """The fields inside speak for themselves."""
        return ""

    def neighbour_changed(self, key: str) -> None:
        """Pass it on; a field of that key inside is the nearer one."""
        if all(field.key != key for field in self.field.fields):
            self._fields.neighbour_changed(key)

    def labels(self) -> dict[str, str]:
        """What was chosen inside is called."""
        return self._fields.labels()

    def set_labels(self, labels: Mapping[str, str]) -> None:
        """Show these names inside."""
        self._fields.set_labels(labels)

    def own_problems(self) -> dict[str, str]:
        """What only the editors inside know."""
        return self._fields.own_problems() if self.value() is not LEFT_OUT else {}

    def show_inner_problems(self, problems: Mapping[str, str]) -> list[str]:
        """Show the sentences at the fields inside."""
        return self._fields.place_problems(problems)

    def replace_inner_problem(self, path: str, old: str, new: str) -> None:
        """Pass it on."""
        self._fields.replace_problem(path, old, new)

    def has_inner_problem(self) -> bool:
        """Whether a field inside shows a problem."""
        return self._fields.has_problem()

    def focus_problem(self) -> QWidget:
        """Go to the field inside that has it, else to the first."""
        shown = self._fields.focus_problem()
        if shown is None:
            self._fields.focus_first()
        return shown or self.widget
