"""What can go wrong on demand, and what the sandbox tells about the requests it saw."""

import asyncio
import json
import time
from typing import Any

import aiohttp
import pytest

from core.sandbox import Fault, SandboxOptions
from core.sandbox.services import SERVICES
from tests.core.sandbox.sandbox_calls import Bench, Caller, bench, until


async def set_fault(b: Bench, kind: str, **more: Any) -> None:
    """Set a fault of Refiner through the control call."""
    reply = await b.control.post("/faults", {"app": "refiner", "kind": kind} | more)
    assert reply.json == {"ok": True}


async def statuses(b: Bench, count: int, path: str = "/v1/contacts") -> list[int]:
    """Return the statuses of some requests in a row."""
    return [(await b.refiner.get(path)).status for _ in range(count)]


async def test_a_fault_strikes_the_requests_that_it_names() -> None:
    async with bench() as b:
        await set_fault(b, "server_error", path="/v1/contacts", method="GET", from_request=3, times=2)
        others = await statuses(b, 3, "/v1/forms")
        struck = await statuses(b, 6)
        other_app = await b.reports.get("/settings/snippet")
    assert others == [200, 200, 200]
    assert struck == [200, 200, 500, 500, 200, 200]
    assert other_app.status == 200


async def test_faults_may_last_and_are_taken_away() -> None:
    async with bench() as b:
        await set_fault(b, "server_error", path="/v1/*", times=None)
        lasting = await statuses(b, 3) + await statuses(b, 1, "/v1/forms")
        await b.control.send("DELETE", "/faults")
        after = await statuses(b, 2)
    assert lasting == [500, 500, 500, 500]
    assert after == [200, 200]


async def test_faults_of_the_start_come_back_with_a_reset() -> None:
    fault = Fault(app="refiner", kind="server_error", path="/v1/contacts")
    async with bench(SandboxOptions(contacts=3, faults=(fault,))) as b:
        first = await statuses(b, 2)
        b.sandbox.reset()
        second = await statuses(b, 2)
    assert first == second == [500, 200]


@pytest.mark.parametrize(
    ("retry_after", "header"), [(7, "7"), ("Wed, 21 Oct 2026 07:28:00 GMT",) * 2, (None, None)]
)
async def test_a_rate_limit_can_be_played(retry_after: Any, header: str | None) -> None:
    async with bench() as b:
        await set_fault(b, "rate_limited", retry_after=retry_after)
        reply = await b.refiner.get("/v1/contacts")
        b.sandbox.add_fault(Fault(app="segmetrics", kind="rate_limited", retry_after=2))
        other = await b.segmetrics.post("/contact", {"email": "a@example.com"})
    assert (reply.status, reply.json) == (429, {"error": "You are doing this too often."})
    assert reply.headers.get("Retry-After") == header
    assert (other.status, other.headers["Retry-After"]) == (429, "2")


@pytest.mark.parametrize("kind", ["server_error", "rate_limited", "not_json"])
async def test_a_request_that_the_service_never_heard_of_changes_nothing(kind: str) -> None:
    async with bench() as b:
        await set_fault(b, kind)
        await b.refiner.post("/v1/identify-user", {"id": "x"})
        shown = await b.refiner.get("/v1/contact", id="x")
    assert shown.status == 404


async def test_an_answer_can_be_a_page_of_html() -> None:
    async with bench() as b:
        await set_fault(b, "not_json")
        reply = await b.refiner.get("/v1/contacts")
    assert (reply.status, reply.headers["Content-Type"].partition(";")[0]) == (200, "text/html")
    with pytest.raises(json.JSONDecodeError):
        json.loads(reply.body)


async def test_json_can_break_off_in_a_complete_answer() -> None:
    async with bench() as b:
        await set_fault(b, "broken_json")
        broken = await b.refiner.get("/v1/contacts")
        whole = await b.refiner.get("/v1/contacts")
    assert broken.status == 200
    assert whole.body.startswith(broken.body)
    assert 0 < len(broken.body) < len(whole.body)
    with pytest.raises(json.JSONDecodeError):
        json.loads(broken.body)


