"""The door of the Refiner stand-in: key, rate limits and methods, the same for every path."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from core.sandbox import credentials
from core.sandbox.answers import Refusal, answer
from core.sandbox.parameters import UnreadableBody, nested, read_parameters
from core.sandbox.refiner.refusals import TOO_OFTEN, bad
from core.sandbox.service import retry_after_header

_PARAMETERS = web.RequestKey("parameters", dict[str, Any])
SHORTEST_KEY = 8
"""Our own choice: a shorter key counts as none."""
HEX_KEY = 40


def door(key: str, admit: Callable[[str, str | None], int | None]) -> Middleware:
    """Return the middleware. `admit(key, user)` counts a request and tells the seconds to wait, if any."""

    @web.middleware
    async def pass_door(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            parameters, problem = await _parameters(request)
            check_key(_given_key(request, parameters), key)
            if (seconds := admit(key, _user(request, parameters))) is not None:
                raise Refusal(429, TOO_OFTEN, retry_after_header(seconds))
            if request.method in ("PUT", "PATCH"):  # our own choice: the same 405 on every path
                raise Refusal(405, {"message": "Method not allowed"})
            if problem is not None:
                raise bad(problem)
            request[_PARAMETERS] = parameters
            return await handler(request)
        except Refusal as refusal:
            return refusal.answer()
        except web.HTTPMethodNotAllowed:
            return answer({"message": "Method not allowed"}, 405)
        except web.HTTPNotFound:
            return answer({"message": "Route not found"}, 404)

    return pass_door


def check_key(given: str, key: str) -> None:
    """Refuse a wrong key the way the service does: none, malformed and unknown are three answers."""
    if len(given) < SHORTEST_KEY:
        raise Refusal(401, {"error": "No API key found in headers"})
    if not _looks_like_key(given):
        raise Refusal(401, {"error": "API key does not look valid"})
    if not credentials.same(given, key):
        raise Refusal(404, {"message": "API key not valid or does not exist"})


def parameters_of(request: web.Request) -> dict[str, Any]:
    """Return query and body of a request that has passed the door."""
    return request[_PARAMETERS]


async def _parameters(request: web.Request) -> tuple[dict[str, Any], str | None]:
    """Return the parameters; of an unreadable body those of the query, and what is wrong with it."""
    try:
        return await read_parameters(request), None
    except UnreadableBody as unreadable:
        return nested(request.query.items()), str(unreadable)


def _given_key(request: web.Request, parameters: Mapping[str, Any]) -> str:
    basic = credentials.basic(request)
    in_basic = basic[0] if basic is not None and basic[1] == "" else None
    given = credentials.bearer(request) or in_basic or parameters.get("api_key")
    return given if isinstance(given, str) else ""


def _looks_like_key(given: str) -> bool:
    """Our own choice: 40 hexadecimal digits, or a UUID with its dashes."""
    if len(given) == HEX_KEY:
        return all(letter in "0123456789abcdefABCDEF" for letter in given)
    try:
        return str(UUID(given)) == given.lower()
    except ValueError:
        return False


def _user(request: web.Request, parameters: Mapping[str, Any]) -> str | None:
    """Return who the call is about: calls about one user have a limit of their own."""
    names = ("id", "email", "uuid") if request.path.endswith("/contact") else ("id", "email")
    return next((str(parameters[name]) for name in names if parameters.get(name)), None)
