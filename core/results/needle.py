r"""A text to look for in JSON, in all the ways that JSON may write it.

`caf\u00e9`, `caf\u00E9` and `café` are the same text; a quotation mark is written `\"` or `\u0022`, a slash
`/` or `\/`. Nearly all of what is found is written plainly: blocks that hold neither the plain form nor an
escape that could matter are passed over.
"""

import re
from collections.abc import Callable, Iterator
from functools import cached_property

from core.results.folding import LONGEST_FOLD, Slot, letters_folding_to

Contains = Callable[[bytes, bytes], bool]

Spelling = list[Slot]
Part = list[Spelling]
"""Some characters of a text, in all the ways to spell them: ss, sS, ß."""

_SHORT = {'"': rb"\"", "\\": rb"\\", "\b": rb"\b", "\f": rb"\f", "\n": rb"\n", "\r": rb"\r", "\t": rb"\t"}
_BETWEEN_VALUES = frozenset(" \t\r\n,:{}[]")
_OUTSIDE_TEXTS = _BETWEEN_VALUES | frozenset("0123456789+-.eE true false null NaN Infinity naninfinity")
_LONGEST_FORM = len(rb"\ud83d\ude00")
_BEGIN = len(rb"\u00")

# The first half of a character is one only where the second does not follow.
_NO_SECOND_HALF = rb"(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})"

_FEW = 2
"""Beginnings of escapes that are looked for one by one; of more, only what all escapes begin with."""

_LONGEST_PART = 8
"""Characters whose spellings are thought through together."""


class Needle:
    """What is looked for. Without `match_case` it is any run of characters that folds to the same."""

    def __init__(self, text: str, match_case: bool) -> None:
        self._folds = not match_case
        self._text = text if match_case else text.casefold()
        self._parts: list[Part] = [[[(one,)]] for one in text] if match_case else list(_parts(self._text))
        self._characters = {
            one for part in self._parts for spelling in part for slot in spelling for one in slot
        }
        self._plain = _plain(self._text) if match_case or self._text.isascii() else None
        begins = {escape[:_BEGIN] for one in self._characters for escape in _both_cases(_escape(one))}
        self.escapes = sorted(begins) if len(begins) <= _FEW else [rb"\u"]
        """How escapes begin that a block must hold, if any, to hold it written with escapes."""
        if "/" in self._characters:
            self.escapes.append(rb"\/")
        self._beyond = [
            one.encode() for one in sorted(self._characters) if not one.isascii() and not _is_half(one)
        ]
        self.longest = _LONGEST_FORM * len(self._text)
        """Bytes of the longest way to write it."""
        self.may_lie_between = not _BETWEEN_VALUES.isdisjoint(self._text) and _OUTSIDE_TEXTS.issuperset(
            self._text
        )
        """Whether the same bytes may stand between values, too."""

    def may_be_written_in(self, block: bytes, contains: Contains) -> bool:
        """Whether a block is worth a closer look for what it may hold without escapes."""
        if self._plain is not None and contains(block.lower() if self._folds else block, self._plain):
            return True
        return self._has_other_letters(block, contains)

    def looking(self, block: bytes) -> tuple["re.Pattern[bytes]", bytes]:
        """What to look for in which bytes, that run beside those of the block."""
        if (
            self._plain is None
            or (b"\\" in block and self._escapes.search(block))
            or self._has_other_letters(block, lambda text, wanted: wanted in text)
        ):
            return self._all_spellings, block
        return self._plain_pattern, block.lower() if self._folds else block

    def _has_other_letters(self, block: bytes, contains: Contains) -> bool:
        if not self._folds or block.isascii():
            return False
        return any(contains(block, letter) for letter in self._beyond)

    @cached_property
    def _plain_pattern(self) -> "re.Pattern[bytes]":
        return re.compile(re.escape(self._plain or b""))

    @cached_property
    def _all_spellings(self) -> "re.Pattern[bytes]":
        return re.compile(b"".join(map(_any_spelling, self._parts)))

    @cached_property
    def _escapes(self) -> "re.Pattern[bytes]":
        """The escapes that could be a part of it."""
        escapes = [_in_any_case(_escape(one)) for one in sorted(self._characters)]
        if "/" in self._characters:
            escapes.append(rb"\\/")
        return re.compile(b"|".join(escapes))


def _parts(folded: str) -> Iterator[Part]:
    """A folded text in parts that are spelled independently of one another."""
    begin = 0
    while begin < len(folded):
        end = begin + 1
        at = begin
        while at < end:
            for length in range(2, LONGEST_FOLD + 1):
                if letters_folding_to(folded[at : at + length]) and at + length <= begin + _LONGEST_PART:
                    end = max(end, min(at + length, len(folded)))
            at += 1
        yield list(_spellings(folded[begin:end]))
        begin = end


def _spellings(folded: str) -> Iterator[Spelling]:
    if not folded:
        yield []
    for length in range(1, min(LONGEST_FOLD, len(folded)) + 1):
        here = folded[:length]
        letters = letters_folding_to(here)
        slot = (here, *letters) if length == 1 else letters
        if slot:
            for rest in _spellings(folded[length:]):
                yield [slot, *rest]


def _any_spelling(part: Part) -> bytes:
    spelled = [b"".join(map(_any_letter, spelling)) for spelling in part]
    return spelled[0] if len(spelled) == 1 else b"(?:" + b"|".join(spelled) + b")"


def _any_letter(slot: Slot) -> bytes:
    return b"(?:" + b"|".join(form for character in slot for form in _forms(character)) + b")"


def _forms(character: str) -> Iterator[bytes]:
    """The ways to write a character, as patterns."""
    if character in _SHORT:
        yield re.escape(_SHORT[character])
    elif not _is_half(character):
        yield re.escape(character.encode())
    if character == "/":
        yield rb"\\/"
    escape = _in_any_case(_escape(character))
    if "\ud800" <= character < "\udc00":
        escape += _NO_SECOND_HALF
    yield escape


def _plain(text: str) -> bytes | None:
    """How a text is usually written; None when it holds half a character."""
    if any(map(_is_half, text)):
        return None
    return b"".join(_SHORT.get(one) or (_escape(one) if one < " " else one.encode()) for one in text)


def _escape(character: str) -> bytes:
    units = character.encode("utf-16-be", "surrogatepass")
    return b"".join(rb"\u" + units[at : at + 2].hex().encode() for at in range(0, len(units), 2))


def _in_any_case(escape: bytes) -> bytes:
    return re.sub(
        rb"(?<!\\)[a-f]", lambda found: b"[" + found[0] + found[0].upper() + b"]", re.escape(escape)
    )


def _both_cases(escape: bytes) -> Iterator[bytes]:
    """The beginning of an escape, its two digits in both cases."""
    for first in {escape[2:3], escape[2:3].upper()}:
        for second in {escape[3:4], escape[3:4].upper()}:
            yield rb"\u" + first + second


def _is_half(character: str) -> bool:
    return "\ud800" <= character <= "\udfff"
