"""Mistakes of meaning in the fields of a form: names that lead nowhere, values that do not fit."""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from core.apps.mistakes import Mistake, Place, did_you_mean, one_of
from core.model.app import Lookup
from core.model.fields import (
    WITHOUT_VALUE,
    BooleanField,
    Field,
    GroupField,
    IntegerField,
    KeyValuesField,
    ListField,
    ListOfGroupsField,
    LookupField,
    MultiSelectField,
    NumberField,
    SelectField,
    TextBase,
)
from core.model.module import FieldRule
from core.rules.template import references
from core.rules.values import problem_of

_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Surroundings(msgspec.Struct, frozen=True):
    """What fields may refer to beyond their own form: the app's lookups and the connection's keys."""

    lookups: Mapping[str, Lookup]
    connection: frozenset[str]


def check_fields(
    fields: Sequence[Field], place: Place, around: Surroundings, outer: frozenset[str] = frozenset()
) -> Iterator[Mistake]:
    """Every mistake in some sibling fields and in those nested in them. `outer`: keys of the form above."""
    siblings = {field.key: field for field in fields}
    seen: set[str] = set()
    for position, field in enumerate(fields):
        here = (*place, position)
        if field.key in seen:
            yield Mistake((*here, "key"), f"Another field has the key `{field.key}`.")
        seen.add(field.key)
        yield from _check_key(field.key, (*here, "key"), nested=bool(outer))
        yield from _check_conditions(field, siblings, here)
        yield from _check_given_values(field, here)
        yield from _check_kind(field, here, around, outer | siblings.keys())


def check_rules(rules: Sequence[FieldRule], fields: Sequence[Field], place: Place) -> Iterator[Mistake]:
    """Rules across fields name two fields or more, and fields that exist."""
    keys = [field.key for field in fields]
    for position, rule in enumerate(rules):
        here = (*place, position, "fields")
        if len(rule.fields) < 2:
            yield Mistake(here, "A rule needs two fields or more.")
        for nth, name in enumerate(rule.fields):
            if name not in keys:
                yield no_field((*here, nth), name, keys)


def several_of(value: Any) -> Sequence[Any]:
    """A value that may be one or several, as several."""
    return value if isinstance(value, list | tuple) else (value,)


def no_field(place: Place, name: str, known: Collection[str]) -> Mistake:
    """A name that no field has, with the nearest that one has."""
    return Mistake(place, f"There is no field `{name}`.", did_you_mean(name, known))


def _check_key(key: str, place: Place, *, nested: bool) -> Iterator[Mistake]:
    """A request refers to a form's own keys; nested ones are names on the wire, joined by points in paths."""
    if not nested and not _KEY.fullmatch(key):
        yield Mistake(place, f"The key `{key}` may hold only letters, digits and `_`, a digit not first.")
    elif not key or "." in key:
        yield Mistake(place, f"The key `{key}` may not be empty or hold a point.")


def _check_conditions(field: Field, siblings: Mapping[str, Field], place: Place) -> Iterator[Mistake]:
    for name, wanted in field.shown_when.items():
        here = (*place, "shown_when", name)
        if mistake := _not_another(name, field, siblings, here):
            yield mistake
            continue
        for value in several_of(wanted):
            if value is not None and (reason := _not_exact(siblings[name], value)):
                yield Mistake(here, f"`{name}` is never {json.dumps(value)}.", reason)
    for nth, path in enumerate(field.required_unless):
        here = (*place, "required_unless", nth)
        name, _, within = path.partition(".")
        if mistake := _not_another(name, field, siblings, here):
            yield mistake
        elif within and not _has_inside(siblings[name], within):
            yield Mistake(here, f"The field `{name}` has nothing called `{within}` inside.")


def _not_another(name: str, field: Field, siblings: Mapping[str, Field], place: Place) -> Mistake | None:
    """What is wrong with a name that should be a sibling's; None when nothing is."""
    if name == field.key:
        return Mistake(place, "A field cannot depend on itself.")
    return None if name in siblings else no_field(place, name, siblings)


def _has_inside(field: Field, key: str) -> bool:
    """Whether a value of the field may have such a key."""
    if isinstance(field, GroupField):
        return any(one.key == key for one in field.fields)
    return isinstance(field, KeyValuesField)


def _check_given_values(field: Field, place: Place) -> Iterator[Mistake]:
    """The default and the example are values that the form itself would take, in their exact form."""
    for name, value in (("default", field.default), ("example", field.example)):
        if value is msgspec.UNSET:
            continue
        if reason := _misfit(field, value):
            yield Mistake((*place, name), f"The {name} does not fit the field.", reason)


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
        case TextBase() if not field.keep_number:
            return "" if isinstance(value, str) else "Put it in quotes."
        case ListField():
            return "" if isinstance(value, list) else "Write a list."
        case _:
            return ""


def _not_an_option(options: Mapping[str, str], value: Any) -> str:
    if not isinstance(value, str):
        return "Put it in quotes."
    return "" if value in options else one_of(value, options)


def _check_kind(field: Field, place: Place, around: Surroundings, known: frozenset[str]) -> Iterator[Mistake]:
    """What only some kinds declare."""
    match field:
        case SelectField() | MultiSelectField():
            if not field.options:
                yield Mistake((*place, "options"), "There is nothing to choose from.")
        case LookupField():
            yield from _check_lookup(field, place, around, known)
        case GroupField():
            if field.bare and not _has_inside(field, field.bare):
                yield no_field((*place, "bare"), field.bare, [one.key for one in field.fields])
            yield from check_fields(field.fields, (*place, "fields"), around, known)
        case ListOfGroupsField():
            yield from check_fields(field.fields, (*place, "fields"), around, known)
        case ListField():
            yield from check_fields(field.details, (*place, "details"), around, known)
        case IntegerField() | NumberField():
            low, high = field.minimum, field.maximum
            if low is not None and high is not None and low > high:
                yield Mistake((*place, "minimum"), "The minimum is greater than the maximum.")
        case TextBase():
            if field.max_length is not None and field.min_length > field.max_length:
                yield Mistake((*place, "min_length"), "The minimum is greater than the maximum.")


def _check_lookup(
    field: LookupField, place: Place, around: Surroundings, known: frozenset[str]
) -> Iterator[Mistake]:
    """The lookup exists, and is given by `depends_on` just what it asks for."""
    lookup = around.lookups.get(field.lookup)
    if lookup is None:
        suggestion = did_you_mean(field.lookup, around.lookups)
        yield Mistake((*place, "lookup"), f"The app has no lookup `{field.lookup}`.", suggestion)
        return
    request = lookup.request
    asked = references([request.path, request.query, request.headers])
    wanted = dict.fromkeys(name for name in asked if name not in around.connection)
    wanted |= dict.fromkeys(references(request.body))
    for nth, name in enumerate(field.depends_on):
        if name not in known:
            yield no_field((*place, "depends_on", nth), name, known)
        elif name not in wanted:
            sentence = f"The lookup `{field.lookup}` does not ask for `{name}`."
            yield Mistake((*place, "depends_on", nth), sentence, did_you_mean(name, wanted))
    for name in wanted:
        if name not in field.depends_on:
            sentence = f"The lookup `{field.lookup}` asks for `{name}`."
            yield Mistake((*place, "lookup"), sentence, "Name it in `depends_on`.")
