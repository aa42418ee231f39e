"""The upper levels of a bundle that is too large or too deep for the quick decoder."""

from typing import Any

from core.model.results import Node
from core.results.cells import ODD
from core.results.levels import node_of, whole
from core.results.scan import Text, members
from core.results.texts import readable


def shallow(text: Text, depth: int) -> Any:
    """A bundle as dict, list, str, int, bool, None or ODD: objects opened `depth` levels deep, deeper ones
    and arrays empty, long texts cut, a number as any number. Raises `Broken`."""
    return _value(text, whole(text), depth)


def _value(text: Text, node: Node, depth: int) -> Any:
    match node.kind:
        case "object":
            return _opened(text, node, depth - 1) if depth else {}
        case "array":
            return []
        case "text":
            return node.preview
        case "number":
            return 0
        case "boolean":
            return node.preview == "true"
        case "null":
            return None
        case _:
            return ODD


def _opened(text: Text, node: Node, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for member in members(text, node.start, node.end):
        name = readable(bytes(text[member.name_start + 1 : member.name_end - 1]))
        found[name] = _value(text, node_of(text, member, count=False), depth)
    return found
