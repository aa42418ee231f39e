"""A curl command as the values of a call that one writes oneself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from core.model.request import AnyCall
from core.rules.curl import CurlCommand, Pairs, read_curl

_SECRET_HEADER = re.compile(
    r"authorization|authentication|cookie|api[-_]?key|[-_]key$|token|secret|passw|credential|signature",
    re.IGNORECASE,
)

_SECRET_PARAMETER = re.compile(
    r".*(api[-_]?key|(access|auth|api)[-_]?token|secret|passw|signature).*|key|token", re.IGNORECASE
)

_SET_BY_ITSELF = re.compile(
    r"host|content-length|connection|transfer-encoding|expect|keep-alive|te|trailer|upgrade|accept-encoding",
    re.IGNORECASE,
)

_OF_A_BROWSER = re.compile(
    r"sec-.*|user-agent|origin|referer|dnt|priority|pragma|cache-control|accept-language|x-requested-with"
    r"|upgrade-insecure-requests|:.*",
    re.IGNORECASE,
)

_USUAL = {"accept": ("*/*", "application/json"), "content-type": ("application/json",)}


@dataclass
class Filling:
    """What to put into the form, what is wrong with it, and what was left out."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """What was left out, for the person; "" when all is there."""
        return f"Left out: {'; '.join(self.left_out)}." if self.left_out else ""


def read_filling(text: str, call: AnyCall, base_urls: Sequence[str]) -> Filling:
    """The values of the fields that `call` names. Raises `UnreadableCurl`."""
    command = read_curl(text)
    filling = Filling(values={call.method: command.method})
    _fill_address(filling, command, call, base_urls)
    _fill_headers(filling, command.headers, call)
    _fill_body(filling, command, call)
    filling.left_out += command.left_out
    return filling


def _fill_address(filling: Filling, command: CurlCommand, call: AnyCall, base_urls: Sequence[str]) -> None:
    query = [pair for pair in command.query if not _SECRET_PARAMETER.fullmatch(pair[0])]
    if len(query) < len(command.query):
        filling.left_out.append("credentials in the address, because the connection adds its own")
    by_name = dict(query)
    if len(by_name) == len(query):
        filling.values |= {call.path: command.url, call.query: by_name}
    else:  # a table of names and values has no room for a name that stands twice
        filling.values |= {call.path: f"{command.url}?{urlencode(query)}", call.query: {}}
    own = [base for base in base_urls if _is_at(command.url, base)]
    if own:
        filling.values[call.path] = _shortened(filling.values[call.path], own)
    else:
        place = urlsplit(command.url).netloc
        filling.problems[call.path] = (
            f"This leads to {place}, which is not the service of this connection: "
            "your credentials would go there. Enter a path of the service."
        )


def _is_at(url: str, base: str) -> bool:
    """Whether an address is at the host of a base, whose `{places}` stand for any text without a slash."""
    scheme, _, rest = base.partition("://")
    pattern = re.sub(r"\\\{\w+\\\}", r"[^/@]+", re.escape(rest.partition("/")[0]))
    parts = urlsplit(url)
    return parts.scheme == scheme and re.fullmatch(pattern, parts.netloc, re.IGNORECASE) is not None


def _shortened(url: str, bases: Sequence[str]) -> str:
    """The path below the longest base that the address begins with; else the address as it is."""
    for base in sorted(bases, key=len, reverse=True):
        root = base.rstrip("/")
        if "{" not in root and url.lower().startswith(f"{root.lower()}/"):
            return url[len(root) :]
    return url


def _fill_headers(filling: Filling, headers: Pairs, call: AnyCall) -> None:
    filling.values[call.headers] = dict(_own_headers(headers))
    names = [name for name, _ in headers]
    secrets = list(dict.fromkeys(name for name in names if _SECRET_HEADER.search(name)))
    if secrets:
        filling.left_out.append(f"{', '.join(secrets)}, because the connection adds its own credentials")
    others = sum(1 for name in names if name not in secrets and _is_noise(name))
    if others:
        filling.left_out.append(
            f"{others} {'header' if others == 1 else 'headers'} that a program adds by itself"
        )


def _own_headers(headers: Pairs) -> Iterator[tuple[str, str]]:
    for name, text in headers:
        is_usual = text.lower() in _USUAL.get(name.lower(), ())
        if not (is_usual or _SECRET_HEADER.search(name) or _is_noise(name)):
            yield name, text


def _is_noise(name: str) -> bool:
    return bool(_SET_BY_ITSELF.fullmatch(name) or _OF_A_BROWSER.fullmatch(name))


def _fill_body(filling: Filling, command: CurlCommand, call: AnyCall) -> None:
    filling.values[call.body] = command.body if command.body and command.body.strip() else None
    pairs = _form_in(command)
    if pairs is not None:
        filling.values[call.body] = pairs
        own = filling.values[call.headers]
        filling.values[call.headers] = {name: own[name] for name in own if name.lower() != "content-type"}
        filling.left_out.append("the encoding of the body as a form: it is sent as JSON here")
    if filling.values[call.body] is None:
        del filling.values[call.body]


def _form_in(command: CurlCommand) -> Mapping[str, str] | None:
    """The pairs of a body that is a form; None for any other body."""
    body = (command.body or "").strip()
    content_type = command.header("Content-Type")
    if not body or body[0] in '{["' or (content_type and "form-urlencoded" not in content_type):
        return None
    pairs = parse_qsl(body, keep_blank_values=True)
    return dict(pairs) if pairs and "=" in body else None
