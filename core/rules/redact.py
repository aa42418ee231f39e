"""Secrets taken out of anything that people or files get to see, by their value.

The value is looked for as it is and in the forms in which it travels: percent-encoded (also several times,
or only in part), in JSON, in HTML, in base64 (as in Basic authorisation).
"""

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from core.model.http import Exchange, Headers, HttpRequest

HIDDEN = "••••••"

SHORTEST = 4
"""Characters. A shorter "secret" would blot out half of every text and protect nothing."""

_SPEAKING_NAMES = re.compile(
    r"authorization|cookie|credential|password|secret|session|signature|token|api[-_]?key", re.IGNORECASE
)


class Redactor:
    """Replaces known secrets, wherever they stand. Has no text form of its own."""

    def __init__(self, secrets: Iterable[str]) -> None:
        worth_hiding = sorted({secret for secret in secrets if len(secret) >= SHORTEST})
        forms = [form for secret in worth_hiding for form in _forms(secret)]
        self._patterns = [re.compile(form) for form in forms]
        # Nearly every text holds none: one look tells.
        self._any = re.compile("|".join(f"(?:{form})" for form in forms)) if forms else None

    def text(self, text: str) -> str:
        """The text without the secrets."""
        if self._any is None or not self._any.search(text):
            return text
        spans = sorted(span for pattern in self._patterns for span in _found(pattern, text))
        kept, end = [], 0
        for start, stop in spans:
            if start >= end:
                kept += [text[end:start], HIDDEN]
            end = max(end, stop)  # secrets may overlap: what both cover goes altogether
        return "".join([*kept, text[end:]])

    def value(self, value: Any) -> Any:
        """A value of a form without the secrets, with its type wherever it holds none."""
        match value:
            case None | bool():
                return value
            case Mapping():
                return {self.text(str(key)): self.value(one) for key, one in value.items()}
            case list() | tuple():
                return [self.value(one) for one in value]
            case _:
                text = str(value)
                hidden = self.text(text)
                return value if hidden == text else hidden

    def headers(self, headers: Headers) -> Headers:
        """The headers without the secrets; those that speak of credentials lose their value altogether."""
        return tuple(
            (self.text(name), HIDDEN if _SPEAKING_NAMES.search(name) else self.text(value))
            for name, value in headers
        )

    def request(self, request: HttpRequest, *, attempt: int, sent_at: float) -> Exchange:
        """What people may see of a request that goes out."""
        return Exchange(
            method=request.method,
            url=self.text(request.url),
            request_headers=self.headers(request.headers),
            request_body=self.text((request.body or b"").decode("utf-8", "replace")),
            attempt=attempt,
            sent_at=sent_at,
        )


def _found(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Where a pattern is found, places that overlap included."""
    found = pattern.search(text)
    while found:
        yield found.span()
        found = pattern.search(text, found.start() + 1)


def _forms(secret: str) -> Iterator[str]:
    """Patterns of a secret: spelled out, and in base64."""
    yield "".join(_spelled(char, len([*run])) for char, run in groupby(secret))
    data = secret.encode("utf-8", "surrogatepass")
    for shift in range(3):  # inside a longer base64 text the secret may begin at any of three places
        code = base64.b64encode(b"\0" * shift + data).decode()
        cut = code[(shift * 4 + 2) // 3 : (len(data) + shift) * 4 // 3]
        yield "".join(_BASE64.get(char) or char for char in cut)


def _spelled(char: str, times: int = 1) -> str:
    """A pattern for a character, so many times, in every way it is written on its way."""
    if char.isascii() and char.isalnum():
        return char * times
    # JSON within JSON escapes the escapes. A run of backslashes is one pattern: one each would take for ever.
    if char == "\\":
        return rf"(?:\\{{{times},{4 * times}}}|(?:{_in_addresses_and_pages(char)}){{{times}}})"
    escaped = {
        json.dumps(char)[1:-1],
        json.dumps(char, ensure_ascii=False)[1:-1],
        "\\/" if char == "/" else char,
    }
    in_json = "|".join(re.escape(form).replace(r"\\", r"\\{1,4}") for form in sorted(escaped - {char}))
    ways = [re.escape(char), _in_addresses_and_pages(char), *([f"(?i:{in_json})"] if in_json else [])]
    return f"(?:{'|'.join(ways)}){{{times}}}"


def _in_addresses_and_pages(char: str) -> str:
    octets = char.encode("utf-8", "surrogatepass")
    percent = "".join(rf"%(?:25){{0,4}}{octet:02x}" for octet in octets)
    entities = [f"&#0*{ord(char)};", f"&#x0*{ord(char):x};", *([html.escape(char)] if char in '&<>"' else [])]
    return f"(?i:{'|'.join([percent, *entities])})" + (r"|\+" if char == " " else "")


_BASE64 = {"+": f"(?:{_spelled('+')}|-)", "/": f"(?:{_spelled('/')}|_)"}
