"""What people fill into forms: every way that the choices of a form lead to, with the fields' examples."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from core.apps.examples import as_allowed, field_examples
from core.model.fields import Field, GroupField, ListField, ListOfGroupsField
from core.model.module import AtMostOneOf, ExactlyOneOf, Module


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


def _steering(module: Module) -> set[str]:
    """The fields that others' conditions look at."""
    conditions = [field.shown_when for field in module.fields] + [rule.when for rule in module.rules]
    return {key for condition in conditions for key in condition}
