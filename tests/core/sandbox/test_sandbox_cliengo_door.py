"""Cliengo: key, account, websites and users. Quirks are numbered as in the facts sheet, section 6.

The caller that all tests of Cliengo use stands here, too.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from core.sandbox import Fault, SandboxOptions
from tests.core.sandbox.sandbox_calls import Bench, Caller, Reply, bench

HEX_ID = re.compile(r"[0-9a-f]{24}")
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
"""A moment as Cliengo writes it."""
UNKNOWN_ID = "64b0c0ffee0000000000c001"
PATHS = ("/1.0/account", "/1.0/contacts", "/1.0/sites", "/1.0/users", "/1.0/nowhere", "/contacts", "/")


@dataclass(frozen=True)
class Account:
    """The stand-in, called with the right key."""

    bench: Bench
    caller: Caller
    key: str

    async def call(self, method: str, path: str, body: Any = None, **query: str | int) -> Reply:
        """Send a request; `path` begins after the version."""
        return await self.caller.send(method, f"/1.0{path}", {"api_key": self.key, **query}, body=body)

    async def get(self, path: str, **query: str | int) -> Any:
        """Return what a GET answers."""
        reply = await self.call("GET", path, **query)
        assert reply.status == 200, reply.body
        return reply.json

    async def page(self, **query: str | int) -> list[dict[str, Any]]:
        """Return one page of contacts."""
        rows: list[dict[str, Any]] = (await self.get("/contacts", **query))["results"]
        return rows

    async def total(self, **query: str | int) -> int:
        """Return how many contacts a query finds."""
        return int((await self.get("/contacts", limit=1, **query))["paging"]["total"])

    async def all(self, **query: str | int) -> list[dict[str, Any]]:
        """Return all contacts (1,100 at most) that a query finds."""
        pages = [await self.page(limit=100, offset=offset, **query) for offset in range(0, 1001, 100)]
        return [contact for page in pages for contact in page]

    async def website(self) -> str:
        """Return the id of a website."""
        return str((await self.get("/sites"))["results"][0]["id"])

    async def create(self, **body: Any) -> dict[str, Any]:
        """Create a contact on a website."""
        reply = await self.call("POST", "/contacts", {"websiteId": await self.website(), **body})
        assert reply.status == 200, reply.body
        contact: dict[str, Any] = reply.json
        return contact

    async def change(self, contact: dict[str, Any], **body: Any) -> dict[str, Any]:
        """Change a contact."""
        reply = await self.call("PATCH", f"/contacts/{contact['id']}", body)
        assert reply.status == 200, reply.body
        changed: dict[str, Any] = reply.json
        return changed

    async def turn(self, name: str, on: bool) -> None:
        """Turn a switch through the control call."""
        reply = await self.bench.control.post("/switch", {"app": "cliengo", "name": name, "on": on})
        assert reply.json == {"ok": True}


@asynccontextmanager
async def cliengo(contacts: int = 200, seed: int = 1) -> AsyncIterator[Account]:
    """Start a sandbox, to be called as Cliengo."""
    async with bench(SandboxOptions(contacts=contacts, seed=seed)) as b:
        address = b.sandbox.description()["apps"]["cliengo"]["address"]
        yield Account(b, Caller(b.refiner.client, address), b.values["cliengo"]["api_key"])


async def test_the_key_is_a_lower_case_uuid() -> None:
    async with cliengo() as account:
        assert account.key == str(UUID(account.key))
        assert account.bench.values["cliengo"] == {"api_key": account.key}


async def test_a_key_is_taken_from_the_query_alone_and_a_bad_one_is_refused_on_every_path() -> None:
    """Quirk 1."""
    async with cliengo() as account:
        key, send = account.key, account.caller.send
        refused = [
            await send("GET", path, query={"api_key": given})
            for path in PATHS
            for given in ("", key[:-1], key.upper(), "é", "0f0e0d0c-0000-4000-8000-00000000abcd")
        ]
        for path in PATHS:
            refused.append(await send("GET", path))
            refused.append(await send("GET", path, headers={"Authorization": f"Bearer {key}"}))
            refused.append(await send("GET", path, headers={"Authorization": key, "api_key": key}))
            refused.append(await send("POST", path, body={"api_key": key, "websiteId": "x"}))
        good = await send("GET", "/1.0/account", query={"api_key": key})
    assert {(reply.status, reply.json["message"]) for reply in refused} == {
        (401, "You couldn't be authenticated")
    }
    assert good.status == 200


async def test_every_path_begins_with_the_version() -> None:
    """Quirk 1."""
    async with cliengo() as account:
        replies = {
            path: (await account.caller.send("GET", path, query={"api_key": account.key})).status
            for path in ("/1.0/contacts", "/contacts", "/v1/contacts", "/1.0/contacts/", "/")
        }
    assert list(replies.values()) == [200, 404, 404, 404, 404]


async def test_the_account_is_a_bare_object() -> None:
    """Quirk 2."""
    async with cliengo(contacts=30) as account:
        shown = await account.get("/account")
        await account.create()
        after = await account.get("/account")
        me = await account.get("/users/me")
    assert HEX_ID.fullmatch(shown["id"])
    assert (shown["name"], shown["email"]) == ("Sandbox", me["email"])
    assert STAMP.fullmatch(shown["creationDate"])
    assert (shown["leadCount"], after["leadCount"]) == (30, 31)
    assert {
        "contactName", "taxId", "phone", "leadLimit", "language", "timeZone", "countryId", "planName",
        "planType", "planPrice", "userCount", "labs", "whiteLabelId",
    } <= set(shown)  # fmt: skip


async def test_websites_come_in_an_envelope_with_deleted_ones_among_them() -> None:
    """Quirk 13."""
    async with cliengo() as account:
        shown, alias = await account.get("/sites"), await account.get("/websites")
        chatbots = await account.get("/sites/chatbots")
        single = await account.get(f"/sites/{shown['results'][1]['id']}/chatbot")
        unknown = await account.call("GET", f"/sites/{UNKNOWN_ID}/chatbot")
    sites = shown["results"]
    assert list(shown) == ["results"]
    assert {site["deleted"] for site in sites} == {True, False}
    assert all(HEX_ID.fullmatch(site["id"]) and site["url"] for site in sites)
    assert any(site["title"] is None for site in sites), "then the address is the label"
    assert list(sites[0]) == [
        "id", "url", "title", "email", "companyId", "creationDate", "tags", "enableChat", "labs", "deleted",
        "scriptInstalled", "assignPriority", "autoAssign", "availableSmartTriggers", "isWhatsAppChat", "type",
    ]  # fmt: skip
    assert alias == shown
    assert [chatbot["websiteId"] for chatbot in chatbots["results"]] == [site["id"] for site in sites]
    assert single == chatbots["results"][1]
    assert unknown.status == 404


async def test_users_come_in_an_envelope_with_deleted_ones_among_them() -> None:
    """Quirk 13."""
    async with cliengo() as account:
        shown, me = await account.get("/users"), await account.get("/users/me")
    users = shown["results"]
    assert list(shown) == ["results"]
    assert {user["deleted"] for user in users} == {True, False}
    assert all(HEX_ID.fullmatch(user["id"]) and user["name"] and user["email"] for user in users)
    assert me in users
    assert list(users[0]) == [
        "id", "name", "email", "phone", "companyId", "privileges", "permissions", "roles",
        "allowedWebsiteIds", "isSuperUser", "deleted", "language", "creationDate", "imageUrl", "thumbnailUrl",
        "isEmailVerified",
    ]  # fmt: skip


async def test_nobody_is_told_to_wait_until_a_limit_is_set() -> None:
    """Our own choice."""
    async with cliengo() as account:
        free = [(await account.call("GET", "/account")).status for _ in range(30)]
        await account.bench.control.post("/limit", {"app": "cliengo", "requests": 2, "seconds": 60})
        wrong = await account.caller.send("GET", "/1.0/account", query={"api_key": "wrong"})
        limited = [await account.call("GET", "/account") for _ in range(3)]
    assert free == [200] * 30
    assert wrong.status == 401
    assert [reply.status for reply in limited] == [200, 200, 429]
    assert 1 <= int(limited[2].headers["Retry-After"]) <= 60
    assert list(limited[2].json) == ["error", "message"]


async def test_faults_speak_as_the_service_does() -> None:
    async with cliengo() as account:
        account.bench.sandbox.add_fault(Fault("cliengo", "rate_limited", path="/1.0/contacts", retry_after=3))
        slow_down = await account.call("GET", "/contacts")
        account.bench.sandbox.add_fault(Fault("cliengo", "server_error"))
        broken = await account.call("GET", "/contacts")
    assert (slow_down.status, slow_down.headers["Retry-After"]) == (429, "3")
    assert broken.status == 500
    assert list(slow_down.json) == list(broken.json) == ["error", "message"]


async def test_what_does_not_exist_is_said_in_the_shape_of_the_service() -> None:
    """Our own choice."""
    async with cliengo() as account:
        replies = [
            await account.call("GET", "/nowhere"),
            await account.call("GET", f"/contacts/{UNKNOWN_ID}"),
            await account.call("PUT", "/contacts", {}),
            await account.call("POST", "/contacts", {}),
        ]
    assert [reply.status for reply in replies] == [404, 404, 405, 400]
    assert all(list(reply.json) == ["error", "message"] for reply in replies)
    assert not any(b"authenticated" in reply.body or b"Offset" in reply.body for reply in replies)


async def test_it_sends_no_webhooks() -> None:
    async with cliengo() as account:
        delivery = {"app": "cliengo", "event": "contact", "url": "http://127.0.0.1:9/hook"}
        reply = await account.bench.control.post("/hooks/deliver", delivery)
    assert (reply.status, reply.json) == (400, {"error": "cliengo sends no webhooks."})


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe", b'{"websiteId": NaN}', b'{"name": {"a": []}}',
        b"[" * 100_000, b'{"age": ' + b"[" * 60 + b"]" * 60 + b"}", b'{"age": 1e999}',
        b'{"age": ' + b"9" * 5_000 + b"}", b'{"rating": true, "assignedTo": [], "status": {}}', b"a=1&b=2",
    ],
)  # fmt: skip
async def test_a_body_that_makes_no_sense_is_a_mistake_of_the_caller(body: bytes) -> None:
    async with cliengo() as account:
        contact = f"/contacts/{(await account.page())[0]['id']}"
        for method, path in (
            ("POST", "/contacts"),
            ("PATCH", contact),
            ("PUT", f"{contact}/status"),
            ("POST", f"{contact}/notes"),
            ("POST", f"{contact}/messages"),
            ("POST", f"{contact}/tags"),
        ):
            reply = await account.caller.send(
                method, f"/1.0{path}", query={"api_key": account.key}, form=body
            )
            assert (path, reply.status, list(reply.json)) == (path, 400, ["error", "message"])


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "\ud800", "email": "\udfff@x", "message": "\x00"},
        {"age": 10**400, "customFields": {"k": [1, {"deep": [None]}]}, "gender": ["x"], "city": {"a": 1}},
        {"name": "n" * 100_000, "email": "ß@ẞ.example", "phone": "٣"},
        {"name": None, "email": "", "phone": None},
    ],
)
async def test_odd_values_are_kept_and_found_without_harm(fields: dict[str, Any]) -> None:
    async with cliengo(contacts=3) as account:
        created = await account.create(**fields)
        await account.create(**fields)
        shown = await account.get(f"/contacts/{created['id']}")
        found = await account.page(query="ß@")
    kept = {name: value for name, value in fields.items() if value not in (None, "")}
    assert shown == created
    assert {name: created[name] for name in kept} == kept
    assert not {"name", "email", "phone"} & (set(created) - set(kept))
    assert len(found) == (2 if "ß@ẞ.example" in fields.values() else 0)


@pytest.mark.parametrize("contact_id", ["x", "0", "%00", "٣" * 24, "_" * 24, "-" + "0" * 23, "0" * 5_000])
async def test_an_id_that_is_none_is_not_found(contact_id: str) -> None:
    """Quirk 8."""
    async with cliengo() as account:
        for method in ("GET", "PATCH", "DELETE"):
            assert (await account.call(method, f"/contacts/{contact_id}", {"name": "A"})).status == 404


async def test_an_id_counts_only_as_a_whole() -> None:
    """Quirk 8."""
    async with cliengo() as account:
        known = (await account.page())[0]["id"]
        others = [
            "0" * 12 + known[12:],
            known[:12] + "0" * 12,
            known[:-1],
            f"{known}0",
            known.upper(),
            f"{known[:12]}+{known[13:]}",
        ]
        statuses = [(await account.call("GET", f"/contacts/{other}")).status for other in others]
        assert (await account.get(f"/contacts/{known}"))["id"] == known
    assert statuses == [404] * 6
