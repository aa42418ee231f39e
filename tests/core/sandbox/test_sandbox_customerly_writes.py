"""Customerly: writing and deleting users and leads. Quirks are numbered as in the facts sheet, section 6."""

from typing import Any

import pytest

from tests.core.sandbox.sandbox_calls import bench
from tests.core.sandbox.test_sandbox_customerly_contacts import KINDS, LIST_KEYS, Kind, page, shown, write
from tests.core.sandbox.test_sandbox_customerly_door import customerly


@pytest.mark.parametrize("kind", KINDS)
async def test_an_unknown_email_creates_and_a_known_one_updates(kind: Kind) -> None:
    """Quirk 9."""
    async with bench() as b:
        size = b.sandbox.state("customerly")[kind]
        record = {"email": "Ann.Lee@example.com", "user_id": 42, "name": "Ann Lee", "attributes": {"a": 1}}
        first = await write(b, kind, record)
        created = await shown(b, kind, email="ann.lee@example.com")
        second = await write(b, kind, {"email": "ann.lee@EXAMPLE.com", "name": "Ann B. Lee"})
        updated = await shown(b, kind, email="ann.lee@example.com")
        await write(b, kind, {"email": "ann.lee@example.com", "attributes": {"a": 2}})
        unnamed = await shown(b, kind, email="ann.lee@example.com")
        newest = (await page(b, kind, per_page=1))[0]
        grown = b.sandbox.state("customerly")[kind]
    assert first == second == {"inserted": 1, "errors": []}, "the contact is not returned, updates count"
    assert grown == size + 1
    assert (created["user_id"], created["name"], created["attributes"]) == ("42", "Ann Lee", {"a": 1})
    assert created["is_user"] == int(kind == "users")
    assert updated["name"] == unnamed["name"] == "Ann B. Lee"
    unsent = ("user_id", "email", "attributes", "crmhero_user_id", "first_seen_at")
    assert [updated[key] for key in unsent] == [created[key] for key in unsent]
    assert newest["crmhero_user_id"] == created["crmhero_user_id"]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_contact_of_the_start_is_updated_in_its_place(kind: Kind) -> None:
    """Quirk 9."""
    async with bench() as b:
        before = await page(b, kind)
        place = next(n for n, item in enumerate(before) if n > 2 and item["email"])
        told = await write(b, kind, {"email": before[place]["email"], "name": "Renamed", "user_id": None})
        after = await page(b, kind)
    changed = after.pop(place)
    original = before.pop(place)
    assert told["inserted"] == 1
    assert after == before
    assert changed["last_update"] > original["last_update"]
    same = LIST_KEYS - {"name", "last_update", "picture_initials"}
    assert {key: changed[key] for key in same} == {key: original[key] for key in same}
    assert (changed["name"], changed["picture_initials"]) == ("Renamed", "R")


@pytest.mark.parametrize("kind", KINDS)
async def test_many_records_in_one_call_are_counted(kind: Kind) -> None:
    """Quirk 9."""
    async with bench() as b:
        records = [{"email": f"{number % 40}@example.com"} for number in range(50)]
        size = b.sandbox.state("customerly")[kind]
        told = await write(b, kind, *records)
        grown = b.sandbox.state("customerly")[kind]
        nothing = await write(b, kind)
    assert told == {"inserted": 50, "errors": []}
    assert grown == size + 40
    assert nothing == {"inserted": 0, "errors": []}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("body", [{"email": "a@example.com"}, [{"email": "a@example.com"}], {}, None])
async def test_only_the_wrapped_array_is_taken(kind: Kind, body: Any) -> None:
    """Quirk 9."""
    other = "leads" if kind == "users" else "users"
    async with bench() as b:
        plain = await customerly(b).post(f"/{kind}", body)
        single = await customerly(b).post(f"/{kind}", {kind: {"email": "a@example.com"}})
        misnamed = await customerly(b).post(f"/{kind}", {other: [{"email": "a@example.com"}]})
        found = await customerly(b).get(f"/{kind}", email="a@example.com")
    assert [reply.status for reply in (plain, single, misnamed)] == [400, 400, 400]
    assert found.status == 404


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "record",
    [
        {"name": "Nobody"},
        {"email": ""},
        {"email": None},
        {"email": "no address"},
        {"email": "a@example.com", "attributes": {"nested": {"x": 1}}},
        {"email": "a@example.com", "attributes": ["x"]},
        {"email": "a@example.com", "tags": "vip"},
        {"email": "a@example.com", "tags": [{"name": "vip"}]},
        {"email": "a@example.com", "name": 7},
        {"email": "a@example.com", "user_id": {"x": 1}},
        {"email": "a@example.com", "user_id": "cust-0"},
        "a@example.com",
    ],
)
async def test_a_refused_record_comes_with_status_200(kind: Kind, record: Any) -> None:
    """Quirks 10, 11."""
    async with bench() as b:
        refused = await write(b, kind, record)
        some = await write(b, kind, record, {"email": "b@example.com"})
        found = await customerly(b).get(f"/{kind}", email="a@example.com")
    assert refused["inserted"] == 0
    assert len(refused["errors"]) == 1
    assert refused["errors"][0]["message"]
    assert (some["inserted"], len(some["errors"])) == (1, 1)
    assert found.status == 404


