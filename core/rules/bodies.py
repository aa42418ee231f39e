"""Bodies of requests, as bytes with their type: JSON, a form's pairs, or what a person typed."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from core.model.errors import InvalidValues
from core.rules.envelope import is_json
from core.rules.json_text import dump
from core.rules.urls import add_query

JSON_TYPE = "application/json"
FORM_TYPE = "application/x-www-form-urlencoded"
TEXT_TYPE = "text/plain; charset=utf-8"


class Body(NamedTuple):
    """What is sent, and the `Content-Type` that it has unless another is asked for."""

    content: bytes
    content_type: str


def json_body(value: Any) -> Body:
    """A value as JSON."""
    return Body(dump(value), JSON_TYPE)


def form_body(values: Mapping[str, Any]) -> Body:
    """Pairs as a form sends them: lists as `name[]`, objects as `name[key]`, yes/no as 1/0, null as nothing.

    Raises `InvalidValues` for half a character.
    """
    pairs = add_query("", values).removeprefix("?")  # a form's body is written as a query is
    return Body(pairs.encode("ascii"), FORM_TYPE)


def typed_body(text: str, key: str) -> Body:
    """A text as it was typed, in UTF-8. `key` is the field that holds it.

    Raises `InvalidValues` for half a character.
    """
    try:
        content = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InvalidValues({key: "This holds a broken character. Enter it anew."}) from error
    return Body(content, JSON_TYPE if is_json(content) else TEXT_TYPE)
