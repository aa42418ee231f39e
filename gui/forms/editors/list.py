"""Texts or whole numbers; with details some of them may be objects."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.model.fields import ListField
from core.rules.values import is_filled
from gui import theme
from gui.forms.cards import Cards
from gui.forms.chip_box import ChipBox
from gui.forms.editor import LEFT_OUT, Around, Editor
from gui.forms.pasted import entries_in, numbers_in

_WHOLE = re.compile(r"[+-]?[0-9]{1,40}")

_CARDS = 3
"""Where a state has the cards."""


class ListEditor(Editor):
    """A chip for each entry; below them, where the field has details, a card for each that is more."""

    field: ListField

    def __init__(self, field: ListField, around: Around, parent: QWidget) -> None:
        whole = QWidget(parent) if field.details else parent
        self._box = ChipBox(self._split, self._is_wrong, field.label, whole)
        self._cards: Cards | None = None
        if field.details:
            self._cards = Cards(field.details, "Entry", "Add with details", around, whole)
            self._cards.add_button.setObjectName(f"add-{field.key}")
            layout = QVBoxLayout(whole)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(theme.S)
            layout.addWidget(self._box)
            layout.addWidget(self._cards)
        super().__init__(field, around, whole if field.details else self._box, self._box.line)
        self._hint = "Type and press Enter, or paste a list"
        self.show_cleared("")
        self._given: list[Any] = []
        self._box.changed.connect(self.tell_changed)
        if self._cards is not None:
            self._cards.changed.connect(self.tell_changed)

    def value(self) -> Any:
        """The entries: the chips, then the cards; in the order that they were given in while unchanged."""
        entries = [*self._box.entries(), *self._detailed()]
        if _parted(entries) == _parted(self._given):
            entries = list(self._given)
        return entries or LEFT_OUT

    def set_value(self, value: Any) -> None:
        """Show the entries, without blank ones."""
        given = list(value) if isinstance(value, list | tuple) else [value]
        self._given = [one for one in given if one is not LEFT_OUT and is_filled(one)]
        plain, detailed = _parted(self._given)
        if self._cards is not None:
            self._cards.set_values(detailed)
        self._box.set_entries(plain if self._cards is not None else self._given)

    def state(self) -> Any:
        """What stands in the line, the chips, and what stands in each card."""
        return (*self._box.state(), self._cards.state() if self._cards is not None else [])

    def bring_back(self, state: Any) -> None:
        """Show it again."""
        *box, cards = state
        self._box.bring_back(*box)
        if self._cards is not None:
            self._cards.bring_back(cards)

    def go_to(self, path: Sequence[Any], caret: int) -> QWidget:
        """Into the card, or into the line."""
        if self._cards is not None and path[:1] == (_CARDS,):
            return self._cards.go_to(path[1:], caret)
        focused = super().go_to(path, caret)
        self._box.line.setCursorPosition(caret)
        return focused

    def set_placeholder(self, text: str) -> None:
        """A hint in the empty line."""
        self._hint = text
        self.show_cleared("")

    def show_cleared(self, words: str) -> None:
        """Say so in the empty line."""
        self._box.line.setPlaceholderText(words or self._hint)

    def neighbour_changed(self, key: str) -> None:
        """Pass it on to the cards."""
        if self._cards is not None:
            self._cards.neighbour_changed(key)

    def labels(self) -> dict[str, str]:
        """What was chosen inside the cards is called, by the position of the entry."""
        return self._from_cards(self._cards.labels()) if self._cards is not None else {}

    def set_labels(self, labels: Mapping[str, str]) -> None:
        """Show these names inside the cards."""
        if self._cards is not None:
            self._cards.set_labels(self._to_cards(labels)[0])

    def own_problems(self) -> dict[str, str]:
        """What only the editors inside the cards know, by the position of the entry."""
        return self._from_cards(self._cards.own_problems()) if self._cards is not None else {}

    def show_inner_problems(self, problems: Mapping[str, str]) -> list[str]:
        """Mark the chips and the cards that the sentences are about; those of chips are told below."""
        in_cards, others = self._to_cards(problems)
        places = self._places()
        positions = [int(path) for path in others if path.isdecimal() and int(path) < len(places)]
        self._box.mark([places[position][1] for position in positions])
        unplaced = list(others.values())
        return unplaced + (self._cards.place_problems(in_cards) if self._cards is not None else [])

    def replace_inner_problem(self, path: str, old: str, new: str) -> None:
        """Pass it on to the card."""
        for inner in self._to_cards({path: old})[0]:
            assert self._cards is not None
            self._cards.replace_problem(inner, old, new)

    def has_inner_problem(self) -> bool:
        """Whether a card shows a problem."""
        return self._cards is not None and self._cards.has_problem()

    def focus_problem(self) -> QWidget:
        """Go to the card that has one, else to the line."""
        shown = self._cards.focus_problem() if self._cards is not None else None
        return shown or super().focus_problem()

    def _split(self, text: str) -> list[Any]:
        """The entries of a text, as numbers where numbers are wanted."""
        if self.field.item != "integer":
            return list(entries_in(text))
        return [int(one) if _WHOLE.fullmatch(one) else one for one in numbers_in(text)]

    def _is_wrong(self, entry: Any) -> bool:
        return self.field.item == "integer" and not _WHOLE.fullmatch(str(entry))

    def _detailed(self) -> list[Any]:
        return list(self._cards.values()) if self._cards is not None else []

    def _from_cards(self, by_card: Mapping[str, str]) -> dict[str, str]:
        """The same by the position of the entry instead of that of the card."""
        positions = [at for at, (card, _) in enumerate(self._places()) if card >= 0]
        parted = {path: path.partition(".") for path in by_card}
        return {f"{positions[int(card)]}.{inner}": by_card[path] for path, (card, _, inner) in parted.items()}

    def _to_cards(self, by_entry: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
        """What is about a card, by the position of the card; and all the rest as it was."""
        places = self._places()
        in_cards: dict[str, str] = {}
        others: dict[str, str] = {}
        for path, text in by_entry.items():
            position, _, inner = path.partition(".")
            card = places[int(position)][0] if position.isdecimal() and int(position) < len(places) else -1
            if card >= 0:
                in_cards[f"{card}.{inner}" if inner else str(card)] = text
            else:
                others[path] = text
        return in_cards, others

    def _places(self) -> list[tuple[int, int]]:
        """For each entry of the value its card and its chip; -1 for what it has not."""
        value = self.value()
        places: list[tuple[int, int]] = []
        cards = chips = 0
        for entry in [] if value is LEFT_OUT else value:
            is_card = self._cards is not None and isinstance(entry, Mapping)
            places.append((cards, -1) if is_card else (-1, chips))
            cards, chips = cards + is_card, chips + (not is_card)
        return places


def _parted(entries: list[Any]) -> tuple[list[Any], list[Any]]:
    """The plain entries and the objects among them."""
    plain = [one for one in entries if not isinstance(one, Mapping)]
    return plain, [one for one in entries if isinstance(one, Mapping)]
