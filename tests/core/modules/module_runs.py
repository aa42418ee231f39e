"""An account in the sandbox and the modules run with it: what the service received, and what came back.

Everything goes over HTTP through the Integrator. `Account.ask` asks the sandbox without our code.
"""

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp

from core.apps.catalogue import Catalogue
from core.integrator import Integrator, NewConnection, open_integrator
from core.model.connection import Connection
from core.model.errors import TrunklineError
from core.model.http import Exchange
from core.model.module import Module
from core.model.run import RetryScheduled, RunEvent, RunFailed, RunFinished, RunRecord, RunStarted
from core.sandbox import SeenRequest
from tests.apps.form_examples import ways
from tests.core.conftest import APPS
from tests.core.sandbox.sandbox_calls import Caller
from tests.sandboxes import RunningSandbox

CATALOGUE = Catalogue([APPS])
APP_IDS = [app.id for app in CATALOGUE.apps()]

KEY = "KEY"
"""Stands for a secret in what is expected."""

AUTHORISED: Mapping[str, Callable[[Mapping[str, str]], tuple[dict[str, str], dict[str, str]]]] = {
    # app: headers and query that the service takes for the values of its connection
    "refiner": lambda values: ({"Authorization": f"Bearer {values['api_key']}"}, {}),
    "segmetrics": lambda values: ({"Authorization": values["api_key"]}, {}),
    "customerly": lambda values: ({"Authorization": f"Bearer {values['api_token']}"}, {}),
    "cliengo": lambda values: ({}, {"api_key": values["api_key"]}),
    "qualtrics": lambda values: ({"X-API-TOKEN": values["api_key"]}, {}),
}

SECRET_KEYS = {"api_key", "api_token"}
"""The values of a connection that are secret."""


class Received(NamedTuple):
    """What reached the service: the path after its prefix and the query, both decoded; the body as JSON."""

    method: str
    path: str
    query: Mapping[str, str] = {}
    body: Any = None


class Comes(NamedTuple):
    """So many bundles, each of which has these keys; a value `...` may be anything."""

    number: int
    holding: Mapping[str, Any]


class Expected(NamedTuple):
    """What one way to fill a form in leads to. Bundles in a list are all there is to them."""

    received: Received
    bundles: Comes | list[dict[str, Any]]


@dataclass(frozen=True)
class Ran:
    """A run that is over."""

    events: Sequence[RunEvent]
    bundles: Sequence[Any]
    requests: Sequence[SeenRequest]
    exchanges: Sequence[Exchange]
    record: RunRecord
    secrets: Sequence[str] = field(repr=False)

    @property
    def error(self) -> TrunklineError:
        """How it failed."""
        last = self.events[-1]
        assert isinstance(last, RunFailed), last
        return last.error

    @property
    def waits(self) -> list[float]:
        """Seconds before each repetition."""
        return [event.seconds for event in self.events if isinstance(event, RetryScheduled)]

    def received(self) -> list[Received]:
        """What the service saw of it, oldest first."""
        return [received(seen, self.secrets) for seen in self.requests]

    def succeeded(self) -> "Ran":
        """The same, once it is sure that nothing went wrong."""
        assert isinstance(self.events[-1], RunFinished), self.events[-1]
        return self


