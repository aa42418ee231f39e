"""From a module and its values to the request that is sent."""

from collections.abc import Mapping
from typing import Any

from core.model.app import App, HeaderAuth, QueryAuth
from core.model.errors import InvalidValues
from core.model.http import HttpRequest
from core.model.module import Effect, Module
from core.model.request import AnyCall, Request
from core.rules.json_text import dump
from core.rules.template import LEFT_OUT, fill
from core.rules.urls import add_query, fill_path, join_any, move_to

_JSON = ("Content-Type", "application/json")
_ACCEPT = ("Accept", "application/json")


def build_request(
    app: App, request: Request, values: Mapping[str, Any], credentials: Mapping[str, Any], address: str = ""
) -> HttpRequest:
    """The request in full, credentials included.

    `values` are wire values, `credentials` all values of the connection. `address` replaces the host of
    the app's base. A value of the connection may stand in the path as well (an account's id).
    """
    known = {**credentials, **values}
    url = base_url(app, request.base, credentials, address) + fill_path(request.path, known)
    query = fill(request.query, known)
    body = _body(request, values)
    headers = [_ACCEPT, *((name, str(fill(text, known))) for name, text in request.headers.items())]
    if body is not None:
        headers.append(_JSON)
    return _with_auth(
        app, credentials, request.method, add_query(url, {} if query is LEFT_OUT else query), headers, body
    )


def build_any_call(
    app: App, call: AnyCall, values: Mapping[str, Any], credentials: Mapping[str, Any], address: str = ""
) -> HttpRequest:
    """The request that a person wrote, on the connection's own host only (`UnsafeAddress`)."""
    base = base_url(app, call.base, credentials, address)
    url = add_query(join_any(base, str(values.get(call.path, ""))), values.get(call.query) or {})
    body = None
    if call.body in values:
        body = dump(values[call.body])
    own = [(str(name), str(text)) for name, text in (values.get(call.headers) or {}).items()]
    _refuse_broken(call, own)
    given = {name.lower() for name, _ in own}
    headers = [pair for pair in (_ACCEPT, *([_JSON] if body else [])) if pair[0].lower() not in given]
    return _with_auth(app, credentials, str(values[call.method]), url, [*headers, *own], body)


def effect_of(module: Module, method: str) -> Effect:
    """What running the module does, decided by the method where the person chooses it."""
    if module.effect != "by_method":
        return module.effect
    by_method: dict[str, Effect] = {"GET": "read", "PUT": "idempotent", "DELETE": "delete"}
    return by_method.get(method, "unsafe")


def base_url(app: App, name: str, credentials: Mapping[str, Any], address: str) -> str:
    """The address that paths are relative to, without a slash at its end."""
    base = app.other_bases[name] if name else app.base_url
    return move_to(address, fill_path(base, credentials))


def _body(request: Request, values: Mapping[str, Any]) -> bytes | None:
    if request.body is None and not request.spread:
        return None
    spread: dict[str, Any] = {}
    for key in request.spread:
        spread.update(values.get(key) or {})
    named = fill(request.body or {}, values)
    return dump({**spread, **({} if named is LEFT_OUT else named)})


def _with_auth(
    app: App,
    credentials: Mapping[str, Any],
    method: str,
    url: str,
    headers: list[tuple[str, str]],
    body: bytes | None,
) -> HttpRequest:
    match app.connection.auth:
        case HeaderAuth(name=name, value=value):
            headers = [pair for pair in headers if pair[0].lower() != name.lower()]
            headers.append((name, _header_text(app, str(fill(value, credentials)))))
        case QueryAuth(name=name, value=value):
            url = add_query(url, {name: fill(value, credentials)})
    return HttpRequest(method=method, url=url, headers=tuple(headers), body=body)


def _header_text(app: App, text: str) -> str:
    """A credential fit for a header; pasted keys often bring a line break along."""
    if text.isascii() and text.isprintable():
        return text
    secret = next((field for field in app.connection.fields if field.key in str(app.connection.auth)), None)
    raise InvalidValues(
        {secret.key if secret else "": "This holds characters that no key has. Copy it once more."}
    )


def _refuse_broken(call: AnyCall, headers: list[tuple[str, str]]) -> None:
    for name, text in headers:
        if not name.isascii() or not name.replace("-", "").replace("_", "").isalnum():
            raise InvalidValues({call.headers: f"'{name}' cannot be the name of a header."})
        if not text.isprintable() or not text.isascii():
            raise InvalidValues({call.headers: f"The header {name} holds characters that cannot be sent."})
