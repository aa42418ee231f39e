"""What the services really send, over HTTP to an address of ours, read by the rules that the apps declare."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from core.model.http import HttpRequest
from core.model.module import Module
from core.model.trigger import HOOK_SECRET, HOOK_URL, Hook
from core.rules.deliveries import Delivery, Dropped, TurnedAway, follow_up_request, followed, read_delivery
from core.rules.request import build_request
from core.rules.values import wire_values
from tests.core.modules.module_runs import CATALOGUE, Account, connected
from tests.core.sandbox.sandbox_calls import Reply
from tests.sandboxes import RunningSandbox

SECRET = "example-shared-key-0001"
TOKEN = "made-up-token-4711"


@dataclass
class Listening:
    """A hook of ours that listens: what it made of each delivery, in order."""

    hook: Hook
    values: Mapping[str, Any]
    secret: str = ""
    url: str = ""
    read: list[Delivery | Dropped | TurnedAway] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        """Read a delivery, and answer as it deserves."""
        if request.method == "GET" and self.hook.answers_get:
            return web.Response()
        headers = tuple(request.headers.items())
        result = read_delivery(self.hook, self.values, self.secret, headers, await request.read())
        self.read.append(result)
        return web.Response(status=401 if isinstance(result, TurnedAway) else 200)

    @property
    def delivery(self) -> Delivery:
        """The last one, which counted."""
        last = self.read[-1]
        assert isinstance(last, Delivery), last
        return last

    @property
    def bundle(self) -> Any:
        """Its one bundle."""
        (only,) = self.delivery.bundles
        return json.loads(bytes(only))


@asynccontextmanager
async def listening(module: Module, form: Mapping[str, Any], secret: str = "") -> AsyncIterator[Listening]:
    """Listen on this computer for a module whose form is filled in so."""
    assert module.hook
    ours = Listening(module.hook, wire_values(module.fields, form, module.rules), secret)
    application = web.Application()
    application.router.add_route("*", "/hooks/a1b2c3", ours.take)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    ours.url = f"http://{host}:{port}/hooks/a1b2c3"
    try:
        yield ours
    finally:
        await runner.cleanup()


# --- Refiner ----------------------------------------------------------------------------------------


def named(**more: Any) -> dict[str, Any]:
    return {"webhook_name": "Ours", **more}


@pytest.mark.parametrize(
    ("module", "event", "counts"),
    [
        ("watch_completed_survey", "completed_survey", True),
        ("watch_completed_survey", "saw_survey", False),
        ("watch_completed_survey", "dismissed_survey", False),
        ("watch_completed_survey", "user_entered_segment", False),
        ("watch_completed_survey", "tag_added", False),
        ("watch_user_entered_segment", "user_entered_segment", True),
        ("watch_user_entered_segment", "completed_survey", False),
        ("watch_user_entered_segment", "saw_survey", False),
        ("watch_user_entered_segment", "dismissed_survey", False),
        ("watch_user_entered_segment", "tag_added", False),
    ],
)
async def test_refiner_is_heard_about_what_a_trigger_watches_and_nothing_else(
    tmp_path: Path, sandbox: RunningSandbox, module: str, event: str, counts: bool
) -> None:
    watch = CATALOGUE.module("refiner", module)
    async with connected(tmp_path, sandbox, "refiner") as account, listening(watch, named()) as ours:
        answer = await account.deliver(event, url=ours.url)
    assert answer["status"] == 200
    assert [type(one) for one in ours.read] == [Delivery if counts else Dropped]
    if counts:
        assert ours.bundle == json.loads(ours.delivery.event)
        assert ours.bundle["project_uuid"]


@pytest.mark.parametrize(
    ("ours_is", "theirs_is", "status"),
    [(TOKEN, TOKEN, 200), (TOKEN, "another", 401), (TOKEN, None, 401), ("", None, 200), ("", TOKEN, 200)],
)
async def test_refiner_is_believed_when_it_carries_the_token_of_the_form(
    tmp_path: Path, sandbox: RunningSandbox, ours_is: str, theirs_is: str | None, status: int
) -> None:
    watch = CATALOGUE.module("refiner", "watch_completed_survey")
    form = named(auth_token=ours_is)
    async with connected(tmp_path, sandbox, "refiner") as account, listening(watch, form) as ours:
        answer = await account.deliver("completed_survey", url=ours.url, token=theirs_is)
    assert answer["status"] == status
    assert isinstance(ours.read[0], Delivery if status == 200 else TurnedAway)
    assert TOKEN not in repr(ours.read)


@pytest.mark.parametrize(
    ("module", "event"),
    [
        ("watch_completed_survey", "completed_survey"),
        ("watch_user_entered_segment", "user_entered_segment"),
    ],
)
async def test_refiner_repeating_itself_is_noticed(
    tmp_path: Path, sandbox: RunningSandbox, module: str, event: str
) -> None:
    watch = CATALOGUE.module("refiner", module)
    async with connected(tmp_path, sandbox, "refiner") as account, listening(watch, named()) as ours:
        for number in (0, 1, 0):
            await account.deliver(event, url=ours.url, number=number)
    first, second, again = (one.key for one in ours.read if isinstance(one, Delivery))
    assert first == again
    assert len({first, second, ""}) == 3


# --- Customerly -------------------------------------------------------------------------------------


@pytest.mark.parametrize("event", ["contact_tagged", "contact_updated"])
async def test_whatever_customerly_sends_is_passed_on(
    tmp_path: Path, sandbox: RunningSandbox, event: str
) -> None:
    watch = CATALOGUE.module("customerly", "universal_triggers")
    async with connected(tmp_path, sandbox, "customerly") as account, listening(watch, named()) as ours:
        for _ in range(2):
            answer = await account.deliver(event, url=ours.url, number=0)
            assert answer["status"] == 200
    assert ours.bundle["event"] == event
    assert ours.bundle["data"]["user"]["data"]["email"]
    assert [one.key for one in ours.read if isinstance(one, Delivery)] == ["", ""], "none tells a repetition"


# --- Qualtrics --------------------------------------------------------------------------------------

QUALTRICS = CATALOGUE.app("qualtrics")
WATCH = CATALOGUE.module("qualtrics", "watch_survey_responses")


async def surveys(account: Account) -> list[str]:
    found = await account.ask("/API/v3/surveys")
    return [str(survey["id"]) for survey in found["result"]["elements"]]


async def sent(request: HttpRequest | None) -> Reply:
    """A request as it is built here, sent by a client that is not ours."""
    assert request
    async with (
        aiohttp.ClientSession(trust_env=False) as client,
        client.request(
            request.method, request.url, headers=dict(request.headers), data=request.body
        ) as reply,
    ):
        return Reply(reply.status, reply.headers, await reply.read())


@asynccontextmanager
async def attached(account: Account, watched: str, told: str = "") -> AsyncIterator[Listening]:
    """A hook that waits for one survey; `told`: the survey that the service was told of, if another."""
    async with listening(WATCH, named(surveyId=watched), SECRET) as ours:
        assert ours.hook.attach
        known = {**ours.values, "surveyId": told or watched, HOOK_URL: ours.url, HOOK_SECRET: SECRET}
        credentials = account.sandbox.values("qualtrics")
        made = await sent(
            build_request(QUALTRICS, ours.hook.attach, known, credentials, account.connection.address)
        )
        assert made.status == 200, made.body
        yield ours


async def followed_up(account: Account, ours: Listening) -> Reply:
    """What the service says to the follow-up of the last delivery."""
    credentials = account.sandbox.values("qualtrics")
    address = account.connection.address
    return await sent(
        follow_up_request(QUALTRICS, ours.hook, ours.delivery.event, ours.values, credentials, address)
    )


async def test_qualtrics_announces_a_response_which_is_then_fetched(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "qualtrics") as account:
        survey = (await surveys(account))[0]
        async with attached(account, survey) as ours:
            done = await account.deliver("completed_response")
            early = await followed_up(account, ours)
            await account.set_number("response_lag_seconds", 0)
            answer = await followed_up(account, ours)
    assert [one["statuses"] for one in done["deliveries"]] == [[200]]
    assert (early.status, answer.status) == (404, 200)
    event = json.loads(ours.delivery.event)
    assert (event["SurveyID"], ours.bundle) == (survey, event)
    (bundle,) = followed(ours.hook, ours.delivery.event, answer.body, ours.values)
    assert json.loads(bytes(bundle)) == {**answer.json["result"], "event": event}
    assert answer.json["result"]["responseId"] == event["ResponseID"]


async def test_qualtrics_about_another_survey_is_answered_and_dropped(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "qualtrics") as account:
        told, watched = (await surveys(account))[:2]
        async with attached(account, watched, told) as ours:
            done = await account.deliver("completed_response")
    assert [one["statuses"] for one in done["deliveries"]] == [[200]]
    assert [type(one) for one in ours.read] == [Dropped]


@pytest.mark.parametrize("token", [None, "another-shared-key"])
async def test_qualtrics_without_the_right_signature_is_turned_away_each_time(
    tmp_path: Path, sandbox: RunningSandbox, token: str | None
) -> None:
    async with connected(tmp_path, sandbox, "qualtrics") as account:
        await account.set_number("hook_retries", 2)
        await account.set_number("hook_retry_seconds", 0)
        survey = (await surveys(account))[0]
        async with listening(WATCH, named(surveyId=survey), SECRET) as ours:
            answer = await account.deliver("completed_response", url=ours.url, token=token)
    assert answer["status"] == 401
    assert [type(one) for one in ours.read] == [TurnedAway] * 3
    assert SECRET not in repr(ours.read)


async def test_qualtrics_repeating_itself_is_noticed(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async with (
        connected(tmp_path, sandbox, "qualtrics") as account,
        attached(account, (await surveys(account))[0]) as ours,
    ):
        for number in (0, 1, 0):
            await account.deliver("completed_response", number=number)
    first, second, again = (one.key for one in ours.read if isinstance(one, Delivery))
    assert first == again
    assert len({first, second, ""}) == 3


# --- anybody ----------------------------------------------------------------------------------------


async def test_several_that_call_at_once_are_all_read(tmp_path: Path, sandbox: RunningSandbox) -> None:
    watch = CATALOGUE.module("refiner", "watch_completed_survey")
    async with connected(tmp_path, sandbox, "refiner") as account, listening(watch, named()) as ours:
        await asyncio.gather(
            *(account.deliver("completed_survey", url=ours.url, number=number) for number in range(8))
        )
    assert len({one.key for one in ours.read if isinstance(one, Delivery)}) == 8
