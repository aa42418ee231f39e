"""Mistakes of meaning in requests: names without a field, unknown hosts, bodies that cannot be written."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from core.apps.mistakes import Mistake, Place, did_you_mean
from core.apps.value_checks import ONE_VALUE
from core.model.fields import Field, KeyValuesField, kind_of
from core.model.request import Request
from core.rules.template import references

_PLACE = re.compile(r"\{[A-Za-z_][A-Za-z0-9_]*\}")


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What a request may refer to: the form's fields, the connection's keys, further names, other hosts.

    None: not known here, so only the way they are written is checked. `open`: the same of the form's names.
    """

    fields: Sequence[Field] = ()
    connection: frozenset[str] | None = frozenset()
    more: frozenset[str] = frozenset()
    bases: Collection[str] | None = ()
    open: bool = False

    def in_body(self) -> list[str] | None:
        """The names for a body: never the connection's. None for any."""
        return None if self.open else [*(field.key for field in self.fields), *self.more]

    def anywhere(self) -> list[str] | None:
        """The names for everything else. None for any."""
        names = self.in_body()
        return None if names is None or self.connection is None else [*names, *self.connection]


def check_request(request: Request, place: Place, known: Known) -> Iterator[Mistake]:
    """A request's path, host, names and body."""
    anywhere = known.anywhere()
    yield from check_path(request.path, (*place, "path"))
    yield from check_base(request.base, (*place, "base"), known.bases)
    yield from check_names(request.path, (*place, "path"), anywhere)
    yield from check_names(request.query, (*place, "query"), anywhere)
    yield from check_names(request.headers, (*place, "headers"), anywhere)
    yield from check_names(request.body, (*place, "body"), known.in_body())
    yield from _check_keep_empty(request, (*place, "keep_empty"))
    if request.encoding == "form":
        yield from _check_form(request, place, {field.key: field for field in known.fields})


def check_path(path: str, place: Place) -> Iterator[Mistake]:
    """A path begins with a slash and holds no query."""
    if not path.startswith("/"):
        yield Mistake(place, "A path begins with `/`.")
    if "?" in path:
        yield Mistake(place, "A path holds no `?`.", "Write the parameters under `query`.")
    yield from check_braces(path, place)


def check_braces(address: str, place: Place) -> Iterator[Mistake]:
    """Braces in an address are there for a field's key, and for nothing else."""
    if re.search(r"[{}]", _PLACE.sub("", address)):
        yield Mistake(place, "Braces in an address hold the key of a field: `{key}`.")


def check_base(name: str, place: Place, bases: Collection[str] | None) -> Iterator[Mistake]:
    """A named host is one of the app's."""
    if name and bases is not None and name not in bases:
        yield Mistake(place, f"The app's `other_bases` have no `{name}`.", did_you_mean(name, bases))


def check_names(template: Any, place: Place, known: Collection[str] | None) -> Iterator[Mistake]:
    """Every `$key` and `{key}` names something known; None for names that are not known here."""
    for here, text in _texts(template, place):
        names = list(dict.fromkeys(references(text)))
        for name in names:
            if known is not None and name not in known:
                yield Mistake(here, f"There is no field `{name}`.", did_you_mean(name, known))
        if text.startswith("$") and not text.startswith("$$") and not names:
            yield Mistake(here, f"`{text}` is no field's name.", "Write `$$` for a dollar sign.")


def names_in_request(request: Request) -> set[str]:
    """Every name that a request refers to."""
    written = [request.path, request.query, request.headers, request.body]
    return {*references(written), *request.spread}


def _texts(template: Any, place: Place) -> Iterator[tuple[Place, str]]:
    """Every text inside a template, with its place."""
    if isinstance(template, str):
        yield place, template
    elif isinstance(template, Mapping):
        for key, part in template.items():
            yield from _texts(part, (*place, key))
    elif isinstance(template, list):
        for position, part in enumerate(template):
            yield from _texts(part, (*place, position))


def _check_keep_empty(request: Request, place: Place) -> Iterator[Mistake]:
    body = request.body or {}
    for nth, key in enumerate(request.keep_empty):
        if key not in body:
            yield Mistake((*place, nth), f"The body has no key `{key}`.", did_you_mean(key, body))
        elif not isinstance(body[key], dict):
            yield Mistake((*place, nth), f"`{key}` is no object, so it cannot be an empty one.")


def _check_form(request: Request, place: Place, fields: Mapping[str, Field]) -> Iterator[Mistake]:
    """A form is flat: names with one value each."""
    if request.body is None and not request.spread:
        yield Mistake((*place, "encoding"), "There is no body to encode.")
    for key, part in (request.body or {}).items():
        here = (*place, "body", key)
        if isinstance(part, dict | list):
            yield Mistake(here, "A form holds single values, no objects or lists.")
        elif isinstance(part, str) and part.startswith("$"):
            for field in (fields[name] for name in references(part) if name in fields):
                if not isinstance(field, ONE_VALUE):
                    yield Mistake(here, f"A form holds no value of the kind `{kind_of(field)}`.")
    for nth, name in enumerate(request.spread):
        pairs = fields.get(name)
        if isinstance(pairs, KeyValuesField) and pairs.values == "any":
            sentence = f"The values of `{name}` may be objects or lists, which a form does not hold."
            yield Mistake((*place, "spread", nth), sentence, "Give the field `values: text`.")
