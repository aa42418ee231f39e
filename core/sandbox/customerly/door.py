"""The door of the Customerly stand-in: token and rate limit, the same for every path; and reading bodies."""

from collections.abc import Callable
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from core.sandbox import credentials
from core.sandbox.answers import Refusal, answer
from core.sandbox.customerly.refusals import TOO_OFTEN, bad, error_body, no_header, wrong_token
from core.sandbox.parameters import UnreadableBody, read_json
from core.sandbox.service import retry_after_header

OLD_PREFIX = "AccessToken: "
"""Begins the value of the older header, `Authentication`."""


def door(token: str, takes_bare: Callable[[], bool], admit: Callable[[str], int | None]) -> Middleware:
    """Return the middleware.

    `takes_bare()` tells whether `Authentication: <token>` will do; `admit(token)` counts a request and tells
    the seconds to wait, if any.
    """

    @web.middleware
    async def pass_door(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            given = _given_token(request, takes_bare())
            if given is None:
                raise no_header()
            if not credentials.same(given, token):
                raise wrong_token()
            if (seconds := admit(token)) is not None:
                raise Refusal(429, TOO_OFTEN, retry_after_header(seconds))
            return await handler(request)
        except Refusal as refusal:
            return refusal.answer()
        except web.HTTPMethodNotAllowed:
            return answer(error_body("Method not allowed"), 405)
        except web.HTTPNotFound:
            return answer(error_body("Not found"), 404)

    return pass_door


async def read_object(request: web.Request) -> dict[str, Any]:
    """Return the JSON object in the body, whatever its content type says. No body is an empty object."""
    try:
        body = await read_json(request)
    except UnreadableBody as unreadable:
        raise bad(str(unreadable)) from unreadable
    if body is None:
        return {}
    if not isinstance(body, dict):
        raise bad("The body is not a JSON object")
    return body


def _given_token(request: web.Request, takes_bare: bool) -> str | None:
    if bearer := credentials.bearer(request):
        return bearer
    older = request.headers.get("Authentication", "")
    if older.startswith(OLD_PREFIX):
        return older.removeprefix(OLD_PREFIX).strip()
    return older if older and takes_bare else None
