"""Objects of the same fields, one below the other: added, copied, moved and taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from core.model.fields import Field
from gui import theme
from gui.forms.card import Card
from gui.forms.editor import Around
from gui.forms.fieldset import FieldSet
from gui.forms.tab_order import follow_layout
from gui.icons import icon


class Cards(QWidget):
    """A column of cards, each a small form, and a button that adds one."""

    changed = Signal()

    def __init__(
        self, fields: Sequence[Field], item_label: str, add_label: str, around: Around, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._fields = tuple(fields)
        self._item_label = item_label
        self._around = around
        self._cards: list[Card] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.S)
        self.add_button = QPushButton(add_label, self)
        self.add_button.setIcon(icon("plus"))
        self.add_button.setIconSize(QSize(theme.L, theme.L))
        self.add_button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.add_button.clicked.connect(self._add_clicked)
        self._undo: UndoBar | None = None
        self._foot = QHBoxLayout()
        self._foot.setSpacing(theme.S)
        self._foot.addWidget(self.add_button)
        self._foot.addStretch(1)
        self._layout.addLayout(self._foot)

    def values(self) -> list[dict[str, Any]]:
        """The values of each card, from top to bottom."""
        return [card.fields.values() for card in self._cards]

    def set_values(self, values: Sequence[Mapping[str, Any]]) -> None:
        """One card for each of the values."""
        while len(self._cards) > len(values):
            self._take_out(self._cards[-1])
        while len(self._cards) < len(values):
            self._insert(len(self._cards))
        for card, one in zip(self._cards, values, strict=True):
            card.fields.set_values(one)
        self._cards_changed()

    def state(self) -> list[dict[str, Any]]:
        """What stands in each card, hidden fields included."""
        return [card.fields.state() for card in self._cards]

    def bring_back(self, state: Sequence[Mapping[str, Any]]) -> None:
        """Cards in which this stands."""
        while len(self._cards) > len(state):
            self._take_out(self._cards[-1])
        while len(self._cards) < len(state):
            self._insert(len(self._cards))
        for card, one in zip(self._cards, state, strict=True):
            card.fields.bring_back(one)
        self._cards_changed()

    def go_to(self, path: Sequence[Any], caret: int) -> QWidget:
        """Into a card, or to the button that adds one when there is none."""
        if not self._cards:
            self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
            return self.add_button
        at = min(path[0] if path else len(self._cards), len(self._cards) - 1)
        card = self._cards[at]
        inside = card.fields.go_to(path[1:], caret)
        if inside is None:
            card.focus_first()
        return inside or card

    def neighbour_changed(self, key: str) -> None:
        """A field further out has another value."""
        for card in self._cards:
            card.fields.neighbour_changed(key)

    def labels(self) -> dict[str, str]:
        """What was chosen in the cards is called, by path: `0.directory`."""
        return {
            f"{at}.{path}": label
            for at, card in enumerate(self._cards)
            for path, label in card.fields.labels().items()
        }

    def set_labels(self, labels: Mapping[str, str]) -> None:
        """Show these names, by path."""
        for at, inner in self._by_card(labels)[0].items():
            self._cards[at].fields.set_labels(inner)

    def own_problems(self) -> dict[str, str]:
        """What only the editors inside know, by path: `0.attributes`."""
        return {
            f"{at}.{path}": sentence
            for at, card in enumerate(self._cards)
            for path, sentence in card.fields.own_problems().items()
        }

    def place_problems(self, problems: Mapping[str, str]) -> list[str]:
        """Show sentences by path (`0.amount`) in their cards; returns those that fit into none."""
        inside, unplaced = self._by_card(problems)
        for at, card in enumerate(self._cards):
            unplaced.extend(card.fields.place_problems(inside.get(at, {})))
        return unplaced

    def replace_problem(self, path: str, old: str, new: str) -> None:
        """Where `old` is shown at a place inside a card, show `new` instead."""
        for at, inner in self._by_card({path: old})[0].items():
            for place in inner:
                self._cards[at].fields.replace_problem(place, old, new)

    def _by_card(self, by_path: Mapping[str, str]) -> tuple[dict[int, dict[str, str]], list[str]]:
        """Texts by card and path inside it, and those that belong into none."""
        inside: dict[int, dict[str, str]] = {}
        outside: list[str] = []
        for path, text in by_path.items():
            position, _, inner = path.partition(".")
            if inner and position.isdecimal() and int(position) < len(self._cards):
                inside.setdefault(int(position), {})[inner] = text
            else:
                outside.append(text)
        return inside, outside

    def has_problem(self) -> bool:
        """Whether a problem is shown in any card."""
        return any(card.fields.has_problem() for card in self._cards)

    def focus_problem(self) -> QWidget | None:
        """Go to the first problem inside; None when there is none."""
        shown = (card.fields.focus_problem() for card in self._cards)
        return next((widget for widget in shown if widget is not None), None)

    def _add_clicked(self) -> None:
        card = self._insert(len(self._cards))
        self._cards_changed()
        card.focus_first()

    def _duplicate(self, card: Card) -> None:
        copy = self._insert(self._cards.index(card) + 1)
        copy.fields.set_values(card.fields.values())
        copy.fields.set_labels(card.fields.labels())
        self._cards_changed()
        copy.focus_first()

    def _move(self, card: Card, by: int) -> None:
        to = self._cards.index(card) + by
        if 0 <= to < len(self._cards):
            focused = self.focusWidget()
            self._cards.remove(card)
            self._cards.insert(to, card)
            self._layout.removeWidget(card)
            self._layout.insertWidget(to, card)
            self._cards_changed()
            if focused is not None and focused.isEnabled():
                focused.setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                card.focus_first()

    def _remove(self, card: Card) -> None:
        at = self._cards.index(card)
        undo = UndoBar(f"{card.title()} was removed.", self)
        values, labels = card.fields.values(), card.fields.labels()
        undo.undo.clicked.connect(lambda: self._put_back(at, values, labels))
        self._take_out(card)
        self._cards_changed()
        self._undo = undo
        self._foot.insertWidget(1, undo)
        undo.show()
        follow_layout(_whole_form(self), self.add_button)
        if self._cards:
            self._cards[min(at, len(self._cards) - 1)].focus_first()
        else:
            self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_back(self, at: int, values: Mapping[str, Any], labels: Mapping[str, str]) -> None:
        card = self._insert(at)
        card.fields.set_values(values)
        card.fields.set_labels(labels)
        self._cards_changed()
        card.focus_first()

    def _insert(self, at: int) -> Card:
        card = Card(self._fields, self._around, self)
        card.fields.changed.connect(self.changed)
        card.duplicate_wanted.connect(self._duplicate)
        card.removal_wanted.connect(self._remove)
        card.up_wanted.connect(self._move_up)
        card.down_wanted.connect(self._move_down)
        self._cards.insert(at, card)
        self._layout.insertWidget(at, card)
        card.show()  # the layout would do it in the next turn, too late for the focus to go there
        return card

    def _move_up(self, card: Card) -> None:
        self._move(card, -1)

    def _move_down(self, card: Card) -> None:
        self._move(card, 1)

    def _take_out(self, card: Card) -> None:
        self._cards.remove(card)
        self._layout.removeWidget(card)
        card.hide()
        card.setObjectName("")  # until it is gone, another has its name
        card.deleteLater()

    def _cards_changed(self) -> None:
        if self._undo is not None:  # what it would put back has no place in what is there now
            self._undo.go()
            self._undo = None
        for at, card in enumerate(self._cards):
            card.set_place(f"{self._item_label} {at + 1}", first=at == 0, last=at == len(self._cards) - 1)
        follow_layout(_whole_form(self), self.add_button)
        self.changed.emit()


class UndoBar(QWidget):
    """Says what was removed, beside a button that brings it back."""

    def __init__(self, sentence: str, parent: QWidget) -> None:
        super().__init__(parent)
        said = QLabel(sentence, self)
        said.setTextFormat(Qt.TextFormat.PlainText)
        said.setProperty("role", "muted")
        self.undo = QPushButton("Undo", self)
        self.undo.setObjectName("undo")
        self.undo.setProperty("role", "quiet")
        self.undo.setAccessibleName(f"Undo: {sentence}")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.XS)
        layout.addWidget(said)
        layout.addWidget(self.undo)

    def go(self) -> None:
        """Be gone, also for the keyboard."""
        self.hide()
        self.deleteLater()


def _whole_form(widget: QWidget) -> QWidget:
    """The outermost set of fields around a widget."""
    outermost = widget
    above: QWidget | None = widget
    while above is not None:
        if isinstance(above, FieldSet):
            outermost = above
        above = above.parentWidget()
    return outermost
