"""The bundles of a body as an app declares them: cut out, wrapped, completed, or said in its place.

Without `or_whole`, `wrap`, `say` and `add` the bundles stay slices of the body, undecoded.
"""

from collections.abc import Mapping
from typing import Any

from core.model.request import Bundles
from core.rules.envelope import (
    Cut,
    NotJson,
    NotThere,
    Slices,
    cut,
    cut_or_whole,
    is_json,
    names_in,
    read_marks,
)
from core.rules.json_text import dump
from core.rules.template import LEFT_OUT, fill

_NOTHING = (b"{}", b'""', b"false")


def cut_bundles(bundles: Bundles, body: bytes, values: Mapping[str, Any], marks: tuple[str, ...] = ()) -> Cut:
    """The bundles of a good body. `values` are what `say` and `add` may refer to, as sent.

    An empty body is an empty object, as long as nothing is looked for in it. `say` is the bundle where there
    is nothing at `at`, and without `at` always; but a body that is no JSON is nobody's answer: it may come
    from something between us and the service. Raises `NotJson`, `NotThere`.
    """
    if bundles.say is None:
        found = _cut(bundles, body, marks)
    else:
        found = _found_or_said(bundles, body, values, marks)
    if not (bundles.wrap or bundles.add):
        return found
    return Cut(items=_completed(found.items, bundles, values), marks=found.marks)


def _cut(bundles: Bundles, body: bytes, marks: tuple[str, ...]) -> Cut:
    if not bundles.at and not body.strip():
        return Cut(items=(b"{}",), marks={})
    return cut_or_whole(body, bundles.at, marks) if bundles.or_whole else cut(body, bundles.at, marks)


def _found_or_said(bundles: Bundles, body: bytes, values: Mapping[str, Any], marks: tuple[str, ...]) -> Cut:
    if body.strip() and not is_json(body):
        raise NotJson("neither empty nor JSON")
    said = Cut(items=(dump(_filled(bundles.say, values)),), marks=read_marks(body, marks))
    if not bundles.at:
        return said
    try:
        found = _cut(bundles, body, marks)
    except (NotJson, NotThere):
        return said
    says_nothing = not found.items or (len(found.items) == 1 and bytes(found.items[0]) in _NOTHING)
    return said if says_nothing else found


def _completed(items: Slices, bundles: Bundles, values: Mapping[str, Any]) -> Slices:
    """The bundles with what `wrap` and `add` give them."""
    added = {key: dump(value) for key, value in _filled(bundles.add, values).items()}
    key = dump(bundles.wrap) if bundles.wrap else b""
    return [with_added(_wrapped(bytes(item), key), added) for item in items]


def _wrapped(item: bytes, key: bytes) -> bytes:
    return item if not key or item.startswith(b"{") else b"{%b:%b}" % (key, item)


def with_added(item: bytes, added: Mapping[str, bytes]) -> bytes:
    """An object with the pairs that it lacks at its end; what is no object has no place for them."""
    if not added or not item.startswith(b"{"):
        return item
    there = names_in(item)
    pairs = [b"%b:%b" % (dump(name), value) for name, value in added.items() if name not in there]
    before = [item[1:-1]] if there else []
    return b"{%b}" % b",".join([*before, *pairs])


def _filled(template: Mapping[str, Any] | None, values: Mapping[str, Any]) -> dict[str, Any]:
    filled = fill(template or {}, values)
    return {} if filled is LEFT_OUT else filled
