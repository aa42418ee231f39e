"""One object of a list: its title, what can be done with it, and its fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from core.model.fields import Field
from gui import theme
from gui.forms.editor import Around
from gui.forms.fieldset import FieldSet
from gui.forms.inputs import icon_button, moves_card


class Card(QFrame):
    """A small form in a frame. Alt with the arrows up and down moves it, wherever the focus is inside."""

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

    def title(self) -> str:
        """Which one it is, such as "Item 2"."""
        return self._title.text()

    def set_place(self, title: str, *, first: bool, last: bool) -> None:
        """Say which one it is, and what can be done with it there."""
        self._title.setText(title)
        self.setObjectName(title.lower().replace(" ", "-"))
        self.setAccessibleName(title)
        self._buttons["up"].setEnabled(not first)
        self._buttons["down"].setEnabled(not last)
        for name, words, keys in (
            ("up", f"Move {title} up", " (Alt+Up)"),
            ("down", f"Move {title} down", " (Alt+Down)"),
            ("duplicate", f"Duplicate {title}", ""),
            ("remove", f"Remove {title}", ""),
        ):
            self._buttons[name].setObjectName(name)
            self._buttons[name].setToolTip(words + keys)
            self._buttons[name].setAccessibleName(words)

    def focus_first(self) -> None:
        """Go to the first input."""
        self.fields.focus_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the keys."""
        if moves_card(event):
            (self.up_wanted if event.key() == Qt.Key.Key_Up else self.down_wanted).emit(self)
        else:
            super().keyPressEvent(event)
