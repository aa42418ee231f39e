"""A value that is null or empty on purpose: what a service takes as the wish to clear what it has."""

from __future__ import annotations

from typing import Any, NamedTuple

from core.model.fields import (
    WITHOUT_VALUE,
    Field,
    JsonField,
    KeyValuesField,
    ListField,
    ListOfGroupsField,
    MultiSelectField,
    TextBase,
)

INSIDE = "Cleared at the service"
"""What stands in the empty input."""


class Offer(NamedTuple):
    """An entry of a field's menu: its name, its words, and the value that it sets."""

    name: str
    words: str
    value: Any


def may_be_left_out(field: Field) -> bool:
    """Whether the field has a value, and may have none."""
    return not field.required and not isinstance(field, WITHOUT_VALUE)


def empty_of(field: Field) -> Any:
    """The empty value of the field's kind; only texts, lists and pairs have one on the wire."""
    if isinstance(field, ListField | ListOfGroupsField | MultiSelectField):
        return []
    return {} if isinstance(field, KeyValuesField) else ""


def is_cleared(field: Field, value: Any) -> bool:
    """Whether a value is null or empty on purpose, where the editor has no way of its own to show it."""
    if not may_be_left_out(field) or isinstance(field, JsonField):
        return False
    if value is None:
        return True
    has_empty = isinstance(field, TextBase) or "empty" in field.clears
    return has_empty and type(value) is type(empty_of(field)) and value == empty_of(field)


def sentence(field: Field, value: Any) -> str:
    """What is sent instead of a value, and what that does."""
    effect = ": the service clears it" if field.clears else ""
    return f"Sent as {_in_words(value)}{effect}."


def offers(field: Field) -> list[Offer]:
    """How the field's menu offers to clear it."""
    values = [(f"send-{kind}", None if kind == "null" else empty_of(field)) for kind in field.clears]
    if len(values) == 1:
        return [Offer(name, "Clear it at the service", value) for name, value in values]
    return [Offer(name, f"Clear it at the service: send {_in_words(value)}", value) for name, value in values]


def _in_words(value: Any) -> str:
    match value:
        case None:
            return "null"
        case list():
            return "an empty list"
        case dict():
            return "an empty object"
        case _:
            return "an empty text"
