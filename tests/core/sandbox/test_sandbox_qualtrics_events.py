"""Qualtrics: event subscriptions, deliveries, responses. Quirks as in the facts sheet, section 6."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import pytest
from aiohttp import web

from core.sandbox.qualtrics.events import build_hook, signature
from core.sandbox.qualtrics.responses import Completed
from core.sandbox.service import HookRequest
from tests.core.sandbox.sandbox_calls import Bench, Reply, bench
from tests.core.sandbox.test_sandbox_qualtrics_door import (
    Body,
    elements,
    qualtrics,
    refusal,
    result,
    survey,
    switch,
)

KEY = "example-shared-key-0001"
AWAY = "https://hooks.example/qualtrics"


@dataclass
class FormReceiver:
    """A receiver of deliveries: notes methods and forms, answers `statuses` in turn, then 200."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)


@asynccontextmanager
async def form_receiver() -> AsyncIterator[FormReceiver]:
    """Listen for deliveries on this computer."""
    receiving = FormReceiver()

    async def take(request: web.Request) -> web.Response:
        receiving.methods.append(request.method)
        receiving.types.append(request.headers.get("Content-Type", ""))
        receiving.forms.append(dict(parse_qsl(await request.text(), keep_blank_values=True)))
        return web.Response(status=receiving.statuses.pop(0) if receiving.statuses else 200)

    application = web.Application()
    application.router.add_route("*", "/hook/s3cret", take)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    receiving.url = f"http://{host}:{port}/hook/s3cret"
    try:
        yield receiving
    finally:
        await runner.cleanup()


async def attach(b: Bench, path: str = "/eventsubscriptions", **body: Any) -> Reply:
    """Subscribe to the completed responses of the first survey."""
    standard = {"topics": f"surveyengine.completedResponse.{await survey(b)}", "publicationUrl": AWAY}
    whole = {name: value for name, value in (standard | body).items() if value is not None}
    return await qualtrics(b).post(path, whole)


async def deliver(b: Bench, event: str = "completed_response", **more: Any) -> Body:
    """Let an event happen."""
    reply = await b.control.post("/hooks/deliver", {"app": "qualtrics", "event": event, **more})
    assert reply.status == 200, reply.body
    done: Body = reply.json
    return done


def set_numbers(b: Bench, **values: float) -> None:
    """Set settings of the stand-in."""
    for name, value in values.items():
        b.sandbox.set_number("qualtrics", name, value)


def form_of(hook: HookRequest) -> dict[str, str]:
    """Return the fields of a delivery."""
    return dict(parse_qsl(hook.body.decode()))


def test_the_worked_example_is_signed_as_the_sheet_says() -> None:
    """Quirk 16; the example of section 4, worked out by others than this code."""
    completed = Completed(
        survey="SV_5exampleSurvey1",
        response="R_3exampleResp0001",
        completed="2026-11-25 10:04:31",
        brand="examplebrand",
    )
    form = form_of(build_hook(completed, KEY))
    assert form == {
        "Topic": "examplebrand.surveyengine.completedResponse.SV_5exampleSurvey1",
        "MSG": (
            '{"Status":"Complete","SurveyID":"SV_5exampleSurvey1","ResponseID":"R_3exampleResp0001",'
            '"CompletedDate":"2026-11-25 10:04:31","BrandID":"examplebrand"}'
        ),
        "HMAC": (
            "2cebdcd5876428a8273fb6b4e64e48e961afa13fd92b36d77bef4195b847b87da912b7a182aadfc6ff7525d528ec54b8"
            "bd388104e2b338b0749a6ca537627347"
        ),
    }


def test_without_a_key_the_form_is_flat() -> None:
    """Quirk 16."""
    hook = build_hook(Completed("SV_1", "R_1", "2026-11-25 10:04:31", "acme"), None)
    assert hook.headers == {"Content-Type": "application/x-www-form-urlencoded"}
    assert form_of(hook) == {
        "Topic": "acme.surveyengine.completedResponse.SV_1",
        "Status": "Complete",
        "SurveyID": "SV_1",
        "ResponseID": "R_1",
        "CompletedDate": "2026-11-25 10:04:31",
        "BrandID": "acme",
    }


@pytest.mark.parametrize("path", ["/eventsubscriptions", "/eventsubscriptions/"])
async def test_both_spellings_of_the_path_attach(path: str) -> None:
    """Quirk 14."""
    async with bench() as b:
        reply = await attach(b, path)
    assert reply.status == 200
    assert set(reply.json["result"]) == {"id"}
    assert reply.json["result"]["id"].startswith("SUB_")


