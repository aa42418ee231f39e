"""SegMetrics: doors, contacts, tags. Quirks are numbered as in the facts sheet, section 6."""

import pytest

from tests.core.sandbox.sandbox_calls import Bench, Caller, bench
from tests.core.sandbox.segmetrics_bodies import INVOICE, SUBSCRIPTION, WRITES, contact, without


async def tags(b: Bench, id_or_email: str | int) -> list[str]:
    """Return the names of a contact's tags."""
    return [tag["name"] for tag in (await contact(b, id_or_email))["tags"]]


async def test_the_key_is_bare_and_account_and_integration_must_be_right() -> None:
    """Quirk 1."""
    async with bench() as b:
        values = b.values["segmetrics"]
        body, key = {"email": "ann@example.com"}, values["api_key"]
        good = await b.segmetrics.post("/contact", body)
        bad_keys = [
            await b.segmetrics.send("POST", "/contact", body=body, headers=headers)
            for headers in ({}, {"Authorization": f"Bearer {key}"}, {"Authorization": key[:-1]})
        ]
        root = b.segmetrics.base.partition("/api/v1/")[0]
        other = Caller(b.segmetrics.client, root, b.segmetrics.headers)
        account, integration = values["account_id"], values["integration_id"]
        wrong_account = await other.post(f"/api/v1/nobody/{integration}/contact", body)
        wrong_integration = await other.post(f"/api/v1/{account}/none/contact", body)
        short = await other.post(f"/v1/{account}/{integration}/contact", body)
    assert good.status == 200
    assert [(reply.status, reply.json) for reply in (*bad_keys, wrong_account)] == [
        (401, {"status": "error", "errors": ["Unauthorized"]})
    ] * 4
    assert (wrong_integration.status, wrong_integration.json["status"]) == (404, "error")
    assert short.status == 401, "the real prefix is /api/v1"


@pytest.mark.parametrize("path", WRITES)
async def test_every_success_is_200_with_a_status(path: str) -> None:
    """Quirk 2."""
    async with bench() as b:
        reply = await b.segmetrics.post(path, WRITES[path])
    assert (reply.status, reply.json["status"]) == (200, "success")


@pytest.mark.parametrize("path", ["/contact", "/tags/add", "/tags/remove", "/invoice", "/subscription"])
async def test_a_contact_is_named_by_email_or_id(path: str) -> None:
    """Quirks 4, 5, 9, 10."""
    async with bench() as b:
        body = without(WRITES[path], "email", "contact_id")
        neither = await b.segmetrics.post(path, body)
        by_id = await b.segmetrics.post(path, body | {"contact_id": "2"})
        email = (await contact(b, 2))["email"]
        by_email = await b.segmetrics.post(path, body | {"email": email})
    assert (neither.status, neither.json["errors"]) == (400, ["missing 'email' field "])
    assert (by_id.status, by_email.status) == (200, 200)


async def test_a_known_email_is_updated_and_an_unknown_one_created() -> None:
    """Quirks 4, 12."""
    async with bench() as b:
        created = await b.segmetrics.post("/contact", {"email": "ann@example.com", "first_name": "Ann"})
        updated = await b.segmetrics.post("/contact", {"email": "Ann@Example.com", "last_name": "Lee"})
        shown = await contact(b, "ann@example.com")
    assert (
        created.json == updated.json == {"status": "success", "contact": {"contact_id": shown["contact_id"]}}
    )
    assert (shown["first_name"], shown["last_name"]) == ("Ann", "Lee")


