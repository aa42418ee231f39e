"""What is sent again, after how long, and what is never sent twice."""

import asyncio
import itertools
import socket
from typing import Any

import pytest

from core.model.errors import (
    NetworkDown,
    RateLimited,
    ServiceDown,
    UnknownOutcome,
)
from core.model.http import HttpRequest
from core.model.module import Effect
from core.rules.retry import MOST_ATTEMPTS
from tests.core.client.client_calls import IMPATIENT, Account, Recorder, http, odd_host
from tests.sandboxes import RunningSandbox, until

TROUBLE = ["server_error", "cut_connection", "rate_limited"]


@pytest.mark.parametrize("kind", TROUBLE)
async def test_reading_is_repeated(refiner: Account, sandbox: RunningSandbox, kind: Any) -> None:
    sandbox.fault(kind, times=2, retry_after="0.01")
    seen = Recorder()
    async with refiner.client() as client:
        reply = await client.send(refiner.verify(), "read", watcher=seen)
    assert reply.status == 200
    assert seen.attempts == [(1, 1), (1, 2), (1, 3)]
    assert [attempt for attempt, _, _ in seen.waits_told] == [2, 3]
    assert [exchange.attempt for exchange in seen.exchanges] == [1, 2, 3]
    assert [bool(exchange.problem) for exchange in seen.exchanges] == [True, True, False]
    assert len(sandbox.requests()) == 3


async def test_the_service_says_how_long_to_wait(refiner: Account, sandbox: RunningSandbox) -> None:
    sandbox.fault("rate_limited", retry_after="0.2")
    seen = Recorder()
    async with refiner.client() as client:
        await client.send(refiner.verify(), "read", watcher=seen)
    first, second = sandbox.requests()
    assert seen.waits_told == [(2, 0.2, "Refiner says: “You are doing this too often.”")]
    assert second.at - first.at >= 0.2


async def test_a_date_to_wait_for_counts_from_our_clock(refiner: Account, sandbox: RunningSandbox) -> None:
    sandbox.fault("rate_limited", retry_after="Tue, 14 Nov 2023 22:13:30 GMT")
    seen = Recorder()
    async with refiner.client(clock=lambda: 1_700_000_000.0) as client:
        sending = asyncio.ensure_future(client.send(refiner.verify(), "read", watcher=seen))
        await seen.told_to_wait.wait()
        sending.cancel()
    assert [seconds for _, seconds, _ in seen.waits_told] == [10.0]


@pytest.mark.parametrize(("chance", "shares"), [(0.0, 0.5), (1.0, 1.0)])
async def test_where_nobody_says_how_long_the_wait_doubles(
    refiner: Account, sandbox: RunningSandbox, chance: float, shares: float
) -> None:
    sandbox.fault("rate_limited", times=None, retry_after=None)
    seen = Recorder()
    async with refiner.client(chance=lambda: chance) as client:
        with pytest.raises(RateLimited):
            await client.send(refiner.verify(), "read", watcher=seen)
    told = [seconds for _, seconds, _ in seen.waits_told]
    assert told == pytest.approx([shares * wait for wait in (0.002, 0.004, 0.008, 0.016)])


@pytest.mark.parametrize("kind", TROUBLE)
async def test_attempts_are_counted_and_come_to_an_end(
    refiner: Account, sandbox: RunningSandbox, kind: Any
) -> None:
    sandbox.fault(kind, times=None, retry_after=0)
    async with refiner.client() as client:
        with pytest.raises((ServiceDown, NetworkDown, RateLimited), match=r"\(5 attempts\.\)"):
            await client.send(refiner.verify(), "read")
    assert len(sandbox.requests()) == MOST_ATTEMPTS == 5


async def test_a_wait_beyond_our_patience_ends_at_once(refiner: Account, sandbox: RunningSandbox) -> None:
    sandbox.fault("rate_limited", times=None, retry_after=3600)
    async with refiner.client() as client:
        with pytest.raises(RateLimited, match="It asks to wait 60 minutes; run it again then") as limited:
            await client.send(refiner.verify(), "read")
    assert limited.value.retry_after == 3600
    assert len(sandbox.requests()) == 1


async def test_trouble_that_will_last_is_not_waited_for_either(refiner: Account) -> None:
    closed = http(503, b"Maintenance", Retry_After="7200")
    async with odd_host(lambda target: closed) as host, refiner.client() as client:
        with pytest.raises(ServiceDown, match="It asks to wait 120 minutes"):
            await client.send(HttpRequest(method="GET", url=host.address), "read")
    assert len(host.heads) == 1


