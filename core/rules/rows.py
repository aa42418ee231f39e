"""What the rows of a list of groups have to do with one another: no value twice, a name for each value."""

from collections.abc import Iterator, Mapping
from typing import Any

from core.model.fields import ListOfGroupsField
from core.rules.kinds import is_blank
from core.rules.template import as_text

Rows = Mapping[int, Mapping[str, Any]]
"""Position in the list, from 0 → the row's values on the wire."""


def row_problems(field: ListOfGroupsField, rows: Rows) -> dict[str, str]:
    """What is wrong between rows, and within those that stand for a name and a value: sentences by place
    (`1.name`)."""
    problems: dict[str, str] = {}
    keys = [field.unique] if field.unique else []
    if field.as_object:
        keys.append(field.as_object[0])
        problems.update(_halves(field, field.as_object, rows))
    for key in keys:
        problems.update(_repeated(field, key, rows))
    return problems


def rows_as_object(keys: tuple[str, str], rows: Rows) -> dict[str, Any]:
    """The rows as one object. What has no name or no value was told as a problem and is passed over."""
    name, value = keys
    return {as_text(row[name]): row[value] for row in rows.values() if name in row and value in row}


def _halves(field: ListOfGroupsField, keys: tuple[str, str], rows: Rows) -> Iterator[tuple[str, str]]:
    """Rows that lack one of both. An empty value is one: it is sent as such."""
    name, value = keys
    for position, row in rows.items():
        if is_blank(row.get(name)):
            yield f"{position}.{name}", f"{_label(field, name)} is mandatory."
        if value not in row:
            yield f"{position}.{value}", f"{_label(field, value)} is mandatory."


def _repeated(field: ListOfGroupsField, key: str, rows: Rows) -> Iterator[tuple[str, str]]:
    first: dict[str, int] = {}
    for position, row in rows.items():
        if is_blank(row.get(key)):
            continue
        before = first.setdefault(as_text(row[key]), position)
        if before != position:
            yield f"{position}.{key}", f"{field.item_label} {before + 1} has the same {_label(field, key)}."


def _label(field: ListOfGroupsField, key: str) -> str:
    return next(one.label for one in field.fields if one.key == key)
