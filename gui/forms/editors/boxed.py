"""What editors with a box of several lines have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from core.model.fields import Field
from gui.forms.editor import Around, Editor
from gui.forms.inputs import GrowingText


class BoxEditor(Editor):
    """A box whose hint gives way to what is said about it."""

    def __init__(self, field: Field, around: Around, box: GrowingText) -> None:
        super().__init__(field, around, box)
        self.box = box
        self._hint: str | None = None
        box.setUndoRedoEnabled(False)  # the form's history has it all, see `history.py`
        box.textChanged.connect(self.tell_changed)

    def state(self) -> Any:
        """The text."""
        return self.box.toPlainText()

    def bring_back(self, state: Any) -> None:
        """Show the text."""
        self.box.setPlainText(state)

    def go_to(self, path: Sequence[Any], caret: int) -> QWidget:
        """Into the box, behind what was changed."""
        cursor = self.box.textCursor()
        cursor.setPosition(min(caret, len(self.box.toPlainText())))
        self.box.setTextCursor(cursor)
        return super().go_to(path, caret)

    def set_placeholder(self, text: str) -> None:
        """A hint in the empty box."""
        self.box.setPlaceholderText(text)

    def show_cleared(self, words: str) -> None:
        """Say so in the empty box, in the place of its hint."""
        if self._hint is None and words:
            self._hint = self.box.placeholderText()
        if self._hint is not None:
            self.box.setPlaceholderText(words or self._hint)