async def test_the_connection_is_cut_in_the_middle_of_the_body_after_the_work_was_done() -> None:
    async with bench() as b:
        await set_fault(b, "cut_connection", path="/v1/identify-user")
        async with b.refiner.client.post(
            b.refiner.base + "/v1/identify-user", json={"id": "x"}, headers=b.refiner.headers
        ) as response:
            announced = int(response.headers["Content-Length"])
            received = await response.content.readany()
            with pytest.raises(aiohttp.ClientPayloadError):
                await response.content.read()
        shown = await b.refiner.get("/v1/contact", id="x")
    assert 0 < len(received) < announced
    assert shown.status == 200, "the write has happened"


async def test_a_long_body_is_cut_too() -> None:
    async with bench(SandboxOptions(contacts=1000)) as b:
        await set_fault(b, "cut_connection")
        with pytest.raises(aiohttp.ClientPayloadError):
            await b.refiner.get("/v1/contacts", page_length=1000)
        again = await b.refiner.get("/v1/contacts", page_length=1000)
    assert len(again.items) == 1000


async def test_a_slow_answer_is_late_and_right() -> None:
    async with bench() as b:
        quick = await b.refiner.get("/v1/contacts")
        await set_fault(b, "slow", delay=0.05)
        started = time.monotonic()
        slow = await b.refiner.get("/v1/contacts")
    assert time.monotonic() - started >= 0.05
    assert slow.body == quick.body


async def test_a_caller_who_goes_away_is_noticed() -> None:
    async with bench() as b:
        await set_fault(b, "hang", times=8)
        waiting = [asyncio.create_task(b.refiner.get("/v1/contacts", page=n)) for n in range(1, 9)]
        await until(lambda: b.sandbox.journal.in_flight == 8)
        during = (await b.control.get("/requests")).json
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting)
        await until(lambda: b.sandbox.journal.in_flight == 0)
        after = (await b.control.get("/requests")).json
    assert (during["in_flight"], during["peak_in_flight"], during["cancelled"]) == (8, 8, 0)
    assert during["open_connections"] == 9, "eight that wait, and the one of the control call"
    assert (after["in_flight"], after["peak_in_flight"], after["cancelled"]) == (0, 8, 8)
    assert after["open_connections"] == 1


async def test_latency_is_added_to_pages_of_lists_only() -> None:
    async with bench(SandboxOptions(contacts=60, latency=0.2)) as b:
        timings = []
        for path in ("/v1/contacts", "/v1/forms", "/v1/"):
            started = time.monotonic()
            await b.refiner.get(path)
            timings.append(time.monotonic() - started)
        await b.control.post("/latency", {"seconds": 0})
        started = time.monotonic()
        await b.refiner.get("/v1/contacts")
        timings.append(time.monotonic() - started)
    assert [taken >= 0.2 for taken in timings] == [True, True, False, False]


async def test_pages_are_waited_for_side_by_side() -> None:
    async with bench(SandboxOptions(contacts=60, latency=0.1)) as b:
        started = time.monotonic()
        await asyncio.gather(*(b.refiner.get("/v1/contacts", page=n, page_length=5) for n in range(1, 9)))
        taken = time.monotonic() - started
    assert b.sandbox.journal.peak_in_flight == 8
    assert taken < 0.7, "one after the other they would take 0.8 s"