@pytest.mark.parametrize("kind", ["server_error", "cut_connection"])
async def test_an_unsafe_write_is_never_sent_twice(
    refiner: Account, sandbox: RunningSandbox, kind: Any
) -> None:
    """Also over a socket that was used before: the transport repeats by itself what it thinks harmless."""
    async with refiner.client() as client:
        await client.send(refiner.verify(), "read")
        sandbox.fault(kind, path="/v1/track-event")
        with pytest.raises((ServiceDown, UnknownOutcome)) as failed:
            await client.send(refiner.request("track_event", id="u-1", event="Signed in"), "unsafe")
    assert isinstance(failed.value, UnknownOutcome if kind == "cut_connection" else ServiceDown)
    assert failed.value.next_step.startswith("Look at the service before you run it again")
    assert len(sandbox.requests("/v1/track-event")) == 1
    assert len(sandbox.state("refiner")["events"]) == (1 if kind == "cut_connection" else 0)


async def test_an_unsafe_write_on_a_socket_that_just_closed_is_not_sent_twice(refiner: Account) -> None:
    """The host closes a kept socket while the request is on its way: nobody knows who was first."""
    asked = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        for replies in itertools.count():
            head = await reader.readuntil(b"\r\n\r\n")
            asked += head.startswith(b"POST")
            if replies:
                break
            writer.write(http(200, b"{}").replace(b"Connection: close", b"Connection: keep-alive"))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    async with refiner.client() as client:
        await client.send(HttpRequest(method="GET", url=url), "read")
        with pytest.raises(UnknownOutcome, match="broke the connection off"):
            await client.send(HttpRequest(method="POST", url=url, body=b"{}"), "unsafe")
    server.close()
    assert asked == 1


async def test_a_write_that_may_be_done_twice_is_repeated(refiner: Account, sandbox: RunningSandbox) -> None:
    sandbox.fault("server_error", path="/v1/identify-user")
    sandbox.fault("cut_connection", path="/v1/identify-user", from_request=2)
    async with refiner.client() as client:
        reply = await client.send(refiner.request("identify_user", id="u-1"), "idempotent")
    assert reply.status < 300
    bodies = [seen.body for seen in sandbox.requests("/v1/identify-user")]
    assert bodies == ['{"id":"u-1"}'] * 3


async def test_a_deletion_may_be_done_twice(segmetrics: Account, sandbox: RunningSandbox) -> None:
    sandbox.fault("server_error", app="segmetrics", method="DELETE")
    async with segmetrics.client() as client:
        await client.send(segmetrics.request("delete_contact", contact_id_or_email="1"), "delete")
    assert [seen.method for seen in sandbox.requests()] == ["DELETE", "DELETE"]


async def test_an_unsafe_write_that_was_turned_away_for_its_rate_is_repeated(
    refiner: Account, sandbox: RunningSandbox
) -> None:
    sandbox.fault("rate_limited", times=2, retry_after="0.01")
    async with refiner.client() as client:
        await client.send(refiner.request("track_event", id="u-1", event="Signed in"), "unsafe")
    assert len(sandbox.requests()) == 3
    assert len(sandbox.state("refiner")["events"]) == 1


async def test_an_unsafe_write_that_never_left_is_repeated(refiner: Account) -> None:
    seen = Recorder()
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))  # nobody listens there, and nobody else can
        url = f"http://127.0.0.1:{reserved.getsockname()[1]}/"
        async with refiner.client() as client:
            sending = client.send(HttpRequest(method="POST", url=url), "unsafe", watcher=seen)
            with pytest.raises(NetworkDown, match="refused the connection"):
                await sending
    assert len(seen.attempts) == MOST_ATTEMPTS


@pytest.mark.parametrize("effect", ["read", "unsafe"])
async def test_what_the_service_declines_is_not_sent_again(
    refiner: Account, sandbox: RunningSandbox, effect: Effect
) -> None:
    bad = HttpRequest(method="POST", url=f"{refiner.address}/v1/track-event", body=b"{}")
    async with refiner.client() as client:
        with pytest.raises(Exception, match="Refiner"):
            await client.send(bad, effect)
    assert len(sandbox.requests()) == 1


async def test_a_429_holds_everyone_on_the_connection(refiner: Account, sandbox: RunningSandbox) -> None:
    sandbox.fault("rate_limited", retry_after="0.3")
    seen = Recorder()
    async with refiner.client() as client:
        first = asyncio.ensure_future(client.send(refiner.verify(), "read", watcher=seen))
        await seen.told_to_wait.wait()
        others = [client.send(refiner.verify(), "read") for _ in range(3)]
        await asyncio.gather(first, *others)
    turned_away, *later = sandbox.requests()
    assert len(later) == 4
    assert min(request.at for request in later) - turned_away.at >= 0.3


