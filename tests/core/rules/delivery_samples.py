"""Hooks in a line, and what their deliveries come to."""

import json
from collections.abc import Mapping
from typing import Any

from core.model.http import Headers
from core.model.trigger import HmacSignature, Hook, Payload, Signature, TokenSignature
from core.rules.deliveries import Delivery, Dropped, TurnedAway, read_delivery

NO_VALUES: Mapping[str, Any] = {}

BEARER = TokenSignature(header="Authorization", value="Bearer {token}")
IN_FORM = HmacSignature(algorithm="sha512", given_in="form", name="HMAC", over="MSG")
IN_HEADER = HmacSignature(algorithm="sha256", given_in="header", name="X-Signature")
SECRET = "made-up-secret-of-a-hook"


def hook(**declared: Any) -> Hook:
    """A hook that nobody has to set up."""
    return Hook(steps=("Paste the address.",), **declared)


def form_hook(part: str = "", signature: Signature | None = None, **declared: Any) -> Hook:
    """A hook whose deliveries are forms."""
    return hook(payload=Payload(encoding="form", part=part), signature=signature, **declared)


def read(
    given: Hook,
    body: bytes | str | Mapping[str, Any],
    values: Mapping[str, Any] = NO_VALUES,
    *,
    secret: str = "",
    headers: Headers = (),
) -> Delivery | Dropped | TurnedAway:
    """What a delivery comes to; a mapping is sent as JSON."""
    text = json.dumps(body) if isinstance(body, Mapping) else body
    octets = text.encode() if isinstance(text, str) else text
    return read_delivery(given, values, secret, headers, octets)


def delivered(given: Hook, body: bytes | str | Mapping[str, Any], *more: Any, **named: Any) -> Delivery:
    """The same, for one that counts."""
    result = read(given, body, *more, **named)
    assert isinstance(result, Delivery), result
    return result


def bundles(given: Hook, body: bytes | str | Mapping[str, Any], *more: Any, **named: Any) -> list[Any]:
    """The bundles of a delivery that counts."""
    return [json.loads(bytes(item)) for item in delivered(given, body, *more, **named).bundles]


def dropped(given: Hook, body: bytes | str | Mapping[str, Any], *more: Any, **named: Any) -> str:
    """Why a delivery was dropped."""
    result = read(given, body, *more, **named)
    assert isinstance(result, Dropped), result
    return result.reason


def turned_away(given: Hook, body: bytes | str | Mapping[str, Any], *more: Any, **named: Any) -> str:
    """Why a delivery was not believed."""
    result = read(given, body, *more, **named)
    assert isinstance(result, TurnedAway), result
    return result.reason
