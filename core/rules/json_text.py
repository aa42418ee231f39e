"""JSON as text: written fast, and written all the same where the fast writer declines; read as typed."""

import json
import math
from typing import Any, NoReturn

import orjson

DEEPEST = 100
"""Lists and objects within one another that are sent; what is deeper was made by mistake."""

LONGEST_NUMBER = 308
"""Digits of a whole number that is sent: no service holds more."""

TOO_LARGE = "This number is too large to be sent."

_BEYOND = 10**LONGEST_NUMBER


def dump(value: Any) -> bytes:
    """Compact JSON in UTF-8. Whole numbers of any size and lone surrogates included, which orjson refuses."""
    try:
        return orjson.dumps(value)
    except (TypeError, ValueError, RecursionError):
        return json.dumps(value, separators=(",", ":")).encode()


def one_line(text: bytes) -> bytes:
    """A JSON text without line breaks; inside strings JSON allows none, so only layout is touched."""
    if b"\n" in text or b"\r" in text:
        return text.replace(b"\r", b" ").replace(b"\n", b" ")
    return text


def read_typed(text: str) -> Any:
    """The value of a JSON text that a person typed. Raises `ValueError` with a sentence for the person."""
    try:
        value = json.loads(text, parse_constant=_no_constant, parse_int=_whole)
    except json.JSONDecodeError as error:
        reason = f"This is not JSON: {error.msg} in line {error.lineno}, column {error.colno}."
        raise ValueError(reason) from error
    except RecursionError as error:
        raise ValueError(_too_deep()) from error
    if problem := problem_in(value):
        raise ValueError(problem)
    return value


def problem_in(value: Any) -> str:
    """Why a value cannot be sent as JSON, in a sentence; "" when it can."""
    waiting = [(value, 0)]  # a stack of its own: a value may be nested deeper than Python can call
    while waiting:
        one, depth = waiting.pop()
        match one:
            case None | bool() | str():
                continue
            case int() if abs(one) >= _BEYOND:
                return TOO_LARGE
            case float() if math.isinf(one):
                return TOO_LARGE
            case float() if math.isnan(one):
                return "JSON knows no NaN."
            case int() | float():
                continue
            case dict() | list() | tuple() if depth == DEEPEST:
                return _too_deep()
            case dict():
                if not all(isinstance(name, str) for name in one):
                    return "Names in an object must be texts."
                waiting += ((part, depth + 1) for part in one.values())
            case list() | tuple():
                waiting += ((part, depth + 1) for part in one)
            case _:
                return "This cannot be written as JSON."
    return ""


def _too_deep() -> str:
    return f"This is nested too deeply: {DEEPEST} levels can be sent."


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"JSON knows no {name}.")


def _whole(digits: str) -> int:
    if len(digits.lstrip("-")) > LONGEST_NUMBER:
        raise ValueError(TOO_LARGE)
    return int(digits)
