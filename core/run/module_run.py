"""One run of one module: from checked values to bundles in the spool."""

import asyncio
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing, closing, suppress
from functools import partial
from typing import Any

import msgspec

from core.client import Client, Listing, fetch_pages
from core.model.app import App
from core.model.connection import Connection, Credentials
from core.model.errors import DataError, NotKnown, TrunklineError
from core.model.fields import SecretField
from core.model.http import HttpRequest
from core.model.module import Module
from core.model.run import (
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
from core.run.continued import (
    connection_of,
    digest,
    is_known_undone,
    refuse_as_it_ended,
    refuse_changed,
    under_way,
)
from core.run.progress import Emit, Progress
from core.store.spool import SpoolWriter
from core.store.store import Store

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
        way = await self._way(app, module, connection, values)
        kept = without_secrets(module, values, way.credentials.secrets)
        record = RunRecord(
            id=uuid.uuid4().hex,
            app=app.id,
            module=module.id,
            connection=connection.id,
            started_at=self._clock(),
            values=kept,
            account=connection.account,
            declared=digest(app, module),
            left_out=kept != without_secrets(module, values, ()) or _holds_secrets(module, values),
            in_doubt=way.listing.effect == "unsafe",
        )
        progress = Progress(emit, connection.revision)
        await self._begin(record, progress)
        await self._follow(record, way, progress, self._store.spool.writer)

    async def go_on(self, id: str, find_module: Callable[[str, str], Module], emit: Emit) -> None:
        """Go on with a run that ended before its end; otherwise as `run`.

        Raises `NotKnown`, and a `TrunklineError` when it cannot be gone on with.
        """
        record, module, connection = await self._ended(id, find_module)
        way = await self._way(self._book.find_app(record.app), module, connection, record.values)
        progress = Progress(emit, connection.revision, record.pages, record.bundles)
        await self._take_up(record, progress, in_doubt=way.listing.effect == "unsafe")
        await self._follow(record, way, progress, self._store.spool.continued)

    async def problem_of(self, id: str, find_module: Callable[[str, str], Module]) -> TrunklineError | None:
        """Why a run cannot be gone on with, as far as can be told without opening the vault."""
        try:
            await self._ended(id, find_module)
        except TrunklineError as error:
            return error
        return None

    async def _ended(
        self, id: str, find_module: Callable[[str, str], Module]
    ) -> tuple[RunRecord, Module, Connection]:
        """A run that may be gone on with, its module and its connection as they are now."""
        record = await self._store.runs.settled(id)
        refuse_as_it_ended(record, self._store.spool.milestones(id))
        module = find_module(record.app, record.module)
        connection = connection_of(record, await self._book.all())
        refuse_changed(record, self._book.find_app(record.app), module, connection)
        return record, module, connection

    async def _way(
        self, app: App, module: Module, connection: Connection, values: Mapping[str, Any]
    ) -> "_Way":
        """From values to what is fetched, and by which client."""
        _refuse_foreign(app, connection)
        wire = wire_values(module.fields, values, module.rules)
        credentials = await self._book.credentials(connection)
        request = request_of(app, module, wire, credentials.values, connection.address)
        client = await self._book.client(connection, credentials)
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
        return _Way(connection, credentials, client, listing)

    async def _begin(self, record: RunRecord, progress: Progress) -> None:
        try:
            await self._store.runs.begin(record)
        except asyncio.CancelledError:  # once asked for, it is written all the same
            await self._complete(record, "stopped", progress, None)
            raise
        progress.emit(RunStarted(record.id))

    async def _take_up(self, record: RunRecord, progress: Progress, *, in_doubt: bool) -> None:
        taking = asyncio.ensure_future(self._store.runs.take_up(record, in_doubt=in_doubt))
        try:
            is_ours = await asyncio.shield(taking)
        except asyncio.CancelledError:  # once asked for, it is written all the same
            if await taking:
                await self._complete(record, "stopped", progress, None)
            raise
        if not is_ours:
            raise under_way()
        progress.emit(RunStarted(record.id))

    async def _follow(
        self, record: RunRecord, way: "_Way", progress: Progress, open_spool: Callable[[str], SpoolWriter]
    ) -> None:
        """Fetch all that is left, and tell how it ended."""
        began = self._clock()
        error = await self._carry_out(record, way, progress, open_spool)
        await self._mark(way, error)
        seconds = self._clock() - began
        if error:
            progress.emit(RunFailed(error, progress.pages, progress.bundles, seconds))
        else:
            progress.emit(RunFinished(progress.pages, progress.bundles, seconds))

    async def _carry_out(
        self, record: RunRecord, way: "_Way", progress: Progress, open_spool: Callable[[str], SpoolWriter]
    ) -> TrunklineError | None:
        """Fetch and keep; the history tells how it ended, whatever happens. Gives what went wrong."""
        status: RunStatus = "failed"
        told: Problem | None = OUR_MISTAKE
        is_unsafe = way.listing.effect == "unsafe"
        in_doubt = is_unsafe
        try:
            with closing(open_spool(record.id)) as writer:
                progress.keep_in(writer)
                # Days are counted from when the run began, however late it is gone on with.
                pages = fetch_pages(
                    way.client,
                    way.listing,
                    progress,
                    clock=lambda: record.started_at,
                    passed=writer.milestones,
                )
                async with aclosing(pages):
                    async for page in pages:
                        progress.keep(page)
            status, told, in_doubt = "done", None, False
        except TrunklineError as failure:
            told = (failure.title, failure.reason, failure.next_step)
            in_doubt = is_unsafe and not is_known_undone(failure)
            return failure
        except asyncio.CancelledError:
            status, in_doubt = "stopped", is_unsafe and bool(progress.under_way)
            told = NOT_KNOWN_IF_DONE if in_doubt else None
            raise
        finally:
            await self._complete(record, status, progress, told, in_doubt=in_doubt)
        return None

    async def _mark(self, way: "_Way", error: TrunklineError | None) -> None:
        """Write down that the service refuses the connection, or accepts it again."""
        with suppress(DataError):  # how the run ended is told all the same
            await self._book.answered(way.connection, way.credentials, error)

    async def _complete(
        self,
        record: RunRecord,
        status: RunStatus,
        progress: Progress,
        problem: Problem | None,
        *,
        in_doubt: bool = False,
    ) -> None:
        await self._store.runs.complete(
            record.id,
            status=status,
            pages=progress.pages,
            bundles=progress.bundles,
            ended_at=self._clock(),
            problem=problem,
            in_doubt=in_doubt,
        )


class _Way(msgspec.Struct, frozen=True):
    """What a run needs: whose account, the way there, and what is to be fetched."""

    connection: Connection
    credentials: Credentials
    client: Client
    listing: Listing


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


def _holds_secrets(module: Module, values: Mapping[str, Any]) -> bool:
    return any(values.get(field.key) for field in module.fields if isinstance(field, SecretField))


def request_of(
    app: App, module: Module, wire: Mapping[str, Any], credentials: Mapping[str, Any], address: str
) -> HttpRequest:
    """The request of a module, that of the first page of a list. `wire` are its wire values."""
    if module.any_call:
        return build_any_call(app, module.any_call, wire, credentials, address, fields=module.fields)
    if module.request:
        return build_request(app, module.request, wire, credentials, address)
    raise TrunklineError(
        f"“{module.label}” waits for the service to call.",
        "It cannot be run by hand.",
        "Follow the steps in its form.",
    )
