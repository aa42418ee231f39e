"""Runs that cannot be gone on with say why; what was refused for its credentials goes on with better ones."""

import asyncio
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core.apps.catalogue import Catalogue
from core.model.connection import Connection, ConnectionChanges
from core.model.errors import AuthRejected, NotKnown, SecretsLocked, TrunklineError
from core.model.module import Module
from core.model.run import RunFinished, RunRecord, RunStatus
from core.run.account_manager import AccountManager
from core.store.store import Store
from tests.core.client.client_calls import http
from tests.core.run.desk import PASSPHRASE, Desk, desk
from tests.core.run.moody_service import KEY, REFUSED, moody
from tests.core.run.test_continued_runs import go_on
from tests.core.run.test_module_run import in_short_pages, stop
from tests.sandboxes import RunningSandbox, nothing_left_running, until

WRITE = {"id": "u-1", "event": "Signed in"}


async def failed(d: Desk, account: Connection, module: str = "list_contacts", **values: Any) -> RunRecord:
    """A run that failed for a trouble of the service, which is over now."""
    d.sandbox.fault("server_error", app=account.app, times=None)
    await d.run(account, module, **values or {"limit": 7})
    d.sandbox.heal()
    return await d.record()


async def refusal(d: Desk, module: Module | None = None) -> TrunklineError:
    """Why the last run cannot be gone on with. Nothing is sent, and nothing is changed, for that."""
    before, record = len(d.sandbox.requests()), await d.record()
    module = module or d.module(record.app, record.module)
    with pytest.raises(TrunklineError) as refused:
        await d.runs.go_on(d.run_id, lambda app, id: module, d.events.append)
    assert len(d.sandbox.requests()) == before
    assert await d.record() == record
    told = await d.runs.problem_of(d.run_id, lambda app, id: module)
    assert str(told) == str(refused.value)
    return refused.value


