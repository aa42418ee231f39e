"""A store, an account book and runs on a folder of their own, with accounts in the sandbox."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from core.apps.catalogue import Catalogue
from core.model.connection import Connection
from core.model.errors import TrunklineError
from core.model.module import Module
from core.model.run import RunEvent, RunFailed, RunRecord, RunStarted
from core.run.account_book import AccountBook, NewConnection
from core.run.lookups import Lookups
from core.run.module_run import ModuleRuns
from core.store.store import Store
from tests.sandboxes import RunningSandbox

EventKind = TypeVar("EventKind", bound=RunEvent)
PASSPHRASE = "correct horse battery staple"


@dataclass
class Desk:
    """What runs need, and what they told."""

    catalogue: Catalogue
    sandbox: RunningSandbox
    store: Store
    book: AccountBook
    runs: ModuleRuns
    learned: set[str]
    events: list[RunEvent] = field(default_factory=list)

    @property
    def lookups(self) -> Lookups:
        """Choice lists through the same accounts."""
        return Lookups(self.book)

    def new(self, app: str = "refiner", name: str = "My account", **changed: Any) -> NewConnection:
        """What a person fills in for the account in the sandbox; `changed` values differ."""
        address = changed.pop("address", self.sandbox.address(app))
        return NewConnection(app=app, name=name, values=self.sandbox.values(app) | changed, address=address)

    async def practice(self, app: str = "refiner", **changed: Any) -> Connection:
        """A connection that needs no vault; the request that proved it is forgotten."""
        connection = await self.book.add_practice(self.new(app, f"Practice {app}", **changed))
        self.sandbox.reset()
        return connection

    def module(self, app: str, id: str) -> Module:
        """A module of the catalogue."""
        return self.catalogue.module(app, id)

    async def run(self, connection: Connection, module: str | Module, **values: Any) -> list[RunEvent]:
        """Run a module to its end."""
        chosen = module if isinstance(module, Module) else self.module(connection.app, module)
        self.events = []
        await self.runs.run(self.catalogue.app(chosen.app), chosen, connection, values, self.events.append)
        return self.events

    def start(self, connection: Connection, module: str | Module, **values: Any) -> "asyncio.Future[Any]":
        """The same, as a task."""
        return asyncio.ensure_future(self.run(connection, module, **values))

    def told(self, kind: type[EventKind]) -> list[EventKind]:
        """The events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def run_id(self) -> str:
        """The last run."""
        return self.told(RunStarted)[0].run

    def failure(self) -> TrunklineError:
        """How the last run failed."""
        (failed,) = self.told(RunFailed)
        assert self.events[-1] is failed
        return failed.error

    async def record(self) -> RunRecord:
        """The history's row of the last run."""
        record = await self.store.runs.get(self.run_id)
        assert record
        return record

    def bundles(self) -> list[bytes]:
        """What the last run brought."""
        with closing(self.store.spool.reader(self.run_id)) as source:
            return [source.raw(index) for index in range(len(source))]


@asynccontextmanager
async def desk(
    folder: Path, catalogue: Catalogue, sandbox: RunningSandbox, *, vault: bool = False
) -> AsyncIterator[Desk]:
    """Open one; with `vault`, secrets can be kept."""
    store = await Store.open(folder)
    learned: set[str] = set()
    book = AccountBook(store, catalogue.app, learned.update, clock=lambda: 1_700_000_000.0)
    try:
        if vault:
            await store.vault.create_with_passphrase(PASSPHRASE)
        runs = ModuleRuns(store, book, clock=lambda: 1_700_000_100.0)
        yield Desk(catalogue, sandbox, store, book, runs, learned)
    finally:
        await book.close()
        await store.close()
