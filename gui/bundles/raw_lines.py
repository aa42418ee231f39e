"""All bundles as one text of which only what is in sight is ever laid out.

Nobody knows how many lines there are. A place is a bundle and one of its lines; from there it goes on line by
line, and the bundles of the lines around it are laid out when they are reached.
"""

from collections.abc import Iterator

import msgspec

from gui.bundles.decoded import LARGE, Bundles, Recent
from gui.bundles.json_text import part_of
from gui.bundles.raw_editor import LONGEST_LINE, MOST_LINES
from gui.bundles.raw_folds import at_level, folds, visible
from gui.bundles.raw_parts import lines_at_hand
from gui.bundles.values import byte_size

_KEPT = 200
"""Bundles that stay laid out."""

_KEPT_CHARACTERS = 4_000_000


class Row(msgspec.Struct, frozen=True, order=True):
    """A line that is seen: of which bundle (from 0), and which of the lines of that bundle that are seen."""

    bundle: int
    row: int


class LaidOutBundle(msgspec.Struct, frozen=True):
    """The lines of a bundle, what can be folded in it, and which lines are seen."""

    lines: tuple[str, ...]
    starts: tuple[int, ...]
    folds: dict[int, int]
    folded: frozenset[int]
    seen: list[int]


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
        lines, starts = self._lines(bundle)
        found = folds(lines)
        folded = self._turned.get(bundle)
        if folded is None:
            folded = frozenset() if self.level is None else at_level(lines, self.level)
        seen = visible(len(lines), found, folded)
        one = LaidOutBundle(lines, starts, found, folded, seen)
        return self._recent.put(bundle, one, sum(map(len, lines)))

    def _lines(self, bundle: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
        size = self._bundles.size(bundle)
        if size > LARGE:
            return (f"A bundle of {byte_size(size)}: shown by itself only",), (0,)
        part = part_of(lines_at_hand(self._bundles, bundle), MOST_LINES, LONGEST_LINE)
        if not part.lines:
            return ("",), (0,)
        if part.after is None:
            return part.lines, part.starts
        more = f"This bundle goes on after {len(part.lines):,} lines: the rest is shown by itself only"
        return (*part.lines, more), (*part.starts, part.after.position)
