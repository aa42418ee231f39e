"""What the detail says about a value, above the value itself: what it is, how large, and what it may mean."""

from typing import Any

import msgspec
from msgspec import Raw
from PySide6.QtGui import QColor

from core.model.amounts import byte_size, counted
from core.model.results import Node, Steps
from gui.bundles.detail_value import (
    Link,
    colour_in,
    date_in_words,
    is_image,
    link_in,
    time_stamp_in_words,
)
from gui.bundles.table_lines import kind_of
from gui.bundles.values import MISSING, Number, decode

LONGEST_READ = 4_000
"""Characters up to which a text may be a date, a colour or a link."""

_COUNTED = 64_000


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """Sentences and meanings. `kind` also holds the size."""

    kind: str
    moment: str = ""
    colour: QColor | None = None
    link: Link | None = None
    has_image: bool = False


def facts_of_text(text: str, size: int) -> Facts:
    """A text at hand; `size` in bytes, as received."""
    if not text:
        return Facts(kind="empty text")
    kind = f"text · {counted(len(text), 'character')}"
    if size >= 1000:
        kind += f" · {byte_size(size)}"
    if len(text) > LONGEST_READ:
        return Facts(kind=kind, has_image=is_image(text))
    return Facts(
        kind=kind,
        moment=date_in_words(text),
        colour=colour_in(text),
        link=link_in(text),
        has_image=is_image(text),
    )


def facts_of_number(digits: str, steps: Steps) -> Facts:
    """A number, in its digits as received."""
    name = next((step for step in reversed(steps) if isinstance(step, str)), "")
    kind = "number" if len(digits) < 20 else f"number · {counted(len(digits), 'character')}"
    return Facts(kind=kind, moment=time_stamp_in_words(digits, name))


def facts_of_container(value: Any, size: int) -> Facts:
    """An object or an array, decoded or not."""
    is_object = kind_of(value) == "object"
    noun, word = ("field", "object") if is_object else ("item", "list")
    count = len(value)
    if isinstance(value, Raw):
        if size > _COUNTED:
            return Facts(kind=f"{word} · {byte_size(size)}")
        decoded = decode(bytes(value))  # the quick decoder would count names received twice once
        if not isinstance(decoded, list):
            return Facts(kind=f"{word} · {byte_size(size)}")
        count = len(decoded)
    return Facts(kind=f"{word} · {counted(count, noun)} · {byte_size(size)}")


def facts_of_rest(value: Any) -> Facts:
    """What is neither text nor number nor has anything in it."""
    if value is MISSING:
        return Facts(kind="no such field in this bundle")
    if value is None:
        return Facts(kind="null")
    return Facts(kind="yes or no" if isinstance(value, bool) else "not JSON")


def facts_of_node(node: Node, steps: Steps) -> Facts:
    """A large value that was only looked at."""
    size = byte_size(node.end - node.start)
    if node.kind in ("object", "array"):
        return Facts(kind=f"{'object' if node.kind == 'object' else 'list'} · {size}, as received")
    if node.kind == "text":
        if node.whole:
            return facts_of_text(node.preview, node.end - node.start)
        return Facts(kind=f"text · {size}", has_image=is_image(node.preview))
    if node.kind == "number":
        return facts_of_number(node.preview, steps)
    return facts_of_rest({"true": True, "false": False, "null": None}.get(node.preview, node))


def digits_of(value: Any) -> str:
    """The digits of a number as received."""
    return bytes(value).decode("utf-8", "replace") if isinstance(value, Raw) else str(Number(value))
