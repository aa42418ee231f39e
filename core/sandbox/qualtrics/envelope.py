"""The envelope of every reply, `result` and `meta`, and the refusals that go into it."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web

from core.sandbox.answers import answer
from core.sandbox.seeded import Uuids

# Our own choice from here on: no source tells these codes.
BAD_INPUT = "QVAL_1"
NOT_ALLOWED = "QPERM_1"
NO_SUCH_THING = "QOBJ_1"

NO_ROUTE = "The requested resource does not exist."


class Refused(Exception):
    """Ends a request with an error; raised by a handler, answered by the door."""

    def __init__(
        self, status: int, message: str, code: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, message)
        self.status, self.message, self.code, self.headers = status, message, code, headers


def bad(message: str) -> Refused:
    """A mistake in the request."""
    return Refused(400, message, BAD_INPUT)


def not_allowed(message: str) -> Refused:
    """Something that the account has no right or no licence for."""
    return Refused(403, message, NOT_ALLOWED)


def not_found(what: str) -> Refused:
    """Something that does not exist."""
    return Refused(404, f"{what} was not found.", NO_SUCH_THING)


class Envelopes:
    """Writes replies, each with a request id of its own. `notice` goes with every success, if it is one."""

    def __init__(self, seed: int, notice: Callable[[], str | None]) -> None:
        self._ids = Uuids(seed, "qualtrics request")
        self._notice = notice
        self._count = 0

    def success(self, result: Mapping[str, Any] | None = None) -> web.Response:
        """Answer with `result`, or without one, as updates and deletions do."""
        meta = self._meta(200)
        if notice := self._notice():
            meta["notice"] = notice
        return answer({"meta": meta} if result is None else {"result": result, "meta": meta})

    def problem(self, refused: Refused) -> web.Response:
        """Answer with an error; one of the server carries the instance that had it."""
        meta = self._meta(refused.status)
        error = meta["error"] = {"errorMessage": refused.message}
        if refused.code is not None:
            error["errorCode"] = refused.code
        if refused.status >= 500:
            error["instanceId"] = self._ids.of(-self._count)
        return answer({"meta": meta}, refused.status, refused.headers)

    def _meta(self, status: int) -> dict[str, Any]:
        self._count += 1
        return {
            "httpStatus": f"{status} - {HTTPStatus(status).phrase}",
            "requestId": self._ids.of(self._count),
        }
