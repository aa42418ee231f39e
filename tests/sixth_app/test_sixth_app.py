"""An app made of nothing but its files, in a person's own folder, at work over real HTTP."""

import asyncio
import json
import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, closing
from pathlib import Path
from typing import Any

import pytest

from core.integrator import Integrator, NewConnection, check_app, open_integrator
from core.model.errors import AuthRejected, InvalidRequest, NotFound, ServiceError
from core.model.run import RunFailed, RunStarted
from tests.sixth_app.counterbell import APP, KEY, Counterbell

ROOT = Path(__file__).resolve().parents[2]

Connected = Callable[[], AbstractAsyncContextManager[Integrator]]


async def bundles_of(integrator: Integrator, module: str, **values: Any) -> list[Any]:
    """What a run of a module gives. Raises what it fails with."""
    run = ""
    async for event in integrator.run_module("Office", "counterbell", module, values):
        match event:
            case RunStarted(run=id):
                run = id
            case RunFailed(error=error):
                raise error
    with closing(integrator.bundles(run)) as source:
        source.refresh()
        return [json.loads(source.raw(index)) for index in range(len(source))]


def test_nothing_is_wrong_with_it() -> None:
    checked = check_app(APP)
    assert checked.problems == ()
    assert [module.label for module in checked.modules] == [
        "Create a Ticket",
        "Delete a Ticket",
        "Update a Ticket",
        "List Comments",
        "List Tickets",
        "Make an API Call",
    ]


def test_it_is_as_long_as_the_guide_says() -> None:
    lines = sum(len(file.read_text().splitlines()) for file in APP.rglob("*") if file.is_file())
    files = sum(file.is_file() for file in APP.rglob("*"))
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    said = re.search(r"(\d+) modules, (\d+) files, (\d+) lines", " ".join(guide.split()))
    assert said
    assert said.groups() == (str(len(check_app(APP).modules)), str(files), str(lines))


async def test_an_account_is_connected_by_the_service_s_word(connected: Connected) -> None:
    async with connected() as integrator:
        (connection,) = await integrator.connections("counterbell")
        assert connection.account == "North Office (Ann)"
        (app,) = [app for app in await integrator.apps() if app.own]
        assert app.label == "Counterbell"


async def test_a_wrong_key_is_told_from_a_forbidden_desk(profile: Path, service: Counterbell) -> None:
    new = NewConnection(
        app="counterbell", name="Office", values={"key": "cb-wrong-key"}, address=service.address
    )
    async with open_integrator(profile, passphrase="correct horse battery") as integrator:
        with pytest.raises(AuthRejected, match="This key opens no office"):
            await integrator.connect(new)
        assert await integrator.connections() == ()


async def test_a_list_is_fetched_page_by_page(connected: Connected, service: Counterbell) -> None:
    async with connected() as integrator:
        tickets = await bundles_of(integrator, "list_tickets", limit=110, desk_id="3", state="open")
    assert [ticket["id"] for ticket in tickets] == list(range(1001, 1111))
    asked = [one.target for one in service.sent("GET", "/v2/tickets")]
    assert asked[0] == "/v2/tickets?desk=3&state=open&page=1&per_page=50"
    assert len(asked) == 3


async def test_a_list_is_followed_by_the_addresses_that_it_names(
    connected: Connected, service: Counterbell
) -> None:
    async with connected() as integrator:
        comments = await bundles_of(integrator, "list_comments", ticket_id="1001")
        few = await bundles_of(integrator, "list_comments", ticket_id="1001", limit=5)
    assert [comment["id"] for comment in comments] == list(range(45))
    assert len(few) == 5
    assert service.seen[-1].target == "/v2/tickets/1001/comments?size=5"


