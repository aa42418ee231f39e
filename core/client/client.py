"""Sending: in turn within the rate, with credentials, again where that is safe."""

import asyncio
import contextlib
import random
import time
from collections.abc import Callable, Generator, Sequence
from types import TracebackType
from typing import Generic, Protocol, Self, TypeVar
from urllib.parse import urlsplit

import httpx
import msgspec

from core.client.proxies import secrets_of_system
from core.client.rate import Budget
from core.client.transport import Http, ask, is_final, reason_of, timed_out, was_sent
from core.model.app import App, ErrorRule
from core.model.errors import (
    InvalidValues,
    NetworkDown,
    NetworkError,
    NotFound,
    NotKnown,
    RateLimited,
    ServiceDown,
    ServiceError,
    TimedOut,
    TrunklineError,
    UnreadableReply,
)
from core.model.http import Exchange, HttpReply, HttpRequest
from core.model.module import Effect
from core.model.network import DIRECTLY, Access, RateBudget
from core.rules.redact import Redactor
from core.rules.reply import error_in
from core.rules.retry import LONGEST_WAIT, MOST_ATTEMPTS, may_repeat, network_down, outcome_of, wait_before

Answer = TypeVar("Answer")

KEPT_OF_REPLY = 64_000
"""Characters of a failed reply that are kept for people to look at."""

_LOOKED_THROUGH = 16 * KEPT_OF_REPLY
"""Bytes of it that are searched for secrets: far more than is kept, so that none is cut in two and missed."""

PERHAPS_DELETED = "The answer to an earlier attempt was lost: that one may have deleted it, as you wanted."

LOOK_FIRST = "Look at the service before you run it again: it may have been done all the same."


class Timeouts(msgspec.Struct, frozen=True, kw_only=True):
    """Limits in seconds: until a connection stands, and between two pieces of an answer."""

    connect: float = 10.0
    read: float = 60.0


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


class _Good(msgspec.Struct, Generic[Answer], frozen=True):
    answer: Answer


class _Failure(msgspec.Struct, frozen=True):
    error: ServiceError | NetworkError
    was_sent: bool
    is_final: bool = False


