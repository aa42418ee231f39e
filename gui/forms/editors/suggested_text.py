"""A line of text with suggestions."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from core.model.fields import TextField
from gui.forms.choice_popup import MOST_SHOWN, ChoicePopup
from gui.forms.editor import Around, Editor
from gui.forms.editors.choice_line import ChoiceLineEditor, counted, matching
from gui.forms.editors.text import TextEditor


def text_editor(field: TextField, around: Around, parent: QWidget) -> Editor:
    """A plain line, or one with a list of what is suggested."""
    return (SuggestedTextEditor if field.suggestions else TextEditor)(field, around, parent)


class SuggestedTextEditor(ChoiceLineEditor):
    """Suggestions are chosen by their names; what is typed is kept as typed."""

    field: TextField

    def __init__(self, field: TextField, around: Around, parent: QWidget) -> None:
        super().__init__(field, around, parent)
        self._given: Any = None
        self._line.setPlaceholderText("Choose, or type")

    def read(self, text: str) -> Any:
        """The text, or the number that it was given as."""
        return self._given if self._given is not None and str(self._given) == text else text

    def set_value(self, value: Any) -> None:
        """Show a suggestion by its name, anything else as it is."""
        is_number = isinstance(value, int | float) and self.field.keep_number
        self._given = value if is_number else None
        super().set_value(value)

    def state(self) -> Any:
        """The text, what was chosen, and the number that it was given as."""
        return (*super().state(), self._given)

    def bring_back(self, state: Any) -> None:
        """Show them again."""
        *shown, self._given = state
        super().bring_back(shown)

    def name_of(self, value: str) -> str:
        """What the suggestion is called."""
        return self.field.suggestions.get(value, "")

    def fill(self, popup: ChoicePopup) -> None:
        """Show the suggestions that match."""
        search = popup.searched_text()
        entries = matching(search, list(self.field.suggestions.items()))
        popup.show_entries(entries, str(self.value() or ""), search)
        popup.say(counted(len(entries), MOST_SHOWN, search))
