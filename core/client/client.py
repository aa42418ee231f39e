"""Sending: in turn within the rate, with credentials, again where that is safe."""

import asyncio
import contextlib
import random
import time
from collections.abc import Callable, Generator, Sequence
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import urlsplit

import httpx
import msgspec
from aiolimiter import AsyncLimiter

from core.client.transport import open_http, reason_of, timed_out, was_sent
from core.model.app import App, ErrorRule
from core.model.errors import NetworkError, RateLimited, ServiceError, TimedOut, TrunklineError
from core.model.http import Exchange, HttpReply, HttpRequest
from core.model.module import Effect
from core.rules.redact import Redactor
from core.rules.reply import error_in
from core.rules.retry import LONGEST_WAIT, MOST_ATTEMPTS, may_repeat, network_down, outcome_of, wait_before

KEPT_OF_REPLY = 64_000
"""Characters of a failed reply that are kept for people to look at."""


class Timeouts(msgspec.Struct, frozen=True, kw_only=True):
    """Limits in seconds: until a connection stands, and between two pieces of an answer."""

    connect: float = 10.0
    read: float = 60.0


DEFAULT_TIMEOUTS = Timeouts()


class Watcher(Protocol):
    """Who wants to know what goes on. Called on the client's loop; must return at once."""

    def sent(self, page: int, attempt: int) -> None:
        """A request is about to go out."""

    def waits(self, page: int, attempt: int, seconds: float, reason: str) -> None:
        """Attempt number `attempt` follows after `seconds`."""

    def read(self, page: int, reply: HttpReply) -> None:
        """A reply was read to its end."""

    def traced(self, exchange: Exchange) -> None:
        """What people may see of an exchange that is over."""


class Silent:
    """A watcher that does not care."""

    def sent(self, page: int, attempt: int) -> None:
        """Nothing."""

    def waits(self, page: int, attempt: int, seconds: float, reason: str) -> None:
        """Nothing."""

    def read(self, page: int, reply: HttpReply) -> None:
        """Nothing."""

    def traced(self, exchange: Exchange) -> None:
        """Nothing."""


class _Failure(msgspec.Struct, frozen=True):
    error: ServiceError | NetworkError
    was_sent: bool


