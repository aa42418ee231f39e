"""Objects of the same fields, one below the other: added, copied, moved and taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.model.fields import Field
from gui import theme
from gui.forms.editor import Around
from gui.forms.fieldset import FieldSet
from gui.forms.inputs import icon_button
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
        self._layout.addWidget(self.add_button)

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

    def own_problems(self) -> dict[str, str]:
        """What only the editors inside know, by path: `0.attributes`."""
        return {
            f"{at}.{path}": sentence
            for at, card in enumerate(self._cards)
            for path, sentence in card.fields.own_problems().items()
        }

    def place_problems(self, problems: Mapping[str, str]) -> list[str]:
        """Show sentences by path (`0.amount`) in their cards; returns those that fit into none."""
        inside: dict[int, dict[str, str]] = {}
        unplaced: list[str] = []
        for path, sentence in problems.items():
            position, _, inner = path.partition(".")
            if inner and position.isdecimal() and int(position) < len(self._cards):
                inside.setdefault(int(position), {})[inner] = sentence
            else:
                unplaced.append(sentence)
        for at, card in enumerate(self._cards):
            unplaced.extend(card.fields.place_problems(inside.get(at, {})))
        return unplaced

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
        self._take_out(card)
        self._cards_changed()
        if self._cards:
            self._cards[min(at, len(self._cards) - 1)].focus_first()
        else:
            self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

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
        for at, card in enumerate(self._cards):
            card.set_place(f"{self._item_label} {at + 1}", first=at == 0, last=at == len(self._cards) - 1)
        follow_layout(_whole_form(self), self.add_button)
        self.changed.emit()


class Card(QFrame):
    """One object: its title, what can be done with it, and its fields."""

    duplicate_wanted = Signal(object)
    removal_wanted = Signal(object)
    up_wanted = Signal(object)
    down_wanted = Signal(object)

    def __init__(self, fields: Sequence[Field], around: Around, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "sub_form")
        self._title = QLabel(self)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setProperty("role", "muted")
        header = QHBoxLayout()
        header.setSpacing(0)
        header.addWidget(self._title, 1)
        self._buttons = {
            "up": self._add_button(header, "arrow-up", self.up_wanted),
            "down": self._add_button(header, "arrow-down", self.down_wanted),
            "duplicate": self._add_button(header, "copy", self.duplicate_wanted),
            "remove": self._add_button(header, "trash-2", self.removal_wanted),
        }
        self.fields = FieldSet(fields, (), around, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.M, theme.XS, theme.M, theme.M)
        layout.setSpacing(theme.XS)
        layout.addLayout(header)
        layout.addWidget(self.fields)

    def _add_button(self, header: QHBoxLayout, icon_name: str, wanted: Any) -> QToolButton:
        button = icon_button(icon_name, "", self)
        button.clicked.connect(lambda: wanted.emit(self))
        header.addWidget(button)
        return button

    def set_place(self, title: str, *, first: bool, last: bool) -> None:
        """Say which one it is, and what can be done with it there."""
        self._title.setText(title)
        self.setObjectName(title.lower().replace(" ", "-"))
        self.setAccessibleName(title)
        self._buttons["up"].setEnabled(not first)
        self._buttons["down"].setEnabled(not last)
        for name, words in (
            ("up", f"Move {title} up"),
            ("down", f"Move {title} down"),
            ("duplicate", f"Duplicate {title}"),
            ("remove", f"Remove {title}"),
        ):
            self._buttons[name].setObjectName(name)
            self._buttons[name].setToolTip(words)
            self._buttons[name].setAccessibleName(words)

    def focus_first(self) -> None:
        """Go to the first input."""
        self.fields.focus_first()


def _whole_form(widget: QWidget) -> QWidget:
    """The outermost set of fields around a widget."""
    outermost = widget
    above: QWidget | None = widget
    while above is not None:
        if isinstance(above, FieldSet):
            outermost = above
        above = above.parentWidget()
    return outermost
