"""What a worker tells while it answers a question, and at the end of it."""

from collections.abc import Callable

import msgspec

from core.model.diff import KeysFound, Pair, Tally
from core.model.laid_out import LaidOut, PagesFound
from core.model.results import ColumnsFound, Level, Mistake, Node, Place, Progress, TextPart
from core.model.sql import ColumnsLooked, SqlColumns, SqlProgress


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