async def test_a_run_that_is_done_is_done(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        await d.run(await d.practice(), "list_contacts", limit=7)
        error = await refusal(d)
    assert error.title == "This run cannot be continued."
    assert error.reason == "It is done: all that it asked for is here."


async def test_a_run_that_never_was_is_not_known(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        with pytest.raises(NotKnown, match="no such run"):
            await d.runs.go_on("nothing", catalogue.module, d.events.append)


async def test_a_run_under_way_is_left_to_whoever_is_at_it(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        account = await d.practice()
        sandbox.fault("hang", times=None)
        running = d.start(account, "list_contacts", limit=7)
        await until(lambda: sandbox.in_flight == 1)
        error = await refusal(d)
        other = await Store.open(tmp_path)  # as another window would
        try:
            assert (await other.runs.settled(d.run_id)).status == "running"
        finally:
            await other.close()
        await stop(d, running)
    assert "under way" in error.reason


async def test_of_two_that_go_on_at_once_one_does(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        await failed(d, await d.practice())
        done = await asyncio.gather(
            *(d.runs.go_on(d.run_id, catalogue.module, d.events.append) for _ in range(4)),
            return_exceptions=True,
        )
        bundles = d.bundles()
    refused = [error for error in done if error is not None]
    assert ["under way" in str(error) or "It is done" in str(error) for error in refused] == [True] * 3
    assert len(d.told(RunFinished)) == 1
    assert len(bundles) == len(set(bundles)) == 7


async def test_a_run_stopped_as_it_goes_on_is_not_left_running(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        await failed(d, await d.practice())
        statuses: set[RunStatus] = set()
        with nothing_left_running():
            for turns in range(400):  # on a busy machine it takes more of them to come as far
                going_on = asyncio.ensure_future(d.runs.go_on(d.run_id, catalogue.module, lambda event: None))
                for _ in range(turns):
                    await asyncio.sleep(0)
                going_on.cancel()
                await asyncio.wait([going_on])
                record = await d.record()
                statuses.add(record.status)
                assert record.bundles == len(d.bundles())
                if record.status == "done" or statuses >= {"failed", "stopped"}:
                    break
    assert statuses <= {"failed", "stopped", "done"}


async def test_a_run_stopped_at_its_first_news_as_it_goes_on_is_stopped(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        await failed(d, await d.practice())
        with nothing_left_running():
            going_on = asyncio.ensure_future(
                d.runs.go_on(d.run_id, catalogue.module, lambda event: going_on.cancel() and None)
            )
            await asyncio.wait([going_on])
        record = await d.record()
        assert record.status == "stopped"
        assert record.bundles == len(d.bundles())


async def test_a_form_that_held_a_secret_is_not_kept_and_so_not_sent_again(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        key = sandbox.values("refiner")["api_key"]
        await failed(d, await d.practice(), limit=7, search=key)
        error = await refusal(d)
    assert "held a secret" in error.reason
    assert key not in str(error)


@pytest.mark.parametrize("values", [{"limit": 7}, {"limit": 7, "search": "••••••"}])
async def test_what_only_looks_like_a_hidden_secret_is_none(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, values: dict[str, Any]
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        record = await failed(d, await d.practice(), **values)
    assert not record.left_out


async def test_a_module_that_was_changed_is_told(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        await failed(d, await d.practice())
        module = in_short_pages(d.module("refiner", "list_contacts"))
        error = await refusal(d, module)
    assert error.reason == "“List Contacts” was changed since it began."


async def test_a_run_from_before_positions_were_written_down_says_so(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        record = await failed(d, await d.practice())
        old = msgspec.structs.replace(record, id="old", account=None, declared="")
        await d.store.runs.begin(old)
        with pytest.raises(TrunklineError, match="older Trunkline"):
            await d.runs.go_on("old", catalogue.module, d.events.append)


async def test_a_connection_that_is_gone_is_told(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        await failed(d, await d.practice())
        await d.book.drop_practice()
        error = await refusal(d)
    assert error.reason == "The connection that it went through is gone."


# --- the account ------------------------------------------------------------------------------------------


async def test_credentials_that_were_rejected_in_the_middle_are_entered_anew_and_the_run_goes_on(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with moody(tmp_path, catalogue, sandbox) as m:
        account = await m.book.add(m.new())
        m.service.refusal = REFUSED
        await m.desk.run(account, "list_contacts", limit=1)
        assert isinstance(m.desk.failure(), AuthRejected)
        assert (await m.book.find("Shop")).state == "failing"
        m.service.refusal = b""
        changes = ConnectionChanges(secrets={"api_key": f"{KEY}-of-today"})
        await m.manager.edit(account.id, changes)
        record = await go_on(m.desk, m.desk.module("refiner", "list_contacts"))
        assert (record.status, m.desk.bundles()) == ("done", [b'{"uuid": "1"}'])
        assert (await m.book.find("Shop")).state == "verified"
        revisions = [exchange.revision for exchange in m.desk.store.spool.exchanges(record.id)]
    assert revisions == [0, 1]
    assert f"Bearer {KEY}-of-today" in m.host.heads[-1]


async def test_a_run_that_goes_on_well_clears_a_connection_that_was_marked(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with moody(tmp_path, catalogue, sandbox) as m:
        account = await m.book.add(m.new())
        m.service.refusal = REFUSED
        await m.desk.run(account, "list_contacts", limit=1)
        m.service.refusal = b""
        await go_on(m.desk, m.desk.module("refiner", "list_contacts"))
        assert (await m.book.find("Shop")).state == "verified"


@pytest.mark.parametrize(
    ("unverified", "now"), [(False, "leads to “Mill” now"), (True, "was not verified since")]
)
async def test_what_two_accounts_hold_is_not_mixed(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, unverified: bool, now: str
) -> None:
    async with moody(tmp_path, catalogue, sandbox) as m:
        account = await m.book.add(m.new())
        m.service.refusal = REFUSED
        await m.desk.run(account, "list_contacts", limit=1)
        m.service.refusal, m.service.project = b"", "Mill"
        changes = ConnectionChanges(secrets={"api_key": "the-key-of-another-account"})
        await m.manager.edit(account.id, changes, unverified=unverified)
        sent = len(m.host.heads)
        error = await refusal(m.desk)
        assert len(m.host.heads) == sent
    assert error.reason.startswith(f"It began with the account “Shop”; 'Shop' {now}.")


async def test_an_account_whose_name_was_not_known_may_get_one(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with moody(tmp_path, catalogue, sandbox) as m:
        account = await m.book.add(m.new(), unverified=True)
        m.service.refusal = REFUSED
        await m.desk.run(account, "list_contacts", limit=1)
        m.service.refusal = b""
        await AccountManager(m.book).verify(account.id)
        assert (await go_on(m.desk, m.desk.module("refiner", "list_contacts"))).status == "done"


async def test_a_vault_that_is_shut_leaves_the_run_as_it_was(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox, vault=True) as d:
        account = await d.book.add(d.new())
        record = await failed(d, account)
        d.store.vault.lock()
        with pytest.raises(SecretsLocked):
            await d.runs.go_on(d.run_id, catalogue.module, d.events.append)
        assert await d.record() == record
        await d.store.vault.unlock(PASSPHRASE)
        assert (await go_on(d, d.module("refiner", "list_contacts"))).status == "done"


# --- writes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["server_error", "cut_connection", "not_json"])
async def test_a_write_that_may_have_been_done_is_not_sent_again(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, kind: Any
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        account = await d.practice()
        sandbox.fault(kind)
        await d.run(account, "track_event", **WRITE)
        error = await refusal(d)
    assert "It is not known whether its last request was carried out" in error.reason
    assert error.next_step.startswith("Look at the service.")


async def test_a_write_stopped_in_mid_air_is_not_sent_again(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        account = await d.practice()
        sandbox.fault("hang")
        running = d.start(account, "track_event", **WRITE)
        await until(lambda: sandbox.in_flight == 1)
        await stop(d, running)
        assert "not known" in (await refusal(d)).reason


async def test_a_write_that_a_crash_interrupted_is_not_sent_again(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        record = await failed(d, await d.practice(), "track_event", **WRITE)
        begun = msgspec.structs.replace(record, id="crashed", status="interrupted", in_doubt=True)
        await d.store.runs.begin(begun)
        with pytest.raises(TrunklineError, match="not known"):
            await d.runs.go_on("crashed", catalogue.module, d.events.append)


async def test_a_write_is_in_doubt_from_its_beginning(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    """So that a crash, which nobody can write down, leaves it so."""
    async with desk(tmp_path, catalogue, sandbox) as d:
        account = await d.practice()
        sandbox.fault("hang", times=None)
        for module, values in (("track_event", WRITE), ("list_contacts", {"limit": 1})):
            running = d.start(account, module, **values)
            await until(lambda: sandbox.in_flight == 1)
            assert (await d.record()).in_doubt == (module == "track_event")
            await stop(d, running)
            await until(lambda: sandbox.in_flight == 0)


async def test_a_write_that_was_done_before_the_crash_is_done(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        await d.run(await d.practice(), "track_event", **WRITE)
        bundles = d.bundles()
        await d.store.runs.complete(
            d.run_id, status="interrupted", pages=0, bundles=1, ended_at=1.0, in_doubt=True
        )
        record = await go_on(d, d.module("refiner", "track_event"))
        assert (record.status, record.in_doubt, d.bundles()) == ("done", False, bundles)
    assert len(sandbox.requests("/v1/track")) <= 1
    assert sum(request.method == "POST" for request in sandbox.requests()) == 1


async def test_a_write_that_was_refused_is_sent_again(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with moody(tmp_path, catalogue, sandbox) as m:
        account = await m.book.add(m.new())
        m.service.refusal = REFUSED
        await m.desk.run(account, "track_event", **WRITE)
        m.service.refusal = http(200, b'{"message": "ok"}')
        record = await go_on(m.desk, m.desk.module("refiner", "track_event"))
    assert (record.status, record.bundles) == ("done", 1)
    assert sum(head.startswith("POST") for head in m.host.heads) == 2


async def test_a_write_that_never_left_is_sent_again(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        account = await d.practice()
        nowhere = msgspec.structs.replace(account, address="http://127.0.0.1:1")
        await d.run(nowhere, "track_event", **WRITE)
        assert not (await d.record()).in_doubt
        assert (await go_on(d, d.module("refiner", "track_event"))).status == "done"
