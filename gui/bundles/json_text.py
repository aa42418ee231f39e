"""JSON as text to read and to copy: indented, with numbers as received and letters as letters."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

import msgspec

from core.model.laid_out import LaidOut, LineStart
from gui.bundles.values import Members, Number

_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{},:]|[^\s\[\]{},:"]++|"', re.DOTALL)
_LINE = re.compile(r"[^\r\n]*+(?:\r\n|[\r\n])?+")
# Controls but the tab, separators of lines, marks that turn the direction, and what Qt takes for its own.
_UNSEEN = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufdd0\ufdd1]")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_DEEPEST_INDENT = 40

BEGINNING = LineStart(position=0, depth=0)
"""Where the first line of a text begins."""

MOST_CHARACTERS = 200_000
"""Characters of a text that are shown at once: a text editor takes them in without a pause."""

MOST_INDENTED = 500_000
"""Characters of a text that are indented at once, for copying."""


class Excerpt(msgspec.Struct, frozen=True):
    """The beginning of a text. `cut` tells that lines are missing, `shortened` that parts of lines are."""

    text: str
    cut: bool
    shortened: bool


class Line(NamedTuple):
    """A line of an indented text: the character of the original that it begins with, and where the next line
    begins."""

    text: str
    start: int
    after: LineStart | None


def pretty_lines(text: str) -> Iterator[str]:
    """The lines of a JSON text, two spaces a level. As deep as it gets, and one line at a time."""
    return (line.text for line in lines_from(text, BEGINNING))


def lines_from(text: str, begin: LineStart) -> Iterator[Line]:
    """The lines of a JSON text from one of them on."""
    depth, line, start, opened = begin.depth, "", begin.position, False
    for found in _TOKEN.finditer(text, begin.position):
        token = found[0]
        closes = token in ("}", "]")
        if closes and opened:
            line, opened = line + token, False
            continue
        if (closes and line) or opened:
            depth += opened
            yield Line(line, start, LineStart(position=found.start(), depth=depth))
            line, opened = "", False
        if closes:
            depth = max(depth - 1, 0)
        if not line:
            line, start = _indent(depth), found.start()
        line += ": " if token == ":" else _readable(token)
        opened = token in ("{", "[")
        if token == ",":
            yield Line(line, start, LineStart(position=found.end(), depth=depth))
            line = ""
    if line.strip():
        yield Line(line, start, None)


def plain_lines_from(text: str, begin: LineStart, longest: int) -> Iterator[Line]:
    """The lines of a text that is no JSON, as they came; those beyond `longest` characters in pieces."""
    position = begin.position
    while position < len(text):
        found = _LINE.match(text, position, position + longest)
        stop = found.end() if found else len(text)
        after = LineStart(position=stop, depth=0) if stop < len(text) else None
        yield Line(text[position:stop].rstrip("\r\n"), position, after)
        position = stop


def legible(line: str) -> str:
    """A line with what cannot be seen, would break it, or would turn its direction, escaped as JSON does."""
    return _UNSEEN.sub(_escaped, line) if not line.isprintable() else line


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def part_of(lines: Iterator[Line], most: int, longest: int, characters: int = MOST_CHARACTERS) -> LaidOut:
    """The first `most` lines, each of up to `longest` characters; fewer if that makes too many characters."""
    texts: list[str] = []
    starts: list[int] = []
    shortened, after = False, None
    for line in lines:
        cut = len(line.text) > longest
        texts.append(legible(line.text[:longest] + "…" if cut else line.text))
        starts.append(line.start)
        characters -= len(texts[-1])
        shortened, after = shortened or cut, line.after
        if len(texts) >= most or characters < 0:
            break
    return LaidOut(lines=tuple(texts), starts=tuple(starts), shortened=shortened, after=after)


def excerpt(lines: Iterator[str], most: int, longest: int) -> Excerpt:
    """The first `most` lines, each of at most `longest` characters."""
    shown = list(islice(lines, most))
    shortened = any(len(line) > longest for line in shown)
    text = "\n".join(line if len(line) <= longest else line[:longest] + "…" for line in shown)
    return Excerpt(text, next(lines, None) is not None, shortened)


def _indent(depth: int) -> str:
    return "  " * min(depth, _DEEPEST_INDENT)


def _readable(token: str) -> str:
    r"""A text written with \u00e9 or \/ is shown with the letters themselves."""
    if "\\" not in token:
        return token
    try:
        return quoted(json.loads(token))
    except ValueError:
        return token


def quoted(text: str) -> str:
    """A text as JSON. Letters stay letters; half a character, which no file may hold, stays escaped."""
    written = json.dumps(text, ensure_ascii=False)
    return _HALF_CHARACTER.sub(_escaped, written)


def to_json(value: Any) -> str:
    """A decoded value as JSON, indented unless it is very long."""
    written: list[str] = []
    rest: list[Any] = [value]
    while rest:
        item = rest.pop()
        if isinstance(item, _Written):
            written.append(item.text)
        elif isinstance(item, list):
            rest.extend(reversed(list(_parts(item))))
        else:
            written.append(_scalar(item))
    return indented("".join(written))


def indented(text: str) -> str:
    """A whole JSON text with indents; one so long that indenting would be felt comes back as it is."""
    return text if len(text) > MOST_INDENTED else "\n".join(pretty_lines(text))


class _Written(msgspec.Struct, frozen=True):
    """Text that goes into the result as it is."""

    text: str


def _parts(container: list[Any]) -> Iterator[Any]:
    named = type(container) is Members
    yield _Written("{" if named else "[")
    for position, member in enumerate(container):
        if position:
            yield _Written(",")
        if named:
            yield _Written(quoted(member[0]) + ":")
            yield member[1]
        else:
            yield member
    yield _Written("}" if named else "]")


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, Number) else quoted(value)
