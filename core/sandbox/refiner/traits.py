"""Traits: what may be stored on a contact or an account under a slug."""

from collections.abc import Mapping
from typing import Any

from core.sandbox.moments import read_moment, stamp
from core.sandbox.refiner.refusals import bad

LONGEST_TEXT = 255


def read_traits(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the traits to store. JSON numbers and booleans keep their type; `*_at` are dates.

    Our own choice: a longer text is cut to 255 characters, an unreadable date becomes null, a list or an
    object is refused.
    """
    return {slug: _trait(slug, value) for slug, value in values.items()}


def as_texts(traits: Mapping[str, Any]) -> dict[str, str | None]:
    """Return traits as a webhook carries them: texts and nulls only."""
    return {slug: _text(value) for slug, value in traits.items()}


def _trait(slug: str, value: Any) -> Any:
    if isinstance(value, (list, dict)):
        raise bad(f"{slug} must be a text, a number, a boolean or a date")
    if slug.endswith("_at"):
        moment = read_moment(value)
        return moment and stamp(moment)
    return value[:LONGEST_TEXT] if isinstance(value, str) else value


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return str(int(value)) if isinstance(value, bool) else str(value)
