"""The place in the bundles that is current, and what is copied from there."""

from typing import Any

import msgspec

from core.model.results import Node
from gui.bundles.json_text import to_json


class Spot(msgspec.Struct, frozen=True):
    """A place in a bundle (from 0). `steps`: names, and numbers from 1; none for the bundle itself.

    `value` is the whole value of a place within the bundle; the bundle itself is read when it is wanted.
    `numbers` tell of each step which child of its container that is (from 1), where it is known: names that
    were received twice have several values. `node`: the value lies undecoded.
    """

    bundle: int
    steps: tuple[str | int, ...] = ()
    value: Any = None
    numbers: tuple[int, ...] = ()
    node: Node | None = None


def text_to_copy(value: Any) -> str:
    """A value in full: a text or a number as it is, an object or an array as JSON."""
    if isinstance(value, str):
        return whole_characters(value)
    return to_json(value)


def whole_characters(text: str) -> str:
    """A text without halves of characters: they cannot leave the program."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
