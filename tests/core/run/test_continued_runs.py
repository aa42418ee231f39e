"""Runs that ended before their end are gone on with: nothing is lost, nothing comes twice."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core.apps.catalogue import Catalogue
from core.model.connection import Connection
from core.model.errors import ServiceDown
from core.model.module import Module
from core.model.request import CursorAbove, PageSize
from core.model.run import BundlesArrived, RequestSent, RunFinished, RunRecord, RunStarted
from core.run.module_run import ModuleRuns
from core.store.spool import POSITIONS, TRACE
from core.store.spool_reader import BUNDLES, OFFSETS
from core.store.store import Store
from tests.core.client.client_calls import short_pages
from tests.core.run.desk import Desk, desk
from tests.core.run.test_module_run import by_cursor, in_short_pages, stop
from tests.core.store.samples import another_process
from tests.sandboxes import RunningSandbox, until


def giving_way_to_cursors(module: Module) -> Module:
    """The same list, by number at first, and by cursor as soon as its length is known."""
    above = CursorAbove(param="page_cursor", at="pagination.next_page_cursor", rows=20)
    paging = msgspec.structs.replace(short_pages(), limit_field="limit", cursor_above=above)
    return msgspec.structs.replace(module, paging=paging)


def in_pages_of(length: int, **changes: Any) -> Callable[[Module], Module]:
    """The same list in shorter pages, with other changes to its paging."""

    def changed(module: Module) -> Module:
        size = PageSize(param=getattr(module.paging, "size").param, most=length)  # noqa: B009  of any kind
        return msgspec.structs.replace(
            module, paging=msgspec.structs.replace(module.paging, size=size, **changes)
        )

    return changed


LISTS: Mapping[str, tuple[str, str, Callable[[Module], Module], dict[str, Any]]] = {
    "numbered": ("refiner", "list_contacts", in_short_pages, {"limit": 33}),
    "cursors": ("refiner", "list_contacts", by_cursor, {"limit": 33}),
    "numbered, then cursors": ("refiner", "list_contacts", giving_way_to_cursors, {"limit": 33}),
    "numbered without an end": ("customerly", "list_users", in_pages_of(9), {"limit": 40}),
    "next addresses": ("qualtrics", "list_directory_contacts", in_pages_of(9), {"limit": 40}),
    "offsets": ("cliengo", "list_contacts", in_pages_of(9, highest=None, windows=None), {"limit": 40}),
    "parts by days": ("cliengo", "list_contacts", in_pages_of(9, highest=72), {"limit": 200}),
    "days": (
        "cliengo",
        "watch_updated_contacts",
        in_pages_of(9),
        {"start_from": "date", "start_date": "2025-06-20", "limit": 200},
    ),
    "the last days": (
        "cliengo",
        "watch_updated_contacts",
        in_pages_of(3),
        {"start_from": "now", "limit": 99},
    ),
}
"""A list of every kind: app, module, the pages that it is read in, values."""

every_list = pytest.mark.parametrize("kind", LISTS)


NOW = datetime(2025, 7, 1, 12, tzinfo=UTC).timestamp()
"""When all runs happen: the entries of the lists are of the months before."""


async def opened(d: Desk, kind: str) -> tuple[Connection, Module, dict[str, Any]]:
    """An account, a module whose list is of one kind, and its values."""
    app, id, paged, values = LISTS[kind]
    account, module = await d.practice(app), paged(d.module(app, id))
    if any(field.key == "directoryId" for field in module.fields):
        directories = await d.lookups.entries(d.catalogue.app(app), account, "directories", {}, "")
        values = {**values, "directoryId": directories[0][0]}
    d.sandbox.reset()
    d.runs = ModuleRuns(d.store, d.book, clock=lambda: NOW)
    return account, module, values


async def go_on(d: Desk, module: Module, run: str = "") -> RunRecord:
    """Go on with a run, the last one if none is named. Gives the history's row of it as it is then."""
    run = run or d.run_id
    d.events = []
    await d.runs.go_on(run, lambda app, id: module, d.events.append)
    record = await d.store.runs.get(run)
    assert record
    return record


async def unbroken(d: Desk, account: Connection, module: Module, values: dict[str, Any]) -> list[bytes]:
    """The bundles of a run that nothing disturbs."""
    await d.run(account, module, **values)
    assert (await d.record()).status == "done", d.events[-1]
    return d.bundles()


