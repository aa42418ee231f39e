"""A run from its values to the bundles in the spool, and what the history says of it."""

import asyncio
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core.apps.catalogue import Catalogue
from core.client.pages import _WIDTH_AT_FIRST
from core.model.errors import (
    AuthRejected,
    DataUnreadable,
    InvalidValues,
    NotKnown,
    ServiceDown,
    TrunklineError,
    UnknownOutcome,
    UnreadableReply,
)
from core.model.module import Module
from core.model.request import CursorPaging, PageSize
from core.model.run import (
    BundlesArrived,
    RequestSent,
    ResponseRead,
    RetryScheduled,
    RunFinished,
    RunStarted,
)
from tests.core.client.client_calls import http, odd_host, short_pages
from tests.core.run.desk import Desk, desk
from tests.sandboxes import RunningSandbox, nothing_left_running, until


def in_short_pages(module: Module) -> Module:
    """The same list, in pages of five."""
    paging = msgspec.structs.replace(short_pages(), limit_field="limit")
    return msgspec.structs.replace(module, paging=paging)


def by_cursor(module: Module) -> Module:
    """The same list, five a page, one page after the other."""
    paging = CursorPaging(
        param="page_cursor",
        at="pagination.next_page_cursor",
        size=PageSize(param="page_length", most=5),
        limit_field="limit",
    )
    return msgspec.structs.replace(module, paging=paging)