async def test_the_contact_id_decides_and_a_new_one_re_keys() -> None:
    """Quirk 4."""
    async with bench() as b:
        email = (await contact(b, 3))["email"]
        known = await b.segmetrics.post("/contact", {"contact_id": 4, "email": email, "first_name": "Four"})
        four = await contact(b, 4)
        await b.segmetrics.post("/subscription", without(SUBSCRIPTION, "email") | {"contact_id": 3})
        third = (await contact(b, 3))["email"]
        new = await b.segmetrics.post("/contact", {"contact_id": "crm-3", "email": third})
        re_keyed = await contact(b, "crm-3")
        old = await b.reports.get("/contact/3")
        fresh = await b.segmetrics.post("/contact", {"contact_id": 41, "email": "new@example.com"})
    assert known.json["contact"] == {"contact_id": 4}
    assert (four["email"], four["first_name"]) == (email, "Four")
    assert new.json["contact"] == {"contact_id": "crm-3"}
    assert re_keyed["email"] == third
    assert old.status == 404
    assert [sold["id"] for sold in re_keyed["subscriptions"]] == ["S-1"]
    assert fresh.json["contact"] == {"contact_id": 41}


async def test_tags_on_a_contact_replace_those_on_tags_add() -> None:
    """Quirk 5."""
    async with bench() as b:
        await b.segmetrics.post("/contact", {"contact_id": 1, "tags": ["a", "b"]})
        assert await tags(b, 1) == ["a", "b"]
        await b.segmetrics.post("/tags/add", {"contact_id": 1, "tags": ["c", "a"]})
        assert await tags(b, 1) == ["a", "b", "c"]
        await b.segmetrics.post("/tags/remove", {"contact_id": 1, "tags": ["b", "never had"]})
        assert await tags(b, 1) == ["a", "c"]
        await b.segmetrics.post("/contact", {"contact_id": 1, "first_name": "Unsent tags stay"})
        assert await tags(b, 1) == ["a", "c"]
        await b.segmetrics.post("/contact", {"contact_id": 1, "tags": ["d"]})
        assert await tags(b, 1) == ["d"]
        await b.segmetrics.post("/contact", {"contact_id": 1, "tags": []})
        assert await tags(b, 1) == []


async def test_tags_are_named_by_id_name_or_both() -> None:
    """Quirk 5."""
    async with bench() as b:
        both = {"id": 3, "name": "New Lead", "date": "2024-01-05 10:00:00"}
        await b.segmetrics.post(
            "/tags/add", {"contact_id": 1, "tags": [both, 45, "46", {"name": "Only name"}]}
        )
        await b.segmetrics.post("/tags/add", {"contact_id": 1, "tags": ["new lead", 3, {"id": "3"}]})
        named = {tag["tag_id"]: tag for tag in (await contact(b, 1))["tags"]}
        await b.segmetrics.post("/tags/remove", {"contact_id": 1, "tags": ["NEW LEAD", {"id": 45}]})
        left = await tags(b, 1)
    assert [tag["name"] for tag in named.values()] == ["New Lead", "45", "46", "Only name"]
    assert named["3"]["date_created"] == "2024-01-05T10:00:00+00:00", "a repeat adds nothing"
    assert left == ["46", "Only name"]


async def test_tags_take_an_email_too() -> None:
    """Quirk 5."""
    async with bench() as b:
        email = (await contact(b, 1))["email"]
        await b.segmetrics.post("/tags/add", {"email": email, "tags": ["x"]})
        added = await tags(b, 1)
        await b.segmetrics.post("/tags/remove", {"email": email, "tags": ["x"]})
        removed = await tags(b, 1)
        nobody = await b.segmetrics.post("/tags/add", {"email": "nobody@example.com", "tags": ["x"]})
    assert (added, removed) == (["x"], [])
    assert (nobody.status, nobody.json["status"]) == (404, "error")


async def test_custom_fields_merge_and_null_removes() -> None:
    """Quirk 6."""
    async with bench() as b:
        await b.segmetrics.post("/contact", {"contact_id": 1, "custom_fields": {"a": 1, "b": "two"}})
        await b.segmetrics.post("/contact", {"contact_id": 1, "custom_fields": {"a": None, "c": True}})
        await b.segmetrics.post("/contact", {"contact_id": 1, "custom_fields": []})
        shown = (await contact(b, 1))["custom_fields"]
    assert shown == {"b": "two", "c": True}


