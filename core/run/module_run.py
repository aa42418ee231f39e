"""One run of one module: from checked values to bundles in the spool."""

import asyncio
import time
import uuid
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing, closing
from functools import partial
from typing import Any

from core.client import Listing, Page, fetch_pages
from core.model.app import App
from core.model.connection import Connection
from core.model.errors import TrunklineError
from core.model.fields import SecretField
from core.model.http import Exchange, HttpReply, HttpRequest
from core.model.module import Effect, Module
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
from core.rules.reply import bundles_in
from core.rules.request import build_any_call, build_request, effect_of
from core.rules.values import wire_values
from core.run.account_book import AccountBook
from core.store.spool import SpoolWriter
from core.store.store import Store

Emit = Callable[[RunEvent], None]

NOT_KNOWN_IF_DONE = (
    "Stopped while a request was under way.",
    "It is not known whether the service carried it out.",
    "Look at the service before you run it again.",
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
            values=_without_secrets(module, values),
        )
        await self._store.runs.begin(record)
        emit(RunStarted(record.id))
        effect = effect_of(module, request.method)
        with closing(self._store.spool.writer(record.id)) as writer:
            progress = _Progress(writer, emit)
            listing = Listing(
                request=request,
                paging=module.paging,
                read=partial(bundles_in, app, module),
                limit=limit_of(module.paging, wire),
                effect=effect,
                rules=module.errors,
            )
            pages = fetch_pages(client, listing, progress)
            await self._carry_out(record, effect, pages, progress)

    async def _carry_out(
        self, record: RunRecord, effect: Effect, pages: AsyncGenerator[Page], progress: "_Progress"
    ) -> None:
        status: RunStatus = "stopped"
        error: TrunklineError | None = None
        told: tuple[str, str, str] | None = None
        try:
            async with aclosing(pages):
                async for page in pages:
                    progress.keep(page)
            status = "done"
        except TrunklineError as failure:
            status, error = "failed", failure
            told = (failure.title, failure.reason, failure.next_step)
        except asyncio.CancelledError:
            told = NOT_KNOWN_IF_DONE if effect == "unsafe" and progress.under_way else None
            raise
        finally:
            await self._store.runs.complete(
                record.id,
                status=status,
                pages=progress.pages,
                bundles=progress.bundles,
                ended_at=self._clock(),
                problem=told,
            )
        seconds = self._clock() - record.started_at
        if error:
            progress.emit(RunFailed(error, progress.pages, progress.bundles, seconds))
        else:
            progress.emit(RunFinished(progress.pages, progress.bundles, seconds))


class _Progress:
    """Keeps what arrives and tells what happens: the client's watcher for one run."""

    def __init__(self, writer: SpoolWriter, emit: Emit) -> None:
        self._writer = writer
        self.emit = emit
        self.pages = 0
        self.bundles = 0
        self.under_way = 0

    def keep(self, page: Page) -> None:
        """A page's bundles, in order, into the spool."""
        self._writer.append(page.items)
        self.pages += 1
        first, self.bundles = self.bundles, self.bundles + len(page.items)
        self.emit(BundlesArrived(first, len(page.items), page.total))

    def sent(self, page: int, attempt: int) -> None:
        """A request is about to go out."""
        self.under_way += 1
        self.emit(RequestSent(page, attempt))

    def waits(self, page: int, attempt: int, seconds: float, reason: str) -> None:
        """A request will be repeated."""
        self.emit(RetryScheduled(page, attempt, seconds, reason))

    def read(self, page: int, reply: HttpReply) -> None:
        """A reply is there."""
        self.under_way -= 1
        self.emit(ResponseRead(page, reply.status, reply.seconds, len(reply.body)))

    def traced(self, exchange: Exchange) -> None:
        """An exchange is over."""
        self._writer.trace(exchange)


def _without_secrets(module: Module, values: Mapping[str, Any]) -> dict[str, Any]:
    secret = {field.key for field in module.fields if isinstance(field, SecretField)}
    return {key: value for key, value in values.items() if key not in secret}


def _request(
    app: App, module: Module, wire: Mapping[str, Any], credentials: Mapping[str, Any], address: str
) -> HttpRequest:
    if module.any_call:
        return build_any_call(app, module.any_call, wire, credentials, address)
    if module.request:
        return build_request(app, module.request, wire, credentials, address)
    raise TrunklineError(
        f"“{module.label}” waits for the service to call.",
        "It cannot be run by hand.",
        "Follow the steps in its form.",
    )
