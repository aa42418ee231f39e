"""The one face of the core, on the caller's loop and on a loop of its own."""

import asyncio
import gc
import json
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest

from core.integrator import Integrator, NewConnection, UserSettings, open_integrator
from core.model.errors import (
    DataUnreadable,
    InvalidValues,
    NameTaken,
    NotKnown,
    SecretsLocked,
    WrongPassphrase,
)
from core.model.notices import ConnectionsChanged
from core.model.run import BundlesArrived, RunEvent, RunFailed, RunFinished, RunStarted
from core.store.store import Store
from tests.sandboxes import RunningSandbox, nothing_left_running, until

PASSPHRASE = "correct horse battery staple"

both = pytest.mark.parametrize("own_thread", [False, True], ids=["here", "own thread"])


@pytest.fixture(autouse=True)
def _quick(short_waits: None, cheap_passphrase: None) -> None:
    """Nobody waits here for nothing."""


@asynccontextmanager
async def opened(
    folder: Path, own_thread: bool = False, passphrase: str | None = PASSPHRASE
) -> AsyncIterator[Integrator]:
    """A profile whose secrets can be kept; afterwards nothing of it goes on."""
    handlers, threads = list(logging.getLogger().handlers), threading.active_count()
    with nothing_left_running():
        async with open_integrator(folder, own_thread=own_thread, passphrase=passphrase) as integrator:
            yield integrator
    assert logging.getLogger().handlers == handlers
    # The loop's own pool may have grown by those that wait for a thread to end.
    assert threading.active_count() - threads <= 2


def new(sandbox: RunningSandbox, app: str = "refiner", name: str = "My account") -> NewConnection:
    """What a person fills in for the account in the sandbox."""
    return NewConnection(app=app, name=name, values=sandbox.values(app), address=sandbox.address(app))


async def events_of(integrator: Integrator, connection: str, module: str, **values: Any) -> list[RunEvent]:
    """Everything that a run tells."""
    return [event async for event in integrator.run_module(connection, "refiner", module, values)]


@both
async def test_connect_run_and_look_at_the_bundles(
    tmp_path: Path, sandbox: RunningSandbox, own_thread: bool
) -> None:
    async with opened(tmp_path, own_thread) as integrator:
        connection = await integrator.connect(new(sandbox))
        events = await events_of(integrator, "my ACCOUNT", "list_contacts", limit=5)
        assert isinstance(events[0], RunStarted)
        run = events[0].run
        assert [type(event) for event in events].count(RunFinished) == 1
        assert BundlesArrived(0, 5, 5) in events
        with closing(integrator.bundles(run)) as source:
            assert [set(json.loads(source.raw(index))) >= {"uuid"} for index in range(5)] == [True] * 5
        (exchange,) = await integrator.exchanges(run)
        record = await integrator.run_record(run)
        assert record == (await integrator.latest_runs())[0]
    assert (exchange.status, exchange.method) == (200, "GET")
    assert record
    assert (record.connection, record.status, record.bundles) == (connection.id, "done", 5)


@both
async def test_leaving_a_run_stops_it_at_once(
    tmp_path: Path, sandbox: RunningSandbox, own_thread: bool
) -> None:
    async with opened(tmp_path, own_thread) as integrator:
        await integrator.connect(new(sandbox))
        sandbox.fault("hang", path="/v1/contacts", times=None)
        async with aclosing(
            integrator.run_module("My account", "refiner", "list_contacts", {"limit": 5})
        ) as events:
            started = await anext(events)
            assert isinstance(started, RunStarted)
            await until(lambda: sandbox.in_flight == 1)
        record = await integrator.run_record(started.run)
        await until(lambda: sandbox.in_flight == 0)
    assert record
    assert record.status == "stopped"


@both
async def test_a_run_that_goes_on_when_the_profile_is_left_is_written_down_as_stopped(
    tmp_path: Path, sandbox: RunningSandbox, own_thread: bool
) -> None:
    async with opened(tmp_path, own_thread) as integrator:
        await integrator.connect(new(sandbox))
        sandbox.fault("hang", path="/v1/contacts", times=None)
        running = asyncio.ensure_future(events_of(integrator, "My account", "list_contacts", limit=5))
        await until(lambda: sandbox.in_flight == 1)
    await asyncio.wait([running])
    await until(lambda: sandbox.in_flight == 0)
    store = await Store.open(tmp_path)
    (record,) = await store.runs.latest()
    await store.close()
    assert record.status == "stopped", "not interrupted: we were there and could say so"