async def test_a_429_also_holds_those_who_wait_for_their_turn_in_the_rate(
    refiner: Account, sandbox: RunningSandbox
) -> None:
    sandbox.fault("rate_limited", retry_after="0.4")
    slow = refiner.limited_to(1, 0.05)
    async with slow.client() as client:
        await asyncio.gather(*(client.send(refiner.verify(), "read") for _ in range(3)))
    turned_away, *later = sandbox.requests()
    assert len(later) == 3
    assert min(request.at for request in later) - turned_away.at >= 0.4


async def test_another_connection_is_not_held(refiner: Account, sandbox: RunningSandbox) -> None:
    sandbox.fault("rate_limited", retry_after="30")
    seen = Recorder()
    async with refiner.client() as held, refiner.client() as free:
        waiting = asyncio.ensure_future(held.send(refiner.verify(), "read", watcher=seen))
        await seen.told_to_wait.wait()
        reply = await free.send(refiner.verify(), "read")
        waiting.cancel()
        await asyncio.wait([waiting])
    assert reply.status == 200


async def test_stopping_while_it_waits_is_at_once(refiner: Account, sandbox: RunningSandbox) -> None:
    sandbox.fault("rate_limited", retry_after="30")
    seen = Recorder()
    async with refiner.client() as client:
        waiting = asyncio.ensure_future(client.send(refiner.verify(), "read", watcher=seen))
        await seen.told_to_wait.wait()
        waiting.cancel()
        async with asyncio.timeout(5):
            await asyncio.wait([waiting])
    assert waiting.cancelled()
    assert len(sandbox.requests()) == 1


async def test_requests_keep_to_the_rate(refiner: Account, sandbox: RunningSandbox) -> None:
    """The service counts from the first request on, so no stretch of that length may hold more."""
    sandbox.set_limit("refiner", 3, 0.2)
    slow = refiner.limited_to(3, 0.25)
    seen = Recorder()
    async with slow.client() as client:
        await asyncio.gather(*(client.send(refiner.verify(), "read", watcher=seen) for _ in range(10)))
    assert seen.statuses == [200] * 10, "the service never had to complain"
    assert all(later - first > 0.24 for first, later in zip(seen.moments, seen.moments[3:], strict=False))


async def test_a_part_of_the_rate_goes_out_at_once(refiner: Account, sandbox: RunningSandbox) -> None:
    generous = refiner.limited_to(100, 60.0)
    async with generous.client() as client:
        async with asyncio.timeout(5):  # spread evenly it would take six seconds
            await asyncio.gather(*(client.send(refiner.verify(), "read") for _ in range(10)))
    assert len(sandbox.requests()) == 10


async def test_who_gives_up_waiting_for_a_turn_takes_none(refiner: Account, sandbox: RunningSandbox) -> None:
    slow = refiner.limited_to(1, 0.4)
    async with slow.client() as client:
        await client.send(refiner.verify(), "read")
        given_up = asyncio.ensure_future(client.send(refiner.verify(), "read"))
        next_in_line = asyncio.ensure_future(client.send(refiner.verify(), "read"))
        await asyncio.sleep(0)
        given_up.cancel()
        await next_in_line
    first, second = sandbox.requests()
    assert second.at - first.at < 0.75, "one stretch, not two"


async def test_an_answer_that_never_comes_is_waited_for_no_longer_than_allowed(
    refiner: Account, sandbox: RunningSandbox
) -> None:
    sandbox.fault("hang", path="/v1/track-event", times=None)
    async with refiner.client(timeouts=IMPATIENT) as client:
        with pytest.raises(UnknownOutcome, match="No answer came in time"):
            await client.send(refiner.request("track_event", id="u-1", event="x"), "unsafe")
    await until(lambda: sandbox.in_flight == 0)
    assert len(sandbox.requests()) == 1


async def test_the_reasons_of_a_repetition_are_plain(refiner: Account) -> None:
    replies = iter([http(503, b"<html><b>Down</b> for a moment</html>"), http(200, b"{}")])
    seen = Recorder()
    async with odd_host(lambda target: next(replies)) as host, refiner.client() as client:
        await client.send(HttpRequest(method="GET", url=host.address), "read", watcher=seen)
    assert [reason for _, _, reason in seen.waits_told] == ["Refiner says: “Down for a moment”"]
