"""An app made for a test, at a host on this computer that tells what it was sent."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from core.model.app import App
from core.model.connection import Connection
from core.model.module import Module
from core.model.run import RunEvent, RunFailed, RunStarted
from core.run.account_book import AccountBook, NewConnection
from core.run.lookups import Lookups
from core.run.module_run import ModuleRuns
from core.store.store import Store
from tests.core.rules.rules_samples import KEY

Answer = Callable[[str], web.Response]
"""What the host says to a path with its query."""


@dataclass(frozen=True)
class Seen:
    """A request as it arrived."""

    method: str
    target: str
    content_type: str
    body: bytes


@dataclass
class OwnHost:
    """A host, the requests that it saw, and what it says."""

    answer: Answer
    address: str = ""
    seen: list[Seen] = field(default_factory=list)

    async def handle(self, request: web.BaseRequest) -> web.Response:
        """Note a request and answer it."""
        kind = request.headers.get("Content-Type", "")
        self.seen.append(Seen(request.method, request.path_qs, kind, await request.read()))
        return self.answer(request.path_qs)


@dataclass
class OwnDesk:
    """What runs and lookups need, for one app at one host."""

    app: App
    host: OwnHost
    store: Store
    book: AccountBook
    events: list[RunEvent] = field(default_factory=list)

    def new(self, **values: Any) -> NewConnection:
        """What a person fills in."""
        filled = {"api_key": KEY, **values}
        return NewConnection(app=self.app.id, name="Own", values=filled, address=self.host.address)

    async def practice(self) -> Connection:
        """A connection; the request that proved it is forgotten."""
        connection = await self.book.add_practice(self.new())
        self.host.seen.clear()
        return connection

    async def run(self, module: Module, **values: Any) -> list[bytes]:
        """Run a module to its end. Gives its bundles."""
        connection = await self.practice()
        self.events = []
        await ModuleRuns(self.store, self.book).run(self.app, module, connection, values, self.events.append)
        (started,) = (event for event in self.events if isinstance(event, RunStarted))
        with closing(self.store.spool.reader(started.run)) as source:
            return [source.raw(index) for index in range(len(source))]

    @property
    def failures(self) -> list[RunFailed]:
        """How the last run failed, if it did."""
        return [event for event in self.events if isinstance(event, RunFailed)]

    async def choices(self, name: str, search: str = "", **values: Any) -> list[tuple[str, str]]:
        """A choice list."""
        connection = await self.practice()
        return [*await Lookups(self.book).entries(self.app, connection, name, values, search)]


@asynccontextmanager
async def own_desk(folder: Path, app: App, answer: Answer, *, vault: bool = False) -> AsyncIterator[OwnDesk]:
    """Open host and store; with `vault`, secrets can be kept."""
    host = OwnHost(answer)
    runner = web.ServerRunner(web.Server(host.handle))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    store = await Store.open(folder)
    book = AccountBook(store, {app.id: app}.__getitem__, lambda secrets: None)
    try:
        if vault:
            await store.vault.create_with_passphrase("correct horse battery staple")
        yield OwnDesk(app, host, store, book)
    finally:
        await book.close()
        await store.close()
        await runner.cleanup()


def json_answer(**by_path: str) -> Answer:
    """Answer each path by the JSON text for its last segment; everything else by `{}`."""

    def answer(target: str) -> web.Response:
        name = target.partition("?")[0].rpartition("/")[2]
        return web.Response(text=by_path.get(name, "{}"), content_type="application/json")

    return answer