class Client:
    """The way to one account: one pool of sockets, one rate budget. Use it as an async context.

    `access` is the way out: proxy, certificates, and who writes down which hosts are contacted. `timeouts`
    stand in for those of its settings.
    """

    def __init__(
        self,
        app: App,
        secrets: Sequence[str] = (),
        *,
        access: Access = DIRECTLY,
        timeouts: Timeouts | None = None,
        clock: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.app = app
        self.redactor = Redactor([*secrets, *access.network.secrets, *secrets_of_system()])
        self._access = access
        settings = access.network.settings
        self._timeouts = timeouts or Timeouts(connect=settings.connect, read=settings.read)
        self._clock = clock
        self._chance = chance
        self._http: Http | None = None
        self._is_closed = False
        rate = app.rate_limit
        self._budget = Budget(rate) if rate else None
        self._paused_until = 0.0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all sockets, for good: what is under way breaks off, and nothing more is sent."""
        self._is_closed = True
        if self._http:
            await self._http.close()
            self._http = None
        await self._access.contacts.settle()

    def budget(self, calls: int = 1) -> RateBudget:
        """What may still be asked now, and how long so many calls have to wait. On the client's loop."""
        pause = max(0.0, self._paused_until - asyncio.get_running_loop().time()) if calls > 0 else 0.0
        if self._budget is None:
            return RateBudget(requests=0, seconds=0.0, left=0, calls=calls, wait=pause)
        rate, wait = self._budget.rate, max(pause, self._budget.wait_for(calls))
        return RateBudget(
            requests=rate.requests, seconds=rate.seconds, left=self._budget.left(), calls=calls, wait=wait
        )

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
        return await self.read(request, effect, _as_it_is, rules=rules, watcher=watcher, page=page)

    async def read(
        self,
        request: HttpRequest,
        effect: Effect,
        reading: Callable[[HttpReply], Answer],
        *,
        rules: Sequence[ErrorRule] = (),
        watcher: Watcher | None = None,
        page: int = 1,
    ) -> Answer:
        """As `send`, giving what `reading` makes of the good reply.

        `reading` may raise `UnreadableReply`; the reply is then kept for people to look at.
        """
        watcher = watcher or Silent()
        attempt = 1
        is_perhaps_done = False
        while True:
            outcome = await self._attempt(request, reading, rules, watcher, page, attempt)
            if isinstance(outcome, _Good):
                return outcome.answer
            error = outcome.error
            is_last = attempt == MOST_ATTEMPTS or outcome.is_final
            if is_last or not may_repeat(error, effect, was_sent=outcome.was_sent):
                told = self._as_told(error, effect, outcome.was_sent, attempt)
                if is_perhaps_done and effect == "delete" and isinstance(error, NotFound):
                    told.next_step = PERHAPS_DELETED
                raise told
            is_perhaps_done = is_perhaps_done or outcome.was_sent
            attempt += 1
            seconds = wait_before(attempt, error, self._chance())
            watcher.waits(page, attempt, seconds, self.redactor.text(error.reason))
            await self._wait(seconds, error)

    async def _attempt(
        self,
        request: HttpRequest,
        reading: Callable[[HttpReply], Answer],
        rules: Sequence[ErrorRule],
        watcher: Watcher,
        page: int,
        attempt: int,
    ) -> _Good[Answer] | _Failure:
        await self._turn()
        http = self._open()
        watcher.sent(page, attempt)
        with self._exchange(request, attempt, watcher) as exchange:
            try:
                reply = await ask(http, request)
            except httpx.TransportError as error:
                failure = _failure(error, request, http.proxy_to(request.url))
                http.look_again()
                exchange.problem = failure.error.reason
                return failure
            exchange.reply = reply
            watcher.read(page, reply)
            failed = error_in(self.app, rules, reply, self._clock())
            if failed is None:
                try:
                    return _Good(reading(reply))
                except UnreadableReply as error:
                    failed = error
            exchange.problem = failed.reason
            return _Failure(failed, was_sent=True)

    def _open(self) -> Http:
        if self._is_closed:
            raise NotKnown(
                "This connection is gone.", "It was closed while it was in use.", "Choose another connection."
            )
        if self._http is None:
            try:
                self._http = Http(self._timeouts.connect, self._timeouts.read, self._access)
            except InvalidValues as invalid:  # a file that was there when the settings were kept
                raise NetworkDown(
                    "Nothing was sent.", invalid.reason, "Correct the certificates in the network settings."
                ) from invalid
        return self._http

    def _as_told(
        self, error: ServiceError | NetworkError, effect: Effect, was_sent: bool, attempts: int
    ) -> ServiceError | NetworkError:
        """The error as the person hears it once nothing more is tried."""
        if isinstance(error, NetworkError):
            error = outcome_of(error, effect, was_sent=was_sent)
        if isinstance(error, RateLimited | ServiceDown) and (error.retry_after or 0) > LONGEST_WAIT:
            error.next_step = f"It asks to wait {_minutes(error.retry_after or 0)}; run it again then."
        elif attempts > 1:
            error.reason = f"{error.reason} ({attempts} attempts.)"
        if effect == "unsafe" and isinstance(error, ServiceDown | UnreadableReply):
            error.next_step = LOOK_FIRST
        error.reason = self.redactor.text(error.reason)  # a service may repeat what it was sent
        error.args = (error.title, error.reason, error.next_step)  # what `repr` shows
        return error

    async def _turn(self) -> None:
        """Wait until a request may go out: within the rate, and not in a pause that the service asked for."""
        loop = asyncio.get_running_loop()
        while True:
            if self._budget:
                await self._budget.acquire()
            pause = self._paused_until - loop.time()
            if pause <= 0:
                return
            await asyncio.sleep(pause)  # another 429 may have moved its end meanwhile

    async def _wait(self, seconds: float, error: TrunklineError) -> None:
        if isinstance(error, RateLimited):  # the limit is the connection's: everyone waits, not just this one
            until = asyncio.get_running_loop().time() + seconds
            self._paused_until = max(self._paused_until, until)
        await asyncio.sleep(seconds)

    @contextlib.contextmanager
    def _exchange(self, request: HttpRequest, attempt: int, watcher: Watcher) -> "Generator[_Open]":
        opened = _Open()
        started = time.perf_counter()
        shown = self.redactor.request(request, attempt=attempt, sent_at=self._clock())
        try:
            yield opened
        except asyncio.CancelledError:
            opened.problem = "Stopped."
            raise
        except TrunklineError as error:
            opened.problem = error.reason
            raise
        finally:
            seconds = time.perf_counter() - started
            watcher.traced(self._complete(shown, opened, seconds))

    def _complete(self, shown: Exchange, opened: "_Open", seconds: float) -> Exchange:
        reply, problem = opened.reply, self.redactor.text(opened.problem)
        if reply is None:
            return msgspec.structs.replace(shown, problem=problem or "No answer.", seconds=seconds)
        body = reply.body[:_LOOKED_THROUGH].decode("utf-8", "replace") if problem else ""
        return msgspec.structs.replace(
            shown,
            status=reply.status,
            reply_headers=self.redactor.headers(reply.headers),
            reply_body=self.redactor.text(body)[:KEPT_OF_REPLY],
            reply_size=len(reply.body),
            seconds=reply.seconds,
            problem=problem,
        )


class _Open:
    """An exchange under way."""

    reply: HttpReply | None = None
    problem: str = ""


def _failure(error: httpx.TransportError, request: HttpRequest, proxy: str) -> _Failure:
    host = urlsplit(request.url).netloc
    sent = was_sent(error)
    if timed_out(error) and proxy and not sent:
        told: NetworkError = TimedOut(
            f"{host} took too long.",
            f"No connection came about in time, by way of the proxy {proxy}.",
            "Run it again. If it stays so, test the network settings.",
        )
    elif timed_out(error):
        told = TimedOut(
            f"{host} took too long.", "No answer came in time.", "Run it again; the service may be busy."
        )
    else:
        told = network_down(reason_of(error, host, proxy))
    return _Failure(told, sent, is_final(error))


def _as_it_is(reply: HttpReply) -> HttpReply:
    return reply


def _minutes(seconds: float) -> str:
    minutes = round(seconds / 60) or 1
    return "a minute" if minutes == 1 else f"{minutes} minutes"
