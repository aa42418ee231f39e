"""Customerly's made-up data, and the calls that only a free request uses."""

import tracemalloc
from typing import Any

import pytest

from core.sandbox import SandboxOptions
from tests.core.sandbox.sandbox_calls import Bench, bench
from tests.core.sandbox.test_sandbox_customerly_contacts import page, shown, write
from tests.core.sandbox.test_sandbox_customerly_door import customerly


async def test_the_same_seed_gives_the_same_bytes() -> None:
    bodies = []
    for seed in (7, 7, 8):
        async with bench(SandboxOptions(contacts=300, seed=seed)) as b:
            replies = [await customerly(b).get(f"/{kind}/list", sort="name") for kind in ("users", "leads")]
            bodies.append((b.values["customerly"], [reply.body for reply in replies]))
    assert bodies[0] == bodies[1]
    assert bodies[0][0] != bodies[2][0]
    assert all(one != other for one, other in zip(bodies[0][1], bodies[2][1], strict=True))


@pytest.mark.parametrize(("size", "users", "leads"), [(0, 0, 0), (1, 1, 0), (4, 3, 1), (60, 45, 15)])
async def test_of_four_contacts_one_is_a_lead(size: int, users: int, leads: int) -> None:
    async with bench(SandboxOptions(contacts=size)) as b:
        lists = [await page(b, "users"), await page(b, "leads", sort="email", sort_direction="desc")]
        state = b.sandbox.state("customerly")
    assert [len(items) for items in lists] == [users, leads]
    assert (state["users"], state["leads"]) == (users, leads)


async def test_a_larger_project_holds_the_same_newest_contacts() -> None:
    lists = []
    for size in (100, 5_000):
        async with bench(SandboxOptions(contacts=size)) as b:
            without_project = [
                {key: value for key, value in item.items() if key != "app_id"}
                for item in [*await page(b, "users"), *await page(b, "leads", per_page=25)]
            ]
            lists.append(without_project)
    assert lists[0] == lists[1]


async def test_a_hundred_thousand_contacts_are_not_held_in_memory() -> None:
    tracemalloc.start()
    try:
        async with bench(SandboxOptions(contacts=100_000)) as b:
            started, _ = tracemalloc.get_traced_memory()
            first = await page(b, "users", per_page=100)
            last = await page(b, "users", per_page=100, page=749)
            past = await page(b, "users", per_page=100, page=750)
            deep = await shown(b, "users", user_id="cust-74999")
            await write(b, "users", {"email": "new@example.com"})
            shifted = await page(b, "users", per_page=100)
            held, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [len(items) for items in (first, last, past)] == [100, 100, 0]
    assert deep["crmhero_user_id"] == last[-1]["crmhero_user_id"]
    assert shifted[1:] == first[:-1]
    assert peak < 30 << 20
    assert held - started < 8 << 20, "the numbers of the list, at most"


async def test_a_reset_brings_back_the_start() -> None:
    async with bench() as b:
        api = customerly(b)
        paths = ("/users/list", "/leads/list", "/tags", "/knowledge/articles/", "/knowledge/collections")
        before = [(await api.get(path)).body for path in paths]
        state = b.sandbox.state("customerly")
        await write(b, "users", {"email": "ann@example.com", "tags": ["new"]})
        await page(b, "users")
        await write(b, "leads", {"email": "bob@example.com"})
        await api.delete("/users", user_id="cust-5")
        await api.post("/knowledge/articles/", {"title": "New"})
        await api.delete("/knowledge/collections/1")
        await send_message(b)
        await api.post("/users/add-to-company", {"company_id": "c-1", "user_id": "cust-2"})
        written = b.sandbox.state("customerly")
        b.sandbox.reset()
        after = [(await api.get(path)).body for path in paths]
        again = b.sandbox.state("customerly")
    assert len(written["messages"]) == len(written["companies"]) == 1
    assert after == before
    assert again == state


async def test_a_list_kept_before_a_reset_is_not_shown_after_it() -> None:
    async with bench() as b:
        await write(b, "users", {"email": "ann@example.com"})
        ann = (await page(b, "users"))[0]
        b.sandbox.reset()
        await write(b, "leads", {"email": "bob@example.com"})
        users = await page(b, "users")
    assert ann["email"] == "ann@example.com"
    assert ann["crmhero_user_id"] not in [user["crmhero_user_id"] for user in users]


async def send_message(b: Bench, **changes: Any) -> Any:
    """Send a message to the second user; return status and body."""
    body = {
        "from": {"type": "admin", "id": 1},
        "to": {"type": "user", "user_id": "cust-1"},
        "content": "Héllo",
    }
    reply = await customerly(b).post("/messages", body | changes)
    return reply.status, reply.json


async def test_teammates_are_listed_with_a_trailing_slash() -> None:
    async with bench() as b:
        reply, slashless = await customerly(b).get("/accounts/"), await customerly(b).get("/accounts")
    assert reply.status == 200
    assert all(set(one) == {"account_id", "email"} for one in reply.json["data"])
    assert [one["account_id"] for one in reply.json["data"]] == [1, 2, 3]
    assert slashless.status == 404


