"""What goes out, as the service sees it, and what the client makes of the answer."""

import asyncio
import gc
from typing import Any

import pytest

from core.client import Client
from core.model.errors import (
    AuthRejected,
    InvalidRequest,
    NotFound,
    NotKnown,
    Refused,
    TrunklineError,
    UnreadableReply,
)
from core.model.http import HttpReply, HttpRequest
from tests.core.client.client_calls import Account, Recorder, http, odd_host
from tests.sandboxes import RunningSandbox, until


async def test_a_bearer_key_is_sent_behind_its_word(refiner: Account, sandbox: RunningSandbox) -> None:
    async with refiner.client() as client:
        reply = await client.send(refiner.verify(), "read")
    (seen,) = sandbox.requests()
    assert reply.status == 200
    assert (seen.method, seen.path) == ("GET", "/v1/")
    assert seen.headers["authorization"] == f"Bearer {refiner.values['api_key']}"
    assert seen.headers["accept"] == "application/json"
    assert seen.headers["user-agent"] == "Trunkline"


async def test_a_bare_key_is_sent_bare(segmetrics: Account, sandbox: RunningSandbox) -> None:
    async with segmetrics.client() as client:
        await client.send(segmetrics.request("add_update_contact", email="ann@example.com"), "idempotent")
    (seen,) = sandbox.requests()
    assert seen.headers["authorization"] == segmetrics.values["api_key"]
    assert (seen.headers["content-type"], seen.body) == ("application/json", '{"email":"ann@example.com"}')


async def test_cookies_are_not_kept(refiner: Account) -> None:
    async with (
        odd_host(lambda target: http(200, b"{}", Set_Cookie="session=1")) as host,
        refiner.client() as client,
    ):
        for _ in range(2):
            await client.send(HttpRequest(method="GET", url=host.address), "read")
    assert "cookie" not in "".join(host.heads).lower()


async def test_proxies_of_the_machine_are_not_asked(
    refiner: Account, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with refiner.client() as client:
        reply = await client.send(refiner.verify(), "read")
    assert reply.status == 200


async def test_a_redirect_is_refused_and_the_key_stays_here(refiner: Account) -> None:
    async with odd_host(lambda target: http(200, b"{}")) as other:
        moved = http(302, Location=other.address)
        async with odd_host(lambda target: moved) as host, refiner.client() as client:
            with pytest.raises(Refused, match="redirect") as refused:
                await client.send(HttpRequest(method="GET", url=host.address), "read")
    assert refused.value.status == 302
    assert other.heads == []


async def test_a_good_status_with_a_bad_word_is_no_success(segmetrics: Account) -> None:
    said = b'{"status": "error", "errors": ["missing \'id\' field "]}'
    async with odd_host(lambda target: http(200, said)) as host, segmetrics.client() as client:
        with pytest.raises(InvalidRequest, match="missing 'id' field”") as invalid:
            await client.send(HttpRequest(method="POST", url=host.address), "idempotent")
    assert invalid.value.status == 200


@pytest.mark.parametrize(
    ("key", "kind"), [("0" * 40, AuthRejected), ("not a key at all", AuthRejected), ("x", AuthRejected)]
)
async def test_a_key_that_the_service_does_not_take_is_told_as_that(
    refiner: Account, key: str, kind: type[TrunklineError], sandbox: RunningSandbox
) -> None:
    request = HttpRequest(
        method="GET", url=f"{refiner.address}/v1/", headers=(("Authorization", f"Bearer {key}"),)
    )
    async with refiner.client() as client:
        with pytest.raises(kind, match="did not accept the credentials"):
            await client.send(request, "read")
    assert len(sandbox.requests()) == 1, "what is refused is not asked again"


async def test_the_rules_of_a_module_come_before_those_of_the_app(segmetrics: Account) -> None:
    request = segmetrics.request("delete_order", id="no such order")
    async with odd_host(lambda target: http(400, b"<p>Whoops</p>")) as host, segmetrics.client() as client:
        odd = HttpRequest(method="DELETE", url=host.address)
        with pytest.raises(InvalidRequest, match="Whoops"):
            await client.send(odd, "delete", rules=segmetrics.modules["delete_order"].errors)
        with pytest.raises(NotFound):
            await client.send(request, "delete", rules=segmetrics.modules["delete_order"].errors)


async def test_a_reply_that_cannot_be_read_is_kept_for_people_to_look_at(
    refiner: Account, sandbox: RunningSandbox
) -> None:
    def read(reply: HttpReply) -> Any:
        raise UnreadableReply("Refiner's answer could not be read.", "It should be JSON.", "Run it again.")

    sandbox.fault("not_json")
    seen = Recorder()
    async with refiner.client() as client:
        with pytest.raises(UnreadableReply):
            await client.read(refiner.verify(), "read", read, watcher=seen)
    (exchange,) = seen.exchanges
    assert (exchange.status, exchange.problem) == (200, "It should be JSON.")
    assert "Maintenance" in exchange.reply_body


async def test_an_unsafe_write_whose_answer_cannot_be_read_is_not_to_be_run_again_blindly(
    refiner: Account,
) -> None:
    def read(reply: HttpReply) -> Any:
        raise UnreadableReply("Refiner's answer could not be read.", "It should be JSON.", "Run it again.")

    async with refiner.client() as client:
        with pytest.raises(UnreadableReply) as unreadable:
            await client.read(refiner.request("track_event", id="u-1", event="x"), "unsafe", read)
    assert unreadable.value.next_step.startswith("Look at the service before you run it again")


async def test_what_is_traced_says_when_how_long_and_how_much(refiner: Account) -> None:
    seen = Recorder()
    async with refiner.client(clock=lambda: 1_700_000_000.0) as client:
        reply = await client.send(refiner.request("list_contacts"), "read", watcher=seen)
    (exchange,) = seen.exchanges
    assert (exchange.method, exchange.attempt, exchange.status) == ("GET", 1, 200)
    assert exchange.sent_at == 1_700_000_000.0
    assert exchange.reply_size == len(reply.body) > 0
    assert exchange.seconds == reply.seconds > 0
    assert exchange.reply_body == "", "bundles are kept elsewhere"


async def test_a_client_that_was_closed_sends_nothing_more(refiner: Account, sandbox: RunningSandbox) -> None:
    client = refiner.client()
    await client.send(refiner.verify(), "read")
    await client.close()
    with pytest.raises(NotKnown, match="This connection is gone"):
        await client.send(refiner.verify(), "read")
    assert len(sandbox.requests()) == 1


async def test_closing_breaks_off_what_is_under_way_and_it_is_not_asked_again(
    refiner: Account, sandbox: RunningSandbox
) -> None:
    sandbox.fault("hang", times=None)
    client = refiner.client()
    waiting = asyncio.ensure_future(client.send(refiner.verify(), "read"))
    await until(lambda: sandbox.in_flight == 1)
    await client.close()
    with pytest.raises(NotKnown, match="This connection is gone"):
        await waiting
    await until(lambda: sandbox.in_flight == 0)
    assert len(sandbox.requests()) == 1


async def test_a_client_that_never_sent_anything_closes_too(refiner: Account) -> None:
    async with Client(refiner.app):
        pass


async def test_sockets_are_used_again_and_closed_at_the_end(
    refiner: Account, sandbox: RunningSandbox
) -> None:
    async with refiner.client() as client:
        for _ in range(5):
            await client.send(refiner.verify(), "read")
        assert sandbox.open_connections == 1
    await until(lambda: sandbox.open_connections == 0)
    gc.collect()
