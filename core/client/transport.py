"""httpx on aiohttp's transport: half the time a request, a fifth with several at once (measured)."""

import ssl
import time
from collections.abc import AsyncIterator
from functools import lru_cache
from pathlib import Path

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport
from httpx_aiohttp.transport import AiohttpResponseStream, map_aiohttp_exceptions

from core.model.errors import TrunklineError
from core.model.http import Headers, HttpReply, HttpRequest
from core.rules.paging import AT_ONCE
from core.rules.retry import NoAnswer

_ALWAYS = (("User-Agent", "Trunkline"), ("Accept-Encoding", "gzip, deflate"))

READ_AHEAD = 1024 * 1024
"""Bytes of a body that may wait unread before the socket is told to pause."""

_NEVER_LEFT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    UnicodeError,  # a host name that cannot be looked up
)


@lru_cache(maxsize=1)
def tls_context() -> ssl.SSLContext:
    """One TLS context for the program: making one costs 20 ms. Trusts what the system trusts."""
    context = ssl.create_default_context()
    folder = ssl.get_default_verify_paths().capath
    # A folder of certificates (Debian) is read when it is needed: nothing of it shows in the context yet.
    if not context.get_ca_certs() and not (folder and any(Path(folder).iterdir())):
        context = httpx.create_ssl_context()  # a Python without a system store (macOS from python.org)
    return context


def prepare() -> None:
    """Make what all connections share, ahead of the first request. May be called from any thread."""
    tls_context()


class _Whole(AiohttpResponseStream):
    """A body in one piece: each piece of a long one would pass through five layers and be joined twice."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with map_aiohttp_exceptions():
            yield await self._aiohttp_response.read()


class Http:
    """The sockets of one connection. Follows no redirect, reads no proxy or password file, keeps no cookie.

    `connect` and `read` are limits in seconds: until the socket stands, and between two pieces of an answer.
    httpx's transport is used without httpx's client: what that adds (cookies, redirects, authorisation,
    environment) is what must not happen here, and costs a third of a request.
    """

    def __init__(self, connect: float, read: float) -> None:
        self._extensions = {"timeout": httpx.Timeout(read, connect=connect, pool=None).as_dict()}
        self._transport = AiohttpTransport(verify=tls_context(), client=self._session)

    async def ask(self, method: str, url: str, headers: Headers, body: bytes | None) -> httpx.Response:
        """Send a request, and read its reply to the end."""
        request = httpx.Request(
            method, url, headers=[*_ALWAYS, *headers], content=body, extensions=self._extensions
        )
        response = await self._transport.handle_async_request(request)
        try:
            if isinstance(response.stream, AiohttpResponseStream):
                response.stream = _Whole(response.stream._aiohttp_response)
            await response.aread()
        finally:
            await response.aclose()
        return response

    async def close(self) -> None:
        """Close all sockets."""
        await self._transport.aclose()

    def _session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=tls_context(), limit=2 * AT_ONCE, keepalive_timeout=30),
            timeout=aiohttp.ClientTimeout(total=None),
            cookie_jar=aiohttp.DummyCookieJar(),
            read_bufsize=READ_AHEAD,
        )


async def ask(http: Http, request: HttpRequest) -> HttpReply:
    """Send a request once and read its reply to the end.

    Raises `httpx.TransportError` also for what the transport lets through (an answer that is not HTTP, a
    host that cannot be named), and `TrunklineError` for an address that nothing can be sent to.
    """
    began = time.perf_counter()
    try:
        response = await http.ask(request.method, request.url, request.headers, request.body)
    except (httpx.InvalidURL, aiohttp.InvalidURL):
        raise TrunklineError(
            "This request cannot be sent.",
            "Its address is too long, or no address at all.",
            "Shorten or correct what goes into the address.",
        ) from None  # the cause would show the address, credentials included
    except (httpx.DecodingError, aiohttp.ClientError, UnicodeError) as error:
        raise httpx.TransportError(str(error)) from error
    return HttpReply(
        status=response.status_code,
        headers=tuple(response.headers.multi_items()),
        body=response.content,
        seconds=time.perf_counter() - began,
    )


def was_sent(error: httpx.TransportError) -> bool:
    """Whether the request may have reached the host.

    The transport maps several of aiohttp's errors to a connect time-out, so the cause decides: only a
    connector's error, a time-out while connecting, or a name that cannot be looked up means that nothing
    left.
    """
    return not isinstance(error.__cause__, _NEVER_LEFT)


def reason_of(error: httpx.TransportError, host: str) -> NoAnswer:
    """Why no answer came, and what to do about it."""
    match error.__cause__:
        case aiohttp.ClientConnectorDNSError() | UnicodeError():
            return NoAnswer(f"No address is known for {host}.", _SPELLING)
        case aiohttp.ClientConnectorCertificateError():
            return NoAnswer(f"The certificate of {host} is not trusted, so nothing was sent.", _CERTIFICATE)
        case aiohttp.ClientConnectorSSLError() | aiohttp.ClientSSLError():
            return NoAnswer(f"No safe connection to {host} came about.", _ANOTHER_PORT)
        case aiohttp.ClientConnectorError(os_error=ConnectionRefusedError()):
            return NoAnswer(f"{host} refused the connection.", _NOBODY_THERE)
        case aiohttp.ClientConnectorError():
            return NoAnswer(f"No connection to {host} came about.", _NETWORK)
        case aiohttp.ServerDisconnectedError() | aiohttp.ClientPayloadError() | aiohttp.ClientOSError():
            return NoAnswer(f"{host} broke the connection off in the middle.", _ONCE_MORE)
        case aiohttp.ClientResponseError() | httpx.DecodingError():
            damaged = f"What {host} answered cannot be understood: it is not HTTP, or damaged."
            return NoAnswer(damaged, _ANOTHER_PORT)
        case _:
            return NoAnswer(f"The connection to {host} failed.", _NETWORK)


_NETWORK = "Check your internet connection, then run it again."
_SPELLING = "Check how the address is spelled, and your internet connection; then run it again."
_NOBODY_THERE = "Check the address and its port. If they are right, the service is down: run it again later."
_ANOTHER_PORT = "Check the address and its port: something else than the service may be listening there."
_CERTIFICATE = (
    "Check the address, and the date of this computer. In a company's network, ask its administrator: "
    "this computer may have to trust a certificate of the company."
)
_ONCE_MORE = "Run it again. If it breaks off every time, check your internet connection."


def timed_out(error: httpx.TransportError) -> bool:
    """Whether a limit of ours ran out, by the cause (see `was_sent`)."""
    return isinstance(error.__cause__, TimeoutError | aiohttp.ServerTimeoutError)
