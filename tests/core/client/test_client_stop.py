"""Stopping: at once, sockets closed, nothing left behind."""

import asyncio
import gc

import pytest

from core.client import Listing, Page
from core.client.pages import _WIDTH_AT_FIRST
from core.model.http import HttpRequest
from core.model.request import Paging
from core.rules.paging import AT_ONCE
from tests.core.client.client_calls import (
    BY_CURSOR,
    STALLS,
    Account,
    Recorder,
    at,
    decoded,
    http,
    listed,
    names,
    odd_host,
    page_in,
    pages_asked,
    reading,
    short_pages,
)
from tests.sandboxes import RunningSandbox, nothing_left_running, until


async def test_the_service_sees_its_caller_go(refiner: Account, sandbox: RunningSandbox) -> None:
    sandbox.fault("hang", times=None)
    seen = Recorder()
    async with refiner.client() as client:
        with nothing_left_running():
            sending = asyncio.ensure_future(client.send(refiner.verify(), "read", watcher=seen))
            await until(lambda: sandbox.in_flight == 1)
            sending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sending
        await until(lambda: sandbox.in_flight == 0)
        sandbox.heal()
        assert (await client.send(refiner.verify(), "read")).status == 200, "the client is good for more"
    assert sandbox.cancelled == 1
    assert [(exchange.status, exchange.problem) for exchange in seen.exchanges] == [(0, "Stopped.")]


async def test_all_pages_under_way_are_let_go_and_what_arrived_stays(
    refiner: Account, sandbox: RunningSandbox
) -> None:
    sandbox.fault("hang", from_request=2, times=None)
    kept: list[Page] = []
    with nothing_left_running():
        reader = asyncio.ensure_future(keep(kept, refiner, refiner.contacts(paging=short_pages())))
        await until(lambda: sandbox.in_flight == _WIDTH_AT_FIRST)
        reader.cancel()
        await asyncio.wait([reader])
    await until(lambda: sandbox.in_flight == 0)
    assert sandbox.cancelled == _WIDTH_AT_FIRST
    assert [len(names(page)) for page in kept] == [5]


async def test_at_a_slow_service_all_eight_that_are_under_way_are_let_go(
    refiner: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(target: str) -> bytes | None:
        return listed([page_in(target)], last_page=99) if page_in(target) <= 4 else None

    monkeypatch.setattr("core.client.pages._LONG_WAIT", -1.0)
    kept: list[Page] = []
    async with odd_host(answer) as host:
        with nothing_left_running():
            listing = at(host, refiner.contacts(paging=short_pages(1)))
            reader = asyncio.ensure_future(keep(kept, refiner, listing))
            await until(lambda: len(host.heads) == 4 + AT_ONCE)
            reader.cancel()
            await asyncio.wait([reader])
        await until(lambda: host.gone == AT_ONCE)
    assert sorted(pages_asked(host)) == list(range(1, 5 + AT_ONCE))
    assert [decoded(page) for page in kept] == [[1], [2], [3], [4]]


async def keep(kept: list[Page], account: Account, listing: Listing) -> None:
    """Read a list that is stopped in the middle."""
    async with reading(account, listing) as pages:
        async for page in pages:
            kept.append(page)  # noqa: PERF401  it is stopped in the middle


@pytest.mark.parametrize("paging", [short_pages(), BY_CURSOR], ids=["numbers", "cursors"])
async def test_leaving_early_lets_go_of_what_was_asked_for_ahead(
    refiner: Account, sandbox: RunningSandbox, paging: Paging
) -> None:
    sandbox.fault("hang", from_request=2, times=None)
    with nothing_left_running():
        async with reading(refiner, refiner.contacts(paging=paging)) as pages:
            await anext(pages)
            await until(lambda: sandbox.in_flight > 0)
    await until(lambda: sandbox.in_flight == 0)
    await until(lambda: sandbox.open_connections == 0)


async def test_a_limit_that_is_met_lets_go_of_nothing_because_nothing_more_was_asked_for(
    refiner: Account, sandbox: RunningSandbox
) -> None:
    sandbox.set_latency(0.01)
    async with reading(refiner, refiner.contacts(23, short_pages())) as pages:
        assert sum([len(page.items) async for page in pages]) == 23
    assert sandbox.cancelled == 0


async def test_stopping_in_the_middle_of_an_answer_closes_its_socket(refiner: Account) -> None:
    half = http(200, b"{}", Content_Length="100") + STALLS
    async with odd_host(lambda target: half) as host, refiner.client() as client:
        sending = asyncio.ensure_future(client.send(HttpRequest(method="GET", url=host.address), "read"))
        await until(lambda: len(host.heads) == 1)
        sending.cancel()
        await asyncio.wait([sending])
        await until(lambda: host.gone == 1)


async def test_stopping_before_anything_was_sent_sends_nothing(
    refiner: Account, sandbox: RunningSandbox
) -> None:
    async with refiner.client() as client:
        sending = asyncio.ensure_future(client.send(refiner.verify(), "read"))
        sending.cancel()
        await asyncio.wait([sending])
    assert sandbox.requests() == []


async def test_nothing_is_left_for_the_collector_to_complain_about(
    refiner: Account, sandbox: RunningSandbox
) -> None:
    """Unclosed sockets and sessions warn when they are collected, and a warning is a failure."""
    sandbox.fault("hang", from_request=4, times=None)
    with nothing_left_running():
        async with reading(refiner, refiner.contacts(paging=short_pages())) as pages:
            await anext(pages)
        del pages
        gc.collect()
    await until(lambda: sandbox.open_connections == 0)
