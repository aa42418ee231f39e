"""One bundle, level by level: what is in a container, and where, without decoding deeper.

Pure functions over the bundle's text, as it lies in memory or on the disk. However large the bundle, only
what is passed on the way is looked at, and only what is given back is held.
"""

import contextlib
import re
from collections.abc import Iterator

from core.model.results import Level, Mistake, Node, NodeKind, Place, Steps, TextPart
from core.results.scan import (
    ARRAY,
    OBJECT,
    Broken,
    Member,
    Step,
    Text,
    begin_of,
    end_of_value,
    first_member,
    member_at,
    members,
    next_member,
    walk,
)
from core.results.texts import begin_of_unit, end_of_part, readable, reads

SHOWN = 300
"""Characters of a text that a node previews."""

LONGEST_NAME = 1_000
"""Bytes of a name that a node has."""

_ONE_BY_ONE = 32
"""Levels that are opened one by one on the way to a place; what lies deeper is walked through at once."""

_COUNTED = 4_096
"""Bytes of a container whose children are counted in passing."""

_COUNTED_CHILDREN = 20_000
"""Children of children that are counted for one level at the most."""

_PASSED = 64 * 1024 * 1024
"""Bytes after which a level ends early, so that an answer comes soon."""

_KINDS: dict[bytes, NodeKind] = {
    b'"': "text",
    b"{": "object",
    b"[": "array",
    b"t": "boolean",
    b"f": "boolean",
    b"n": "null",
}
_WORDS = {b"true", b"false", b"null"}
_NUMBER = re.compile(rb"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?")


def whole(text: Text) -> Node:
    """The bundle itself. Nothing in it is looked at: a container may turn out to be broken."""
    start = begin_of(text)
    end = len(text)
    while end > start and text[end - 1] in b" \t\r\n":
        end -= 1
    if text[start : start + 1] in (b"{", b"["):
        return node_of(text, Member(start, start, start, end), 0, count=False)
    try:
        if end_of_value(text, start, end) == end:
            return node_of(text, Member(start, start, start, end), 0)
    except Broken:
        pass
    shown = text[start : end_of_part(text, start, end, 4 * SHOWN)] if end > start else b""
    preview = bytes(shown).decode("utf-8", "replace")
    return Node(
        kind="odd", start=start, end=end, preview=preview[:SHOWN], whole=len(shown) == end - start <= SHOWN
    )


def children(text: Text, start: int, end: int, after: int | None, first: int, most: int) -> Level:
    """Up to `most` children of the container that lies there; `first` numbers the first one, which begins at
    `after`, or is the container's first."""
    named = text[start] == OBJECT
    nodes: list[Node] = []
    counted = 0
    try:
        position = first_member(text, start, end) if after is None else after
        begin = position or 0
        while position is not None and len(nodes) < most and position - begin < _PASSED:
            member = member_at(text, position, end, named)
            nodes.append(node_of(text, member, first + len(nodes), count=counted < _COUNTED_CHILDREN))
            counted += nodes[-1].count or 0
            position = next_member(text, member.end, end, named)
    except Broken as broken:
        return Level(nodes=tuple(nodes), mistake=Mistake(broken.position, broken.reason))
    return Level(nodes=tuple(nodes), after=position)


def at(text: Text, steps: Steps) -> Node | None:
    """The value at a place; None where there is none, or where the text breaks on the way. Of a name that
    is there twice, the last one counts."""
    node: Node | None = whole(text)
    try:
        for step in steps[:_ONE_BY_ONE]:
            node = _child(text, node, step) if node else None
        deeper = steps[_ONE_BY_ONE:]
        return _far_child(text, node, deeper) if node and deeper else node
    except Broken:
        return None


def _child(text: Text, node: Node, step: str | int) -> Node | None:
    if node.kind != ("object" if isinstance(step, str) else "array"):
        return None
    found = None
    for number, member in enumerate(members(text, node.start, node.end), 1):
        if _fits(text, step, number, member.name_start, member.name_end):
            found = number, member
            if isinstance(step, int):
                break
    return node_of(text, found[1], found[0]) if found else None


def _far_child(text: Text, node: Node, steps: Steps) -> Node | None:
    """As `_child`, step by step, in one pass: looking for the end of each value that is opened on the way
    would take long for many of them."""
    if node.kind not in ("object", "array"):
        return None
    found, fitting = None, 0
    for step in walk(text, node.start, node.end):
        if step.depth > fitting + 1:
            continue
        fitting = step.depth - 1
        if _fits(text, steps[fitting], step.number, step.name_start, step.name_end):
            fitting = step.depth
            found = step if fitting == len(steps) else None
            fitting = min(fitting, len(steps) - 1)
    if found is None:
        return None
    end = end_of_value(text, found.start, node.end)
    return node_of(text, Member(found.name_start, found.name_end, found.start, end), found.number)


def _fits(text: Text, step: str | int, number: int, name_start: int, name_end: int) -> bool:
    """Whether a member or an item is the one that a step leads to."""
    if isinstance(step, int):
        return name_start == name_end and number == step
    return name_start < name_end and reads(bytes(text[name_start + 1 : name_end - 1]), step)


