"""One entry of a list that the account holds."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from core.model.fields import LookupField
from gui.forms.choice_popup import MOST_SHOWN, ChoicePopup
from gui.forms.editor import LEFT_OUT, Around
from gui.forms.editors.choice_line import ChoiceLineEditor, counted, matching
from gui.forms.list_loader import WITHOUT_THE_LIST, ListLoader

PAUSE = 0.3
"""Seconds without typing after which the service is searched."""


class LookupEditor(ChoiceLineEditor):
    """A line for an id, and a list to choose one from by its name.

    The list is loaded when it is opened, never before, and kept until a refresh is wanted. Closing it
    cancels what is under way. Fixed options stand before the account's entries, and need no connection.
    """

    field: LookupField

    def __init__(self, field: LookupField, around: Around, parent: QWidget) -> None:
        super().__init__(field, around, parent)
        self._line.setPlaceholderText(_hint(field.label))
        self._loader = ListLoader(field.lookup, field.depends_on, around, self)
        self._loader.changed.connect(self._loaded)

    def read(self, text: str) -> str:
        """The id without the blanks that come along when pasting."""
        return text.strip()

    def name_of(self, value: str) -> str:
        """The fixed option's name, or the one that the entry had when it was last seen."""
        return self.field.options.get(value) or self.around.lookups.label(self.field.lookup, value)

    def choose(self, value: str, label: str) -> None:
        """Hold an id and show its name."""
        super().choose(value, label)
        self.tell_remark("")

    def labels(self) -> dict[str, str]:
        """The name of the account's entry that is chosen."""
        label = "" if self.value() in self.field.options else self.chosen_label()
        return {"": label} if label else {}

    def set_labels(self, labels: Mapping[str, str]) -> None:
        """Show this name for the id that is there."""
        value, label = self.value(), labels.get("", "")
        if label and value is not LEFT_OUT and value not in self.field.options:
            self.around.lookups.remember(self.field.lookup, value, label)
            self.choose(value, label)

    def neighbour_changed(self, key: str) -> None:
        """An entry of another parent's list is none of this one's: it goes, with a word about it."""
        if key in self.field.depends_on and self.value() is not LEFT_OUT:
            self.set_value(LEFT_OUT)
            self.tell_remark(f"Emptied, because {self.around.label_of(key)} was changed.")

    def _typed(self) -> None:
        super()._typed()
        self.tell_remark("")

    async def loaded(self) -> None:
        """Wait until the list is no longer being loaded."""
        await self._loader.idle()

    # --- the list ---------------------------------------------------------------------------------------

    def make_popup(self) -> ChoicePopup:
        """The list, still empty."""
        popup = ChoicePopup(self.line, self.field.key, refreshes=True)
        popup.refresh_wanted.connect(self._refresh)
        popup.closed.connect(self._loader.cancel)
        return popup

    def open(self) -> None:
        """Open the list, and load what is not there."""
        self._loader.look_up("")
        super().open()

    def search(self, popup: ChoicePopup) -> None:
        """Narrow down what is there at once; ask the service after a pause."""
        self.fill(popup)
        self._loader.look_up(popup.searched_text(), PAUSE)

    def fill(self, popup: ChoicePopup) -> None:
        """Show the options and entries that match."""
        search = popup.searched_text()
        options = matching(search, list(self.field.options.items()))
        found = matching(search, self._loader.entries(), self._loader.entries(search))
        entries = [*options, *(entry for entry in found if entry[0] not in self.field.options)]
        state = self._loader.state
        is_complete = state.kind != "loading" or bool(self._loader.entries())
        popup.show_entries(entries, str(self.value() or ""), search, complete=is_complete)
        failed = state.kind == "failed"
        said = f"{state.sentence} {WITHOUT_THE_LIST}" if failed else state.sentence
        popup.say(
            said or counted(len(entries), MOST_SHOWN, search),
            busy=state.kind == "loading",
            failed=failed,
            has_list=state.kind in ("ready", "loading"),
        )

    def _refresh(self) -> None:
        popup = self.popup()
        self._loader.look_up_anew(popup.searched_text() if popup else "")

    def _loaded(self) -> None:
        state = self._loader.state
        if state.kind == "failed":
            self.tell_remark(f"{state.sentence} {WITHOUT_THE_LIST}", "warning")
        elif state.kind == "ready":
            self.tell_remark("")
        popup = self.popup()
        if popup is not None:
            self.fill(popup)


def _hint(label: str) -> str:
    """What the empty line asks for: not every list holds ids."""
    words = set(label.casefold().split())
    if words & {"id", "uuid"}:
        return "Choose, or enter an id"
    return "Choose, or enter an address" if "email" in words else "Choose, or type"
