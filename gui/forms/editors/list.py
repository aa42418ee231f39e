"""Texts or whole numbers, one a line; with details some of them may be objects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.model.fields import ListField
from gui import theme
from gui.forms.cards import Cards
from gui.forms.editor import LEFT_OUT, Around, Editor
from gui.forms.highlight import mark_lines
from gui.forms.inputs import GrowingText

_WHOLE = re.compile(r"[+-]?[0-9]{1,40}")

LEAST_LINES, MOST_LINES = 2, 8


class ListEditor(Editor):
    """A box with one entry a line: Enter begins another, a paste of many lines makes many entries.

    Below it, where the field has details, a card for each entry that is more than a text.
    """

    field: ListField

    def __init__(self, field: ListField, around: Around, parent: QWidget) -> None:
        whole = QWidget(parent) if field.details else parent
        self._box = GrowingText(whole, LEAST_LINES, MOST_LINES)
        self._box.setPlaceholderText("One per line")
        self._cards: Cards | None = None
        if field.details:
            self._cards = Cards(field.details, "Entry", "Add with details", around, whole)
            self._cards.add_button.setObjectName(f"add-{field.key}")
            layout = QVBoxLayout(whole)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(theme.S)
            layout.addWidget(self._box)
            layout.addWidget(self._cards)
        super().__init__(field, around, whole if field.details else self._box, self._box)
        self._given: list[Any] = []
        self._numbers: dict[str, Any] = {}  # numbers that were given, by the line that shows them
        self._box.textChanged.connect(self.tell_changed)
        self._box.left.connect(self.tell_left)
        if self._cards is not None:
            self._cards.changed.connect(self.tell_changed)

    def value(self) -> Any:
        """The entries: those of the lines, then those of the cards; as they were given while unchanged."""
        entries = [self._entry(line) for line in self._lines()] + self._detailed()
        if _same_entries(entries, self._given):
            entries = list(self._given)
        return entries or LEFT_OUT

    def set_value(self, value: Any) -> None:
        """Show the entries."""
        given = list(value) if isinstance(value, list | tuple) else []
        if isinstance(value, str | int | float) and value != "":
            given = [value]
        self._given = given
        if self.field.keep_number:
            self._numbers = {str(one): one for one in given if isinstance(one, int | float)}
        self._box.setPlainText("\n".join(str(one) for one in given if not isinstance(one, Mapping)))
        if self._cards is not None:
            self._cards.set_values([one for one in given if isinstance(one, Mapping)])

    def set_placeholder(self, text: str) -> None:
        """A hint in the empty box."""
        self._box.setPlaceholderText(f"One per line. {text}")

    def own_problems(self) -> dict[str, str]:
        """What only the editors inside the cards know, by the position of the entry."""
        inner = self._cards.own_problems() if self._cards is not None else {}
        positions = [at for at, entry in enumerate(self._entries()) if isinstance(entry, Mapping)]
        moved = {}
        for path, sentence in inner.items():
            card, _, rest = path.partition(".")
            moved[f"{positions[int(card)]}.{rest}"] = sentence
        return moved

    def show_inner_problems(self, problems: Mapping[str, str]) -> list[str]:
        """Mark the lines and the cards that the sentences are about; those of lines are told below."""
        lines: list[int] = []
        in_cards: dict[str, str] = {}
        unplaced: list[str] = []
        places = self._places()
        for path, sentence in problems.items():
            position, _, inner = path.partition(".")
            known = position.isdecimal() and int(position) < len(places)
            card, line = places[int(position)] if known else (-1, -1)
            if card >= 0:
                in_cards[f"{card}.{inner}" if inner else str(card)] = sentence
                continue
            lines.append(line)
            unplaced.append(sentence)
        mark_lines(self._box, lines)
        return unplaced + (self._cards.place_problems(in_cards) if self._cards is not None else [])

    def has_inner_problem(self) -> bool:
        """Whether a card shows a problem."""
        return self._cards is not None and self._cards.has_problem()

    def focus_problem(self) -> QWidget:
        """Go to the card that has one, else to the lines."""
        shown = self._cards.focus_problem() if self._cards is not None else None
        return shown or super().focus_problem()

    def _lines(self) -> list[str]:
        return [line.strip() for line in self._box.toPlainText().split("\n") if line.strip()]

    def _detailed(self) -> list[Any]:
        return list(self._cards.values()) if self._cards is not None else []

    def _entries(self) -> list[Any]:
        value = self.value()
        return [] if value is LEFT_OUT else list(value)

    def _entry(self, line: str) -> Any:
        """The value of a line: a number where one is wanted, or where one was given."""
        if self.field.item == "integer":
            return int(line) if _WHOLE.fullmatch(line) else line
        return self._numbers.get(line, line)

    def _places(self) -> list[tuple[int, int]]:
        """For each entry its card and its line; -1 for what it has not."""
        numbers = [at for at, line in enumerate(self._box.toPlainText().split("\n")) if line.strip()]
        places: list[tuple[int, int]] = []
        cards = lines = 0
        for entry in self._entries():
            if isinstance(entry, Mapping):
                places.append((cards, -1))
                cards += 1
            else:
                places.append((-1, numbers[lines] if lines < len(numbers) else -1))
                lines += 1
        return places


def _same_entries(entries: list[Any], given: list[Any]) -> bool:
    """Whether the entries are those that were given, whatever their order between lines and cards."""

    def parted(values: list[Any]) -> tuple[list[str], list[Any]]:
        texts = [str(one).strip() for one in values if not isinstance(one, Mapping)]
        return texts, [one for one in values if isinstance(one, Mapping)]

    return bool(given) and parted(entries) == parted(given)
