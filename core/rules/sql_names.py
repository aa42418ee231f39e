"""Names of tables and columns that a query can use."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence

from core.model.results import Column, ColumnsFound, Steps
from core.model.sql import SqlColumn, SqlColumns, SqlKind
from core.model.sql_words import FUNCTIONS, RESERVED
from core.rules.paths import path_text

BUNDLE, JSON = "bundle", "json"
"""The columns that every table has: the number of a bundle, and its whole text."""

OPEN = "bundles"
"""The table of the run that is looked at."""

MOST_COLUMNS = 1_900
"""Columns of a table; SQLite takes 2,000."""

_VALUE = "value"
"""The column of bundles that are no objects."""

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TAKEN = frozenset({OPEN, "dbstat", "carray", "fts5vocab", "rtree", "bytecode", "temp", "main"})
_TAKEN_BEGINNINGS = ("sqlite_", "pragma_", "fts", "json", "rtree", "geopoly")

_KINDS: tuple[tuple[SqlKind, Callable[[Column], int]], ...] = (
    ("text", lambda column: column.texts),
    ("date", lambda column: column.dates),
    ("number", lambda column: column.numbers),
    ("yes/no", lambda column: column.booleans),
    ("object", lambda column: column.objects),
    ("array", lambda column: column.arrays),
    ("odd", lambda column: column.odd),
    ("empty", lambda column: column.empty),
    ("null", lambda column: column.nulls),
)


def quoted(name: str) -> str:
    """A name as a query writes it: in double quotes where it would be misread."""
    if _PLAIN.fullmatch(name) and name.upper() not in RESERVED:
        return name
    return '"' + name.replace('"', '""') + '"'


def table_names(labels: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Names for runs, newest first, each given by its app and the label of its module.

    The newest run of a module has the module's name, the one before it `_2`, and so on. Modules of several
    apps that would be called the same have the app before theirs.
    """
    slugs = [_slug(module) for _, module in labels]
    apps: dict[str, set[str]] = {}
    for (app, _), slug in zip(labels, slugs, strict=True):
        apps.setdefault(slug, set()).add(app)
    wanted = [
        slug if len(apps[slug]) == 1 else f"{_slug(app)}_{slug}"
        for (app, _), slug in zip(labels, slugs, strict=True)
    ]
    taken = set(wanted)  # a module may be called what another one's second run would be
    names: list[str] = []
    times: dict[str, int] = {}
    for name in wanted:
        times[name] = number = times.get(name, 0) + 1
        if number > 1:
            while f"{name}_{number}" in taken:
                number += 1
            times[name] = number
            taken.add(f"{name}_{number}")
            name = f"{name}_{number}"
        names.append(name)
    return tuple(names)


def _slug(label: str) -> str:
    plain = unicodedata.normalize("NFKD", label.casefold()).encode("ascii", "ignore").decode()
    slug = "_".join(re.findall(r"[a-z0-9]+", plain)) or "run"
    if (
        slug[0].isdigit()
        or slug in _TAKEN
        or slug.upper() in RESERVED
        or slug in FUNCTIONS
        or slug.startswith(_TAKEN_BEGINNINGS)
    ):
        return f"run_{slug}"
    return slug


def columns_of(found: ColumnsFound, *, is_complete: bool) -> SqlColumns:
    """The columns of a table. A value's path is its column's name, as expressions write it."""
    opened = {column.path[:-1] for column in found.columns if column.path}
    name = _Names()
    columns = [SqlColumn(name=name.taken(BUNDLE), typed=BUNDLE, kinds=("number",))]
    columns.append(SqlColumn(name=name.taken(JSON), typed=JSON, kinds=("object",), aside=True))
    for column in found.columns[:MOST_COLUMNS]:
        given = name.of(column.path)
        columns.append(
            SqlColumn(
                name=given,
                typed=quoted(given),
                steps=column.path,
                kinds=tuple(_kinds(column)),
                aside=column.path in opened and not _holds_more(column),
            )
        )
    left_out = found.left_out + max(0, len(found.columns) - MOST_COLUMNS)
    return SqlColumns(columns=tuple(columns), left_out=left_out, is_complete=is_complete)


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Names of an answer's columns, those that come again told apart by a number."""
    given = _Names()
    return tuple(given.taken(name) for name in names)


class _Names:
    """Names that differ, whatever their capitals: SQL does not look at them."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def of(self, steps: Steps) -> str:
        """A name for a path."""
        return self.taken(path_text(steps) if steps else _VALUE)

    def taken(self, name: str) -> str:
        """A name, with a number if it was given already."""
        name = name.replace("\0", "\u2400").encode("utf-8", "replace").decode()
        wanted, number = name, 1
        while name.casefold() in self._given:
            number += 1
            name = f"{wanted}_{number}"
        self._given.add(name.casefold())
        return name


def _kinds(column: Column) -> Iterator[SqlKind]:
    counts = [(kind, count(column)) for kind, count in _KINDS]
    filled = [(kind, number) for kind, number in counts if number]
    return (kind for kind, _ in sorted(filled, key=lambda one: -one[1]))


def _holds_more(column: Column) -> bool:
    """Whether it has cells that its members do not show."""
    return bool(
        column.texts
        + column.dates
        + column.empty
        + column.numbers
        + column.booleans
        + column.arrays
        + column.odd
    )
