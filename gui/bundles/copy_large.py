"""The whole of a value that is too large to be at hand: read where it lies, for copying."""

from core.model.results import Node
from gui.bundles.decoded import Asked
from gui.bundles.json_text import indented

MOST_COPIED = 50_000_000
"""Bytes of a value that are copied: a clipboard holds all of it in memory, and so does who pastes."""

_PART = 1_000_000


def is_too_large(node: Node) -> bool:
    """Whether a value is not for the clipboard."""
    return node.end - node.start > MOST_COPIED


async def large_text(asked: Asked, bundle: int, node: Node) -> str:
    """How a value reads: a text as it is, anything else as JSON. Raises `TrunklineError`."""
    parts: list[str] = []
    start: int | None = None
    while True:
        part = await asked.integrator.text(asked.run, bundle, node, start, _PART)
        parts.append(part.text)
        if part.last:
            break
        start = part.end
    text = "".join(parts)
    return indented(text) if node.kind in ("object", "array") else text
