"""Bundles asked with SQL: the tables there are, and what is answered on the way.

SqlEvent
├─ ColumnsLooked(table, done, total)   finding the columns of a table that was not asked before
├─ AnswerFound(answer)                 the columns of the answer; its rows arrive in a file that grows
├─ SqlProgress(read, rows)             bundles read, rows found
└─ AnswerComplete(seconds, rows, ...)  the last one
"""

from typing import Literal, Protocol

import msgspec

from core.model.errors import TrunklineError
from core.model.results import Steps
from core.model.run import BundleSource

SqlKind = Literal["text", "date", "number", "yes/no", "object", "array", "null", "empty", "odd"]
"""What cells of a column hold, in words."""

MOST_ANSWERED = 1_000_000
"""Rows of an answer that are kept."""


class SqlColumn(msgspec.Struct, frozen=True, kw_only=True):
    """A column of a table. `typed` is its name as a query writes it: in double quotes where that is needed.

    `steps` lead to the value in a bundle; None for `bundle`, its number from 1, and `json`, its whole text.
    `aside` columns are not among those of `SELECT *`.
    """

    name: str
    typed: str
    steps: Steps | None = None
    kinds: tuple[SqlKind, ...] = ()
    aside: bool = False


class SqlTable(msgspec.Struct, frozen=True, kw_only=True):
    """The bundles of a run as a table, by a name that can be typed.

    `labels` name module, app and connection, as far as they are known; `started_at` is in seconds since 1970.
    """

    name: str
    run: str
    bundles: int
    started_at: float
    labels: tuple[str, ...] = ()


class SqlColumns(msgspec.Struct, frozen=True, kw_only=True):
    """The columns of a table so far; `is_complete` once all bundles were looked at.

    `left_out`: how many further columns there are, which `json` has.
    """

    columns: tuple[SqlColumn, ...]
    left_out: int = 0
    is_complete: bool = False


class ColumnsLooked(msgspec.Struct, frozen=True, tag=True):
    """So many bundles of a table were looked at for columns."""

    table: str
    done: int
    total: int


class SqlProgress(msgspec.Struct, frozen=True, tag=True):
    """So many bundles were read, some perhaps several times, and so many rows can be looked at."""

    read: int
    rows: int


class SqlAnswer(Protocol):
    """Rows that a query has given, in a private file that grows. They are read where they lie.

    A row is a line of JSON: an object with the `columns` as members, in their order. Names that come twice
    are told apart by a number; a blob is its digits as SQL writes it, x'00ff'.
    """

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""

    @property
    def rows(self) -> BundleSource:
        """The rows; more of them after `refresh()`."""

    def close(self) -> None:
        """Let go of the file, and remove it."""


class AnswerFound(msgspec.Struct, frozen=True):
    """The query runs; this is where its rows arrive. Whoever takes it closes it."""

    answer: SqlAnswer


class AnswerComplete(msgspec.Struct, frozen=True, kw_only=True):
    """All is told. `notes` are sentences about what is not in the answer."""

    seconds: float
    rows: int
    notes: tuple[str, ...] = ()


SqlEvent = ColumnsLooked | AnswerFound | SqlProgress | AnswerComplete


class QueryWrong(TrunklineError):
    """A query that cannot be carried out. `begin` and `end`: the characters of it that are the cause, None
    when no place is."""

    exit_status = 2

    def __init__(
        self,
        title: str,
        reason: str = "",
        next_step: str = "",
        *,
        begin: int | None = None,
        end: int | None = None,
    ) -> None:
        super().__init__(title, reason, next_step)
        self.begin = begin
        self.end = end
