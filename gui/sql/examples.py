"""Queries to begin with, made from the tables that there are."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from core.model.sql import SqlColumn, SqlColumns, SqlKind, SqlTable

_GROUPS = ("plan", "status", "type", "state", "kind", "country", "category", "role", "language", "name")
_DATES = ("created_at", "created", "date", "updated_at")
_IDS = ("id", "uuid", "key", "email", "number", "code")


class Example(NamedTuple):
    """What it does, in a few words, and the query."""

    title: str
    query: str


def examples(tables: Sequence[SqlTable], known: Mapping[str, SqlColumns]) -> tuple[Example, ...]:
    """Examples over the first table and one that fits to it; `known` has columns by the names of tables."""
    if not tables:
        return ()
    table = tables[0]
    columns = known[table.name].columns if table.name in known else ()
    return tuple(_made(table.name, columns, _older(table, tables)))


def _made(table: str, columns: Sequence[SqlColumn], older: str) -> Iterator[Example]:
    yield Example("Look at the first rows", f"SELECT *\nFROM {table}\nLIMIT 100")
    if group := _best(columns, _GROUPS, "text") or _any(columns, "text"):
        yield Example(
            "Count by a column",
            f"SELECT {group}, count(*) AS bundles\nFROM {table}\nGROUP BY {group}\nORDER BY bundles DESC",
        )
    else:
        yield Example("Count", f"SELECT count(*) AS bundles\nFROM {table}")
    if date := _best(columns, _DATES, "date") or _any(columns, "date"):
        yield Example(
            "Group by month",
            f"SELECT strftime('%Y-%m', {date}) AS month, count(*) AS bundles\n"
            f"FROM {table}\nGROUP BY month\nORDER BY month",
        )
    key = _best(columns, _IDS, "text", "number")
    if key and older:
        yield Example(
            "What is new since the run before",
            f"SELECT newer.*\nFROM {table} AS newer\n"
            f"LEFT JOIN {older} AS older ON older.{key} = newer.{key}\nWHERE older.{key} IS NULL",
        )
    if items := _any(columns, "array"):
        yield Example(
            "Take a list apart",
            f"SELECT item.value, count(*) AS bundles\nFROM {table}, json_each({table}.{items}) AS item\n"
            "GROUP BY item.value\nORDER BY bundles DESC",
        )


def _older(table: SqlTable, tables: Sequence[SqlTable]) -> str:
    """Another run of the same module, the next older one."""
    same = [one for one in tables if one.labels[:1] == table.labels[:1] and one.run != table.run]
    older = [one for one in same if one.started_at <= table.started_at]
    return max(older, key=lambda one: one.started_at).name if older else ""


def _best(columns: Sequence[SqlColumn], wanted: Sequence[str], *kinds: SqlKind) -> str:
    """The column with the first of these names that there is, if it mostly holds such values; or ""."""
    by_name: dict[str, str] = {}
    for column in _holding(columns, kinds):
        if column.steps:
            by_name.setdefault(str(column.steps[-1]).lower(), column.typed)
    return next((by_name[name] for name in wanted if name in by_name), "")


def _any(columns: Sequence[SqlColumn], *kinds: SqlKind) -> str:
    """The first column that mostly holds such values; or ""."""
    return next((column.typed for column in _holding(columns, kinds)), "")


def _holding(columns: Sequence[SqlColumn], kinds: Sequence[SqlKind]) -> Iterator[SqlColumn]:
    return (column for column in columns if column.steps and column.kinds and column.kinds[0] in kinds)
