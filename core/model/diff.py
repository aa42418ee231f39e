"""What is different between the bundles of two runs.

    DiffEvent
    ├─ DiffBegan(older, newer)        which of the two runs is the older one
    ├─ Progress(done, total)          bundles looked at
    ├─ DifferencesFound(...)          in files that grow, and how many of each kind
    └─ Answered(seconds)              the last one

Bundles are matched by a key: the value at one path. Where several bundles of a run have the same key, or none
has, they are matched in their order. Without a key all are, by position. Member order does not matter, the
order of items does; numbers of the same amount are equal, however they are written.

A path that is ignored may have 0 where an item's number would stand: every item.
"""

from collections.abc import Mapping
from typing import Literal, Protocol

import msgspec

from core.model.results import Answered, Node, Progress, Rows, Steps

DifferenceKind = Literal["removed", "changed", "added"]

DiffForm = Literal["jsonl", "csv"]
"""What a file of differences may be: a difference a line, or a row for each value that is different."""

EVERY_ITEM = 0
"""In a path: whichever item."""


class Difference(msgspec.Struct, frozen=True):
    """A bundle that went, came or changed: its number in the older run and in the newer one, from 0."""

    kind: DifferenceKind
    older: int | None
    newer: int | None


class Differences(Protocol):
    """All differences, in the order of the bundles. They grow after `refresh()`; they lie in a file."""

    def __len__(self) -> int:
        """How many there are, as of the last `refresh()`."""

    def __getitem__(self, number: int) -> Difference:
        """One of them, from 0."""

    def refresh(self) -> int:
        """Look again how many there are; gives that number."""

    def close(self) -> None:
        """Let go of the file, and remove it."""


class ChangedAt(msgspec.Struct, frozen=True):
    """In how many bundles there is another value at a path; `EVERY_ITEM` stands for items."""

    path: Steps
    bundles: int


class Tally(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """How many bundles were removed, changed, added, and how many are as they were.

    `repeated`: bundles whose key another one before them has, too, in the older run and in the newer one;
    `keyless`: those without a key. `changed_at`: the paths that changed most often, most often first, of
    which `further_paths` are not told.
    """

    removed: int = 0
    changed: int = 0
    added: int = 0
    unchanged: int = 0
    repeated: tuple[int, int] = (0, 0)
    keyless: tuple[int, int] = (0, 0)
    changed_at: tuple[ChangedAt, ...] = ()
    further_paths: int = 0

    @property
    def differences(self) -> int:
        """All that are different."""
        return self.removed + self.changed + self.added


class DiffBegan(msgspec.Struct, frozen=True):
    """The ids of the runs, by their age."""

    older: str
    newer: str


class DifferencesFound(msgspec.Struct, frozen=True, kw_only=True):
    """Differences are there, or more of them: the same ones each time, refreshed when it was told.

    `kinds` has the numbers of those of one kind: `kinds["added"][row]` is a number in `differences`.
    """

    differences: Differences
    kinds: Mapping[DifferenceKind, Rows]
    tally: Tally


DiffEvent = DiffBegan | Progress | DifferencesFound | Answered


class KeysFound(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What bundles may be matched by: `keys` are filled and different in all bundles of both runs, the best
    first; `columns` are all that hold texts or numbers."""

    keys: tuple[Steps, ...]
    columns: tuple[Steps, ...]


KeysEvent = Progress | KeysFound | Answered


# Two bundles side by side

Mark = Literal["same", "within", "changed", "added", "removed", "rewritten", "ignored", "skipped"]


class PairRow(msgspec.Struct, frozen=True, kw_only=True):
    """A value in both bundles, or in one of them; `depth` 0 is the bundle itself.

    `mark`: `within` is a container that has changes in it, which follow; one that is the `same` is not
    opened. `rewritten` is equal, but not written alike, as 1 and 1.0. `skipped` stands for `count` values
    that are the same, or not compared.
    """

    depth: int
    mark: Mark
    older: Node | None = None
    newer: Node | None = None
    count: int = 0


class Pair(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Two bundles side by side, in the order of the older one, what came standing where it came.

    `left_out`: rows beyond the most that are told.
    """

    rows: tuple[PairRow, ...]
    left_out: int = 0
