"""From a module and its values to the request that is sent."""

from collections.abc import Iterator, Mapping
from typing import Any

from core.model.app import App, HeaderAuth, QueryAuth
from core.model.errors import InvalidValues
from core.model.http import HttpRequest
from core.model.module import Effect, Module
from core.model.request import AnyCall, Request
from core.rules.json_text import dump
from core.rules.template import LEFT_OUT, as_text, fill, references
from core.rules.urls import add_query, fill_base, fill_path, join_any, move_to

_JSON = ("Content-Type", "application/json")
_ACCEPT = ("Accept", "application/json")

_SET_BY_ITSELF = (
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
)
"""Headers that belong to the connection: another host's name here would carry the credentials there."""


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
    headers = _with_usual([*_filled_headers(request, known)], body)
    return _with_auth(
        app, credentials, request.method, add_query(url, {} if query is LEFT_OUT else query), headers, body
    )


def build_any_call(
    app: App, call: AnyCall, values: Mapping[str, Any], credentials: Mapping[str, Any], address: str = ""
) -> HttpRequest:
    """The request that a person wrote, on the connection's own host only (`UnsafeAddress`)."""
    base = base_url(app, call.base, credentials, address)
    url = add_query(join_any(base, as_text(values.get(call.path))), values.get(call.query) or {})
    body = dump(values[call.body]) if call.body in values else None
    own = [(str(name), str(text)) for name, text in (values.get(call.headers) or {}).items()]
    _refuse_broken(call, own)
    method = as_text(values.get(call.method)) or "GET"
    if not (method.isascii() and method.isalpha()):
        raise InvalidValues({call.method: "Enter a method such as GET or POST."})
    return _with_auth(app, credentials, method.upper(), url, _with_usual(own, body), body)


def effect_of(module: Module, method: str) -> Effect:
    """What running the module does, decided by the method where the person chooses it."""
    if module.effect != "by_method":
        return module.effect
    by_method: dict[str, Effect] = {"GET": "read", "PUT": "idempotent", "DELETE": "delete"}
    return by_method.get(method, "unsafe")


def base_url(app: App, name: str, credentials: Mapping[str, Any], address: str) -> str:
    """The address that paths are relative to, without a slash at its end."""
    base = app.other_bases[name] if name else app.base_url
    return move_to(address, fill_base(base, credentials))


def _body(request: Request, values: Mapping[str, Any]) -> bytes | None:
    if request.body is None and not request.spread:
        return None
    spread: dict[str, Any] = {}
    for key in request.spread:
        spread.update(values.get(key) or {})
    named = fill(request.body or {}, values)
    return dump({**spread, **({} if named is LEFT_OUT else named)})


def _filled_headers(request: Request, known: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, template in request.headers.items():
        filled = fill(template, known)
        if filled is LEFT_OUT:
            continue
        text = as_text(filled)
        if not _fits_a_header(text):
            key = next(references(template), "")
            raise InvalidValues({key: "This holds characters that cannot be sent here."})
        yield name, text


def _with_usual(own: list[tuple[str, str]], body: bytes | None) -> list[tuple[str, str]]:
    """The headers, after those that every request has; one's own win."""
    given = {name.lower() for name, _ in own}
    usual = (_ACCEPT, _JSON) if body is not None else (_ACCEPT,)
    return [*(pair for pair in usual if pair[0].lower() not in given), *own]


def _with_auth(
    app: App,
    credentials: Mapping[str, Any],
    method: str,
    url: str,
    headers: list[tuple[str, str]],
    body: bytes | None,
) -> HttpRequest:
    auth = app.connection.auth
    credential = _credential(app, auth.value, credentials)
    match auth:
        case HeaderAuth(name=name):
            headers = [pair for pair in headers if pair[0].lower() != name.lower()]
            headers.append((name, credential))
        case QueryAuth(name=name):
            url = add_query(url, {name: credential})
    return HttpRequest(method=method, url=url, headers=tuple(headers), body=body)


def _credential(app: App, template: str, credentials: Mapping[str, Any]) -> str:
    """A credential fit to be sent; pasted keys often bring a line break along."""
    labels = {field.key: field.label for field in app.connection.fields}
    for key in references(template):
        label, value = labels.get(key, key), as_text(credentials.get(key))
        if not value.strip():
            raise InvalidValues({key: f"The connection holds no {label}. Enter it there once more."})
        if not _fits_a_header(value):
            raise InvalidValues({key: f"{label} holds characters that no key has. Copy it once more."})
    return as_text(fill(template, credentials))


def _fits_a_header(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _refuse_broken(call: AnyCall, headers: list[tuple[str, str]]) -> None:
    for name, text in headers:
        if not name.isascii() or not name.replace("-", "").replace("_", "").isalnum():
            raise InvalidValues({call.headers: f"'{name}' cannot be the name of a header."})
        if name.lower() in _SET_BY_ITSELF:
            raise InvalidValues({call.headers: f"The header {name} is set by itself. Leave it out."})
        if not _fits_a_header(text):
            raise InvalidValues({call.headers: f"The header {name} holds characters that cannot be sent."})
