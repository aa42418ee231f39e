"""Values of the past and the fields of today: what of them still fits, and what may be kept at all."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from core.model.fields import (
    WITHOUT_VALUE,
    Field,
    GroupField,
    ListField,
    ListOfGroupsField,
    LookupField,
    SecretField,
    kind_of,
)

_ALIKE = (
    frozenset(["text", "long_text", "email", "url", "date", "datetime", "select", "lookup"]),
    frozenset(["integer", "number"]),
)
"""Kinds whose values have one shape: what one holds, another can show."""


class Fitted(NamedTuple):
    """What fits; the paths of fields that are gone, and the labels of those that are of another kind."""

    values: dict[str, Any]
    gone: tuple[str, ...]
    changed: tuple[str, ...]


def kinds_of(fields: Sequence[Field], above: str = "") -> dict[str, str]:
    """The kind of every field that carries a value, by path (`items.amount`)."""
    kinds: dict[str, str] = {}
    for field in fields:
        if not isinstance(field, WITHOUT_VALUE):
            kinds[f"{above}{field.key}"] = kind_of(field)
            kinds |= kinds_of(_inside(field), f"{above}{field.key}.")
    return kinds


def fit(fields: Sequence[Field], values: Mapping[str, Any], kinds: Mapping[str, str]) -> Fitted:
    """The values that the fields of today can show. A field that is new since has its default."""
    gone: dict[str, None] = {}
    changed: dict[str, None] = {}
    fitted = _fit(fields, values, kinds, "", gone, changed)
    for field in fields:
        is_new = bool(kinds) and field.key not in kinds
        if is_new and field.key not in fitted and field.default is not msgspec.UNSET:
            fitted[field.key] = field.default
    return Fitted(fitted, tuple(gone), tuple(changed))


def without_secret_fields(fields: Sequence[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without those of secret fields, however deep inside."""
    by_key = {field.key: field for field in fields}
    kept = {key: value for key, value in values.items() if not isinstance(by_key.get(key), SecretField)}
    return {key: _each_object(by_key.get(key), value, without_secret_fields) for key, value in kept.items()}


def chosen_from_lists(fields: Sequence[Field], values: Mapping[str, Any]) -> list[str]:
    """The labels of fields that hold an entry of a list of the account, from top to bottom."""
    found: dict[str, None] = {}
    for field in fields:
        value = values.get(field.key)
        if isinstance(field, LookupField) and value not in (None, "") and str(value) not in field.options:
            found[field.label] = None
        for one in _objects(value) if _inside(field) else ():
            found |= dict.fromkeys(chosen_from_lists(_inside(field), one))
    return list(found)


def _fit(
    fields: Sequence[Field],
    values: Mapping[str, Any],
    kinds: Mapping[str, str],
    above: str,
    gone: dict[str, None],
    changed: dict[str, None],
) -> dict[str, Any]:
    by_key = {field.key: field for field in fields}
    fitted: dict[str, Any] = {}
    for key, value in values.items():
        path, field = f"{above}{key}", by_key.get(key)
        if field is None:
            gone[path] = None
        elif not _fits(kinds.get(path, kind_of(field)), kind_of(field)):
            changed[field.label] = None
        else:
            fitted[key] = _each_object(
                field,
                value,
                lambda inner, one, below=f"{path}.": _fit(inner, one, kinds, below, gone, changed),
            )
    return fitted


def _fits(was: str, now: str) -> bool:
    return now != "secret" and (was == now or any({was, now} <= alike for alike in _ALIKE))


def _inside(field: Field) -> Sequence[Field]:
    """The fields of a field that holds objects."""
    match field:
        case GroupField(fields=inner) | ListOfGroupsField(fields=inner) | ListField(details=inner):
            return inner
    return ()


def _each_object(field: Field | None, value: Any, change: Any) -> Any:
    """The value with every object in it changed by `change(fields, object)`; others are as they were."""
    inner = _inside(field) if field is not None else ()
    if inner and isinstance(value, Mapping):
        return change(inner, value)
    if inner and isinstance(value, list | tuple):
        return [change(inner, one) if isinstance(one, Mapping) else one for one in value]
    return value


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    yield from (
        one for one in (value if isinstance(value, list | tuple) else [value]) if isinstance(one, Mapping)
    )
