"""Objects of the same fields, in an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from core.model.fields import ListOfGroupsField
from gui.forms.cards import Cards
from gui.forms.editor import LEFT_OUT, Around, Editor


class ListOfGroupsEditor(Editor):
    """A card for each object. No card means left out."""

    field: ListOfGroupsField

    def __init__(self, field: ListOfGroupsField, around: Around, parent: QWidget) -> None:
        self._cards = Cards(
            field.fields, field.item_label, f"Add {in_a_sentence(field.item_label)}", around, parent
        )
        self._cards.add_button.setObjectName(f"add-{field.key}")
        super().__init__(field, around, self._cards)
        self._cards.changed.connect(self.tell_changed)

    def value(self) -> Any:
        """The objects, from top to bottom."""
        return self._cards.values() or LEFT_OUT

    def set_value(self, value: Any) -> None:
        """One card for each object."""
        if isinstance(value, Mapping):
            value = [value]
        entries = value if isinstance(value, list | tuple) else ()
        self._cards.set_values([entry for entry in entries if isinstance(entry, Mapping)])

    def state(self) -> Any:
        """What stands in each card."""
        return self._cards.state()

    def bring_back(self, state: Any) -> None:
        """Show these cards."""
        self._cards.bring_back(state)

    def go_to(self, path: Sequence[Any], caret: int) -> QWidget:
        """Into the card."""
        return self._cards.go_to(path, caret)

    def typed_problem(self) -> str:
        """The fields inside speak for themselves."""
        return ""

    def neighbour_changed(self, key: str) -> None:
        """Pass it on; a field of that key inside is the nearer one."""
        if all(field.key != key for field in self.field.fields):
            self._cards.neighbour_changed(key)

    def labels(self) -> dict[str, str]:
        """What was chosen in the cards is called."""
        return self._cards.labels()

    def set_labels(self, labels: Mapping[str, str]) -> None:
        """Show these names in the cards."""
        self._cards.set_labels(labels)

    def own_problems(self) -> dict[str, str]:
        """What only the editors inside know."""
        return self._cards.own_problems()

    def show_inner_problems(self, problems: Mapping[str, str]) -> list[str]:
        """Show the sentences in their cards."""
        return self._cards.place_problems(problems)

    def replace_inner_problem(self, path: str, old: str, new: str) -> None:
        """Pass it on."""
        self._cards.replace_problem(path, old, new)

    def has_inner_problem(self) -> bool:
        """Whether a card shows a problem."""
        return self._cards.has_problem()

    def focus_problem(self) -> QWidget:
        """Go to the first card that has one, else to the button that adds a card."""
        shown = self._cards.focus_problem()
        if shown is None:
            self._cards.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        return shown or self.widget


def in_a_sentence(label: str) -> str:
    """A label as it stands inside a sentence: "Item" becomes "item", "SMS" stays."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
