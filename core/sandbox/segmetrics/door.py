"""The doors of the two SegMetrics hosts: key, account and integration, the same for every path of a host."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from core.sandbox import credentials
from core.sandbox.answers import Refusal, answer
from core.sandbox.segmetrics.reading import refuse
from core.sandbox.service import retry_after_header

# Our own choice throughout: what a wrong key gives is not known for either host.
UNAUTHORIZED = "Unauthorized"
UNAUTHENTICATED = {"message": "Unauthenticated."}


@dataclass(frozen=True, slots=True)
class Access:
    """What a caller must know. The key is sent bare, so `Bearer <key>` is a wrong one."""

    api_key: str
    account_id: str
    integration_id: str


def door(prefix: str, access: Access, admit: Callable[[str], int | None]) -> Middleware:
    """Return the middleware. `admit(key)` counts a request and tells the seconds to wait, if any."""

    @web.middleware
    async def pass_door(request: web.Request, handler: Handler) -> web.StreamResponse:
        parts = request.path.removeprefix(prefix).strip("/").split("/")
        is_import = parts[:2] == ["api", "v1"]
        try:
            (_check_import if is_import else _check_report)(credentials.bare(request), parts, access)
            if (seconds := admit(access.api_key)) is not None:
                raise Refusal(429, too_often_body(is_import), retry_after_header(seconds))
            return await handler(request)
        except Refusal as refusal:
            return refusal.answer()
        except web.HTTPMethodNotAllowed:
            return answer(_problem(is_import, "Method not allowed"), 405)
        except web.HTTPNotFound:
            return answer(_problem(is_import, "Not found"), 404)

    return pass_door


def too_often_body(is_import: bool) -> dict[str, Any]:
    """Return the body of a 429."""
    return _problem(is_import, "Too many requests")


def server_error_body() -> dict[str, Any]:
    """Return the body of a 500."""
    return _problem(True, "Server error")


def _problem(is_import: bool, text: str) -> dict[str, Any]:
    return {"status": "error", "errors": [text]} if is_import else {"message": text}


def _check_import(given: str, parts: list[str], access: Access) -> None:
    account, integration = (*parts[2:4], "", "")[:2]
    if not credentials.same(given, access.api_key) or account != access.account_id:
        raise refuse(401, UNAUTHORIZED)
    if integration != access.integration_id:
        raise refuse(404, "integration not found")


def _check_report(given: str, parts: list[str], access: Access) -> None:
    if not credentials.same(given, access.api_key) or parts[0] != access.account_id:
        raise Refusal(401, UNAUTHENTICATED)
