"""Whether the values of a form may be sent, and what they are on the wire.

Values are a plain mapping of field key to JSON value. A key that is absent is left out; `None` is null; an
empty text, list or mapping is empty. For a mandatory field the three count as missing. Paths of nested
fields join keys and positions, from 0, with points: `items.0.amount`.
"""

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from core.model.errors import InvalidValues
from core.model.fields import (
    WITHOUT_VALUE,
    BooleanField,
    Condition,
    Field,
    GroupField,
    IntegerField,
    ListField,
    ListOfGroupsField,
    NumberField,
    SelectField,
    TextBase,
    TextField,
)
from core.model.module import AtLeastOneOf, AtMostOneOf, ExactlyOneOf, FieldRule
from core.rules.kinds import Wrong, read_one

Values = Mapping[str, Any]


def is_filled(value: Any) -> bool:
    """Whether there is something: not null, not blank, not a container of nothing."""
    waiting = [value]  # a stack of its own: a value may be nested deeper than Python can call
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            if one.strip():
                return True
        elif isinstance(one, Mapping):
            waiting += one.values()
        elif isinstance(one, Sequence):
            waiting += one
        elif one is not None:
            return True
    return False


def is_shown(field: Field, values: Values) -> bool:
    """Whether the field's condition holds for the values of its siblings."""
    return _holds(field.shown_when, values)


def is_required(field: Field, values: Values) -> bool:
    """Whether the field must be filled as things stand: what makes its label bold."""
    if field.required_unless:
        return not any(is_filled(_at(values, path)) for path in field.required_unless)
    return field.required


def check_values(fields: Sequence[Field], values: Values, rules: Sequence[FieldRule] = ()) -> dict[str, str]:
    """Every problem, one sentence a field, by path; in the order of the form. Empty when all is well."""
    return _read_form(fields, values, rules)[1]


def problem_of(field: Field, value: Any) -> str:
    """What is wrong with one value as it is typed; "" when nothing is, or when it is still empty.

    A problem inside a group or a list is told as its first sentence.
    """
    if not is_filled(value):
        return ""
    problems: dict[str, str] = {}
    _read_value(field, value, field.key, problems)
    return next(iter(problems.values()), "")


def wire_values(fields: Sequence[Field], values: Values, rules: Sequence[FieldRule] = ()) -> dict[str, Any]:
    """The values as they are sent. Raises `InvalidValues` with every problem."""
    read, problems = _read_form(fields, values, rules)
    if problems:
        raise InvalidValues(problems)
    return read


def with_defaults(fields: Sequence[Field], values: Values) -> dict[str, Any]:
    """The values, with the default of every field that was left out and has one."""
    filled = dict(values)
    for field in fields:
        if field.key not in filled and field.default is not msgspec.UNSET:
            filled[field.key] = field.default
    return filled


