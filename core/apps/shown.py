"""The requests of an app as they would go out, made from its own examples, with nothing secret in them."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from core.apps.examples import examples, field_examples
from core.model.app import App
from core.model.errors import TrunklineError
from core.model.fields import SecretField
from core.model.http import HttpRequest
from core.model.module import Module
from core.model.request import NoPaging, OffsetPaging, PagePaging, Paging
from core.model.trigger import HOOK_SECRET, HOOK_URL
from core.rules.paging import limit_of, page_length, size_query
from core.rules.redact import HIDDEN
from core.rules.request import build_any_call, build_request
from core.rules.urls import add_query
from core.rules.values import wire_values

_SECRET = "secret-that-is-not-shown"
"""Stands for every secret while a request is built; it survives in an address and in a header."""

_OF_A_HOOK = {HOOK_URL: "https://hooks.example.com/a1b2c3", HOOK_SECRET: _SECRET}


class ShownRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request that people may see. `remark` says why there is none, or what is special about it."""

    method: str = ""
    url: str = ""
    headers: dict[str, str] = {}
    body: str = ""
    remark: str = ""

    def __str__(self) -> str:
        head = [f"{self.method} {self.url}"] if self.method else []
        lines = [*head, *(f"{name}: {value}" for name, value in self.headers.items())]
        return "\n".join([*lines, *([self.remark] if self.remark else []), *self.body.splitlines()])


def show_verify(app: App) -> ShownRequest:
    """The request that proves a connection."""
    return _shown(lambda: build_request(app, app.connection.verify.request, {}, _credentials(app)))


def show_module(app: App, module: Module) -> ShownRequest:
    """The first request of a module whose form holds the examples of its fields."""
    if module.hook and not module.hook.attach:
        return ShownRequest(remark="Waits for the service to call.")
    return _shown(lambda: _first_request(app, module))


def _first_request(app: App, module: Module) -> HttpRequest:
    credentials = _credentials(app)
    wire = wire_values(module.fields, examples(module), module.rules)
    if module.any_call:
        return build_any_call(app, module.any_call, wire, credentials, fields=module.fields)
    if module.hook and module.hook.attach:
        return build_request(app, module.hook.attach, {**wire, **_OF_A_HOOK}, credentials)
    assert module.request, "a module has one of the three"
    request = build_request(app, module.request, wire, credentials)
    return msgspec.structs.replace(request, url=add_query(request.url, _first_page(module.paging, wire)))


def _first_page(paging: Paging, wire: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that choose the first page."""
    limit = limit_of(paging, wire)
    match paging:
        case NoPaging():
            return {}
        case PagePaging():
            return {paging.param: paging.first, **size_query(paging, limit)}
        case OffsetPaging():
            return {paging.param: 0, paging.size.param: page_length(paging.size, limit)}
        case _:
            return size_query(paging, limit)


def _credentials(app: App) -> dict[str, Any]:
    """The values of a connection: examples, the keys of fields that have none, and a stand-in for secrets."""
    fields = app.connection.fields
    plain = {field.key: field.key for field in fields} | field_examples(fields)
    return plain | {field.key: _SECRET for field in fields if isinstance(field, SecretField)}


def _shown(build: Callable[[], HttpRequest]) -> ShownRequest:
    try:
        request = build()
    except TrunklineError as error:
        # Most often a mandatory field without an example.
        return ShownRequest(remark=f"Its examples make no request. {error}")
    return ShownRequest(
        method=request.method,
        url=_hidden(request.url),
        headers={name: _hidden(value) for name, value in request.headers},
        body=_hidden(_readable(request.body or b"")),
    )


def _hidden(text: str) -> str:
    return text.replace(_SECRET, HIDDEN)


def _readable(body: bytes) -> str:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body.decode()
