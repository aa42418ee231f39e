"""The core's coroutines behave the same on the caller's loop and on a loop of their own."""

import asyncio
import threading
from contextlib import aclosing

import pytest

from core.home import Home, in_thread
from tests.core.homes import Emit, both, forever, home_of
from tests.sandboxes import until

# One answer


@both
async def test_a_call_gives_its_answer(kind: str) -> None:
    async def work() -> tuple[str, str]:
        await asyncio.sleep(0)
        return "answer", threading.current_thread().name

    async with home_of(kind) as home:
        answer, thread = await home.call(work)
    assert answer == "answer"
    assert (thread == "core") is (kind == "own thread")


@both
async def test_a_call_raises_what_its_work_raised(kind: str) -> None:
    class Odd(Exception):
        pass

    odd = Odd("as it was raised")

    async def work() -> None:
        raise odd

    async with home_of(kind) as home:
        with pytest.raises(Odd) as raised:
            await home.call(work)
    assert raised.value is odd


@both
async def test_a_cancelled_call_has_tidied_up(kind: str) -> None:
    begun, told = threading.Event(), []

    async def work() -> None:
        begun.set()
        try:
            await forever()
        finally:
            for _ in range(50):
                await asyncio.sleep(0)
            told.append("tidy")

    async with home_of(kind) as home:
        calling = asyncio.ensure_future(home.call(work))
        await until(begun.is_set)
        calling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await calling
        assert told == ["tidy"]


@both
async def test_a_call_that_refuses_to_be_cancelled_keeps_its_word(kind: str) -> None:
    begun, told = threading.Event(), []

    async def work() -> None:
        try:
            begun.set()
            await forever()
        except asyncio.CancelledError:
            told.append("no")

    async with home_of(kind) as home:
        calling = asyncio.ensure_future(home.call(work))
        await until(begun.is_set)
        calling.cancel()
        await asyncio.wait([calling])
    assert told == ["no"]


@both
async def test_many_calls_at_once_each_get_their_own_answer(kind: str) -> None:
    async def double(number: int) -> int:
        await asyncio.sleep(0)
        return 2 * number

    async with home_of(kind) as home:
        answers = await asyncio.gather(*(home.call(lambda n=n: double(n)) for n in range(100)))  # type: ignore[misc]
    assert answers == [2 * number for number in range(100)]


# A run of events


@both
async def test_events_come_in_order_and_then_the_end(kind: str) -> None:
    async def work(emit: Emit) -> None:
        for number in range(1000):
            emit(number)
            if number % 7 == 0:
                await asyncio.sleep(0)

    async with home_of(kind) as home:
        assert [event async for event in home.stream(work)] == list(range(1000))


@both
async def test_a_stream_without_events_just_ends(kind: str) -> None:
    async def work(emit: Emit) -> None:
        await asyncio.sleep(0)

    async with home_of(kind) as home:
        assert [event async for event in home.stream(work)] == []


@both
async def test_what_the_work_raises_comes_after_its_events(kind: str) -> None:
    wrong = ValueError("after three")

    async def work(emit: Emit) -> None:
        for number in range(3):
            emit(number)
        raise wrong

    seen: list[int] = []

    async def read(home: Home) -> None:
        async for event in home.stream(work):
            seen.append(event)  # noqa: PERF401  it ends with an error

    async with home_of(kind) as home:
        with pytest.raises(ValueError, match="after three") as raised:
            await read(home)
    assert raised.value is wrong
    assert seen == [0, 1, 2]


@both
async def test_events_arrive_while_the_work_goes_on(kind: str) -> None:
    """Also the second one, which has to wait for its batch, and is followed by nothing that pushes it."""
    seen: list[int] = []

    async def work(emit: Emit) -> None:
        for number in range(3):
            emit(number)
            await until(lambda: len(seen) > number)  # noqa: B023  it is waited for right here

    async with home_of(kind) as home:
        async for event in home.stream(work):
            seen.append(event)  # noqa: PERF401  each is waited for
    assert seen == [0, 1, 2]


@both
async def test_leaving_early_stops_the_work_and_waits_until_it_has_tidied_up(kind: str) -> None:
    told: list[str] = []

    async def work(emit: Emit) -> None:
        try:
            emit("first")
            await forever()
        except asyncio.CancelledError:
            for _ in range(50):
                await asyncio.sleep(0)
            emit("too late")
            told.append("tidy")
            raise

    async with home_of(kind) as home:
        async with aclosing(home.stream(work)) as events:
            assert await anext(events) == "first"
        assert told == ["tidy"]


@both
async def test_a_reader_who_is_cancelled_stops_the_work_and_waits_too(kind: str) -> None:
    begun, told = threading.Event(), []

    async def work(emit: Emit) -> None:
        begun.set()
        try:
            await forever()
        finally:
            await asyncio.sleep(0)
            told.append("tidy")

    async def read(home: Home) -> None:
        async with aclosing(home.stream(work)) as events:
            async for _ in events:
                pass

    async with home_of(kind) as home:
        reader = asyncio.ensure_future(read(home))
        await until(begun.is_set)
        reader.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reader
        assert told == ["tidy"]


@both
async def test_leaving_a_stream_that_has_ended_is_nothing(kind: str) -> None:
    async def work(emit: Emit) -> None:
        emit("only")

    async with home_of(kind) as home, aclosing(home.stream(work)) as events:
        assert [event async for event in events] == ["only"]


@both
async def test_a_stream_that_nobody_reads_never_begins(kind: str) -> None:
    begun = threading.Event()

    async def work(emit: Emit) -> None:
        begun.set()

    async with home_of(kind) as home:
        async with aclosing(home.stream(work)):
            pass
        await home.call(lambda: asyncio.sleep(0))
    assert not begun.is_set()


@both
async def test_streams_do_not_mix(kind: str) -> None:
    async def read(home: Home, name: str) -> list[str]:
        async def work(emit: Emit) -> None:
            for number in range(100):
                emit(f"{name}{number}")
                await asyncio.sleep(0)

        return [event async for event in home.stream(work)]

    async with home_of(kind) as home:
        found = await asyncio.gather(*(read(home, name) for name in "abc"))
    assert found == [[f"{name}{number}" for number in range(100)] for name in "abc"]


# What blocks


async def test_a_blocking_call_is_waited_for_however_often_one_is_cancelled() -> None:
    begun, gate, ended = threading.Event(), threading.Event(), list[str]()

    def block() -> None:
        begun.set()
        assert gate.wait(10)
        ended.append("in another thread" if threading.current_thread() is not caller else "here")
        raise OSError("which nobody waits for any more")

    caller = threading.current_thread()
    calling = asyncio.create_task(in_thread(block))
    await until(begun.is_set)
    for _ in range(3):  # somebody is impatient
        calling.cancel()
        await asyncio.sleep(0)
    assert not calling.done()
    gate.set()
    with pytest.raises(asyncio.CancelledError):
        await calling
    assert ended == ["in another thread"]