def count(text: Text, node: Node) -> int:
    """How many items or different names a container has, up to where it breaks."""
    names: set[str] = set()
    number = 0
    with contextlib.suppress(Broken):
        for member in members(text, node.start, node.end):
            number += 1
            if node.kind == "object":
                names.add(readable(bytes(text[member.name_start + 1 : member.name_end - 1])))
    return len(names) if node.kind == "object" else number


def text_part(text: Text, start: int, end: int, begin: int | None, most: int) -> TextPart:
    """How a part of the value that lies there reads: a text without its quotation marks, anything else as
    received. `most` bytes, from the character on that `begin` belongs to."""
    quoted = text[start : start + 1] == b'"'
    low, high = (start + 1, end - 1) if quoted else (start, end)
    position = min(max(low if begin is None else begin, low), high)
    if begin is not None and position < high:
        position = begin_of_unit(text, position, low) if quoted else position
    stop = end_of_part(text, position, high, most)
    part = bytes(text[position:stop])
    read = readable(part) if quoted else part.decode("utf-8", "replace")
    return TextPart(text=read, start=position, end=stop, last=stop == high)


def place(text: Text, start: int, end: int) -> Place:
    """The value or name that some bytes belong to, and which characters of it they are."""
    node = whole(text)
    way = list(_way(text, node, start))
    in_name, value = False, node.start
    if way:
        in_name, value = start < way[-1].name_end, way[-1].start
    inside = way[-1].name_start + 1 if in_name else value + (text[value : value + 1] == b'"')
    first, after = max(start, inside), max(end, inside)
    return Place(
        steps=tuple(_step_of(text, step) for step in way),
        in_name=in_name,
        offset=len(readable(bytes(text[inside:first]))),
        length=len(readable(bytes(text[first:after]))),
        numbers=tuple(step.number for step in way),
    )


def _way(text: Text, node: Node, position: int) -> Iterator[Step]:
    """The steps from a value to what a position within it belongs to."""
    for depth in range(1, _ONE_BY_ONE + 1):
        step, child = _child_around(text, node, position, depth)
        if step:
            yield step
        if child is None or child.kind not in ("object", "array"):
            return
        node = child
    deeper: list[Step] = []
    for step in walk(text, node.start, node.end):
        if step.name_start > position:
            break
        deeper[step.depth - 1 :] = [step]
    yield from deeper


def _child_around(text: Text, node: Node, position: int, depth: int) -> tuple[Step | None, Node | None]:
    """The step to the child that a position belongs to, and the child unless it is the name that does."""
    if node.kind not in ("object", "array"):
        return None, None
    with contextlib.suppress(Broken):
        for number, member in enumerate(members(text, node.start, node.end), 1):
            if member.end > position:
                if member.name_start > position:
                    break
                step = Step(depth, number, member.name_start, member.name_end, member.start)
                in_name = position < member.name_end
                return step, None if in_name else node_of(text, member, number, count=False)
    return None, None


def _step_of(text: Text, step: Step) -> str | int:
    if step.name_end == step.name_start:
        return step.number
    return readable(bytes(text[step.name_start + 1 : step.name_end - 1]))


def node_of(text: Text, member: Member, number: int = 0, *, count: bool = True) -> Node:
    """What is known of a value without decoding it; `count` the children of a small container."""
    name, name_cut = None, False
    if member.name_end > member.name_start:
        inside, name_end = member.name_start + 1, member.name_end - 1
        stop = end_of_part(text, inside, name_end, LONGEST_NAME)
        name, name_cut = readable(bytes(text[inside:stop])), stop < name_end
    kind = _kind(text, member.start, member.end)
    preview, complete = _preview(text, kind, member.start, member.end)
    return Node(
        kind=kind,
        start=member.start,
        end=member.end,
        name=name,
        name_cut=name_cut,
        number=number,
        preview=preview,
        whole=complete,
        count=_count(text, member.start, member.end) if count and not preview else None,
    )


def _kind(text: Text, start: int, end: int) -> NodeKind:
    first = bytes(text[start : start + 1])
    kind = _KINDS.get(first, "number")
    if kind in ("boolean", "null"):
        return kind if bytes(text[start : min(end, start + 6)]) in _WORDS else "odd"
    if kind == "number":
        return kind if _NUMBER.fullmatch(text, start, end) else "odd"
    return kind


def _preview(text: Text, kind: NodeKind, start: int, end: int) -> tuple[str, bool]:
    """The beginning of a value as it reads, and whether that is all of it; "" for a container."""
    if kind in ("object", "array"):
        return "", True
    part = text_part(text, start, end, None, 4 * SHOWN)
    return part.text[:SHOWN], part.last and len(part.text) <= SHOWN


def _count(text: Text, start: int, end: int) -> int | None:
    """How many children a small container has."""
    if text[start] not in (OBJECT, ARRAY) or end - start > _COUNTED:
        return None
    try:
        return sum(1 for _ in members(text, start, end))
    except Broken:
        return None
