"""Refiner's door: keys, methods, bodies, limits. Quirks are numbered as in the facts sheet, section 6."""

import base64
from typing import Any
from uuid import UUID

import pytest

from core.sandbox import SandboxOptions
from tests.core.sandbox.sandbox_calls import bench

UNKNOWN_KEY = "0123456789abcdef0123456789abcdef01234567"
PATHS = ("/v1/", "/v1/contacts", "/v1/identify-user", "/v1/nowhere", "/nowhere")


async def test_a_good_key_is_told_its_project() -> None:
    """Quirk 1."""
    async with bench() as b:
        reply = await b.refiner.get("/v1/")
    assert reply.status == 200
    assert UUID(reply.json["project_uuid"])
    assert reply.json["project_name"] == "Sandbox"
    assert reply.json["message"] == "Authentication successful"


@pytest.mark.parametrize(
    ("headers", "status", "body"),
    [
        pytest.param({}, 401, {"error": "No API key found in headers"}, id="no key"),
        pytest.param(
            {"Authorization": "Bearer abc"}, 401, {"error": "No API key found in headers"}, id="short key"
        ),
        pytest.param(
            {"Authorization": UNKNOWN_KEY}, 401, {"error": "No API key found in headers"}, id="no Bearer"
        ),
        pytest.param(
            {"Authorization": "Bearer not-a-key-at-all"},
            401,
            {"error": "API key does not look valid"},
            id="malformed",
        ),
        pytest.param(
            {"Authorization": f"Bearer {UNKNOWN_KEY}"},
            404,
            {"message": "API key not valid or does not exist"},
            id="unknown, hexadecimal",
        ),
        pytest.param(
            {"Authorization": "Bearer 3f2b8c1e-0000-4000-8000-00000000abcd"},
            404,
            {"message": "API key not valid or does not exist"},
            id="unknown, a UUID",
        ),
    ],
)
async def test_a_bad_key_is_refused_on_every_path(
    headers: dict[str, str], status: int, body: dict[str, str]
) -> None:
    """Quirk 2."""
    async with bench() as b:
        for path in PATHS:
            reply = await b.refiner.send("GET", path, headers=headers)
            assert (path, reply.status, reply.json) == (path, status, body)
        reply = await b.refiner.send("POST", "/v1/identify-user", body={"id": "x"}, headers=headers)
        assert (reply.status, reply.json) == (status, body)


async def test_the_key_is_taken_as_parameter_and_as_basic_user() -> None:
    """Quirk 3."""
    async with bench() as b:
        key = b.values["refiner"]["api_key"]
        in_query = await b.refiner.send("GET", "/v1/", query={"api_key": key}, headers={})
        in_json = await b.refiner.send(
            "POST", "/v1/identify-user", body={"id": "k", "api_key": key}, headers={}
        )
        in_form = await b.refiner.send(
            "POST", "/v1/identify-user", form={"id": "k", "api_key": key}, headers={}
        )
        basic = {
            password: await b.refiner.send(
                "GET",
                "/v1/",
                headers={"Authorization": f"Basic {base64.b64encode(f'{key}:{password}'.encode()).decode()}"},
            )
            for password in ("", "secret")
        }
        shown = await b.refiner.get("/v1/contact", id="k")
    assert (in_query.status, in_json.status, in_form.status) == (200, 201, 201)
    assert (basic[""].status, basic["secret"].status) == (200, 401)
    assert "api_key" not in shown.json["attributes"]


async def test_json_and_form_bodies_mean_the_same() -> None:
    """Quirk 4."""
    async with bench() as b:
        await b.refiner.post(
            "/v1/identify-user", {"id": "a", "plan": "pro", "account": {"id": "c1", "name": "Acme"}}
        )
        form = "id=b&plan=pro&account%5Bid%5D=c1&account[name]=Acme"
        reply = await b.refiner.send(
            "POST",
            "/v1/identify-user",
            form=form,
            headers={**b.refiner.headers, "Content-Type": "application/x-www-form-urlencoded"},
        )
        first, second = (await b.refiner.get("/v1/contact", id="a")).json, None
        second = (await b.refiner.get("/v1/contact", id="b")).json
    assert reply.status == 201
    assert first["attributes"] == second["attributes"] == {"plan": "pro"}
    assert first["account"] == second["account"]
    assert first["account"]["display_name"] == "Acme"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [("{", "application/json"), ("[1]", "application/json"), ('{"id": NaN}', "application/json")],
)
async def test_an_unreadable_body_is_a_mistake_of_the_caller(body: str, content_type: str) -> None:
    async with bench() as b:
        headers = {**b.refiner.headers, "Content-Type": content_type}
        reply = await b.refiner.send("POST", "/v1/identify-user", form=body, headers=headers)
    assert reply.status == 400
    assert "JSON" in reply.json["error"]


async def test_over_the_limit_the_caller_is_told_to_wait() -> None:
    """Quirk 12."""
    async with bench() as b:
        b.sandbox.set_limit("refiner", 2, 60)
        replies = [await b.refiner.get("/v1/") for _ in range(4)]
    assert [reply.status for reply in replies] == [200, 200, 429, 429]
    assert replies[2].json == {"error": "You are doing this too often."}
    assert 1 <= int(replies[2].headers["Retry-After"]) <= 60


async def test_the_limit_is_four_thousand_a_minute_and_can_be_switched_off() -> None:
    """Quirk 12."""
    for limited, expected in ((True, [4_000, 0]), (False, [4_001, 1])):
        async with bench(SandboxOptions(contacts=1, rate_limit=limited)) as b:
            limit = b.sandbox.service("refiner").limit
            admitted = sum(limit.refuse(b.values["refiner"]["api_key"]) is None for _ in range(4_001))
            over = [await b.refiner.get("/v1/")]
        assert [admitted, sum(reply.status == 200 for reply in over)] == expected


async def test_calls_about_one_user_have_a_limit_of_their_own() -> None:
    """Quirk 12: 100 a minute on calls that carry `id`, `email` or `uuid`."""
    async with bench() as b:
        about_one = [(await b.refiner.get("/v1/contact", id="u-20")).status for _ in range(101)]
        other = await b.refiner.get("/v1/contact", id="u-21")
        nobody = await b.refiner.get("/v1/contacts")
    assert about_one == [200] * 100 + [429]
    assert (other.status, nobody.status) == (200, 200)


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_put_and_patch_are_not_allowed_anywhere(method: str) -> None:
    async with bench() as b:
        statuses = {
            (await b.refiner.send(method, path, body={})).status for path in ("/v1/contacts", "/v1/nowhere")
        }
    assert statuses == {405}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("POST", "/v1/track", 404, id="16: track does not exist"),
        pytest.param("POST", "/v1/webhooks", 404, id="14: no call registers a webhook"),
        pytest.param("POST", "/v1/contacts", 405, id="contacts are only read"),
    ],
)
async def test_what_does_not_exist_is_not_found(method: str, path: str, status: int) -> None:
    """Quirks 16, 14."""
    async with bench() as b:
        reply = await b.refiner.send(method, path, body={"id": "u-1", "event": "x"})
    assert reply.status == status
    assert "API key" not in reply.body.decode()


async def test_other_calls_answer() -> None:
    async with bench() as b:
        account: Any = (await b.refiner.get("/v1/account")).json
    assert account["name"] == "Sandbox"
