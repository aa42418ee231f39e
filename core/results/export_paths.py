"""The columns of an export as a tree of steps, and a bundle read along it where it lies.

This reads any bundle, however odd: what is broken ends what can be read of it, and nothing more.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from core.model.results import Steps
from core.results.levels import whole
from core.results.scan import ARRAY, OBJECT, Broken, Member, Text, members
from core.results.texts import readable

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_WORDS = {b"true": True, b"false": False, b"null": None}

Fraction = Callable[[str], Any]
"""Makes the digits of a number, as received, a cell."""


class Branch:
    """A place in bundles: the columns that show it, and the places below it that columns show."""

    __slots__ = ("columns", "holds_more", "items", "members")

    def __init__(self) -> None:
        self.columns: list[int] = []
        self.members: dict[str, Branch] = {}
        self.items: dict[int, Branch] = {}
        self.holds_more = False
        """Whether an object or an array was met where a column shows a value."""

    @property
    def is_leaf(self) -> bool:
        """Whether nothing below it is shown."""
        return not (self.members or self.items)

    def every_column(self) -> Iterator[int]:
        """The columns here and below."""
        waiting = [self]
        while waiting:
            branch = waiting.pop()
            yield from branch.columns
            waiting += (*branch.members.values(), *branch.items.values())


def tree_of(columns: Sequence[Steps]) -> Branch:
    """The tree of columns; each has its number."""
    root = Branch()
    for number, steps in enumerate(columns):
        branch = root
        for step in steps:
            if isinstance(step, str):
                branch = branch.members.setdefault(step, Branch())
            else:
                branch = branch.items.setdefault(step, Branch())
        branch.columns.append(number)
    return root


class PathReader:
    """Reads the cells of one bundle, or of a value in it, by its tokens."""

    def __init__(self, fraction: Fraction) -> None:
        self._fraction = fraction
        self.met_more = False
        """Whether an object or an array was met for the first time where a column shows a value."""
        self.halves = 0
        """Texts with half a character, which no file can hold."""

    def cells(self, text: Text, branch: Branch) -> Iterator[tuple[int, Any]]:
        """Columns with their cells, where there are any; `branch` is that of the whole text."""
        node = whole(text)
        waiting = [(branch, node.start, node.end)]
        while waiting:
            branch, start, end = waiting.pop()
            if branch.columns:
                cell = self.cell(text, start, end)
                yield from ((column, cell) for column in branch.columns)
            first = text[start] if start < end else 0
            if branch.is_leaf:
                if first in (OBJECT, ARRAY) and not branch.holds_more:
                    branch.holds_more = self.met_more = True
            elif first == OBJECT:
                waiting += _named(text, start, end, branch)
            elif first == ARRAY:
                waiting += _numbered(text, start, end, branch)

    def cell(self, text: Text, start: int, end: int) -> Any:
        """The value that lies there: an object or an array as its JSON text."""
        inside = bytes(text[start:end])
        if inside[:1] == b'"' and len(inside) > 1 and inside[-1:] == b'"':
            return self._whole_characters(readable(inside[1:-1]))
        if inside in _WORDS:
            return _WORDS[inside]
        shown = inside.decode("utf-8", "replace")
        return self._fraction(shown) if _NUMBER.fullmatch(shown) else shown

    def _whole_characters(self, text: str) -> str:
        shown, halves = _HALF_CHARACTER.subn("\ufffd", text)
        self.halves += bool(halves)
        return shown


def _named(text: Text, start: int, end: int, branch: Branch) -> Iterator[tuple[Branch, int, int]]:
    """The members of an object that lead on; of a name that is there twice, the last one counts."""
    found: dict[str, Member] = {}
    try:
        for member in members(text, start, end):
            name = readable(bytes(text[member.name_start + 1 : member.name_end - 1]))
            if name in branch.members:
                found[name] = member
    except Broken:
        pass
    for name, member in found.items():
        yield branch.members[name], member.start, member.end


def _numbered(text: Text, start: int, end: int, branch: Branch) -> Iterator[tuple[Branch, int, int]]:
    """The items of an array that lead on."""
    last = max(branch.items, default=0)
    try:
        for number, member in enumerate(members(text, start, end), 1):
            if number > last:
                return
            if number in branch.items:
                yield branch.items[number], member.start, member.end
    except Broken:
        pass
