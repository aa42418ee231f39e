"""Finding one's way in a JSON text without decoding it: tokens, ends of values, members one by one.

Nothing here calls itself, however deep a text is nested, and nothing is copied but what is given back. Texts
are bytes, a memory map or a view; positions count from their beginning.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from mmap import mmap
from typing import NamedTuple

import msgspec

Text = bytes | bytearray | memoryview | mmap


class Broken(ValueError):
    """Here the text stops being JSON; `reason` is a sentence."""

    def __init__(self, position: int, reason: str) -> None:
        super().__init__(position, reason)
        self.position = position
        self.reason = reason


class Member(NamedTuple):
    """A value in a container: from `start` to `end`; the name of a member with its quotation marks, from
    `name_start` to `name_end`, which are equal for an item."""

    name_start: int
    name_end: int
    start: int
    end: int


OBJECT, ARRAY = b"{["
"""The bytes that containers begin with."""

_CLOSES = {OBJECT: b"}", ARRAY: b"]"}
_CLOSING = frozenset(b"}]")
_NEAR = 8192
"""Bytes within which a value is looked for by a plain pattern, which is quickest for small ones."""

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_INSIDE = rb'[^"\[\]{}]++|' + _STRING
_NESTED = rb"[\[{](?:" + _INSIDE + rb")*+[\]}]"
for _ in range(3):  # four levels in one pattern; deeper ones are counted
    _NESTED = rb"[\[{](?:" + _INSIDE + rb"|" + _NESTED + rb")*+[\]}]"

_GAP_PATTERN = re.compile(rb"[ \t\r\n,]*+")
_SPACE_PATTERN = re.compile(rb"[ \t\r\n]*+")
_STRING_PATTERN = re.compile(_STRING, re.DOTALL)
_NESTED_PATTERN = re.compile(_NESTED, re.DOTALL)
_WORD_PATTERN = re.compile(rb'[^\s\[\]{},:"]++')
_BRACKET_PATTERN = re.compile(rb"(?:" + _INSIDE + rb")*+([\[\]{}])", re.DOTALL)
_NAME_PATTERN = re.compile(rb"[ \t\r\n]*+(" + _STRING + rb")[ \t\r\n]*+:[ \t\r\n]*+", re.DOTALL)

_SKIP = msgspec.json.Decoder(msgspec.Raw).decode
_TRAILING = re.compile(r"trailing characters \(byte (\d+)\)")


def after_space(text: Text, position: int, end: int) -> int:
    """The next position that is no space."""
    return _after(_SPACE_PATTERN, text, position, end)


def begin_of(text: Text) -> int:
    """Where a bundle begins: behind the byte order mark that may be there, and space."""
    return after_space(text, len(BOM_UTF8) if text[: len(BOM_UTF8)] == BOM_UTF8 else 0, len(text))


def _after(pattern: "re.Pattern[bytes]", text: Text, position: int, end: int) -> int:
    found = pattern.match(text, position, end)
    return found.end() if found else position


def end_of_value(text: Text, start: int, end: int) -> int:
    """Where the value that starts here ends. Raises `Broken`."""
    first = text[start : start + 1]
    if first == b'"':
        return _end_of(text, start, end, _STRING_PATTERN, "This text has no end.")
    if first in (b"{", b"["):
        return _end_of(text, start, end, _NESTED_PATTERN, "A bracket that opens here is never closed.")
    found = _WORD_PATTERN.match(text, start, end)
    if not found:
        raise Broken(start, "A value is missing here.")
    return found.end()


def _end_of(text: Text, start: int, end: int, pattern: re.Pattern[bytes], reason: str) -> int:
    near = pattern.match(text, start, min(end, start + _NEAR))
    if near:
        return near.end()
    far = _skipped(text, start, end)
    if far is not None:
        return far
    if pattern is _STRING_PATTERN:
        found = pattern.match(text, start, end)
        if found:
            return found.end()
        raise Broken(start, reason)
    return _balanced(text, start, end, reason)


def _skipped(text: Text, start: int, end: int) -> int | None:
    """By the decoder that passes over a value fastest. It says where it met what follows; it declines what
    is nested deeply, half characters, and what is no JSON."""
    try:
        _SKIP(memoryview(text)[start:end])
    except msgspec.DecodeError as error:
        found = _TRAILING.search(str(error))
        if not found:
            return None
        after = start + int(found[1]) - 1
    except RecursionError:
        return None
    else:
        after = end
    while text[after - 1] in b" \t\r\n":
        after -= 1
    return after


def _balanced(text: Text, start: int, end: int, reason: str) -> int:
    """By counting brackets: any depth."""
    depth, position = 0, start
    while found := _BRACKET_PATTERN.match(text, position, end):
        position = found.end()
        if found[1] in b"[{":
            depth += 1
        else:
            depth -= 1
            if not depth:
                return position
    raise Broken(start, reason)


def first_member(text: Text, start: int, end: int) -> int | None:
    """Where the first member or item of the container that starts here begins; None when it is empty."""
    position = after_space(text, start + 1, end)
    return None if text[position : position + 1] == _CLOSES[text[start]] else position


def member_at(text: Text, position: int, end: int, named: bool) -> Member:
    """The member (`named`) or item that begins here. Raises `Broken`."""
    if not named:
        return Member(position, position, position, end_of_value(text, position, end))
    found = _NAME_PATTERN.match(text, position, end)
    if not found:
        raise Broken(position, "A name in quotation marks and a colon are missing here.")
    return Member(found.start(1), found.end(1), found.end(), end_of_value(text, found.end(), end))


def next_member(text: Text, after: int, end: int, named: bool) -> int | None:
    """Where the next one begins after one that ended; None when the container ends. Raises `Broken`."""
    position = after_space(text, after, end)
    mark = text[position : position + 1] if position < end else b""
    if mark == b",":
        return after_space(text, position + 1, end)
    if mark == (b"}" if named else b"]"):
        return None
    raise Broken(position, "A comma or a closing bracket is missing here.")


def members(text: Text, start: int, end: int) -> Iterator[Member]:
    """The members or items of the container that starts here. `end` is that of the container, or of the
    whole text. Raises `Broken`."""
    named = text[start] == OBJECT
    position = first_member(text, start, end)
    while position is not None:
        member = member_at(text, position, end, named)
        yield member
        position = next_member(text, member.end, end, named)


class Step(NamedTuple):
    """A value that a walk comes to: how deep (from 1), its number there, its name as in `Member`, and where
    it begins."""

    depth: int
    number: int
    name_start: int
    name_end: int
    start: int


def walk(text: Text, start: int, end: int) -> Iterator[Step]:
    """Every value within the container that starts here, in one pass however deep they lie. Ends quietly
    where the text is broken."""
    around = bytearray((text[start],))
    numbers = [0]
    position = start + 1
    while around:
        position = _after(_GAP_PATTERN, text, position, end)
        if position < end and text[position] in _CLOSING:
            around.pop()
            numbers.pop()
            position += 1
            continue
        name_start = name_end = position
        if around[-1] == OBJECT:
            found = _NAME_PATTERN.match(text, position, end)
            if not found:
                return
            (name_start, name_end), position = found.span(1), found.end()
        if position >= end:
            return
        numbers[-1] += 1
        yield Step(len(around), numbers[-1], name_start, name_end, position)
        if text[position] in _CLOSES:
            around.append(text[position])
            numbers.append(0)
            position += 1
        else:
            try:
                position = end_of_value(text, position, end)
            except Broken:
                return
