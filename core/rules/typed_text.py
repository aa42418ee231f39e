"""Values that arrive as text, as from a command line: `KEY=VALUE`, the key or the label of a field."""

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from core.model.errors import InvalidValues
from core.model.fields import (
    WITHOUT_VALUE,
    Field,
    GroupField,
    KeyValuesField,
    ListField,
    ListOfGroupsField,
    MultiSelectField,
)
from core.rules.json_text import read_typed


def field_named(fields: Sequence[Field], name: str) -> Field:
    """The field with that key, else with that label in any case. Raises `InvalidValues` with the nearest."""
    name = name.strip()
    carrying = [field for field in fields if not isinstance(field, WITHOUT_VALUE)]
    for field in carrying:
        if field.key == name:
            return field
    for field in carrying:
        if field.label.casefold() == name.casefold():
            return field
    names = [name for field in carrying for name in (field.key, field.label)]
    nearest = difflib.get_close_matches(name, names, n=1)
    hint = f" Did you mean '{nearest[0]}'?" if nearest else ""
    raise InvalidValues({name: f"There is no field '{name}'.{hint}"})


def values_from_pairs(fields: Sequence[Field], pairs: Sequence[str]) -> dict[str, Any]:
    """The values of `KEY=VALUE` texts. A list named several times collects its entries."""
    values: dict[str, Any] = {}
    for position, pair in enumerate(pairs, 1):
        name, equals, text = pair.partition("=")
        if not equals:  # not repeated in the message: it may be a secret without its key
            raise InvalidValues({f"value {position}": "Write it as KEY=VALUE."})
        field = field_named(fields, name)
        value = value_from_text(field, text)
        before = values.get(field.key)
        if isinstance(before, list) and isinstance(value, list):
            value = before + value
        elif isinstance(before, dict) and isinstance(value, dict):
            value = {**before, **value}
        values[field.key] = value
    return values


def values_by_key(fields: Sequence[Field], named: Mapping[str, Any]) -> dict[str, Any]:
    """Values named by key or label, by key."""
    return {field_named(fields, name).key: value for name, value in named.items()}


def value_from_text(field: Field, text: str) -> Any:
    """What a text means for a field: lists from JSON or separated by commas or lines, objects from JSON.

    Single values stay text; checking turns them into what the field holds. One that may stand for a group
    is JSON if it can be.
    """
    match field:
        case ListField() | MultiSelectField():
            if text.lstrip().startswith("["):
                return _json(field, text)
            return [part.strip() for part in text.replace("\n", ",").split(",") if part.strip()]
        case KeyValuesField():
            return _json(field, text) if text.lstrip().startswith("{") else _pairs(field, text)
        case GroupField(bare=bare) if bare and not text.lstrip().startswith("{"):
            return _json_or_text(text)
        case GroupField() | ListOfGroupsField():
            return _json(field, text)
        case _:
            return text


def _json(field: Field, text: str) -> Any:
    try:
        return read_typed(text)
    except ValueError as error:
        raise InvalidValues({field.key: str(error)}) from error


def _json_or_text(text: str) -> Any:
    try:
        return read_typed(text)
    except ValueError:
        return text


def _pairs(field: Field, text: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        name, equals, value = line.partition("=")
        if not equals:
            raise InvalidValues({field.key: f"Write each pair of {field.label} as name=value, or use JSON."})
        pairs[name.strip()] = value.strip()
    return pairs