@both
async def test_errors_arrive_as_they_were_raised(
    tmp_path: Path, sandbox: RunningSandbox, own_thread: bool
) -> None:
    async with opened(tmp_path, own_thread) as integrator:
        with pytest.raises(NotKnown, match="refiner"):
            await integrator.module("refinr", "list_contacts")
        with pytest.raises(NotKnown, match="list_contacts"):
            await integrator.module("refiner", "list_contact")
        with pytest.raises(NotKnown, match="There is none yet"):
            await events_of(integrator, "nobody", "list_contacts", limit=1)
        await integrator.connect(new(sandbox))
        with pytest.raises(NameTaken):
            await integrator.connect(new(sandbox, name="MY ACCOUNT"))
        with pytest.raises(InvalidValues) as invalid:
            await events_of(integrator, "My account", "list_contacts", limit=0)
    assert invalid.value.by_field.keys() == {"limit"}


@both
async def test_trouble_after_the_start_comes_as_an_event(
    tmp_path: Path, sandbox: RunningSandbox, own_thread: bool
) -> None:
    async with opened(tmp_path, own_thread) as integrator:
        await integrator.connect(new(sandbox))
        sandbox.fault("server_error", path="/v1/contacts", times=None)
        *_, last = await events_of(integrator, "My account", "list_contacts", limit=5)
    assert isinstance(last, RunFailed)
    assert last.error.title == "Refiner has trouble of its own."


@both
async def test_a_choice_list_comes_through_the_connection(
    tmp_path: Path, sandbox: RunningSandbox, own_thread: bool
) -> None:
    async with opened(tmp_path, own_thread) as integrator:
        connection = await integrator.connect(new(sandbox))
        entries = await integrator.lookup(connection.id, "segments", {})
        with pytest.raises(NotKnown):
            await integrator.lookup(connection.id, "no such list", {})
    assert len(entries) > 1


@both
async def test_whoever_listens_hears_of_new_and_deleted_connections(
    tmp_path: Path, sandbox: RunningSandbox, own_thread: bool
) -> None:
    async with opened(tmp_path, own_thread) as integrator:
        heard: list[Any] = []

        async def listen() -> None:
            async for notice in integrator.notices():
                heard.append(notice)  # noqa: PERF401  it goes on until it is cancelled

        listening = asyncio.ensure_future(listen())
        await asyncio.sleep(0)
        connection = await integrator.connect(new(sandbox))
        await until(lambda: len(heard) == 1)
        with pytest.raises(NameTaken):
            await integrator.connect(new(sandbox))
        await integrator.delete_connection(connection.id)
        await until(lambda: len(heard) == 2)
        assert await integrator.connections() == ()
        listening.cancel()
        await asyncio.wait([listening])
    assert heard == [ConnectionsChanged(), ConnectionsChanged()]


@both
async def test_the_practice_workspace_is_there_until_it_is_stopped(
    tmp_path: Path, sandbox: RunningSandbox, own_thread: bool
) -> None:
    async with opened(tmp_path, own_thread, passphrase=None) as integrator:
        first = await integrator.start_practice(20)
        assert await integrator.start_practice(20) == first, "one is enough"
        assert {one.app for one in first} == {app.id for app in await integrator.apps()}
        assert all(one.practice and one.verified_at for one in first)
        assert await integrator.connections("refiner") == tuple(one for one in first if one.app == "refiner")
        events = await events_of(integrator, "practice-refiner", "list_contacts", limit=50)
        assert BundlesArrived(0, 20, 20) in events
        await integrator.stop_practice()
        assert await integrator.connections() == ()
        await integrator.stop_practice()  # once more is nothing
        assert len(await integrator.start_practice(20)) == len(first)
    assert b"Practice Refiner" not in (tmp_path / "trunkline.db").read_bytes()


def sandboxes() -> int:
    """How many run, the one of these tests included."""
    return [thread.name for thread in threading.enumerate()].count("sandbox")


@both
async def test_practice_that_is_stopped_while_it_starts_leaves_nothing(
    tmp_path: Path, sandbox: RunningSandbox, own_thread: bool
) -> None:
    before = sandboxes()
    async with opened(tmp_path, own_thread, passphrase=None) as integrator:
        for turns in (0, 1, 2, 5, 20):
            starting = asyncio.ensure_future(integrator.start_practice(5))
            for _ in range(turns):
                await asyncio.sleep(0)
            starting.cancel()
            await asyncio.wait([starting])
            assert sandboxes() - before == len(await integrator.connections()) / 2
            await integrator.stop_practice()
            assert sandboxes() == before
    gc.collect()


