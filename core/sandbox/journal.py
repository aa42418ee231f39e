"""The journal: which requests came, how many are being answered, and who went away."""

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from aiohttp import web

MOST_REQUESTS = 2_000
"""Requests kept; older ones are forgotten."""
MOST_BODY = 1 << 16
"""Characters of a body that are kept."""


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """One request as it came in.

    `number` counts from 1; `at` is in seconds since the sandbox started; `path` is decoded and begins after
    the prefix of the service, `target` is the raw request line with prefix and query; `query` holds decoded
    pairs in the order sent; names of `headers` are in lower case.
    """

    number: int
    at: float
    app: str
    method: str
    path: str
    target: str
    query: tuple[tuple[str, str], ...]
    headers: dict[str, str]
    body: str

    def as_json(self) -> dict[str, Any]:
        """Return the request as plain values."""
        return asdict(self)


class Journal:
    """What the sandbox has seen since it started or was last reset."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self.in_flight = 0
        self.clear()

    def clear(self) -> None:
        """Forget everything, except the requests that are being answered now."""
        self.requests: deque[SeenRequest] = deque(maxlen=MOST_REQUESTS)
        self.count = 0
        self.cancelled = 0
        self.peak_in_flight = self.in_flight

    def note(self, request: web.Request, app: str, path: str, body: bytes) -> None:
        """Write a request down."""
        self.count += 1
        self.requests.append(
            SeenRequest(
                number=self.count,
                at=time.monotonic() - self._started,
                app=app,
                method=request.method,
                path=path,
                target=request.raw_path,
                query=tuple(request.query.items()),
                headers={name.lower(): value for name, value in request.headers.items()},
                body=body.decode("utf-8", "replace")[:MOST_BODY],
            )
        )

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Count a request as in flight, and as cancelled if its caller goes away before the answer."""
        self.in_flight += 1
        self.peak_in_flight = max(self.peak_in_flight, self.in_flight)
        try:
            yield
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.in_flight -= 1

    def as_json(self) -> dict[str, Any]:
        """Return the counts and the requests, oldest first."""
        return {
            "count": self.count,
            "in_flight": self.in_flight,
            "peak_in_flight": self.peak_in_flight,
            "cancelled": self.cancelled,
            "requests": [seen.as_json() for seen in self.requests],
        }
