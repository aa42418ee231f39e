"""Connections through the one face of the core, on the caller's loop and on a loop of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from core.faces.connections import VERIFIED_AT_ONCE
from core.integrator import Integrator, NewConnection, open_integrator
from core.model.connection import Connection, ConnectionChanges
from core.model.errors import AuthRejected, InUse, NetworkDown, NotKnown
from core.model.form import FilledForm
from core.model.notices import ConnectionsChanged
from core.model.run import RunFailed
from tests.sandboxes import RunningSandbox, nothing_left_running, until

both = pytest.mark.parametrize("own_thread", [False, True], ids=["here", "own thread"])

WRONG = "0" * 40
"""A key that the service refuses."""


@pytest.fixture(autouse=True)
def _quick(short_waits: None, cheap_passphrase: None) -> None:
    """Nobody waits here for nothing."""


@asynccontextmanager
async def opened(folder: Path, own_thread: bool = False) -> AsyncIterator[Integrator]:
    with nothing_left_running():
        async with open_integrator(folder, own_thread=own_thread, passphrase="correct horse") as integrator:
            yield integrator


@asynccontextmanager
async def notices_of(integrator: Integrator) -> AsyncIterator[list[Any]]:
    """What the core tells meanwhile."""
    heard: list[Any] = []

    async def listen() -> None:
        async for notice in integrator.notices():
            heard.append(notice)  # noqa: PERF401  it goes on until it is cancelled

    listening = asyncio.ensure_future(listen())
    await asyncio.sleep(0)
    try:
        yield heard
    finally:
        listening.cancel()
        await asyncio.wait([listening])


async def connect(
    integrator: Integrator, sandbox: RunningSandbox, name: str, *, app: str = "refiner", **changed: str
) -> Connection:
    """Keep an account in the sandbox without asking it."""
    new = NewConnection(
        app=app, name=name, values=sandbox.values(app) | changed, address=sandbox.address(app)
    )
    return await integrator.connect(new, unverified=True)


@both
async def test_a_run_that_is_refused_is_told_to_whoever_listens(
    tmp_path: Path, sandbox: RunningSandbox, own_thread: bool
) -> None:
    async with opened(tmp_path, own_thread) as integrator:
        await connect(integrator, sandbox, "Shop", api_key=WRONG)
        async with notices_of(integrator) as heard:
            events = [
                event
                async for event in integrator.run_module("Shop", "refiner", "list_contacts", {"limit": 1})
            ]
            assert isinstance(events[-1], RunFailed)
            (marked,) = await integrator.connections()
            assert marked.state == "failing"
            await until(lambda: heard == [ConnectionsChanged()])
            key = sandbox.values("refiner")["api_key"]
            edited = await integrator.edit("Shop", ConnectionChanges(secrets={"api_key": key}))
            assert edited.state == "verified"
            await until(lambda: len(heard) == 2)


@both
async def test_all_are_verified_a_few_at_a_time_and_each_outcome_is_told(
    tmp_path: Path, sandbox: RunningSandbox, own_thread: bool
) -> None:
    async with opened(tmp_path, own_thread) as integrator:
        good = [await connect(integrator, sandbox, f"Good {number}") for number in range(6)]
        refused = await connect(integrator, sandbox, "Refused", api_key=WRONG)
        away = replace(NewConnection(app="refiner", name="Away", values={"api_key": "k"}), address=NOWHERE)
        offline = await integrator.connect(away, unverified=True)
        sandbox.fault("slow", path="/v1/", times=None, delay=0.1)
        outcomes = {id: problem async for id, problem in integrator.verify_all()}
        states = {one.id: one.state for one in await integrator.connections()}
    assert outcomes.keys() == {one.id for one in (*good, refused, offline)}
    assert [outcomes[one.id] for one in good] == [None] * 6
    assert isinstance(outcomes[refused.id], AuthRejected)
    assert isinstance(outcomes[offline.id], NetworkDown)
    assert states == dict.fromkeys(states, "verified") | {refused.id: "failing", offline.id: "unverified"}
    assert 1 < sandbox.peak_in_flight <= VERIFIED_AT_ONCE


NOWHERE = "http://127.0.0.1:1"


@both
async def test_whoever_leaves_stops_the_verification(
    tmp_path: Path, sandbox: RunningSandbox, own_thread: bool
) -> None:
    async with opened(tmp_path, own_thread) as integrator:
        for number in range(6):
            await connect(integrator, sandbox, f"Shop {number}")
        sandbox.fault("hang", path="/v1/", from_request=2, times=None)
        async with aclosing(integrator.verify_all()) as outcomes:
            assert (await anext(outcomes))[1] is None
            await until(lambda: sandbox.in_flight == VERIFIED_AT_ONCE)
        await until(lambda: sandbox.in_flight == 0)
        assert len(sandbox.requests()) == 1 + VERIFIED_AT_ONCE


async def test_where_there_is_nothing_to_verify_nothing_is_told(tmp_path: Path) -> None:
    async with opened(tmp_path) as integrator:
        assert [outcome async for outcome in integrator.verify_all()] == []


@both
async def test_a_connection_in_use_says_where_in_the_words_of_the_person(
    tmp_path: Path, sandbox: RunningSandbox, own_thread: bool
) -> None:
    async with opened(tmp_path, own_thread) as integrator:
        shop, other = [await connect(integrator, sandbox, name) for name in ("Shop", "Other")]
        form = FilledForm(connection=shop.id, values={"limit": 7})
        await integrator.remember_form("refiner", "list_contacts", form)
        (use,) = await integrator.uses("Shop")
        assert (use.kind, use.app, use.module) == ("form", "refiner", "list_contacts")
        with pytest.raises(InUse) as refused:
            await integrator.delete(shop.id)
        assert refused.value.places == ("the form “List Contacts” of Refiner",)
        assert refused.value.reason == "It is used in: the form “List Contacts” of Refiner."
        assert "another connection take its place" in refused.value.next_step
        assert await integrator.replace("Shop", "Other") == (use,) == await integrator.uses(other.id)
        await integrator.delete(shop.id)
        assert await integrator.undo_delete(shop.id) == shop


async def test_a_use_whose_app_is_not_there_any_more_is_still_named(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with opened(tmp_path) as integrator:
        shop = await connect(integrator, sandbox, "Shop")
        form = FilledForm(connection=shop.id)
        await integrator._core.store.forms.remember("taken_away", "list", form)
        with pytest.raises(InUse, match=r"It is used in: taken_away\.list\."):
            await integrator.delete("Shop")


@both
async def test_every_change_is_told_once(tmp_path: Path, sandbox: RunningSandbox, own_thread: bool) -> None:
    async with opened(tmp_path, own_thread) as integrator, notices_of(integrator) as heard:
        shop = await connect(integrator, sandbox, "Shop")
        await integrator.verify("Shop")
        await integrator.rename("Shop", "Store")
        await integrator.edit("Store", ConnectionChanges(address=sandbox.address("refiner")))
        copy = await integrator.duplicate("Store", "Copy")
        await integrator.delete("Copy")
        await integrator.undo_delete(copy.id)
        await until(lambda: len(heard) == 7)
        assert [one.id for one in await integrator.twins("Store")] == [copy.id]
        assert (await integrator.connection_values(shop.id)).secrets_set == ("api_key",)
        await integrator.delete_connection(copy.id)
        await until(lambda: len(heard) == 8)
        await integrator.delete_connection(copy.id)  # gone already: no matter
        with pytest.raises(NotKnown):
            await integrator.delete(copy.id)
        assert len(heard) == 8


async def test_practice_connections_are_looked_after_alike(tmp_path: Path) -> None:
    async with opened(tmp_path) as integrator:
        await integrator.start_practice(20)
        verified = {id: problem async for id, problem in integrator.verify_all()}
        assert verified == {one.id: None for one in await integrator.connections()}
        await integrator.rename("practice-refiner", "Playground")
        await integrator.delete("Playground")
        assert (await integrator.undo_delete("practice-refiner")).name == "Playground"
        with pytest.raises(AuthRejected):
            await integrator.edit("Playground", ConnectionChanges(secrets={"api_key": WRONG}))
        assert (await integrator.verify("Playground")).state == "verified"
