"""Characters that are one when case is not minded, as `str.casefold` has it."""

from functools import cache

LONGEST_FOLD = 3
"""Characters that one character may fold to, such as ffi."""

_CASED = (
    (0x41, 0x5B),
    (0x80, 0x2E00),
    (0xA640, 0xAC00),
    (0xFB00, 0xFB20),
    (0xFF20, 0xFF60),
    (0x10400, 0x10D90),
    (0x118A0, 0x118E0),
    (0x16E40, 0x16EE0),
    (0x1E900, 0x1E950),
)
"""Where there are letters with a case: looking at these only takes a few milliseconds."""

Slot = tuple[str, ...]
"""Characters of which one stands in a place."""


@cache
def _letters_by_fold() -> dict[str, Slot]:
    found: dict[str, list[str]] = {}
    for first, after in _CASED:
        for character in map(chr, range(first, after)):
            folded = character.casefold()
            if folded != character:
                found.setdefault(folded, []).append(character)
    return {folded: tuple(characters) for folded, characters in found.items()}


def letters_folding_to(folded: str) -> Slot:
    """The characters that fold to this text, of one character or more; not the text itself."""
    return _letters_by_fold().get(folded, ())
