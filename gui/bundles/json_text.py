"""JSON as text to read and to copy: indented, with numbers as received and letters as letters."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import msgspec

from gui.bundles.values import Members, Number

_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{},:]|[^\s\[\]{},:"]++|"', re.DOTALL)
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_DEEPEST_INDENT = 40

MOST_INDENTED = 500_000
"""Characters of a text that are indented at once, for copying."""


class Excerpt(msgspec.Struct, frozen=True):
    """The beginning of a text. `cut` tells that lines are missing, `shortened` that parts of lines are."""

    text: str
    cut: bool
    shortened: bool


def pretty_lines(text: str) -> Iterator[str]:
    """The lines of a JSON text, two spaces a level. As deep as it gets, and one line at a time."""
    depth, line, opened = 0, "", False
    for found in _TOKEN.finditer(text):
        token = found[0]
        if token in ("}", "]"):
            if not opened:
                yield line
                depth = max(depth - 1, 0)
                line = _indent(depth)
            line, opened = line + token, False
            continue
        if opened:
            yield line
            depth, opened = depth + 1, False
            line = _indent(depth)
        if token == ",":
            yield line + token
            line = _indent(depth)
        elif token == ":":
            line += ": "
        else:
            line, opened = line + _readable(token), token in ("{", "[")
    if line.strip():
        yield line


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
    return _HALF_CHARACTER.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


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
