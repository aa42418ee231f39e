"""Comparing two runs: which bundles went, came or changed, written as they are found.

First the keys of both are read and matched; then the newer run is gone through in its order. What is written
alike is passed over by its bytes; only what is not is taken apart.
"""

from array import array
from collections import Counter

from core.model.diff import ChangedAt, Tally
from core.model.results import Progress, Steps
from core.results.diff_file import ADDED, CHANGED, KINDS, NONE, REMOVED
from core.results.diff_keys import Matched, by_keys, by_position, read_keys
from core.results.diff_values import Ignored, differing, trimmed
from core.results.lines import Lines
from core.results.numbers import NumbersOut
from core.results.pace import Pace
from core.results.questions import CompareRuns
from core.results.told import DifferencesWritten, Tell

MOST_PATHS = 200
"""Paths that are told; further ones are counted."""

_MOST_COUNTED = 20_000
"""Paths that are told apart."""


def work(question: CompareRuns, tell: Tell) -> None:
    """Write down what is different, in the order of the bundles."""
    older, newer = Lines(question.older), Lines(question.newer)
    key = question.key
    progress = _Progress(older.count + (2 if key is not None else 1) * newer.count, tell)
    if key is None:
        matched = by_position(older.count, newer.count)
        progress.begin(older.count)
    else:
        before = read_keys(older, key, progress.done)
        progress.begin(older.count)
        after = read_keys(newer, key, progress.done)
        progress.begin(older.count + newer.count)
        matched = by_keys(before, after, (older.count, newer.count))
    walk = _Walk(older, newer, matched, Ignored(question.ignoring), _Out(question, tell))
    walk.walk(progress)


class _Progress:
    """How many bundles were looked at, over all that has to be done."""

    def __init__(self, total: int, tell: Tell) -> None:
        self._total = total
        self._tell = tell
        self._before = 0
        self._pace = Pace()

    def begin(self, before: int) -> None:
        """Another part of the work, after so many bundles."""
        self._before = before

    def done(self, count: int) -> None:
        """So many of this part."""
        if self._pace.due():
            self._tell(Progress(self._before + count, self._total))

    def end(self) -> None:
        """All of it."""
        self._tell(Progress(self._total, self._total))


class _Out:
    """The files of differences: all of them, and the numbers of those of each kind."""

    def __init__(self, question: CompareRuns, tell: Tell) -> None:
        self._all = NumbersOut(question.out)
        self._kinds = [NumbersOut(path) for path in question.kinds]
        self._waiting = array("Q")
        self._waiting_kinds = [array("Q") for _ in KINDS]
        self._tell = tell
        self._pace = Pace()
        self.counts = [0, 0, 0]

    def add(self, kind: int, older: int, newer: int) -> None:
        """A difference."""
        self._waiting_kinds[kind].append(sum(self.counts))
        self.counts[kind] += 1
        self._waiting.extend((kind, older, newer))

    def flush(self, walk: "_Walk", *, last: bool = False) -> None:
        """Write what waits and tell it, the first time at once, then now and then."""
        if not last and (not self._waiting or not self._pace.due()):
            return
        self._all.append(self._waiting)
        self._waiting = array("Q")
        for place, out in enumerate(self._kinds):
            out.append(self._waiting_kinds[place])
            self._waiting_kinds[place] = array("Q")
        self._tell(DifferencesWritten(walk.tally()))
        if last:
            for out in (self._all, *self._kinds):
                out.close()


class _Walk:
    """Goes through the newer run, and through what went of the older one beside it."""

    def __init__(self, older: Lines, newer: Lines, matched: Matched, ignored: Ignored, out: _Out) -> None:
        self._older = older
        self._newer = newer
        self._matched = matched
        self._ignored = ignored
        self._out = out
        self._unchanged = 0
        self._removed_until = 0
        self._changed_at: Counter[Steps] = Counter()
        self._further: set[int] = set()

    def tally(self) -> Tally:
        """What was found so far."""
        removed, changed, added = self._out.counts
        most = self._changed_at.most_common(MOST_PATHS)
        return Tally(
            removed=removed,
            changed=changed,
            added=added,
            unchanged=self._unchanged,
            repeated=self._matched.repeated,
            keyless=self._matched.keyless,
            changed_at=tuple(ChangedAt(path, count) for path, count in most),
            further_paths=len(self._changed_at) - len(most) + len(self._further),
        )

    def walk(self, progress: _Progress) -> None:
        """Find and write all differences."""
        for numbers, texts in self._newer.batches():
            for number, text in zip(numbers, texts, strict=True):
                self._remove_until(number + 1)
                self._look(number, text)
            progress.done(numbers[-1] + 1)
            self._out.flush(self)
        self._remove_until(self._older.count)
        progress.end()
        self._out.flush(self, last=True)

    def _remove_until(self, end: int) -> None:
        """Tell which bundles of the older run went, up to a number."""
        end = min(end, self._older.count)
        find = self._matched.is_matched.find
        while (gone := find(0, self._removed_until, end)) >= 0:
            self._out.add(REMOVED, gone, NONE)
            self._removed_until = gone + 1
        self._removed_until = max(self._removed_until, end)

    def _look(self, number: int, text: bytes) -> None:
        partner = self._matched.partner[number]
        if partner == NONE:
            self._out.add(ADDED, NONE, number)
            return
        before = self._older.line(partner)
        paths = None if before == text else differing(trimmed(before), trimmed(text), self._ignored)
        if not paths:
            self._unchanged += 1
            return
        self._out.add(CHANGED, partner, number)
        for path in paths:
            if path in self._changed_at or len(self._changed_at) < _MOST_COUNTED:
                self._changed_at[path] += 1
            elif len(self._further) < _MOST_COUNTED:
                self._further.add(hash(path))
