"""Whether the values of a form may be sent, and what they are on the wire.

Values are a plain mapping of field key to JSON value. A key that is absent is left out; `None` is null; an
empty text, list or mapping is empty, each for fields of its own sort: a blank text says nothing to a number,
a date or a list, which is then left out. For a mandatory field the three count as missing. Paths of nested
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
    LookupField,
    NumberField,
    SelectField,
    TextBase,
    TextField,
)
from core.model.module import FieldRule
from core.rules.field_rules import broken_at
from core.rules.json_text import problem_in
from core.rules.kinds import Wrong, is_list, read_one
from core.rules.rows import row_problems, rows_as_object

Values = Mapping[str, Any]

LONGEST_NAME = 60
"""Characters of an unknown key that are repeated in a sentence."""


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


def warnings_in(fields: Sequence[Field], values: Values, rules: Sequence[FieldRule] = ()) -> dict[str, str]:
    """The sentences of broken rules that only warn, as `check_values` gives problems. Run waits for none."""
    return _in_order(fields, _broken_rules(fields, values, [rule for rule in rules if rule.warns]))


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
    across = _broken_rules(fields, values, [rule for rule in rules if not rule.warns])
    return read, _in_order(fields, {**across, **problems})


def _in_order(fields: Sequence[Field], sentences: Mapping[str, str]) -> dict[str, str]:
    """Sentences by path in the order of the form; those of no field come first."""
    place = {field.key: position for position, field in enumerate(fields)}
    return dict(sorted(sentences.items(), key=lambda pair: place.get(pair[0].partition(".")[0], -1)))


def _broken_rules(fields: Sequence[Field], values: Values, rules: Sequence[FieldRule]) -> dict[str, str]:
    """The sentence of the first broken rule at each field concerned."""
    seen = _as_seen(fields, values)
    shown = [field.key for field in fields if is_shown(field, seen)]
    filled = {key for key in shown if is_filled(seen.get(key))}
    sentences: dict[str, str] = {}
    for rule in rules:
        if _holds(rule.when, seen):
            for key in broken_at(rule, shown, filled):
                sentences.setdefault(key, rule.sentence)
    return sentences


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
    if not isinstance(
        field, BooleanField | IntegerField | LookupField | NumberField | SelectField | TextField
    ):
        return value
    exact = _read_value(field, value, field.key, {})
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
            problems[path + _written(key)] = _unknown(_written(key), known)
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


def _written(key: Any) -> str:
    """A key as text. One that is none may be too large or too deep to be written out."""
    if isinstance(key, str):
        return key
    return str(key) if isinstance(key, int | float) and not problem_in(key) else type(key).__name__


def _unknown(key: str, known: set[str]) -> str:
    key = key if len(key) <= LONGEST_NAME else f"{key[:LONGEST_NAME]}…"
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
    """The value on the wire; UNSET when it says nothing (a blank text where the kind is none)."""
    if value is None:
        return None
    is_text = isinstance(field, TextBase)
    if isinstance(value, str) and not value.strip() and not is_text:
        return msgspec.UNSET
    if value == "" and is_text:
        return ""
    try:
        match field:
            case GroupField():
                return _read_group(field.fields, field.bare, value, path, problems)
            case ListOfGroupsField():
                return _read_groups(field, value, path, problems)
            case ListField():
                return _read_list(field, value, path, problems)
            case _:
                return read_one(field, value)
    except Wrong as wrong:
        problems[path] = wrong.sentence
        return msgspec.UNSET


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
    entries = [value] if isinstance(value, Mapping) else value
    if not is_list(entries):
        raise Wrong("Enter a list of objects.")
    rows: dict[int, dict[str, Any]] = {}
    for position, entry in enumerate(entries):
        here = f"{path}.{position}"
        if not isinstance(entry, Mapping):
            problems[here] = f"{field.item_label} {position + 1} must be an object."
        elif is_filled(entry) or not field.as_object:
            rows[position] = _read_fields(field.fields, entry, f"{here}.", problems)
    for place, sentence in row_problems(field, rows).items():
        problems.setdefault(f"{path}.{place}", sentence)
    if field.as_object is None:
        return list(rows.values())
    return rows_as_object(field.as_object, rows) if rows or not entries else msgspec.UNSET


def _read_list(field: ListField, value: Any, path: str, problems: dict[str, str]) -> Any:
    if isinstance(value, str | int | float | Mapping):
        value = [value]
    if not is_list(value):
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
