"""Trying the way to a host: what happened at each step, in words."""

import socket
from pathlib import Path

import msgspec
import pytest

from core.client.check import try_way
from core.model.errors import InvalidValues
from core.model.network import Access, ManualProxy, Network, NetworkReport, NetworkSettings, NoProxy
from tests.core.client.client_calls import STALLS, Account, odd_host
from tests.core.client.network_world import NAME, Papers, http_proxy, service, socks_proxy, through

URL = f"https://{NAME}/"
PASSWORD = "a password of the proxy"


@pytest.fixture
def papers(tmp_path: Path) -> Papers:
    """Certificates of a company of its own."""
    return Papers(tmp_path)


@pytest.fixture(autouse=True)
def _no_system_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system without proxies."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def directly(papers: Papers | None = None) -> Access:
    """The direct way."""
    file = str(papers.authority) if papers else ""
    return Access(network=Network(settings=NetworkSettings(ca_file=file, proxy=NoProxy(), connect=5.0)))


def parts(report: NetworkReport) -> list[str]:
    """The steps, a failed one with a mark."""
    return [step.part if step.is_good else f"{step.part}!" for step in report.steps]


def text(report: NetworkReport, part: str) -> str:
    """What is said of a step."""
    (found,) = (step.text for step in report.steps if step.part == part)
    return found


async def test_the_direct_way_to_the_end(papers: Papers) -> None:
    async with service(papers) as port:
        report = await try_way(directly(papers), f"https://localhost:{port}/")
    assert parts(report) == ["way", "name", "reached", "tls", "answer"]
    assert report.is_good
    assert text(report, "way") == "localhost is reached directly, without a proxy."
    assert text(report, "name").startswith("The name localhost stands for ")
    assert text(report, "reached") == f"localhost:{port} can be reached."
    assert "The connection is encrypted (TLSv1.3). Example Company vouches for localhost, until" in text(
        report, "tls"
    )
    assert text(report, "answer").startswith("localhost answered (status 200, ")


@pytest.mark.parametrize("kind", [http_proxy, socks_proxy])
async def test_the_way_through_a_proxy_to_the_end(papers: Papers, kind: type) -> None:
    async with service(papers) as port, kind(port) as proxy:
        report = await try_way(through(proxy.address, papers), URL)
    called = proxy.address.partition("://")[2]
    assert parts(report) == ["way", "reached", "proxy", "tls", "answer"]
    assert text(report, "way") == f"{NAME} is reached through the proxy {called} (set here)."
    assert text(report, "reached") == f"The proxy {called} can be reached."
    assert text(report, "proxy") == f"The proxy made a connection to {NAME}:443."


async def test_a_name_that_nobody_knows() -> None:
    report = await try_way(directly(), "https://nowhere.invalid/")
    assert parts(report) == ["way", "name!"]
    assert text(report, "name") == "No address is known for nowhere.invalid."


async def test_a_port_where_nobody_listens() -> None:
    report = await try_way(directly(), "https://127.0.0.1:1/")
    assert parts(report) == ["way", "reached!"]
    assert text(report, "reached") == "127.0.0.1:1 refused the connection."


async def test_a_certificate_that_nobody_vouches_for(papers: Papers) -> None:
    async with service(papers) as port:
        report = await try_way(directly(), f"https://localhost:{port}/")
    assert parts(report)[-1] == "tls!"
    assert "issued by somebody whom this computer does not trust" in text(report, "tls")
    assert report.steps[-1].next_step.startswith("In a company's network")


async def test_a_certificate_for_another_name(papers: Papers) -> None:
    async with service(papers) as port, http_proxy(port) as proxy:
        report = await try_way(through(proxy.address, papers), "https://other.test/")
    assert text(report, "tls") == "The certificate belongs to another name than other.test."


async def test_a_port_without_encryption(refiner: Account) -> None:
    report = await try_way(directly(), refiner.address.replace("http:", "https:"))
    assert parts(report)[-1] == "tls!"
    assert text(report, "tls") == "No safe connection to 127.0.0.1 came about."


