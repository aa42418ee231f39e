"""The door of the Cliengo stand-in: the key, the same for every path."""

from collections.abc import Callable

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from core.sandbox import credentials
from core.sandbox.answers import Refusal, answer
from core.sandbox.cliengo.refusals import NO_SUCH_METHOD, NO_SUCH_PATH, TOO_OFTEN, unauthorized
from core.sandbox.service import retry_after_header


def door(key: str, admit: Callable[[str], int | None]) -> Middleware:
    """Return the middleware. `admit(key)` counts a request and tells the seconds to wait, if any.

    The key is taken from the query alone; a header or a body that carries it counts for nothing.
    """

    @web.middleware
    async def pass_door(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            if not credentials.same(request.query.get("api_key", ""), key):
                raise unauthorized()
            if (seconds := admit(key)) is not None:
                raise Refusal(429, TOO_OFTEN, retry_after_header(seconds))
            return await handler(request)
        except Refusal as refusal:
            return refusal.answer()
        except web.HTTPMethodNotAllowed:
            return answer(NO_SUCH_METHOD, 405)
        except web.HTTPNotFound:
            return answer(NO_SUCH_PATH, 404)

    return pass_door
