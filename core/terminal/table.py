"""An answer as a table of characters."""

import json
import sys
from collections.abc import Sequence
from typing import Any

from core.model.sql import SqlAnswer
from core.terminal.written import shown

_MEASURED = 500
"""Rows that widths are chosen by."""

_WIDEST = 60
"""Characters of a cell."""


class _Number(str):
    """Digits as they were received."""

    __slots__ = ()


def print_table(answer: SqlAnswer) -> None:
    """All rows below the names of their columns; numbers stand right, and NULL is an empty cell."""
    rows, count = answer.rows, len(answer.rows)
    heads = [shown(name, _WIDEST) for name in answer.columns]
    seen = [_cells(rows.raw(number)) for number in range(min(count, _MEASURED))]
    widths = [max(map(len, (head, *(str(row[at]) for row in seen)))) for at, head in enumerate(heads)]
    print(_line(heads, widths))
    print("  ".join("-" * width for width in widths))
    for number in range(count):
        print(_line(seen[number] if number < len(seen) else _cells(rows.raw(number)), widths))
    sys.stdout.flush()


def _cells(raw: bytes) -> list[str]:
    # As pairs: in an answer no name comes twice, but the values are as received.
    row = json.loads(raw, object_pairs_hook=list, parse_int=_Number, parse_float=_Number)
    return [_cell(value) for _, value in row]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, _Number):
        return value
    return shown(str(value), _WIDEST)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    placed = (
        cell.rjust(width) if isinstance(cell, _Number) else cell.ljust(width)
        for cell, width in zip(cells, widths, strict=True)
    )
    return "  ".join(placed).rstrip()
