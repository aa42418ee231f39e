"""Regular expressions over names and values as they read, with a limit on the time that a bundle may take."""

import re
from collections.abc import Iterator

from core.model.errors import TrunklineError
from core.model.results import Progress, SearchFor
from core.results import levels
from core.results.hits import HitsOut
from core.results.lines import Lines, Numbers
from core.results.pace import Pace
from core.results.texts import Ruler, end_of_part, readable
from core.results.time_limit import TooLong, limited
from core.results.told import Tell

SECONDS = 1.0
BYTES_A_SECOND = 4_000_000
"""That an expression may take for one bundle: so long, and longer for a large one."""

MOST_GIVEN_UP = 10
"""Bundles that may take longer before the whole search is given up."""

LONGEST_TEXT = 8 * 1024 * 1024
"""Bytes of a text that is looked at as one; a longer one is looked at in parts of that size."""

_LARGE = 1_000_000
_REMEMBERED, _SHORT = 100_000, 64
"""Names and values that are known not to match, so many, each so short: most come again and again."""

_TEXT = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TOKENS = re.compile(_TEXT + rb'|[^\s\[\]{},:"]++', re.DOTALL)
_TOKENS_AND_COLONS = re.compile(rb"(" + _TEXT + rb')([ \t\r\n]*+:)?|([^\s\[\]{},:"]++)', re.DOTALL)


def compiled(wanted: SearchFor) -> "re.Pattern[str]":
    """The expression. Raises `re.error`, and others for what nobody would write."""
    return re.compile(wanted.text, 0 if wanted.match_case else re.IGNORECASE)


def search_by_pattern(lines: Lines, wanted: SearchFor, hits: HitsOut, tell: Tell) -> None:
    """Add all matches in names and values."""
    search = _Search(wanted)
    pace, done = Pace(), 0
    for numbers, texts in lines.batches(ascending=True):
        try:
            with limited(_seconds(texts)):
                for number, start, end in list(search.matches(numbers, texts)):
                    hits.add(number, start, end)
        except TooLong:
            _one_by_one(search, numbers, texts, hits)
        done += len(numbers)
        hits.flush()
        if pace.due():
            tell(Progress(done, lines.total))


def _seconds(texts: list[bytes]) -> float:
    return SECONDS + sum(map(len, texts)) / BYTES_A_SECOND


def _one_by_one(search: "_Search", numbers: Numbers, texts: list[bytes], hits: HitsOut) -> None:
    """Find out which bundles take so long, and pass them over."""
    for number, text in zip(numbers, texts, strict=True):
        try:
            with limited(_seconds([text])):
                found = list(search.matches_in(text, None))
        except TooLong:
            hits.given_up += 1
            if hits.given_up > MOST_GIVEN_UP:
                raise _too_long() from None
            continue
        for start, end in found:
            hits.add(number, start, end)


class _Search:
    """One expression, tried on bundles."""

    def __init__(self, wanted: SearchFor) -> None:
        self._pattern = compiled(wanted)
        self._wanted = wanted
        self._no: set[bytes] = set()

    def matches(self, numbers: Numbers, texts: list[bytes]) -> Iterator[tuple[int, int, int]]:
        """The matches in some bundles: the number of the bundle, and the bytes in it. What stands in several
        places is tried once."""
        if max(map(len, texts)) > _LARGE:
            for number, text in zip(numbers, texts, strict=True):
                yield from ((number, start, end) for start, end in self.matches_in(text, None))
            return
        tokens = list(map(_TOKENS.findall, texts))
        matching = self._matching(set().union(*tokens))
        if not matching:
            return
        for number, text, within in zip(numbers, texts, tokens, strict=True):
            if not matching.isdisjoint(within):
                yield from ((number, start, end) for start, end in self.matches_in(text, matching))

    def _matching(self, tokens: set[bytes]) -> set[bytes]:
        tokens -= self._no
        matching = {token for token in tokens if self._pattern.search(_reading(token))}
        if len(self._no) > _REMEMBERED:
            self._no.clear()
        self._no.update(token for token in tokens - matching if len(token) <= _SHORT)
        return matching

    def matches_in(self, text: bytes, matching: set[bytes] | None) -> Iterator[tuple[int, int]]:
        """The matches in one bundle; `matching` are the only names and values to try, where that is known."""
        for start, end, is_text in self._tokens(text, matching):
            begin = start
            while True:
                stop = end_of_part(text, begin, end, LONGEST_TEXT)
                yield from self._within(text[begin:stop], begin, is_text)
                if stop >= end:
                    break
                begin = stop

    def _within(self, inside: bytes, begin: int, is_text: bool) -> Iterator[tuple[int, int]]:
        reading = readable(inside) if is_text else inside.decode("utf-8", "replace")
        ruler = None
        for found in self._pattern.finditer(reading):
            # What matches nothing is told of an empty text only.
            if found.end() > found.start() or not reading:
                ruler = ruler or Ruler(inside)
                start = begin + ruler.bytes_of(found.start())
                yield start, begin + ruler.bytes_of(found.end())

    def _tokens(self, text: bytes, matching: set[bytes] | None) -> Iterator[tuple[int, int, bool]]:
        """Where the names and values are that were asked for, and whether they are texts; without their
        quotation marks."""
        among, below = self._wanted.among, range(len(text))
        if self._wanted.below:
            node = levels.at(text, self._wanted.below)
            below = range(node.start, node.end) if node else range(0)
        for found in _TOKENS_AND_COLONS.finditer(text, below.start, below.stop):
            quoted, colon, word = found.groups()
            if matching is not None and (quoted or word) not in matching:
                continue
            if among == "all" or (colon is not None) == (among == "names"):
                start, end = found.span(1) if quoted else found.span(3)
                yield (start + 1, end - 1, True) if quoted else (start, end, False)


def _reading(token: bytes) -> str:
    return readable(token[1:-1]) if token[:1] == b'"' else token.decode("utf-8", "replace")


def _too_long() -> TrunklineError:
    return TrunklineError(
        "This expression takes too long.",
        f"In {MOST_GIVEN_UP + 1} bundles it was stopped after {SECONDS:.0f} second each.",
        "Make it simpler: a repetition within another one, such as (a+)+, is what mostly takes so long.",
    )
