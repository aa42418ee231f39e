"""Mistakes in values that a file names: conditions that never hold, defaults and examples that do not fit."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from core.apps.mistakes import Mistake, Place, no_field, one_of
from core.model.fields import (
    WITHOUT_VALUE,
    BooleanField,
    Condition,
    DateField,
    DateTimeField,
    Field,
    IntegerField,
    ListField,
    ListOfGroupsField,
    LookupField,
    MultiSelectField,
    NumberField,
    SelectField,
    TextBase,
    kind_of,
)
from core.rules.values import problem_of

ONE_VALUE = (
    TextBase,
    IntegerField,
    NumberField,
    BooleanField,
    DateField,
    DateTimeField,
    SelectField,
    LookupField,
)
"""Kinds whose value stands in one cell: what can be compared, and what fits into a form on the wire."""


def check_condition(condition: Condition, fields: Mapping[str, Field], place: Place) -> Iterator[Mistake]:
    """A condition looks at fields that exist, and at values that they can have. `fields` are by key."""
    for name, wanted in condition.items():
        here = (*place, name)
        values = [value for value in several_of(wanted) if value is not None]
        if name not in fields:
            yield no_field(here, name, fields)
        elif wanted == ():
            yield Mistake(here, "Without a value this never holds.")
        elif values and not isinstance(fields[name], ONE_VALUE):
            kind = kind_of(fields[name])
            yield Mistake(here, f"A condition cannot compare a field of the kind `{kind}`.")
        else:
            yield from _never(fields[name], values, here)


def check_given_values(field: Field, place: Place) -> Iterator[Mistake]:
    """The default and the example are values that the form itself would take, in their exact form."""
    for name, value in (("default", field.default), ("example", field.example)):
        if value is msgspec.UNSET:
            continue
        if reason := _misfit(field, value):
            yield Mistake((*place, name), f"The {name} does not fit the field.", reason)


def several_of(value: Any) -> Sequence[Any]:
    """A value that may be one or several, as several."""
    return value if isinstance(value, list | tuple) else (value,)


def _never(field: Field, values: Sequence[Any], place: Place) -> Iterator[Mistake]:
    if isinstance(field, SelectField) and not field.options:
        return  # told there
    for value in values:
        if reason := _not_exact(field, value) or problem_of(field, value):
            yield Mistake(place, f"`{field.key}` is never {json.dumps(value)}.", reason)


def _misfit(field: Field, value: Any) -> str:
    """Why a value is not one of the field's; "" when it is."""
    if isinstance(field, WITHOUT_VALUE):
        return "This kind of field has no value."
    if value is None:
        return "Leave it out, or write a value."
    return _not_exact(field, value) or problem_of(field, value)


def _not_exact(field: Field, value: Any) -> str:
    """Why a value is not in the field's own form, where a person's typing may be looser; "" when it is."""
    match field:
        case SelectField():
            return _not_an_option(field.options, value)
        case MultiSelectField():
            return next(filter(None, (_not_an_option(field.options, one) for one in several_of(value))), "")
        case BooleanField():
            return "" if isinstance(value, bool) else "Write true or false."
        case IntegerField() | NumberField():
            return "Write the number without quotes." if isinstance(value, str) else ""
        case TextBase() if field.keep_number:
            return ""
        case TextBase() | LookupField():
            return "" if isinstance(value, str) else "Put it in quotes."
        case ListField() | ListOfGroupsField():
            return "" if isinstance(value, list) else "Write a list."
        case _:
            return ""


def _not_an_option(options: Mapping[str, str], value: Any) -> str:
    if not isinstance(value, str):
        return "Put it in quotes."
    return "" if value in options else one_of(value, options)
