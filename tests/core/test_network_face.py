"""The way to the network, as the window sees it; and that nothing is ever contacted but what is listed."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from core.client import Client
from core.integrator import NETWORK_TEST, Integrator, NewConnection, open_integrator
from core.model.errors import InvalidValues, NotKnown, SecretsLocked
from core.model.network import (
    ManualProxy,
    NetworkOverride,
    NetworkSettings,
    NoProxy,
    SystemProxy,
)
from core.rules.request import build_request
from tests.sandboxes import RunningSandbox

pytestmark = pytest.mark.usefixtures("cheap_passphrase", "short_waits")

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "the password of a proxy"
PROXY = ManualProxy(address="http://proxy.test:3128", user="ada")

both = pytest.mark.parametrize("own_thread", [False, True], ids=["here", "own thread"])


@asynccontextmanager
async def connected(
    folder: Path, sandbox: RunningSandbox, own_thread: bool = False
) -> AsyncIterator[tuple[Integrator, str]]:
    """A profile with an account, and the connection's id."""
    async with open_integrator(folder, own_thread=own_thread, passphrase="correct horse") as integrator:
        new = NewConnection(
            app="refiner",
            name="Account",
            values=sandbox.values("refiner"),
            address=sandbox.address("refiner"),
        )
        yield integrator, (await integrator.connect(new)).id


@both
async def test_settings_are_kept_and_hold_from_the_next_use_on(
    tmp_path: Path, sandbox: RunningSandbox, own_thread: bool
) -> None:
    async with connected(tmp_path, sandbox, own_thread) as (integrator, connection):
        assert await integrator.network_settings() == NetworkSettings(proxy=SystemProxy())
        before = await client_of(integrator, connection)
        settings = NetworkSettings(proxy=PROXY, connect=3.0)
        await integrator.change_network(settings, proxy_password=PASSWORD)
        assert await integrator.network_settings() == settings
        assert await client_of(integrator, connection) is not before


async def client_of(integrator: Integrator, connection: str) -> Client:
    """The client that a connection has now."""
    core = integrator._core

    async def work() -> Client:
        async with core.clients.use():
            found = await core.book.find(connection)
            return await core.book.client(found, await core.book.credentials(found))

    return await integrator._home.call(work)


