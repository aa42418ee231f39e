"""A proxy's password reaches no error, trace, log or text form, wherever it stands."""

import base64
import logging
from pathlib import Path
from urllib.parse import quote

import aiohttp
import httpx
import pytest

from core.client.proxies import proxy_for, secrets_of_system
from core.client.transport import Http, ask
from core.diagnostics import Diagnostics
from core.model.errors import TrunklineError
from core.model.http import HttpRequest
from core.model.network import Access, ManualProxy, Network, NetworkSettings
from tests.core.client.client_calls import STALLS, Account, Recorder, http, odd_host
from tests.core.client.network_world import NAME, Papers, http_proxy, socks_proxy, through

PASSWORD = "geheim/99 of the proxy"
URL = f"https://{NAME}/"


@pytest.fixture
def papers(tmp_path: Path) -> Papers:
    """Certificates of a company of its own."""
    return Papers(tmp_path)


@pytest.fixture
def logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that anybody logs."""
    caplog.set_level(logging.DEBUG)
    return caplog


FORMS = (
    PASSWORD,
    quote(PASSWORD, safe=""),
    quote(PASSWORD),
    base64.b64encode(f"ada:{PASSWORD}".encode()).decode(),
)


def is_open_in(text: str) -> bool:
    """Whether the password can be read in a text."""
    return any(form in text for form in FORMS)


@pytest.mark.parametrize("kind", [http_proxy, socks_proxy])
@pytest.mark.parametrize("wants", ["Basic other", "ada:other"])
async def test_not_in_what_people_are_told_nor_in_traces_nor_in_logs(
    refiner: Account,
    papers: Papers,
    tmp_path: Path,
    logged: pytest.LogCaptureFixture,
    kind: type,
    wants: str,
) -> None:
    seen = Recorder()
    diagnostics = Diagnostics(tmp_path)
    async with kind(1, wants=wants) as proxy:
        access = through(proxy.address, papers, user="ada", password=PASSWORD)
        diagnostics.learn_secrets(access.network.secrets)
        async with refiner.client(access=access) as client:
            with pytest.raises(TrunklineError) as failed:
                await client.send(HttpRequest(method="GET", url=URL), "read", watcher=seen)
            shown = [repr(one) for one in (client, access, access.network)]
    assert proxy.credentials, "the proxy got it"
    told = [str(failed.value), repr(failed.value), repr(seen.exchanges), logged.text, *shown]
    assert not any(is_open_in(text) for text in told)
    assert not is_open_in(diagnostics.report(failed.value))


async def test_not_in_what_aiohttp_shows_of_its_connections(papers: Papers) -> None:
    kept_open = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}" + STALLS
    async with http_proxy(1, answers=kept_open) as proxy:
        transport = Http(5.0, 5.0, through(proxy.address, papers, user="ada", password=PASSWORD))
        reply = await ask(transport, HttpRequest(method="GET", url=f"http://{NAME}/"))
        (kept,) = transport._transports.values()
        assert isinstance(kept.client, aiohttp.ClientSession)
        connector = kept.client.connector
        assert connector
        keys = repr(list(connector._conns))
        await transport.close()
    assert reply.status == 200
    assert (proxy.targets, proxy.credentials) == ([f"http://{NAME}/"], [f"Basic {FORMS[3]}"])
    assert "127.0.0.1" in keys
    assert not is_open_in(keys)


async def test_not_in_the_error_that_lies_below(papers: Papers) -> None:
    async with http_proxy(1, wants="Basic other") as proxy:
        transport = Http(5.0, 5.0, through(proxy.address, papers, user="ada", password=PASSWORD))
        with pytest.raises(httpx.TransportError) as failed:
            await ask(transport, HttpRequest(method="GET", url=URL))
        await transport.close()
    below: BaseException | None = failed.value
    while below:
        assert not is_open_in(repr(below) + repr(vars(below)))
        below = below.__cause__


async def test_not_where_a_service_repeats_it(refiner: Account) -> None:
    """As a proxy's own page would, that shows what it was sent."""
    access = Access(
        network=Network(
            settings=NetworkSettings(proxy=ManualProxy(address="http://127.0.0.1:1", user="ada")),
            proxy_password=PASSWORD,
        )
    )
    seen = Recorder()
    page = http(400, f"wrong: {PASSWORD} {FORMS[3]}".encode())
    async with odd_host(lambda target: page) as host, refiner.client(access=access) as client:
        with pytest.raises(TrunklineError) as failed:
            await client.send(HttpRequest(method="GET", url=host.address), "read", watcher=seen)
    assert "wrong: " in repr(seen.exchanges)
    assert not is_open_in(repr(seen.exchanges) + str(failed.value))


async def test_a_password_in_the_systems_proxy_is_a_secret_as_well(
    refiner: Account, papers: Papers, monkeypatch: pytest.MonkeyPatch, logged: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    seen = Recorder()
    async with http_proxy(1, wants="Basic other") as proxy:
        called = proxy.address.removeprefix("http://")
        monkeypatch.setenv("https_proxy", f"http://ada:{quote(PASSWORD, safe='')}@{called}")
        assert set(secrets_of_system()) >= {PASSWORD, quote(PASSWORD, safe="")}
        found = proxy_for(Network(), "https", NAME)
        async with refiner.client() as client:
            with pytest.raises(TrunklineError) as failed:
                await client.send(HttpRequest(method="GET", url=URL), "read", watcher=seen)
    assert proxy.credentials == [f"Basic {FORMS[3]}"]
    told = [str(failed.value), repr(failed.value), repr(seen.exchanges), logged.text, repr(found)]
    assert not any(is_open_in(text) for text in told)
