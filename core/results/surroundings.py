"""What bytes of a bundle are a part of: a name, a value, or what stands between them."""

import re

from core.model.results import SearchFor
from core.results import levels
from core.results.lines import Lines
from core.results.texts import LONGEST_ESCAPE, begin_of_unit

_REST_OF_TEXT = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+"[ \t\r\n]*+(:)?', re.DOTALL)


class Surroundings:
    """Asked about places in ascending order: what was learned about a bundle helps with its next place."""

    def __init__(self, lines: Lines, wanted: SearchFor, may_lie_between: bool) -> None:
        self._lines = lines
        self._text = lines.text
        self._wanted = wanted
        self._may_lie_between = may_lie_between
        self.is_choosy = may_lie_between or bool(wanted.below) or wanted.among != "all"
        """Whether more is asked than that no character is torn."""
        self._bundle = -1
        self._begin = self._end = 0
        self._below = range(0)
        self._known, self._in_text = 0, False
        self._text_end, self._is_name = 0, False

    def admit(self, bundle: int, start: int) -> bool:
        """Whether what begins at this position of the file is a name or a value, or a part of one, that was
        asked for; the bytes fit, but may stand for something else."""
        if bundle != self._bundle:
            self._enter(bundle)
        if self._is_torn(start):
            return False
        if self._wanted.below and start not in self._below:
            return False
        if self._may_lie_between or self._wanted.among != "all":
            in_text = self._is_in_text(start)
            if self._may_lie_between and not in_text:
                return False
            if self._wanted.among != "all":
                return (in_text and self._is_in_name(start)) == (self._wanted.among == "names")
        return True

    def _enter(self, bundle: int) -> None:
        self._bundle = bundle
        self._begin, self._end = self._lines.begin(bundle), self._lines.end(bundle) - 1
        self._known, self._in_text, self._text_end = self._begin, False, 0
        if self._wanted.below:
            node = levels.at(self._lines.where_it_lies(bundle), self._wanted.below)
            self._below = range(self._begin + node.start, self._begin + node.end) if node else range(0)

    def _is_torn(self, start: int) -> bool:
        """Whether a character or an escape begins before this position and goes on after it."""
        if b"\\" not in self._text[max(self._begin, start - LONGEST_ESCAPE) : start]:
            return False
        return begin_of_unit(self._text, start, self._begin) != start

    def _is_in_text(self, start: int) -> bool:
        """Whether the position is between quotation marks: how many stand before it in the bundle."""
        passed = self._text[self._known : start]
        if b"\\" in passed:
            passed = passed.replace(b"\\\\", b"").replace(b'\\"', b"")
        self._in_text ^= passed.count(b'"') % 2 == 1
        self._known = start
        return self._in_text

    def _is_in_name(self, start: int) -> bool:
        """Whether the text around the position is a name: a colon follows it."""
        if start >= self._text_end:
            rest = _REST_OF_TEXT.match(self._text, start, self._end)
            self._text_end = rest.end() if rest else self._end
            self._is_name = rest is not None and rest[1] is not None
        return self._is_name
