"""Requests of every shape as they arrive, and the bundles of replies that say little."""

import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from core.model.errors import Refused, UnreadableReply
from core.model.fields import Field, JsonField, KeyValuesField, LongTextField, SelectField, TextField
from core.model.module import Module
from core.model.request import AnyCall, Bundles, Request
from core.model.run import RetryScheduled
from tests.core.rules.rules_samples import app, module
from tests.core.run.own_host import Seen, json_answer, own_desk

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
METHODS = {method: method for method in ("GET", "POST", "PUT", "PATCH", "DELETE")}


def texts(*keys: str) -> tuple[Field, ...]:
    return tuple(TextField(key=key, label=key) for key in keys)


def call(body: Field, **more: Any) -> Module:
    fields = (
        TextField(key="url", label="URL"),
        SelectField(key="method", label="Method", options=METHODS),
        KeyValuesField(key="headers", label="Headers"),
        KeyValuesField(key="qs", label="Query"),
        body,
    )
    any_call = AnyCall(method="method", path="url", headers="headers", query="qs", body="body", **more)
    return module(kind="api-call", effect="by_method", fields=fields, any_call=any_call)


@pytest.mark.parametrize(
    ("request_", "seen"),
    [
        (
            Request(method="DELETE", path="/tags", body={"tag": "$tag"}),
            Seen("DELETE", "/v1/tags", JSON, b'{"tag":"vip"}'),
        ),
        (
            Request(method="DELETE", path="/tags/{tag}"),
            Seen("DELETE", "/v1/tags/vip", "", b""),
        ),
        (
            Request(method="POST", path="/tags", encoding="form", body={"tag": {"name": "$tag"}}),
            Seen("POST", "/v1/tags", FORM, b"tag%5Bname%5D=vip"),
        ),
        (
            Request(method="POST", path="/tags", encoding="form", body={"gone": "$gone"}),
            Seen("POST", "/v1/tags", FORM, b""),
        ),
    ],
)
async def test_a_request_arrives_with_its_body(tmp_path: Path, request_: Request, seen: Seen) -> None:
    tags = module(effect="delete", fields=texts("tag", "gone"), request=request_)
    async with own_desk(tmp_path, app(), json_answer()) as d:
        await d.run(tags, tag="vip")
        assert (d.host.seen, d.failures) == ([seen], [])


async def test_a_body_that_was_typed_arrives_as_typed(tmp_path: Path) -> None:
    typed = '{\n  "a": 1,  "text": "Zoë"}\n'
    module_ = call(LongTextField(key="body", label="Body"), prefix="/v1", status_key="status")
    host_only = app(base_url="https://api.example.com")
    async with own_desk(tmp_path, host_only, json_answer(users='{"data": []}')) as d:
        (bundle,) = await d.run(module_, method="POST", url="/users", qs={"a": "b c"}, body=typed)
        (seen,) = d.host.seen
    assert seen == Seen("POST", "/v1/users?a=b+c", JSON, typed.encode())
    assert json.loads(bundle).keys() == {"status", "headers", "body"}
    assert json.loads(bundle)["status"] == 200


async def test_a_post_without_a_body_sends_what_the_service_insists_on(tmp_path: Path) -> None:
    async with own_desk(tmp_path, app(), json_answer()) as d:
        await d.run(call(JsonField(key="body", label="Body"), empty_post="{}"), method="POST", url="/x")
        assert d.host.seen == [Seen("POST", "/v1/x", JSON, b"{}")]


@pytest.mark.parametrize("reply", ["", "{}", "null", '{"data": []}'])
async def test_what_was_done_is_said_where_the_service_says_nothing(tmp_path: Path, reply: str) -> None:
    """What was left out of the form vanishes from the bundle."""
    said = Bundles(say={"deleted": True, "tag": "$tag", "user": "$gone"})
    request = Request(method="DELETE", path="/tags", body={"tag": "$tag"})
    tags = module(effect="delete", fields=texts("tag", "gone"), request=request, bundles=said)
    async with own_desk(tmp_path, app(), json_answer(tags=reply)) as d:
        assert await d.run(tags, tag="vip") == [b'{"deleted":true,"tag":"vip"}']


async def test_a_reply_is_completed_from_the_form(tmp_path: Path) -> None:
    things = module(
        fields=texts("id"), request=Request(method="GET", path="/things"), bundles=Bundles(add={"id": "$id"})
    )
    async with own_desk(tmp_path, app(), json_answer(things='{"status": "deleted"}')) as d:
        assert await d.run(things, id="7") == [b'{"status": "deleted","id":"7"}']


async def test_a_refusal_is_one_although_the_module_would_say_something(tmp_path: Path) -> None:
    refusing = app(error_text=("error",))
    tags = module(request=Request(method="DELETE", path="/tags"), bundles=Bundles(say={"deleted": True}))

    def answer(target: str) -> web.Response:
        return web.Response(status=200 if target == "/v1/me" else 409, text='{"error": "No."}')

    async with own_desk(tmp_path, refusing, answer) as d:
        assert await d.run(tags) == []
        (failed,) = d.failures
    assert isinstance(failed.error, Refused)


@pytest.mark.parametrize("reply", ["{}", "null", '{"data": null}', '{"message": "ok"}'])
async def test_a_reply_without_its_bundles_cannot_be_read(tmp_path: Path, reply: str) -> None:
    things = module(request=Request(method="GET", path="/things"), bundles=Bundles(at="data"))
    async with own_desk(tmp_path, app(), json_answer(things=reply)) as d:
        assert await d.run(things) == []
        (failed,) = d.failures
    assert isinstance(failed.error, UnreadableReply)


@pytest.mark.parametrize(
    ("values", "repeated"), [({}, True), ({"note": "  "}, True), ({"note": "Called her."}, False)]
)
async def test_a_field_that_does_something_twice_forbids_a_repetition(
    tmp_path: Path, values: dict[str, str], repeated: bool
) -> None:
    request = Request(method="PATCH", path="/contact", body={"note": "$note", "name": "$name"})
    update = module(effect="idempotent", fields=texts("note", "name"), request=request, unsafe_with=("note",))

    def answer(target: str) -> web.Response:
        asked = sum(seen.target == "/v1/contact" for seen in d.host.seen)
        return web.Response(status=500 if target == "/v1/contact" and asked == 1 else 200, text="{}")

    async with own_desk(tmp_path, app(), answer) as d:
        await d.run(update, **values)
        assert any(isinstance(event, RetryScheduled) for event in d.events) is repeated
        assert len(d.host.seen) == (2 if repeated else 1)
        assert bool(d.failures) is not repeated
