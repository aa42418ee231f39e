"""Network settings: what is wrong with them, and what happens on the way to a host, step by step."""

import asyncio
import contextlib
import re
import ssl
from collections.abc import AsyncIterator, Mapping
from typing import Any, NoReturn
from urllib.parse import SplitResult, urlsplit

import httpx

from core.client.proxies import Proxy, proxy_for, proxy_problems
from core.client.socks import SocksFailure, connect_through
from core.client.tls import context_for
from core.client.transport import Http, ProxyRefused, ask, reason_of, timed_out
from core.model.errors import InvalidValues, NetworkDown
from core.model.http import HttpRequest
from core.model.network import (
    Access,
    ManualProxy,
    Network,
    NetworkPart,
    NetworkReport,
    NetworkSettings,
    NetworkStep,
    NoProxy,
)
from core.rules.retry import NoAnswer
from core.rules.urls import address_problem

LONGEST_LIMIT = 3600.0
"""Seconds."""

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]

_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})\b")
_AGAIN = "Check your internet connection, then test again."
_SERVES_NO_TLS = "Check the address and its port: something else than the service may be listening there."


def network_problems(network: Network) -> dict[str, str]:
    """What is wrong with settings, one sentence a field. Reads the files that they name."""
    settings = network.settings
    problems: dict[str, str] = {}
    if isinstance(settings.proxy, ManualProxy):
        problems |= proxy_problems(settings.proxy, network.proxy_password)
    try:
        context_for(network)
    except InvalidValues as invalid:
        problems |= invalid.by_field
    for field, seconds in (("connect", settings.connect), ("read", settings.read)):
        if not 0 < seconds <= LONGEST_LIMIT:
            problems[field] = "Enter seconds: more than 0, and at most 3600."
    return problems


async def try_way(access: Access, url: str) -> NetworkReport:
    """Go the way to an address, telling each step up to one that fails.

    Sends one request without credentials, and to a proxy its own. Raises `InvalidValues` for settings or an
    address (`url`) that nothing can be tried with.
    """
    url = url.strip()
    problems = await asyncio.to_thread(network_problems, access.network)
    if problem := address_problem(url):
        problems["url"] = problem
    if problems:
        raise InvalidValues(problems)
    attempt = _Attempt(access, urlsplit(url))
    with contextlib.suppress(_Failed):
        await attempt.go(url)
    return NetworkReport(tuple(attempt.steps))


class _Failed(Exception):
    """A step failed, and was told; there is no next one."""


