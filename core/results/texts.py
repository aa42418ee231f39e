"""Texts as JSON writes them, and as they read: whole ones, and parts of very long ones."""

import json
import re
from itertools import islice

import msgspec

from core.results.scan import Text

_UNITS = re.compile(rb"(?:[^\\]++|\\u[0-9a-fA-F]{4}|\\[^u])*+", re.DOTALL)
_FIRST_HALF = re.compile(rb"\\u[dD][89aAbB][0-9a-fA-F]{2}")
_SECOND_HALF = re.compile(rb"\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_UNIT = re.compile(
    rb"\\u[dD][89aAbB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\."
    rb"|[\xf0-\xf7][\x80-\xbf]{3}|[\xe0-\xef][\x80-\xbf]{2}|[\xc0-\xdf][\x80-\xbf]|.",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_DECODER = msgspec.json.Decoder(str)

_LONGEST_CHARACTER = 12
"""Bytes of two escapes that make one character."""

LONGEST_ESCAPE = 6
"""Bytes of the longest escape."""


def readable(inside: bytes) -> str:
    """How what stands between quotation marks reads. What is no UTF-8 becomes a replacement character, half
    a character stays half."""
    if b"\\" not in inside:
        return inside.decode("utf-8", "replace")
    try:
        return _DECODER.decode(b'"' + inside + b'"')
    except (msgspec.DecodeError, UnicodeDecodeError):
        text = inside.decode("utf-8", "replace")
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:  # an escape that JSON does not know
        return _ESCAPE.sub(_unescaped, text)


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else _SHORT.get(found[2], found[2])


def end_of_part(text: Text, begin: int, end: int, most: int) -> int:
    """Where a part of at most so many bytes ends, or of a few more, so that no character and no escape is
    torn. `begin` is where a character begins, `end` the end of the whole text."""
    most = max(most, _LONGEST_CHARACTER)
    if end - begin <= most:
        return end
    stop = begin + most
    while stop > begin + 1 and text[stop] & 0xC0 == 0x80:
        stop -= 1
    found = _UNITS.match(text, begin, stop)
    stop = found.end() if found else stop
    if _SECOND_HALF.match(text, stop, end) and stop - LONGEST_ESCAPE > begin:
        half = stop - LONGEST_ESCAPE
        if _FIRST_HALF.match(text, half, stop) and not is_escaped(text, half, begin):
            stop = half
    return max(stop, begin + 1)


def is_escaped(text: Text, position: int, low: int) -> bool:
    """Whether the byte at a position belongs to the backslash before it; nothing before `low` counts."""
    before = position
    while before > low and text[before - 1] == 0x5C:
        before -= 1
    return (position - before) % 2 == 1


def begin_of_unit(text: Text, position: int, low: int) -> int:
    """Where the character or the escape begins that a byte of a text belongs to; `low` is where one does."""
    for at in range(position, max(low, position - LONGEST_ESCAPE + 1) - 1, -1):
        if text[at] != 0x5C or is_escaped(text, at, low):
            continue
        length = LONGEST_ESCAPE if text[at + 1 : at + 2] == b"u" else 2
        if at + length > position:
            return at - LONGEST_ESCAPE if _is_pair(text, at - LONGEST_ESCAPE, low) else at
        break
    while position > low and text[position] & 0xC0 == 0x80:
        position -= 1
    return position


class Ruler:
    """How many bytes the first characters of a text take; asked for more and more of them."""

    def __init__(self, inside: bytes) -> None:
        self._is_plain = inside.isascii() and b"\\" not in inside
        self._units = _UNIT.finditer(inside)
        self._characters = self._bytes = 0

    def bytes_of(self, characters: int) -> int:
        """The bytes of so many characters."""
        if self._is_plain:
            return characters
        for unit in islice(self._units, characters - self._characters):
            self._bytes = unit.end()
        self._characters = characters
        return self._bytes


def _is_pair(text: Text, at: int, low: int) -> bool:
    """Whether two escapes that make one character begin here."""
    if at < low or not _FIRST_HALF.match(text, at) or is_escaped(text, at, low):
        return False
    return _SECOND_HALF.match(text, at + LONGEST_ESCAPE) is not None


def reads(inside: bytes, text: str) -> bool:
    """Whether what stands between quotation marks reads so."""
    if b"\\" in inside:
        return readable(inside) == text
    return inside == text.encode("utf-8", "surrogatepass") or readable(inside) == text
