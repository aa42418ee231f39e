"""All bundles as one text of which only what is in sight is ever laid out.

Nobody knows how many lines there are. A place is a bundle and one of its lines; from there it goes on line by
line, and the bundles of the lines around it are laid out when they are reached.
"""

from collections.abc import Iterator

import msgspec

from core.model.amounts import byte_size
from core.model.laid_out import LineStart
from gui.bundles.decoded import HUGE, LARGE, Bundles, Recent
from gui.bundles.json_text import BEGINNING, legible, lines_from
from gui.bundles.raw_copy import Whole, chosen, shown_and_whole
from gui.bundles.raw_folds import at_level, folds, visible
from gui.bundles.raw_parts import lines_at_hand

_KEPT = 200
"""Bundles that stay laid out."""

_KEPT_CHARACTERS = 4_000_000


class Row(msgspec.Struct, frozen=True, order=True):
    """A line that is seen: of which bundle (from 0), and which of the lines of that bundle that are seen."""

    bundle: int
    row: int


class LaidOutBundle(msgspec.Struct, frozen=True):
    """The lines of a bundle, what can be folded in it, and which lines are seen. `rest` is where the
    text goes on with where the last line only says so."""

    lines: tuple[str, ...]
    starts: tuple[int, ...]
    whole: Whole
    is_json: bool
    rest: LineStart | None
    folds: dict[int, int] = {}
    folded: frozenset[int] = frozenset()
    seen: list[int] = []


