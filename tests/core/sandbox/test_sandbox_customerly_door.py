"""Customerly: token, errors, limits, odd requests. Quirks are numbered as in the facts sheet, section 6."""

from collections.abc import Mapping
from typing import Any

import pytest

from core.sandbox import Fault
from tests.core.sandbox.sandbox_calls import Bench, Caller, Reply, bench

WRONG = {"error": {"message": "Access token not found.", "code": 0}}
NO_HEADER = {"error": {"message": "You must provide a valid header Authorization: Bearer <TOKEN>", "code": 0}}


def customerly(b: Bench) -> Caller:
    """Return a caller of Customerly's API below its version."""
    token = b.values["customerly"]["api_token"]
    address = f"{b.sandbox.address}/customerly/v1"
    return Caller(b.refiner.client, address, {"Authorization": f"Bearer {token}"})


async def with_headers(b: Bench, headers: Mapping[str, str]) -> Reply:
    """Ask for the tags, as the check of a connection does."""
    return await customerly(b).send("GET", "/tags", headers=headers)


@pytest.mark.parametrize("path", ["/users", "/users/list", "/leads", "/leads/list", "/tags"])
async def test_users_leads_and_tags_have_no_trailing_slash(path: str) -> None:
    """Quirk 1."""
    async with bench() as b:
        api, lead = customerly(b), None
        if path == "/leads":
            leads = (await api.get("/leads/list")).json["data"]["leads"]
            lead = next(one["email"] for one in leads if one["email"])
        who: dict[str, str] = {"/users": {"user_id": "cust-0"}, "/leads": {"email": str(lead)}}.get(path, {})
        good, slashed = await api.get(path, **who), await api.get(f"{path}/", **who)
        versionless = await Caller(api.client, api.base.removesuffix("/v1"), api.headers).get(path)
    assert good.status == 200
    assert (slashed.status, slashed.json) == (404, {"error": {"message": "Not found", "code": 0}})
    assert versionless.status == 404


async def test_both_forms_of_the_header_are_taken() -> None:
    """Quirk 2."""
    async with bench() as b:
        token = b.values["customerly"]["api_token"]
        newer = await with_headers(b, {"Authorization": f"Bearer {token}"})
        older = await with_headers(b, {"Authentication": f"AccessToken: {token}"})
        both = await with_headers(
            b, {"Authorization": "Basic eDp5", "Authentication": f"AccessToken: {token}"}
        )
    assert [reply.status for reply in (newer, older, both)] == [200, 200, 200]
    assert isinstance(newer.json["data"], list)


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("Authorization", "{}"),
        ("Authorization", "Bearer"),
        ("Authorization", "AccessToken: {}"),
        ("Authorization", "Basic {}"),
        ("Authentication", "{}"),
        ("Authentication", "Bearer {}"),
        ("AccessToken", "{}"),
        ("X-Nothing", "x"),
    ],
)
async def test_any_other_form_is_a_500_that_asks_for_the_header(name: str, shape: str) -> None:
    """Quirks 2, 3."""
    async with bench() as b:
        reply = await with_headers(b, {name: shape.format(b.values["customerly"]["api_token"])})
    assert (reply.status, reply.json) == (500, NO_HEADER)


async def test_a_bare_token_can_be_allowed() -> None:
    """Quirk 2."""
    async with bench() as b:
        token = b.values["customerly"]["api_token"]
        switch = {"app": "customerly", "name": "accept_bare_auth", "on": True}
        await b.control.post("/switch", switch)
        good = await with_headers(b, {"Authentication": token})
        wrong = await with_headers(b, {"Authentication": "other"})
        b.sandbox.reset()
        after = await with_headers(b, {"Authentication": token})
    assert good.status == 200
    assert (wrong.status, wrong.json) == (500, WRONG)
    assert after.status == 500


