"""A line for a value with a list below it, to choose one from by its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import shiboken6
from PySide6.QtWidgets import QWidget

from core.model.fields import LookupField, TextField
from gui.forms.choice_popup import ChoicePopup
from gui.forms.editor import LEFT_OUT, Around
from gui.forms.editors.text import LineEditor
from gui.forms.inputs import OpeningLine, show_below

Choices = Sequence[tuple[str, str]]
"""Value and label of each."""


class ChoiceLineEditor(LineEditor):
    """Shows the name of what was chosen and holds its value; what is typed is always accepted."""

    def __init__(self, field: LookupField | TextField, around: Around, parent: QWidget) -> None:
        self._line = OpeningLine(parent, "chevron-down", "Open the list")
        self._line.button.setObjectName(f"open-{field.key}")
        self._line.button.setAccessibleName(f"Open the list of {field.label}")
        super().__init__(field, around, self._line)
        self._line.opened.connect(self.open)
        self._line.textEdited.connect(self._typed)
        self._chosen: tuple[str, str] | None = None
        self._popup: ChoicePopup | None = None

    # What the kinds make of it

    def name_of(self, value: str) -> str:
        """The name of a value; "" when it has none."""
        return ""

    def make_popup(self) -> ChoicePopup:
        """The list, still empty."""
        return ChoicePopup(self.line, self.field.key, refreshes=False)

    def fill(self, popup: ChoicePopup) -> None:
        """Show what there is for the search that stands in the list."""

    def search(self, popup: ChoicePopup) -> None:
        """Another search stands there."""
        self.fill(popup)

    # What they share

    def value(self) -> Any:
        """The value of what was chosen, or what was typed."""
        return self._chosen[0] if self._chosen is not None else super().value()

    def set_value(self, value: Any) -> None:
        """Show a value by its name."""
        text = "" if value is LEFT_OUT or value is None else str(value)
        self.choose(text, self.name_of(text) if text else "")

    def state(self) -> Any:
        """The text, and the value and name of what was chosen."""
        return (self.line.text(), self._chosen)

    def bring_back(self, state: Any) -> None:
        """Show the text, or what was chosen."""
        text, chosen = state
        self.choose(*(chosen or (text, "")))

    def set_placeholder(self, text: str) -> None:
        """None but its own: an example of an id would look like something to type."""

    def choose(self, value: str, label: str) -> None:
        """Hold a value and show its name; without a name it is as if it were typed."""
        had = self.value()
        self._chosen = (value, label) if label else None
        self.line.setText(label or value)
        self.line.setCursorPosition(0)
        self._line.set_remark(value if label and label != value else "")
        if self.value() != had:
            self.tell_changed()

    def chosen_label(self) -> str:
        """The name that is shown; "" when the value is shown as it is."""
        return self._chosen[1] if self._chosen is not None else ""

    def open(self) -> None:
        """Open the list."""
        popup = self.make_popup()
        popup.picked.connect(self._picked)
        popup.searched.connect(self._searched)
        self._popup = popup
        self.fill(popup)
        show_below(popup, self.line)
        popup.setFocus()

    def popup(self) -> ChoicePopup | None:
        """The list while it is open."""
        if self._popup is not None and shiboken6.isValid(self._popup) and self._popup.isVisible():
            return self._popup
        return None

    def _typed(self) -> None:
        # Before the line says that it has changed: then the value is that of the text already.
        self._chosen = None
        self._line.set_remark("")

    def _searched(self) -> None:
        popup = self.popup()
        if popup is not None:
            self.search(popup)

    def _picked(self, entry: object) -> None:
        assert isinstance(entry, tuple)
        self.choose(*entry)
        self.line.setFocus()


def matching(search: str, known: Choices, found: Choices = ()) -> list[tuple[str, str]]:
    """Entries whose name or value contains the search, then what only the service took for a match.

    A service that cannot search answers with the whole list again: nothing of that is new.
    """
    if not search:
        return list(known)
    wanted = search.casefold()
    together = dict(known) | dict(found)
    near = {value for value, label in together.items() if wanted in f"{label}\n{value}".casefold()}
    only_found = dict(found).keys() - dict(known).keys() - near
    return [entry for among in (near, only_found) for entry in together.items() if entry[0] in among]


def counted(count: int, shown: int, search: str) -> str:
    """How many entries there are, in words."""
    if not count:
        return "Nothing found." if search else "The list is empty."
    if count > shown:
        return f"The first {shown} of {count:,} entries. Type to narrow them down."
    return "1 entry" if count == 1 else f"{count} entries"
