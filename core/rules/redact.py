"""Secrets taken out of anything that people or files get to see, by their value.

The value is looked for as it is and in the forms in which it travels: percent-encoded (also several times,
or only in part), in JSON, in HTML, in base64 (as in Basic authorisation). Capitals count, but in keys that
are nothing but hexadecimal digits.
"""

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html.entities import codepoint2name
from itertools import groupby
from typing import Any, NamedTuple

from core.model.http import Exchange, Headers, HttpRequest

HIDDEN = "••••••"

SHORTEST = 4
"""Characters. A shorter "secret" would blot out half of every text and protect nothing."""

_SPEAKING_NAMES = re.compile(
    r"authorization|cookie|credential|password|secret|session|signature|token|api[-_]?key", re.IGNORECASE
)


def speaks_of_credentials(name: str) -> bool:
    """Whether a header of that name is there to prove who asks."""
    return _SPEAKING_NAMES.search(name) is not None


class Redactor:
    """Replaces known secrets, wherever they stand. Has no text form of its own."""

    def __init__(self, secrets: Iterable[str]) -> None:
        worth_hiding = sorted({secret for secret in secrets if len(secret) >= SHORTEST})
        self._forms = [form for secret in worth_hiding for form in _forms(secret)]

    def text(self, text: str) -> str:
        """The text without the secrets."""
        # Nearly every text holds none: looking for a few letters tells, many times faster than a pattern.
        likely = [form.pattern for form in self._forms if form.always_there in text]
        spans = sorted(span for pattern in likely for span in _found(re.compile(pattern), text))
        if not spans:
            return text
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


class _Form(NamedTuple):
    """A pattern of a secret, and the longest piece of it that is the same however it is written."""

    pattern: str
    always_there: str


def _forms(secret: str) -> Iterator[_Form]:
    """A secret spelled out, in the letters of the other case where that means the same, and in base64."""
    spellings = {secret, secret.lower(), secret.upper()} if _IN_HEX.fullmatch(secret) else {secret}
    for spelling in sorted(spellings):
        pattern = "".join(_spelled(char, len([*run])) for char, run in groupby(spelling))
        yield _Form(pattern, _always_there(spelling))
    data = secret.encode("utf-8", "surrogatepass")
    for shift in range(3):  # inside a longer base64 text the secret may begin at any of three places
        code = base64.b64encode(b"\0" * shift + data).decode()
        cut = code[(shift * 4 + 2) // 3 : (len(data) + shift) * 4 // 3]
        yield _Form("".join(_BASE64.get(char) or char for char in cut), _always_there(cut))


def _always_there(text: str) -> str:
    """Letters and digits are never written in another way (`_spelled`)."""
    return max(_PLAIN.findall(text), key=len, default="")


_PLAIN = re.compile("[0-9A-Za-z]+")

_ENTITIES = {**codepoint2name, ord("'"): "apos"}

_IN_HEX = re.compile("[0-9a-fA-F-]{16,}")
"""Keys and UUIDs that some services accept, and repeat, in small and in capital letters."""


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
    percent = ["".join(rf"%(?:25){{0,4}}{octet:02x}" for octet in octets)]
    if "\x80" <= char <= "\xff":  # as old services write it
        percent.append(rf"%(?:25){{0,4}}{ord(char):02x}")
    named = [f"&{_ENTITIES[ord(char)]};"] if ord(char) in _ENTITIES else []
    entities = [f"&#0*{ord(char)};", f"&#x0*{ord(char):x};", *named]
    return f"(?i:{'|'.join([*percent, *entities])})" + (r"|\+" if char == " " else "")


_BASE64 = {"+": f"(?:{_spelled('+')}|-)", "/": f"(?:{_spelled('/')}|_)"}
