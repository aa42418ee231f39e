"""Qualtrics' door: token, envelope, limits. Quirks are numbered as in the facts sheet, section 6."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from core.sandbox import SandboxOptions
from tests.core.sandbox.sandbox_calls import Bench, Caller, Reply, bench

Body = dict[str, Any]


def qualtrics(b: Bench) -> Caller:
    """Return a caller below `/API/v3` that has the token."""
    return Caller(
        b.control.client,
        f"{b.sandbox.address}/qualtrics/API/v3",
        {"X-API-TOKEN": b.values["qualtrics"]["api_key"]},
    )


async def result(b: Bench, path: str, **query: str | int) -> Body:
    """Return the `result` of a GET."""
    reply = await qualtrics(b).get(path, **query)
    assert reply.status == 200, reply.body
    found: Body = reply.json["result"]
    return found


async def elements(b: Bench, path: str, **query: str | int) -> list[Body]:
    """Return the elements of the first page of a list."""
    found: list[Body] = (await result(b, path, **query))["elements"]
    return found


async def directory(b: Bench, place: int = 0) -> str:
    """Return the path of a directory."""
    return f"/directories/{(await elements(b, '/directories'))[place]['directoryId']}"


async def survey(b: Bench, place: int = 0) -> str:
    """Return the id of a survey."""
    return str((await elements(b, "/surveys"))[place]["id"])


def refusal(reply: Reply) -> tuple[int, str | None]:
    """Return status and code of an error, whose envelope must be right."""
    meta = reply.json["meta"]
    assert set(reply.json) == {"meta"}
    assert meta["httpStatus"].startswith(f"{reply.status} - ")
    assert meta["error"]["errorMessage"]
    return reply.status, meta["error"].get("errorCode")


async def switch(b: Bench, name: str, on: bool) -> None:
    """Turn a switch through the control call."""
    body = {"app": "qualtrics", "name": name, "on": on}
    assert (await b.control.post("/switch", body)).json == {"ok": True}


async def test_every_reply_has_a_status_as_text_and_a_request_id_of_its_own() -> None:
    """Quirk 1."""
    async with bench() as b:
        replies = [await qualtrics(b).get(path) for path in ("/whoami", "/surveys", "/surveys/x/languages")]
    metas = [reply.json["meta"] for reply in replies]
    assert [meta["httpStatus"] for meta in metas] == ["200 - OK", "200 - OK", "404 - Not Found"]
    assert len({UUID(meta["requestId"]) for meta in metas}) == 3


async def test_errors_have_no_result_and_neither_have_updates_and_deletions() -> None:
    """Quirk 1."""
    async with bench() as b:
        contacts = f"{await directory(b)}/contacts"
        contact = (await elements(b, contacts))[0]["contactId"]
        changed = await qualtrics(b).send("PUT", f"{contacts}/{contact}", body={"firstName": "Ann"})
        removed = await qualtrics(b).delete(f"{contacts}/{contact}")
        missing = await qualtrics(b).get(f"{contacts}/{contact}")
    assert [set(reply.json) for reply in (changed, removed)] == [{"meta"}, {"meta"}]
    assert [reply.json["meta"]["httpStatus"] for reply in (changed, removed)] == ["200 - OK", "200 - OK"]
    assert refusal(missing)[0] == 404
    assert set(missing.json["meta"]) == {"httpStatus", "requestId", "error"}


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, (400, "ATP_2", "Expected authorization in headers, but none provided.")),
        ({"X-API-TOKEN": ""}, (400, "ATP_2", "Expected authorization in headers, but none provided.")),
        ({"X-API-TOKEN": "nobody"}, (401, "DCD_7", "Unrecognized X-API-TOKEN.")),
        ({"Authorization": "Bearer x"}, (401, "AUTH_6.0", "invalid_client")),
    ],
)
async def test_no_token_is_400_and_an_unknown_one_401(
    headers: Mapping[str, str], expected: tuple[int, str, str]
) -> None:
    """Quirk 2."""
    async with bench() as b:
        reply = await qualtrics(b).send("GET", "/whoami", headers=headers)
    error = reply.json["meta"]["error"]
    assert (*refusal(reply), error["errorMessage"]) == expected


@pytest.mark.parametrize("name", ["x-api-token", "X-Api-Token"])
async def test_the_case_of_the_header_does_not_matter(name: str) -> None:
    """Quirk 2."""
    async with bench() as b:
        headers = {name: b.values["qualtrics"]["api_key"]}
        reply = await qualtrics(b).send("GET", "/whoami", headers=headers)
    assert reply.status == 200


async def test_an_unknown_route_is_404_without_a_code() -> None:
    """Quirk 2."""
    async with bench() as b:
        headers = qualtrics(b).headers
        outside = Caller(b.control.client, f"{b.sandbox.address}/qualtrics", headers)
        replies = [await qualtrics(b).get("/nowhere"), await outside.get("/API/v2/whoami")]
        no_method = await qualtrics(b).send("PATCH", "/whoami", body={})
    assert [refusal(reply) for reply in replies] == [(404, None), (404, None)]
    assert replies[0].json["meta"]["error"]["errorMessage"] == "The requested resource does not exist."
    assert refusal(no_method) == (405, None)


@pytest.mark.parametrize("path", ["/eventsubscriptions", "/distributions", "/nowhere"])
async def test_a_post_without_a_body_is_411(path: str) -> None:
    """Quirk 2."""
    async with bench() as b:
        reply = await qualtrics(b).send("POST", path)
        with_body = await qualtrics(b).post(path, {})
    assert reply.status == 411
    assert b"meta" not in reply.body
    assert with_body.status in (400, 404)


async def test_whoami_tells_the_user_and_never_the_token() -> None:
    """Quirk 3."""
    async with bench() as b:
        reply = await qualtrics(b).get("/whoami")
        await switch(b, "brand_admin", False)
        other = await result(b, "/whoami")
        token, center = (b.values["qualtrics"][name] for name in ("api_key", "data_center_id"))
    user = reply.json["result"]
    assert set(user) == {
        "brandId", "userId", "userName", "accountType", "firstName", "lastName", "email", "datacenter",
        "language",
    }  # fmt: skip
    assert user["userId"].startswith("UR_")
    assert user["userName"].endswith(f"#{user['brandId']}")
    assert user["datacenter"] == center == "fra1"
    assert token.encode() not in reply.body
    assert user["accountType"] == "UT_BRANDADMIN" != other["accountType"]


async def test_a_proxied_call_carries_a_notice_and_is_200() -> None:
    """Quirk 4."""
    async with bench() as b:
        direct = await qualtrics(b).get("/whoami")
        await switch(b, "proxied", True)
        proxied = await qualtrics(b).get("/whoami")
        error = await qualtrics(b).get("/nowhere")
    assert "notice" not in direct.json["meta"]
    assert proxied.status == 200
    assert proxied.json["meta"]["notice"].startswith(
        "Request proxied. For faster response times, use this host instead: "
    )
    assert "notice" not in error.json["meta"]


async def test_the_brand_may_send_3000_requests_a_minute() -> None:
    async with bench() as b:
        b.sandbox.set_limit("qualtrics", 2)
        replies = [await qualtrics(b).get("/whoami") for _ in range(3)]
        await switch(b, "retry_after_on_429", False)
        silent = await qualtrics(b).get("/whoami")
        b.sandbox.reset()
        limit = b.sandbox.service("qualtrics").limit
        let_in = [limit.refuse("another key") for _ in range(3001)]
    assert [reply.status for reply in replies] == [200, 200, 429]
    assert refusal(replies[2]) == (429, None)
    assert 1 <= int(replies[2].headers["Retry-After"]) <= 60
    assert (silent.status, silent.headers.get("Retry-After")) == (429, None)
    assert let_in[:3000] == [None] * 3000
    assert let_in[3000] is not None


async def test_event_subscriptions_have_a_lower_limit_of_their_own() -> None:
    async with bench() as b:
        caller = qualtrics(b)
        replies = await asyncio.gather(*(caller.get("/eventsubscriptions") for _ in range(121)))
        other = await caller.get("/whoami")
    async with bench(SandboxOptions(rate_limit=False)) as b:
        free = await asyncio.gather(*(qualtrics(b).get("/eventsubscriptions") for _ in range(121)))
    assert sorted(reply.status for reply in replies) == [200] * 120 + [429]
    assert other.status == 200
    assert {reply.status for reply in free} == {200}


async def test_faults_answer_in_the_shape_of_the_service() -> None:
    async with bench() as b:
        replies = []
        for kind in ("rate_limited", "server_error"):
            await b.control.post("/faults", {"app": "qualtrics", "kind": kind, "retry_after": 7})
            replies.append(await qualtrics(b).get("/whoami"))
    assert [refusal(reply) for reply in replies] == [(429, None), (500, None)]
    assert replies[0].headers["Retry-After"] == "7"
    assert UUID(replies[1].json["meta"]["error"]["instanceId"])


async def test_the_latency_is_that_of_lists_only() -> None:
    async with bench() as b:
        one = await directory(b)
        lists = (await elements(b, f"{one}/mailinglists"))[0]["mailingListId"]
        latency = 0.03
        b.sandbox.set_latency(latency)
        taken = []
        for path in (f"{one}/contacts", f"{one}/mailinglists/{lists}/contacts", "/surveys", "/whoami"):
            started = time.perf_counter()
            await qualtrics(b).get(path)
            taken.append(time.perf_counter() - started)
        is_list = b.sandbox.service("qualtrics").list_paths
    assert min(taken[:3]) >= latency
    assert "/API/v3/whoami" not in is_list
    assert f"/API/v3{one}/contacts/CID_x" not in is_list


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"[]",
        b"null",
        b" ",
        b'"text"',
        b"\xff\xfe",
        b'{"a": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"firstName": 1}',
        b'{"firstName": ["x"]}',
        b'{"unsubscribed": "yes"}',
        b'{"embeddedData": []}',
        b'{"embeddedData": {"a": {"b": 1}}}',
        b'{"embeddedData": {"a": 1e999}}',
        b'{"surveyId": {}, "topics": [], "method": 7, "header": 1, "action": []}',
        b'{"topics": "*", "publicationUrl": "http://[::1"}',
        b'{"topics": "*", "publicationUrl": "http://127.0.0.1:99999/"}',
        b'{"topics": "*", "publicationUrl": "http://127.0.0.1:1/", "sharedKey": "\\ud800"}',
        b'{"topics": "*", "publicationUrl": "http://127.0.0.1:1/\\ud800"}',
        b'{"topics": "*", "publicationUrl": "\\u0000"}',
        b'{"topics": "surveyengine.completedResponse.\\ud800[", "publicationUrl": "http://a.example"}',
    ],
)
async def test_no_body_breaks_it(raw: bytes) -> None:
    async with bench() as b:
        contacts = f"{await directory(b)}/contacts"
        one = f"{contacts}/{(await elements(b, contacts))[0]['contactId']}"
        paths = [contacts, "/distributions", "/distributions/sms", "/eventsubscriptions"]
        replies = [await qualtrics(b).send("POST", path, form=raw) for path in paths]
        replies.append(await qualtrics(b).send("PUT", one, form=raw))
    assert {reply.status for reply in replies} <= {200, 400}
    assert 400 in {reply.status for reply in replies}
    assert all(reply.json["meta"]["requestId"] for reply in replies)


@pytest.mark.parametrize(
    "path",
    [
        "/directories?pageSize=x",
        "/directories?pageSize=-1",
        "/directories?pageSize=" + "9" * 6000,
        "/directories?skipToken=%FF",
        "/directories?skipToken=00000000%2B99999999999999999999/%3D",
        "/surveys?offset=" + "9" * 6000,
        "/surveys?offset=-1",
        "/distributions?surveyId=%00&offset=%FF",
        "/distributions/EMD_%ED%A0%80?surveyId=x",
        "/directories/%F0%9F%98%80/contacts/..%2F..",
        "/surveys/SV_/responses/R_%FF",
        "/surveys/x/responses/R_zzzzzzzzzzzzzzz",
    ],
)
async def test_no_address_breaks_it(path: str) -> None:
    async with bench() as b:
        reply = await qualtrics(b).get(path)
    assert reply.status in (200, 400, 404)
    assert reply.json["meta"]["requestId"]


async def test_odd_letters_come_back_as_they_were_sent() -> None:
    async with bench() as b:
        contacts = f"{await directory(b)}/contacts"
        raw = (
            b'{"firstName": "\\ud83d\\ude00 \\u0000", "lastName": "\\ud800", "embeddedData": {"\\udfff": 1}}'
        )
        made = (await qualtrics(b).send("POST", contacts, form=raw)).json["result"]["id"]
        shown = await result(b, f"{contacts}/{made}")
    assert (shown["firstName"], shown["lastName"]) == ("\U0001f600 \0", "\ud800")
    assert shown["embeddedData"] == {"\udfff": "1"}


async def test_the_next_page_is_on_the_host_that_was_called() -> None:
    async with bench() as b:
        port = urlsplit(b.sandbox.address).port
        by_name = Caller(b.control.client, f"http://localhost:{port}/qualtrics/API/v3", qualtrics(b).headers)
        headers = {**by_name.headers, "Host": f"localhost:{port}"}
        reply = await qualtrics(b).send("GET", "/surveys", headers=headers)
    assert reply.json["result"]["nextPage"].startswith(f"{by_name.base}/surveys?")