@dataclass(frozen=True)
class Account:
    """A connection to an app in the sandbox, called "Account"."""

    integrator: Integrator
    sandbox: RunningSandbox
    connection: Connection

    @property
    def app(self) -> str:
        """The app."""
        return self.connection.app

    @property
    def secrets(self) -> list[str]:
        """What must not be shown."""
        return secrets_of(self.sandbox, self.app)

    async def run(self, module: str, values: Mapping[str, Any] | None = None, **more: Any) -> Ran:
        """Run a module to its end, whatever that is."""
        before = len(self.sandbox.requests())
        form = {**(values or {}), **more}
        stream = self.integrator.run_module(self.connection.id, self.app, module, form)
        events = [event async for event in stream]
        started = events[0]
        assert isinstance(started, RunStarted)
        with closing(self.integrator.bundles(started.run)) as source:
            bundles = [json.loads(source.raw(index)) for index in range(len(source))]
        record = await self.integrator.run_record(started.run)
        assert record
        return Ran(
            events=events,
            bundles=bundles,
            requests=self.sandbox.requests()[before:],
            exchanges=await self.integrator.exchanges(started.run),
            record=record,
            secrets=self.secrets,
        )

    async def bundles(self, module: str, values: Mapping[str, Any] | None = None, **more: Any) -> list[Any]:
        """What a module brings, when nothing goes wrong."""
        return list((await self.run(module, values, **more)).succeeded().bundles)

    async def choices(self, name: str, **values: Any) -> list[tuple[str, str]]:
        """The entries of a choice list, for a form that is filled in so."""
        return list(await self.integrator.lookup(self.connection.id, name, values))

    async def ask(self, path: str, **query: str | int) -> Any:
        """What the service itself says, asked by a client that is not ours."""
        headers, auth = AUTHORISED[self.app](self.sandbox.values(self.app))
        async with aiohttp.ClientSession(trust_env=False) as client:
            address = self.sandbox.address(self.app)
            reply = await Caller(client, address, headers).send("GET", path, {**query, **auth})
        assert reply.status == 200, reply.body
        return reply.json

    async def switch(self, name: str, on: bool = True) -> None:
        """Turn a switch of the stand-in."""
        await self._control("/switch", {"app": self.app, "name": name, "on": on})

    async def set_number(self, name: str, value: float) -> None:
        """Set a number of the stand-in."""
        await self._control("/setting", {"app": self.app, "name": name, "value": value})

    async def deliver(self, event: str, **more: Any) -> Any:
        """Let the service send a webhook; gives what became of it."""
        return await self._control("/hooks/deliver", {"app": self.app, "event": event, **more})

    async def _control(self, path: str, body: dict[str, Any]) -> Any:
        root = self.sandbox.address(self.app).removesuffix(f"/{self.app}")
        async with aiohttp.ClientSession(trust_env=False) as client:
            reply = await Caller(client, f"{root}/_control").post(path, body)
        assert reply.status == 200, reply.body
        return reply.json


def new_connection(sandbox: RunningSandbox, app: str, **changed: Any) -> NewConnection:
    """What a person fills in for the account in the sandbox; `changed` values differ."""
    values = sandbox.values(app) | changed
    return NewConnection(app=app, name="Account", values=values, address=sandbox.address(app))


@asynccontextmanager
async def connected(
    folder: Path, sandbox: RunningSandbox, app: str, *, unverified: bool = False, **changed: Any
) -> AsyncIterator[Account]:
    """A profile with an account of the app in the sandbox; `changed` values of its connection differ."""
    async with open_integrator(folder, passphrase="correct horse battery") as integrator:
        new = new_connection(sandbox, app, **changed)
        connection = await integrator.connect(new, unverified=unverified)
        yield Account(integrator, sandbox, connection)


def secrets_of(sandbox: RunningSandbox, app: str) -> list[str]:
    """The secrets of an account in the sandbox."""
    return [value for key, value in sandbox.values(app).items() if key in SECRET_KEYS]


def received(seen: SeenRequest, secrets: Sequence[str]) -> Received:
    """A request as it is written in what is expected, secrets replaced."""
    query = {name: KEY if value in secrets else value for name, value in seen.query}
    assert len(query) == len(seen.query), "no name comes twice"
    return Received(seen.method, seen.path, query, json.loads(seen.body) if seen.body else None)


def to_run(app: str) -> list[Module]:
    """The modules of an app that a person can run."""
    return [module for module in CATALOGUE.modules(app) if module.hook is None]


def all_ways(app: str) -> list[tuple[str, str]]:
    """Every module of an app that can be run, with every way to fill it in (see `ways`)."""
    return [(module.id, way.choice) for module in to_run(app) for way in ways(module)]


def way_ids(app: str) -> list[str]:
    """How tests name them."""
    return [f"{module} {choice}".strip() for module, choice in all_ways(app)]


def filled(app: str, module: str, choice: str, real: Mapping[Any, Any]) -> dict[str, Any]:
    """A form filled in that way, examples of ids replaced by what the account really has."""
    found = [way.values for way in ways(CATALOGUE.module(app, module)) if way.choice == choice]
    (values,) = found
    return {key: real.get(value, value) if isinstance(value, str) else value for key, value in values.items()}


async def check(account: Account, module: str, values: Mapping[str, Any], expected: Expected) -> None:
    """Run a module and compare what the service received, and what came back."""
    ran = (await account.run(module, values)).succeeded()
    assert ran.received() == [expected.received]
    for seen in ran.requests:
        assert ("content-type" in seen.headers) is (expected.received.body is not None)
    check_bundles(ran.bundles, expected.bundles)


def check_bundles(bundles: Sequence[Any], expected: Comes | list[dict[str, Any]]) -> None:
    """Compare bundles with what is expected."""
    if isinstance(expected, list):
        assert bundles == expected
        return
    assert len(bundles) == expected.number
    for bundle in bundles:
        assert bundle.keys() >= expected.holding.keys()
        named = {key: value for key, value in expected.holding.items() if value is not ...}
        assert {key: bundle[key] for key in named} == named
