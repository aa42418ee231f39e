"""Cutting bundles out of a reply without decoding them.

The envelope (paging marks) is decoded, the bundles stay slices of the body: creating objects for values
that nobody looks at is what costs time and memory.
"""

import json
import math
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, NoReturn

import msgspec

from core.rules.json_text import dump, one_line

Slices = Sequence[bytes | msgspec.Raw]

_UNTYPED = msgspec.json.Decoder()
_NAMED = msgspec.json.Decoder(dict[str, msgspec.Raw])
_LISTED = msgspec.json.Decoder(list[msgspec.Raw])


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
        envelope = _opened(body, at, marks)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return _cut_slowly(body, at, marks)
    items = _walk(envelope, at)
    if items is msgspec.UNSET or items is None:
        raise NotThere(at)
    if isinstance(items, msgspec.Raw):
        if bytes(items)[:1] in b"[n":  # a name that stands twice: only the last counts, a list or null
            return _cut_slowly(body, at, marks)
        items = (items,)
    return Cut(items=_in_lines(items, body), marks=_found(envelope, marks))


def cut_or_whole(body: bytes, at: str, marks: tuple[str, ...] = ()) -> Cut:
    """As `cut`; a body that is itself a list gives its entries, whatever `at` says."""
    try:
        entries: Slices = _in_lines(_LISTED.decode(body), body)
    except msgspec.ValidationError:
        return cut(body, at, marks)
    except (msgspec.DecodeError, ValueError, RecursionError):
        value, _ = _reread(body)
        if not isinstance(value, list):
            return cut(body, at, marks)
        entries = [dump(entry) for entry in value]
    return Cut(items=entries, marks={})


def _in_lines(items: Slices, body: bytes) -> Slices:
    """Slices of a body, each without line breaks."""
    # A layout with line breaks is rare: one look at the body decides for all its slices.
    if b"\n" in body or b"\r" in body:
        return [one_line(bytes(item)) for item in items]
    return items


def _opened(body: bytes, at: str, marks: tuple[str, ...]) -> Any:
    """The envelope, with a list of slices at the path, or one slice where there is no list."""
    try:
        return _decoder(at, marks, list[msgspec.Raw]).decode(body)
    except msgspec.ValidationError:
        return _decoder(at, marks, msgspec.Raw).decode(body)


def read_marks(body: bytes, marks: tuple[str, ...]) -> dict[str, Any]:
    """What stands at some paths of a JSON body; nothing for a body that is not JSON."""
    found = {mark: value_at(body, mark) for mark in marks}
    return {mark: value for mark, value in found.items() if value is not msgspec.UNSET}


def value_at(body: bytes, path: str) -> Any:
    """The decoded value at a path of a JSON text, "" the whole; UNSET when it is absent or no JSON."""
    raw: Any = msgspec.Raw(body)
    try:
        for key in path.split(".") if path else ():
            raw = _NAMED.decode(raw).get(key, msgspec.UNSET)
            if raw is msgspec.UNSET:
                return raw
        return _UNTYPED.decode(raw)
    except msgspec.ValidationError:
        return msgspec.UNSET
    except (msgspec.DecodeError, ValueError, RecursionError):
        return _value_slowly(body, path)


def names_in(item: bytes) -> Collection[str]:
    """The names in a JSON object. Raises `NotJson`."""
    try:
        return _NAMED.decode(item).keys()
    except (msgspec.DecodeError, ValueError, RecursionError):
        value, _ = _reread(item)
        return value.keys() if isinstance(value, dict) else ()


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
    except (msgspec.DecodeError, ValueError, RecursionError):
        return _reread(body)[1]
    return text


def _reread(body: bytes) -> tuple[Any, bytes]:
    """The value by the standard library, which reads some texts that msgspec declines: lone surrogates, a
    byte order mark, UTF-16."""
    try:
        value = json.loads(body, parse_constant=_no_number, parse_float=_finite)
        return value, dump(value)
    except (ValueError, RecursionError) as error:
        raise NotJson(str(error)) from error


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"JSON knows no {text}")


def _cut_slowly(body: bytes, at: str, marks: tuple[str, ...]) -> Cut:
    value, text = _reread(body)
    items = _value_in(value, at)
    if items is msgspec.UNSET or items is None:
        raise NotThere(at)
    several = items if isinstance(items, list) else [items]
    return Cut(items=[dump(item) for item in several], marks=read_marks(text, marks))


def _value_slowly(body: bytes, path: str) -> Any:
    try:
        return _value_in(_reread(body)[0], path)
    except NotJson:
        return msgspec.UNSET


def _value_in(value: Any, path: str) -> Any:
    for key in path.split(".") if path else ():
        value = value.get(key, msgspec.UNSET) if isinstance(value, Mapping) else msgspec.UNSET
    return value


@lru_cache(maxsize=256)
def _decoder(at: str, marks: tuple[str, ...], kind: Any) -> "msgspec.json.Decoder[Any]":
    """A decoder of just the paths that are wanted: one pass over the body, all else is skipped.

    Raises `ValueError` for paths that cannot be read so: one at or within another, and keys such as `a"b`.
    """
    tree: dict[str, Any] = {}
    for path in (at, *dict.fromkeys(marks)):
        *parents, last = path.split(".")
        node = tree
        for key in parents:
            node = node.setdefault(key, {})
            if not isinstance(node, dict):
                raise ValueError(f"{path} lies within another path")
        if last in node:
            raise ValueError(f"{path} is or holds another path")
        node[last] = kind if path == at else Any
    return msgspec.json.Decoder(_shape(tree))


def _shape(tree: Mapping[str, Any]) -> Any:
    fields = []
    for position, (key, kind) in enumerate(tree.items()):
        shape = _shape(kind) if isinstance(kind, dict) else kind
        # Raw takes null as well; joined with None it would take nothing else.
        optional = shape if shape is msgspec.Raw else shape | None
        fields.append(
            (f"f{position}", optional | msgspec.UnsetType, msgspec.field(name=key, default=msgspec.UNSET))
        )
    return msgspec.defstruct("Envelope", fields, gc=False)


def _walk(envelope: Any, path: str) -> Any:
    found = envelope
    for key in path.split("."):
        if not isinstance(found, msgspec.Struct):
            return msgspec.UNSET
        names = dict(zip(found.__struct_encode_fields__, found.__struct_fields__, strict=True))
        found = getattr(found, names[key])
    return found


def _found(envelope: Any, marks: tuple[str, ...]) -> dict[str, Any]:
    found = {mark: _walk(envelope, mark) for mark in marks}
    return {mark: value for mark, value in found.items() if value is not msgspec.UNSET}
