"""The text of one bundle, a part of it at a time: laid out here, or where it lies if it is huge."""

from bisect import bisect_right
from collections.abc import Iterator

import msgspec

from core.model.laid_out import LaidOut, LineStart
from core.model.results import Hit, Node
from gui.bundles.decoded import LARGE, Asked, Bundles
from gui.bundles.json_text import BEGINNING, Line, legible, lines_from, plain_lines_from
from gui.bundles.raw_copy import LONGEST_LINE, MOST_LINES, Whole, shown_and_whole
from gui.bundles.values import Unreadable

_PART_BYTES = 100_000
"""Bytes of a text that is no JSON that are shown at once."""


class Part(msgspec.Struct, frozen=True):
    """Some lines of a bundle. `first` numbers the first of them from 1, where that is known; `whole` are
    those that came otherwise than they are shown."""

    laid_out: LaidOut
    begin: LineStart
    first: int | None
    is_json: bool = True
    whole: Whole = {}

    def line_of(self, position: int) -> int | None:
        """The line that a position lies in, if it is one of these."""
        starts = self.laid_out.starts
        line = bisect_right(starts, position) - 1
        is_beyond = self.laid_out.after is not None and position >= self.laid_out.after.position
        return None if line < 0 or is_beyond else line


class BundleText:
    """The text of one bundle. `part` is for one that is at hand, `ask` for one that is not."""

    def __init__(self, bundles: Bundles, number: int) -> None:
        self._bundles, self._number = bundles, number
        self._asked = bundles.asked
        self._node: Node | None = None
        self.is_at_hand = self._asked is None or bundles.size(number) <= LARGE

    @property
    def is_json(self) -> bool:
        """Whether it is, of one that is at hand."""
        return self._text()[1]

    def part(self, begin: LineStart, first: int | None) -> Part:
        """The lines from one of them on."""
        text, is_json = self._text()
        lines = lines_from(text, begin) if is_json else plain_lines_from(text, begin, LONGEST_LINE)
        laid_out, whole = shown_and_whole(lines, text, is_json=is_json)
        return Part(laid_out, begin, first, is_json, whole)

    def part_with(self, hit: Hit) -> tuple[Part, int]:
        """The lines around a found place, and the character that it begins with."""
        position = self._character(hit.start)
        part = self.part(BEGINNING, 1)
        while part.line_of(position) is None and part.laid_out.after is not None:
            first = None if part.first is None else part.first + len(part.laid_out.lines)
            part = self.part(part.laid_out.after, first)
        return part, position

    async def ask(self, begin: LineStart, first: int | None) -> Part:
        """The lines from one of them on. Raises `TrunklineError`."""
        asked = self._whom()
        if (await self._whole(asked)).kind == "odd":
            return await self._plain_part(asked, begin, first)
        return Part(await self._lay_out(asked, begin), begin, first)

    async def ask_with(self, hit: Hit) -> tuple[Part, int]:
        """The lines around a found place, and the position that it begins with. Raises `TrunklineError`."""
        asked = self._whom()
        if (await self._whole(asked)).kind == "odd":
            begin = LineStart(position=max(0, hit.start - _PART_BYTES // 4), depth=0)
            return await self._plain_part(asked, begin, None), hit.start
        laid_out = await self._lay_out(asked, hit.start)
        begin = LineStart(position=laid_out.starts[0] if laid_out.starts else 0, depth=0)
        return Part(laid_out, begin, 1 if begin.position == 0 else None), hit.start

    async def _lay_out(self, asked: Asked, begin: LineStart | int) -> LaidOut:
        found = await asked.integrator.lay_out(asked.run, self._number, begin, MOST_LINES, LONGEST_LINE)
        return msgspec.structs.replace(found, lines=tuple(map(legible, found.lines)))

    async def _plain_part(self, asked: Asked, begin: LineStart, first: int | None) -> Part:
        node = await self._whole(asked)
        text = await asked.integrator.text(asked.run, self._number, node, begin.position, _PART_BYTES)
        lines = plain_lines_from(text.text, BEGINNING, LONGEST_LINE)
        pieces, whole = shown_and_whole(lines, text.text, is_json=False, most=_PART_BYTES)
        rest = len(text.text) if pieces.after is None else pieces.after.position
        *positions, end = _byte_starts(text.text, text.start, (*pieces.starts, rest))
        after = None if text.last and pieces.after is None else LineStart(position=end, depth=0)
        laid_out = msgspec.structs.replace(pieces, starts=tuple(positions), after=after)
        return Part(laid_out, begin, first, is_json=False, whole=whole)

    async def _whole(self, asked: Asked) -> Node:
        if self._node is None:
            self._node = await asked.integrator.whole(asked.run, self._number)
        return self._node

    def _whom(self) -> Asked:
        assert self._asked is not None, "what is not at hand is asked for"
        return self._asked

    def _text(self) -> tuple[str, bool]:
        text, value = self._bundles.text(self._number), self._bundles.glance(self._number)
        return text, not isinstance(value, Unreadable) or value.is_json

    def _character(self, position: int) -> int:
        """The character of the text that a byte belongs to."""
        return len(
            self._bundles.raw(self._number)[:position].decode("utf-8", "replace").removeprefix("\ufeff")
        )


def _byte_starts(text: str, begin: int, starts: tuple[int, ...]) -> tuple[int, ...]:
    found: list[int] = []
    before = 0
    for start in starts:
        begin += len(text[before:start].encode("utf-8", "replace"))
        before = start
        found.append(begin)
    return tuple(found)


def lines_at_hand(bundles: Bundles, number: int) -> tuple[Iterator[Line], str, bool]:
    """All lines of a bundle that is small enough, its text, and whether that is JSON."""
    text, value = bundles.text(number), bundles.glance(number)
    if isinstance(value, Unreadable) and not value.is_json:
        return plain_lines_from(text, BEGINNING, LONGEST_LINE), text, False
    return lines_from(text, BEGINNING), text, True
