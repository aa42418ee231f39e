"""What a worker can be asked, and what it tells: frozen values that cross as frames of JSON.

A further kind of question is a Struct in `Question`, what it tells in `Told`, a module of its own with
`work(question, tell)`, and a case in `core/results/worker.py`.

Answers that grow with the data (rows, hits) are written into the file `out`, whose folder belongs to the
asker; what is told is how much of it counts.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from core.model.diff import DiffForm, KeysFound, Pair, Tally
from core.model.export import ExportForm, ExportOptions
from core.model.laid_out import LaidOut, PagesFound
from core.model.results import (
    ColumnsFound,
    Condition,
    Level,
    Mistake,
    Node,
    Place,
    Progress,
    SearchFor,
    SortKey,
    Steps,
    TextPart,
)
from core.model.sql import ColumnsLooked, SqlColumn, SqlColumns, SqlProgress


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
    """How do some lines of a bundle read, indented, from a line on, or `around` a position? Tells `LaidOut`."""

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
    """Make a file of differences in `folder`, which will lie at `file`. Tells `Progress`, then `ExportWritten`.

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


class Written(msgspec.Struct, frozen=True, tag=True):
    """So many rows are in the file."""

    count: int


class HitsWritten(msgspec.Struct, frozen=True, tag=True):
    """So many matches were found in so many bundles, `kept` of them are in the file."""

    kept: int
    count: int
    in_bundles: int
    given_up: int = 0


class DifferencesWritten(msgspec.Struct, frozen=True, tag=True):
    """So many differences are in the files."""

    tally: Tally


class ExportWritten(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The file is complete. `notes`: sentences about what is not in it as received."""

    rows: int
    notes: tuple[str, ...]


class ColumnsSurveyed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """These are the columns of a table, by all of its bundles."""

    table: str
    found: SqlColumns


class AnswerNames(msgspec.Struct, frozen=True, tag=True):
    """The query runs, and gives these columns."""

    columns: tuple[str, ...]


class AnswerWritten(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The answer is complete. `notes`: sentences about what is not in it."""

    rows: int
    notes: tuple[str, ...] = ()


class QueryRefused(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The query cannot be carried out; as `core.model.sql.QueryWrong`."""

    title: str
    reason: str = ""
    next_step: str = ""
    begin: int | None = None
    end: int | None = None


class Finished(msgspec.Struct, frozen=True, tag=True):
    """The question is answered. `retires`: the worker has grown large, and ends."""

    retires: bool = False


class Failed(msgspec.Struct, frozen=True, tag=True):
    """The question cannot be answered: a sentence for the person; or, with `bug`, a trace for us."""

    title: str
    reason: str = ""
    next_step: str = ""
    bug: str = ""


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

Told = (
    Progress
    | ColumnsFound
    | Written
    | HitsWritten
    | Node
    | Level
    | TextPart
    | Place
    | Mistake
    | PagesFound
    | LaidOut
    | KeysFound
    | DifferencesWritten
    | Pair
    | ExportWritten
    | ColumnsLooked
    | ColumnsSurveyed
    | AnswerNames
    | SqlProgress
    | AnswerWritten
    | QueryRefused
    | Finished
    | Failed
)

Tell = Callable[[Told], None]
"""How a job tells something."""

HEAD = 4
"""Bytes before each frame: the length of the rest, little-endian."""

_QUESTION: msgspec.json.Decoder[Question] = msgspec.json.Decoder(Question)
_TOLD: msgspec.json.Decoder[Told] = msgspec.json.Decoder(Told)


def frame(value: Question | Told) -> bytes:
    """A question, or what is told, as it crosses."""
    try:
        body = msgspec.json.encode(value)
    except UnicodeEncodeError:  # half a character in a name, which only the standard library writes down
        import json

        body = json.dumps(msgspec.to_builtins(value)).encode()
    return len(body).to_bytes(HEAD, "little") + body


def body_length(head: bytes | bytearray) -> int:
    """How many bytes follow a head."""
    return int.from_bytes(head, "little")


def question_in(body: bytes) -> Question:
    """The question in a frame."""
    question: Question = _read(_QUESTION, Question, body)
    return question


def told_in(body: bytes) -> Told:
    """What a frame tells."""
    told: Told = _read(_TOLD, Told, body)
    return told


def _read(decoder: "msgspec.json.Decoder[Any]", kind: Any, body: bytes) -> Any:
    try:
        return decoder.decode(body)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:  # half a character again
        import json

        return msgspec.convert(json.loads(body), kind)
