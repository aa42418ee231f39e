"""The values of one column, read from lines without decoding what else is in them.

A cell is one of

    str             a text; of a very long one its beginning
    int             a whole number, exactly
    whatever `fraction` made of the digits of any other number
    True, False, None
    Items, Members  an array, an object: how many are in it
    MISSING         there is no such value
    ODD             there is something, but no value that JSON knows, such as NaN
"""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from msgspec import UNSET, Raw, UnsetType

from core.model.results import Steps
from core.results import levels

MISSING = UNSET

_LARGE = 1_000_000
"""Bytes of a line from which its cell is looked up where it lies."""

_DEEPEST = 64
"""Steps of a column that is read quickly."""

_LONGEST = 100_000
"""Bytes of a text in a large line that count."""

_LONGEST_WHOLE = 4_000
"""Digits of a whole number; Python refuses longer ones, which are then treated as fractions are."""

Fraction = Callable[[str], Any]
Read = Callable[[bytes], Any]


class Odd(msgspec.Struct, frozen=True):
    """No value that JSON knows."""


class Items(msgspec.Struct, frozen=True):
    """An array."""

    count: int


class Members(msgspec.Struct, frozen=True):
    """An object."""

    count: int


ODD = Odd()


def cells_reader(column: Steps, fraction: Fraction) -> Callable[[Sequence[bytes]], list[Any]]:
    """Gives a function from lines to the cells of a column."""
    one_by_one = _line_reader(column, fraction)
    try:
        quick = _quick_reader(column, fraction)
    except ValueError:  # or a name that msgspec cannot have as a field's
        return lambda lines: list(map(one_by_one, lines))

    def read(lines: Sequence[bytes]) -> list[Any]:
        try:
            if max(map(len, lines), default=0) > _LARGE:
                return list(map(one_by_one, lines))
            return quick(lines)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return list(map(one_by_one, lines))

    return read


def _quick_reader(column: Steps, fraction: Fraction) -> Callable[[Sequence[bytes]], list[Any]]:
    """All lines by one decoder that passes over everything but the column; raises for any odd line."""
    if len(column) > _DEEPEST or not all(isinstance(step, str) for step in column):
        raise ValueError("only a way of a few names can be read quickly")
    kinds: list[Any] = []
    kind: Any = Any
    for step in reversed(column):
        field = ("value", kind, msgspec.field(name=str(step), default=UNSET))
        struct = msgspec.defstruct("Level", [field], gc=False)
        kinds.append(struct)
        kind = struct | str | int | float | bool | None | list[Raw] | UnsetType
    outer = Any if not kinds else kinds[-1] | str | int | float | bool | None | list[Raw]
    decode = msgspec.json.Decoder(outer, float_hook=fraction).decode

    def quick(lines: Sequence[bytes]) -> list[Any]:
        cells: list[Any] = [decode(line) for line in lines]
        for struct in reversed(kinds):
            cells = [cell.value if type(cell) is struct else MISSING for cell in cells]
        return [_counted(cell) if type(cell) in (dict, list) else cell for cell in cells]

    return quick


def _counted(cell: dict[str, Any] | list[Any]) -> Items | Members:
    return Items(len(cell)) if type(cell) is list else Members(len(cell))


def _line_reader(column: Steps, fraction: Fraction) -> Read:
    """Any line, and any column."""
    decode = msgspec.json.Decoder(float_hook=fraction).decode
    members = msgspec.json.Decoder(dict[str, Raw]).decode
    items = msgspec.json.Decoder(list[Raw]).decode

    def read(line: bytes) -> Any:
        if len(line) > _LARGE:
            return _looked_up(line, column, fraction)
        raw: Any = line
        try:
            for step in column:
                if isinstance(step, str):
                    raw = members(raw).get(step, MISSING)
                else:
                    within = items(raw)
                    raw = within[step - 1] if 0 < step <= len(within) else MISSING
                if raw is MISSING:
                    return MISSING
            cell = decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return _looked_up(line, column, fraction)
        return _counted(cell) if type(cell) in (dict, list) else cell

    return read


def _looked_up(line: bytes, column: Steps, fraction: Fraction) -> Any:
    """A cell of a line that is large or odd, by its tokens."""
    node = levels.at(line, column)
    if node is None:
        return MISSING
    match node.kind:
        case "text":
            return levels.text_part(line, node.start, node.end, None, _LONGEST).text
        case "number":
            digits = line[node.start : node.end].decode()
            return int(digits) if _is_whole(digits) else fraction(digits)
        case "boolean":
            return node.preview == "true"
        case "null":
            return None
        case "array":
            return Items(levels.count(line, node))
        case "object":
            return Members(levels.count(line, node))
        case _:
            return ODD


def _is_whole(digits: str) -> bool:
    return len(digits) <= _LONGEST_WHOLE and digits.lstrip("-").isdigit()
