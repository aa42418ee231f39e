"""What a pasted text means where several values are wanted: entries of a list, rows of names and values.

People paste a column or a block of a spreadsheet, lines, a sentence with commas, a JSON object.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

Row = tuple[str, Any]
"""A name and its value: a text, or what a JSON object has there."""

_SEPARATORS = (";", ",")
_PAIR = re.compile(r"""("(?:[^"]|"")*"|[^":=;,][^:=;,]*?)\s*[:=;,]\s*(.*)""")
_HEADINGS = ({"name", "value"}, {"key", "value"}, {"field", "value"}, {"header", "value"})


def entries_in(text: str) -> list[str]:
    """The entries of a text, without blanks around them and without empty ones.

    Each line is one, and each cell where there are tabs. In a single line, and in lines that all but the
    last end with it, a semicolon or else a comma separates; "in quotation marks" neither does.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return []
    if "\t" in text or _has_quoted_break(text):
        return _filled(cell for row in _cells(text, "\t") for cell in row)
    for separator in _SEPARATORS:
        if all(line.endswith(separator) for line in lines[:-1]) and _separates(separator, lines):
            return _filled(cell for row in _cells("\n".join(lines), separator) for cell in row)
    return _filled(cell for line in lines for cell in _only_cell(line))


def numbers_in(text: str) -> list[str]:
    """The entries of a text of whole numbers: blanks, too, separate them."""
    return [entry for entry in re.split(r"[\s,;]+", text) if entry]


def rows_in(text: str) -> list[Row]:
    """The rows of a text: a name and a value in each line, parted by a tab, or by the first colon, equals
    sign, semicolon or comma. A line of headings (Name, Value) is none; a JSON object gives its own pairs."""
    as_json = _json_object(text)
    if as_json is not None:
        return list(as_json.items())
    if "\t" in text or _has_quoted_break(text):
        parted = [(row[0], "\t".join(row[1:])) for row in _cells(text, "\t") if row]
    else:
        parted = [_parted(line.strip()) for line in text.splitlines()]
    rows = [(name.strip(), value.strip()) for name, value in parted if name.strip()]
    is_headed = len(rows) > 1 and {cell.casefold() for cell in rows[0]} in _HEADINGS
    return [*rows[1:]] if is_headed else [*rows]


def are_rows(text: str, *, in_names: bool) -> bool:
    """Whether a text is more than what belongs into one cell. A JSON object is a value among values, and
    rows where names stand."""
    if _json_object(text) is not None:
        return in_names
    return "\t" in text or "\n" in text.strip()


def _cells(text: str, separator: str) -> list[list[str]]:
    """The cells of each row, quoted ones read as spreadsheets write them."""
    lines = text.replace("\0", "").splitlines(keepends=True)
    try:
        return list(csv.reader(lines, delimiter=separator, skipinitialspace=True))
    except csv.Error:  # a cell too long for it
        return [line.rstrip("\r\n").split(separator) for line in lines]


def _has_quoted_break(text: str) -> bool:
    """Whether a quoted cell goes on in the next line."""
    return text.lstrip().startswith('"') and any(line.count('"') % 2 for line in text.splitlines())


def _separates(separator: str, lines: Sequence[str]) -> bool:
    return any(len(row) > 1 for row in _cells("\n".join(lines), separator))


def _only_cell(line: str) -> list[str]:
    """A line that is one entry; in quotation marks it is what they hold."""
    quoted = len(line) > 1 and line[0] == line[-1] == '"'
    return [cell for row in _cells(line, "\t") for cell in row] if quoted else [line]


def _filled(cells: Iterator[str]) -> list[str]:
    return [cell.strip() for cell in cells if cell.strip()]


def _parted(line: str) -> tuple[str, str]:
    """Name and value of a line that has no tab."""
    found = _PAIR.fullmatch(line)
    return (_unquoted(found[1]), _unquoted(found[2])) if found else (line, "")


def _unquoted(cell: str) -> str:
    quoted = len(cell) > 1 and cell[0] == cell[-1] == '"'
    return cell[1:-1].replace('""', '"') if quoted else cell


def _json_object(text: str) -> dict[str, Any] | None:
    if not text.lstrip().startswith("{"):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
