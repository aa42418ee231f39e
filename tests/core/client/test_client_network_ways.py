"""Ways out: proxies, certificates of one's own, and what people are told when a way does not come about."""

import base64
from pathlib import Path

import msgspec
import pytest

from core.client import Timeouts
from core.client.proxies import Proxy, proxy_for
from core.model.errors import NetworkDown, TimedOut, TrunklineError, UnknownOutcome
from core.model.http import HttpRequest
from core.model.network import (
    Access,
    ClientCertificate,
    ManualProxy,
    Network,
    NetworkSettings,
    NoProxy,
    ProxyChoice,
)
from tests.core.client.client_calls import STALLS, Account, Recorder
from tests.core.client.network_world import (
    NAME,
    PASSPHRASE,
    Papers,
    http_proxy,
    service,
    through,
)

USER, PASSWORD = "ada", "pass word:ä/1"
BASIC = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
SHORT = Timeouts(connect=0.05)
URL = f"https://{NAME}/v1/?key=1"

_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture
def papers(tmp_path: Path) -> Papers:
    """Certificates of a company of its own."""
    return Papers(tmp_path)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A system without proxies."""
    for name in _VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


class Contacts:
    """Whom a client talked to, by way of which proxy."""

    def __init__(self) -> None:
        self.pairs: list[tuple[str, str]] = []
        self.settled = 0

    def seen(self, host: str, proxy: str) -> None:
        self.pairs.append((host, proxy))

    async def settle(self) -> None:
        self.settled += 1


async def ask(account: Account, access: Access, url: str = URL, watcher: Recorder | None = None) -> int:
    """The status of one answer."""
    async with account.client(access=access) as client:
        reply = await client.send(HttpRequest(method="GET", url=url), "read", watcher=watcher)
    return reply.status


async def failure(
    account: Account, access: Access, method: str = "GET", watcher: Recorder | None = None
) -> TrunklineError:
    """What one request ends with."""
    effect = "read" if method == "GET" else "unsafe"
    async with account.client(access=access) as client:
        with pytest.raises(TrunklineError) as failed:
            await client.send(HttpRequest(method=method, url=URL), effect, watcher=watcher)
    return failed.value


def name_of(proxy: str) -> str:
    """`host:port`."""
    return proxy.partition("://")[2]


async def test_an_http_proxy_makes_the_connection_and_never_sees_what_is_inside(
    refiner: Account, papers: Papers
) -> None:
    contacts = Contacts()
    async with service(papers) as port, http_proxy(port, wants=BASIC) as proxy:
        access = through(proxy.address, papers, user=USER, password=PASSWORD)
        access = msgspec.structs.replace(access, contacts=contacts)
        assert await ask(refiner, access) == 200
    assert (proxy.targets, proxy.credentials) == ([f"{NAME}:443"], [BASIC])
    assert contacts.pairs == [(NAME, name_of(proxy.address))]
    assert contacts.settled == 1


async def test_a_proxy_that_wants_other_credentials_is_asked_once(refiner: Account, papers: Papers) -> None:
    async with http_proxy(1, wants="Basic other") as proxy:
        error = await failure(refiner, through(proxy.address, papers, user=USER, password=PASSWORD))
    assert isinstance(error, NetworkDown)
    assert error.reason == f"The proxy {name_of(proxy.address)} wants other credentials."
    assert error.next_step == "Enter the proxy's user name and password in the network settings."
    assert len(proxy.targets) == 1


async def test_a_proxy_that_makes_no_connection_leaves_no_doubt_about_a_write(
    refiner: Account, papers: Papers
) -> None:
    async with http_proxy(1, answers=b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n") as proxy:
        error = await failure(refiner, through(proxy.address, papers), "POST")
    assert not isinstance(error, UnknownOutcome)
    assert f"The proxy {name_of(proxy.address)} made no connection to {NAME} (status 403)." in error.reason


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("http://127.0.0.1:1", "The proxy 127.0.0.1:1 could not be reached."),
        ("http://nowhere.invalid:3128", "No address is known for the proxy nowhere.invalid:3128."),
    ],
)
async def test_a_proxy_that_is_not_there(refiner: Account, papers: Papers, address: str, told: str) -> None:
    error = await failure(refiner, through(address, papers), "POST")
    assert isinstance(error, NetworkDown)
    assert told in error.reason
    assert error.next_step.startswith("Check the proxy in the network settings")


async def test_a_proxy_that_says_nothing_is_not_waited_for_for_ever(refiner: Account, papers: Papers) -> None:
    async with (
        http_proxy(1, answers=STALLS) as proxy,
        refiner.client(access=through(proxy.address, papers), timeouts=SHORT) as client,
    ):
        with pytest.raises(TimedOut) as failed:
            await client.send(HttpRequest(method="POST", url=URL), "unsafe")
    assert f"by way of the proxy {name_of(proxy.address)}" in failed.value.reason


async def test_a_certificate_is_checked_through_a_proxy_as_well(refiner: Account, papers: Papers) -> None:
    async with service(papers) as port, http_proxy(port) as proxy:
        untrusting = Access(
            network=Network(settings=NetworkSettings(proxy=ManualProxy(address=proxy.address)))
        )
        error = await failure(refiner, untrusting)
    assert f"The certificate of {NAME} is not trusted, so nothing was sent." in error.reason


async def test_certificates_of_ones_own_are_trusted_besides_those_of_the_system(
    refiner: Account, papers: Papers
) -> None:
    from core.client.tls import context_for, tls_context

    for file in (papers.authority, papers.der):
        settings = NetworkSettings(ca_file=str(file), proxy=NoProxy())
        async with service(papers) as port:
            url = f"https://localhost:{port}/"
            assert await ask(refiner, Access(network=Network(settings=settings)), url) == 200
        added = context_for(Network(settings=settings)).cert_store_stats()["x509_ca"]
        assert added == tls_context().cert_store_stats()["x509_ca"] + 1


async def test_a_service_that_asks_who_we_are_is_shown_our_certificate(
    refiner: Account, papers: Papers
) -> None:
    shown = ClientCertificate(file=str(papers.client), key_file=str(papers.locked_key))
    async with service(papers, asks=True) as port, http_proxy(port) as proxy:
        access = through(proxy.address, papers)
        network = access.network
        with_paper = msgspec.structs.replace(
            network,
            settings=msgspec.structs.replace(network.settings, client_certificate=shown),
            key_passphrase=PASSPHRASE,
        )
        assert await ask(refiner, Access(network=with_paper)) == 200
        assert isinstance(await failure(refiner, access), NetworkDown)


async def test_a_certificate_whose_file_is_gone_is_told_before_anything_is_sent(
    refiner: Account, papers: Papers
) -> None:
    async with http_proxy(1) as proxy:
        access = through(proxy.address, papers)
        papers.authority.unlink()
        error = await failure(refiner, access)
    assert (error.title, error.reason) == ("Nothing was sent.", "There is no such file.")
    assert proxy.targets == []


async def test_the_systems_proxy_is_taken_and_its_exceptions(
    refiner: Account, papers: Papers, environment: pytest.MonkeyPatch
) -> None:
    async with service(papers) as port, http_proxy(port, wants=BASIC) as proxy:
        secret = "pass%20word%3A%C3%A4%2F1"
        environment.setenv("https_proxy", f"http://{USER}:{secret}@{name_of(proxy.address)}")
        access = Access(network=Network(settings=NetworkSettings(ca_file=str(papers.authority))))
        assert await ask(refiner, access) == 200
        environment.setenv("no_proxy", f"intranet.test,{NAME}")
        assert "No address is known for" in (await failure(refiner, access)).reason
    assert proxy.targets == [f"{NAME}:443"]


async def test_a_proxy_of_the_system_that_changes_meanwhile_is_taken_at_the_next_attempt(
    refiner: Account, papers: Papers, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("https_proxy", "http://127.0.0.1:1")
    access = Access(network=Network(settings=NetworkSettings(ca_file=str(papers.authority))))
    async with service(papers) as port, http_proxy(port) as proxy, refiner.client(access=access) as client:
        request = HttpRequest(method="GET", url=URL)

        class Moving(Recorder):
            def waits(self, page: int, attempt: int, seconds: float, reason: str) -> None:
                environment.setenv("https_proxy", proxy.address)

        assert (await client.send(request, "read", watcher=Moving())).status == 200


def route(choice: ProxyChoice, host: str, scheme: str = "https") -> Proxy | None:
    """The proxy on the way to a host."""
    return proxy_for(Network(settings=NetworkSettings(proxy=choice)), scheme, host)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST.", "a.localhost", "::1", "127.9.9.9"])
def test_this_computer_is_never_asked_through_a_proxy(host: str, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("all_proxy", "http://proxy.test:3128")
    environment.setenv("http_proxy", "http://proxy.test:3128")
    assert route(NetworkSettings().proxy, host, "http") is None
    assert route(ManualProxy(address="http://proxy.test:3128"), host) is None


def test_exceptions_hold_for_a_host_and_all_below_it() -> None:
    choice = ManualProxy(address="http://proxy.test:3128", direct=("intranet.test", " *.lab.test "))
    reached = {host: route(choice, host) is None for host in (
        "intranet.test", "a.Intranet.test", "x.lab.test", "myintranet.test", "intranet.test.com"
    )}  # fmt: skip
    assert list(reached.values()) == [True, True, True, False, False]


def test_no_proxy_means_none_whatever_the_system_says(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("https_proxy", "http://proxy.test:3128")
    assert route(NoProxy(), "api.example.com") is None


@pytest.mark.parametrize("address", ["https://u:geheim99@proxy.test:1", "socks4://proxy.test:1", "http://:x"])
def test_a_proxy_of_the_system_that_cannot_be_used_is_told_without_its_address(
    address: str, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("https_proxy", address)
    with pytest.raises(NetworkDown) as failed:
        route(NetworkSettings().proxy, "api.example.com")
    assert "The system names a proxy that Trunkline cannot use" in str(failed.value)
    assert "geheim99" not in str(failed.value)


@pytest.mark.parametrize(
    ("written", "kind", "name"),
    [
        ("proxy.test:3128", "http", "proxy.test:3128"),
        ("http://proxy.test", "http", "proxy.test:80"),
        ("socks5h://proxy.test", "socks5", "proxy.test:1080"),
        ("http://[fd00::1]:8080", "http", "[fd00::1]:8080"),
    ],
)
def test_the_systems_proxy_is_read_as_systems_write_it(
    written: str, kind: str, name: str, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("https_proxy", written)
    proxy = route(NetworkSettings().proxy, "api.example.com")
    assert proxy
    assert (proxy.kind, proxy.name) == (kind, name)
