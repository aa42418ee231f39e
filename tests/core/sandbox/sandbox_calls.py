"""How these tests talk to a sandbox: real HTTP, no proxy, one small caller for each app."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from core.sandbox import Sandbox, SandboxOptions, start_sandbox

Query = Mapping[str, str | int] | Sequence[tuple[str, str]]
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
"""A moment as Refiner writes it."""
WAITING = 30.0
"""Seconds after which a test gives up waiting."""


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)

    @property
    def items(self) -> list[dict[str, Any]]:
        """Return the rows of a list."""
        rows: list[dict[str, Any]] = self.json["items"]
        return rows


@dataclass(frozen=True)
class Caller:
    """Calls below one address, with headers of its own."""

    client: aiohttp.ClientSession
    base: str
    headers: Mapping[str, str] = field(default_factory=dict)

    async def send(
        self,
        method: str,
        path: str,
        query: Query | None = None,
        body: Any = None,
        form: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send one request; `headers` replace those of the caller."""
        async with self.client.request(
            method,
            self.base + path,
            params=query,
            json=body,
            data=form,
            headers=self.headers if headers is None else headers,
            allow_redirects=False,
        ) as response:
            return Reply(response.status, response.headers, await response.read())

    async def get(self, path: str, **query: str | int) -> Reply:
        """Send a GET."""
        return await self.send("GET", path, query)

    async def post(self, path: str, body: Any = None) -> Reply:
        """Send a POST with a JSON body."""
        return await self.send("POST", path, body=body)

    async def delete(self, path: str, **query: str | int) -> Reply:
        """Send a DELETE."""
        return await self.send("DELETE", path, query)


@dataclass(frozen=True)
class Bench:
    """A running sandbox, and a caller for each thing on it."""

    sandbox: Sandbox
    control: Caller
    refiner: Caller
    segmetrics: Caller
    reports: Caller
    values: Mapping[str, Mapping[str, str]]


@asynccontextmanager
async def bench(options: SandboxOptions | None = None) -> AsyncIterator[Bench]:
    """Start a small sandbox and the callers."""
    async with (
        await start_sandbox(options or SandboxOptions(contacts=60)) as sandbox,
        aiohttp.ClientSession(trust_env=False, connector=aiohttp.TCPConnector(limit=50)) as client,
    ):
        apps = sandbox.description()["apps"]
        values = {name: app["values"] for name, app in apps.items()}
        seg, address = values["segmetrics"], apps["segmetrics"]["address"]
        bare = {"Authorization": seg["api_key"]}
        bearer = {"Authorization": f"Bearer {values['refiner']['api_key']}"}
        yield Bench(
            sandbox=sandbox,
            control=Caller(client, sandbox.address + "/_control"),
            refiner=Caller(client, apps["refiner"]["address"], bearer),
            segmetrics=Caller(client, f"{address}/api/v1/{seg['account_id']}/{seg['integration_id']}", bare),
            reports=Caller(client, f"{address}/{seg['account_id']}", bare),
            values=values,
        )


async def all_contacts(b: Bench, **query: str) -> list[dict[str, Any]]:
    """Return every contact that a query finds, on one page."""
    return (await b.refiner.get("/v1/contacts", page_length=1000, **query)).items


async def uuid_of(b: Bench, what: str, name: str) -> str:
    """Return the uuid of a form or a segment by its name."""
    items = (await b.refiner.get(f"/v1/{what}", list="all_with_archived")).items
    return next(str(item["uuid"]) for item in items if item["name"] == name)


@dataclass
class Receiver:
    """A webhook receiver that notes what it gets and answers `status`."""

    url: str = ""
    status: int = 200
    got: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)


@asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    """Listen for webhooks on this computer."""
    receiving = Receiver()

    async def take(request: web.Request) -> web.Response:
        receiving.got.append((request.method, dict(request.headers), await request.json()))
        return web.Response(text="thanks", status=receiving.status)

    application = web.Application()
    application.router.add_route("*", "/hook", take)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    receiving.url = f"http://{host}:{port}/hook"
    try:
        yield receiving
    finally:
        await runner.cleanup()


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds that another task brings about."""
    async with asyncio.timeout(WAITING):
        while not holds():  # noqa: ASYNC110  a socket that closes sets no event
            await asyncio.sleep(0.002)
