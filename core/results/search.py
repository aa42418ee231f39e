"""Searching all bundles: plain texts over the bytes of the file, expressions over names and values."""

import re
from collections.abc import Iterator

from core.model.results import Progress
from core.results.ahead import BLOCK, Look, regions
from core.results.escapes import LATIN, EscapeNotes
from core.results.find import finder
from core.results.hits import HitsOut
from core.results.lines import Lines
from core.results.needle import Needle
from core.results.pace import Pace
from core.results.questions import SearchBundles
from core.results.surroundings import Surroundings
from core.results.texts import LONGEST_ESCAPE
from core.results.told import Tell


def work(question: SearchBundles, tell: Tell) -> None:
    """Write down where it stands, as it is found."""
    lines = Lines(question.source)
    with HitsOut(question.out, tell) as hits:
        if question.wanted.pattern:
            from core.results.pattern import search_by_pattern

            search_by_pattern(lines, question.wanted, hits, tell)
        else:
            _search_plainly(lines, question, hits, tell)
        tell(Progress(lines.count, lines.count))
        hits.flush(last=True)


def _search_plainly(lines: Lines, question: SearchBundles, hits: HitsOut, tell: Tell) -> None:
    needle = Needle(question.wanted.text, question.wanted.match_case)
    look = _Look(lines, needle, Surroundings(lines, question.wanted, needle.may_lie_between), hits)
    notes = EscapeNotes(question.source.notes, lines.size)
    pace = Pace()
    for region in regions(lines.path, lines.size, needle.longest, _glance(needle, notes)):
        for begin, block in region.blocks:
            look.at(begin, block)
            hits.flush()
        if pace.due():
            tell(Progress(lines.number_at(region.end), lines.count))
    notes.keep()


def _glance(needle: Needle, notes: EscapeNotes) -> Look:
    """Whether a block is worth a closer look."""
    contains = finder()

    def is_worth_it(begin: int, block: bytes) -> bool:
        may_be = False
        for escape in needle.escapes:
            if escape == LATIN and notes.is_plain(begin):
                continue
            is_there = b"\\" in block and contains(block, escape)
            if escape == LATIN:
                notes.note(begin, not is_there)
            may_be = may_be or is_there
        return may_be or needle.may_be_written_in(block, contains)

    return is_worth_it


class _Look:
    """A closer look at blocks, one after the other."""

    def __init__(self, lines: Lines, needle: Needle, surroundings: Surroundings, hits: HitsOut) -> None:
        self._lines = lines
        self._needle = needle
        self._surroundings = surroundings
        self._hits = hits
        self._is_asked = lines.membership()
        self._anything_will_do = lines.rows is None and not surroundings.is_choosy
        self._bundle = 0
        self._after = 0

    def at(self, begin: int, block: bytes) -> None:
        """Add the matches that begin in a block; `begin` is where that begins in the file."""
        pattern, text = self._needle.looking(block)
        at = max(0, self._after - begin)
        if self._anything_will_do:
            at = self._quickly(begin, text, pattern.finditer(text, at))
        found = pattern.search(text, at)
        while found and found.start() < BLOCK:
            start = begin + found.start()
            bundle = self._bundle = self._lines.number_at(start, self._bundle)
            if self._is_asked(bundle) and self._surroundings.admit(bundle, start):
                at = found.end()
                self._add(start, begin + at)
            else:
                at = found.start() + 1
            found = pattern.search(text, at)

    def _quickly(self, begin: int, text: bytes, matches: Iterator["re.Match[bytes]"]) -> int:
        """Add the matches up to one that must be looked at more closely; gives where that is in the text."""
        for found in matches:
            at = found.start()
            if at >= BLOCK or at < LONGEST_ESCAPE or b"\\" in text[at - LONGEST_ESCAPE : at + 1]:
                return at
            self._bundle = self._lines.number_at(begin + at, self._bundle)
            self._add(begin + at, begin + found.end())
        return len(text)

    def _add(self, start: int, end: int) -> None:
        first = self._lines.begin(self._bundle)
        self._hits.add(self._bundle, start - first, end - first)
        self._after = end
