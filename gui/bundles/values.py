"""What one bundle says: decoded as it was received, and how its values are shown, copied and named.

A decoded value is one of

    Members     an object: (name, value) pairs in their order, names received twice kept twice
    list        an array
    str         a text
    Number      a number, its digits exactly as received
    True, False, None
    Unreadable  no JSON, or JSON that cannot be taken apart
    Unopened    a bundle so large that it is taken apart only when asked for
"""

import gc
import json
import re
from typing import Any

import msgspec

from core.model.amounts import byte_size, counted
from core.rules.paths import path_text as path_text

CELL_LENGTH = 300
"""Characters of a text that a cell shows; copying gives all of them."""

EMPTY_NAME = '""'
"""How a name of no characters is shown."""

SUMMARY_LOOKS_AT = 100
SUMMARY_VALUES = 4
"""How many values stand for a bundle."""

_BULKY = 256 * 1024
"""Bytes from which the cyclic collector is paused while decoding: it costs most of the time."""


class Members(list[tuple[str, Any]]):
    """An object's members."""

    __slots__ = ()


class Number(str):
    """A number as it was written: 1.10 stays 1.10, and no digit of a long id is lost."""

    __slots__ = ()


class Missing(msgspec.Struct, frozen=True):
    """No value: the bundle lacks the field. Null, by contrast, is a value."""


MISSING = Missing()


class Unreadable(msgspec.Struct, frozen=True):
    """A bundle that cannot be taken apart: why, in a few words, its text, and whether that is JSON."""

    reason: str
    text: str
    is_json: bool = False


class Unopened(msgspec.Struct, frozen=True):
    """A large bundle that nobody has opened yet. `size` in bytes."""

    size: int


class Cell(msgspec.Struct, frozen=True):
    """A value in one line. `said` is what a screen reader says, `whole` tells that nothing was left out."""

    text: str
    said: str
    muted: bool = False
    italic: bool = False
    number: bool = False
    whole: bool = True


_decoder = json.JSONDecoder(
    object_pairs_hook=Members, parse_int=Number, parse_float=Number, parse_constant=Number, strict=False
)


def text_of(raw: bytes) -> str:
    """Bytes as text; what is no UTF-8 becomes a replacement character."""
    return raw.decode("utf-8", "replace").removeprefix("\ufeff")


def decode(raw: bytes) -> Any:
    """One bundle's value. Never raises: what is no JSON comes back as `Unreadable`."""
    text = text_of(raw)
    pause = len(raw) > _BULKY and gc.isenabled()
    if pause:
        gc.disable()
    try:
        return _decoder.decode(text)
    except RecursionError:
        return Unreadable("Nested too deeply to open, see Raw", text, is_json=True)
    except ValueError:
        return Unreadable("Not JSON", text)
    finally:
        if pause:
            gc.enable()


def child(value: Any, position: int) -> Any:
    """The value at a position (from 0) of an object or an array."""
    return value[position][1] if type(value) is Members else value[position]


def step_at(value: Any, position: int) -> str | int:
    """How a path names that position: an object's member by name, an array's item by its number from 1."""
    return value[position][0] if type(value) is Members else position + 1


def position_of(value: Any, step: str | int) -> int | None:
    """Which child of an object or an array (from 0) a step leads to; None where there is none such. Of a name
    that is there twice, the last one counts."""
    if type(value) is Members:
        names = [name for name, _ in value]
        return len(names) - 1 - names[::-1].index(str(step)) if step in names else None
    is_item = isinstance(value, list) and isinstance(step, int) and 1 <= step <= len(value)
    return int(step) - 1 if is_item else None


def is_container(value: Any) -> bool:
    """Whether a value has values of its own."""
    return isinstance(value, list)


# How values look


def cell(value: Any) -> Cell:
    """A value in one line."""
    if type(value) is str:
        return _text_cell(value)
    if type(value) is Number:
        return Cell(one_line(value), value, number=True, whole=len(value) <= CELL_LENGTH)
    if value is None:
        return Cell("null", "null", muted=True, italic=True)
    if isinstance(value, bool):
        word = "true" if value else "false"
        return Cell(word, word)
    if type(value) is Members:
        return Cell(counted(len(value), "field"), f"object of {counted(len(value), 'field')}", muted=True)
    if isinstance(value, list):
        return Cell(counted(len(value), "item"), f"list of {counted(len(value), 'item')}", muted=True)
    if isinstance(value, Unopened):
        return Cell(byte_size(value.size), f"large bundle of {byte_size(value.size)}", muted=True)
    shown = f"{value.reason}: {one_line(value.text)}" if value.text else value.reason
    return Cell(shown, shown, muted=True, whole=len(value.text) <= CELL_LENGTH)


def _text_cell(text: str) -> Cell:
    if not text:
        return Cell('""', "empty text", muted=True)
    shown = one_line(text)
    if _READS_OTHERWISE.fullmatch(text[:CELL_LENGTH]):
        shown = f'"{shown}"'
    return Cell(shown, shown, whole=shown == text)


# A text that would be taken for another kind of value, or whose outer spaces would not be seen.
_READS_OTHERWISE = re.compile(r'-?\d+(\.\d+)?([eE][+-]?\d+)?|true|false|null|".*"|\s.*|.*\s', re.DOTALL)

# Controls, line ends, marks that turn the direction of all that follows, and halves of characters.
_UNSEEN = re.compile("\r\n|[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def one_line(text: str, length: int = CELL_LENGTH) -> str:
    """A text in one line of at most `length` characters, with what cannot be seen made visible."""
    shown = _UNSEEN.sub(_visible, text[:length])
    return shown + "…" if len(text) > length else shown


def _visible(found: re.Match[str]) -> str:
    code = ord(found[0][0])
    if code in (0x0A, 0x0D, 0x2028, 0x2029):
        return "↵"
    if code == 0x09:
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else f"\\u{code:04x}"


def summary(value: Any) -> Cell:
    """A bundle in one line: its first simple values with their names, what people know it by before ids and
    moments."""
    if type(value) is not Members:
        return cell(value)
    simple = [
        (name, member)
        for name, member in value[:SUMMARY_LOOKS_AT]
        if member is not None and member != "" and not is_container(member)
    ]
    simple.sort(key=lambda pair: _is_id(pair[0]))
    parts = [
        f"{one_line(name, 40) or EMPTY_NAME}: {one_line(cell(member).text, 60)}"
        for name, member in simple[:SUMMARY_VALUES]
    ]
    text = " · ".join(parts)
    return Cell(text, text, muted=True) if text else cell(value)


def _is_id(name: str) -> bool:
    lower = name.lower()
    return lower.endswith(("id", "_at", "date")) or lower == "key"