async def test_only_a_brand_administrator_attaches() -> None:
    """Quirk 14."""
    async with bench() as b:
        await switch(b, "brand_admin", False)
        reply = await attach(b)
        await switch(b, "brand_admin", True)
        kept = await elements(b, "/eventsubscriptions")
    assert refusal(reply)[0] == 403
    assert kept == []


@pytest.mark.parametrize(
    "body",
    [
        {"topics": None},
        {"publicationUrl": None},
        {"topics": ""},
        {"topics": "surveyengine.completedResponse."},
        {"topics": "surveyengine.completedResponse.SV_none"},
        {"topics": "nonsense"},
        {"topics": ["surveyengine.completedResponse.*"]},
        {"publicationUrl": "nowhere"},
        {"publicationUrl": "ftp://hooks.example/"},
        {"sharedKey": 5},
        {"encrypt": "no"},
        {"encrypt": True},
    ],
)
async def test_topic_and_address_are_needed(body: Body) -> None:
    """Quirk 14."""
    async with bench() as b:
        reply = await attach(b, **body)
    assert refusal(reply)[0] == 400


@pytest.mark.parametrize(
    "topic",
    [
        "surveyengine.completedResponse.*",
        "threesixty.*",
        "*",
        "controlpanel.activateSurvey",
        "threesixty.created",
    ],
)
async def test_other_topics_are_taken(topic: str) -> None:
    """Quirk 14."""
    async with bench() as b:
        reply = await attach(b, topics=topic)
    assert reply.status == 200


async def test_a_subscription_is_listed_read_and_deleted_once() -> None:
    """Quirk 14."""
    async with bench() as b:
        made = (await attach(b, sharedKey=KEY, encrypt=False)).json["result"]["id"]
        listed = await result(b, "/eventsubscriptions")
        raw = await qualtrics(b).get(f"/eventsubscriptions/{made}")
        shown = raw.json["result"]
        first_survey = await survey(b)
        deleted = [await qualtrics(b).delete(f"/eventsubscriptions/{made}") for _ in range(2)]
        gone = await qualtrics(b).get(f"/eventsubscriptions/{made}")
        left = await elements(b, "/eventsubscriptions")
    assert listed["nextPage"] is None
    assert listed["elements"] == [shown]
    assert isinstance(shown.pop("scope"), str)
    assert shown == {
        "id": made,
        "topics": f"surveyengine.completedResponse.{first_survey}",
        "publicationUrl": AWAY,
        "encrypted": False,
        "successfulCalls": 0,
    }
    assert KEY.encode() not in raw.body
    assert (deleted[0].status, set(deleted[0].json)) == (200, {"meta"})
    assert [refusal(reply)[0] for reply in (deleted[1], gone)] == [404, 404]
    assert left == []


async def test_attaching_sends_a_get_to_the_address() -> None:
    """Quirk 15."""
    async with bench() as b, form_receiver() as r:
        reply = await attach(b, publicationUrl=r.url)
        checks = b.sandbox.state("qualtrics")["publication_checks"]
    assert reply.status == 200
    assert r.methods == ["GET"]
    assert checks == [{"url": r.url, "status": 200}]


async def test_an_address_that_does_not_answer_get_is_refused_unless_switched_off() -> None:
    """Quirk 15."""
    async with bench() as b, form_receiver() as r:
        r.statuses = [405, 405]
        wrong = await attach(b, publicationUrl=r.url)
        nobody = await attach(b, publicationUrl="http://127.0.0.1:1/hook")
        kept = await elements(b, "/eventsubscriptions")
        await switch(b, "publication_check_blocks", False)
        taken = await attach(b, publicationUrl=r.url)
    assert [refusal(reply)[0] for reply in (wrong, nobody)] == [400, 400]
    assert kept == []
    assert taken.status == 200


async def test_an_address_elsewhere_is_taken_and_never_called() -> None:
    """Quirk 15: deliveries go to this computer only."""
    async with bench() as b:
        made = (await attach(b)).json["result"]["id"]
        checks = b.sandbox.state("qualtrics")["publication_checks"]
        done = await deliver(b)
        one = await result(b, f"/eventsubscriptions/{made}")
    assert checks == []
    assert done == {"deliveries": [{"subscription": made, "url": AWAY, "statuses": []}]}
    assert one["successfulCalls"] == 0


