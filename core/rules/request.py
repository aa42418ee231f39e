"""From a module and its values to the request that is sent."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from core.model.app import App, HeaderAuth, QueryAuth
from core.model.errors import InvalidValues
from core.model.fields import Field, LongTextField, TextField
from core.model.http import HttpRequest
from core.model.module import Effect, Module
from core.model.request import AnyCall, Request
from core.rules.bodies import Body, form_body, json_body, typed_body
from core.rules.template import LEFT_OUT, as_text, fill, references
from core.rules.urls import add_query, fill_base, fill_path, join_any, move_to, without_parameter
from core.rules.values import is_filled

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
    app: App,
    call: AnyCall,
    values: Mapping[str, Any],
    credentials: Mapping[str, Any],
    address: str = "",
    *,
    fields: Sequence[Field] = (),
) -> HttpRequest:
    """The request that a person wrote, on the connection's own host only (`UnsafeAddress`).

    `fields` are the module's: a body that is a field of text is sent as it was typed, any other as JSON.
    """
    base = base_url(app, call.base, credentials, address)
    url = _with_prefix(join_any(base, as_text(values.get(call.path))), base, call.prefix)
    url = add_query(url, values.get(call.query) or {})
    own = [(str(name), str(text)) for name, text in (values.get(call.headers) or {}).items()]
    _refuse_broken(call, own)
    method = _method(call, values)
    body = _own_body(call, values, fields)
    if body is None and method == "POST" and call.empty_post:
        body = typed_body(call.empty_post, call.body)
    return _with_auth(app, credentials, method, url, _with_usual(own, body), body)


def effect_of(module: Module, method: str, values: Mapping[str, Any]) -> Effect:
    """What running the module with these wire values does, decided by the method where people choose it."""
    if any(is_filled(values.get(key)) for key in module.unsafe_with):
        return "unsafe"
    if module.effect != "by_method":
        return module.effect
    by_method: dict[str, Effect] = {"GET": "read", "PUT": "idempotent", "DELETE": "delete"}
    return by_method.get(method, "unsafe")


def base_url(app: App, name: str, credentials: Mapping[str, Any], address: str) -> str:
    """The address that paths are relative to, without a slash at its end."""
    base = app.other_bases[name] if name else app.base_url
    return move_to(address, fill_base(base, credentials))


def _body(request: Request, values: Mapping[str, Any]) -> Body | None:
    if request.body is None and not request.spread:
        return None
    spread: dict[str, Any] = {}
    for key in request.spread:
        spread.update(values.get(key) or {})
    named = fill(request.body or {}, values)
    empty: dict[str, Any] = {key: {} for key in request.keep_empty}
    body = {**empty, **spread, **({} if named is LEFT_OUT else named)}
    return form_body(body) if request.encoding == "form" else json_body(body)


def _method(call: AnyCall, values: Mapping[str, Any]) -> str:
    method = as_text(values.get(call.method)) or "GET"
    if not (method.isascii() and method.isalpha()):
        raise InvalidValues({call.method: "Enter a method such as GET or POST."})
    return method.upper()


def _own_body(call: AnyCall, values: Mapping[str, Any], fields: Sequence[Field]) -> Body | None:
    """The body that a person wrote; a text that is blank is none."""
    if call.body not in values:
        return None
    value = values[call.body]
    if any(field.key == call.body and isinstance(field, TextField | LongTextField) for field in fields):
        text = as_text(value)
        return typed_body(text, call.body) if text.strip() else None
    return json_body(value)


def _with_prefix(url: str, base: str, prefix: str) -> str:
    """The address with the prefix after its base, or after its host where it is not below the base."""
    if not prefix:
        return url
    prefix = f"/{prefix.strip('/')}"  # one that began without a slash would become a part of the host
    parts = urlsplit(url)
    is_below = url.startswith(base) and url[len(base) :][:1] in ("", "/", "?")
    root = base if is_below else f"{parts.scheme}://{parts.netloc}"
    rest = url[len(root) :]
    path = rest.partition("?")[0]
    return url if path == prefix or path.startswith(f"{prefix}/") else root + prefix + rest


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


def _with_usual(own: list[tuple[str, str]], body: Body | None) -> list[tuple[str, str]]:
    """The headers, after those that every request has; one's own win."""
    given = {name.lower() for name, _ in own}
    usual = [_ACCEPT, *([("Content-Type", body.content_type)] if body else [])]
    return [*(pair for pair in usual if pair[0].lower() not in given), *own]


def _with_auth(
    app: App,
    credentials: Mapping[str, Any],
    method: str,
    url: str,
    headers: list[tuple[str, str]],
    body: Body | None,
) -> HttpRequest:
    auth = app.connection.auth
    credential = _credential(app, auth.value, credentials)
    match auth:
        case HeaderAuth(name=name):
            headers = [pair for pair in headers if pair[0].lower() != name.lower()]
            headers.append((name, credential))
        case QueryAuth(name=name):
            url = add_query(without_parameter(url, name), {name: credential})
    return HttpRequest(method=method, url=url, headers=tuple(headers), body=body and body.content)


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
