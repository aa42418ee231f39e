"""The webhook that Qualtrics calls: made, found again and taken away by the requests that the app declares.

No run makes it yet; the requests are built here as one would, and sent by a client that is not ours.
"""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web

from core.model.errors import NotAllowed
from core.model.http import HttpReply
from core.model.request import Request
from core.model.trigger import HOOK_ID, HOOK_SECRET, HOOK_URL, HmacSignature, Hook
from core.rules.envelope import value_at
from core.rules.reply import error_in
from core.rules.request import build_request
from core.rules.values import wire_values
from tests.core.modules.module_runs import CATALOGUE, Account, connected
from tests.core.sandbox.sandbox_calls import Reply
from tests.sandboxes import RunningSandbox

APP, MODULE = CATALOGUE.app("qualtrics"), CATALOGUE.module("qualtrics", "watch_survey_responses")
assert MODULE.hook
HOOK: Hook = MODULE.hook

SECRET = "example-shared-key-0001"


@dataclass
class OurAddress:
    """Where the service calls: what it sent, and how it is answered."""

    url: str = ""
    status: int = 200
    methods: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)


@asynccontextmanager
async def our_address() -> AsyncIterator[OurAddress]:
    """Listen on this computer."""
    ours = OurAddress()

    async def take(request: web.Request) -> web.Response:
        ours.methods.append(request.method)
        ours.bodies.append(await request.text())
        return web.Response(status=ours.status)

    application = web.Application()
    application.router.add_route("*", "/hooks/a1b2c3", take)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    ours.url = f"http://{host}:{port}/hooks/a1b2c3"
    try:
        yield ours
    finally:
        await runner.cleanup()


async def send(account: Account, request: Request | None, **known: Any) -> Reply:
    """Send one of the hook's requests, for what is known of the hook."""
    assert request
    credentials = account.sandbox.values("qualtrics")
    built = build_request(APP, request, known, credentials, account.connection.address)
    async with (
        aiohttp.ClientSession(trust_env=False) as client,
        client.request(built.method, built.url, headers=dict(built.headers), data=built.body) as reply,
    ):
        return Reply(reply.status, reply.headers, await reply.read())


async def first_survey(account: Account) -> str:
    found = await account.ask("/API/v3/surveys")
    return str(found["result"]["elements"][0]["id"])


async def attach(account: Account, url: str) -> Reply:
    """Make the hook, from the values of its form."""
    form = {"webhook_name": "Autumn responses", "surveyId": await first_survey(account)}
    wire = wire_values(MODULE.fields, form, MODULE.rules)
    return await send(account, HOOK.attach, **wire, **{HOOK_URL: url, HOOK_SECRET: SECRET})


async def test_the_hook_is_made_once_the_address_has_answered_a_get(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "qualtrics") as account, our_address() as ours:
        survey = await first_survey(account)
        sandbox.reset()
        made = await attach(account, ours.url)
        seen = sandbox.requests()[-1]
        checks = sandbox.state("qualtrics")["publication_checks"]
    assert made.status == 200
    assert str(value_at(made.body, HOOK.id_at)).startswith("SUB_")
    assert (seen.method, seen.path) == ("POST", "/API/v3/eventsubscriptions")
    assert json.loads(seen.body) == {
        "topics": f"surveyengine.completedResponse.{survey}",
        "publicationUrl": ours.url,
        "sharedKey": SECRET,
    }
    assert (ours.methods, checks) == (["GET"], [{"url": ours.url, "status": 200}])
    assert HOOK.answers_get, "whoever receives must know"


async def test_an_address_that_does_not_answer_makes_no_hook(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async with connected(tmp_path, sandbox, "qualtrics") as account, our_address() as ours:
        ours.status = 405
        refused = await attach(account, ours.url)
        listed = await send(account, HOOK.find.request if HOOK.find else None)
    assert (refused.status, refused.json["meta"]["error"]["errorMessage"]) == (
        400,
        "publicationUrl does not answer GET with 200.",
    )
    assert listed.json["result"]["elements"] == []


async def test_a_hook_is_found_again_by_its_address_and_goes_once(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    find = HOOK.find
    assert find
    async with connected(tmp_path, sandbox, "qualtrics") as account, our_address() as ours:
        made = await attach(account, ours.url)
        id = str(value_at(made.body, HOOK.id_at))
        await attach(account, f"{ours.url}?another")
        listed = (await send(account, find.request)).json["result"]["elements"]
        removed = await send(account, HOOK.detach, **{HOOK_ID: id})
        again = await send(account, HOOK.detach, **{HOOK_ID: id})
        left = (await send(account, find.request)).json["result"]["elements"]
    assert find.items == "result.elements"
    assert [one[find.id_at] for one in listed if one[find.url_at] == ours.url] == [id]
    assert (removed.status, removed.json["meta"]["httpStatus"], again.status) == (200, "200 - OK", 404)
    assert [one[find.url_at] for one in left] == [f"{ours.url}?another"]


async def test_what_the_service_sends_is_signed_and_leads_to_the_response(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    signed, follow_up = HOOK.signature, HOOK.follow_up
    assert isinstance(signed, HmacSignature)
    assert follow_up
    async with connected(tmp_path, sandbox, "qualtrics") as account, our_address() as ours:
        survey = await first_survey(account)
        made = await attach(account, ours.url)
        done = await account.deliver("completed_response")
        form = dict(parse_qsl(ours.bodies[-1]))
        event = json.loads(form[HOOK.payload.part])
        early = await send(account, follow_up.request, **event)
        await account.set_number("response_lag_seconds", 0)
        answer = await send(account, follow_up.request, **event)
    expected = hmac.new(SECRET.encode(), form[signed.over].encode(), hashlib.sha512).hexdigest()
    assert (signed.algorithm, signed.given_in, signed.encoding) == ("sha512", "form", "hex")
    assert form[signed.name] == expected
    assert [one["subscription"] for one in done["deliveries"]] == [value_at(made.body, HOOK.id_at)]
    assert event["SurveyID"] == survey
    assert [event[path] for path in HOOK.dedupe] == [event["ResponseID"]]
    assert (early.status, answer.status) == (404, 200), "that is why it is asked for again"
    assert follow_up.again_for > 0
    assert answer.json[follow_up.bundles.at]["responseId"] == event["ResponseID"]


async def test_a_token_without_the_right_is_told_so(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async with connected(tmp_path, sandbox, "qualtrics") as account, our_address() as ours:
        await account.switch("brand_admin", on=False)
        refused = await attach(account, ours.url)
    reply = HttpReply(status=refused.status, headers=(), body=refused.body, seconds=0.0)
    error = error_in(APP, MODULE.errors, reply, now=0.0)
    assert isinstance(error, NotAllowed)
    assert "Brand Administrator" in error.reason
    assert ours.methods == []