class Client:
    """The way to one account: one pool of sockets, one rate budget. Use it as an async context."""

    def __init__(
        self,
        app: App,
        secrets: Sequence[str] = (),
        *,
        timeouts: Timeouts = DEFAULT_TIMEOUTS,
        clock: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.app = app
        self._redactor = Redactor(secrets)
        self._timeouts = timeouts
        self._clock = clock
        self._chance = chance
        self._http: httpx.AsyncClient | None = None
        rate = app.rate_limit
        self._budget = AsyncLimiter(rate.requests, rate.seconds) if rate else None
        self._closed_until = 0.0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all sockets."""
        if self._http:
            await self._http.aclose()
            self._http = None

    async def send(
        self,
        request: HttpRequest,
        effect: Effect,
        *,
        rules: Sequence[ErrorRule] = (),
        watcher: Watcher | None = None,
        page: int = 1,
    ) -> HttpReply:
        """The good reply to a request, after as many attempts as are safe.

        Raises `ServiceError` (the service said no), `NetworkError` (no answer), `UnknownOutcome` (the answer
        to an unsafe write was lost). Cancelling closes the request's socket.
        """
        watcher = watcher or Silent()
        attempt = 1
        while True:
            outcome = await self._attempt(request, rules, watcher, page, attempt)
            if isinstance(outcome, HttpReply):
                return outcome
            error = outcome.error
            if attempt == MOST_ATTEMPTS or not may_repeat(error, effect, was_sent=outcome.was_sent):
                raise self._as_told(error, effect, outcome.was_sent, attempt)
            attempt += 1
            seconds = wait_before(attempt, error, self._chance())
            watcher.waits(page, attempt, seconds, self._redactor.text(error.reason))
            await self._wait(seconds, error)

    async def _attempt(
        self, request: HttpRequest, rules: Sequence[ErrorRule], watcher: Watcher, page: int, attempt: int
    ) -> HttpReply | _Failure:
        await self._turn()
        watcher.sent(page, attempt)
        with self._exchange(request, attempt, watcher) as exchange:
            try:
                reply = await self._ask(request)
            except httpx.TransportError as error:
                failure = _failure(error, request)
                exchange.problem = failure.error.reason
                return failure
            exchange.reply = reply
            watcher.read(page, reply)
            said_no = error_in(self.app, rules, reply, self._clock())
            if said_no:
                exchange.problem = said_no.reason
                return _Failure(said_no, was_sent=True)
            return reply

    async def _ask(self, request: HttpRequest) -> HttpReply:
        if self._http is None:
            self._http = open_http(self._timeouts.connect, self._timeouts.read)
        began = time.perf_counter()
        try:
            response = await self._http.request(
                request.method, request.url, headers=list(request.headers), content=request.body
            )
        except (httpx.DecodingError, httpx.InvalidURL) as error:
            raise httpx.RemoteProtocolError(str(error)) from error
        self._http.cookies.clear()
        return HttpReply(
            status=response.status_code,
            headers=tuple(response.headers.multi_items()),
            body=response.content,
            seconds=time.perf_counter() - began,
        )

    def _as_told(
        self, error: ServiceError | NetworkError, effect: Effect, was_sent: bool, attempts: int
    ) -> ServiceError | NetworkError:
        """The error as the person hears it once nothing more is tried."""
        if isinstance(error, NetworkError):
            error = outcome_of(error, effect, was_sent=was_sent)
        if isinstance(error, RateLimited) and (error.retry_after or 0) > LONGEST_WAIT:
            error.next_step = f"It asks to wait {_minutes(error.retry_after or 0)}; run it again then."
        elif attempts > 1:
            error.reason = f"{error.reason} ({attempts} attempts.)"
        error.reason = self._redactor.text(error.reason)  # a service may repeat what it was sent
        return error

    async def _turn(self) -> None:
        loop = asyncio.get_running_loop()
        while (wait := self._closed_until - loop.time()) > 0:  # noqa: ASYNC110 - a moment in time, no event
            await asyncio.sleep(wait)  # another 429 may have moved the moment meanwhile
        if self._budget:
            await self._budget.acquire()

    async def _wait(self, seconds: float, error: TrunklineError) -> None:
        if isinstance(error, RateLimited):  # the limit is the connection's: everyone waits, not just this one
            until = asyncio.get_running_loop().time() + seconds
            self._closed_until = max(self._closed_until, until)
        await asyncio.sleep(seconds)

    @contextlib.contextmanager
    def _exchange(self, request: HttpRequest, attempt: int, watcher: Watcher) -> "Generator[_Open]":
        opened = _Open()
        started = time.perf_counter()
        shown = self._redactor.request(request, attempt=attempt, sent_at=self._clock())
        try:
            yield opened
        except asyncio.CancelledError:
            opened.problem = "Stopped."
            raise
        finally:
            seconds = time.perf_counter() - started
            watcher.traced(self._complete(shown, opened, seconds))

    def _complete(self, shown: Exchange, opened: "_Open", seconds: float) -> Exchange:
        reply, problem = opened.reply, self._redactor.text(opened.problem)
        if reply is None:
            return msgspec.structs.replace(shown, problem=problem or "No answer.", seconds=seconds)
        body = reply.body[:KEPT_OF_REPLY].decode("utf-8", "replace") if problem else ""
        return msgspec.structs.replace(
            shown,
            status=reply.status,
            reply_headers=self._redactor.headers(reply.headers),
            reply_body=self._redactor.text(body),
            reply_size=len(reply.body),
            seconds=reply.seconds,
            problem=problem,
        )


class _Open:
    """An exchange under way."""

    reply: HttpReply | None = None
    problem: str = ""


def _failure(error: httpx.TransportError, request: HttpRequest) -> _Failure:
    host = urlsplit(request.url).netloc
    sent = was_sent(error)
    if timed_out(error):
        told: NetworkError = TimedOut(
            f"{host} took too long.", "No answer came in time.", "Run it again; the service may be busy."
        )
    else:
        told = network_down(host, reason_of(error, host))
    return _Failure(told, sent)


def _minutes(seconds: float) -> str:
    minutes = round(seconds / 60) or 1
    return "a minute" if minutes == 1 else f"{minutes} minutes"