@pytest.mark.parametrize("key", [None, KEY])
async def test_an_event_goes_to_all_who_subscribed_to_it(key: str | None) -> None:
    """Quirk 16."""
    async with bench() as b, form_receiver() as r:
        made = (await attach(b, publicationUrl=r.url, sharedKey=key)).json["result"]["id"]
        await attach(b, topics=f"surveyengine.completedResponse.{await survey(b, 1)}", publicationUrl=r.url)
        topic = f"surveyengine.completedResponse.{await survey(b)}"
        done = await deliver(b, topic)
        brand = (await result(b, "/whoami"))["brandId"]
        calls = {one["id"]: one["successfulCalls"] for one in await elements(b, "/eventsubscriptions")}
    form = r.forms[-1]
    assert done == {"deliveries": [{"subscription": made, "url": r.url, "statuses": [200]}]}
    assert r.methods == ["GET", "GET", "POST"]
    assert r.types[-1] == "application/x-www-form-urlencoded"
    assert form["Topic"] == f"{brand}.{topic}"
    if key is None:
        assert list(form) == ["Topic", "Status", "SurveyID", "ResponseID", "CompletedDate", "BrandID"]
    else:
        assert list(form) == ["Topic", "MSG", "HMAC"]
        assert form["HMAC"] == signature(form["MSG"], key)
    assert calls.pop(made) == 1
    assert set(calls.values()) == {0}


@pytest.mark.parametrize("topics", ["surveyengine.completedResponse.*", "*", "threesixty.*"])
async def test_a_topic_may_stand_for_many(topics: str) -> None:
    """Quirk 16."""
    async with bench() as b, form_receiver() as r:
        await attach(b, topics=topics, publicationUrl=r.url)
        for place in (0, 7):
            await deliver(b, f"surveyengine.completedResponse.{await survey(b, place)}")
    assert r.methods.count("POST") == (0 if topics == "threesixty.*" else 2)


async def test_nothing_goes_to_a_subscription_that_was_deleted() -> None:
    async with bench() as b, form_receiver() as r:
        made = (await attach(b, publicationUrl=r.url)).json["result"]["id"]
        await qualtrics(b).delete(f"/eventsubscriptions/{made}")
        done = await deliver(b)
    assert done == {"deliveries": []}
    assert r.methods == ["GET"]


async def test_anything_but_200_is_tried_again_five_times() -> None:
    """Quirk 16."""
    async with bench() as b, form_receiver() as r:
        set_numbers(b, hook_retry_seconds=0)
        made = (await attach(b, publicationUrl=r.url)).json["result"]["id"]
        r.statuses = [503, 302, 204]
        taken = (await deliver(b))["deliveries"][0]["statuses"]
        r.statuses = [500] * 10
        given_up = (await deliver(b))["deliveries"][0]["statuses"]
        calls = (await result(b, f"/eventsubscriptions/{made}"))["successfulCalls"]
    assert taken == [503, 302, 204, 200]
    assert given_up == [500] * 6
    assert calls == 1
    assert r.forms[1:5] == [r.forms[1]] * 4, "each try is the same delivery"
    assert r.forms[5] != r.forms[1]


async def test_number_and_spacing_of_the_tries_can_be_set() -> None:
    """Quirk 16."""
    async with bench() as b, form_receiver() as r:
        settings = (await b.control.get("/settings")).json["qualtrics"]
        await attach(b, publicationUrl=r.url)
        set_numbers(b, hook_retries=1, hook_retry_seconds=0.05)
        r.statuses = [500] * 10
        started = asyncio.get_running_loop().time()
        statuses = (await deliver(b))["deliveries"][0]["statuses"]
        taken = asyncio.get_running_loop().time() - started
        b.sandbox.reset()
        again = (await b.control.get("/settings")).json["qualtrics"]
    assert settings == again == {"response_lag_seconds": 0.5, "hook_retries": 5, "hook_retry_seconds": 0.2}
    assert statuses == [500, 500]
    assert taken >= 0.05


async def test_a_receiver_that_is_not_there_is_tried_as_often() -> None:
    """Quirk 16."""
    async with bench() as b:
        await switch(b, "publication_check_blocks", False)
        set_numbers(b, hook_retry_seconds=0)
        await attach(b, publicationUrl="http://127.0.0.1:1/hook")
        done = (await deliver(b))["deliveries"][0]["statuses"]
    assert done == [None] * 6


