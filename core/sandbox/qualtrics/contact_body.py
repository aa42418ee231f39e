"""The body that creates or changes a contact."""

import math
from typing import Any

from core.sandbox.qualtrics.contacts import DETAILS
from core.sandbox.qualtrics.envelope import bad
from core.sandbox.qualtrics.reading import Fields

LONGEST_NAME = 200
LONGEST_VALUE = 1024


def read_contact(fields: Fields) -> dict[str, Any]:
    """Return the keys that were sent. Any language is taken; our own choice: so is any e-mail and phone."""
    written: dict[str, Any] = {}
    for name in DETAILS:
        if name in fields.values:
            value = fields.values[name]
            if value is not None and not isinstance(value, str):
                raise fields.wrong(name, "must be a text")
            written[name] = value
    if "unsubscribed" in fields.values:
        written["unsubscribed"] = fields.flag("unsubscribed")
    if fields.has("embeddedData"):
        written["embeddedData"] = read_embedded(fields)
    return written


def read_embedded(fields: Fields) -> dict[str, str | None]:
    """Return `embeddedData` as the texts that are kept."""
    embedded = fields.inside("embeddedData").values
    return {name: _value(name, value) for name, value in embedded.items()}


def _value(name: str, value: Any) -> str | None:
    """Return an embedded value as the text that is kept, None to take it away (our own choice)."""
    if not name or len(name) > LONGEST_NAME:
        raise bad(f"A name in embeddedData must have 1 to {LONGEST_NAME} characters.")
    text = _as_text(name, value)
    if text is not None and len(text) > LONGEST_VALUE:
        raise bad(f"A value in embeddedData must have at most {LONGEST_VALUE} characters.")
    return text


def _as_text(name: str, value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return str(value)
    raise bad(f"embeddedData.{name} must be a text, a number or a boolean.")
