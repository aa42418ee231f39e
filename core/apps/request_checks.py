"""Mistakes of meaning in requests: names without a field, unknown hosts, rules that catch everything."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from core.apps.mistakes import Mistake, Place, did_you_mean
from core.model.app import ErrorRule
from core.model.request import CursorPaging, NoPaging, PagePaging, Paging, Request
from core.rules.template import references

_PLACE = re.compile(r"\{[A-Za-z_][A-Za-z0-9_]*\}")
_STATUS_CLASS = re.compile(r"[1-5]xx")


def check_request(
    request: Request,
    place: Place,
    anywhere: Collection[str],
    in_body: Collection[str],
    bases: Collection[str],
) -> Iterator[Mistake]:
    """A request's path, host and names. A body may refer to fewer names: never to the connection's."""
    yield from check_path(request.path, (*place, "path"))
    yield from check_base(request.base, (*place, "base"), bases)
    yield from check_names(request.path, (*place, "path"), anywhere)
    yield from check_names(request.query, (*place, "query"), anywhere)
    yield from check_names(request.headers, (*place, "headers"), anywhere)
    yield from check_names(request.body, (*place, "body"), in_body)


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


def check_base(name: str, place: Place, bases: Collection[str]) -> Iterator[Mistake]:
    """A named host is one of the app's."""
    if name and name not in bases:
        yield Mistake(place, f"The app's `other_bases` have no `{name}`.", did_you_mean(name, bases))


def check_names(template: Any, place: Place, known: Collection[str]) -> Iterator[Mistake]:
    """Every `$key` and `{key}` names something known."""
    for here, text in _texts(template, place):
        names = list(dict.fromkeys(references(text)))
        for name in names:
            if name not in known:
                yield Mistake(here, f"There is no field `{name}`.", did_you_mean(name, known))
        if text.startswith("$") and not text.startswith("$$") and not names:
            yield Mistake(here, f"`{text}` is no field's name.", "Write `$$` for a dollar sign.")


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


def names_in_request(request: Request) -> set[str]:
    """Every name that a request refers to."""
    written = [request.path, request.query, request.headers, request.body]
    return {*references(written), *request.spread}


def limit_field_of(paging: Paging) -> str:
    """The key of the field that limits a list; "" when none does."""
    return "" if isinstance(paging, NoPaging) else paging.limit_field


def check_paging(paging: Paging, place: Place, query: Collection[str]) -> Iterator[Mistake]:
    """Paging parameters stand in the paging alone, and cursors know how long the list is."""
    if isinstance(paging, NoPaging):
        return
    params = [paging.param, *([paging.size.param] if paging.size else [])]
    for param in params:
        if param in query:
            yield Mistake(
                place, f"The paging sets the parameter `{param}` itself.", "Leave it out of `query`."
            )
    if isinstance(paging, CursorPaging):
        return
    yield from _check_cursor_above(paging, place)


def _check_cursor_above(paging: PagePaging, place: Place) -> Iterator[Mistake]:
    if paging.cursor_above and not paging.rows_at:
        sentence = "Cursors above a number of rows need `rows_at`, the place of that number."
        yield Mistake((*place, "cursor_above"), sentence)


def check_error_rules(rules: Sequence[ErrorRule], place: Place) -> Iterator[Mistake]:
    """Every rule has a condition, and statuses that exist."""
    for position, rule in enumerate(rules):
        here = (*place, position)
        asks = rule.contains or rule.equals or rule.differs_from
        if not asks and rule.status == () and rule.json is None:
            yield Mistake(here, "A rule without a condition catches every reply, good ones too.")
        if rule.text_at and not asks:
            suggestion = "Add `contains`, `equals` or `differs_from`."
            yield Mistake((*here, "text_at"), "`text_at` alone is no condition.", suggestion)
        for status in rule.status if isinstance(rule.status, tuple) else (rule.status,):
            if not _is_status(status):
                sentence = f"`{status}` is no status. Write a number such as 404, or a class such as 4xx."
                yield Mistake((*here, "status"), sentence)


def _is_status(status: int | str) -> bool:
    if isinstance(status, int):
        return 100 <= status <= 599
    return _STATUS_CLASS.fullmatch(status) is not None