async def test_status_is_active_unless_said_otherwise() -> None:
    """Quirk 6."""
    async with bench() as b:
        await b.segmetrics.post("/contact", {"email": "ann@example.com"})
        first = (await contact(b, "ann@example.com"))["status"]
        await b.segmetrics.post("/contact", {"email": "ann@example.com", "status": "inactive"})
        await b.segmetrics.post("/contact", {"email": "ann@example.com", "first_name": "Ann"})
        second = (await contact(b, "ann@example.com"))["status"]
    assert (first, second) == ("active", "inactive")


async def test_dates_are_kept_as_utc() -> None:
    async with bench() as b:
        dates = {"date_created": "2018-10-02 16:15:00", "last_updated": "2018-10-02T16:15:00+02:00"}
        await b.segmetrics.post("/contact", {"contact_id": 1, **dates})
        shown = await contact(b, 1)
    assert shown["date_created"] == "2018-10-02T16:15:00+00:00"
    assert shown["last_updated"] == "2018-10-02T14:15:00+00:00"


async def test_an_email_deletes_all_its_contacts_and_leaves_orders() -> None:
    """Quirks 7, 8."""
    async with bench() as b:
        email = "a+b/c@example.com"
        for number in (1, 2):
            await b.segmetrics.post("/contact", {"contact_id": number, "email": email})
        await b.segmetrics.post("/invoice", INVOICE | {"contact_id": 1, "email": email})
        reply = await b.segmetrics.delete("/contact/a%2Bb%2Fc%40example.com")
        left, orders = b.sandbox.state("segmetrics")["contacts"], b.sandbox.state("segmetrics")["invoices"]
    assert reply.json == {"id": email, "status": "success", "object": "contact", "deleted": True}
    assert left == list(range(3, 21))
    assert list(orders) == ["9001"]


@pytest.mark.parametrize("path", ["/contact", "/contact/1", "/invoice/1", "/tags/add", "/nowhere"])
async def test_the_import_host_has_no_get(path: str) -> None:
    """Quirk 13."""
    async with bench() as b:
        reply = await b.segmetrics.get(path)
    assert reply.status in (404, 405)
    assert reply.json["status"] == "error"


async def test_the_snippet_proves_an_account() -> None:
    """Quirk 13."""
    async with bench() as b:
        values = b.values["segmetrics"]
        good = await b.reports.get("/settings/snippet")
        bad = [
            await b.reports.send("GET", "/settings/snippet", headers=headers)
            for headers in ({}, {"Authorization": "wrong"}, {"Authorization": f"Bearer {values['api_key']}"})
        ]
        root = b.reports.base.rpartition("/")[0]
        other = await Caller(b.reports.client, root, b.reports.headers).get("/nobody/settings/snippet")
        nobody = await b.reports.get("/contact/nobody@example.com")
        nowhere = await b.reports.get("/settings/other")
    assert (good.status, good.json["account"]) == (200, values["account_id"])
    assert [(reply.status, reply.json) for reply in (*bad, other)] == [
        (401, {"message": "Unauthenticated."})
    ] * 4
    assert (nobody.status, nowhere.status) == (404, 404)
    assert nowhere.json["message"]


@pytest.mark.parametrize("body", ["", "{", "[]", "email=ann%40example.com"])
async def test_a_body_must_be_a_json_object(body: str) -> None:
    async with bench() as b:
        reply = await b.segmetrics.send("POST", "/contact", form=body)
    assert (reply.status, reply.json["status"]) == (400, "error")


async def test_a_limit_can_be_set_though_none_is_published() -> None:
    async with bench() as b:
        free = [(await b.reports.get("/settings/snippet")).status for _ in range(3)]
        await b.control.post("/limit", {"app": "segmetrics", "requests": 1, "seconds": 60})
        limited = [await b.segmetrics.post("/contact", {"email": "a@example.com"}) for _ in range(2)]
    assert free == [200, 200, 200]
    assert [reply.status for reply in limited] == [200, 429]
    assert limited[1].json["status"] == "error"
    assert int(limited[1].headers["Retry-After"]) >= 1
