"""No answer, or none that can be used: what people are told, without waiting for ever."""

import asyncio
import datetime
import errno
import ipaddress
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from core.client import Timeouts
from core.client.transport import reason_of, tls_context
from core.model.errors import (
    NetworkDown,
    NetworkError,
    ServiceDown,
    TimedOut,
    TrunklineError,
    UnknownOutcome,
)
from core.model.http import HttpRequest
from core.rules.retry import MOST_ATTEMPTS, NoAnswer
from tests.core.client.client_calls import IMPATIENT, STALLS, Account, Recorder, http, odd_host
from tests.sandboxes import RunningSandbox, nothing_left_running, until


async def failure(
    account: Account, url: str, method: str = "GET", timeouts: Timeouts = IMPATIENT
) -> TrunklineError:
    """What asking an address ends with."""
    async with account.client(timeouts=timeouts) as client:
        with pytest.raises(TrunklineError) as failed:
            await client.send(HttpRequest(method=method, url=url), "read" if method == "GET" else "unsafe")
    return failed.value


async def test_an_answer_that_does_not_come_in_time(refiner: Account, sandbox: RunningSandbox) -> None:
    sandbox.fault("hang", times=None)
    error = await failure(refiner, f"{refiner.address}/v1/")
    assert isinstance(error, TimedOut)
    assert error.title.endswith("took too long.")
    assert error.reason == "No answer came in time. (5 attempts.)"
    await until(lambda: sandbox.in_flight == 0)


async def test_an_answer_that_stops_in_the_middle(refiner: Account) -> None:
    half = http(200, b"{}", Content_Length="100") + STALLS
    async with odd_host(lambda target: half) as host:
        error = await failure(refiner, host.address)
    assert isinstance(error, TimedOut)


async def test_an_answer_that_is_late_but_in_time(refiner: Account, sandbox: RunningSandbox) -> None:
    sandbox.fault("slow", delay=0.1)
    async with refiner.client(timeouts=Timeouts(read=5.0)) as client:
        assert (await client.send(refiner.verify(), "read")).status == 200


@pytest.fixture
def full_port() -> Iterator[int]:
    """A port that takes no more callers and turns none away."""
    with ExitStack() as stack:
        listening = stack.enter_context(socket.socket())
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        for _ in range(4):
            caller = stack.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(listening.getsockname())
        yield listening.getsockname()[1]


async def test_a_connection_that_does_not_come_about(refiner: Account, full_port: int) -> None:
    seen = Recorder()
    async with refiner.client(timeouts=Timeouts(connect=0.05)) as client:
        request = HttpRequest(method="POST", url=f"http://127.0.0.1:{full_port}/")
        with pytest.raises(NetworkError) as failed:
            await client.send(request, "unsafe", watcher=seen)
    assert isinstance(failed.value, TimedOut), "nothing left, so the outcome is known"
    assert len(seen.attempts) == MOST_ATTEMPTS


async def test_a_port_where_nobody_listens(refiner: Account) -> None:
    error = await failure(refiner, "http://127.0.0.1:1/")
    assert isinstance(error, NetworkDown)
    assert error.title == "The service could not be reached."
    assert "127.0.0.1:1 refused the connection." in error.reason
    assert error.next_step == (
        "Check the address and its port. If they are right, the service is down: run it again later."
    )