@every_list
async def test_a_run_that_failed_at_any_request_goes_on_to_the_same_bundles(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, kind: str
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        account, module, values = await opened(d, kind)
        whole = await unbroken(d, account, module, values)
        at_once, requests = await d.record(), len(sandbox.requests())
        assert requests > 3
        for broken in range(1, requests + 1):
            sandbox.fault("server_error", app=module.app, from_request=broken, times=None)
            await d.run(account, module, **values)
            sandbox.heal()
            failed, there = await d.record(), d.bundles()
            sent = len(d.store.spool.exchanges(failed.id))
            assert isinstance(d.failure(), ServiceDown)
            assert (failed.status, there) == ("failed", whole[: len(there)])
            record = await go_on(d, module)
            assert d.bundles() == whole, f"broken at request {broken}"
            assert (record.status, record.bundles, record.pages) == ("done", len(whole), at_once.pages)
            assert (record.started_at, record.problem) == (failed.started_at, None)
            assert len(d.store.spool.exchanges(failed.id)) > sent


@every_list
async def test_a_run_that_was_stopped_goes_on_behind_what_is_there(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, kind: str
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        account, module, values = await opened(d, kind)
        whole = await unbroken(d, account, module, values)
        sandbox.fault("hang", app=module.app, from_request=len(sandbox.requests()) - 1, times=None)
        running = d.start(account, module, **values)
        await until(lambda: bool(d.told(BundlesArrived)) and sandbox.in_flight > 0)
        await stop(d, running)
        sandbox.heal()
        stopped, there = await d.record(), d.bundles()
        record = await go_on(d, module)
        arrived = d.told(BundlesArrived)
        assert (stopped.status, record.status) == ("stopped", "done")
        assert d.events[0] == RunStarted(stopped.id)
        assert arrived[0].first == len(there)
        assert sum(event.count for event in arrived) == len(whole) - len(there)
        assert d.told(RunFinished) == [RunFinished(record.pages, len(whole), 0.0)]
        assert d.bundles() == whole


async def test_only_what_is_missing_is_asked_for(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        account, module = await d.practice(), by_cursor(d.module("refiner", "list_contacts"))
        sandbox.fault("server_error", from_request=6, times=None)
        await d.run(account, module, limit=33)
        sandbox.reset()
        await go_on(d, module)
        assert [event.page for event in d.told(RequestSent)] == [6, 7]
        assert len(sandbox.requests("/v1/contacts")) == 2


async def test_a_run_may_end_early_and_go_on_again_and_again(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        account, module = await d.practice(), in_short_pages(d.module("refiner", "list_contacts"))
        whole = await unbroken(d, account, module, {"limit": 33})
        sandbox.fault("server_error", from_request=2, times=None)
        await d.run(account, module, limit=33)
        run, statuses = d.run_id, []
        for _ in range(12):
            sandbox.heal()
            sandbox.fault("server_error", from_request=2, times=None)
            statuses.append((await go_on(d, module, run)).status)
            if statuses[-1] == "done":
                break
        assert statuses == ["failed"] * (len(statuses) - 1) + ["done"]
        assert len(statuses) > 3
        assert d.bundles() == whole


# --- crashes ----------------------------------------------------------------------------------------------

RUNNING = """if True:
    import asyncio, pathlib, sys
    from core.integrator import NewConnection, open_integrator
    from core.model.run import BundlesArrived, RunStarted

    async def main(folder, address, key):
        async with open_integrator(pathlib.Path(folder), passphrase="correct horse") as integrator:
            new = NewConnection(app="refiner", name="Mine", values={"api_key": key}, address=address)
            await integrator.connect(new)
            async for event in integrator.run_module("Mine", "refiner", "list_contacts", {"limit": 2500}):
                if isinstance(event, RunStarted):
                    print(event.run, flush=True)
                if isinstance(event, BundlesArrived):
                    print("arrived", flush=True)

    asyncio.run(main(*sys.argv[1:]))
"""


async def test_a_run_whose_process_was_killed_goes_on_in_another(
    tmp_path: Path, catalogue: Catalogue, long_list: RunningSandbox
) -> None:
    folder, values = tmp_path / "profile", long_list.values("refiner")
    long_list.fault("hang", path="/v1/contacts", from_request=3, times=None)
    # Open before the other is gone: who is at work is looked at anew when a run is to go on.
    store = await Store.open(folder)
    try:
        with another_process(RUNNING, folder, long_list.address("refiner"), values["api_key"]) as process:
            assert process.stdout
            run = (await asyncio.to_thread(process.stdout.readline)).strip()
            assert await asyncio.to_thread(process.stdout.readline) == "arrived\n"
            process.kill()
            await asyncio.to_thread(process.wait)
        await until(lambda: long_list.in_flight == 0)
        interrupted = await store.runs.settled(run)
    finally:
        await store.close()
    long_list.heal()
    async with desk(folder, catalogue, long_list) as d:
        await d.store.vault.unlock("correct horse")
        record = await go_on(d, d.module("refiner", "list_contacts"), run)
        bundles = d.bundles()
        await d.run(await d.book.find("Mine"), "list_contacts", limit=2500)
        assert bundles == d.bundles()
    assert (interrupted.status, interrupted.bundles > 0) == ("interrupted", True)
    assert (record.status, record.bundles) == ("done", 2500)


Damage = Callable[[Path], None]


def no_positions(folder: Path) -> None:
    (folder / POSITIONS).unlink()


def last_position_lost(folder: Path) -> None:
    lines = (folder / POSITIONS).read_bytes().splitlines(keepends=True)
    (folder / POSITIONS).write_bytes(b"".join(lines[:-1]))


def position_torn(folder: Path) -> None:
    (folder / POSITIONS).write_bytes((folder / POSITIONS).read_bytes()[:-4])


def positions_damaged(folder: Path) -> None:
    first, *rest = (folder / POSITIONS).read_bytes().splitlines(keepends=True)
    (folder / POSITIONS).write_bytes(b"".join([first, b'[5,"x"]\n', *rest]))


def torn_ends(folder: Path) -> None:
    for name in (BUNDLES, TRACE, POSITIONS):
        with (folder / name).open("ab") as file:
            file.write(b'{"torn' * 20_000)
    with (folder / OFFSETS).open("ab") as file:
        file.write(b"\xff\xff\xff")


def bundles_lost(folder: Path) -> None:
    """A power cut: the offsets have reached the disk, and the last lines have not."""
    lines = (folder / BUNDLES).read_bytes()
    (folder / BUNDLES).write_bytes(lines[: len(lines) * 2 // 3])


def everything_lost(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()


@pytest.mark.parametrize(
    "damage",
    [
        no_positions,
        last_position_lost,
        position_torn,
        positions_damaged,
        torn_ends,
        bundles_lost,
        everything_lost,
    ],
)
@pytest.mark.parametrize("kind", ["numbered", "cursors", "parts by days"])
async def test_whatever_a_crash_has_cut_off_comes_again_and_nothing_comes_twice(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, kind: str, damage: Damage
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        account, module, values = await opened(d, kind)
        whole = await unbroken(d, account, module, values)
        sandbox.fault("server_error", app=module.app, from_request=6, times=None)
        await d.run(account, module, **values)
        assert d.store.spool.milestones(d.run_id)
        damage(tmp_path / "runs" / d.run_id)
        sandbox.heal()
        sandbox.fault("server_error", app=module.app, from_request=2, times=None)
        record = await go_on(d, module)
        assert (record.status, record.bundles) == ("failed", len(d.bundles()))
        assert d.bundles() == whole[: record.bundles]
        sandbox.heal()
        record = await go_on(d, module)
        assert (record.status, d.bundles()) == ("done", whole)
        assert d.store.spool.exchanges(d.run_id)
        kept = d.store.spool.milestones(d.run_id)
        assert [one.pages for one in kept] == list(range(1, len(kept) + 1))
        assert kept[-1].bundles == len(whole)


async def test_a_run_that_was_interrupted_behind_its_end_asks_for_nothing(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        account, module = await d.practice(), d.module("refiner", "list_contacts")
        whole = await unbroken(d, account, module, {"limit": 7})
        await d.store.runs.complete(d.run_id, status="interrupted", pages=0, bundles=7, ended_at=1.0)
        sandbox.reset()
        record = await go_on(d, module)
        assert sandbox.requests() == []
        assert d.events == [RunStarted(record.id), RunFinished(1, 7, 0.0)]
        assert (record.status, record.pages, d.bundles()) == ("done", 1, whole)


async def test_positions_are_small(tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        for kind in LISTS:
            account, module, values = await opened(d, kind)
            await d.run(account, module, **values)
            positions = (tmp_path / "runs" / d.run_id / POSITIONS).read_bytes()
            assert max(map(len, positions.splitlines())) < 700, kind