async def test_a_message_is_noted_for_an_existing_contact() -> None:
    async with bench() as b:
        user = await shown(b, "users", user_id="cust-1")
        status, told = await send_message(b)
        by_email = await send_message(b, to={"type": "user", "email": user["email"]})
        refused = [
            (await send_message(b, **changes))[0]
            for changes in (
                {"to": {"type": "user", "email": "nobody@example.com"}},
                {"from": {"type": "admin", "id": 99}},
                {"from": None},
                {"content": ""},
            )
        ]
        messages = b.sandbox.state("customerly")["messages"]
    assert (status, type(told["data"]["timestamp"])) == (200, int)
    assert by_email[0] == 200
    assert refused == [404, 404, 400, 400]
    assert [message["to"] for message in messages] == [user["crmhero_user_id"]] * 2
    assert messages[0]["content"] == "Héllo"


@pytest.mark.parametrize("key", ["user_id", "crmhero_user_id"])
async def test_a_user_is_unsubscribed(key: str) -> None:
    async with bench() as b:
        user = next(item for item in await page(b, "users") if not item["unsubscribe"])
        reply = await customerly(b).post(f"/users/unsubscribe/{user[key]}")
        after = await shown(b, "users", user_id=user["user_id"])
        nobody = await customerly(b).post("/users/unsubscribe/nobody")
    assert (reply.status, reply.json, after["unsubscribe"]) == (200, {"data": []}, 1)
    assert nobody.json["error"]["message"] == "User doesn't exist"


async def test_attributes_are_added_to_a_user() -> None:
    async with bench() as b:
        await write(
            b, "users", {"email": "ann@example.com", "user_id": "a/1", "attributes": {"a": 1, "b": 2}}
        )
        reply = await customerly(b).post("/users/add-attributes/a%2F1", {"attributes": {"b": 3}})
        nested = await customerly(b).post("/users/add-attributes/a%2F1", {"attributes": {"b": []}})
        after = await shown(b, "users", user_id="a/1")
    assert (reply.status, reply.json, nested.status) == (200, {"data": []}, 400)
    assert after["attributes"] == {"a": 1, "b": 3}


async def test_a_user_is_put_into_a_company_and_the_company_gets_attributes() -> None:
    async with bench() as b:
        api = customerly(b)
        await write(b, "users", {"email": "ann@example.com", "user_id": "ann"})
        body = {"company_id": "c-1", "company_name": "Größe AG", "user_id": "ann"}
        added = [await api.post("/users/add-to-company", body) for _ in range(2)]
        changed = await api.post("/company/add-attributes/c-1", {"attributes": {"tier": "gold"}})
        unknown = await api.post("/company/add-attributes/c-2", {"attributes": {"tier": "gold"}})
        nobody = await api.post("/users/add-to-company", {"company_id": "c-1", "email": "no@example.com"})
        nowhere = await api.post("/users/add-to-company", {"user_id": "ann"})
        of_start = await api.post("/company/add-attributes/comp-1", {"company_name": "Renamed"})
        ann = await shown(b, "users", user_id="ann")
        companies = b.sandbox.state("customerly")["companies"]
    assert [(reply.status, reply.json) for reply in (*added, changed, of_start)] == [(200, {"data": []})] * 4
    assert (unknown.status, nobody.status, nowhere.status) == (404, 404, 400)
    assert ann["companies"] == [
        {"company_id": "c-1", "company_name": "Größe AG", "attributes": {"tier": "gold"}}
    ]
    assert companies["comp-1"]["name"] == "Renamed"
    assert "website" in companies["comp-1"]["attributes"]


@pytest.mark.parametrize(
    ("shelf", "id_key"),
    [("articles", "knowledge_base_article_id"), ("collections", "knowledge_base_collection_id")],
)
async def test_the_knowledge_base_can_be_read_and_written(shelf: str, id_key: str) -> None:
    async with bench() as b:
        api, path = customerly(b), f"/knowledge/{shelf}"
        before = (await api.get(path)).json["data"]
        made = (await api.post(path, {"title": "Neu", "description": "…"})).json["data"]
        one = f"{path}/{made[id_key]}"
        edited = (await api.post(one, {"title": "Neuer", id_key: 99})).json["data"]
        read = (await api.get(one)).json["data"]
        listed = (await api.get(path)).json["data"]
        deleted = await api.delete(one)
        gone = [await api.get(one), await api.post(one, {"title": "x"}), await api.delete(one)]
        untitled = await api.post(path, {"description": "no title"})
    assert edited == read == {**made, "title": "Neuer"}
    assert listed == [*before, read]
    assert set(before[0]) == set(made)
    assert (deleted.status, deleted.json) == (200, {"data": []})
    assert [reply.status for reply in (*gone, untitled)] == [404, 404, 404, 400]


async def test_articles_may_be_written_with_a_trailing_slash_and_have_writers() -> None:
    async with bench() as b:
        api = customerly(b)
        with_slash, without = await api.get("/knowledge/articles/"), await api.get("/knowledge/articles")
        writers = (await api.get("/knowledge/writers")).json["data"]
        teammates = (await api.get("/accounts/")).json["data"]
    assert with_slash.json == without.json
    assert [one["account_id"] for one in writers] == [one["account_id"] for one in teammates]
