"""One large bundle as text, and the children of a large container by page: what the window shows of them.

Positions are bytes from the beginning of the bundle's JSON text, as in `core/model/results.py`.
"""

import msgspec


class PagesFound(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Where further pages of a container begin, each with as many children as was asked for, after those that
    were told before. `count` of the children so far; `complete` when that is all of them."""

    starts: tuple[int, ...]
    count: int
    complete: bool


class LineStart(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Where a line of the indented text begins: a byte of the bundle, and how deep that lies."""

    position: int
    depth: int


class LaidOut(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Some lines of the indented text. `starts`: the byte that each begins with; `shortened`: something is
    left out of one; `after`: where the next line begins, None when these were the last."""

    lines: tuple[str, ...]
    starts: tuple[int, ...]
    shortened: bool
    after: LineStart | None = None
