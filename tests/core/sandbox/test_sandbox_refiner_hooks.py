"""Refiner's webhooks as the sandbox sends them. Quirks are numbered as in the facts sheet, section 6."""

from typing import Any

import pytest

from core.sandbox import SandboxOptions
from tests.core.sandbox.sandbox_calls import STAMP, Bench, bench, receiver


async def delivered(b: Bench, event: str, **more: Any) -> tuple[str, dict[str, str], Any]:
    """Deliver one webhook and return method, headers and body as they arrived."""
    async with receiver() as r:
        body = {"app": "refiner", "event": event, "url": r.url, **more}
        reply = await b.control.post("/hooks/deliver", body)
        assert (reply.status, reply.json) == (200, {"status": 200, "body": "thanks"}), reply.body
        return r.got[0]


async def test_a_completed_survey_is_told_with_form_and_response() -> None:
    """Quirks 14, 15."""
    async with bench() as b:
        method, headers, body = await delivered(b, "completed_survey")
        newest = (await b.refiner.get("/v1/responses", page_length=1)).items[0]
        project = (await b.refiner.get("/v1/")).json["project_uuid"]
    assert method == "POST"
    assert headers["Content-Type"] == "application/json"
    assert body["triggered_event"] == "Completed Survey"
    assert body["project_uuid"] == project
    assert body["uuid"] == newest["contact"]["uuid"], "the uuid at the top is the contact's"
    assert body["form"] == newest["form"]
    assert body["response"]["uuid"] == newest["uuid"]
    assert body["response"]["completed_at"] == newest["completed_at"]
    assert body["response"]["tags"] == []
    assert body["attributes"]["form_submissions_count"] == "1"
    assert all(value is None or isinstance(value, str) for value in body["attributes"].values())
    assert set(newest["data"]) <= set(body["attributes"])
    assert STAMP.fullmatch(body["first_seen_at"])
    assert {"segments", "account"} < set(body)


@pytest.mark.parametrize(("token", "header"), [(None, None), ("s3cret", "Bearer s3cret")])
async def test_a_token_is_sent_only_if_one_is_set(token: str | None, header: str | None) -> None:
    """Quirk 14."""
    async with bench() as b:
        _, headers, _ = await delivered(b, "completed_survey", token=token)
    assert headers.get("Authorization") == header


async def test_a_segment_entry_has_neither_form_nor_response() -> None:
    """Quirk 14."""
    async with bench() as b:
        _, _, body = await delivered(b, "user_entered_segment")
    assert body["triggered_event"] == "User enters segment"
    assert "form" not in body
    assert "response" not in body
    assert STAMP.fullmatch(body["segments"][0]["created_at"])


@pytest.mark.parametrize(
    ("event", "words"),
    [("saw_survey", "Saw Survey"), ("dismissed_survey", "Dismissed Survey"), ("tag_added", "Tag added")],
)
async def test_other_events_are_not_completions(event: str, words: str) -> None:
    """Quirk 14."""
    async with bench() as b:
        _, _, body = await delivered(b, event)
    assert body["triggered_event"] == words
    assert (body["response"]["completed_at"] is None) == (event != "tag_added")
    assert (body["response"]["dismissed_at"] is not None) == (event == "dismissed_survey")
    assert bool(body["response"]["tags"]) == (event == "tag_added")


async def test_only_anonymous_contacts_have_a_cookie() -> None:
    async with bench(SandboxOptions(contacts=1000)) as b:
        bodies = [b.sandbox.service("refiner").hook("completed_survey", n, None).body for n in range(250)]
    anonymous = [body for body in bodies if b'"remote_id":null,"email":null' in body]
    assert anonymous
    assert [body for body in bodies if b"cookie_uuid" in body] == anonymous


async def test_deliveries_differ_unless_a_number_repeats_one() -> None:
    async with bench() as b:
        bodies = [(await delivered(b, "completed_survey"))[2] for _ in range(3)]
        repeated = (await delivered(b, "completed_survey", number=1))[2]
    assert len({body["response"]["uuid"] for body in bodies}) == 3
    assert repeated == bodies[1]


async def test_the_answer_of_the_receiver_is_reported() -> None:
    async with bench() as b, receiver() as r:
        r.status = 401
        status, text = await b.sandbox.deliver("refiner", "completed_survey", r.url)
    assert (status, text) == (401, "thanks")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"url": "http://192.0.2.7/hook"}, 400),
        ({"url": "http://example.com/hook"}, 400),
        ({"url": "ftp://127.0.0.1/hook"}, 400),
        ({"url": "http://127.0.0.1:1/hook"}, 502),
        ({"event": "moved_house"}, 400),
        ({"app": "segmetrics"}, 400),
        ({"app": "nobody"}, 400),
    ],
)
async def test_what_cannot_be_delivered_is_said(change: dict[str, str], status: int) -> None:
    async with bench() as b:
        body = {"app": "refiner", "event": "completed_survey", "url": "http://localhost:1/hook"}
        reply = await b.control.post("/hooks/deliver", body | change)
    assert reply.status == status
    assert reply.json["error"]


@pytest.mark.parametrize("event", ["completed_survey", "user_entered_segment"])
async def test_an_empty_project_has_nothing_to_tell(event: str) -> None:
    async with bench(SandboxOptions(contacts=0)) as b:
        reply = await b.control.post(
            "/hooks/deliver", {"app": "refiner", "event": event, "url": "http://127.0.0.1:1/"}
        )
    assert reply.status == 400
