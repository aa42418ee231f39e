"""Requests to a sandbox or to an odd host, and what a client tells about them."""

import asyncio
import contextlib
import json
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import msgspec

from core.apps.catalogue import Catalogue
from core.client import Client, Listing, Page, Timeouts, fetch_pages
from core.model.app import App, RateLimit
from core.model.errors import TrunklineError
from core.model.http import Exchange, HttpReply, HttpRequest
from core.model.module import Module
from core.model.request import CursorPaging, PagePaging, PageSize, Paging
from core.rules.reply import bundles_in
from core.rules.request import build_request
from tests.sandboxes import RunningSandbox, until

IMPATIENT = Timeouts(connect=1.0, read=0.05)


@dataclass
class Recorder:
    """A watcher that notes everything, with the loop's time of each request that goes out."""

    moments: list[float] = field(default_factory=list)
    attempts: list[tuple[int, int]] = field(default_factory=list)
    waits_told: list[tuple[int, float, str]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    told_to_wait: asyncio.Event = field(default_factory=asyncio.Event)

    def sent(self, page: int, attempt: int) -> None:
        self.moments.append(asyncio.get_running_loop().time())
        self.attempts.append((page, attempt))

    def waits(self, page: int, attempt: int, seconds: float, reason: str) -> None:
        self.waits_told.append((attempt, seconds, reason))
        self.told_to_wait.set()

    def read(self, page: int, reply: HttpReply) -> None:
        self.statuses.append(reply.status)

    def traced(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)


@dataclass(frozen=True)
class Account:
    """An app, and the way to one account of it."""

    app: App
    modules: Mapping[str, Module]
    values: Mapping[str, str]
    address: str

    def client(self, **options: Any) -> Client:
        """A client as a run has one."""
        return Client(self.app, tuple(self.values.values()), **options)

    def limited_to(self, requests: int, seconds: float) -> "Account":
        """The same account, at a service that takes so many requests only."""
        limit = RateLimit(requests=requests, seconds=seconds)
        return replace(self, app=msgspec.structs.replace(self.app, rate_limit=limit))

    def request(self, module: str, **values: Any) -> HttpRequest:
        """The request of a module."""
        template = self.modules[module].request
        assert template
        return build_request(self.app, template, values, self.values, self.address)

    def verify(self) -> HttpRequest:
        """The request that proves the account."""
        return build_request(self.app, self.app.connection.verify.request, {}, self.values, self.address)

    def contacts(self, limit: int | None = None, paging: Paging | None = None) -> Listing:
        """The list of contacts: as the app pages it, or otherwise."""
        module = self.modules["list_contacts"]
        return Listing(
            request=self.request("list_contacts"),
            paging=paging or module.paging,
            read=partial(bundles_in, self.app, module),
            limit=limit,
        )


def account(catalogue: Catalogue, sandbox: RunningSandbox, app: str = "refiner") -> Account:
    """The account of an app in the sandbox."""
    modules = {module.id: module for module in catalogue.modules(app)}
    return Account(catalogue.app(app), modules, sandbox.values(app), sandbox.address(app))


def short_pages(length: int = 5) -> PagePaging:
    """Numbered pages that are shorter than any app would ask for."""
    return PagePaging(
        param="page",
        size=PageSize(param="page_length", most=length),
        last_page_at="pagination.last_page",
        rows_at="pagination.items_count",
    )


BY_CURSOR = CursorPaging(
    param="page_cursor", at="pagination.next_page_cursor", size=PageSize(param="page_length", most=5)
)
"""Cursors from the start, over pages that are short."""


def asked_for(sandbox: RunningSandbox, parameter: str) -> list[str]:
    """What the requests for contacts said, oldest first; "" for one that did not say it."""
    return [dict(seen.query).get(parameter, "") for seen in sandbox.requests("/v1/contacts")]


def names(page: Page) -> list[str]:
    """Which contacts are on a page."""
    return [json.loads(bytes(item))["uuid"] for item in page.items]


@contextlib.asynccontextmanager
async def reading(
    account: Account, listing: Listing, watcher: Recorder | None = None
) -> AsyncIterator[AsyncGenerator[Page]]:
    """The pages of a list, one by one, as long as somebody wants them."""
    async with account.client() as client, aclosing(fetch_pages(client, listing, watcher)) as pages:
        yield pages


async def pages_of(account: Account, listing: Listing) -> list[Page]:
    """All pages of a list."""
    async with reading(account, listing) as pages:
        return [page async for page in pages]


async def everyone(account: Account) -> list[str]:
    """All contacts, by one request."""
    (page,) = await pages_of(account, account.contacts(paging=short_pages(1000)))
    return names(page)


async def until_failure(
    kind: type[TrunklineError], account: Account, listing: Listing, watcher: Recorder | None = None
) -> tuple[list[Page], TrunklineError]:
    """The pages that came before a list failed as expected, and how it failed."""
    kept: list[Page] = []
    async with reading(account, listing, watcher) as pages:
        try:
            async for page in pages:
                kept.append(page)  # noqa: PERF401  what came before the failure is wanted
        except kind as failure:
            return kept, failure
    raise AssertionError(f"it should have failed with {kind.__name__}")


Answering = Callable[[str], bytes | None]
"""Gives the raw answer to a request line; None: none, ever."""


@dataclass
class OddHost:
    """A host that answers as no good service does. `gone` counts callers that went away unanswered."""

    address: str
    heads: list[str] = field(default_factory=list)
    gone: int = 0


@contextlib.asynccontextmanager
async def odd_host(answer: Answering, tls: ssl.SSLContext | None = None) -> AsyncIterator[OddHost]:
    """Listen on this computer and answer every request, one a connection, by `answer`."""
    host = OddHost("")
    busy: set[asyncio.StreamWriter] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        busy.add(writer)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            host.heads.append(head)
            reply = answer(head.split(" ")[1])
            if reply is None or reply.endswith(STALLS):
                writer.write((reply or b"").removesuffix(STALLS))
                with contextlib.suppress(ConnectionError):
                    await reader.read()  # until the caller goes away
                host.gone += 1
            else:
                writer.write(reply)
                await writer.drain()
        writer.close()
        busy.discard(writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    host.address = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    try:
        yield host
    finally:
        server.close()
        await until(lambda: not busy)


STALLS = b"...and then nothing more"
"""At the end of an answer: it stops there, and the connection stays."""


def http(status: int, body: bytes = b"", **headers: str) -> bytes:
    """A raw reply; underscores in names of headers stand for dashes."""
    given = {"Content-Length": str(len(body)), "Connection": "close"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return f"HTTP/1.1 {status} Status\r\n{lines}\r\n".encode() + body


def listed(items: Sequence[Any], **pagination: Any) -> bytes:
    """A raw page of a list."""
    return http(200, json.dumps({"items": items, "pagination": pagination}).encode())


async def odd_pages(
    account: Account, answer: Answering, paging: Paging, limit: int | None = None
) -> tuple[list[Page], OddHost]:
    """All pages that an odd host gives."""
    async with odd_host(answer) as host:
        return await pages_of(account, at(host, account.contacts(limit, paging))), host


def at(host: OddHost, listing: Listing) -> Listing:
    """The same list at another host."""
    request = HttpRequest(method="GET", url=f"{host.address}/v1/contacts")
    return Listing(request=request, paging=listing.paging, read=listing.read, limit=listing.limit)


def page_in(target: str) -> int:
    """The page that a request line asks for."""
    return int(target.partition("page=")[2].partition("&")[0])


def pages_asked(host: OddHost) -> list[int]:
    """The pages that were asked for."""
    return [page_in(head.split(" ")[1]) for head in host.heads]


def decoded(page: Page) -> list[Any]:
    """The bundles of a page."""
    return [json.loads(bytes(item)) for item in page.items]
