"""A large bundle as indented text, some lines at a time: two spaces a level, numbers as received.

As `core/results/levels.py`: pure functions over the text where it lies; nothing calls itself, and of a long
text only the beginning is copied.
"""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from core.model.laid_out import LaidOut, LineStart
from core.results.levels import whole
from core.results.lines import Lines
from core.results.questions import LayOut
from core.results.scan import Broken, Member, Text, end_of_value, members
from core.results.texts import end_of_part, readable
from core.results.told import Tell

DEEPEST_INDENT = 40

MOST_CHARACTERS = 200_000
"""After so many a part ends, however few lines it has: a text editor takes it in without a pause."""

_MARKS = frozenset("[]{},:")
_CLOSING = frozenset("]}")
_TOKEN = re.compile(rb'[ \t\r\n]*+([\[\]{},:"]|[^\s\[\]{},:"]++)')
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


_BEFORE = 4_000
"""Bytes before a position that are shown as well, if a line begins there."""


def work(question: LayOut, tell: Tell) -> None:
    """Tell some lines of a bundle."""
    text = Lines(question.source).where_it_lies(question.bundle)
    begin = LineStart(position=question.position, depth=question.depth)
    if question.around:
        begin = line_around(text, question.position)
    tell(laid_out(text, begin, question.most, question.longest))


def laid_out(text: Text, begin: LineStart, most: int, longest: int) -> LaidOut:
    """Up to `most` lines from a place on, each of up to `longest` characters."""
    lines: list[str] = []
    starts: list[int] = []
    characters, shortened, after = 0, False, None
    for line in _lines(text, begin, longest):
        cut = len(line.text) > longest
        lines.append(line.text[:longest] + "…" if cut else line.text)
        starts.append(line.start)
        characters += len(lines[-1])
        shortened, after = shortened or cut, line.after
        if len(lines) >= most or characters > MOST_CHARACTERS:
            break
    return LaidOut(lines=tuple(lines), starts=tuple(starts), shortened=shortened, after=after)


def line_around(text: Text, position: int) -> LineStart:
    """Where to begin so that a position, and a little of what is before it, is among the first lines."""
    node, depth, begin = whole(text), 0, LineStart(position=0, depth=0)
    start, end = node.start, node.end
    while text[start : start + 1] in (b"{", b"[") and position >= start:
        depth += 1
        found = _member_near(text, start, end, position)
        if found is None:
            break
        begin = LineStart(position=found.name_start, depth=depth)
        if found.end <= position or found.name_start >= position - _BEFORE:
            break
        start, end = found.start, found.end
    return begin


def _member_near(text: Text, start: int, end: int, position: int) -> Member | None:
    """The first member that begins a little before a position, or else the one that it lies in."""
    try:
        for member in members(text, start, end):
            if position - _BEFORE <= member.name_start <= position or member.end > position:
                return member if member.name_start <= position else None
    except Broken:
        pass
    return None


class _Line(NamedTuple):
    text: str
    start: int
    after: LineStart | None


def _lines(text: Text, begin: LineStart, longest: int) -> Iterator[_Line]:
    """All lines from a place on. A closing bracket that begins there lies as deep as what it closes."""
    depth, line, line_start, opened = begin.depth, "", begin.position, False
    for start, stop, mark in _tokens(text, begin.position):
        closes = mark in _CLOSING
        if closes and opened:
            line, opened = line + mark, False
            continue
        if (closes and line) or opened:
            depth += opened
            yield _Line(line, line_start, LineStart(position=start, depth=depth))
            line, opened = "", False
        if closes:
            depth = max(depth - 1, 0)
        if not line:
            line, line_start = _indent(depth), start
        line += ": " if mark == ":" else mark or _token(text, start, stop, longest)
        opened = mark in ("[", "{")
        if mark == ",":
            yield _Line(line, line_start, LineStart(position=stop, depth=depth))
            line = ""
    if line:
        yield _Line(line, line_start, None)


def _tokens(text: Text, position: int) -> Iterator[tuple[int, int, str]]:
    """From where to where each one goes, and what it is if it is a mark."""
    while found := _TOKEN.match(text, position):
        start, position = found.span(1)
        mark = chr(text[start])
        if mark == '"':
            position = _end_of_text(text, start)
        yield start, position, mark if mark in _MARKS else ""


def _end_of_text(text: Text, start: int) -> int:
    try:
        return end_of_value(text, start, len(text))
    except Broken:  # it has no end: all that is left belongs to it
        return len(text)


def _token(text: Text, start: int, stop: int, longest: int) -> str:
    """A text, a number or a word as it is shown: enough of it to see whether the line is too long."""
    enough = end_of_part(text, start, stop, 4 * longest)
    token = bytes(text[start:enough])
    if token[:1] != b'"' or b"\\" not in token:
        return token.decode("utf-8", "replace")
    is_closed = enough == stop and len(token) > 1 and token.endswith(b'"')
    inside = readable(token[1:-1] if is_closed else token[1:])
    written = json.dumps(inside, ensure_ascii=False)
    shown = _HALF_CHARACTER.sub(lambda found: f"\\u{ord(found[0]):04x}", written)
    return shown if is_closed else shown[:-1]


def _indent(depth: int) -> str:
    return "  " * min(depth, DEEPEST_INDENT)
