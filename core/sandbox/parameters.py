"""What a request carries: a JSON body, a form body, and bracket keys such as `account[id]=3`."""

import json
import re
from collections.abc import Iterable
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from aiohttp import web


class UnreadableBody(Exception):
    """The body is neither a JSON object nor a form; the text says what is wrong with it."""


async def read_json(request: web.Request) -> Any:
    """Return the JSON body, or None if there is no body. Raises UnreadableBody."""
    raw = await request.read()
    if not raw.strip():
        return None
    try:
        return json.loads(raw, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise UnreadableBody("The body is not valid JSON") from error


async def read_parameters(request: web.Request) -> dict[str, Any]:
    """Return query and body as one mapping, the body winning. Raises UnreadableBody.

    Values of a JSON body keep their type, those of a query or a form are texts.
    """
    body: Any
    if request.content_type == "application/x-www-form-urlencoded":
        text = (await request.read()).decode("utf-8", "replace")
        body = nested(parse_qsl(text, keep_blank_values=True))
    else:
        body = await read_json(request)
    if body is not None and not isinstance(body, dict):
        raise UnreadableBody("The body is not a JSON object")
    return nested(request.query.items()) | (body or {})


def nested(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Turn `a[b]=1`, `c[]=2`, `c[]=3`, `d=4` into `{"a": {"b": "1"}, "c": ["2", "3"], "d": "4"}`.

    A pair whose shape contradicts an earlier one (`a=1` and `a[b]=2`) replaces it.
    """
    tree: dict[str, Any] = {}
    for name, value in pairs:
        match = _BRACKETED.fullmatch(name)
        if match is None:
            tree[name] = value
        else:
            _plant(tree, [match["stem"], *_KEY.findall(match["keys"])], value)
    return tree


def _plant(tree: dict[str, Any], path: list[str], value: str) -> None:
    while len(path) > 1 and path[1]:
        below = tree.get(path[0])
        if not isinstance(below, dict):
            below = tree[path[0]] = {}
        tree, path = below, path[1:]
    if len(path) == 1:
        tree[path[0]] = value
        return
    rows = tree.get(path[0])
    if not isinstance(rows, list):
        rows = tree[path[0]] = []
    rows.append(value)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_BRACKETED = re.compile(r"(?P<stem>[^\[\]]+)(?P<keys>(?:\[[^\[\]]*\])+)")
_KEY = re.compile(r"\[([^\[\]]*)\]")
