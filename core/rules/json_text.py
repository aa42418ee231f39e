"""JSON as text: written fast, and written all the same where the fast writer declines."""

import json
from typing import Any

import orjson


def dump(value: Any) -> bytes:
    """Compact JSON in UTF-8. Whole numbers of any size and lone surrogates included, which orjson refuses."""
    try:
        return orjson.dumps(value)
    except (TypeError, ValueError, RecursionError):
        return json.dumps(value, separators=(",", ":"), default=str).encode()


def one_line(text: bytes) -> bytes:
    """A JSON text without line breaks; inside strings JSON allows none, so only layout is touched."""
    if b"\n" in text or b"\r" in text:
        return text.replace(b"\r", b" ").replace(b"\n", b" ")
    return text
