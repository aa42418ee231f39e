"""Ways through a SOCKS5 proxy."""

from pathlib import Path

import pytest

from core.model.errors import NetworkDown, NetworkError, TimedOut, UnknownOutcome
from core.model.http import HttpRequest
from core.model.network import Access, ManualProxy, Network, NetworkSettings
from tests.core.client.client_calls import Account, odd_host
from tests.core.client.network_world import NAME, Papers, service, socks_proxy, through
from tests.sandboxes import RunningSandbox

URL = f"https://{NAME}/v1/"


@pytest.fixture
def papers(tmp_path: Path) -> Papers:
    """Certificates of a company of its own."""
    return Papers(tmp_path)


async def ask(account: Account, access: Access) -> int:
    """The status of one answer."""
    async with account.client(access=access) as client:
        return (await client.send(HttpRequest(method="GET", url=URL), "read")).status


async def failure(account: Account, access: Access) -> NetworkError:
    """What a write ends with that may not be repeated."""
    async with account.client(access=access) as client:
        with pytest.raises(NetworkError) as failed:
            await client.send(HttpRequest(method="POST", url=URL), "unsafe")
    assert not isinstance(failed.value, UnknownOutcome), "nothing left"
    return failed.value


@pytest.mark.parametrize("wants", ["", "ada:pass:word"])
async def test_a_socks_proxy_makes_the_connection_and_looks_up_the_name(
    refiner: Account, papers: Papers, wants: str
) -> None:
    user, _, password = wants.partition(":")
    async with service(papers) as port, socks_proxy(port, wants=wants) as proxy:
        access = through(proxy.address, papers, user=user, password=password)
        assert await ask(refiner, access) == 200
    assert proxy.targets == [f"{NAME}:443"]
    assert proxy.credentials == ([wants] if wants else [])


@pytest.mark.parametrize(("user", "password"), [("ada", "wrong one"), ("", "")])
async def test_a_socks_proxy_that_wants_other_credentials_is_asked_once(
    refiner: Account, papers: Papers, user: str, password: str
) -> None:
    async with socks_proxy(1, wants="ada:right one") as proxy:
        error = await failure(refiner, through(proxy.address, papers, user=user, password=password))
    assert error.reason.endswith("wants other credentials.")
    assert len(proxy.credentials) == (1 if user else 0)


async def test_a_socks_proxy_that_makes_no_connection(refiner: Account, papers: Papers) -> None:
    async with socks_proxy(1, reply=2) as proxy:
        error = await failure(refiner, through(proxy.address, papers))
    assert f"made no connection to {NAME}." in error.reason
    assert error.next_step.startswith("The proxy may not allow this host")


async def test_a_socks_proxy_that_is_not_there(refiner: Account, papers: Papers) -> None:
    error = await failure(refiner, through("socks5://127.0.0.1:1", papers))
    assert isinstance(error, NetworkDown)
    assert "The proxy 127.0.0.1:1 could not be reached." in error.reason


async def test_a_socks_proxy_that_says_nothing(refiner: Account, papers: Papers) -> None:
    async with odd_host(lambda target: None) as silent:  # waits for a request that SOCKS never makes
        address = silent.address.replace("http:", "socks5:")
        error = await failure(refiner, through(address, papers, connect=0.05))
    assert isinstance(error, TimedOut)
    assert f"by way of the proxy {address.partition('://')[2]}" in error.reason


async def test_a_certificate_is_checked_through_a_socks_proxy_as_well(
    refiner: Account, papers: Papers
) -> None:
    async with service(papers) as port, socks_proxy(port) as proxy:
        untrusting = NetworkSettings(proxy=ManualProxy(address=proxy.address))
        error = await failure(refiner, Access(network=Network(settings=untrusting)))
    assert f"The certificate of {NAME} is not trusted, so nothing was sent." in error.reason


async def test_a_port_without_encryption_behind_a_socks_proxy(
    refiner: Account, papers: Papers, sandbox: RunningSandbox
) -> None:
    port = int(refiner.address.rpartition(":")[2].partition("/")[0])
    async with socks_proxy(port) as proxy:
        error = await failure(refiner, through(proxy.address, papers))
    assert f"No safe connection to {NAME} came about." in error.reason
    assert sandbox.requests() == []