@pytest.mark.parametrize(
    "headers", [{"Authorization": "Bearer nobody's"}, {"Authentication": "AccessToken: nobody's"}]
)
async def test_an_unknown_token_is_a_500_in_exactly_these_bytes(headers: dict[str, str]) -> None:
    """Quirk 3."""
    async with bench() as b:
        reply = await with_headers(b, headers)
        nowhere = await customerly(b).send("GET", "/nowhere", headers=headers)
    assert (reply.status, nowhere.status) == (500, 500)
    assert reply.body == nowhere.body == b'{"error":{"message":"Access token not found.","code":0}}'


async def test_an_error_never_carries_data() -> None:
    """Quirk 15."""
    async with bench() as b:
        api = customerly(b)
        b.sandbox.add_fault(Fault(app="customerly", kind="server_error", path="/v1/users/list"))
        replies = [
            await api.send("GET", "/tags", headers={}),
            await api.send("GET", "/tags", headers={"Authorization": "Bearer x"}),
            await api.get("/users/list"),
            await api.get("/users/list", page="first"),
            await api.get("/users"),
            await api.get("/leads", email="nobody@example.com"),
            await api.delete("/users", user_id="nobody"),
            await api.get("/account"),
            await api.send("PUT", "/users", body={"users": []}),
            await api.post("/users", {"email": "ann@example.com"}),
            await api.post("/tags", {}),
            await api.send("DELETE", "/tags", body={"tag": "unheard of"}),
            await api.get("/knowledge/articles/99"),
        ]
        b.sandbox.set_limit("customerly", 0)
        replies.append(await api.get("/tags"))
    assert [reply.status for reply in replies] == [
        500, 500, 500, 400, 404, 404, 404, 404, 405, 400, 400, 404, 404, 429,
    ]  # fmt: skip
    for reply in replies:
        assert list(reply.json) == ["error"]
        assert reply.json["error"]["message"]
        assert reply.json["error"]["code"] == 0
    for reply in replies[2:]:
        message = reply.json["error"]["message"].lower()
        assert "token" not in message, "callers take that for a bad token"
        assert "valid header" not in message


async def test_there_is_no_limit_until_one_is_set() -> None:
    async with bench() as b:
        api = customerly(b)
        free = [(await api.get("/tags")).status for _ in range(150)]
        await b.control.post("/limit", {"app": "customerly", "requests": 1, "seconds": 60})
        limited = [await api.get("/tags") for _ in range(2)]
        b.sandbox.add_fault(Fault(app="customerly", kind="rate_limited", retry_after=7))
        played = await api.get("/users/list")
    assert set(free) == {200}
    assert [reply.status for reply in limited] == [200, 429]
    assert int(limited[1].headers["Retry-After"]) >= 1
    assert (played.status, played.headers["Retry-After"]) == (429, "7")


@pytest.mark.parametrize(
    ("path", "is_page"), [("/users/list", True), ("/leads/list", True), ("/users", False), ("/tags", False)]
)
async def test_only_pages_of_contacts_are_waited_for(path: str, is_page: bool) -> None:
    async with bench() as b:
        waited_for = f"/v1{path}" in b.sandbox.service("customerly").list_paths
        reply = await customerly(b).get(path, user_id="cust-0")
    assert (waited_for, reply.status) == (is_page, 200)


