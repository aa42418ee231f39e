"""One run of one module: from checked values to bundles in the spool."""

import asyncio
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing, closing, suppress
from functools import partial
from typing import Any

from core.client import Client, Listing, Page, fetch_pages
from core.model.app import App
from core.model.connection import Connection, Credentials
from core.model.errors import AuthRejected, DataError, NotKnown, TrunklineError
from core.model.fields import SecretField
from core.model.http import Exchange, HttpReply, HttpRequest
from core.model.module import Module
from core.model.run import (
    BundlesArrived,
    RequestSent,
    ResponseRead,
    RetryScheduled,
    RunEvent,
    RunFailed,
    RunFinished,
    RunRecord,
    RunStarted,
    RunStatus,
)
from core.rules.paging import limit_of
from core.rules.redact import Redactor
from core.rules.reply import bundles_in
from core.rules.request import build_any_call, build_request, effect_of
from core.rules.values import wire_values
from core.run.account_book import AccountBook
from core.store.spool import SpoolWriter
from core.store.store import Store

Emit = Callable[[RunEvent], None]

Problem = tuple[str, str, str]
"""Title, reason and next step, as the history keeps them."""

NOT_KNOWN_IF_DONE = (
    "Stopped while a request was under way.",
    "It is not known whether the service carried it out.",
    "Look at the service before you run it again.",
)
OUR_MISTAKE = (
    "Trunkline made a mistake.",
    "The run ended early because of it. What arrived is kept.",
    "The log in the data folder tells more; please report it.",
)


class ModuleRuns:
    """Runs modules. A run belongs to whoever awaits it: cancelling stops it, what arrived stays."""

    def __init__(self, store: Store, book: AccountBook, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._book = book
        self._clock = clock

    async def run(
        self, app: App, module: Module, connection: Connection, values: Mapping[str, Any], emit: Emit
    ) -> None:
        """Run a module, telling `emit` what happens.

        Raises `InvalidValues` or a vault's error before anything is sent. What fails later is told as
        `RunFailed`, after the bundles that arrived.
        """
        _refuse_foreign(app, connection)
        wire = wire_values(module.fields, values, module.rules)
        credentials = await self._book.credentials(connection)
        request = _request(app, module, wire, credentials.values, connection.address)
        client = await self._book.client(connection, credentials)
        record = RunRecord(
            id=uuid.uuid4().hex,
            app=app.id,
            module=module.id,
            connection=connection.id,
            started_at=self._clock(),
            values=without_secrets(module, values, credentials.secrets),
        )
        listing = Listing(
            request=request,
            paging=module.paging,
            read=partial(bundles_in, app, module, values=wire),
            limit=limit_of(module.paging, wire),
            effect=effect_of(module, request.method, wire),
            rules=module.errors,
            values=wire,
            address=connection.address,
        )
        progress = _Progress(emit)
        await self._begin(record, progress)
        error = await self._carry_out(record, client, listing, progress)
        await self._mark(connection, credentials, error)
        seconds = self._clock() - record.started_at
        if error:
            emit(RunFailed(error, progress.pages, progress.bundles, seconds))
        else:
            emit(RunFinished(progress.pages, progress.bundles, seconds))

    async def _begin(self, record: RunRecord, progress: "_Progress") -> None:
        try:
            await self._store.runs.begin(record)
        except asyncio.CancelledError:  # once asked for, it is written all the same
            await self._complete(record, "stopped", progress, None)
            raise
        progress.emit(RunStarted(record.id))

    async def _carry_out(
        self, record: RunRecord, client: Client, listing: Listing, progress: "_Progress"
    ) -> TrunklineError | None:
        """Fetch and keep; the history tells how it ended, whatever happens. Gives what went wrong."""
        status: RunStatus = "failed"
        told: Problem | None = OUR_MISTAKE
        try:
            with closing(self._store.spool.writer(record.id)) as progress.writer:
                async with aclosing(fetch_pages(client, listing, progress, clock=self._clock)) as pages:
                    async for page in pages:
                        progress.keep(page)
            status, told = "done", None
        except TrunklineError as failure:
            told = (failure.title, failure.reason, failure.next_step)
            return failure
        except asyncio.CancelledError:
            status = "stopped"
            told = NOT_KNOWN_IF_DONE if listing.effect == "unsafe" and progress.under_way else None
            raise
        finally:
            await self._complete(record, status, progress, told)
        return None

    async def _mark(
        self, connection: Connection, credentials: Credentials, error: TrunklineError | None
    ) -> None:
        """Write down that the service refuses the connection, or accepts it again."""
        with suppress(DataError):  # how the run ended is told all the same
            if isinstance(error, AuthRejected):
                await self._book.rejected(connection, credentials, error)
            elif error is None and connection.failing_since is not None:
                await self._book.accepted(connection)

    async def _complete(
        self, record: RunRecord, status: RunStatus, progress: "_Progress", problem: Problem | None
    ) -> None:
        await self._store.runs.complete(
            record.id,
            status=status,
            pages=progress.pages,
            bundles=progress.bundles,
            ended_at=self._clock(),
            problem=problem,
        )


class _Progress:
    """Keeps what arrives and tells what happens: the client's watcher for one run."""

    writer: SpoolWriter

    def __init__(self, emit: Emit) -> None:
        self.emit = emit
        self.pages = 0
        self.bundles = 0
        self.under_way: set[int] = set()
        """Pages whose request may be with the service, the answer not yet here."""

    def keep(self, page: Page) -> None:
        """A page's bundles, in order, into the spool: one write into the system's cache. A thread would cost
        more than it saves (measured), and could be left half-way by a stop."""
        self.writer.append(page.items)
        self.pages += 1
        first, self.bundles = self.bundles, self.bundles + len(page.items)
        self.emit(BundlesArrived(first, len(page.items), page.total))

    def sent(self, page: int, attempt: int) -> None:
        """A request is about to go out."""
        self.under_way.add(page)
        self.emit(RequestSent(page, attempt))

    def waits(self, page: int, attempt: int, seconds: float, reason: str) -> None:
        """A request will be repeated: it is known to have done nothing, or it may be done twice."""
        self.under_way.discard(page)
        self.emit(RetryScheduled(page, attempt, seconds, reason))

    def read(self, page: int, reply: HttpReply) -> None:
        """A reply is there."""
        self.under_way.discard(page)
        self.emit(ResponseRead(page, reply.status, reply.seconds, len(reply.body)))

    def traced(self, exchange: Exchange) -> None:
        """An exchange is over."""
        self.writer.trace(exchange)


def _refuse_foreign(app: App, connection: Connection) -> None:
    if connection.app != app.id:
        raise NotKnown(
            f"'{connection.name}' is no connection to {app.label}.",
            "Its credentials belong to another service and stay there.",
            f"Choose a connection to {app.label}.",
        )


def without_secrets(module: Module, values: Mapping[str, Any], known: Sequence[str]) -> dict[str, Any]:
    """The values for the history: without secret fields, and without a key that was typed into another."""
    secret = {field.key for field in module.fields if isinstance(field, SecretField)}
    redactor = Redactor(known)
    return {key: redactor.value(value) for key, value in values.items() if key not in secret}


def _request(
    app: App, module: Module, wire: Mapping[str, Any], credentials: Mapping[str, Any], address: str
) -> HttpRequest:
    if module.any_call:
        return build_any_call(app, module.any_call, wire, credentials, address, fields=module.fields)
    if module.request:
        return build_request(app, module.request, wire, credentials, address)
    raise TrunklineError(
        f"“{module.label}” waits for the service to call.",
        "It cannot be run by hand.",
        "Follow the steps in its form.",
    )
