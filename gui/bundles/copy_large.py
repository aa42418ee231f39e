"""The whole of a value that is too large to be at hand: read where it lies, for copying."""

from core.model.results import Steps
from gui.bundles.decoded import Asked
from gui.bundles.json_text import indented

MOST_COPIED = 50_000_000
"""Bytes of a value that are copied: a clipboard holds all of it in memory, and so does who pastes."""

_PART = 1_000_000


async def large_text(asked: Asked, bundle: int, steps: Steps) -> str | None:
    """How a value reads: a text as it is, anything else as JSON; None if it is too large, or not there.

    Raises `TrunklineError`.
    """
    run, integrator = asked.run, asked.integrator
    node = await (integrator.at(run, bundle, steps) if steps else integrator.whole(run, bundle))
    if node is None or node.end - node.start > MOST_COPIED:
        return None
    parts: list[str] = []
    start: int | None = None
    while True:
        part = await integrator.text(run, bundle, node, start, _PART)
        parts.append(part.text)
        if part.last:
            break
        start = part.end
    text = "".join(parts)
    return indented(text) if node.kind in ("object", "array") else text
