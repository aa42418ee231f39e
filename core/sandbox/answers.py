"""What goes back to the caller: JSON answers, and refusals that end a request."""

import json
from collections.abc import Mapping
from typing import Any

import orjson
from aiohttp import web


def json_bytes(value: Any) -> bytes:
    """Return `value` as JSON. What orjson refuses (huge integers, lone surrogates) json writes."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, separators=(",", ":")).encode()


def answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """Answer with `value` as JSON."""
    return web.Response(
        body=json_bytes(value), status=status, headers=headers, content_type="application/json"
    )


class Refusal(Exception):
    """Ends a request with `status` and `body` as JSON; raised by a service, answered by its door."""

    def __init__(self, status: int, body: Any, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, body)
        self.status, self.body, self.headers = status, body, headers

    def answer(self) -> web.Response:
        """Return the answer that the caller gets."""
        return answer(self.body, self.status, self.headers)