async def test_requests_are_written_down_as_they_came() -> None:
    async with bench() as b:
        await b.refiner.send("GET", "/v1/responses", [("form_uuids[]", "a b"), ("form_uuids[]", "c")])
        await b.refiner.post("/v1/identify-user", {"id": "é"})
        await b.segmetrics.delete("/contact/a%2Fb@c.example")
        shown = (await b.control.get("/requests")).json
        of_one = (await b.control.get("/requests", app="segmetrics")).json
        seen = b.sandbox.requests("refiner")
    first, second, third = shown["requests"]
    assert (shown["count"], [entry["number"] for entry in shown["requests"]]) == (3, [1, 2, 3])
    assert (first["app"], first["method"], first["path"]) == ("refiner", "GET", "/v1/responses")
    assert first["query"] == [["form_uuids[]", "a b"], ["form_uuids[]", "c"]]
    assert first["target"].startswith("/refiner/v1/responses?form_uuids")
    assert first["headers"]["authorization"] == b.refiner.headers["Authorization"]
    assert json.loads(second["body"]) == {"id": "é"}
    assert third["path"].endswith("/contact/a/b@c.example")
    assert third["target"].endswith("/contact/a%2Fb@c.example")
    assert first["at"] <= second["at"] <= third["at"]
    assert of_one["requests"] == [third]
    assert [entry.number for entry in seen] == [1, 2]


async def test_refused_requests_are_written_down_too() -> None:
    async with bench() as b:
        await b.refiner.send("GET", "/v1/nowhere", headers={})
        seen = b.sandbox.requests()
    assert [(entry.path, "authorization" in entry.headers) for entry in seen] == [("/v1/nowhere", False)]


async def test_a_reset_brings_back_the_start() -> None:
    async with bench() as b:
        before = (await b.refiner.get("/v1/contacts", page_length=100)).body
        await b.refiner.post("/v1/identify-user", {"id": "x"})
        await b.refiner.get("/v1/contacts", page_length=100)
        await b.segmetrics.delete("/contact/1")
        b.sandbox.set_limit("refiner", 0)
        b.sandbox.set_latency(5)
        await set_fault(b, "hang", times=None)
        await b.control.post("/reset")
        counts = (await b.control.get("/requests")).json
        await b.refiner.post("/v1/identify-user", {"id": "y"})
        one_write_on = (await b.refiner.get("/v1/contacts", page_length=100)).items
        b.sandbox.reset()
        after = (await b.refiner.get("/v1/contacts", page_length=100)).body
    assert (counts["count"], counts["requests"], counts["cancelled"]) == (0, [], 0)
    assert one_write_on[0]["remote_id"] == "y", "nothing of before the reset is shown"
    assert after == before
    assert 1 in b.sandbox.state("segmetrics")["contacts"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/faults", {"app": "refiner", "kind": "earthquake"}),
        ("/faults", {"app": "nobody", "kind": "hang"}),
        ("/faults", {"app": "refiner", "kind": "hang", "times": 0}),
        ("/faults", {"app": "refiner", "kind": "hang", "when": "now"}),
        ("/faults", []),
        ("/faults", None),
        ("/latency", {}),
        ("/latency", {"seconds": -1}),
        ("/limit", {"app": "refiner", "requests": -1}),
        ("/switch", {"app": "segmetrics", "name": "lights", "on": True}),
    ],
)
async def test_a_mistake_in_a_control_call_is_said(path: str, body: Any) -> None:
    async with bench() as b:
        reply = await b.control.post(path, body)
        unchanged = await statuses(b, 1)
    assert reply.status == 400
    assert reply.json["error"]
    assert unchanged == [200]


async def test_control_calls_show_what_there_is() -> None:
    async with bench() as b:
        description = (await b.control.get("")).json
        switches = (await b.control.get("/switches")).json
        nobody = await b.control.get("/state/nobody")
        from_a_page = await b.control.send("POST", "/reset", headers={"Origin": "http://evil.example"})
        nowhere = await Caller(b.control.client, b.sandbox.address).get("/elsewhere")
    assert description == b.sandbox.description()
    assert list(switches) == [service.name for service in SERVICES]
    assert (switches["refiner"], switches["segmetrics"]) == ({}, {"plain_404_on_invoice": False})
    assert {type(on) for each in switches.values() for on in each.values()} == {bool}
    assert (nobody.status, from_a_page.status, nowhere.status) == (400, 403, 404)
