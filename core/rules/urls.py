"""Addresses: joined, encoded, and kept within the service that the credentials belong to."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Literal
from urllib.parse import SplitResult, parse_qsl, quote, unquote, unquote_plus, urlencode, urlsplit

from core.model.errors import InvalidValues, UnsafeAddress
from core.rules.template import as_text

_PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_CONTROL = re.compile(r"[\x00-\x20\x7f]")
_HOST_PART = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")

_WHOLE_ADDRESS = "Enter a whole address, such as https://api.example.com."
_BROKEN = "This holds a broken character. Enter it anew."


def fill_path(path: str, values: Mapping[str, Any]) -> str:
    """A path with each `{key}` replaced by the value, percent-encoded as one segment.

    A value that would climb to another path at the service, or is nothing at all, raises `InvalidValues`.
    """

    def segment(found: re.Match[str]) -> str:
        text = as_text(values.get(found[1]))
        if not text.strip(" .\t\r\n") or _climbs(text):
            raise InvalidValues({found[1]: "This cannot be part of an address. Enter the id itself."})
        return _encoded(found[1], text)

    return _PLACE.sub(segment, path)


def fill_base(base: str, values: Mapping[str, Any]) -> str:
    """A base address with each `{key}` replaced. Within the host only what can be part of a name is taken."""
    scheme, _, rest = base.partition("://")
    host, slash, path = rest.partition("/")

    def part(found: re.Match[str]) -> str:
        text = as_text(values.get(found[1]))
        if not _HOST_PART.fullmatch(text) or ".." in text:
            raise InvalidValues({found[1]: "This cannot be part of the service's address. Enter it anew."})
        return text

    return f"{scheme}://{_PLACE.sub(part, host)}{slash}{fill_path(path, values)}"


def move_to(address: str, base: str) -> str:
    """The base with its host replaced by `address`, which may have a path of its own."""
    if not address:
        return base.rstrip("/")
    return address.rstrip("/") + urlsplit(base).path.rstrip("/")


def address_problem(address: str) -> str:
    """Why an address cannot stand in for a service's host; "" when it can."""
    parts = _split(address)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        return _WHOLE_ADDRESS
    if _CONTROL.search(address) or "\\" in address:
        return _WHOLE_ADDRESS
    if "@" in parts.netloc:
        return "Leave user name and password out of the address."
    if "?" in address or "#" in address:
        return "Leave everything from ? or # on out of the address."
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        return "Use https: over http, anyone on the way could read the credentials."
    return ""


def join_any(base: str, typed: str) -> str:
    """The address of a call that a person wrote, on the connection's own host.

    A path is taken relative to `base`; a full address is taken when its host is the base's own. Anything
    that would carry the credentials elsewhere, or that servers read in several ways, raises `UnsafeAddress`.
    """
    typed = typed.strip()
    parts = _taken_apart(typed)
    if "#" in typed:
        raise _unsafe("What follows a # is never sent.", "If it belongs to the path, write it as %23.")
    root = base.rstrip("/")
    if parts.scheme or parts.netloc:
        root = _own_root(base, parts)
    _refuse_climbing(parts.path)
    return root + _encoded_target("/" + parts.path.lstrip("/"), parts.query)


def follow(told: str, page: str, address: str = "", foreign_host: Literal["refuse", "own"] = "refuse") -> str:
    """The address of the next page, as a service told it, on the connection's own host.

    `page` is the address of the page that told it: a relative one begins there. One that names another
    scheme, host or port raises `UnsafeAddress`, or with `own` only its path and query are taken. `address`
    is what the service was moved to, "" for its own place: a path that does not know of it is put below it.
    """
    parts, own = _taken_apart(told.strip()), urlsplit(page)
    _refuse_climbing(parts.path)
    path = parts.path
    if parts.scheme or parts.netloc:
        if not parts.netloc or parts.scheme not in ("", "http", "https"):
            raise _unsafe("It is not an address of the web.")
        if "@" in parts.netloc:
            raise _unsafe("It names a user; the connection adds the credentials itself.")
        is_own = _host(parts.scheme or own.scheme, parts.netloc) == _host(own.scheme, own.netloc)
        if not is_own and foreign_host == "refuse":
            raise _leads_elsewhere(own)
        path = (path or "/") if is_own else _below(address, path)
    elif path.startswith("/"):
        path = _below(address, path)
    else:
        path = own.path.rpartition("/")[0] + "/" + path if path else own.path
    return f"{own.scheme}://{own.netloc}{_encoded_target(path, parts.query)}"