async def test_a_port_that_accepts_and_says_nothing() -> None:
    network = Network(settings=NetworkSettings(connect=0.05))
    async with odd_host(lambda target: None) as host:
        report = await try_way(Access(network=network), host.address.replace("http:", "https:"))
    assert text(report, "tls") == "127.0.0.1 did not agree on a safe connection in 0.05 seconds."


async def test_an_answer_that_is_none(papers: Papers) -> None:
    async with odd_host(lambda target: b"hello") as host:
        report = await try_way(directly(), host.address)
    assert parts(report) == ["way", "reached", "answer!"]
    assert "it is not HTTP, or damaged" in text(report, "answer")


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (b"HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\n\r\n", "wants other credentials."),
        (
            b"HTTP/1.1 407 No\r\nProxy-Authenticate: NTLM\r\nProxy-Authenticate: Negotiate\r\n\r\n",
            "wants a sign-in that Trunkline does not know (negotiate, ntlm).",
        ),
        (b"HTTP/1.1 403 No\r\n\r\n", f"made no connection to {NAME} (status 403)."),
        (b"220 mail.example.com ready\r\n\r\n", "is no HTTP proxy."),
        (b"", "is no HTTP proxy."),
    ],
)
async def test_a_proxy_that_makes_no_connection(papers: Papers, answers: bytes, told: str) -> None:
    async with http_proxy(1, answers=answers) as proxy:
        report = await try_way(through(proxy.address, papers), URL)
    assert parts(report) == ["way", "reached", "proxy!"]
    assert text(report, "proxy").endswith(told)


async def test_a_proxy_that_says_nothing(papers: Papers) -> None:
    async with http_proxy(1, answers=STALLS) as proxy:
        report = await try_way(through(proxy.address, papers, connect=0.05), URL)
    assert text(report, "proxy").endswith("did not answer.")


async def test_a_socks_proxy_that_wants_other_credentials(papers: Papers) -> None:
    async with socks_proxy(1, wants="ada:right") as proxy:
        access = through(proxy.address, papers, user="ada", password=PASSWORD)
        report = await try_way(access, URL)
    assert parts(report) == ["way", "reached", "proxy!"]
    assert text(report, "proxy").endswith("wants other credentials.")


async def test_the_password_of_a_proxy_is_in_no_step(papers: Papers) -> None:
    async with http_proxy(1, wants="Basic other") as proxy:
        report = await try_way(through(proxy.address, papers, user="ada", password=PASSWORD), URL)
    assert proxy.credentials[0].startswith("Basic ")
    assert PASSWORD not in str(report)
    assert proxy.credentials[0].removeprefix("Basic ") not in str(report)


async def test_what_cannot_be_tried_is_said_by_field(papers: Papers) -> None:
    settings = NetworkSettings(ca_file="/nowhere/ca.pem", proxy=ManualProxy(address="proxy"))
    for url in ("", "http://example.com", "https://u:p@example.com", "ftp://example.com"):
        with pytest.raises(InvalidValues) as refused:
            await try_way(Access(network=Network(settings=settings)), url)
        assert refused.value.by_field.keys() == {"ca_file", "proxy.address", "url"}


async def test_what_is_tried_is_written_down_as_contacted(papers: Papers) -> None:
    pairs: list[tuple[str, str]] = []

    class Contacts:
        def seen(self, host: str, proxy: str) -> None:
            pairs.append((host, proxy))

        async def settle(self) -> None:
            raise AssertionError("whoever gave these settles them")

    async with http_proxy(1, answers=b"") as proxy:
        access = msgspec.structs.replace(through(proxy.address, papers), contacts=Contacts())
        await try_way(access, URL)
    assert pairs == [(NAME, proxy.address.removeprefix("http://"))]


async def test_the_system_decides_and_the_report_says_so(
    papers: Papers, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        called = f"127.0.0.1:{nobody.getsockname()[1]}"
        monkeypatch.setenv("https_proxy", f"http://ada:geheim99@{called}")
        report = await try_way(Access(), URL)
    assert text(report, "way") == f"{NAME} is reached through the proxy {called} (the system's)."
    assert text(report, "reached") == f"The proxy {called} refused the connection."
    assert "geheim99" not in str(report)