ODD_BODIES = [
    "", " ", "{", "[]", "null", "3", '"users"', "\ufeff{}", "[" * 100_000, "{}", "users=1", '{"tag": null}',
    '{"users": null, "leads": {}}', '{"users": {}, "leads": 3, "tag": "x"}', '{"tag": ["x"], "users": [{}]}',
    '{"users": [{}], "leads": [{}], "tag": "x"}', '{"users": [[]], "leads": ["x"], "tag": "x"}',
    '{"users": [{"email": 7}], "leads": [{"email": {}}], "tag": "x", "untag": "yes"}',
    '{"users": [{"email": "a@b", "tags": "x"}], "leads": [{"email": "a@b", "tags": [1, null]}]}',
    '{"users": [{"email": "a@b", "attributes": [1]}], "leads": [{"email": "a@b", "attributes": {"x": {}}}]}',
    '{"users": [{"email": "a@b", "attributes": {"x": 1e999}}], "attributes": {"x": 1e999}, "title": 1}',
    '{"users": [{"email": "c@d", "attributes": {"x": 1e999, "y": 99999999999999999999999}}]}',
    '{"users": [{"x": 1e999}], "leads": [{"y": -1e999, "z": 99999999999999999999999}]}',
    '{"users": [{"email": "\\ud800@b", "name": "\\udfff", "user_id": 1e3}], "title": "\\ud800"}',
    '{"users": [{"email": "a@b", "user_id": 123456789012345678901234567890, "name": "\\u0000"}]}',
    '{"users": [{"x": ' + "[" * 900 + "]" * 900 + '}], "attributes": {"x": [[]]}, "tag": "\\ud800"}',
    '{"users": [{"email": "a@b"}], "from": {"type": "admin", "id": [1]}, "to": {}, "content": "x"}',
    '{"from": 1, "to": [], "content": {}}', '{"company_id": {"x": 1}, "user_id": true}',
    '{"company_id": "\\ud800", "user_id": "cust-0", "company_name": 99999999999999999999999}',
    '{"attributes": {"big": 99999999999999999999999, "\\ud800": null}}', '{"title": "x", "body": [1]}',
]  # fmt: skip
WRITES = [
    ("POST", "/users"), ("POST", "/leads"), ("POST", "/tags"), ("DELETE", "/tags"), ("POST", "/messages"),
    ("POST", "/users/unsubscribe/cust-0"), ("POST", "/users/add-attributes/cust-0"),
    ("POST", "/users/add-to-company"), ("POST", "/company/add-attributes/comp-1"),
    ("POST", "/knowledge/articles/"), ("POST", "/knowledge/collections/1"),
]  # fmt: skip


@pytest.mark.parametrize("as_not_added", [False, True])
async def test_no_body_makes_the_service_stumble(as_not_added: bool) -> None:
    async with bench() as b:
        api = customerly(b)
        b.sandbox.switch("customerly", "refused_as_not_added", as_not_added)
        for body in ODD_BODIES:
            for method, path in WRITES:
                reply = await api.send(method, path, form=body.encode())
                assert reply.status in (200, 400, 404), (method, path, body[:80], reply.body[:80])
                assert isinstance(reply.json, dict)
                assert b"Infinity" not in reply.body, "that is not JSON"
        shown = [await api.get(path) for path in ("/users/list", "/leads/list", "/tags")]
        b.sandbox.state("customerly")
    assert [reply.status for reply in shown] == [200, 200, 200]
    assert not any(b"Infinity" in reply.body for reply in shown)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/users/list", {"page": "-1"}),
        ("/users/list", {"page": "1.5"}),
        ("/users/list", {"page": "٣"}),
        ("/users/list", {"per_page": "0"}),
        ("/leads/list", {"per_page": "many"}),
        ("/users/list", {"sort": "attributes"}),
        ("/users/list", {"sort": "__class__"}),
        ("/leads/list", {"sort": "name", "sort_direction": "sideways"}),
    ],
)
async def test_a_list_refuses_what_it_does_not_understand(path: str, query: dict[str, str]) -> None:
    async with bench() as b:
        reply = await customerly(b).get(path, **query)
    assert (reply.status, list(reply.json)) == (400, ["error"])


@pytest.mark.parametrize("value", ["", "%", "%ff", "9" * 5000, "cust-" + "9" * 5000, "a%00b@x", "😀@example"])
async def test_no_selector_makes_the_service_stumble(value: str) -> None:
    async with bench() as b:
        api = customerly(b)
        for path, name in (("/users", "email"), ("/users", "user_id"), ("/leads", "email")):
            for method in ("GET", "DELETE"):
                reply = await api.send(method, path, [(name, value)])
                assert (reply.status, list(reply.json)) == (404, ["error"])


async def test_every_credential_of_the_description_is_accepted() -> None:
    async with bench() as b:
        values: Any = b.values["customerly"]
        reply = await customerly(b).get("/tags")
    assert set(values) == {"api_token"}
    assert reply.status == 200
