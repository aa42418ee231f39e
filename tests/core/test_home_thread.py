"""The core's own thread: what crosses from it, how it is stopped, and that it leaves nothing."""

import asyncio
import subprocess
import sys
import threading
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from core.home import Home, OwnThread, in_thread
from tests.core.homes import Emit, forever, home_of
from tests.sandboxes import until

ROOT = Path(__file__).resolve().parents[2]


async def test_a_fast_producer_reaches_the_window_thirty_times_in_any_second_at_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loop = asyncio.get_running_loop()
    cross, trips = loop.call_soon_threadsafe, list[float]()

    def noted(*given: Any, **named: Any) -> Any:
        trips.append(loop.time())
        return cross(*given, **named)

    async def work(emit: Emit) -> None:
        core = asyncio.get_running_loop()
        began = core.time()
        while core.time() - began < 1.1:
            emit("event")
            await asyncio.sleep(0)

    async with home_of("own thread") as home:
        monkeypatch.setattr(loop, "call_soon_threadsafe", noted)
        count = len([event async for event in home.stream(work)])
        monkeypatch.undo()
    *batches, _ = trips  # the last brings the end
    assert count > 20 * len(batches)
    assert len(batches) > 10
    assert all(later - first > 0.95 for first, later in zip(batches, batches[30:], strict=False))


async def test_a_stop_reaches_the_work_even_before_it_could_begin() -> None:
    """The core is busy with something else just then."""
    busy, gate = threading.Event(), threading.Event()

    async def hold() -> None:
        busy.set()
        gate.wait(20)

    async def read(home: Home) -> None:
        async def work(emit: Emit) -> None:
            await forever()

        async with aclosing(home.stream(work)) as events:
            async for _ in events:
                pass

    async with home_of("own thread") as home:
        holding = asyncio.ensure_future(home.call(hold))
        await until(busy.is_set)
        stopped = [asyncio.ensure_future(read(home)), asyncio.ensure_future(home.call(forever))]
        await asyncio.sleep(0)
        for task in stopped:
            task.cancel()
        await asyncio.sleep(0)
        gate.set()
        async with asyncio.timeout(20):
            await asyncio.wait(stopped)
        await holding
    assert all(task.cancelled() for task in stopped)


async def test_closing_ends_what_is_under_way() -> None:
    told: list[str] = []

    async def work(emit: Emit) -> None:
        emit("begun")
        try:
            await forever()
        finally:
            told.append("tidy")

    async def read(home: Home) -> None:
        async for event in home.stream(work):
            told.append(event)  # noqa: PERF401  it is ended from outside

    home = OwnThread().start()
    reader = asyncio.ensure_future(read(home))
    await until(lambda: told == ["begun"])
    await home.close()
    await asyncio.wait([reader])
    assert reader.cancelled()
    assert told == ["begun", "tidy"]
    assert "core" not in {thread.name for thread in threading.enumerate()}


async def test_closing_waits_for_threads_before_what_they_did_is_tidied_up() -> None:
    told: list[str] = []
    busy, gate = threading.Event(), threading.Event()

    def disk() -> None:
        busy.set()
        gate.wait(20)
        told.append("written")

    async def work() -> None:
        try:
            await in_thread(disk)
        finally:
            told.append("tidy")

    home = OwnThread().start()
    working = asyncio.ensure_future(home.call(work))
    await until(busy.is_set)
    asyncio.get_running_loop().call_later(0.05, gate.set)
    await home.close()
    await asyncio.wait([working])
    assert working.cancelled()
    assert told == ["written", "tidy"]


async def test_nobody_waits_for_ever_who_asks_while_it_closes() -> None:
    async def read(home: Home) -> None:
        async def work(emit: Emit) -> None:
            await forever()

        async for _ in home.stream(work):
            pass

    home = OwnThread().start()
    in_time = [asyncio.ensure_future(home.call(forever)), asyncio.ensure_future(read(home))]
    await asyncio.sleep(0)
    closing = asyncio.ensure_future(home.close())
    await asyncio.sleep(0)
    with pytest.raises(RuntimeError, match="does not run"):
        await home.call(forever)
    async with asyncio.timeout(20):
        await asyncio.wait(in_time)
        await closing
    assert all(task.cancelled() for task in in_time)


async def test_a_thread_that_does_not_run_says_so() -> None:
    left = OwnThread().start()
    await left.close()
    for home in (OwnThread(), left):
        with pytest.raises(RuntimeError, match="does not run"):
            await home.call(lambda: asyncio.sleep(0))


CYCLES = """
import asyncio, pathlib, sys
from contextlib import aclosing
from core.integrator import open_integrator

async def main(folder):
    for number in range(50):
        async with open_integrator(folder, own_thread=True) as integrator:
            notices = integrator.notices()
            listening = asyncio.ensure_future(anext(notices))
            await integrator.connections()
            if number % 10 == 0:
                await integrator.start_practice(5)
                await listening
                events = integrator.run_module("practice-refiner", "refiner", "list_contacts", {"limit": 5})
                async with aclosing(events):
                    await anext(events)
            listening.cancel()
            await asyncio.wait([listening])

asyncio.run(main(pathlib.Path(sys.argv[1])))
print("left")
"""


def test_fifty_times_in_and_out_end_well(tmp_path: Path) -> None:
    command = [sys.executable, "-c", CYCLES, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "left\n", "")
