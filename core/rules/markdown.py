"""Tables as Markdown writes them."""

import re
from collections.abc import Iterable

_SPECIAL = re.compile(r"\r\n|[\\|&<\r\n]")
_WRITTEN = {"\\": "\\\\", "|": "\\|", "&": "&amp;", "<": "&lt;"}


def markdown_row(cells: Iterable[str]) -> str:
    """One row, without a line end. What would be markup in a cell is written so that it reads as it is."""
    return f"| {' | '.join(map(markdown_cell, cells))} |"


def markdown_line(columns: int) -> str:
    """The line between the head of a table and its rows."""
    return f"|{' --- |' * columns}"


def markdown_cell(text: str) -> str:
    """A text in one cell; a line end becomes one that tables can have."""
    return _SPECIAL.sub(lambda found: _WRITTEN.get(found[0], "<br>"), text)