async def test_what_is_wrong_is_said_and_nothing_is_kept(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async with connected(tmp_path, sandbox) as (integrator, connection):
        wrong = NetworkSettings(ca_file=str(tmp_path / "none.pem"), proxy=ManualProxy(address="proxy"))
        with pytest.raises(InvalidValues) as refused:
            await integrator.change_network(wrong, proxy_password=PASSWORD)
        assert refused.value.by_field.keys() == {"ca_file", "proxy.address", "proxy.user"}
        with pytest.raises(InvalidValues):
            await integrator.override_network(connection, NetworkOverride(read=0.0))
        assert await integrator.network_settings() == NetworkSettings()
        assert await integrator.network_override(connection) == NetworkOverride()


async def test_a_connection_may_have_something_of_its_own(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async with connected(tmp_path, sandbox) as (integrator, connection):
        await integrator.change_network(NetworkSettings(proxy=PROXY), proxy_password=PASSWORD)
        own = NetworkOverride(proxy=NoProxy(), read=120.0)
        await integrator.override_network("account", own)
        assert await integrator.network_override(connection) == own
        network = await integrator._core.store.network.network(connection)
        assert (network.settings.proxy, network.settings.read, network.proxy_password) == (
            NoProxy(),
            120.0,
            "",
        )


async def test_the_practice_workspace_has_no_way_out_to_be_set(tmp_path: Path) -> None:
    async with open_integrator(tmp_path) as integrator:
        (first, *_) = await integrator.start_practice(10)
        with pytest.raises(NotKnown, match="The practice workspace has no network settings"):
            await integrator.override_network(first.id, NetworkOverride(read=9.0))


@both
async def test_settings_are_tried_before_they_are_kept(
    tmp_path: Path, sandbox: RunningSandbox, own_thread: bool
) -> None:
    address = sandbox.address("refiner")
    async with connected(tmp_path, sandbox, own_thread) as (integrator, _):
        report = await integrator.test_network(NetworkSettings(read=5.0), address)
        assert report.is_good
        assert [step.part for step in report.steps] == ["way", "reached", "answer"]
        nowhere = NetworkSettings(proxy=ManualProxy(address="http://127.0.0.1:1", user="ada"))
        report = await integrator.test_network(nowhere, "https://service.test", proxy_password=PASSWORD)
        assert [step.is_good for step in report.steps] == [True, False]
        assert await integrator.network_settings() == NetworkSettings()
        listed = {(one.host, one.proxy, one.connection) for one in await integrator.hosts()}
        tests = {("127.0.0.1", "", NETWORK_TEST), ("service.test", "127.0.0.1:1", NETWORK_TEST)}
        assert listed == {*tests, ("127.0.0.1", "", "")}, "the last one when the account was connected"


@both
async def test_what_one_connection_shall_have_is_tried_with_its_own_service(
    tmp_path: Path, sandbox: RunningSandbox, own_thread: bool
) -> None:
    async with connected(tmp_path, sandbox, own_thread) as (integrator, connection):
        report = await integrator.test_override(connection, NetworkOverride(read=5.0))
        assert report.is_good
        assert "127.0.0.1" in report.steps[0].text
        assert await integrator.network_override(connection) == NetworkOverride()
        listed = [one for one in await integrator.hosts() if one.connection == connection]
        assert [one.name for one in listed] == ["Account"]
        with pytest.raises(InvalidValues) as refused:
            await integrator.test_override(connection, NetworkOverride(ca_file=str(tmp_path / "none.pem")))
        assert refused.value.by_field.keys() == {"ca_file"}
        with pytest.raises(NotKnown):
            await integrator.test_override("nobody", NetworkOverride())


async def test_a_connection_knows_where_its_requests_go(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async with connected(tmp_path, sandbox) as (integrator, connection):
        assert await integrator.service_address(connection) == sandbox.address("refiner").removesuffix(
            "/refiner"
        )
        new = NewConnection(
            app="qualtrics",
            name="Its own host",
            values={"data_center_id": "fra1", "api_key": "a token for qualtrics"},
        )
        await integrator.connect(new, unverified=True)
        assert await integrator.service_address("Its own host") == "https://fra1.qualtrics.com"
        with pytest.raises(NotKnown):
            await integrator.service_address("nobody")


async def test_which_secrets_are_kept_is_known_while_the_vault_is_shut(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox) as (integrator, connection):
        assert await integrator.network_secrets() == ()
        await integrator.change_network(NetworkSettings(proxy=PROXY), proxy_password=PASSWORD)
        assert await integrator.network_secrets() == ("proxy_password",)
        assert await integrator.network_secrets(connection) == (), "that of all connections is not its own"
        own = ManualProxy(address="http://other.test:3128", user="bob")
        await integrator.override_network(connection, NetworkOverride(proxy=own), proxy_password=PASSWORD)
        assert await integrator.network_secrets(connection) == ("proxy_password",)
        await integrator.lock_vault()
        assert await integrator.network_secrets() == ("proxy_password",)
        with pytest.raises(SecretsLocked):
            await integrator.network_secrets(connection)
        await integrator.unlock("correct horse")
        await integrator.change_network(NetworkSettings(proxy=PROXY), proxy_password="")
        assert await integrator.network_secrets() == ()


async def test_a_password_that_was_typed_shows_in_no_report(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async with connected(tmp_path, sandbox) as (integrator, _):
        nowhere = NetworkSettings(proxy=ManualProxy(address="http://127.0.0.1:1", user="ada"))
        await integrator.test_network(nowhere, "https://service.test", proxy_password=PASSWORD)
        story = integrator.report(RuntimeError(f"http://ada:{PASSWORD}@127.0.0.1:1"))
    assert "RuntimeError" in story
    assert PASSWORD not in story


async def test_the_hosts_that_were_contacted_are_listed_by_connection(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async with connected(tmp_path, sandbox) as (integrator, connection):
        access = await integrator._core.store.network.access(connection)
        app = integrator._core.catalogue.app("refiner")
        values = sandbox.values("refiner")
        request = build_request(app, app.connection.verify.request, {}, values, sandbox.address("refiner"))
        async with Client(app, tuple(values.values()), access=access) as client:
            for _ in range(3):
                await client.send(request, "read")
        (found,) = [one for one in await integrator.hosts() if one.connection == connection]
        assert (found.host, found.proxy, found.name) == ("127.0.0.1", "", "Account")
        assert found.times >= 3
        assert found.first_at <= found.last_at
        await integrator.forget_hosts()
        assert await integrator.hosts() == ()


@both
async def test_the_budget_of_a_connection(tmp_path: Path, sandbox: RunningSandbox, own_thread: bool) -> None:
    async with connected(tmp_path, sandbox, own_thread) as (integrator, connection):
        fresh = await integrator.budget(connection, 1)
        assert (fresh.left, fresh.wait) == (fresh.requests, 0.0)
        events = integrator.run_module(connection, "refiner", "list_contacts", {"limit": 5})
        assert [event async for event in events]
        used = await integrator.budget("Account", 10 * fresh.requests)
        assert used.left == fresh.requests - 1
        assert 10 * fresh.seconds < used.wait < 12 * fresh.seconds
        with pytest.raises(NotKnown):
            await integrator.budget("nobody")


JOURNEY = """
import sys
contacted = set()

def hook(event, given):
    if event == "socket.connect" or event == "socket.sendto":
        if isinstance(given[1], tuple):  # no socket in the file system of this computer
            contacted.add(given[1][0])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        contacted.add(given[0])

sys.addaudithook(hook)

import asyncio, json
from pathlib import Path
from core.integrator import open_integrator
from core.model.errors import TrunklineError
from core.model.run import RunFinished

async def main(folder):
    accounts = finished = 0
    async with open_integrator(folder, own_thread=True) as integrator:
        await integrator.warm_up()
        for connection in await integrator.start_practice(50):
            accounts += 1
            for module in integrator._core.catalogue.modules(connection.app):
                try:
                    events = integrator.run_module(connection.id, connection.app, module.id, {})
                    finished += [type(event) async for event in events].count(RunFinished)
                except TrunklineError:
                    pass  # a module that wants values
        listed = [one.host for one in await integrator.hosts()]
        await integrator.stop_practice()
    counts = {"accounts": accounts, "finished": finished}
    return {**counts, "contacted": sorted(map(str, contacted)), "listed": sorted(set(listed))}

print(json.dumps(asyncio.run(main(Path(sys.argv[1])))))
"""


def test_nothing_but_this_computer_is_ever_contacted_in_practice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even a proxy that the system names."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://proxy.invalid:3128")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    done = subprocess.run(
        [sys.executable, "-c", JOURNEY, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["accounts"] == len(list((ROOT / "resources" / "apps").iterdir()))
    assert told["finished"] >= 3
    assert told["contacted"] == ["127.0.0.1"]
    assert told["listed"] == told["contacted"]