async def test_a_network_that_leads_nowhere(refiner: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    async def unreachable(*_: object) -> None:
        raise OSError(errno.ENETUNREACH, "Network is unreachable")

    async with refiner.client() as client:
        monkeypatch.setattr(asyncio.get_running_loop(), "sock_connect", unreachable)
        with pytest.raises(NetworkDown) as failed:
            await client.send(HttpRequest(method="GET", url="http://127.0.0.1:1/"), "read")
    assert "No connection to 127.0.0.1:1 came about." in failed.value.reason
    assert failed.value.next_step == "Check your internet connection, then run it again."


@pytest.mark.parametrize("host", ["nowhere.invalid", "a..b", "x" * 70 + ".invalid", "xn--"])
async def test_a_name_that_no_address_is_known_for(refiner: Account, host: str) -> None:
    error = await failure(refiner, f"http://{host}/", timeouts=Timeouts())
    assert isinstance(error, NetworkDown)
    assert f"No address is known for {host}." in error.reason
    assert error.next_step == (
        "Check how the address is spelled, and your internet connection; then run it again."
    )


async def test_a_name_that_no_address_is_known_for_leaves_no_doubt_about_a_write(refiner: Account) -> None:
    error = await failure(refiner, "http://a..b/", "POST")
    assert isinstance(error, NetworkDown)
    assert not isinstance(error, UnknownOutcome)


async def test_no_safe_connection_to_a_port_without_encryption(
    refiner: Account, sandbox: RunningSandbox
) -> None:
    url = refiner.address.replace("http:", "https:")
    error = await failure(refiner, url, timeouts=Timeouts())
    assert isinstance(error, NetworkDown)
    assert "No safe connection to" in error.reason
    assert error.next_step.endswith("something else than the service may be listening there.")
    assert sandbox.requests() == []


async def test_a_certificate_that_nobody_vouches_for(refiner: Account, tmp_path: Path) -> None:
    async with odd_host(lambda target: http(200, b"{}"), tls=self_signed(tmp_path)) as host:
        error = await failure(refiner, host.address, "POST", timeouts=Timeouts())
    assert isinstance(error, NetworkDown)
    assert "is not trusted, so nothing was sent." in error.reason
    assert error.next_step.startswith("Check the address, and the date of this computer.")
    assert "internet" not in error.next_step
    assert host.heads == []


@pytest.mark.skipif(not shutil.which("openssl"), reason="names the file of the certificate")
async def test_a_certificate_in_the_folder_of_the_system_is_trusted(
    refiner: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Debian, where a company's own certificate joins a folder that is read only when it is needed."""
    server = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("SSL_CERT_DIR", str(folder_with(tmp_path / "server.pem")))
    tls_context.cache_clear()
    try:
        async with odd_host(lambda target: http(200, b"{}"), tls=server) as host, refiner.client() as client:
            reply = await client.send(HttpRequest(method="GET", url=host.address), "read")
    finally:
        tls_context.cache_clear()
    assert reply.status == 200


def folder_with(certificate: Path) -> Path:
    """A folder of trusted certificates, named as OpenSSL looks them up."""
    asked = ["openssl", "x509", "-noout", "-hash", "-in", str(certificate)]
    name = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    folder = certificate.with_name("trusted")
    folder.mkdir()
    (folder / f"{name}.0").write_bytes(certificate.read_bytes())
    return folder


def self_signed(folder: Path) -> ssl.SSLContext:
    """A server's context with a certificate of its own making."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    builder = builder.add_extension(here, critical=False)
    builder = builder.not_valid_before(today).not_valid_after(today + datetime.timedelta(days=1))
    certificate = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.pem").write_bytes(certificate + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n", id="another protocol"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 20_000 + b"\r\n\r\n", id="endless header"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", id="broken chunk"),
        pytest.param(http(200, b"not packed", Content_Encoding="gzip"), id="not packed as it says"),
    ],
)
async def test_an_answer_that_is_no_http(refiner: Account, answer: bytes) -> None:
    async with odd_host(lambda target: answer) as host:
        reading = await failure(refiner, host.address)
        writing = await failure(refiner, host.address, "POST")
    assert isinstance(reading, NetworkDown)
    assert "cannot be understood: it is not HTTP, or damaged." in reading.reason
    assert reading.next_step.endswith("something else than the service may be listening there.")
    assert isinstance(writing, UnknownOutcome)


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"])
async def test_a_connection_that_breaks_off(refiner: Account, answer: bytes) -> None:
    async with odd_host(lambda target: answer) as host:
        error = await failure(refiner, host.address)
    assert isinstance(error, NetworkDown)
    assert "broke the connection off in the middle." in error.reason
    assert error.next_step == "Run it again. If it breaks off every time, check your internet connection."


def test_what_nobody_expected_is_told_as_a_matter_of_the_network() -> None:
    assert reason_of(httpx.TransportError("?"), "api.example.com") == NoAnswer(
        "The connection to api.example.com failed.", "Check your internet connection, then run it again."
    )


async def test_an_address_that_is_too_long_is_not_sent(refiner: Account, sandbox: RunningSandbox) -> None:
    seen = Recorder()
    async with refiner.client() as client:
        long = HttpRequest(method="GET", url=f"{refiner.address}/?key={'x' * 70_000}")
        with pytest.raises(TrunklineError, match="Its address is too long"):
            await client.send(long, "read", watcher=seen)
    assert seen.attempts == [(1, 1)]
    assert [exchange.problem for exchange in seen.exchanges] == [
        "Its address is too long, or no address at all."
    ]
    assert sandbox.requests() == []


async def test_a_page_of_html_is_shown_without_its_markup(refiner: Account) -> None:
    page = b"<html><style>p {color: red}</style><p>Back at <b>noon</b>.</p></html>"
    async with odd_host(lambda target: http(502, page)) as host:
        error = await failure(refiner, host.address)
    assert isinstance(error, ServiceDown)
    assert "Refiner says: “Back at noon .”" in error.reason


async def test_no_trouble_leaves_anything_behind(refiner: Account, sandbox: RunningSandbox) -> None:
    sandbox.fault("hang", times=None)
    with nothing_left_running():
        await failure(refiner, f"{refiner.address}/v1/")
    await until(lambda: sandbox.open_connections == 0)