def _read_form(
    fields: Sequence[Field], values: Values, rules: Sequence[FieldRule]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The values on the wire and every problem, in the order of the form."""
    problems: dict[str, str] = {}
    read = _read_fields(fields, values, "", problems)
    _check_rules(fields, values, rules, problems)
    place = {field.key: position for position, field in enumerate(fields)}
    ordered = sorted(problems.items(), key=lambda problem: place.get(problem[0].partition(".")[0], -1))
    return read, dict(ordered)


def _holds(condition: Condition, values: Values) -> bool:
    for key, wanted in condition.items():
        among = wanted if isinstance(wanted, tuple) else (wanted,)
        if values.get(key) not in among:
            return False
    return True


def _as_seen(fields: Sequence[Field], values: Values) -> dict[str, Any]:
    """The values as conditions see them: a choice by its value even when its label was given, and nothing
    of a field that is hidden itself."""
    held = {field.key: _exact(field, values[field.key]) for field in fields if field.key in values}
    hidden: set[str] = set()
    for _ in fields:
        seen = {key: value for key, value in held.items() if key not in hidden}
        now = {field.key for field in fields if not is_shown(field, seen)}
        if now == hidden:
            break
        hidden = now
    return {key: value for key, value in held.items() if key not in hidden}


def _exact(field: Field, value: Any) -> Any:
    """A typed choice or number in its exact form; anything else, and what is wrong, as it is."""
    if not isinstance(field, BooleanField | IntegerField | NumberField | SelectField):
        return value
    try:
        exact = _read_single(field, value)
    except Wrong:
        return value
    return value if exact is msgspec.UNSET else exact


def _at(values: Values, path: str) -> Any:
    found: Any = values
    for key in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(key)
    return found


def _read_fields(
    fields: Sequence[Field], values: Values, path: str, problems: dict[str, str]
) -> dict[str, Any]:
    known = {field.key for field in fields}
    for key in values:
        if key not in known:
            problems[path + str(key)] = _unknown(str(key), known)
    seen = _as_seen(fields, values)
    read: dict[str, Any] = {}
    for field in fields:
        if isinstance(field, WITHOUT_VALUE) or not is_shown(field, seen):
            continue
        here = path + field.key
        if is_required(field, seen) and not is_filled(values.get(field.key)):
            problems[here] = _missing(field, fields)
        elif field.key in values:
            kept = _read_value(field, values[field.key], here, problems)
            if kept is not msgspec.UNSET:
                read[field.key] = kept
    return read


def _unknown(key: str, known: set[str]) -> str:
    nearest = difflib.get_close_matches(key, known, n=1)
    hint = f" Did you mean '{nearest[0]}'?" if nearest else ""
    return f"There is no field '{key}'.{hint}"


def _missing(field: Field, fields: Sequence[Field]) -> str:
    labels = {other.key: other.label for other in fields}
    instead = [labels[path] for path in field.required_unless if path in labels]
    if instead:
        return f"Fill in {field.label} or {' or '.join(instead)}."
    return f"{field.label} is mandatory."


def _read_value(field: Field, value: Any, path: str, problems: dict[str, str]) -> Any:
    """The value on the wire; UNSET when it says nothing (blank where the kind has no empty value)."""
    if value is None:
        return None
    try:
        match field:
            case GroupField():
                return _read_group(field.fields, field.bare, value, path, problems)
            case ListOfGroupsField():
                return _read_groups(field, value, path, problems)
            case ListField():
                return _read_list(field, value, path, problems)
            case _:
                return _read_single(field, value)
    except Wrong as wrong:
        problems[path] = wrong.sentence
        return msgspec.UNSET


def _read_single(field: Field, value: Any) -> Any:
    if value == "" and isinstance(field, TextBase):
        return ""
    if isinstance(value, str) and not value.strip() and not isinstance(field, TextBase):
        return msgspec.UNSET  # only texts have an empty value; a number or a date that is blank says nothing
    return read_one(field, value)


def _read_group(fields: Sequence[Field], bare: str, value: Any, path: str, problems: dict[str, str]) -> Any:
    if not isinstance(value, Mapping):
        if bare and isinstance(value, str | int):
            value = {bare: value}
        else:
            raise Wrong("Enter an object of named values.")
    if not is_filled(value):
        return msgspec.UNSET
    read = _read_fields(fields, value, f"{path}.", problems)
    filled = [key for key, one in read.items() if is_filled(one)]
    return read[bare] if bare and filled == [bare] else read


def _read_groups(field: ListOfGroupsField, value: Any, path: str, problems: dict[str, str]) -> Any:
    if isinstance(value, Mapping):
        value = [value]
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise Wrong("Enter a list of objects.")
    read = []
    for position, entry in enumerate(value):
        if not isinstance(entry, Mapping):
            problems[f"{path}.{position}"] = f"{field.item_label} {position + 1} must be an object."
            continue
        read.append(_read_fields(field.fields, entry, f"{path}.{position}.", problems))
    return read


def _read_list(field: ListField, value: Any, path: str, problems: dict[str, str]) -> Any:
    if isinstance(value, str | int | float | Mapping):
        value = [value]
    if not isinstance(value, Sequence):
        raise Wrong("Enter a list.")
    read = []
    for position, entry in enumerate(value):
        here = f"{path}.{position}"
        if not is_filled(entry):
            continue
        if isinstance(entry, Mapping) and field.details:
            one = _read_group(field.details, "", entry, here, problems)
        else:
            one = _read_entry(field, entry, position, here, problems)
        if one is not msgspec.UNSET:
            read.append(one)
    return read


def _read_entry(field: ListField, entry: Any, position: int, path: str, problems: dict[str, str]) -> Any:
    try:
        if field.item == "integer":
            return read_one(IntegerField(key=field.key, label=field.label), entry)
        return read_one(TextField(key=field.key, label=field.label, keep_number=field.keep_number), entry)
    except Wrong:
        wanted = "a whole number" if field.item == "integer" else "a text"
        problems[path] = f"Entry {position + 1} of {field.label} must be {wanted}."
        return msgspec.UNSET


def _check_rules(
    fields: Sequence[Field], values: Values, rules: Sequence[FieldRule], problems: dict[str, str]
) -> None:
    seen = _as_seen(fields, values)
    shown = {field.key for field in fields if is_shown(field, seen)}
    for rule in rules:
        there = [key for key in rule.fields if key in shown]
        filled = [key for key in there if is_filled(seen.get(key))]
        broken: Sequence[str] = ()
        match rule:
            case ExactlyOneOf() if len(filled) != 1:
                broken = filled or there
            case AtMostOneOf() if len(filled) > 1:
                broken = filled
            case AtLeastOneOf() if not filled:
                broken = there
        for key in broken:
            problems.setdefault(key, rule.sentence)