class AllLines:
    """The lines of all bundles. `level`: how many levels are seen where nobody chose otherwise; None: all."""

    def __init__(self, bundles: Bundles) -> None:
        self._bundles = bundles
        self._recent: Recent[LaidOutBundle] = Recent(_KEPT, _KEPT_CHARACTERS)
        self._turned: dict[int, frozenset[int]] = {}
        self.level: int | None = None

    def __len__(self) -> int:
        """How many bundles there are."""
        return len(self._bundles)

    def of(self, bundle: int) -> LaidOutBundle:
        """A bundle, laid out."""
        held = self._recent.get(bundle)
        return held if held is not None else self._lay_out(bundle)

    def text(self, row: Row) -> str:
        """What stands in a row."""
        one = self.of(row.bundle)
        return one.lines[one.seen[row.row]]

    def hidden(self, row: Row) -> int:
        """How many lines are folded away behind a row."""
        one = self.of(row.bundle)
        line = one.seen[row.row]
        return one.folds[line] - line - 1 if line in one.folded else 0

    def is_shown(self, bundle: int, position: int) -> bool:
        """Whether the text shows a character of a bundle, rather than only say that there is more."""
        rest = self.of(bundle).rest
        return rest is None or position < rest.position

    def fold_to(self, level: int | None) -> None:
        """Show so many levels of each bundle; None shows all."""
        self.level = level
        self._turned.clear()
        self._recent.clear()

    def toggle(self, row: Row) -> None:
        """Fold what begins in a row, or unfold it."""
        one = self.of(row.bundle)
        line = one.seen[row.row]
        if line in one.folds:
            self._fold(row.bundle, one.folded ^ {line})

    def reveal(self, bundle: int, position: int) -> Row:
        """The row that a character of a bundle stands in, after unfolding what hides it."""
        one = self.of(bundle)
        line = max((at for at, start in enumerate(one.starts) if start <= position), default=0)
        hiding = {first for first in one.folded if first < line < one.folds[first]}
        if hiding:
            self._fold(bundle, one.folded - hiding)
        seen = self.of(bundle).seen
        return Row(bundle, seen.index(line) if line in seen else 0)

    def after(self, row: Row) -> Row | None:
        """The next row; None at the end."""
        if row.row + 1 < len(self.of(row.bundle).seen):
            return Row(row.bundle, row.row + 1)
        return Row(row.bundle + 1, 0) if row.bundle + 1 < len(self) else None

    def before(self, row: Row) -> Row | None:
        """The row before; None at the beginning."""
        if row.row:
            return Row(row.bundle, row.row - 1)
        return Row(row.bundle - 1, len(self.of(row.bundle - 1).seen) - 1) if row.bundle else None

    def moved(self, row: Row, by: int) -> Row:
        """So many rows further down, or up; as far as there are any."""
        for _ in range(abs(by)):
            next_row = self.after(row) if by > 0 else self.before(row)
            if next_row is None:
                break
            row = next_row
        return row

    def rows(self, first: Row) -> Iterator[Row]:
        """All rows from one on."""
        row: Row | None = first
        while row is not None:
            yield row
            row = self.after(row)

    def within(self, row: Row) -> Row:
        """A row that is there: the same, or the last one of its bundle."""
        bundle = min(max(row.bundle, 0), max(len(self) - 1, 0))
        return Row(bundle, min(row.row, len(self.of(bundle).seen) - 1))

    def _fold(self, bundle: int, folded: frozenset[int]) -> None:
        self._turned[bundle] = folded
        self._lay_out(bundle)

    def _lay_out(self, bundle: int) -> LaidOutBundle:
        one = self._lines(bundle)
        found = folds(one.lines) if one.is_json else {}
        folded = self._turned.get(bundle)
        if folded is None:
            folded = frozenset() if self.level is None else at_level(one.lines, self.level) & found.keys()
        seen = visible(len(one.lines), found, folded)
        one = msgspec.structs.replace(one, folds=found, folded=folded, seen=seen)
        return self._recent.put(bundle, one, sum(map(len, one.lines)))

    def _lines(self, bundle: int) -> LaidOutBundle:
        size = self._bundles.size(bundle)
        if size > LARGE:
            said = f"A bundle of {byte_size(size)}: shown by itself only"
            return LaidOutBundle((said,), (0,), {}, is_json=False, rest=BEGINNING)
        whole_lines, text, is_json = lines_at_hand(self._bundles, bundle)
        part, whole = shown_and_whole(whole_lines, text, is_json=is_json)
        if not part.lines:
            return LaidOutBundle(("",), (0,), {}, is_json, None)
        if part.after is None:
            return LaidOutBundle(part.lines, part.starts, whole, is_json, None)
        more = f"This bundle goes on after {len(part.lines):,} lines: the rest is shown by itself only"
        lines_and_more, starts = (*part.lines, more), (*part.starts, part.after.position)
        return LaidOutBundle(lines_and_more, starts, whole, is_json, part.after)

    # Copying

    def chosen(self, first: Row, last: Row, most: int) -> tuple[str, bool]:
        """The lines from one row to another as they came, with those that are folded away; and whether that
        is all of them, or only about the first `most`."""
        texts: list[str] = []
        count = 0
        for bundle in range(first.bundle, last.bundle + 1):
            one = self.of(bundle)
            begin = one.seen[first.row] if bundle == first.bundle else 0
            end = one.seen[last.row] if bundle == last.bundle else len(one.lines) - 1
            if count and count + end - begin >= most:
                return "\n".join(texts), False
            texts.append(self._text_of(bundle, one, begin, end))
            count += texts[-1].count("\n") + 1
        return "\n".join(texts), True

    def _text_of(self, bundle: int, one: LaidOutBundle, begin: int, end: int) -> str:
        """Some lines of a bundle; for a line that only says that there is more, what that is."""
        if one.rest is None or end < len(one.lines) - 1 or self._bundles.size(bundle) > HUGE:
            return chosen(one.lines, one.whole, (begin, 0), (end, len(one.lines[end])), is_json=one.is_json)
        text = self._bundles.text(bundle)
        if not one.is_json:
            return text[one.starts[begin] :]
        rest = "\n".join(legible(line.text) for line in lines_from(text, one.rest))
        if begin == end:
            return rest
        before = (end - 1, len(one.lines[end - 1]))
        return chosen(one.lines, one.whole, (begin, 0), before, is_json=True) + "\n" + rest
