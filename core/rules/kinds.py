"""What one value of each field kind may be, and what becomes of it on the wire.

`read_one(field, value)` gives the value as it is sent, or raises `Wrong` with a sentence for the person.
Containers (group, list of groups) are read in `core.rules.values`, which knows about paths.
"""

import re
from collections.abc import Mapping, Sequence
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
    TextField,
    UrlField,
)
from core.rules.json_text import LONGEST_NUMBER, TOO_LARGE, problem_in, read_typed
from core.rules.template import as_text

YES = ("true", "yes", "1", "on")
NO = ("false", "no", "0", "off")

_WHOLE = re.compile(r"[+-]?\d+")
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f]")
# Python also reads `20240531104` as a moment: any sign, a digit too, may stand between date and time.
_MOMENT = re.compile(r"\d{4}-?\d\d-?\d\d([T ].*)?", re.IGNORECASE)


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
    if not isinstance(value, str):
        _refuse_unsendable(value)
    text = str(value)
    if len(text) < field.min_length:
        _say(f"Enter at least {_characters(field.min_length)}.")
    if field.max_length is not None and len(text) > field.max_length:
        _say(f"Enter at most {_characters(field.max_length)}; there are {len(text)}.")
    if field.pattern and not re.fullmatch(field.pattern, text):
        _say(field.pattern_sentence)
    return value if field.keep_number else text


@read_one.register
def _text_line(field: TextField, value: Any) -> Any:
    suggested = _option(field.suggestions, value) if isinstance(value, str) else None
    return _text(field, value if suggested is None else suggested)


def _characters(count: int) -> str:
    return "1 character" if count == 1 else f"{count} characters"


def _refuse_unsendable(value: Any) -> None:
    if problem := problem_in(value):
        _say(problem)


@read_one.register
def _email(field: EmailField, value: Any) -> Any:
    text = _trimmed_text(field, value)
    if text and not _EMAIL.fullmatch(text):
        _say("Enter an e-mail address, such as ann@example.com.")
    return text


@read_one.register
def _url(field: UrlField, value: Any) -> Any:
    text = _trimmed_text(field, value)
    if text and (problem := url_problem(text)):
        _say(problem)
    return text


def _trimmed_text(field: TextBase, value: Any) -> str:
    """A text without the blanks that pasting brings along; of nothing but blanks, the empty text."""
    text = value.strip() if isinstance(value, str) else value
    return str(_text(field, text)) if text != "" else ""


def url_problem(text: str) -> str:
    """Why a text is no absolute http(s) address; "" when it is one."""
    example = "Enter a whole address, such as https://example.com/page."
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port  # reading the port is what checks it
    except ValueError:
        return example
    fine = parts.scheme in ("http", "https") and host and not _UNSEEN.search(text)
    return "" if fine else example


@read_one.register
def _integer(field: IntegerField, value: Any) -> Any:
    number = _whole(value)
    _within(number, field.minimum, field.maximum)
    return number


def _whole(value: Any) -> int:
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return _number_from(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        _refuse_unsendable(value)
        return value
    _say("Enter a whole number, without separators.")


def _number_from(text: str) -> int:
    return int(text) if len(text.strip().lstrip("+-")) <= LONGEST_NUMBER else _say(TOO_LARGE)


@read_one.register
def _number(field: NumberField, value: Any) -> Any:
    number: int | float
    if isinstance(value, int | float) and not isinstance(value, bool) and value == value:
        number = value
    elif isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        number = _number_from(value)
    elif isinstance(value, str) and _DECIMAL.fullmatch(value.strip()):
        number = float(value)
    else:
        _say("Enter a number; a point separates decimals.")
    _refuse_unsendable(number)
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
    if isinstance(value, str):
        word = value.strip().casefold()
    else:
        word = str(int(value)) if isinstance(value, int) and value in (0, 1) else ""
    if word not in YES + NO:
        _say("Choose yes or no.")
    yes = word in YES
    return int(yes) if field.sent_as == "one_zero" else yes


@read_one.register
def _date(field: DateField, value: Any) -> Any:
    try:
        return date.fromisoformat(_typed(value)).isoformat()
    except ValueError:
        _say("Enter a date as year-month-day, such as 2024-05-31.")


@read_one.register
def _datetime(field: DateTimeField, value: Any) -> Any:
    sentence = "Enter date and time, such as 2024-05-31 14:30; without an offset it counts as UTC."
    text = _typed(value)
    if not _MOMENT.fullmatch(text):
        _say(sentence)
    try:
        moment = datetime.fromisoformat(text)
        in_utc = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        _say(sentence)
    # Some systems write the year 800 with three digits.
    return in_utc.strftime(field.sent_as.replace("%Y", f"{in_utc.year:04}"))


def _typed(value: Any) -> str:
    """A text, a number or a date as it would be typed; "" for anything else."""
    if isinstance(value, int) and not isinstance(value, bool) and not problem_in(value):
        return str(value)
    return str(value).strip() if isinstance(value, str | date) else ""


def _option(options: Mapping[str, str], text: str) -> str | None:
    """The value of the option that has this value, else of the one that has this label, in any case."""
    if text in options:
        return text
    label = text.strip().casefold()
    return next((option for option, shown in options.items() if shown.casefold() == label), None)


def _choice(options: Mapping[str, str], value: Any) -> str:
    text = value if isinstance(value, str) else _typed(value)  # an option may end in a blank
    found = _option(options, text) if text else None
    return found if found is not None else _say(f"Choose one of: {', '.join(options.values())}.")


@read_one.register
def _select(field: SelectField, value: Any) -> Any:
    return _choice(field.options, value)


@read_one.register
def _multi_select(field: MultiSelectField, value: Any) -> Any:
    return [_choice(field.options, one) for one in (value if is_list(value) else [value])]


@read_one.register
def _lookup(field: LookupField, value: Any) -> Any:
    text = _typed(value)
    if not text:
        _say("Choose an entry or enter its id.")
    fixed = _option(field.options, text)
    return text if fixed is None else fixed


@read_one.register
def _json(field: JsonField, value: Any) -> Any:
    """A text is a JSON document; anything else is the value itself."""
    if not isinstance(value, str):
        _refuse_unsendable(value)
        return value
    try:
        return read_typed(value)
    except ValueError as error:
        _say(str(error))


@read_one.register
def _key_values(field: KeyValuesField, value: Any) -> Any:
    if not isinstance(value, Mapping):
        _say("Enter pairs of a name and a value.")
    pairs = {name if isinstance(name, str) else _typed(name): one for name, one in value.items()}
    if any(not name.strip() for name in pairs):
        _say("Every value needs a name.")
    missing = [name for name in field.must_contain if is_blank(pairs.get(name))]
    if pairs and missing:
        _say(f"Add the name '{missing[0]}': the service needs it here.")
    for name, one in pairs.items():
        if problem := problem_in(one):
            _say(f"{name}: {problem}")
    return {name: as_text(one) if field.values == "text" else one for name, one in pairs.items()}


def is_list(value: Any) -> bool:
    """Whether a value is several: a text or bytes, which also have a length, are one."""
    return isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray | memoryview)


def is_blank(value: Any) -> bool:
    """Whether a single value is null or a text of nothing but blanks."""
    return value is None or (isinstance(value, str) and not value.strip())