class _Attempt:
    def __init__(self, access: Access, url: SplitResult) -> None:
        self._access = access
        self._network = access.network
        self._limit = access.network.settings.connect
        self._scheme = url.scheme
        self._host = url.hostname or ""
        self._port = url.port or (443 if url.scheme == "https" else 80)
        self.steps: list[NetworkStep] = []

    async def go(self, url: str) -> None:
        proxy = self._way()
        await self._name(proxy.host if proxy else self._host)
        async with self._reached(proxy) as (_, writer):
            if self._scheme == "https":
                await self._encrypt(writer)
        await self._answer(url)

    def _way(self) -> Proxy | None:
        try:
            proxy = proxy_for(self._network, self._scheme, self._host)
        except NetworkDown as problem:
            self._failed("way", NoAnswer(problem.reason, problem.next_step))
        self._access.contacts.seen(self._host, proxy.name if proxy else "")
        if proxy is None:
            self._good("way", f"{self._host} is reached directly{_why_directly(self._network.settings)}.")
        else:
            chosen = "set here" if isinstance(self._network.settings.proxy, ManualProxy) else "the system's"
            self._good("way", f"{self._host} is reached through the proxy {proxy.name} ({chosen}).")
        return proxy

    async def _name(self, host: str) -> None:
        try:
            async with asyncio.timeout(self._limit):
                found = await asyncio.get_running_loop().getaddrinfo(host, None)
        except TimeoutError:
            self._failed("name", NoAnswer(f"Looking up {host} took too long.", _AGAIN))
        except (OSError, UnicodeError):
            spelled = f"Check how it is spelled. {_AGAIN}"
            self._failed("name", NoAnswer(f"No address is known for {host}.", spelled))
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        if host not in addresses:
            self._good("name", f"The name {host} stands for {', '.join(addresses[:3])}.")

    @contextlib.asynccontextmanager
    async def _reached(self, proxy: Proxy | None) -> AsyncIterator[Streams]:
        """A connection that ends at the host, whatever is on the way."""
        host, port, part = (proxy.host, proxy.port, "The proxy ") if proxy else (self._host, self._port, "")
        streams = await self._connect(host, port, f"{part}{host}:{port}")
        try:
            if proxy and proxy.kind == "socks5":
                await _close(streams[1])
                streams = await self._through_socks(proxy)
            elif proxy and self._scheme == "https":
                await self._through_http(proxy, streams)
            yield streams
        finally:
            await _close(streams[1])

    async def _connect(self, host: str, port: int, called: str) -> Streams:
        try:
            async with asyncio.timeout(self._limit):
                streams = await asyncio.open_connection(host, port)
        except TimeoutError:
            self._failed("reached", NoAnswer(f"{called} did not answer in {self._limit:g} seconds.", _AGAIN))
        except ConnectionRefusedError:
            self._failed("reached", NoAnswer(f"{called} refused the connection.", "Check address and port."))
        except OSError:
            self._failed("reached", NoAnswer(f"{called} cannot be reached from here.", _AGAIN))
        self._good("reached", f"{called} can be reached.")
        return streams

    async def _through_http(self, proxy: Proxy, streams: Streams) -> None:
        target = f"[{self._host}]:{self._port}" if ":" in self._host else f"{self._host}:{self._port}"
        known = f"Proxy-Authorization: {proxy.authorization}\r\n" if proxy.authorization else ""
        reader, writer = streams
        try:
            async with asyncio.timeout(self._limit):
                writer.write(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{known}\r\n".encode())
                reply = await reader.readuntil(b"\r\n\r\n")
        except TimeoutError:
            self._failed("proxy", NoAnswer(f"The proxy {proxy.name} did not answer.", _AGAIN))
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            reply = b""
        status = _STATUS.match(reply)
        if status is None:
            told = f"What listens at {proxy.name} is no HTTP proxy."
            self._failed("proxy", NoAnswer(told, "Check the proxy's address and port, and its kind."))
        if not status[1].startswith(b"2"):
            self._refused(proxy, ProxyRefused(int(status[1])), reply)
        self._good("proxy", f"The proxy made a connection to {target}.")

    async def _through_socks(self, proxy: Proxy) -> Streams:
        try:
            connected = await connect_through(proxy, self._host, self._port, self._limit)
        except SocksFailure as failure:
            if failure.kind == "late":
                self._failed("proxy", NoAnswer(f"The proxy {proxy.name} did not answer.", _AGAIN))
            self._refused(proxy, failure)
        self._good("proxy", f"The proxy made a connection to {self._host}:{self._port}.")
        return await asyncio.open_connection(sock=connected)

    def _refused(self, proxy: Proxy, cause: Exception, reply: bytes = b"") -> NoReturn:
        error = httpx.ProxyError("refused")
        error.__cause__ = cause
        told = reason_of(error, self._host, proxy.name)
        offered = {scheme.lower() for scheme in _OFFERED.findall(reply)}
        if offered and b"basic" not in offered:
            known = b", ".join(sorted(offered)).decode()
            told = NoAnswer(
                f"The proxy {proxy.name} wants a sign-in that Trunkline does not know ({known}).",
                "Ask whoever runs the proxy for one with user name and password.",
            )
        self._failed("proxy", told)

    async def _encrypt(self, writer: asyncio.StreamWriter) -> None:
        context = context_for(self._network)
        try:
            async with asyncio.timeout(self._limit):
                await writer.start_tls(context, server_hostname=self._host)
        except TimeoutError:
            told = f"{self._host} did not agree on a safe connection in {self._limit:g} seconds."
            self._failed("tls", NoAnswer(told, _SERVES_NO_TLS))
        except ssl.SSLCertVerificationError as error:
            self._failed("tls", _untrusted(self._host, error))
        except OSError:  # ssl.SSLError is one
            told = f"No safe connection to {self._host} came about."
            self._failed("tls", NoAnswer(told, _SERVES_NO_TLS))
        self._good("tls", _certificate(self._host, writer))

    async def _answer(self, url: str) -> None:
        settings = self._network.settings
        http = Http(settings.connect, settings.read, Access(network=self._network))
        try:
            reply = await ask(http, HttpRequest(method="GET", url=url))
        except httpx.TransportError as error:
            if timed_out(error):
                late = f"{self._host} gave no answer in time."
                self._failed("answer", NoAnswer(late, "Test again; the service may be busy."))
            self._failed("answer", reason_of(error, self._host, http.proxy_to(url)))
        finally:
            await http.close()
        # Whatever the status: without credentials, most services say no.
        self._good("answer", f"{self._host} answered (status {reply.status}, {reply.seconds:.1f} s).")

    def _good(self, part: NetworkPart, text: str) -> None:
        self.steps.append(NetworkStep(part=part, is_good=True, text=text))

    def _failed(self, part: NetworkPart, told: NoAnswer) -> NoReturn:
        step = NetworkStep(part=part, is_good=False, text=told.reason, next_step=told.next_step)
        self.steps.append(step)
        raise _Failed


_OFFERED = re.compile(rb"(?im)^proxy-authenticate:[ \t]*([!-~]+)")


def _why_directly(settings: NetworkSettings) -> str:
    match settings.proxy:
        case NoProxy():
            return ", without a proxy"
        case ManualProxy():
            return ", as an exception from the proxy"
    return ": the system names no proxy for it"


def _untrusted(host: str, error: ssl.SSLCertVerificationError) -> NoAnswer:
    """What is wrong with a certificate, by OpenSSL's number for it."""
    match error.verify_code:
        case 9 | 10:
            told = f"The certificate of {host} is not valid today."
            return NoAnswer(
                told, "Check the date of this computer; if it is right, the service must renew it."
            )
        case 62 | 64:
            told = f"The certificate belongs to another name than {host}."
            return NoAnswer(told, "Check the address.")
        case 18 | 19 | 20 | 21:
            told = f"The certificate of {host} was issued by somebody whom this computer does not trust."
            company = (
                "In a company's network, ask for its certificate and enter it as a further one to trust."
            )
            return NoAnswer(told, company)
    told = f"The certificate of {host} is not trusted ({error.verify_message})."
    return NoAnswer(told, "Ask whoever runs the service or your network.")


def _certificate(host: str, writer: asyncio.StreamWriter) -> str:
    shown: Mapping[str, Any] = writer.get_extra_info("peercert") or {}
    issuer = {name: value for part in shown.get("issuer", ()) for name, value in part}
    by = issuer.get("organizationName") or issuer.get("commonName") or "an unnamed issuer"
    until = " ".join(str(shown.get("notAfter", "")).split()[i] for i in (0, 1, 3)) if shown else ""
    version = writer.get_extra_info("ssl_object").version()
    return f"The connection is encrypted ({version}). {by} vouches for {host}, until {until}."


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(1.0):
            await writer.wait_closed()
