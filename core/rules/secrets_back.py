"""Secrets put back where they were taken out of a request that was sent."""

from collections.abc import Iterable
from urllib.parse import quote, quote_plus

from core.model.http import Exchange, HttpRequest
from core.rules.redact import HIDDEN, Redactor


def with_secrets(exchange: Exchange, built: HttpRequest, secrets: Iterable[str]) -> HttpRequest | None:
    """The request as it was sent; None where that cannot be told for certain.

    `built` is the request of the same form and connection, made anew: all pages of a list are asked for by
    it, but for the address. What is given shows nothing but `exchange` once its secrets are taken out again.
    """
    known = tuple(filter(None, secrets))
    redactor = Redactor(known)
    shown = redactor.request(built, attempt=exchange.attempt, sent_at=exchange.sent_at)
    is_alike = (shown.method, shown.request_headers, shown.request_body) == (
        exchange.method,
        exchange.request_headers,
        exchange.request_body,
    )
    url = _filled(exchange.url, built.url, known, redactor) if is_alike else None
    return (
        None
        if url is None
        else HttpRequest(method=built.method, url=url, headers=built.headers, body=built.body)
    )


def _filled(shown: str, built: str, secrets: tuple[str, ...], redactor: Redactor) -> str | None:
    """The address with the one secret that the address made anew holds, in the way it is written there."""
    if HIDDEN not in shown:
        return shown
    if redactor.text(built) == shown:
        return built
    written = {form for secret in secrets for form in _forms(secret) if form in built}
    if len(written) != 1:
        return None
    filled = shown.replace(HIDDEN, written.pop())
    return filled if redactor.text(filled) == shown else None


def _forms(secret: str) -> set[str]:
    """How a secret is written in an address: encoded; in a way that nothing is encoded, plainly."""
    return {quote_plus(secret), quote(secret, safe="")}