async def test_a_ticket_is_created_changed_and_deleted(connected: Connected, service: Counterbell) -> None:
    async with connected() as integrator:
        values = {"subject": "The lamp flickers", "desk_id": "3", "agent_id": "31", "tags": ["lamp"]}
        (made,) = await bundles_of(integrator, "create_ticket", **values)
        assert made["id"] == 1121
        assert service.seen[-1].body == {
            "subject": "The lamp flickers", "desk": {"id": "3"}, "agent": {"id": "31"}, "tags": ["lamp"],
        }  # fmt: skip
        (changed,) = await bundles_of(integrator, "update_ticket", ticket_id="1121", state="closed", due=None)
        assert (changed["state"], changed["due"]) == ("closed", None)
        assert service.seen[-1].body == {"state": "closed", "due": None}
        (gone,) = await bundles_of(integrator, "delete_ticket", ticket_id="1121")
        assert gone == {"deleted": True, "id": "1121"}
        assert 1121 not in service.tickets
    assert {one.headers["X-Desk-Key"] for one in service.seen} == {KEY}


@pytest.mark.parametrize(
    ("module", "values", "error", "reason"),
    [
        ("delete_ticket", {"ticket_id": "5"}, NotFound, "That ticket does not exist."),
        ("create_ticket", {"subject": "a", "desk_id": "9"}, InvalidRequest, "There is no such desk."),
    ],
)
async def test_what_the_service_refuses_is_told_in_its_words(
    connected: Connected, module: str, values: dict[str, str], error: type[ServiceError], reason: str
) -> None:
    async with connected() as integrator:
        with pytest.raises(error) as caught:
            await bundles_of(integrator, module, **values)
    assert caught.value.reason == f"Counterbell says: “{reason}”"


async def test_a_call_of_one_s_own_reaches_the_service(connected: Connected, service: Counterbell) -> None:
    async with connected() as integrator:
        (reply,) = await bundles_of(integrator, "make_api_call", url="/account", method="GET")
    assert reply["body"]["account"]["name"] == "North Office"
    assert service.seen[-1].target == "/v2/account"


async def test_choice_lists_come_from_the_account_one_from_the_other(
    connected: Connected, service: Counterbell
) -> None:
    async with connected() as integrator:
        (connection,) = await integrator.connections()
        desks = await integrator.lookup(connection.id, "desks", {})
        agents = await integrator.lookup(connection.id, "agents", {"desk_id": "4"})
    assert list(desks) == [("3", "Lamps"), ("4", "Bells")]
    assert list(agents) == [("41", "Bo <bo@counterbell.example>")]


async def test_a_rule_that_changes_holds_from_the_next_run_on(
    connected: Connected, profile: Path, service: Counterbell
) -> None:
    file = profile / "apps" / "counterbell" / "app.yaml"
    async with connected() as integrator:
        with pytest.raises(NotFound):
            await bundles_of(integrator, "delete_ticket", ticket_id="5")
        file.write_text(
            file.read_text().replace("status: 404, means: not_found", "status: 404, means: invalid")
        )
        with pytest.raises(NotFound):
            await bundles_of(integrator, "delete_ticket", ticket_id="5")
        await integrator.refresh_apps()
        with pytest.raises(InvalidRequest):
            await bundles_of(integrator, "delete_ticket", ticket_id="5")


async def test_a_run_under_way_is_not_disturbed_by_a_change(
    connected: Connected, profile: Path, service: Counterbell
) -> None:
    file = profile / "apps" / "counterbell" / "app.yaml"
    async with connected() as integrator:
        events = integrator.run_module("Office", "counterbell", "list_comments", {"ticket_id": "1001"})
        assert isinstance(await anext(events), RunStarted)
        file.write_text(file.read_text().replace("label: Counterbell", "label: Counter Bell"))
        await integrator.refresh_apps()
        other = asyncio.ensure_future(bundles_of(integrator, "list_tickets", limit=3))
        assert [event async for event in events if isinstance(event, RunFailed)] == []
        assert len(await other) == 3
        assert [app.label for app in await integrator.apps() if app.own] == ["Counter Bell"]
