"""Cutting bundles out of a reply without decoding them.

The envelope (paging marks) is decoded, the bundles stay slices of the body: creating objects for values
that nobody looks at is what costs time and memory.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from core.rules.json_text import dump, one_line

Slices = Sequence[bytes | msgspec.Raw]

_UNTYPED = msgspec.json.Decoder()


class NotJson(ValueError):
    """The body is not JSON at all."""


class NotThere(ValueError):
    """The body is JSON, but has nothing where the bundles should be."""


class Cut(msgspec.Struct, frozen=True, kw_only=True):
    """Bundles as slices of JSON, and what was found at the marks (path → value, absent ones left out)."""

    items: Slices
    marks: dict[str, Any]


def cut(body: bytes, at: str, marks: tuple[str, ...] = ()) -> Cut:
    """The bundles at the path `at`: a list gives one each, anything else one; "" is the whole body."""
    if not at:
        return Cut(items=(one_line(_checked(body)),), marks=read_marks(body, marks))
    try:
        envelope = _decoder(at, marks).decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _cut_slowly(body, at, marks)
    items = _walk(envelope, at)
    if items is msgspec.UNSET or items is None:
        raise NotThere(at)
    # A layout with line breaks is rare: one look at the body decides for all its slices.
    if b"\n" in body:
        items = [one_line(bytes(item)) for item in items]
    return Cut(items=items, marks=_found(envelope, marks))


def read_marks(body: bytes, marks: tuple[str, ...]) -> dict[str, Any]:
    """What stands at some paths of a JSON body; nothing for a body that is not JSON."""
    if not marks:
        return {}
    found = {}
    for mark in marks:
        value = value_at(body, mark)
        if value is not msgspec.UNSET:
            found[mark] = value
    return found


def value_at(body: bytes, path: str) -> Any:
    """The decoded value at a path of a JSON text; UNSET when it is absent or the text is not JSON."""
    raw: Any = msgspec.Raw(body)
    try:
        for key in path.split("."):
            raw = msgspec.json.decode(raw, type=dict[str, msgspec.Raw]).get(key, msgspec.UNSET)
            if raw is msgspec.UNSET:
                return raw
        return _UNTYPED.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return msgspec.UNSET


def is_json(body: bytes) -> bool:
    """Whether the whole body is one JSON value."""
    try:
        _checked(body)
    except NotJson:
        return False
    return True


def _checked(body: bytes) -> bytes:
    text = body.strip()
    try:
        msgspec.json.decode(text, type=msgspec.Raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _reread(body)[1]
    return text


def _reread(body: bytes) -> tuple[Any, bytes]:
    """The value by the standard library, which reads some texts that msgspec declines (lone surrogates)."""
    try:
        value = json.loads(body, parse_constant=_no_constant)
        return value, dump(value)
    except (ValueError, RecursionError) as error:
        raise NotJson(str(error)) from error


def _no_constant(name: str) -> Any:
    raise ValueError(f"JSON knows no {name}")


def _cut_slowly(body: bytes, at: str, marks: tuple[str, ...]) -> Cut:
    value, text = _reread(body)
    items = value
    for key in at.split("."):
        items = items.get(key) if isinstance(items, Mapping) else None
    if items is None:
        raise NotThere(at)
    several = items if isinstance(items, list) else [items]
    return Cut(items=[dump(item) for item in several], marks=read_marks(text, marks))


@lru_cache(maxsize=256)
def _decoder(at: str, marks: tuple[str, ...]) -> "msgspec.json.Decoder[Any]":
    """A decoder of just the paths that are wanted: one pass over the body, all else is skipped."""
    tree: dict[str, Any] = {}
    for path in (at, *marks):
        *parents, last = path.split(".")
        node = tree
        for key in parents:
            node = node.setdefault(key, {})
        node[last] = list[msgspec.Raw] if path == at else Any
    return msgspec.json.Decoder(_shape(tree))


def _shape(tree: Mapping[str, Any]) -> Any:
    fields = []
    for position, (key, kind) in enumerate(tree.items()):
        shape = _shape(kind) if isinstance(kind, dict) else kind
        fields.append(
            (f"f{position}", shape | None | msgspec.UnsetType, msgspec.field(name=key, default=msgspec.UNSET))
        )
    return msgspec.defstruct("Envelope", fields, gc=False)


def _walk(envelope: Any, path: str) -> Any:
    found = envelope
    for key in path.split("."):
        if not isinstance(found, msgspec.Struct):
            return found.get(key, msgspec.UNSET) if isinstance(found, Mapping) else msgspec.UNSET
        names = dict(zip(found.__struct_encode_fields__, found.__struct_fields__, strict=True))
        found = getattr(found, names[key])
    return found


def _found(envelope: Any, marks: tuple[str, ...]) -> dict[str, Any]:
    found = {mark: _walk(envelope, mark) for mark in marks}
    return {mark: value for mark, value in found.items() if value is not msgspec.UNSET}
