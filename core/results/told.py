"""What a worker tells while it answers a question, and at the end of it."""

from collections.abc import Callable

import msgspec

from core.model import errors
from core.model.diff import KeysFound, Pair, Tally
from core.model.errors import TrunklineError
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
    """The question cannot be answered: a sentence for the person, of a kind that `core.model.errors` names;
    or, with `bug`, a trace for us."""

    title: str
    reason: str = ""
    next_step: str = ""
    kind: str = TrunklineError.__name__
    bug: str = ""

    @classmethod
    def by(cls, error: TrunklineError) -> "Failed":
        """How an error crosses: as the nearest kind that is made of nothing but the sentence."""
        kind = next(one.__name__ for one in type(error).__mro__ if one in _KINDS.values())
        return cls(error.title, error.reason, error.next_step, kind)

    def error(self) -> TrunklineError:
        """The error as it was raised."""
        return _KINDS[self.kind](self.title, self.reason, self.next_step)


def _is_a_sentence(kind: object) -> bool:
    if not (isinstance(kind, type) and issubclass(kind, TrunklineError)):
        return False
    own = kind.__mro__[: kind.__mro__.index(TrunklineError)]
    return not any("__init__" in vars(one) for one in own)


_KINDS: dict[str, type[TrunklineError]] = {
    name: kind for name, kind in vars(errors).items() if _is_a_sentence(kind)
}


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
