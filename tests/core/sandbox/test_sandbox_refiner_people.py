"""Refiner's contacts: identify, track, show, remove. Quirks are numbered as in the facts sheet, section 6."""

from typing import Any

import pytest

from tests.core.sandbox.sandbox_calls import Bench, bench


async def contact(b: Bench, **who: str) -> dict[str, Any]:
    """Return a contact as the service shows it."""
    reply = await b.refiner.get("/v1/contact", **who)
    assert reply.status == 200, reply.body
    shown: dict[str, Any] = reply.json
    return shown


async def test_identify_creates_and_then_updates_the_same_contact() -> None:
    """Quirk 5."""
    async with bench() as b:
        body = {"id": "new-1", "email": "Zoe@Example.com", "name": "Zoë", "favourite": "tea"}
        first = await b.refiner.post("/v1/identify-user", body)
        second = await b.refiner.post(
            "/v1/identify-user", {"id": "new-1", "favourite": "coffee", "plan": "pro"}
        )
        shown = await contact(b, id="new-1")
    assert (first.status, second.status) == (201, 201)
    assert first.json == second.json == {"message": "ok", "contact_uuid": shown["uuid"]}
    assert (shown["remote_id"], shown["email"], shown["display_name"]) == ("new-1", "Zoe@Example.com", "Zoë")
    assert shown["attributes"] == {"name": "Zoë", "favourite": "coffee", "plan": "pro"}


async def test_identify_updates_a_contact_that_was_there_from_the_start() -> None:
    """Quirk 5."""
    async with bench() as b:
        before = await contact(b, id="u-20")
        await b.refiner.post("/v1/identify-user", {"id": "u-20", "seats": 99})
        after = await contact(b, id="u-20")
    assert after["uuid"] == before["uuid"]
    assert after["attributes"] == {**before["attributes"], "seats": 99}
    assert after["last_seen_at"] > before["last_seen_at"]


async def test_identify_by_email_alone_finds_the_contact() -> None:
    async with bench() as b:
        before = await contact(b, id="u-20")
        reply = await b.refiner.post("/v1/identify-user", {"email": before["email"].upper(), "x": 1})
        number_id = await b.refiner.post("/v1/identify-user", {"id": 17})
        again = await b.refiner.post("/v1/identify-user", {"id": "17"})
    assert reply.json["contact_uuid"] == before["uuid"]
    assert number_id.json == again.json


async def test_an_id_is_given_to_the_contact_of_that_email_only_if_it_has_none() -> None:
    async with bench() as b:
        await b.refiner.post("/v1/identify-user", {"email": "a@example.com"})
        await b.refiner.post("/v1/identify-user", {"id": "first", "email": "a@example.com"})
        await b.refiner.post("/v1/identify-user", {"id": "second", "email": "a@example.com"})
        first, second = await contact(b, id="first"), await contact(b, id="second")
        count = (await b.refiner.get("/v1/contacts")).json["pagination"]["items_count"]
    assert first["uuid"] != second["uuid"]
    assert count == 62


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ({"plan": "pro"}, "id or email"),
        ({"id": "", "email": ""}, "id or email"),
        ({"id": "x", "account": {"name": "Acme"}}, "account.id"),
        ({"id": "x", "account": "Acme"}, "account.id"),
        ({"id": ["x"]}, "id must be a text"),
        ({"id": "x", "attributes": {"plan": "pro"}}, "attributes must be"),
    ],
)
async def test_identify_says_what_is_missing(body: dict[str, Any], what: str) -> None:
    """Quirk 5."""
    async with bench() as b:
        reply = await b.refiner.post("/v1/identify-user", body)
        count = (await b.refiner.get("/v1/contacts")).json["pagination"]["items_count"]
    assert reply.status == 400
    assert what in reply.json["error"]
    assert count == 60


async def test_an_account_is_shared_and_takes_traits() -> None:
    """Quirk 5."""
    async with bench() as b:
        await b.refiner.post(
            "/v1/identify-user", {"id": "a", "account": {"id": "c", "name": "Acme", "domain": "acme.example"}}
        )
        await b.refiner.post("/v1/identify-user", {"id": "b", "account": {"id": "c", "employees": 12}})
        shown = [(await contact(b, id=who))["account"] for who in ("a", "b")]
        known = await contact(b, id="u-20")
        known_id = known["account"]["remote_id"]
        await b.refiner.post(
            "/v1/identify-user", {"id": "n", "account": {"id": known_id or "c", "tier": "gold"}}
        )
        joined = (await contact(b, id="n"))["account"]
    assert shown[0] == shown[1]
    assert (shown[0]["remote_id"], shown[0]["display_name"], shown[0]["domain"]) == (
        "c",
        "Acme",
        "acme.example",
    )
    assert shown[0]["attributes"] == {"employees": 12}
    assert joined["attributes"]["tier"] == "gold"


