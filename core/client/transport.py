"""httpx on aiohttp's transport: half the time a request, a fifth with several at once (measured)."""

import ssl
from functools import lru_cache

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from core.rules.paging import AT_ONCE

USER_AGENT = "Trunkline"


@lru_cache(maxsize=1)
def tls_context() -> ssl.SSLContext:
    """One TLS context for the program: making one costs 20 ms. Trusts what the system trusts."""
    context = ssl.create_default_context()
    if not context.get_ca_certs():  # a Python without a system store (macOS from python.org)
        context = httpx.create_ssl_context()
    return context


def open_http(connect: float, read: float) -> httpx.AsyncClient:
    """A client for one connection. Follows no redirect, reads no proxy or password file, keeps no cookie.

    `connect` and `read` are limits in seconds: until the socket stands, and between two pieces of an answer.
    """

    def session() -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=tls_context(), limit=2 * AT_ONCE, keepalive_timeout=30),
            timeout=aiohttp.ClientTimeout(total=None),
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    return httpx.AsyncClient(
        transport=AiohttpTransport(verify=tls_context(), client=session),
        timeout=httpx.Timeout(connect=connect, read=read, write=read, pool=None),
        follow_redirects=False,
        trust_env=False,
        headers={"User-Agent": USER_AGENT},
    )


def was_sent(error: httpx.TransportError) -> bool:
    """Whether the request may have reached the host.

    The transport maps several of aiohttp's errors to a connect time-out, so the cause decides: only a
    connector's error, or a time-out while connecting, means that nothing left.
    """
    cause = error.__cause__
    return not isinstance(cause, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)


def reason_of(error: httpx.TransportError, host: str) -> str:
    """Why no answer came, in plain words."""
    cause = error.__cause__
    match cause:
        case aiohttp.ClientConnectorDNSError():
            return f"No address is known for {host}."
        case aiohttp.ClientConnectorCertificateError():
            return f"The certificate of {host} is not trusted, so nothing was sent."
        case aiohttp.ClientConnectorSSLError() | aiohttp.ClientSSLError():
            return f"No safe connection to {host} came about."
        case aiohttp.ClientConnectorError():
            return f"{host} refused the connection, or there is no network."
        case aiohttp.ServerDisconnectedError() | aiohttp.ClientPayloadError() | aiohttp.ClientOSError():
            return f"{host} broke the connection off in the middle."
        case _:
            return f"The connection to {host} failed."


def timed_out(error: httpx.TransportError) -> bool:
    """Whether a limit of ours ran out, by the cause (see `was_sent`)."""
    return isinstance(error.__cause__, TimeoutError | aiohttp.ServerTimeoutError)
