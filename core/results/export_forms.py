"""What the forms of a file have in common: they take bundles batch by batch, and tell what they changed."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from msgspec import UnsetType

from core.model.export import ExportOptions
from core.results.cells import MISSING
from core.results.export_cells import Cells

_HALF_CHARACTERS = range(0xD800, 0xE000)


class Form(Protocol):
    """A file on its way. Made with nothing in it; complete after `close`."""

    def add(self, lines: Sequence[bytes]) -> None:
        """Append bundles."""

    def close(self) -> None:
        """All were added."""

    def notes(self) -> Iterator[str]:
        """Sentences about what is not in the file as it was received."""


class Blanks:
    """What stands in cells without a value."""

    def __init__(self, options: ExportOptions) -> None:
        self._texts: dict[Any, str] = {MISSING: options.missing, None: options.null, "": options.empty}
        self._kinds = {UnsetType, type(None)} | ({str} if options.empty else set())

    def filled(self, cells: Cells, kinds: set[type]) -> Cells:
        """Cells of some kinds, with their text in blank ones."""
        if self._kinds.isdisjoint(kinds):
            return cells
        of = self._texts.get
        return [of(cell, cell) for cell in cells]


def whole_characters(text: str) -> str:
    """A text without halves of characters, which no file can hold."""
    if text.isascii():
        return text
    return "".join("\ufffd" if ord(character) in _HALF_CHARACTERS else character for character in text)


def was(number: int) -> str:
    """ "was" or "were"."""
    return "was" if number == 1 else "were"


def them(number: int) -> str:
    """ "it" or "them"."""
    return "it" if number == 1 else "them"
