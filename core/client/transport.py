"""httpx on aiohttp's transport: half the time a request, a fifth with several at once (measured)."""

import ssl
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import httpx
import msgspec
from httpx_aiohttp import AiohttpTransport
from httpx_aiohttp.transport import AiohttpResponseStream, map_aiohttp_exceptions

from core.client.proxies import Proxy, is_this_computer, proxy_for
from core.client.socks import SocksFailure, socks_connector
from core.client.tls import context_for, tls_context
from core.model.errors import TrunklineError
from core.model.http import Headers, HttpReply, HttpRequest
from core.model.network import DIRECTLY, Access
from core.rules.paging import AT_ONCE
from core.rules.retry import NoAnswer

_ALWAYS = (("User-Agent", "Trunkline"), ("Accept-Encoding", "gzip, deflate"))

READ_AHEAD = 1024 * 1024
"""Bytes of a body that may wait unread before the socket is told to pause."""

_KEPT = 30.0
"""Seconds that a socket is kept for the next request."""

_THROUGH_PROXY = 3.0
"""A way through a proxy has three stretches: to it, from it to the host, and the safe connection."""


class ProxyRefused(Exception):
    """A proxy answered, and made no connection; `status` is that of HTTP.

    Stands for aiohttp's own error, which holds the proxy's credentials.
    """

    def __init__(self, status: int) -> None:
        super().__init__(f"the proxy answered {status}")
        self.status = status


_NEVER_LEFT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    ProxyRefused,
    SocksFailure,
    UnicodeError,  # a host name that cannot be looked up
)


def prepare() -> None:
    """Make what all connections share, ahead of the first request. May be called from any thread."""
    tls_context()


