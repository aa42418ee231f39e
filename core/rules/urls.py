"""Addresses: joined, encoded, and kept within the service that the credentials belong to."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from core.model.errors import InvalidValues, UnsafeAddress

_PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_CONTROL = re.compile(r"[\x00-\x20\x7f]")


def fill_path(path: str, values: Mapping[str, Any]) -> str:
    """A path with each `{key}` replaced by the value, percent-encoded as one segment.

    A segment of only dots would climb to another path at the service: `InvalidValues`.
    """

    def segment(found: re.Match[str]) -> str:
        key = found[1]
        text = str(values.get(key, ""))
        if text.strip(".") == "":
            raise InvalidValues({key: "This cannot be part of an address. Enter the id itself."})
        return quote(text, safe="")

    return _PLACE.sub(segment, path)


def move_to(address: str, base: str) -> str:
    """The base with its host replaced by `address`, which may have a path of its own."""
    if not address:
        return base.rstrip("/")
    return address.rstrip("/") + urlsplit(base).path.rstrip("/")


def address_problem(address: str) -> str:
    """Why an address cannot stand in for a service's host; "" when it can."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        return "This is not an address."
    if parts.scheme not in ("http", "https") or not parts.hostname or _CONTROL.search(address):
        return "Enter a whole address, such as https://api.example.com."
    if parts.username or parts.password:
        return "Leave user name and password out of the address."
    if parts.query or parts.fragment:
        return "Leave everything from ? or # on out of the address."
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        return "Use https: over http, anyone on the way could read the credentials."
    return ""


def join_any(base: str, typed: str) -> str:
    """The address of a call that a person wrote, on the connection's own host.

    A path is taken relative to `base`; a full address is taken when its host is the base's own. Anything
    that would carry the credentials elsewhere raises `UnsafeAddress`.
    """
    typed = typed.strip()
    if _CONTROL.search(typed) or "\\" in typed:
        raise _unsafe("Blanks, control characters and backslashes have no place in it.")
    parts = urlsplit(typed)
    if parts.scheme or parts.netloc:
        own = urlsplit(base)
        if "@" in parts.netloc:
            raise _unsafe("It names a user; the connection adds the credentials itself.")
        if _host(parts.scheme, parts.netloc) != _host(own.scheme, own.netloc):
            raise _unsafe(f"It leads to another host than {own.netloc}.")
        root = f"{own.scheme}://{own.netloc}"
    else:
        root = base.rstrip("/")
    if any(_climbs(segment) for segment in parts.path.split("/")):
        raise _unsafe("It climbs out of the service's path with '..'.")
    path = "/" + parts.path.lstrip("/")
    encoded = quote(path, safe="/%:@!$&'()*+,;=~-._")
    return root + encoded + (f"?{parts.query}" if parts.query else "")


def _climbs(segment: str) -> bool:
    for _ in range(3):  # a server may decode more than once
        segment = unquote(segment)
    return segment.split(";")[0] in ("..", ".") or "/../" in f"/{segment}/".replace("\\", "/")


def _host(scheme: str, netloc: str) -> tuple[str, str]:
    default = {"http": ":80", "https": ":443"}.get(scheme, "")
    return scheme, netloc.lower().removesuffix(default)


def _unsafe(reason: str) -> UnsafeAddress:
    return UnsafeAddress(
        "This call was not sent.",
        f"{reason} Your credentials would leave the service they belong to.",
        "Enter a path such as /contacts.",
    )


def add_query(url: str, query: Mapping[str, Any]) -> str:
    """The address with parameters added: lists as `name[]`, mappings as `name[key]`, yes/no as 1/0."""
    pairs = [pair for name, value in query.items() for pair in _pairs(name, value)]
    if not pairs:
        return url
    joint = "&" if urlsplit(url).query else "?"
    return f"{url}{joint}{urlencode(pairs)}"


def _pairs(name: str, value: Any) -> list[tuple[str, str]]:
    if isinstance(value, Mapping):
        return [pair for key, one in value.items() for pair in _pairs(f"{name}[{key}]", one)]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [pair for one in value for pair in _pairs(f"{name}[]", one)]
    if isinstance(value, bool):
        return [(name, str(int(value)))]
    return [(name, "" if value is None else str(value))]


def query_of(url: str) -> list[tuple[str, str]]:
    """The parameters of an address, decoded, in order."""
    return parse_qsl(urlsplit(url).query, keep_blank_values=True)
