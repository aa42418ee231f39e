"""What one value of each field kind may be, and what becomes of it on the wire.

`read_one(field, value)` gives the value as it is sent, or raises `Wrong` with a sentence for the person.
Containers (group, list of groups) are read in `core.rules.values`, which knows about paths.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import singledispatch
from typing import Any, NoReturn
from urllib.parse import urlsplit

from core.model.fields import (
    BooleanField,
    DateField,
    DateTimeField,
    EmailField,
    FieldBase,
    IntegerField,
    JsonField,
    KeyValuesField,
    LookupField,
    MultiSelectField,
    NumberField,
    SelectField,
    TextBase,
    UrlField,
)

YES = ("true", "yes", "1", "on")
NO = ("false", "no", "0", "off")

_WHOLE = re.compile(r"[+-]?\d{1,40}")
_DECIMAL = re.compile(r"[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})([eE][+-]?\d{1,3})?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


class Wrong(Exception):
    """A value that its field does not take. `sentence` says what would be right."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def _say(sentence: str) -> NoReturn:
    raise Wrong(sentence)


@singledispatch
def read_one(field: FieldBase, value: Any) -> Any:
    """The value as it is sent. Raises `Wrong`."""
    return value


@read_one.register
def _text(field: TextBase, value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        _say("Enter a text.")
    if field.keep_number and not isinstance(value, str):
        return value
    text = str(value)
    if len(text) < field.min_length:
        _say(f"Enter at least {field.min_length} characters.")
    if field.max_length is not None and len(text) > field.max_length:
        _say(f"Enter at most {field.max_length} characters; these are {len(text)}.")
    return text


@read_one.register
def _email(field: EmailField, value: Any) -> Any:
    text = str(_text(field, value)).strip()
    return text if _EMAIL.fullmatch(text) else _say("Enter an e-mail address, such as ann@example.com.")


@read_one.register
def _url(field: UrlField, value: Any) -> Any:
    text = str(_text(field, value)).strip()
    problem = url_problem(text)
    return text if not problem else _say(problem)


def url_problem(text: str) -> str:
    """Why a text is no absolute http(s) address; "" when it is one."""
    example = "Enter a whole address, such as https://example.com/page."
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        return example
    fine = parts.scheme in ("http", "https") and parts.hostname and not re.search(r"\s", text)
    return "" if fine else example


@read_one.register
def _integer(field: IntegerField, value: Any) -> Any:
    number = _whole(value)
    _within(number, field.minimum, field.maximum)
    return number


def _whole(value: Any) -> int:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value)
    _say("Enter a whole number, without separators.")


@read_one.register
def _number(field: NumberField, value: Any) -> Any:
    number: int | float
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = value
    elif isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        number = int(value)
    elif isinstance(value, str) and _DECIMAL.fullmatch(value.strip()):
        number = float(value)
    else:
        _say("Enter a number; a point separates decimals.")
    if number != number or number in (float("inf"), float("-inf")):
        _say("This number is too large to be sent.")
    _within(number, field.minimum, field.maximum)
    return number


def _within(number: float, minimum: float | None, maximum: float | None) -> None:
    if minimum is not None and maximum is not None and not minimum <= number <= maximum:
        _say(f"Enter a number from {minimum} to {maximum}.")
    if minimum is not None and number < minimum:
        _say(f"Enter {minimum} or more.")
    if maximum is not None and number > maximum:
        _say(f"Enter {maximum} or less.")


@read_one.register
def _boolean(field: BooleanField, value: Any) -> Any:
    word = str(value).strip().lower() if isinstance(value, str | bool | int) else ""
    if word not in YES + NO:
        _say("Choose yes or no.")
    yes = word in YES
    return int(yes) if field.sent_as == "one_zero" else yes


@read_one.register
def _date(field: DateField, value: Any) -> Any:
    try:
        return date.fromisoformat(str(value).strip()).isoformat()
    except ValueError:
        _say("Enter a date as year-month-day, such as 2024-05-31.")


@read_one.register
def _datetime(field: DateTimeField, value: Any) -> Any:
    try:
        moment = datetime.fromisoformat(str(value).strip())
        in_utc = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        return in_utc.strftime(field.sent_as)
    except (ValueError, OverflowError):
        _say("Enter date and time, such as 2024-05-31 14:30; without an offset it counts as UTC.")


def _choice(options: Mapping[str, str], value: Any) -> str:
    """The option's value, for its value or its label."""
    text = str(value)
    if text in options:
        return text
    by_label = {label.casefold(): option for option, label in options.items()}
    found = by_label.get(text.strip().casefold())
    return found if found is not None else _say(f"Choose one of: {', '.join(options.values())}.")


@read_one.register
def _select(field: SelectField, value: Any) -> Any:
    return _choice(field.options, value)


@read_one.register
def _multi_select(field: MultiSelectField, value: Any) -> Any:
    if isinstance(value, str) or not isinstance(value, Sequence):
        value = [value]
    return [_choice(field.options, one) for one in value]


@read_one.register
def _lookup(field: LookupField, value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int):
        _say("Choose an entry or enter its id.")
    return str(value).strip()


@read_one.register
def _json(field: JsonField, value: Any) -> Any:
    """A text is a JSON document; anything else is the value itself."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value, parse_constant=lambda name: _say(f"JSON knows no {name}."))
    except json.JSONDecodeError as error:
        _say(f"This is not JSON: {error.msg} in line {error.lineno}, column {error.colno}.")
    except RecursionError:
        _say("This JSON is nested too deeply.")


@read_one.register
def _key_values(field: KeyValuesField, value: Any) -> Any:
    if not isinstance(value, Mapping):
        _say("Enter pairs of a name and a value.")
    if any(not str(name).strip() for name in value):
        _say("Every value needs a name.")
    missing = [name for name in field.must_contain if value.get(name) in (None, "")]
    if value and missing:
        _say(f"Add the name '{missing[0]}': the service needs it here.")
    as_sent: Callable[[Any], Any] = _as_text if field.values == "text" else (lambda one: one)
    return {str(name): as_sent(one) for name, one in value.items()}


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False) if value is not None else ""
