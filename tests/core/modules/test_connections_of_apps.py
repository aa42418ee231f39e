"""Each app connected in the sandbox: what proves the account, what it is called, and what is kept of it."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from core.integrator import Integrator, NewConnection, open_integrator
from core.model.connection import Connection
from core.model.errors import AuthRejected, NetworkDown, UnreadableReply
from core.model.run import RunFinished
from tests.core.client.client_calls import http, odd_host
from tests.core.modules.module_runs import (
    APP_IDS,
    CATALOGUE,
    KEY,
    Received,
    connected,
    new_connection,
    received,
    secrets_of,
)
from tests.core.modules.trouble_calls import assert_files_hold_no_secret
from tests.core.run.test_run_secrets import assert_hidden
from tests.sandboxes import RunningSandbox

PROVEN = {
    # app: what is asked, and what the account is called then. `{…}` is a value of the connection.
    "refiner": (Received("GET", "/v1/"), "Sandbox"),
    "segmetrics": (Received("GET", "/{account_id}/settings/snippet"), "{account_id}"),
    "customerly": (Received("GET", "/v1/tags"), ""),
    "cliengo": (
        Received("GET", "/1.0/account", {"api_key": KEY}),
        "Sandbox (bjorn.fitzgerald.0@sandbox.example)",
    ),
    "qualtrics": (Received("GET", "/API/v3/whoami"), "ann@example.com#sandboxbrand (sandboxbrand, fra1)"),
}

NOTICE = "Request proxied. For faster response times, use this host instead: fra1.qualtrics.com"


def test_these_apps_can_be_connected() -> None:
    assert set(PROVEN) == set(APP_IDS) == {"refiner", "segmetrics", "customerly", "cliengo", "qualtrics"}


@pytest.mark.parametrize("app", APP_IDS)
async def test_an_account_is_proven_by_one_request_and_called_what_the_service_calls_it(
    tmp_path: Path, sandbox: RunningSandbox, app: str
) -> None:
    asked, label = PROVEN[app]
    values, secrets = sandbox.values(app), secrets_of(sandbox, app)
    async with connected(tmp_path, sandbox, app) as account:
        kept = account.connection
        assert await account.integrator.connections() == (kept,)
        seen = [received(one, secrets) for one in sandbox.requests()]
        record = repr(kept)
    assert seen == [asked._replace(path=asked.path.format(**values))]
    assert kept.account == label.format(**values)
    assert (kept.name, kept.app, kept.hint, kept.practice) == ("Account", app, "", False)
    assert kept.verified_at is not None
    assert kept.values == {key: value for key, value in values.items() if value not in secrets}
    assert_files_hold_no_secret(tmp_path, secrets)
    for secret in secrets:
        assert_hidden([record.encode()], secret)


@pytest.mark.parametrize(
    ("app", "body"),
    [
        ("customerly", b'{"data": {}}'),
        ("customerly", b'{"data": "tag"}'),
        ("customerly", b"{}"),
        ("cliengo", b'{"results": []}'),
        ("qualtrics", b'{"result": {}, "meta": {"httpStatus": "200 - OK"}}'),
    ],
)
async def test_an_answer_without_the_accounts_mark_proves_nothing(
    tmp_path: Path, sandbox: RunningSandbox, app: str, body: bytes
) -> None:
    async with odd_host(lambda target: http(200, body)) as host, profile(tmp_path) as integrator:
        new = new_connection(sandbox, app)
        new = NewConnection(app=app, name=new.name, values=new.values, address=host.address)
        with pytest.raises((AuthRejected, UnreadableReply)) as refused:
            await integrator.connect(new)
        assert await integrator.connections() == ()
    assert refused.value.title == f"{CATALOGUE.app(app).label} did not confirm the account."
    assert len(host.heads) == 1


@pytest.mark.parametrize("body", [b'{"data": []}', b'{"data": ["vip"]}'])
async def test_a_customerly_project_without_tags_is_proven_too(
    tmp_path: Path, sandbox: RunningSandbox, body: bytes
) -> None:
    async with odd_host(lambda target: http(200, body)) as host, profile(tmp_path) as integrator:
        values = sandbox.values("customerly")
        new = NewConnection(app="customerly", name="A", values=values, address=host.address)
        assert (await integrator.connect(new)).verified_at


@pytest.mark.parametrize(
    ("body", "label"),
    [
        (b'{"id": "a", "name": "Demo shop", "email": "owner@example.com"}', "Demo shop (owner@example.com)"),
        (b'{"id": "a", "name": "Demo shop", "email": null}', "Demo shop"),
        (b'{"id": "a", "email": "owner@example.com"}', "owner@example.com"),
        (b'{"id": "a"}', ""),
    ],
)
async def test_a_cliengo_account_is_called_by_what_there_is(
    tmp_path: Path, sandbox: RunningSandbox, body: bytes, label: str
) -> None:
    async with odd_host(lambda target: http(200, body)) as host, profile(tmp_path) as integrator:
        values = sandbox.values("cliengo")
        new = NewConnection(app="cliengo", name="A", values=values, address=host.address)
        assert (await integrator.connect(new)).account == label


async def test_a_wrong_data_centre_of_qualtrics_is_kept_as_a_hint(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox, "qualtrics") as account:
        await account.switch("proxied")
        new = new_connection(sandbox, "qualtrics", data_center_id="iad1")
        new = NewConnection(app="qualtrics", name="By way of another", values=new.values, address=new.address)
        connection = await account.integrator.connect(new)
        kept = {one.name: one for one in await account.integrator.connections("qualtrics")}
    assert connection.hint == NOTICE
    assert connection.values == {"data_center_id": "iad1"}
    assert kept["By way of another"] == connection
    assert kept["Account"].hint == ""
    async with profile(tmp_path) as integrator:
        again: dict[str, Connection] = {one.name: one for one in await integrator.connections("qualtrics")}
    assert again == kept, "the hint is there after a restart"


@pytest.mark.parametrize("app", ["customerly", "cliengo", "qualtrics"])
async def test_a_host_that_is_not_there_is_told(tmp_path: Path, sandbox: RunningSandbox, app: str) -> None:
    new = new_connection(sandbox, app)
    new = NewConnection(app=app, name="A", values=new.values, address="http://127.0.0.1:1")
    async with profile(tmp_path) as integrator:
        with pytest.raises(NetworkDown) as down:
            await integrator.connect(new)
    assert down.value.title == "The service could not be reached."
    assert down.value.exit_status == 5
    for secret in secrets_of(sandbox, app):
        assert_hidden([repr(down.value).encode(), str(down.value).encode()], secret)


async def test_the_practice_workspace_has_a_connection_for_each_app(tmp_path: Path) -> None:
    async with open_integrator(tmp_path, passphrase=None) as integrator:
        practice = await integrator.start_practice(20)
        labels = {app.id: app.label for app in await integrator.apps()}
        assert {one.app: one.name for one in practice} == {
            app: f"Practice {label}" for app, label in labels.items()
        }
        assert len(practice) == 5
        assert all(one.practice and one.verified_at and not one.hint for one in practice)
        lists = {"refiner": "list_contacts", "customerly": "list_users", "cliengo": "list_contacts"}
        found = {
            one.app: await count(integrator, one, lists[one.app]) for one in practice if one.app in lists
        }
    assert found == {"refiner": 20, "customerly": 15, "cliengo": 20}


async def count(integrator: Integrator, connection: Connection, module: str) -> int:
    """How many bundles a list brings."""
    events = integrator.run_module(connection.id, connection.app, module, {"limit": 50})
    last = [event async for event in events][-1]
    assert isinstance(last, RunFinished)
    return last.bundles


def profile(folder: Path) -> AbstractAsyncContextManager[Integrator]:
    """A profile whose secrets can be kept."""
    return open_integrator(folder, passphrase="correct horse battery")
