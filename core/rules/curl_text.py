"""A request as a curl command, for a shell: what `core.rules.curl` reads, the other way round."""

import shlex
from collections.abc import Iterator

from core.model.http import Exchange, HttpRequest
from core.rules.redact import HIDDEN

PLACEHOLDER = "***"
"""Stands in a command where a secret was."""

_LONGEST_ARGUMENT = 100_000
"""Bytes; systems take little more as one argument of a command."""

_WITHOUT_SAYING = ("GET", "HEAD")
"""Methods that curl takes without `-X`; HEAD has a switch of its own, as curl would wait for a body."""


def curl_text(request: HttpRequest) -> str:
    """The command that sends this request, secrets included, one option a line.

    A body that no argument can hold (no text, a zero byte, very long) comes through a pipe.
    """
    body = request.body
    is_piped = body is not None and not _is_argument(body)
    command = " \\\n  ".join(_options(request, is_piped=is_piped))
    return f"{_printed(body)} |\n{command}" if body is not None and is_piped else command


def curl_without_secrets(exchange: Exchange) -> str:
    """The command for a request as people may see it: `PLACEHOLDER` stands where its secrets were."""
    return curl_text(
        HttpRequest(
            method=exchange.method,
            url=_marked(exchange.url),
            headers=tuple((_marked(name), _marked(value)) for name, value in exchange.request_headers),
            body=_marked(exchange.request_body).encode("utf-8", "replace") or None,
        )
    )


def _marked(text: str) -> str:
    return text.replace(HIDDEN, PLACEHOLDER)


def _options(request: HttpRequest, *, is_piped: bool) -> Iterator[str]:
    """The command's parts, each for a line of its own."""
    method, body = request.method, request.body
    words = ["curl"]
    if method == "HEAD" and body is None:
        words.append("--head")
    elif method not in _WITHOUT_SAYING or body is not None:
        words += ["-X", shlex.quote(method)]
    if any(sign in request.url for sign in "[]{}"):
        words.append("--globoff")  # curl would make several addresses of them
    yield " ".join([*words, shlex.quote(request.url)])
    for name, value in request.headers:
        yield f"-H {shlex.quote(f'{name}: {value}' if value else f'{name};')}"
    if body is None:
        return
    if not any(name.lower() == "content-type" for name, _ in request.headers):
        yield "-H 'Content-Type:'"  # curl would name one by itself
    yield "--data-binary @-" if is_piped else f"--data-raw {shlex.quote(body.decode())}"


def _is_argument(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in body and len(body) <= _LONGEST_ARGUMENT


def _printed(body: bytes) -> str:
    """A command that prints these bytes, in any shell."""
    return f"printf '{''.join(map(_sign, body))}'"


def _sign(octet: int) -> str:
    sign = chr(octet)
    return sign if sign.isascii() and sign.isprintable() and sign not in "'\\%" else f"\\{octet:03o}"
