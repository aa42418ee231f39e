"""Whether a delivery comes from whom it says: a token in a header, or a keyed digest.

Everything is compared in constant time. A reason never repeats what was sent, nor what should have been.
"""

import base64
import hmac
from collections.abc import Mapping
from typing import Any

from core.model.http import Headers
from core.model.trigger import HmacSignature, Signature, TokenSignature
from core.rules.payloads import Form, as_bytes
from core.rules.template import as_text, fill, references
from core.rules.values import is_filled

_PADDING_AND_SPACE = b"= \t"
_URL_SAFE = bytes.maketrans(b"-_", b"+/")


def why_not_genuine(
    signature: Signature | None,
    values: Mapping[str, Any],
    secret: str,
    headers: Headers,
    body: bytes,
    form: Form,
) -> str:
    """Why a delivery must be turned away, as a sentence; "" when it may come in.

    `values` are the form's wire values, `secret` is the hook's own. Where a digest is asked for, no secret
    means that nobody may come in.
    """
    match signature:
        case TokenSignature():
            return _token_problem(signature, values, headers)
        case HmacSignature():
            return _digest_problem(signature, secret, headers, body, form)
        case None:
            return ""


def _token_problem(signature: TokenSignature, values: Mapping[str, Any], headers: Headers) -> str:
    keys = set(references(signature.value))
    if keys and not any(is_filled(values.get(key)) for key in keys):
        return ""
    told = dict.fromkeys(keys, "") | dict(values)  # of several fields one may be empty
    wanted = as_bytes(as_text(fill(signature.value, told))).strip()  # as a header arrives
    given = _in_headers(signature.header, headers)
    if not given:
        return f"It does not carry the header '{signature.header}' that this trigger asks for."
    if any([hmac.compare_digest(one, wanted) for one in given]):  # noqa: C419  compares them all
        return ""
    return f"Its header '{signature.header}' does not hold what this trigger asks for."


def _digest_problem(signature: HmacSignature, secret: str, headers: Headers, body: bytes, form: Form) -> str:
    if not secret:
        return "This trigger has no secret to check a signature with."
    in_header = signature.given_in == "header"
    name = as_bytes(signature.name)
    given = _in_headers(signature.name, headers) if in_header else form.get(name, ())
    told = form.get(as_bytes(signature.over), ()) if signature.over else (body,)
    if len(given) != 1 or len(told) != 1:  # of two, one could be checked and the other believed
        return f"It is not signed: a '{signature.name}' with one signature of one text is asked for."
    digest = hmac.digest(as_bytes(secret), told[0], signature.algorithm)
    if hmac.compare_digest(*_comparable(signature, given[0], digest)):
        return ""
    return f"Its signature '{signature.name}' does not fit what it holds."


def _comparable(signature: HmacSignature, given: bytes, digest: bytes) -> tuple[bytes, bytes]:
    """What was given and what should have been, without the differences that mean nothing."""
    if signature.encoding == "hex":
        return given.strip().lower(), digest.hex().encode()
    plain = given.strip(_PADDING_AND_SPACE).translate(_URL_SAFE)
    return plain, base64.b64encode(digest).rstrip(b"=")


def _in_headers(name: str, headers: Headers) -> list[bytes]:
    wanted = name.lower()
    return [as_bytes(value).strip() for key, value in headers if key.lower() == wanted]
