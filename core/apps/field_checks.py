"""Mistakes of meaning in the fields of a form: names that lead nowhere, values that do not fit."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec

from core.apps.mistakes import Mistake, Place, did_you_mean, no_field
from core.apps.value_checks import ONE_VALUE, check_condition, check_given_values
from core.model.app import Lookup
from core.model.fields import (
    WITHOUT_VALUE,
    Field,
    FieldBase,
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
    TextField,
    kind_of,
)
from core.rules.template import references

_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

_WITH_AN_EMPTY_VALUE = (TextBase, ListField, ListOfGroupsField, MultiSelectField, KeyValuesField)
_FIT_FOR_A_NAME = (TextBase, IntegerField, SelectField, LookupField)


class Surroundings(msgspec.Struct, frozen=True):
    """What a form and its requests may refer to beyond it: the app's lookups, the connection's keys, the
    names of other hosts. None: not known, because that part of `app.yaml` cannot be read."""

    lookups: Mapping[str, Lookup] | None = None
    connection: frozenset[str] | None = None
    bases: Collection[str] | None = None


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
        yield from check_given_values(field, here)
        yield from _check_clears(field, (*here, "clears"))
        yield from _check_kind(field, here, around, outer | siblings.keys())


def check_named(
    name: str, place: Place, fields: Sequence[Field], kinds: tuple[type[FieldBase], ...]
) -> Iterator[Mistake]:
    """A field of that name exists and, where only some kinds will do, is one of them."""
    field = next((field for field in fields if field.key == name), None)
    if field is None:
        yield no_field(place, name, [field.key for field in fields])
    elif isinstance(field, WITHOUT_VALUE) or (kinds and not isinstance(field, kinds)):
        yield Mistake(place, f"A field of the kind `{kind_of(field)}` does not fit here.")


def _check_key(key: str, place: Place, *, nested: bool) -> Iterator[Mistake]:
    """A request refers to a form's own keys; nested ones are names on the wire, joined by points in paths."""
    if not nested and not _KEY.fullmatch(key):
        yield Mistake(place, f"The key `{key}` may hold only letters, digits and `_`, a digit not first.")
    elif not key or "." in key:
        yield Mistake(place, f"The key `{key}` may not be empty or hold a point.")


def _check_conditions(field: Field, siblings: Mapping[str, Field], place: Place) -> Iterator[Mistake]:
    itself = "A field cannot depend on itself."
    if field.key in field.shown_when:
        yield Mistake((*place, "shown_when", field.key), itself)
    others = {name: wanted for name, wanted in field.shown_when.items() if name != field.key}
    yield from check_condition(others, siblings, (*place, "shown_when"))
    for nth, path in enumerate(field.required_unless):
        here = (*place, "required_unless", nth)
        name, _, within = path.partition(".")
        if name == field.key:
            yield Mistake(here, itself)
        elif name not in siblings:
            yield no_field(here, name, siblings)
        elif within and not _has_inside(siblings[name], within):
            yield Mistake(here, f"The field `{name}` has nothing called `{within}` inside.")


def _has_inside(field: Field, key: str) -> bool:
    """Whether a value of the field may have such a key."""
    if isinstance(field, GroupField):
        return any(one.key == key for one in field.fields)
    return isinstance(field, KeyValuesField)


def _check_clears(field: Field, place: Place) -> Iterator[Mistake]:
    """What clears a field is a value that it may have."""
    if not field.clears:
        return
    if isinstance(field, WITHOUT_VALUE):
        yield Mistake(place, "This kind of field has no value.")
    elif field.required and not field.required_unless:
        yield Mistake(place, "A mandatory field cannot be cleared.")
    elif "empty" in field.clears and not isinstance(field, _WITH_AN_EMPTY_VALUE):
        sentence = f"A field of the kind `{kind_of(field)}` has no empty value."
        yield Mistake(place, sentence, 'Clear it with "null".')


def _check_kind(field: Field, place: Place, around: Surroundings, known: frozenset[str]) -> Iterator[Mistake]:
    """What only some kinds declare."""
    match field:
        case SelectField() | MultiSelectField():
            if not field.options:
                yield Mistake((*place, "options"), "There is nothing to choose from.")
            yield from _check_options(field.options, (*place, "options"))
        case LookupField():
            yield from _check_options(field.options, (*place, "options"))
            yield from _check_lookup(field, place, around, known)
        case KeyValuesField():
            yield from _check_names_from(field, (*place, "names_from"), around)
        case GroupField():
            if field.bare and not _has_inside(field, field.bare):
                yield no_field((*place, "bare"), field.bare, [one.key for one in field.fields])
            yield from check_fields(field.fields, (*place, "fields"), around, known)
        case ListOfGroupsField():
            yield from _check_rows(field, place)
            yield from check_fields(field.fields, (*place, "fields"), around, known)
        case ListField():
            yield from check_fields(field.details, (*place, "details"), around, known)
        case IntegerField() | NumberField():
            low, high = field.minimum, field.maximum
            if low is not None and high is not None and low > high:
                yield Mistake((*place, "minimum"), "The minimum is greater than the maximum.")
        case TextBase():
            yield from _check_text(field, place)