async def test_a_practice_workspace_that_cannot_be_verified_is_not_left_half_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sandboxes()
    async with opened(tmp_path, passphrase=None) as integrator:
        with monkeypatch.context() as patch:
            patch.setattr("core.sandbox.refiner.Refiner.values", lambda service: {"api_key": "0" * 40})
            with pytest.raises(Exception, match="did not accept"):
                await integrator.start_practice(5)
        assert await integrator.connections() == ()
        assert sandboxes() == before
        assert len(await integrator.start_practice(5)) == len(await integrator.apps())


async def test_a_wrong_passphrase_opens_nothing_and_leaves_nothing(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with opened(tmp_path) as integrator:
        await integrator.connect(new(sandbox))
    handlers, threads = list(logging.getLogger().handlers), threading.active_count()
    for own_thread in (False, True):
        with pytest.raises(WrongPassphrase):
            async with open_integrator(tmp_path, own_thread=own_thread, passphrase="wrong"):
                pass
    assert logging.getLogger().handlers == handlers
    assert threading.active_count() - threads <= 2
    async with opened(tmp_path, passphrase=None) as integrator:
        assert await integrator.vault_state() == "locked"
        with pytest.raises(SecretsLocked):
            await events_of(integrator, "My account", "list_contacts", limit=1)
        await integrator.unlock(PASSPHRASE)
        assert await integrator.vault_state() == "passphrase"
        assert isinstance(
            (await events_of(integrator, "My account", "list_contacts", limit=1))[-1], RunFinished
        )


async def test_a_passphrase_may_be_made_later(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async with opened(tmp_path, passphrase=None) as integrator:
        await integrator.create_passphrase(PASSPHRASE)
        await integrator.connect(new(sandbox))
    async with opened(tmp_path) as integrator:
        assert len(await events_of(integrator, "My account", "list_contacts", limit=1)) > 1


async def test_a_folder_that_cannot_be_used_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    for own_thread in (False, True):
        with pytest.raises(DataUnreadable):
            async with open_integrator(tmp_path / "file", own_thread=own_thread):
                pass


async def test_a_log_that_cannot_be_made_keeps_nobody_from_working(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    (tmp_path / "logs").write_text("a file")
    async with opened(tmp_path) as integrator:
        await integrator.connect(new(sandbox))
        assert len(await integrator.connections()) == 1


async def test_settings_are_kept(tmp_path: Path) -> None:
    async with opened(tmp_path, passphrase=None) as integrator:
        assert await integrator.settings() == UserSettings()
        await integrator.change_settings(practice=True)
    async with opened(tmp_path, passphrase=None) as integrator:
        assert await integrator.settings() == UserSettings(practice=True)


async def test_apps_and_modules_are_there(tmp_path: Path) -> None:
    async with opened(tmp_path, own_thread=True, passphrase=None) as integrator:
        await integrator.warm_up()
        apps = await integrator.apps()
        modules = {module.id for app in apps for module in await integrator.modules(app.id)}
        assert await integrator.app_problems() == ()
    assert {"refiner", "segmetrics"} <= {app.id for app in apps}
    assert {"list_contacts", "delete_tag"} <= modules
    assert all(integrator.icon(app.id).is_file() for app in apps)


async def test_a_bug_is_reported_without_the_keys_that_are_known(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    key = sandbox.values("refiner")["api_key"]
    async with opened(tmp_path) as integrator:
        await integrator.connect(new(sandbox))
        story = integrator.report(ValueError(f"with {key}"))
    assert "ValueError: with ••••••" in story
    assert key not in (tmp_path / "logs" / "trunkline.log").read_text(encoding="utf-8")


@both
async def test_a_connection_that_is_cancelled_keeps_nothing(
    tmp_path: Path, sandbox: RunningSandbox, own_thread: bool
) -> None:
    async with opened(tmp_path, own_thread) as integrator:
        sandbox.fault("hang", times=None)
        connecting = asyncio.ensure_future(integrator.connect(new(sandbox)))
        await until(lambda: sandbox.in_flight == 1)
        connecting.cancel()
        await asyncio.wait([connecting])
        assert connecting.cancelled()
        assert await integrator.connections() == ()
        await until(lambda: sandbox.in_flight == 0)
        await until(lambda: sandbox.open_connections == 0)
