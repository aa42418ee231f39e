"""Secrets taken out of anything that people or files get to see, by their value.

The value is looked for as it is and in the forms in which it travels: percent-encoded, in JSON, in base64
(as in Basic authorisation).
"""

import base64
import json
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

from core.model.http import Exchange, Headers, HttpRequest

HIDDEN = "••••••"

SHORTEST = 4
"""Characters. A shorter "secret" would blot out half of every text and protect nothing."""

_SPEAKING_NAMES = re.compile(r"authorization|cookie|password|secret|token|api[-_]?key", re.IGNORECASE)


class Redactor:
    """Replaces known secrets, wherever they stand. Has no text form of its own."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {form for secret in secrets if len(secret) >= SHORTEST for form in _forms(secret)}
        longest_first = sorted(forms, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if forms else None

    def text(self, text: str) -> str:
        """The text without the secrets."""
        return self._pattern.sub(HIDDEN, text) if self._pattern else text

    def headers(self, headers: Headers) -> Headers:
        """The headers without the secrets; those that speak of credentials lose their value altogether."""
        return tuple(
            (name, HIDDEN if _SPEAKING_NAMES.search(name) else self.text(value)) for name, value in headers
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


def _forms(secret: str) -> set[str]:
    data = secret.encode("utf-8", "replace")
    forms = {secret, quote(secret, safe=""), quote(secret), quote_plus(secret)}
    forms |= {form.replace("%", "%25") for form in forms if "%" in form}
    forms |= {re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), form) for form in forms}
    forms |= {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    for shift in range(3):  # inside a longer base64 text the secret may begin at any of three places
        code = base64.b64encode(b"\0" * shift + data)
        cut = code[(shift * 4 + 2) // 3 : (len(data) + shift) * 4 // 3]
        forms |= {cut.decode(), cut.decode().replace("+", "-").replace("/", "_")}
    return {form for form in forms if len(form) >= SHORTEST}
