"""What a worker can be asked: frozen values that cross as frames of JSON.

A further kind of question is a Struct in `Question`, what it tells in `Told` (`core/results/told.py`), a
module of its own with `work(question, tell)`, and a case in `core/results/worker.py`.

Answers that grow with the data (rows, hits) are written into the file `out`, whose folder belongs to the
asker; what is told is how much of it counts.
"""

import msgspec

from core.model.diff import DiffForm
from core.model.export import ExportForm, ExportOptions
from core.model.results import (
    Condition,
    SearchFor,
    SortKey,
    Steps,
)
from core.model.sql import SqlColumn


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """The first `count` bundles in a run's folder; with `rows`, those numbers only: a file and its length.
    `notes`: a file for what searches learn about the run, if there may be one."""

    folder: str
    count: int
    rows: str = ""
    row_count: int = 0
    notes: str = ""


class FindColumns(msgspec.Struct, frozen=True, tag=True):
    """Which columns are there? Tells `Progress` and `ColumnsFound`."""

    source: Source


class SortRows(msgspec.Struct, frozen=True, tag=True):
    """In which order? Tells `Progress`, then `Written` once."""

    source: Source
    keys: tuple[SortKey, ...]
    out: str


class FilterRows(msgspec.Struct, frozen=True, tag=True):
    """Which rows? Tells `Progress` and `Written`."""

    source: Source
    conditions: tuple[Condition, ...]
    out: str


class SearchBundles(msgspec.Struct, frozen=True, tag=True):
    """Where does it stand? Tells `Progress` and `HitsWritten`."""

    source: Source
    wanted: SearchFor
    out: str


class ReadWhole(msgspec.Struct, frozen=True, tag=True):
    """What is a bundle? Tells its `Node`."""

    source: Source
    bundle: int


class ReadChildren(msgspec.Struct, frozen=True, tag=True):
    """What is in a container (its bytes in the bundle), from the byte `after` on? Tells a `Level`."""

    source: Source
    bundle: int
    start: int
    end: int
    after: int | None
    first: int
    most: int


class ReadAt(msgspec.Struct, frozen=True, tag=True):
    """What is at a place of a bundle? Tells its `Node`, or nothing."""

    source: Source
    bundle: int
    steps: Steps


class ReadText(msgspec.Struct, frozen=True, tag=True):
    """How does a part of a value read? Tells a `TextPart`."""

    source: Source
    bundle: int
    start: int
    end: int
    begin: int | None
    most: int


class FindPlace(msgspec.Struct, frozen=True, tag=True):
    """What value do these bytes of a bundle belong to? Tells a `Place`."""

    source: Source
    bundle: int
    start: int
    end: int


class FindMistake(msgspec.Struct, frozen=True, tag=True):
    """Where does a bundle stop being JSON? Tells a `Mistake`, or nothing."""

    source: Source
    bundle: int


class FindPages(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Where does every page of so many children (`each`) of a container begin? Tells `PagesFound`."""

    source: Source
    bundle: int
    start: int
    end: int
    each: int


class LayOut(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """How do some lines of a bundle read, indented, from one on, or `around` a position? Tells `LaidOut`."""

    source: Source
    bundle: int
    position: int
    depth: int
    most: int
    longest: int
    around: bool = False


class SuggestKeys(msgspec.Struct, frozen=True, tag=True):
    """What may bundles of two runs be matched by? Tells `Progress`, then `KeysFound`."""

    older: Source
    newer: Source


class CompareRuns(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What is different, matched by the values at `key`, or by position? Tells `Progress` and
    `DifferencesWritten`. `kinds` are the files for the numbers of those of each kind."""

    older: Source
    newer: Source
    key: Steps | None
    ignoring: tuple[Steps, ...]
    out: str
    kinds: tuple[str, str, str]


class ExportDifferences(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Make a file of differences in `folder`, to lie at `file`. Tells `Progress`, then `ExportWritten`.

    `differences` is the file of all `every` of them, `rows` that of the numbers of the `count` that are
    wanted; "" for all.
    """

    older: Source
    newer: Source
    key: Steps | None
    ignoring: tuple[Steps, ...]
    differences: str
    every: int
    rows: str
    count: int
    form: DiffForm
    folder: str
    file: str


class ComparePair(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What is different in a bundle (None: it is not there)? Tells a `Pair`."""

    older: Source
    newer: Source
    before: int | None
    after: int | None
    ignoring: tuple[Steps, ...]


class ExportBundles(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Make a file in `folder`, which will lie at `file`. Tells `Progress`, then `ExportWritten`.

    Without `columns` a table has all that are found. With `most` it fails beyond so many bytes.
    """

    source: Source
    form: ExportForm
    columns: tuple[Steps, ...] | None
    options: ExportOptions
    folder: str
    file: str
    most: int = 0


class SqlSource(msgspec.Struct, frozen=True, kw_only=True):
    """The bundles of a run as a table; without `columns` they are to be found out."""

    name: str
    source: Source
    columns: tuple[SqlColumn, ...] = ()


class AskSql(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What does a query give? Tells `ColumnsLooked` and `ColumnsSurveyed`, then `AnswerNames`, `SqlProgress`
    and `AnswerWritten`; or `QueryRefused`.

    `names` are those of all tables that there are, `tables` those that the query may mean. The rows are
    written into `folder`, at most so many, and about so many bytes.
    """

    query: str
    tables: tuple[SqlSource, ...]
    names: tuple[str, ...]
    folder: str
    most_rows: int
    most_bytes: int


Question = (
    FindColumns
    | SortRows
    | FilterRows
    | SearchBundles
    | ReadWhole
    | ReadChildren
    | ReadAt
    | ReadText
    | FindPlace
    | FindMistake
    | FindPages
    | LayOut
    | SuggestKeys
    | CompareRuns
    | ComparePair
    | ExportDifferences
    | ExportBundles
    | AskSql
)
