"""Which lines of indented JSON can be folded, and where in a line a found place is. Pure functions."""

import re
from collections.abc import Sequence

from core.model.results import Place
from gui.bundles.json_text import quoted

_UNIT = re.compile(r"\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL)


def folds(lines: Sequence[str]) -> dict[int, int]:
    """The line that each opening bracket stands in, and the one that its closing bracket begins. Brackets
    whose other end is not among the lines cannot be folded."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for number, line in enumerate(lines):
        if opened and line.lstrip(" ")[:1] in ("}", "]"):
            found[opened.pop()] = number
        if line[-1:] in ("{", "["):
            opened.append(number)
    return found


def at_level(lines: Sequence[str], level: int) -> frozenset[int]:
    """The lines to fold so that no more than so many levels are seen: 1 leaves the bundle's own members."""
    found = folds(lines)
    depth, ends, chosen = 0, list[int](), set[int]()
    for number in range(len(lines)):
        while ends and ends[-1] == number:
            ends.pop()
            depth -= 1
        if number in found:
            if depth >= level:
                chosen.add(number)
            ends.append(found[number])
            depth += 1
    return frozenset(chosen)


def visible(lines: int, found: dict[int, int], folded: frozenset[int]) -> list[int]:
    """The lines that are seen when these are folded."""
    seen: list[int] = []
    number = 0
    while number < lines:
        seen.append(number)
        number = found[number] if number in folded and number in found else number + 1
    return seen


def span_in(line: str, place: Place) -> tuple[int, int]:
    """From which to which character of its line a found place goes; the whole line if that is not shown."""
    begin = len(line) - len(line.lstrip(" "))
    name = place.steps[-1] if place.steps else None
    if isinstance(name, str) and not place.in_name:
        begin += len(quoted(name)) + len(": ")
    begin += line[begin : begin + 1] == '"'
    units = [*(found.start() for found in _UNIT.finditer(line, begin)), len(line)]
    end = place.offset + place.length
    if end >= len(units):
        return 0, len(line)
    return units[place.offset], units[end]


def units_of(text: str) -> int:
    """The length of a text as Qt counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
