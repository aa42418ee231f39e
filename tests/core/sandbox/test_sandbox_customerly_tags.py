"""Customerly's tags and webhooks. Quirks are numbered as in the facts sheet, section 6."""

from typing import Any

import pytest

from core.sandbox import SandboxOptions
from tests.core.sandbox.sandbox_calls import Bench, Reply, bench, receiver
from tests.core.sandbox.test_sandbox_customerly_contacts import LIST_KEYS, Kind, page, shown, write
from tests.core.sandbox.test_sandbox_customerly_door import customerly


async def all_tags(b: Bench) -> list[str]:
    """Return the names of all tags."""
    names: list[str] = (await customerly(b).get("/tags")).json["data"]
    return names


async def tagged(b: Bench, **body: Any) -> Reply:
    """Put a tag on contacts or take it off."""
    return await customerly(b).post("/tags", body)


async def test_tags_are_plain_texts_on_no_pages() -> None:
    """Quirk 13."""
    async with bench() as b:
        await write(b, "users", {"email": "ann@example.com", "tags": [f"tag {n}" for n in range(150)]})
        reply = await customerly(b).get("/tags", page=1, per_page=2)
    assert list(reply.json) == ["data"]
    assert all(isinstance(name, str) for name in reply.json["data"])
    assert len(reply.json["data"]) > 150


@pytest.mark.parametrize(("kind", "key"), [("users", "email"), ("users", "user_id"), ("leads", "email")])
async def test_an_unknown_name_is_created_and_put_on(kind: Kind, key: str) -> None:
    """Quirk 13."""
    async with bench() as b:
        before = await all_tags(b)
        contact = next(item for item in await page(b, kind) if item["email"])
        had = (await shown(b, kind, email=contact["email"]))["user_tags"]
        replies = [await tagged(b, tag="Grün / 7", **{kind: [{key: contact[key]}]}) for _ in range(2)]
        has = (await shown(b, kind, email=contact["email"]))["user_tags"]
        after = await all_tags(b)
    assert [(reply.status, reply.json) for reply in replies] == [(200, {"data": []})] * 2
    assert has == [*had, "Grün / 7"]
    assert after == [*before, "Grün / 7"]


async def test_untag_takes_a_tag_off_that_contact_only() -> None:
    """Quirk 13."""
    async with bench() as b:
        users = [{"user_id": f"cust-{number}"} for number in range(3)]
        await tagged(b, tag="seen", users=users, untag=False)
        reply = await tagged(b, tag="seen", users=users[:1], untag=True)
        never_had = await tagged(b, tag="seen", users=users[:1], untag=True)
        unheard_of = await tagged(b, tag="unheard of", users=users[:1], untag=True)
        tags = [(await shown(b, "users", **user))["user_tags"] for user in users]
        names = await all_tags(b)
    assert [(one.status, one.json) for one in (reply, never_had, unheard_of)] == [(200, {"data": []})] * 3
    assert ["seen" in one for one in tags] == [False, True, True]
    assert "seen" in names
    assert "unheard of" not in names


async def test_users_and_leads_can_be_tagged_together() -> None:
    """Quirk 13."""
    async with bench() as b:
        await write(
            b, "leads", {"email": "lead+1@example.com", "user_id": "l-1"}, {"email": "l2@example.com"}
        )
        reply = await tagged(
            b,
            tag="both",
            users=[{"user_id": "cust-1"}],
            leads=[{"user_id": "l-1"}, {"email": "L2@example.com"}],
        )
        tags = [
            (await shown(b, "users", user_id="cust-1"))["user_tags"],
            (await shown(b, "leads", email="lead+1@example.com"))["user_tags"],
            (await shown(b, "leads", email="l2@example.com"))["user_tags"],
        ]
    assert reply.status == 200
    assert ["both" in one for one in tags] == [True, True, True]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"users": [{"user_id": "cust-1"}]}, 400),
        ({"tag": "", "users": [{"user_id": "cust-1"}]}, 400),
        ({"tag": 7, "users": [{"user_id": "cust-1"}]}, 400),
        ({"tag": "new"}, 400),
        ({"tag": "new", "users": []}, 400),
        ({"tag": "new", "users": {"user_id": "cust-1"}}, 400),
        ({"tag": "new", "users": ["cust-1"]}, 400),
        ({"tag": "new", "users": [{}]}, 400),
        ({"tag": "new", "users": [{"user_id": "cust-1"}], "untag": "true"}, 400),
        ({"tag": "new", "users": [{"user_id": "cust-1"}, {"user_id": "nobody"}]}, 404),
        ({"tag": "new", "leads": [{"user_id": "cust-1"}]}, 404),
    ],
)
async def test_what_cannot_be_tagged_changes_nothing(body: dict[str, Any], status: int) -> None:
    async with bench() as b:
        names, before = await all_tags(b), await shown(b, "users", user_id="cust-1")
        reply = await customerly(b).post("/tags", body)
        assert (reply.status, list(reply.json)) == (status, ["error"])
        assert await all_tags(b) == names
        assert await shown(b, "users", user_id="cust-1") == before


