"""What people fill into forms: the example of every field, and the forms that its choices lead to."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from core.model.fields import Field, GroupField, ListField, ListOfGroupsField
from core.model.module import AllOrNone, AtMostOneOf, ExactlyOneOf, FieldRule, Module, Needs
from core.rules.values import is_filled, is_shown


class Filled(NamedTuple):
    """One way to fill a form in. `choice` tells what differs from the first way; "" is the first."""

    choice: str
    values: dict[str, Any]


def all_fields(fields: Sequence[Field]) -> Iterator[Field]:
    """Fields with those nested in them."""
    for field in fields:
        yield field
        match field:
            case GroupField() | ListOfGroupsField():
                yield from all_fields(field.fields)
            case ListField():
                yield from all_fields(field.details)


def field_examples(fields: Sequence[Field]) -> dict[str, Any]:
    """Every field's example, whatever the rules across them say."""
    return {field.key: field.example for field in fields if field.example is not msgspec.UNSET}


def examples(module: Module) -> dict[str, Any]:
    """The values of a form in which every field holds its example, as far as the rules allow."""
    return as_allowed(module, field_examples(module.fields))


def ways(module: Module) -> Iterator[Filled]:
    """The form filled in with examples, then once for each choice that changes what can be filled in."""
    every = field_examples(module.fields)
    yield Filled("", as_allowed(module, every))
    for field in module.fields:
        for option in getattr(field, "options", {}):
            if field.key in _steering(module) and option != every[field.key]:
                values = {**every, field.key: option}
                yield Filled(f"{field.key}: {option}", as_allowed(module, values))
    for rule in module.rules:
        if isinstance(rule, ExactlyOneOf | AtMostOneOf):
            for other in rule.fields[1:]:
                values = {
                    key: value for key, value in every.items() if key == other or key not in rule.fields
                }
                yield Filled(f"{other} in place of {rule.fields[0]}", as_allowed(module, values))


def as_allowed(module: Module, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without those that exclude one another: the first of each kind stays."""
    kept = _shown(module, values)
    for _ in module.rules:
        for rule in module.rules:
            if all(kept.get(key) in _several(wanted) for key, wanted in rule.when.items()):
                for key in _too_many(rule, kept):
                    kept.pop(key, None)
    return kept


def _shown(module: Module, values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        field.key: values[field.key]
        for field in module.fields
        if field.key in values and is_shown(field, values)
    }


def _too_many(rule: FieldRule, values: Mapping[str, Any]) -> list[str]:
    match rule:
        case ExactlyOneOf(fields=fields) | AtMostOneOf(fields=fields):
            return [key for key in fields if is_filled(values.get(key))][1:]
        case AllOrNone(fields=fields):
            filled = [key for key in fields if is_filled(values.get(key))]
            return filled if len(filled) < len(fields) else []
        case Needs(field=field, needs=needs):
            return [] if all(is_filled(values.get(key)) for key in needs) else [field]
        case _:
            return []


def _steering(module: Module) -> set[str]:
    """The fields that others' conditions look at."""
    conditions = [field.shown_when for field in module.fields] + [rule.when for rule in module.rules]
    return {key for condition in conditions for key in condition}


def _several(wanted: Any) -> tuple[Any, ...]:
    return wanted if isinstance(wanted, tuple) else (wanted,)
