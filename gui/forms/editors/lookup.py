"""One entry of a list that the account holds."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import shiboken6
from PySide6.QtWidgets import QWidget

from core.model.errors import TrunklineError
from core.model.fields import LookupField
from core.rules.values import is_filled
from gui.forms.editor import LEFT_OUT, Around
from gui.forms.editors.text import LineEditor
from gui.forms.inputs import OpeningLine, show_below
from gui.forms.lookup_popup import LookupPopup
from gui.jobs import Jobs

PAUSE = 0.3
"""Seconds without typing after which the service is searched."""

Entries = Sequence[tuple[str, str]]


class LookupEditor(LineEditor):
    """A line for an id, and a list to choose one from by its name.

    What is typed is always accepted. The list is loaded when it is opened, kept while what it depends on
    stays the same, and loaded again when asked.
    """

    field: LookupField

    def __init__(self, field: LookupField, around: Around, parent: QWidget) -> None:
        self._line = OpeningLine(parent, "chevron-down", "Open the list")
        self._line.button.setObjectName(f"open-{field.key}")
        super().__init__(field, around, self._line)
        self._line.setPlaceholderText("Choose, or enter an id")
        self._line.opened.connect(self._open)
        self._line.textEdited.connect(self._typed)
        self._chosen: tuple[str, str] | None = None
        self._jobs: Jobs | None = None
        self._popup: LookupPopup | None = None
        self._loaded: dict[str, Entries] = {}
        self._loaded_for: dict[str, Any] = {}

    def value(self) -> Any:
        """The id of the chosen entry, or what was typed."""
        if self._chosen is not None:
            return self._chosen[0]
        return self.line.text().strip() or LEFT_OUT

    def set_value(self, value: Any) -> None:
        """Show an id by the name it had when it was last seen."""
        text = "" if value is LEFT_OUT or value is None else str(value)
        self._choose(text, self.around.lookups.label(self.field.lookup, text) if text else "")

    async def loaded(self) -> None:
        """Wait until the list is no longer being loaded."""
        if self._jobs is not None:
            await self._jobs.idle()

    def _choose(self, value: str, label: str) -> None:
        had = self.value()
        self._chosen = (value, label) if label else None
        self.line.setText(label or value)
        self.line.setCursorPosition(0)
        self._line.set_remark(value if label and label != value else "")
        if self.value() != had:
            self.tell_changed()

    def _typed(self) -> None:
        self._chosen = None
        self._line.set_remark("")
        self.tell_changed()

    # --- the list ---------------------------------------------------------------------------------------

    def _open(self) -> None:
        popup = LookupPopup(self.line, self.field.key)
        popup.picked.connect(self._picked)
        popup.searched.connect(self._searched)
        popup.refresh_wanted.connect(self._load_again)
        self._popup = popup
        show_below(popup, self.line)
        popup.setFocus()
        self._look_up("")

    def _open_popup(self) -> LookupPopup | None:
        """The list while it is open."""
        if self._popup is not None and shiboken6.isValid(self._popup) and self._popup.isVisible():
            return self._popup
        return None

    def _picked(self, entry: object) -> None:
        assert isinstance(entry, tuple)
        value, label = entry
        self.around.lookups.remember(self.field.lookup, {value: label})
        self._choose(value, label)
        self.line.setFocus()

    def _searched(self) -> None:
        popup = self._open_popup()
        if popup is not None:
            self._show_entries(popup)
            self._look_up(popup.searched_text(), pause=PAUSE)

    def _load_again(self) -> None:
        self._loaded.clear()
        popup = self._open_popup()
        self._look_up(popup.searched_text() if popup else "")

    def _look_up(self, search: str, pause: float = 0.0) -> None:
        """Have the entries for a search loaded, unless they are there."""
        popup = self._open_popup()
        values = dict(self.around.values())
        depends_on = {key: values.get(key) for key in self.field.depends_on}
        if depends_on != self._loaded_for:
            self._loaded.clear()
            self._loaded_for = depends_on
        missing = [key for key in self.field.depends_on if not is_filled(values.get(key))]
        sentence = ""
        if self.around.lookups.load is None:
            sentence = "Choose a connection to see the list here. An id can be entered without it."
        elif missing:
            sentence = f"Fill in {self.around.label_of(missing[0])} first: the list depends on it."
        if sentence:
            if popup is not None:
                popup.say(sentence)
        elif search in self._loaded:
            if popup is not None:
                self._show_entries(popup)
        else:
            self._start(search, values, pause)

    def _start(self, search: str, values: dict[str, Any], pause: float) -> None:
        if self._jobs is None:
            self._jobs = Jobs(self)
            self._jobs.failed.connect(self._failed)
        popup = self._open_popup()
        if popup is not None:
            popup.say("Loading…", busy=True)
        self._jobs.start("load", self._load(search, values, pause))

    async def _load(self, search: str, values: dict[str, Any], pause: float) -> None:
        load = self.around.lookups.load
        assert load is not None
        try:
            await asyncio.sleep(pause)
            entries = await load(self.field.lookup, values, search)
        except TrunklineError as error:
            self._say_failure(str(error))
            return
        self._loaded[search] = entries
        self.around.lookups.remember(self.field.lookup, dict(entries))
        self.tell_remark("")
        popup = self._open_popup()
        if popup is not None:
            self._show_entries(popup)

    def _say_failure(self, reason: str) -> None:
        self.tell_remark(f"The list could not be loaded. {reason} An id can be entered without it.")
        popup = self._open_popup()
        if popup is not None:
            popup.say(f"The list could not be loaded. {reason}")

    def _failed(self, error: object) -> None:
        self._say_failure("Something went wrong here.")
        self.around.lookups.failed.emit(error)

    def _show_entries(self, popup: LookupPopup) -> None:
        search = popup.searched_text()
        entries = _matching(search, self._loaded.get("", ()), self._loaded.get(search, ()))
        popup.show_entries(entries, str(self.value() or ""))
        if entries:
            popup.say(f"{len(entries)} {'entry' if len(entries) == 1 else 'entries'}")
        else:
            popup.say("Nothing found." if search else "The list is empty.")


def _matching(search: str, known: Entries, found: Entries) -> list[tuple[str, str]]:
    """Entries whose name or id contains the search, then what only the service took for a match.

    A service that cannot search answers with the whole list again: nothing of that is new.
    """
    if not search:
        return list(known)
    wanted = search.casefold()
    together = dict(known) | dict(found)
    near = {value for value, label in together.items() if wanted in f"{label}\n{value}".casefold()}
    only_found = dict(found).keys() - dict(known).keys()
    return [(value, label) for value, label in together.items() if value in near | only_found]
