"""Where data went: who is listed, for what, how often; and what is known without opening the vault."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from core.faces.data_folder import measured
from core.faces.network import PRACTICE
from core.integrator import DataFolder, Integrator, NewConnection, open_integrator
from core.model.connection import ConnectionChanges
from core.model.errors import AuthRejected, ServiceError
from core.model.network import HostContact
from core.model.run import RunFinished
from tests.sandboxes import RunningSandbox

pytestmark = pytest.mark.usefixtures("cheap_passphrase", "short_waits")

AT_ONCE = 8


@asynccontextmanager
async def profile(folder: Path) -> AsyncIterator[Integrator]:
    """A profile with an open vault."""
    async with open_integrator(folder, own_thread=True, passphrase="correct horse") as integrator:
        yield integrator


def account(sandbox: RunningSandbox, name: str = "Account", **values: str) -> NewConnection:
    """What a person fills in for an account of the sandbox."""
    return NewConnection(
        app="refiner",
        name=name,
        values=sandbox.values("refiner") | values,
        address=sandbox.address("refiner"),
    )


async def run(integrator: Integrator, connection: str, **values: object) -> list[object]:
    """Run a list to its end."""
    events = integrator.run_module(connection, "refiner", "list_contacts", values)
    return [event async for event in events]


def counted(found: tuple[HostContact, ...]) -> dict[str, int]:
    """How often, by connection."""
    return {one.connection: one.times for one in found}


async def test_every_request_of_many_runs_at_once_is_counted(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async with profile(tmp_path) as integrator:
        first = await integrator.connect(account(sandbox, "First"))
        other = await integrator.connect(account(sandbox, "Other"))
        sandbox.reset()
        sandbox.fault("server_error", path="/v1/contacts", times=3)
        before = counted(await integrator.hosts())
        ids = [first.id, other.id] * (AT_ONCE // 2)
        async with asyncio.TaskGroup() as runs:
            done = [runs.create_task(run(integrator, id, limit=25)) for id in ids]
        assert all(isinstance(one.result()[-1], RunFinished) for one in done)
        after = counted(await integrator.hosts())
    assert before == {"": 2}, "both were asked while they were not kept yet"
    assert after[first.id] + after[other.id] == len(sandbox.requests()) > AT_ONCE


async def test_verifying_editing_and_a_refused_account_are_listed(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with profile(tmp_path) as integrator:
        with pytest.raises(AuthRejected):
            await integrator.connect(account(sandbox, api_key="a wrong key of mine"))
        assert counted(await integrator.hosts()) == {"": 1}
        kept = await integrator.connect(account(sandbox))
        await integrator.verify(kept.id)
        await integrator.edit(kept.id, ConnectionChanges(address=sandbox.address("refiner")))
        assert counted(await integrator.hosts()) == {"": 2, kept.id: 2}


async def test_a_list_of_the_account_is_listed(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async with profile(tmp_path) as integrator:
        kept = await integrator.connect(account(sandbox))
        assert await integrator.lookup(kept.id, "forms", {})
        assert counted(await integrator.hosts())[kept.id] == 1


async def test_where_a_redirect_leads_is_not_contacted(tmp_path: Path, sandbox: RunningSandbox) -> None:
    seen: list[bytes] = []

    async def redirect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readuntil(b"\r\n\r\n"))
        where = b"http://localhost:%d/elsewhere" % writer.get_extra_info("sockname")[1]
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % where)
        await writer.drain()
        writer.close()

    async with profile(tmp_path) as integrator:
        server = await asyncio.start_server(redirect, "127.0.0.1", 0)
        async with server:
            address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            moved = NewConnection(app="refiner", name="Moved", values={"api_key": "k" * 20}, address=address)
            with pytest.raises(ServiceError, match="redirect"):
                await integrator.connect(moved)
        assert [(one.host, one.times) for one in await integrator.hosts()] == [("127.0.0.1", 1)]
    assert len(seen) == 1


async def test_what_belonged_to_a_removed_connection_stays_without_its_name(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with profile(tmp_path) as integrator:
        kept = await integrator.connect(account(sandbox))
        await integrator.verify(kept.id)
        await integrator.delete(kept.id, forget_uses=True)
        names = {one.connection: one.name for one in await integrator.hosts()}
        assert names == {"": "", kept.id: ""}


async def test_practice_is_named_as_such_also_when_it_is_over(tmp_path: Path) -> None:
    async with profile(tmp_path) as integrator:
        await integrator.start_practice(10)
        assert isinstance((await run(integrator, "practice-refiner", limit=5))[-1], RunFinished)
        names = {one.connection: one.name for one in await integrator.hosts()}
        assert names["practice-refiner"] == "Practice Refiner"
        await integrator.stop_practice()
        names = {one.connection: one.name for one in await integrator.hosts()}
        assert names["practice-refiner"] == PRACTICE


async def test_a_budget_is_known_while_the_vault_is_shut(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async with profile(tmp_path) as integrator:
        kept = await integrator.connect(account(sandbox))
        assert isinstance((await run(integrator, kept.id, limit=5))[-1], RunFinished)
        await integrator.lock_vault()
        used = await integrator.budget(kept.id, 10)
        assert used.left == used.requests - 1
    async with open_integrator(tmp_path) as integrator:
        fresh = await integrator.budget("Account", 10 * used.requests)
        assert (fresh.requests, fresh.left) == (used.requests, used.requests)
        assert fresh.wait > 9 * fresh.seconds
        assert await integrator.vault_state() == "locked"


async def test_a_service_without_a_known_limit_says_so(tmp_path: Path) -> None:
    async with profile(tmp_path) as integrator:
        await integrator.start_practice(10)
        told = await integrator.budget("practice-customerly", 3400)
        assert (told.requests, told.calls, told.wait) == (0, 3400, 0.0)


async def test_a_pause_that_a_service_asked_for_is_told(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async with profile(tmp_path) as integrator:
        kept = await integrator.connect(account(sandbox))
        sandbox.fault("rate_limited", path="/v1/contacts", times=None, retry_after=40)
        task = asyncio.create_task(run(integrator, kept.id, limit=5))
        async with asyncio.timeout(20):
            while not 30 < (await integrator.budget(kept.id)).wait <= 40:
                assert not task.done(), task.result()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


def test_sizes_are_told_by_what_they_are(tmp_path: Path) -> None:
    files = {
        "trunkline.db": 1000,
        "trunkline.db-wal": 200,
        "trunkline.db.version-3": 30,
        "runs/r1/bundles.jsonl": 5000,
        "runs/r2/bundles.jsonl": 600,
        "logs/trunkline.log": 70,
        "cache/refiner.app": 8,
        "apps/mine/app.yaml": 9,
        "window.ini": 1,
    }
    for name, size in files.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x" * size)
    told = measured(tmp_path)
    assert told == DataFolder(path=tmp_path, database=1230, runs=5600, logs=70, cache=8, others=10)
    assert told.all == sum(files.values())


async def test_the_data_folder_of_a_profile_is_told(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async with profile(tmp_path) as integrator:
        kept = await integrator.connect(account(sandbox))
        empty = await integrator.data_folder()
        assert isinstance((await run(integrator, kept.id, limit=50))[-1], RunFinished)
        full = await integrator.data_folder()
    assert full.path == tmp_path
    assert full.database > 0
    assert full.runs > empty.runs