def with_parameter_of(url: str, name: str, source: str) -> str:
    """The address, with a query parameter taken over from another address unless it has it already."""
    if not name or name in dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)):
        return url
    there = dict(parse_qsl(urlsplit(source).query, keep_blank_values=True))
    return add_query(url, {name: there[name]} if name in there else {})


def add_query(url: str, query: Mapping[str, Any]) -> str:
    """The address with parameters added: lists as `name[]`, mappings as `name[key]`, yes/no as 1/0."""
    pairs = [pair for name, value in query.items() for pair in _pairs(name, value)]
    if not pairs:
        return url
    joint = "&" if "?" in url else "?"
    return f"{url}{joint}{urlencode(pairs)}"


def without_parameter(url: str, name: str) -> str:
    """The address without a query parameter; the others stay as they are written."""
    before, mark, query = url.partition("?")
    if not mark:
        return url
    kept = [pair for pair in query.split("&") if unquote_plus(pair.partition("=")[0]) != name]
    return f"{before}?{'&'.join(kept)}" if kept else before


def target_of(url: str) -> str:
    """Path and query of an address, as they are written."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def at_host_of(url: str, target: str) -> str:
    """The address of a path and a query at the host of another address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{target}"


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        return None
    return parts


def _taken_apart(address: str) -> SplitResult:
    """The parts of an address without anything that is read in several ways."""
    if _CONTROL.search(address) or "\\" in address:
        raise _unsafe(
            "Blanks, control characters and backslashes have no place in it.", "Write a blank as %20."
        )
    parts = _split(address)
    if parts is None:
        raise _unsafe("It is not an address.")
    return parts


def _refuse_climbing(path: str) -> None:
    if _climbs(path):
        raise _unsafe("It climbs out of the path that it begins with.", "Leave out segments such as '..'.")


def _encoded_target(path: str, query: str) -> str:
    """Path and query for the wire; what is encoded already stays as it is."""
    try:
        path = quote(_LONE_PERCENT.sub("%25", path), safe="/%:@!$&'()*+,;=~-._")
        query = quote(_LONE_PERCENT.sub("%25", query), safe="/%:@!$&'()*+,;=~-._?[]")
    except UnicodeEncodeError as error:
        raise _unsafe(_BROKEN) from error
    return path + (f"?{query}" if query else "")


def _below(address: str, path: str) -> str:
    """The path below that of an address that a service was moved to, unless it lies there already."""
    place, path = urlsplit(address).path.rstrip("/"), path if path.startswith("/") else f"/{path}"
    return path if f"{path}/".startswith(f"{place}/") else place + path


def _own_root(base: str, parts: SplitResult) -> str:
    """Scheme and host of the base, when a full address names the very same."""
    own = urlsplit(base)
    if "@" in parts.netloc:
        raise _unsafe("It names a user; the connection adds the credentials itself.")
    if _host(parts.scheme, parts.netloc) != _host(own.scheme, own.netloc):
        raise _leads_elsewhere(own)
    return f"{own.scheme}://{own.netloc}"


def _leads_elsewhere(own: SplitResult) -> UnsafeAddress:
    return _unsafe(f"It leads to another place than {own.netloc}, and your credentials would go there.")


def _host(scheme: str, netloc: str) -> tuple[str, str]:
    default = {"http": ":80", "https": ":443"}.get(scheme, "")
    return scheme, netloc.lower().removesuffix(default)


def _climbs(path: str) -> bool:
    """Whether some server could read `..` in it: encoded several times, in other widths, with parameters."""
    for _ in range(5):
        path = unicodedata.normalize("NFKC", unquote(path))
    return any(part.strip("\t\n\r ") in (".", "..") for part in re.split(r"[/\\;\0]", path))


def _unsafe(reason: str, next_step: str = "Enter a path such as /contacts.") -> UnsafeAddress:
    return UnsafeAddress("This call was not sent, because of its address.", reason, next_step)


def _pairs(name: str, value: Any) -> list[tuple[str, str]]:
    if isinstance(value, Mapping):
        return [pair for key, one in value.items() for pair in _pairs(f"{name}[{key}]", one)]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [pair for one in value for pair in _pairs(f"{name}[]", one)]
    text = str(int(value)) if isinstance(value, bool) else as_text(value)
    _encoded(name, name + text)
    return [(name, text)]


def _encoded(key: str, text: str) -> str:
    """A text for an address. `InvalidValues` for half a character, which no address can carry."""
    try:
        return quote(text, safe="")
    except UnicodeEncodeError as error:
        raise InvalidValues({key: _BROKEN}) from error