async def test_a_run_tells_what_happens_in_order(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        events = await d.run(await d.practice(), by_cursor(d.module("refiner", "list_contacts")), limit=7)
        kinds = [type(event) for event in events]
        record = await d.record()
        bundles = d.bundles()
    assert kinds[:3] == [RunStarted, RequestSent, ResponseRead]
    assert kinds.count(RequestSent) == kinds.count(ResponseRead) == 2
    assert events[-1] == RunFinished(pages=2, bundles=7, seconds=0.0)
    assert d.told(BundlesArrived) == [BundlesArrived(0, 5), BundlesArrived(5, 2)]
    assert len(bundles) == 7
    assert {type(json.loads(bundle)["uuid"]) for bundle in bundles} == {str}
    assert (record.status, record.pages, record.bundles, record.problem) == ("done", 2, 7, None)
    assert (record.app, record.module, record.values) == ("refiner", "list_contacts", {"limit": 7})
    assert (record.started_at, record.ended_at) == (1_700_000_100.0, 1_700_000_100.0)


async def test_how_many_there_will_be_is_told_with_the_first_page(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        await d.run(await d.practice(), in_short_pages(d.module("refiner", "list_contacts")), limit=33)
    assert [event.total for event in d.told(BundlesArrived)] == [33] * 7
    assert [event.first for event in d.told(BundlesArrived)] == [0, 5, 10, 15, 20, 25, 30]


async def test_the_requests_of_a_run_are_kept(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    sandbox.reset()
    async with desk(tmp_path, catalogue, sandbox) as d:
        account = await d.practice()
        sandbox.fault("server_error")
        await d.run(account, "track_event", email="ann@example.com", event="Signed in")
        (failed,) = d.store.spool.exchanges(d.run_id)
        await d.run(account, "track_event", email="ann@example.com", event="Signed in")
        (good,) = d.store.spool.exchanges(d.run_id)
    assert (failed.status, failed.method) == (500, "POST")
    assert "server" in failed.reply_body.lower()
    assert (good.status, good.problem, good.reply_body) == (200, "", "")
    assert json.loads(good.request_body) == {"event": "Signed in", "email": "ann@example.com"}


async def test_invalid_values_are_told_before_anything_is_sent_or_written(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        account = await d.practice()
        with pytest.raises(InvalidValues) as invalid:
            await d.run(account, "track_event", email="nobody")
        history = await d.store.runs.latest()
    assert invalid.value.by_field.keys() == {"event", "email"}
    assert (d.events, history, sandbox.requests()) == ([], (), [])


async def test_a_key_never_goes_to_another_service(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        account = await d.practice("segmetrics")
        with pytest.raises(NotKnown, match="'Practice segmetrics' is no connection to Refiner"):
            await d.run(account, d.module("refiner", "list_contacts"), limit=1)
    assert sandbox.requests() == []


async def test_a_trigger_that_the_service_calls_cannot_be_run_by_hand(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        with pytest.raises(TrunklineError, match="It cannot be run by hand"):
            await d.run(await d.practice(), "watch_completed_survey", webhook_name="Exit survey")
        assert await d.store.runs.latest() == ()


async def test_pages_before_a_failure_are_kept_and_told(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        account = await d.practice()
        sandbox.fault("server_error", from_request=3, times=None)
        await d.run(account, by_cursor(d.module("refiner", "list_contacts")), limit=50)
        failure, record, bundles = d.failure(), await d.record(), d.bundles()
    assert isinstance(failure, ServiceDown)
    assert len(bundles) == 10
    assert len(d.told(RetryScheduled)) == 4
    assert (record.status, record.pages, record.bundles) == ("failed", 2, 10)
    assert record.problem == (failure.title, failure.reason, failure.next_step)


@pytest.mark.parametrize(
    ("kind", "error"),
    [("server_error", ServiceDown), ("cut_connection", UnknownOutcome), ("not_json", UnreadableReply)],
)
async def test_a_failed_write_is_told_and_written_down(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, kind: Any, error: type[TrunklineError]
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        account = await d.practice()
        sandbox.fault(kind)
        await d.run(account, "track_event", id="u-1", event="x")
        failure, record = d.failure(), await d.record()
    assert isinstance(failure, error)
    assert failure.next_step.startswith("Look at the service before you run it again")
    assert record.problem == (failure.title, failure.reason, failure.next_step)
    assert len(sandbox.requests()) == 1


async def test_a_key_that_was_revoked_is_told_as_that(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    refusal = http(404, b'{"message": "API key not valid or does not exist"}')
    project = http(200, b'{"project_uuid": "p", "project_name": "Sandbox"}')
    answers = iter([project, refusal])
    async with odd_host(lambda target: next(answers)) as host, desk(tmp_path, catalogue, sandbox) as d:
        await d.run(await d.practice(address=host.address), "list_contacts", limit=1)
        assert isinstance(d.failure(), AuthRejected)
        assert (await d.record()).status == "failed"


# Stopping


async def stop(d: Desk, running: "asyncio.Future[Any]") -> None:
    """Cancel a run and wait until it has tidied up."""
    running.cancel()
    await asyncio.wait([running])
    assert running.cancelled()


async def test_stopping_keeps_what_arrived_and_lets_the_service_go(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        account = await d.practice()
        sandbox.fault("hang", from_request=2, times=None)
        with nothing_left_running():
            running = d.start(account, in_short_pages(d.module("refiner", "list_contacts")), limit=100)
            await until(lambda: sandbox.in_flight == _WIDTH_AT_FIRST)
            await stop(d, running)
        record, bundles, exchanges = await d.record(), d.bundles(), d.store.spool.exchanges(d.run_id)
    await until(lambda: sandbox.in_flight == 0)
    assert sandbox.cancelled == _WIDTH_AT_FIRST
    assert (record.status, record.pages, record.bundles, record.problem) == ("stopped", 1, 5, None)
    assert len(bundles) == 5
    assert [exchange.problem for exchange in exchanges] == [""] + ["Stopped."] * _WIDTH_AT_FIRST
    assert not d.told(RunFinished)


async def test_an_unsafe_write_stopped_in_mid_air_leaves_its_outcome_open(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        account = await d.practice()
        sandbox.fault("hang")
        running = d.start(account, "track_event", id="u-1", event="x")
        await until(lambda: sandbox.in_flight == 1)
        await stop(d, running)
        record = await d.record()
    assert record.status == "stopped"
    assert record.problem
    assert record.problem[1] == "It is not known whether the service carried it out."


@pytest.mark.parametrize("module", ["identify_user", "list_contacts"])
async def test_what_may_be_run_again_leaves_nothing_open_when_it_is_stopped(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, module: str
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        account = await d.practice()
        sandbox.fault("hang")
        values: dict[str, Any] = {"id": "u-1"} if module == "identify_user" else {"limit": 1}
        running = d.start(account, module, **values)
        await until(lambda: sandbox.in_flight == 1)
        await stop(d, running)
        assert ((await d.record()).status, (await d.record()).problem) == ("stopped", None)


async def test_an_unsafe_write_stopped_while_it_waits_was_not_carried_out(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    """Turned away for its rate, or never sent: then there is no doubt to speak of."""
    async with desk(tmp_path, catalogue, sandbox) as d:
        account = await d.practice()
        sandbox.fault("rate_limited", retry_after=30)
        running = d.start(account, "track_event", id="u-1", event="x")
        await until(lambda: bool(d.told(RetryScheduled)))
        await stop(d, running)
        assert ((await d.record()).status, (await d.record()).problem) == ("stopped", None)


async def test_an_unsafe_write_stopped_while_nobody_could_be_reached_was_not_carried_out(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.rules.retry._FIRST_WAIT", 30.0)
    async with desk(tmp_path, catalogue, sandbox) as d:
        account = msgspec.structs.replace(await d.practice(), address="http://127.0.0.1:1")
        running = d.start(account, "track_event", id="u-1", event="x")
        await until(lambda: bool(d.told(RetryScheduled)))
        await stop(d, running)
        assert ((await d.record()).status, (await d.record()).problem) == ("stopped", None)


async def test_a_run_stopped_as_it_begins_is_not_left_running_in_the_history(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        account = await d.practice()
        for turns in range(12):
            running = d.start(account, "list_contacts", limit=1)
            for _ in range(turns):
                await asyncio.sleep(0)
            running.cancel()
            await asyncio.wait([running])
        statuses = {record.status for record in await d.store.runs.latest()}
    assert statuses <= {"stopped", "done"}
    assert "stopped" in statuses


# Our own mistakes, and those of the disk


async def test_a_mistake_of_ours_is_no_stop(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*_: object) -> None:
        raise ZeroDivisionError("a bug")

    async with desk(tmp_path, catalogue, sandbox) as d:
        account = await d.practice()
        monkeypatch.setattr("core.store.spool.SpoolWriter.append", wrong)
        with pytest.raises(ZeroDivisionError):
            await d.run(account, "list_contacts", limit=1)
        record = await d.record()
    assert record.status == "failed"
    assert record.problem
    assert record.problem[0] == "Trunkline made a mistake."


async def test_a_disk_that_takes_nothing_more_fails_the_run(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        account = await d.practice()
        (tmp_path / "runs").write_text("no folder")
        await d.run(account, "list_contacts", limit=1)
        assert isinstance(d.failure(), DataUnreadable)
        assert (await d.record()).status == "failed"
    assert sandbox.requests() == []


async def test_two_runs_of_one_account_share_its_sockets(
    tmp_path: Path, catalogue: Catalogue, sandbox: RunningSandbox
) -> None:
    async with desk(tmp_path, catalogue, sandbox) as d:
        account = await d.practice()
        for _ in range(3):
            await d.run(account, "list_contacts", limit=1)
        assert sandbox.open_connections == 1
    await until(lambda: sandbox.open_connections == 0)