@pytest.mark.parametrize(
    ("slug", "sent", "kept"),
    [
        pytest.param("seats", 12, 12, id="integer"),
        pytest.param("score", 4.5, 4.5, id="number"),
        pytest.param("active", True, True, id="boolean"),
        pytest.param("note", "12", "12", id="text stays text"),
        pytest.param("gone", None, None, id="null"),
        pytest.param("signed_at", "2024-03-02T10:15:00+02:00", "2024-03-02T08:15:00.000000Z", id="date, ISO"),
        pytest.param("signed_at", "2024-03-02 08:15:00", "2024-03-02T08:15:00.000000Z", id="date, old form"),
        pytest.param("signed_at", 1709367300, "2024-03-02T08:15:00.000000Z", id="date, seconds"),
        pytest.param("signed_at", "soon", None, id="no date"),
        pytest.param("bio", "é" * 300, "é" * 255, id="long text"),
        pytest.param("huge", 2**70, 2**70, id="huge integer"),
        pytest.param("broken", "\ud800", "\ud800", id="lone surrogate"),
    ],
)
async def test_traits_keep_their_type(slug: str, sent: Any, kept: Any) -> None:
    """Quirk 6."""
    async with bench() as b:
        reply = await b.refiner.post("/v1/identify-user", {"id": "t", slug: sent})
        shown = (await contact(b, id="t"))["attributes"][slug]
    assert reply.status == 201
    assert (shown, type(shown)) == (kept, type(kept))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"id": "u-20", "event": "Signed up"}, 200),
        ({"email": "new@example.com", "event": "Signed up"}, 200),
        ({"id": "u-20"}, 400),
        ({"event": "Signed up"}, 400),
    ],
)
async def test_track_event_needs_an_event_and_a_user(body: dict[str, Any], status: int) -> None:
    """Quirk 7."""
    async with bench() as b:
        reply = await b.refiner.post("/v1/track-event", body)
        events = (await b.control.get("/state/refiner")).json["events"]
    assert reply.status == status
    assert (reply.json == {"message": "ok"}) == (status == 200)
    assert len(events) == (status == 200)


async def test_track_event_creates_the_user_drops_the_rest_and_counts_repeats() -> None:
    """Quirk 7."""
    async with bench() as b:
        for _ in range(2):
            await b.refiner.post("/v1/track-event", {"id": "fresh", "event": "Paid", "amount": 12})
        shown = await contact(b, id="fresh")
        events = b.sandbox.state("refiner")["events"]
    assert shown["attributes"] == {}
    assert [(event["contact_uuid"], event["event"]) for event in events] == [(shown["uuid"], "Paid")] * 2
    assert "amount" not in events[0]


@pytest.mark.parametrize("key", ["id", "email", "uuid"])
async def test_a_contact_is_shown_and_removed_by_any_of_its_names(key: str) -> None:
    """Quirk 13."""
    async with bench() as b:
        whole = await contact(b, id="u-21")
        who = {key: str(whole["remote_id" if key == "id" else key])}
        assert await contact(b, **who) == whole
        removed = await b.refiner.delete("/v1/contact", **who)
        again = await b.refiner.delete("/v1/contact", **who)
        shown = await b.refiner.get("/v1/contact", **who)
        rows = await b.refiner.get("/v1/contacts", page_length=100)
    assert (removed.status, removed.json) == (200, {"message": "ok"})
    assert (again.status, shown.status) == (404, 404)
    assert "API key" not in again.json["message"]
    assert rows.json["pagination"]["items_count"] == 59
    assert whole["uuid"] not in [item["uuid"] for item in rows.items]


async def test_removing_a_contact_removes_its_responses() -> None:
    """Quirk 13."""
    async with bench() as b:
        before = await b.refiner.get("/v1/responses", include="all")
        gone = before.items[0]["contact"]["uuid"]
        await b.refiner.delete("/v1/contact", uuid=gone)
        after = await b.refiner.get("/v1/responses", include="all")
    assert after.json["pagination"]["items_count"] == before.json["pagination"]["items_count"] - 1
    assert gone not in [item["contact"]["uuid"] for item in after.items]


async def test_a_contact_must_be_named() -> None:
    async with bench() as b:
        statuses = [(await b.refiner.send(method, "/v1/contact")).status for method in ("GET", "DELETE")]
    assert statuses == [400, 400]


async def test_manual_segments_are_entered_and_left() -> None:
    async with bench() as b:
        segments = {item["name"]: item for item in (await b.refiner.get("/v1/segments")).items}
        beta, paying = segments["Beta testers"], segments["Paying"]
        entered = await b.refiner.post("/v1/sync-segment", {"id": "fresh", "segment_uuid": beta["uuid"]})
        inside = (await contact(b, id="fresh"))["segments"]
        left = await b.refiner.send(
            "DELETE", "/v1/sync-segment", body={"id": "fresh", "segment_uuid": beta["uuid"]}
        )
        outside = (await contact(b, id="fresh"))["segments"]
        automatic = await b.refiner.post("/v1/sync-segment", {"id": "fresh", "segment_uuid": paying["uuid"]})
        unknown = await b.refiner.delete("/v1/sync-segment", id="nobody", segment_uuid=beta["uuid"])
    assert (entered.status, left.status, automatic.status, unknown.status) == (200, 200, 400, 404)
    assert [segment["uuid"] for segment in inside] == [beta["uuid"]]
    assert outside == []