async def test_refused_records_may_come_back_as_not_added() -> None:
    """Quirk 10."""
    async with bench() as b:
        b.sandbox.switch("customerly", "refused_as_not_added", True)
        told = await write(b, "users", {"name": "Nobody", "x": [1]}, {"email": "b@example.com"}, "?")
        fine = await write(b, "users", {"email": "b@example.com"})
    assert told == {"inserted": 1, "not_added": [{"name": "Nobody"}, {}]}
    assert fine == {"inserted": 1, "not_added": []}


@pytest.mark.parametrize("kind", KINDS)
async def test_attributes_merge_and_tags_are_added(kind: Kind) -> None:
    """Quirk 11."""
    async with bench() as b:
        who = {"email": "ann@example.com"}
        await write(b, kind, {**who, "attributes": {"a": 1, "b": "two"}, "tags": ["vip", "Ünique"]})
        await write(b, kind, {**who, "attributes": {"b": 2.5, "c": True, "d": None}, "tags": ["new", "vip"]})
        contact = await shown(b, kind, **who)
        await write(b, kind, {**who, "attributes": {}, "tags": []})
        again = await shown(b, kind, **who)
        names = (await customerly(b).get("/tags")).json["data"]
    assert contact["attributes"] == {"a": 1, "b": 2.5, "c": True, "d": None}
    assert contact["user_tags"] == ["vip", "Ünique", "new"]
    assert (again["attributes"], again["user_tags"]) == (contact["attributes"], contact["user_tags"])
    assert names[-2:] == ["Ünique", "new"]


@pytest.mark.parametrize("kind", KINDS)
async def test_tags_replace_if_switched_so(kind: Kind) -> None:
    """Quirk 11."""
    async with bench() as b:
        b.sandbox.switch("customerly", "tags_replace", True)
        who = {"email": "ann@example.com"}
        tags = []
        sent: tuple[dict[str, Any], ...] = (
            {"tags": ["a", "b"]},
            {"tags": ["c"]},
            {"name": "Ann"},
            {"tags": []},
        )
        for record in sent:
            await write(b, kind, who | record)
            tags.append((await shown(b, kind, **who))["user_tags"])
    assert tags == [["a", "b"], ["c"], ["c"], []]


async def test_a_lead_sent_as_a_user_becomes_one_and_never_goes_back() -> None:
    async with bench() as b:
        lead = next(item for item in await page(b, "leads") if item["email"])
        sizes = b.sandbox.state("customerly")
        await write(b, "users", {"email": lead["email"], "user_id": "mine"})
        user = await shown(b, "users", user_id="mine")
        gone = await customerly(b).get("/leads", email=lead["email"])
        told = await write(b, "leads", {"email": lead["email"], "name": "Still a user"})
        still = await shown(b, "users", email=lead["email"])
        first, leads = (await page(b, "users", per_page=1))[0], await page(b, "leads")
        grown = b.sandbox.state("customerly")
        await customerly(b).delete("/users", user_id="mine")
        after = b.sandbox.state("customerly")
    assert user["crmhero_user_id"] == first["crmhero_user_id"] == lead["crmhero_user_id"]
    assert (user["is_user"], user["was_lead"], gone.status) == (1, 1, 404)
    assert (told["inserted"], still["name"], still["is_user"]) == (1, "Still a user", 1)
    assert lead["crmhero_user_id"] not in [item["crmhero_user_id"] for item in leads]
    assert (grown["users"], grown["leads"]) == (sizes["users"] + 1, sizes["leads"] - 1)
    assert (after["users"], after["leads"]) == (sizes["users"], sizes["leads"] - 1)


@pytest.mark.parametrize("key", ["email", "user_id"])
@pytest.mark.parametrize("new", [False, True])
async def test_a_deleted_user_is_gone(key: str, new: bool) -> None:
    """Quirk 12."""
    async with bench() as b:
        if new:
            await write(b, "users", {"email": "ann+1@example.com", "user_id": "mine"})
        everybody = await page(b, "users")
        victim = everybody[0 if new else 2]
        reply = await customerly(b).delete("/users", **{key: victim[key]})
        again = await customerly(b).delete("/users", **{key: victim[key]})
        found = [await customerly(b).get("/users", **{name: victim[name]}) for name in ("email", "user_id")]
        left = await page(b, "users")
    assert (reply.status, reply.json) == (200, {"data": []})
    assert [one.status for one in (again, *found)] == [404, 404, 404]
    everybody.remove(victim)
    assert left == everybody


async def test_a_deleted_lead_is_gone() -> None:
    """Quirk 12."""
    async with bench() as b:
        everybody = await page(b, "leads")
        victim = next(item for item in everybody if item["email"])
        as_user = await customerly(b).delete("/users", email=victim["email"])
        reply = await customerly(b).delete("/leads", email=victim["email"])
        found = await customerly(b).get("/leads", email=victim["email"])
        left = await page(b, "leads")
        await write(b, "leads", {"email": victim["email"]})
        fresh = await shown(b, "leads", email=victim["email"])
    assert as_user.status == 404
    assert (reply.status, reply.json, found.status) == (200, {"data": []}, 404)
    everybody.remove(victim)
    assert left == everybody
    assert fresh["crmhero_user_id"] != victim["crmhero_user_id"]
    assert (fresh["name"], fresh["attributes"], fresh["user_tags"]) == (None, {}, [])


async def test_a_delete_without_a_name_deletes_nobody() -> None:
    """Quirk 12."""
    async with bench() as b:
        before = b.sandbox.state("customerly")
        replies = [await customerly(b).delete(f"/{kind}") for kind in KINDS]
        after = b.sandbox.state("customerly")
    assert [reply.status for reply in replies] == [404, 404]
    assert after == before
