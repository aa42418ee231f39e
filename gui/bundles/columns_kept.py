"""Choices of columns in the file that keeps the look of the window, one for each module."""

from PySide6.QtCore import QSettings

from gui.bundles.columns_choice import AS_FOUND, Choice, from_text, to_text


class KeptColumns:
    """Remembers a choice by the module whose bundles are shown; without settings, only while it lives."""

    def __init__(self, look: QSettings | None) -> None:
        self._look = look
        self._held: dict[str, Choice] = {}

    def recall(self, module: str) -> Choice:
        """The choice that was made for the bundles of this module ("app/module")."""
        if self._look is None or not module:
            return self._held.get(module, AS_FOUND)
        text = self._look.value(_key(module), "")
        return from_text(text) if isinstance(text, str) else AS_FOUND

    def keep(self, module: str, choice: Choice) -> None:
        """Remember a choice."""
        self._held[module] = choice
        if self._look is None or not module:
            return
        if text := to_text(choice):
            self._look.setValue(_key(module), text)
        else:
            self._look.remove(_key(module))


def _key(module: str) -> str:
    return f"columns/{module}"
