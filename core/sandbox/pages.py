"""Pages: which rows one request gets, and a bounded memory of pages already written as JSON."""

import base64
import binascii
import json
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageAsked:
    """One page as asked for: number (from 1), length, and the row before it, if a cursor named that."""

    number: int
    length: int
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page and where it stands among all of them."""

    rows: Sequence[int]
    number: int
    last_number: int
    cursor: str | None


def cut_page(rows: Sequence[int], asked: PageAsked) -> Page:
    """Cut the page out of `rows`; past the end it is empty. `cursor` is None on the last page."""
    start = _start(rows, asked)
    end = start + asked.length
    cut = rows[start:end]
    cursor = _write_cursor(asked.number + 1, cut[-1]) if cut and end < len(rows) else None
    return Page(cut, asked.number, max(1, -(-len(rows) // asked.length)), cursor)


def read_cursor(text: str, length: int) -> PageAsked | None:
    """Return the page that a cursor stands for, or None if it is no cursor of ours."""
    try:
        number, after = json.loads(base64.b64decode(text, validate=True))
        return PageAsked(int(number), length, int(after))
    except (binascii.Error, ValueError, TypeError):
        return None


def _write_cursor(number: int, after: int) -> str:
    # Plain base64, not its URL form: a caller that does not encode its query loses the last character.
    return base64.b64encode(json.dumps([number, after]).encode()).decode()


def _start(rows: Sequence[int], asked: PageAsked) -> int:
    by_number = (asked.number - 1) * asked.length
    if asked.after is None:
        return by_number
    try:
        # After the row, not at the place: rows that came or went meanwhile shift nothing.
        return rows.index(asked.after) + 1
    except ValueError:
        return by_number


class PageMemory:
    """The most recently used pages, as the bytes that were sent; forgets the oldest beyond `most_bytes`."""

    def __init__(self, most_bytes: int = 80 << 20) -> None:
        self._most = most_bytes
        self._held = 0
        self._pages: OrderedDict[Hashable, bytes] = OrderedDict()

    def get(self, key: Hashable) -> bytes | None:
        """Return the page kept under `key`, if it still is."""
        body = self._pages.get(key)
        if body is not None:
            self._pages.move_to_end(key)
        return body

    def keep(self, key: Hashable, body: bytes) -> None:
        """Keep a page, and let go of old ones."""
        self._held += len(body) - len(self._pages.pop(key, b""))
        self._pages[key] = body
        while self._held > self._most:
            _, old = self._pages.popitem(last=False)
            self._held -= len(old)
