"""The ways in which a request may carry its key. No service is named here."""

import base64
import binascii
import hmac

from aiohttp import web


def bare(request: web.Request) -> str:
    """Return the whole Authorization header, or an empty text."""
    return request.headers.get("Authorization", "")


def bearer(request: web.Request) -> str | None:
    """Return the token of `Authorization: Bearer <token>`; the word may be in any case."""
    scheme, _, value = bare(request).partition(" ")
    return value.strip() if scheme.lower() == "bearer" else None


def basic(request: web.Request) -> tuple[str, str] | None:
    """Return user name and password of `Authorization: Basic …`, or None."""
    scheme, _, value = bare(request).partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, _, password = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return user, password


def same(given: str, expected: str) -> bool:
    """Compare two keys in constant time."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())