async def test_a_deleted_tag_is_read_from_the_body_and_leaves_every_contact() -> None:
    """Quirk 14."""
    async with bench() as b:
        await tagged(b, tag="onboarding", users=[{"user_id": "cust-1"}])
        users = [item["email"] for item in await page(b, "users")]
        had = [(await shown(b, "users", email=email))["user_tags"] for email in users]
        in_query = await customerly(b).delete("/tags", tag="onboarding")
        kept = await all_tags(b)
        reply = await customerly(b).send("DELETE", "/tags", body={"tag": "onboarding"})
        have = [(await shown(b, "users", email=email))["user_tags"] for email in users]
        names = await all_tags(b)
        again = await customerly(b).send("DELETE", "/tags", body={"tag": "onboarding"})
        await tagged(b, tag="onboarding", users=[{"email": users[2]}])
        anew = [(await shown(b, "users", email=email))["user_tags"] for email in users]
    assert (in_query.status, "onboarding" in kept) == (400, True)
    assert (reply.status, reply.body) == (200, b"{}")
    assert sum("onboarding" in tags for tags in had) > 3
    assert have == [[tag for tag in tags if tag != "onboarding"] for tags in had]
    assert "onboarding" not in names
    assert again.status == 404
    assert [place for place, tags in enumerate(anew) if "onboarding" in tags] == [2]


async def test_without_tags_the_list_is_empty() -> None:
    async with bench() as b:
        for name in await all_tags(b):
            await customerly(b).send("DELETE", "/tags", body={"tag": name})
        reply = await customerly(b).get("/tags")
    assert (reply.status, reply.json) == (200, {"data": []})


async def delivered(b: Bench, event: str, **more: Any) -> tuple[str, dict[str, str], Any]:
    """Deliver one webhook and return method, headers and body as they arrived."""
    async with receiver() as r:
        reply = await b.control.post(
            "/hooks/deliver", {"app": "customerly", "event": event, "url": r.url, **more}
        )
        assert (reply.status, reply.json) == (200, {"status": 200, "body": "thanks"}), reply.body
        return r.got[0]


@pytest.mark.parametrize("event", ["contact_tagged", "contact_updated"])
async def test_a_webhook_is_json_with_the_contact_deep_inside(event: str) -> None:
    """Quirk 17."""
    async with bench() as b:
        method, headers, body = await delivered(b, event)
        newest = (await page(b, "users", per_page=1))[0]
    assert (method, headers["Content-Type"]) == ("POST", "application/json")
    assert body == {"event": event, "data": {"user": {"data": newest}}}
    assert set(body["data"]["user"]["data"]) == LIST_KEYS


async def test_a_webhook_is_not_signed() -> None:
    """Quirk 17."""
    async with bench() as b:
        _, plain, _ = await delivered(b, "contact_updated", number=0)
        _, with_token, _ = await delivered(b, "contact_updated", number=0, token="s3cret")
    usual = {"Host", "Content-Type", "Content-Length", "Accept", "Accept-Encoding", "User-Agent"}
    assert set(plain) == set(with_token) == usual
    assert not any("s3cret" in value for value in with_token.values())


async def test_deliveries_go_through_the_users_and_a_number_repeats_one() -> None:
    async with bench() as b:
        bodies = [(await delivered(b, "contact_updated"))[2] for _ in range(3)]
        repeated = (await delivered(b, "contact_updated", number=1))[2]
        users = await page(b, "users", per_page=3)
    assert [body["data"]["user"]["data"] for body in bodies] == users
    assert repeated == bodies[1]


@pytest.mark.parametrize(("contacts", "event"), [(60, "moved_house"), (0, "contact_tagged")])
async def test_what_cannot_be_told_is_said(contacts: int, event: str) -> None:
    async with bench(SandboxOptions(contacts=contacts)) as b:
        reply = await b.control.post(
            "/hooks/deliver", {"app": "customerly", "event": event, "url": "http://127.0.0.1:1/"}
        )
    assert reply.status == 400
    assert reply.json["error"]
