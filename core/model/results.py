"""Questions about the bundles of a run, and what is answered on the way.

    ResultEvent
    ├─ Progress(done, total)          bundles looked at
    ├─ ColumnsFound(columns, ...)     each replaces the one before
    ├─ RowsFound(rows)                the numbers of bundles, in a file that grows
    ├─ HitsFound(hits, ...)           places in bundles, in a file that grows
    └─ Answered(seconds)              the last one

Bundles are counted from 0. A place within a bundle is a tuple of steps: a member by its name, an item by its
number from 1, as expressions write it. Positions are bytes from the beginning of a bundle's JSON text.
"""

from typing import Literal, Protocol

import msgspec

Steps = tuple[str | int, ...]
"""The way to a value; () is the bundle itself."""

NodeKind = Literal["text", "number", "boolean", "null", "object", "array", "odd"]
"""What a JSON value is; `odd` is none: NaN, or what cannot be read."""


# Questions


class SortKey(msgspec.Struct, frozen=True):
    """A column to sort by. Blank cells come last both ways: empty texts, then null, then missing."""

    column: Steps
    descending: bool = False


Test = Literal[
    "contains",
    "is",
    "starts_with",
    "ends_with",
    "one_of",
    "greater",
    "less",
    "between",
    "before",
    "after",
    "empty",
    "null",
    "missing",
    "filled",
]


class Condition(msgspec.Struct, frozen=True):
    """What the cells of one column must be like. `negated` turns it round: "is not", "does not contain".

    `values` are as a person typed them: none for `empty`, `null`, `missing` and `filled` (none of these
    three), two for `between` (both ends belong to it), any number for `one_of`, else one. `contains`,
    `starts_with` and `ends_with` ignore case and look at a number's digits as received, too. `is` and
    `one_of` are exact for texts; a number equals one of the same amount (1.0 is 1). `greater`, `less` and
    `between` are for numbers, and for moments where the value typed is a date; `before` and `after` are for
    moments: ISO dates, in UTC where no zone stands. What a test does not apply to does not match.
    """

    column: Steps
    test: Test
    values: tuple[str, ...] = ()
    negated: bool = False


class SearchFor(msgspec.Struct, frozen=True):
    """What to look for in the names and values of bundles, as they read, however JSON writes them.

    `pattern` makes `text` a regular expression (Python's), tried on one name or value at a time. `below`
    looks only at the value there and what is in it; `among` only at names or only at values.
    """

    text: str
    pattern: bool = False
    match_case: bool = False
    below: Steps = ()
    among: Literal["all", "names", "values"] = "all"


# Answers


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A column that was found: its path, and how many cells are of each kind. They add up to the number of
    bundles that were looked at.

    `texts` are neither empty nor dates (texts like 2026-11-03 or 2026-11-03T10:00:00Z); `odd` is no value
    that JSON knows, such as NaN. An object is a column, and so is each of its members; an array is one.
    """

    path: Steps
    texts: int = 0
    dates: int = 0
    empty: int = 0
    numbers: int = 0
    booleans: int = 0
    nulls: int = 0
    objects: int = 0
    arrays: int = 0
    odd: int = 0
    missing: int = 0


class Rows(Protocol):
    """Numbers of bundles by row: a sorted or filtered view. May be asked from any one thread.

    The count grows while the question goes on, after `refresh()`. Numbers lie in a file, not in memory.
    """

    def __len__(self) -> int:
        """How many rows there are, as of the last `refresh()`."""

    def __getitem__(self, row: int) -> int:
        """The bundle in a row."""

    def refresh(self) -> int:
        """Look again how many there are; gives that number."""

    def row_of(self, bundle: int) -> int | None:
        """The row that a bundle is in, if it is. A few milliseconds in a million."""

    def close(self) -> None:
        """Let go of the file, and remove it."""


class Hit(msgspec.Struct, frozen=True):
    """A match: in which bundle, and which bytes of the bundle's JSON text."""

    bundle: int
    start: int
    end: int


class Hits(Protocol):
    """Matches in the order of the bundles. As `Rows`, they grow after `refresh()`."""

    def __len__(self) -> int:
        """How many there are, as of the last `refresh()`."""

    def __getitem__(self, number: int) -> Hit:
        """One of them, from 0."""

    def refresh(self) -> int:
        """Look again how many there are; gives that number."""

    def at_or_after(self, bundle: int, start: int = 0) -> int:
        """The number of the first hit that is not before a place; `len(hits)` when there is none."""

    def close(self) -> None:
        """Let go of the file, and remove it."""


class Progress(msgspec.Struct, frozen=True, tag=True):
    """So many of the bundles are looked at."""

    done: int
    total: int


class ColumnsFound(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The columns so far, in the order in which they appeared, an object's members right after it. The first
    answer is from a sample.

    `bundles` were looked at, of which `unreadable` are no JSON. `left_out`: how many further columns there
    are beyond the most that are told.
    """

    columns: tuple[Column, ...]
    bundles: int
    left_out: int = 0
    unreadable: int = 0


class RowsFound(msgspec.Struct, frozen=True, kw_only=True):
    """Rows are there, or more of them: the same `rows` each time, which show them after `refresh()`.

    `bundles` is how many the answer covers: a run that goes on has more by now.
    """

    rows: Rows
    count: int
    bundles: int


class HitsFound(msgspec.Struct, frozen=True, kw_only=True):
    """Matches are there, or more of them: the same `hits` each time.

    `count` matches in `in_bundles` bundles so far; beyond the most that are kept, `hits` has fewer.
    `given_up` counts bundles that a regular expression took too long for.
    """

    hits: Hits
    count: int
    in_bundles: int
    given_up: int = 0


class Answered(msgspec.Struct, frozen=True, tag=True):
    """All is told. `seconds` from the question on."""

    seconds: float


ColumnsEvent = Progress | ColumnsFound | Answered
RowsEvent = Progress | RowsFound | Answered
HitsEvent = Progress | HitsFound | Answered


# One bundle, level by level


class Mistake(msgspec.Struct, frozen=True, tag=True):
    """Where a text stops being JSON (bytes from the beginning of the bundle), and why, in a sentence."""

    position: int
    reason: str


class Node(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A value within a bundle that nobody has decoded: what it is, and the bytes from `start` to `end`.

    `name` of a member, cut if it is very long (`name_cut`); None for an item and for the bundle itself.
    `number` counts the children of the parent from 1. `preview` is the beginning of a text as it reads, or a
    number as received; `whole` tells that nothing is missing from it. `count` of a container's children,
    where it is small enough to be counted in passing.
    """

    kind: NodeKind
    start: int
    end: int
    name: str | None = None
    name_cut: bool = False
    number: int = 0
    preview: str = ""
    whole: bool = True
    count: int | None = None


class Level(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Some children of a container, in their order; names received twice are there twice.

    `after` is where the next ones begin, None when these were the last. `mistake`: the text is broken there,
    and nothing after it can be told.
    """

    nodes: tuple[Node, ...]
    after: int | None = None
    mistake: Mistake | None = None


class TextPart(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A part of a long text as it reads. `start` and `end` are positions: ask for the next one from `end`;
    `last` tells that there is none."""

    text: str
    start: int
    end: int
    last: bool


class Place(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Where a position within a bundle is: the way to the value, and what part of it as it reads.

    `offset` and `length` count characters of the name (`in_name`) or of the value. `numbers`: which child of
    its container each step is, from 1; they tell names apart that were received twice.
    """

    steps: Steps
    in_name: bool
    offset: int
    length: int
    numbers: tuple[int, ...] = ()
