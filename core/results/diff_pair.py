"""Two bundles side by side: a row for each value, opened where something in it has changed."""

from collections.abc import Iterator
from typing import NamedTuple

from core.model.diff import Mark, Pair, PairRow
from core.model.results import Node, Steps
from core.results.diff_values import NOTHING, Ignored, changes
from core.results.levels import node_of, whole
from core.results.lines import Lines
from core.results.questions import ComparePair
from core.results.scan import Broken, Member, Text, members
from core.results.texts import readable
from core.results.told import Tell

MOST_ROWS = 3_000
"""Rows that are told."""

_ALL_SHOWN = 200
"""Values in a container up to which those that are the same are told one by one."""

_QUIET: tuple[Mark, ...] = ("same", "ignored")


class _One(NamedTuple):
    """A value in one of the texts, and its number among its siblings from 1; 0 is the bundle."""

    text: Text
    member: Member
    number: int

    def raw(self) -> bytes:
        return bytes(self.text[self.member.start : self.member.end])

    def raw_kind(self) -> bytes:
        return bytes(self.text[self.member.start : min(self.member.start + 1, self.member.end)])

    def step(self) -> str | int:
        name = bytes(self.text[self.member.name_start + 1 : self.member.name_end - 1])
        return readable(name) if self.member.name_end > self.member.name_start else self.number

    def node(self) -> Node:
        return node_of(self.text, self.member, self.number) if self.number else whole(self.text)


def work(question: ComparePair, tell: Tell) -> None:
    """Tell the rows of two bundles, read where they lie."""
    older, newer = (
        None if bundle is None else Lines(source).where_it_lies(bundle)
        for source, bundle in ((question.older, question.before), (question.newer, question.after))
    )
    tell(side_by_side(older, newer, Ignored(question.ignoring)))


def side_by_side(older: Text | None, newer: Text | None, ignored: Ignored = NOTHING) -> Pair:
    """Two bundles, or one that came or went. Reads only what is told."""
    rows = _Rows()
    one, other = (None if text is None else _whole(text) for text in (older, newer))
    if one is None or other is None:
        only = one or other
        assert only is not None, "there is at least one of them"
        mark: Mark = "added" if one is None else "removed"
        rows.add(0, mark, one, other)
        for child in _children(only):
            rows.add(1, mark, None if one is None else child, child if one is None else None)
    else:
        rows.compare(one, other, ignored)
    return Pair(rows=tuple(rows.told), left_out=rows.left_out)


class _Rows:
    """Rows as they come."""

    def __init__(self) -> None:
        self.told: list[PairRow] = []
        self.left_out = 0

    def add(self, depth: int, mark: Mark, older: _One | None, newer: _One | None) -> None:
        if len(self.told) >= MOST_ROWS:
            self.left_out += 1
        else:
            nodes = (one and one.node() for one in (older, newer))
            self.told.append(PairRow(depth=depth, mark=mark, older=next(nodes), newer=next(nodes)))

    def skip(self, depth: int, count: int) -> None:
        if count and len(self.told) < MOST_ROWS:
            self.told.append(PairRow(depth=depth, mark="skipped", count=count))

    def compare(self, older: _One, newer: _One, ignored: Ignored) -> None:
        """Two values, and what is in them where that has changed. Calls nothing again, however deep it is."""
        marks = _Marks(set(changes(older.raw(), newer.raw(), ignored)))
        under_way = [iter([_Pairing(older, newer, (), ignored)])]
        while under_way:
            one = next(under_way[-1], None)
            if one is None:
                under_way.pop()
                continue
            depth, mark = len(under_way) - 1, marks.mark(one)
            self.add(depth, mark, one.older, one.newer)
            if mark == "within":
                under_way.append(self._inside(depth + 1, one, marks))

    def _inside(self, depth: int, around: "_Pairing", marks: "_Marks") -> "Iterator[_Pairing]":
        pairings = around.children()
        keeps_all = len(pairings) <= _ALL_SHOWN
        quiet = 0
        for one in pairings:
            if not keeps_all and marks.mark(one) in _QUIET:
                quiet += 1
                continue
            self.skip(depth, quiet)
            quiet = 0
            yield one
        self.skip(depth, quiet)


class _Pairing(NamedTuple):
    """A value in both texts, or in one of them: the way to it, and what is left out of it."""

    older: _One | None
    newer: _One | None
    path: Steps
    ignored: Ignored

    def children(self) -> "list[_Pairing]":
        """What is in both, in the older order; what came stands behind what it follows."""
        before = {one.step(): one for one in _children(self.older)}
        after = {one.step(): one for one in _children(self.newer)}
        came: dict[str | int | None, list[str | int]] = {}
        behind: str | int | None = None
        for step in after:
            if step in before:
                behind = step
            else:
                came.setdefault(behind, []).append(step)
        steps = list(came.get(None, ()))
        for step in before:
            steps += [step, *came.get(step, ())]
        return [
            _Pairing(before.get(step), after.get(step), (*self.path, step), self.ignored.at(step))
            for step in steps
        ]


class _Marks:
    """What is said of each value, once it is known where the differences are."""

    def __init__(self, paths: set[Steps]) -> None:
        self._changed = paths
        self._within = {path[:length] for path in paths for length in range(len(path))}

    def mark(self, one: _Pairing) -> Mark:
        """What is said of this one."""
        if one.ignored.all:
            return "ignored"
        if one.older is None or one.newer is None:
            return "added" if one.older is None else "removed"
        if one.path in self._changed:
            return "changed"
        if one.path in self._within:
            return "within"
        is_container = one.older.raw_kind() in (b"{", b"[")
        return "same" if is_container or one.older.raw() == one.newer.raw() else "rewritten"


def _whole(text: Text) -> _One:
    node = whole(text)
    return _One(text, Member(node.start, node.start, node.start, node.end), 0)


def _children(one: _One | None) -> Iterator[_One]:
    if one is None or one.raw_kind() not in (b"{", b"["):
        return
    try:
        for number, member in enumerate(members(one.text, one.member.start, one.member.end), 1):
            yield _One(one.text, member, number)
    except Broken:
        return