class _Whole(AiohttpResponseStream):
    """A body in one piece: each piece of a long one would pass through five layers and be joined twice."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with map_aiohttp_exceptions():
            yield await self._aiohttp_response.read()


class _Way(msgspec.Struct, frozen=True):
    """How a host is reached: sockets, limits, headers for the proxy, and the names that are written down."""

    transport: AiohttpTransport
    extensions: dict[str, Any]
    headers: Headers
    host: str
    proxy: str


class Http:
    """The sockets of one connection. Follows no redirect, reads no password file, keeps no cookie.

    `connect` and `read` are limits in seconds: until the socket stands, and between two pieces of an answer.
    httpx's transport is used without httpx's client: what that adds (cookies, redirects, authorisation,
    environment) is what must not happen here, and costs a third of a request. Raises `InvalidValues` where
    the settings name files that cannot be used.
    """

    def __init__(self, connect: float, read: float, access: Access = DIRECTLY) -> None:
        self._network = access.network
        self._seen = access.contacts.seen
        self._connect, self._read = connect, read
        self._context = context_for(self._network)
        self._ways: dict[tuple[str, bytes], _Way] = {}
        self._transports: dict[Proxy | None, AiohttpTransport] = {}
        self._is_stale = False

    async def ask(self, method: str, url: str, headers: Headers, body: bytes | None) -> httpx.Response:
        """Send a request, and read its reply to the end."""
        request = httpx.Request(method, url, headers=[*_ALWAYS, *headers], content=body)
        way = self._way(request.url)
        request.extensions = way.extensions
        if way.headers:
            request.headers.update(way.headers)
        self._seen(way.host, way.proxy)
        response = await way.transport.handle_async_request(request)
        try:
            if isinstance(response.stream, AiohttpResponseStream):
                response.stream = _Whole(response.stream._aiohttp_response)
            await response.aread()
        finally:
            await response.aclose()
        return response

    def proxy_to(self, url: str) -> str:
        """The proxy that was taken to an address, as `host:port`; "" for none."""
        target = httpx.URL(url)
        way = self._ways.get((target.scheme, target.netloc))
        return way.proxy if way else ""

    def look_again(self) -> None:
        """The next request asks the system anew which proxy to take: the computer may have moved."""
        self._is_stale = True

    async def close(self) -> None:
        """Close all sockets."""
        for transport in self._transports.values():
            await transport.aclose()

    def _way(self, url: httpx.URL) -> _Way:
        if self._is_stale:
            self._ways.clear()
            self._is_stale = False
        origin = url.scheme, url.netloc
        way = self._ways.get(origin)
        if way is None:
            way = self._ways[origin] = self._find_way(url, proxy_for(self._network, url.scheme, url.host))
        return way

    def _find_way(self, url: httpx.URL, proxy: Proxy | None) -> _Way:
        transport = self._transports.get(proxy)
        if transport is None:
            transport = self._transports[proxy] = self._transport(proxy)
        # Without a limit on the whole, a proxy that accepts and says nothing would be waited for for ever.
        whole = self._connect * _THROUGH_PROXY if proxy else None
        timeout = httpx.Timeout(self._read, connect=self._connect, pool=whole).as_dict()
        is_told = proxy and proxy.kind == "http" and url.scheme == "http"  # https: the tunnel's own request
        return _Way(
            transport=transport,
            extensions={"timeout": timeout},
            headers=_authorization(proxy) if proxy and is_told else (),
            host=url.host if is_this_computer(url.host) else url.netloc.decode(),
            proxy=proxy.name if proxy else "",
        )

    def _transport(self, proxy: Proxy | None) -> AiohttpTransport:
        def session() -> aiohttp.ClientSession:
            return _session(self._context, proxy)

        if proxy is None or proxy.kind == "socks5":
            return AiohttpTransport(verify=self._context, client=session)
        # As a header, and not as a user in the address: aiohttp shows that with each connection.
        told = httpx.Proxy(f"http://{proxy.name}", headers=_authorization(proxy))
        return AiohttpTransport(verify=self._context, client=session, proxy=told)


def _authorization(proxy: Proxy) -> Headers:
    known = proxy.authorization
    return (("Proxy-Authorization", known),) if known else ()


def _session(context: ssl.SSLContext, proxy: Proxy | None) -> aiohttp.ClientSession:
    if proxy and proxy.kind == "socks5":
        connector = socks_connector(proxy, context=context, limit=2 * AT_ONCE, keepalive=_KEPT)
    else:
        connector = aiohttp.TCPConnector(ssl=context, limit=2 * AT_ONCE, keepalive_timeout=_KEPT)
    return aiohttp.ClientSession(
        connector=connector,
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
    except httpx.ProxyError as error:
        refused = error.__cause__
        if isinstance(refused, aiohttp.ClientHttpProxyError):
            raise httpx.ProxyError("the proxy said no") from ProxyRefused(refused.status)
        raise
    except (SocksFailure, httpx.DecodingError, aiohttp.ClientError, UnicodeError) as error:
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


def reason_of(error: httpx.TransportError, host: str, proxy: str = "") -> NoAnswer:
    """Why no answer came, and what to do about it. `proxy`: the one on the way, as `host:port`."""
    if proxy and (told := _reason_of_proxy(error.__cause__, host, proxy)):
        return told
    match error.__cause__:
        case aiohttp.ClientConnectorDNSError() | UnicodeError():
            return NoAnswer(f"No address is known for {host}.", _SPELLING)
        case aiohttp.ClientConnectorCertificateError() | SocksFailure(kind="certificate"):
            return NoAnswer(f"The certificate of {host} is not trusted, so nothing was sent.", _CERTIFICATE)
        case aiohttp.ClientConnectorSSLError() | aiohttp.ClientSSLError() | SocksFailure(kind="tls"):
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


def _reason_of_proxy(cause: BaseException | None, host: str, proxy: str) -> NoAnswer | None:
    match cause:
        case aiohttp.ClientConnectorDNSError():
            return NoAnswer(f"No address is known for the proxy {proxy}.", _PROXY_SETTINGS)
        case aiohttp.ClientProxyConnectionError() | SocksFailure(kind="unreachable"):
            return NoAnswer(f"The proxy {proxy} could not be reached.", _PROXY_SETTINGS)
        case ProxyRefused(status=407) | SocksFailure(kind="credentials"):
            return NoAnswer(f"The proxy {proxy} wants other credentials.", _PROXY_CREDENTIALS)
        case ProxyRefused(status=status):
            return NoAnswer(f"The proxy {proxy} made no connection to {host} (status {status}).", _PROXY_ASK)
        case SocksFailure(kind="refused"):
            return NoAnswer(f"The proxy {proxy} made no connection to {host}.", _PROXY_ASK)
    return None


def is_final(error: httpx.TransportError) -> bool:
    """Whether another attempt could only do harm: wrong credentials, sent five times, lock people out."""
    match error.__cause__:
        case ProxyRefused(status=407) | SocksFailure(kind="credentials"):
            return True
    return False


_PROXY_SETTINGS = "Check the proxy in the network settings, and your internet connection."
_PROXY_CREDENTIALS = "Enter the proxy's user name and password in the network settings."
_PROXY_ASK = "The proxy may not allow this host, or not find it: ask whoever runs the proxy."
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
    cause = error.__cause__
    if isinstance(cause, SocksFailure):
        return cause.kind == "late"
    return isinstance(cause, TimeoutError | aiohttp.ServerTimeoutError)
