"""A form filled in with the examples that its fields declare, as far as its rules allow."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from core.model.fields import Field
from core.model.module import AllOrNone, AtMostOneOf, ExactlyOneOf, FieldRule, Module, Needs
from core.rules.values import is_filled, is_shown, with_defaults


def field_examples(fields: Sequence[Field]) -> dict[str, Any]:
    """Every field's example, whatever the rules across them say."""
    return {field.key: field.example for field in fields if field.example is not msgspec.UNSET}


def examples(module: Module) -> dict[str, Any]:
    """Values for a module's form: of each field its example, else its default, as far as the rules allow."""
    return as_allowed(module, with_defaults(module.fields, field_examples(module.fields)))


def as_allowed(module: Module, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are shown, without those that exclude one another: the first of each kind stays."""
    kept = {field.key: values[field.key] for field in module.fields if _may_stay(field, values)}
    for _ in module.rules:
        for rule in module.rules:
            if all(kept.get(key) in _several(wanted) for key, wanted in rule.when.items()):
                for key in _too_many(rule, kept):
                    kept.pop(key, None)
    return kept


def _may_stay(field: Field, values: Mapping[str, Any]) -> bool:
    return field.key in values and is_shown(field, values)


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


def _several(wanted: Any) -> tuple[Any, ...]:
    return wanted if isinstance(wanted, tuple) else (wanted,)