def _check_text(field: TextBase, place: Place) -> Iterator[Mistake]:
    if field.max_length is not None and field.min_length > field.max_length:
        yield Mistake((*place, "min_length"), "The minimum is greater than the maximum.")
    if isinstance(field, TextField):
        yield from _check_options(field.suggestions, (*place, "suggestions"))
    if field.pattern:
        yield from _check_pattern(field, place)
    elif field.pattern_sentence:
        yield Mistake((*place, "pattern_sentence"), "Without a `pattern` this is never said.")


def _check_pattern(field: TextBase, place: Place) -> Iterator[Mistake]:
    try:
        re.compile(field.pattern)
    except (re.error, OverflowError) as error:
        yield Mistake((*place, "pattern"), f"This is no regular expression: {error}.")
    if not field.pattern_sentence.strip():
        sentence = "A pattern needs `pattern_sentence`, which says what would be right."
        yield Mistake((*place, "pattern"), sentence)


def _check_options(options: Mapping[str, str], place: Place) -> Iterator[Mistake]:
    """Every option can be sent, and can be told from the others by its label."""
    labels: set[str] = set()
    for value, label in options.items():
        if not value.strip():
            yield Mistake(place, f"The option `{label}` has no value to send.")
        if label.casefold() in labels:
            yield Mistake((*place, value), f"Another option is called `{label}`.")
        labels.add(label.casefold())


def _check_rows(field: ListOfGroupsField, place: Place) -> Iterator[Mistake]:
    if field.unique:
        yield from check_named(field.unique, (*place, "unique"), field.fields, ONE_VALUE)
    if not field.as_object:
        return
    name, value = field.as_object
    yield from check_named(name, (*place, "as_object", 0), field.fields, _FIT_FOR_A_NAME)
    yield from check_named(value, (*place, "as_object", 1), field.fields, ())
    if name == value:
        yield Mistake((*place, "as_object"), "A name and a value need a field each.")
    for position, one in enumerate(field.fields):
        if one.key not in field.as_object and not isinstance(one, WITHOUT_VALUE):
            sentence = f"The field `{one.key}` is never sent: `as_object` sends a name and a value."
            yield Mistake((*place, "fields", position), sentence)


def _check_names_from(field: KeyValuesField, place: Place, around: Surroundings) -> Iterator[Mistake]:
    """The lookup of names exists, and asks for nothing that a key-value field cannot give."""
    if not field.names_from or around.lookups is None:
        return
    if field.names_from not in around.lookups:
        yield _no_lookup(field.names_from, place, around.lookups)
        return
    if around.connection is None:
        return
    for name in _asked_by(around.lookups[field.names_from], around):
        sentence = f"The lookup `{field.names_from}` asks for `{name}`, which is not given here."
        yield Mistake(place, sentence)


def _check_lookup(
    field: LookupField, place: Place, around: Surroundings, known: frozenset[str]
) -> Iterator[Mistake]:
    """The lookup exists, and is given by `depends_on` just what it asks for."""
    for nth, name in enumerate(field.depends_on):
        if name not in known:
            yield no_field((*place, "depends_on", nth), name, known)
    if around.lookups is None:
        return
    if field.lookup not in around.lookups:
        yield _no_lookup(field.lookup, (*place, "lookup"), around.lookups)
        return
    if around.connection is None:
        return
    wanted = _asked_by(around.lookups[field.lookup], around)
    for nth, name in enumerate(field.depends_on):
        if name in known and name not in wanted:
            sentence = f"The lookup `{field.lookup}` does not ask for `{name}`."
            yield Mistake((*place, "depends_on", nth), sentence, did_you_mean(name, wanted))
    for name in wanted:
        if name not in field.depends_on:
            sentence = f"The lookup `{field.lookup}` asks for `{name}`."
            yield Mistake((*place, "lookup"), sentence, "Name it in `depends_on`.")


def _no_lookup(name: str, place: Place, lookups: Mapping[str, Lookup]) -> Mistake:
    return Mistake(place, f"The app has no lookup `{name}`.", did_you_mean(name, lookups))


def _asked_by(lookup: Lookup, around: Surroundings) -> list[str]:
    """The names that a lookup's request wants from a form, each once."""
    request = lookup.request
    asked = references([request.path, request.query, request.headers])
    elsewhere = [name for name in asked if name not in (around.connection or ())]
    return list(dict.fromkeys([*elsewhere, *references(request.body), *request.spread]))
