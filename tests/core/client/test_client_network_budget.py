"""What is left of a connection's rate, and how long so many calls have to wait."""

import asyncio
from dataclasses import replace

import msgspec
import pytest

from core.client.rate import Budget
from core.model.app import RateLimit
from core.model.network import RateBudget
from tests.core.client.client_calls import Account, Recorder
from tests.sandboxes import RunningSandbox, until


async def test_a_fresh_connection_has_everything_left(refiner: Account) -> None:
    async with refiner.limited_to(100, 60.0).client() as client:
        budget = client.budget(10)
    assert budget == RateBudget(requests=100, seconds=60.0, left=100, calls=10, wait=0.0)


async def test_what_was_asked_is_gone_until_the_stretch_is_over(refiner: Account) -> None:
    async with refiner.limited_to(100, 0.2).client() as client:
        for _ in range(3):
            await client.send(refiner.verify(), "read")
        assert client.budget().left in range(97, 101)
        await until(lambda: client.budget().left == 100)


async def test_many_calls_wait_for_their_turn(refiner: Account) -> None:
    async with refiner.limited_to(100, 60.0).client() as client:
        await client.send(refiner.verify(), "read")
        budget = client.budget(100)
    assert budget.left == 99
    # Ten at once, one of them gone; the others one every 60 s / 90.
    assert budget.wait == pytest.approx(91 * 60 / 90, rel=0.02)


async def test_what_is_told_is_what_comes_about() -> None:
    budget = Budget(RateLimit(requests=40, seconds=0.8))
    loop = asyncio.get_running_loop()
    for _ in range(3):
        await budget.acquire()
    told, began = budget.wait_for(10), loop.time()
    await asyncio.gather(*(budget.acquire() for _ in range(10)))
    assert told == pytest.approx(9 * 0.8 / 36, rel=0.1)
    assert loop.time() - began >= 0.9 * told


async def test_those_that_wait_already_go_first() -> None:
    budget = Budget(RateLimit(requests=10, seconds=60.0))
    await budget.acquire()
    waiting = asyncio.ensure_future(budget.acquire())
    alone = budget.wait_for(1)
    await asyncio.sleep(0)
    assert budget.wait_for(1) == pytest.approx(2 * alone, rel=0.02)
    waiting.cancel()
    await asyncio.wait([waiting])
    assert budget.wait_for(1) == pytest.approx(alone, rel=0.02)


async def test_a_pause_that_the_service_asked_for_counts(refiner: Account, sandbox: RunningSandbox) -> None:
    sandbox.fault("rate_limited", retry_after=20)
    seen = Recorder()
    async with refiner.client() as client:
        sending = asyncio.ensure_future(client.send(refiner.verify(), "read", watcher=seen))
        await until(lambda: client.budget().wait > 0)
        wait = client.budget().wait
        assert client.budget(0).wait == 0
        sending.cancel()
        await asyncio.wait([sending])
    assert 15 < wait <= 20


async def test_a_service_without_a_known_limit_has_pauses_only(
    refiner: Account, sandbox: RunningSandbox
) -> None:
    free = replace(refiner, app=msgspec.structs.replace(refiner.app, rate_limit=None))
    async with free.client() as client:
        await client.send(free.verify(), "read")
        assert client.budget(1000) == RateBudget(requests=0, seconds=0.0, left=0, calls=1000, wait=0.0)
