"""One of fixed options."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from core.model.fields import SelectField
from gui.forms.editor import LEFT_OUT, Around, Editor
from gui.forms.inputs import NOT_SET, CalmCombo


class SelectEditor(Editor):
    """A list of the options; an optional field has "Not set" first, a mandatory one begins unchosen."""

    field: SelectField

    def __init__(self, field: SelectField, around: Around, parent: QWidget) -> None:
        self._list = CalmCombo(parent)
        super().__init__(field, around, self._list)
        self._values: list[Any] = []
        if not field.required:
            self._offer(LEFT_OUT, NOT_SET)
        for value, label in field.options.items():
            self._offer(value, label)
        self._list.setPlaceholderText("Choose…")
        self._list.setCurrentIndex(-1 if field.required else 0)
        self._list.currentIndexChanged.connect(self.tell_changed)

    def value(self) -> Any:
        """The value of the chosen option."""
        chosen = self._list.currentIndex()
        return self._values[chosen] if chosen >= 0 else LEFT_OUT

    def set_value(self, value: Any) -> None:
        """Choose the option. A value that is none of them is shown as it is, to be complained about."""
        if value is None or value is LEFT_OUT:
            self._list.setCurrentIndex(-1 if self.field.required else 0)
            return
        text = str(value)
        if text not in self._values:
            self._offer(text, f"{text} (not an option)")
        self._list.setCurrentIndex(self._values.index(text))

    def show_cleared(self, words: str) -> None:
        """Say so in the place of a choice."""
        self._list.setPlaceholderText(words or "Choose…")
        if words:
            self._list.setCurrentIndex(-1)
        elif self._list.currentIndex() < 0 and not self.field.required:
            self._list.setCurrentIndex(0)

    def _offer(self, value: Any, label: str) -> None:
        self._values.append(value)
        self._list.addItem(label)
