"""A long value a page at a time: what a text editor lays out without a pause."""

from collections.abc import Iterable, Iterator

import msgspec

from gui.bundles.json_text import legible, pretty_lines

PAGE, LINES = 10_000, 400
"""Characters of a page, and lines of one of JSON: they are coloured."""


class Page(msgspec.Struct, frozen=True):
    """A part of a value. `words` say which part; "" where it is all of it."""

    text: str
    words: str = ""
    has_previous: bool = False
    has_next: bool = False
    is_json: bool = False


class TextPages:
    """The pages of a text that is at hand."""

    def __init__(self, text: str) -> None:
        self._text = text

    def page(self, number: int) -> Page:
        """A page, from 0."""
        start, whole = number * PAGE, len(self._text)
        end = min(start + PAGE, whole)
        if whole <= PAGE:
            return Page(self._text)
        words = f"Characters {start + 1:,} to {end:,} of {whole:,}"
        return Page(self._text[start:end], words, number > 0, end < whole)


class JsonPages:
    """The pages of a JSON text that is at hand, indented as far as somebody looks."""

    def __init__(self, text: str) -> None:
        self._pieces = _pages(pretty_lines(text))
        self._made: list[str] = []

    def page(self, number: int) -> Page:
        """A page, from 0."""
        while len(self._made) < number + 2 and (piece := next(self._pieces, None)) is not None:
            self._made.append(piece)
        has_next = number + 1 < len(self._made)
        words = f"Part {number + 1:,}" if number or has_next else ""
        return Page(self._made[number], words, number > 0, has_next, is_json=True)


def _pages(lines: Iterable[str]) -> Iterator[str]:
    """Lines gathered into pages; a line longer than a page goes on in the next ones."""
    gathered: list[str] = []
    size = 0
    for line in lines:
        for piece in map(legible, _pieces(line)):
            if (size > PAGE // 2 and size + len(piece) > PAGE) or len(gathered) >= LINES:
                yield "\n".join(gathered)
                gathered, size = [], 0
            gathered.append(piece)
            size += len(piece) + 1
    yield "\n".join(gathered)


def _pieces(line: str) -> Iterator[str]:
    if len(line) <= PAGE:
        yield line
        return
    for start in range(0, len(line), PAGE):
        yield line[start : start + PAGE]