async def test_a_delivery_can_be_sent_to_an_address_of_choice() -> None:
    """Quirk 16."""
    async with bench() as b, form_receiver() as r:
        set_numbers(b, hook_retry_seconds=0)
        r.statuses = [500]
        flat = await deliver(b, url=r.url)
        signed = await deliver(b, url=r.url, token=KEY)
        r.statuses = [418] * 10
        refused = await deliver(b, url=r.url)
    assert flat == signed == {"status": 200, "body": ""}
    assert refused["status"] == 418
    assert len(r.forms) == 2 + 1 + 6
    assert r.forms[0]["ResponseID"] == r.forms[1]["ResponseID"]
    assert r.forms[2]["HMAC"] == signature(r.forms[2]["MSG"], KEY)


async def test_a_delivery_can_be_repeated() -> None:
    """Quirk 16."""
    async with bench() as b, form_receiver() as r:
        await attach(b, publicationUrl=r.url)
        for number in (None, None, 0, 1, 1):
            await deliver(b, number=number)
    told = [form["ResponseID"] for form in r.forms[1:]]
    assert told == [told[0], told[1], told[0], told[1], told[1]]
    assert told[0] != told[1]


async def test_a_response_is_found_some_time_after_its_event() -> None:
    """Quirk 17."""
    async with bench() as b, form_receiver() as r:
        set_numbers(b, response_lag_seconds=3600)
        await deliver(b, url=r.url, number=70)
        told = r.forms[0]
        path = f"/surveys/{told['SurveyID']}/responses/{told['ResponseID']}"
        early = await qualtrics(b).get(path)
        set_numbers(b, response_lag_seconds=0)
        late = await result(b, path)
        other = await qualtrics(b).get(path.replace(told["SurveyID"], await survey(b, 1)))
        b.sandbox.reset()
        never = await qualtrics(b).get(path)
    assert refusal(early)[0] == 404
    assert set(late) == {"responseId", "values", "labels", "displayedFields", "displayedValues"}
    assert late["responseId"] == late["values"]["_recordId"] == told["ResponseID"]
    assert {
        "startDate", "endDate", "status", "ipAddress", "progress", "duration", "finished", "recordedDate",
        "distributionChannel", "userLanguage", "QID1",
    } < set(late["values"])  # fmt: skip
    assert late["values"]["endDate"] == told["CompletedDate"].replace(" ", "T") + "Z"
    assert [refusal(reply)[0] for reply in (other, never)] == [404, 404]


async def test_a_response_that_was_there_before_needs_no_event() -> None:
    """Quirk 17."""
    async with bench() as b, form_receiver() as r:
        await deliver(b, url=r.url, number=3)
        told = r.forms[0]
        b.sandbox.reset()
        found = await qualtrics(b).get(f"/surveys/{told['SurveyID']}/responses/{told['ResponseID']}")
    assert found.status == 200


@pytest.mark.parametrize(
    "body",
    [
        {"event": "moved_house"},
        {"event": ["x"]},
        {"event": "surveyengine.completedResponse.SV_none"},
        {"number": -1},
        {"number": 10**30},
        {"number": "first"},
        {"number": 1.5},
        {"url": "http://example.com/"},
        {"url": "http://127.0.0.1:1/", "token": 5},
    ],
)
async def test_what_cannot_be_delivered_is_said(body: Body) -> None:
    async with bench() as b:
        reply = await b.control.post(
            "/hooks/deliver", {"app": "qualtrics", "event": "completed_response", **body}
        )
    assert reply.status == 400
    assert reply.json["error"]


async def test_a_service_without_subscriptions_needs_an_address() -> None:
    async with bench() as b:
        reply = await b.control.post("/hooks/deliver", {"app": "refiner", "event": "completed_survey"})
        settings = (await b.control.get("/settings")).json["refiner"]
    assert reply.status == 400
    assert "url" in reply.json["error"]
    assert settings == {}


@pytest.mark.parametrize(
    "body",
    [
        {"app": "qualtrics", "name": "nothing", "value": 1},
        {"app": "refiner", "name": "hook_retries", "value": 1},
        {"app": "qualtrics", "name": "hook_retries", "value": -1},
        {"app": "qualtrics", "name": "hook_retries", "value": "many"},
        {"app": "qualtrics", "name": "hook_retries", "value": "nan"},
        {"app": "qualtrics", "name": "hook_retries"},
    ],
)
async def test_a_setting_that_is_wrong_is_said(body: Body) -> None:
    async with bench() as b:
        reply = await b.control.post("/setting", body)
        right = await b.control.post("/setting", {"app": "qualtrics", "name": "hook_retries", "value": 7})
        settings = (await b.control.get("/settings")).json["qualtrics"]
    assert (reply.status, right.status) == (400, 200)
    assert settings["hook_retries"] == 7
