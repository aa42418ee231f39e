"""The door of the Qualtrics stand-in: a body with every POST, the token, the limits, the unknown route."""

import re
from collections.abc import Callable

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from core.sandbox import credentials
from core.sandbox.limits import RateLimit
from core.sandbox.qualtrics.envelope import NO_ROUTE, Envelopes, Refused
from core.sandbox.service import retry_after_header

BASE = "/API/v3"
TOO_OFTEN = "Too many requests. Please try again later."
"""Our own choice of words."""

FAMILIES = (
    # of a minute: methods, path below the base
    (500, "POST|PUT|DELETE", re.compile(r"/directories/[^/]+/contacts.*")),
    (1000, "GET|POST|DELETE", re.compile(r"/distributions/sms.*")),
    (120, "GET|POST|DELETE", re.compile(r"/eventsubscriptions.*")),
    (240, "GET", re.compile(r"/surveys/[^/]+/responses/.+")),
)
"""Calls that have a limit of their own, below that of the brand."""


class FamilyLimits:
    """The limits of those calls; none, if the sandbox is to let everything in."""

    def __init__(self, limited: bool) -> None:
        self._limits = [
            (RateLimit(most), methods.split("|"), pattern)
            for most, methods, pattern in (FAMILIES if limited else ())
        ]

    def refuse(self, key: str, method: str, path: str) -> int | None:
        """Count one request: None if it is let in, else the seconds to wait. `path` begins after the base."""
        for limit, methods, pattern in self._limits:
            if method in methods and pattern.fullmatch(path):
                return limit.refuse(key)
        return None


def door(
    key: str,
    envelopes: Callable[[], Envelopes],
    admit: Callable[[str, str], int | None],
    says_when: Callable[[], bool],
) -> Middleware:
    """Return the middleware.

    `admit(method, path)` counts a request and tells the seconds to wait, if any; `says_when` whether the 429
    tells them on.
    """

    @web.middleware
    async def pass_door(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.method == "POST" and not await request.read():
            # Below the service itself, and so without its envelope.
            return web.Response(text=_LENGTH_REQUIRED, status=411, content_type="text/html")
        try:
            _check_key(request, key)
            path = request.path.partition(BASE)[2]
            if (seconds := admit(request.method, path)) is not None:
                raise too_often(seconds if says_when() else None)
            return await handler(request)
        except Refused as refused:
            return envelopes().problem(refused)
        except web.HTTPNotFound:
            return envelopes().problem(Refused(404, NO_ROUTE))
        except web.HTTPMethodNotAllowed:  # our own choice
            return envelopes().problem(Refused(405, "This method is not allowed here."))

    return pass_door


def too_often(retry_after: int | str | None) -> Refused:
    """The 429. Our own choice: its words, and that it has no code."""
    return Refused(429, TOO_OFTEN, headers=retry_after_header(retry_after))


def _check_key(request: web.Request, key: str) -> None:
    given = request.headers.get("X-API-TOKEN", "")
    if not given and credentials.bearer(request) is not None:
        raise Refused(401, "invalid_client", "AUTH_6.0")
    if not given:
        raise Refused(400, "Expected authorization in headers, but none provided.", "ATP_2")
    if not credentials.same(given, key):
        raise Refused(401, "Unrecognized X-API-TOKEN.", "DCD_7")


_LENGTH_REQUIRED = (
    "<html><head><title>411 Length Required</title></head><body>411 Length Required</body></html>"
)
