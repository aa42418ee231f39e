"""Ways through SOCKS5 proxies. The only place that names the libraries for them, imported when wanted."""

import contextlib
import socket
import ssl
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

import aiohttp

from core.client.proxies import Proxy

if TYPE_CHECKING:
    from python_socks import ProxyError

_ABOUT_CREDENTIALS = ("authentication methods", "authentication failure")
"""The libraries tell this trouble in words only."""


class SocksFailure(Exception):
    """No way came about through a SOCKS5 proxy; nothing was sent."""

    def __init__(
        self, kind: Literal["unreachable", "late", "credentials", "refused", "certificate", "tls"]
    ) -> None:
        super().__init__(f"SOCKS5: {kind}")
        self.kind = kind


def socks_connector(
    proxy: Proxy, *, context: ssl.SSLContext, limit: int, keepalive: float
) -> aiohttp.TCPConnector:
    """What aiohttp makes its sockets with; `keepalive` in seconds. The proxy looks up names.

    Requests raise `SocksFailure` where no way comes about.
    """
    from aiohttp_socks import ProxyConnector, ProxyType

    class Connector(ProxyConnector):
        async def _connect_via_proxy(self, *where: Any, **how: Any) -> Any:
            # Here, where it is certain that nothing was sent: aiohttp would hide which error it was.
            with _explained():
                return await super()._connect_via_proxy(*where, **how)

    return Connector(
        proxy.host,
        proxy.port,
        ProxyType.SOCKS5,
        proxy.user or None,
        proxy.password or None,
        ssl=context,
        limit=limit,
        keepalive_timeout=keepalive,
    )


async def connect_through(proxy: Proxy, host: str, port: int, limit: float) -> socket.socket:
    """A socket to a host, by way of the proxy, within so many seconds. Raises `SocksFailure`."""
    from python_socks import ProxyType
    from python_socks.async_.asyncio import Proxy as SocksProxy

    way = SocksProxy(
        ProxyType.SOCKS5, proxy.host, proxy.port, proxy.user or None, proxy.password or None, rdns=True
    )
    with _explained():
        return await way.connect(host, port, timeout=limit)


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    """Say what the libraries say no with in one word."""
    import python_socks

    try:
        yield
    except python_socks.ProxyTimeoutError as error:
        raise SocksFailure("late") from error
    except python_socks.ProxyConnectionError as error:
        raise SocksFailure("unreachable") from error
    except python_socks.ProxyError as error:
        raise SocksFailure("credentials" if _wants_credentials(error) else "refused") from error
    except ssl.SSLCertVerificationError as error:
        raise SocksFailure("certificate") from error
    except ssl.SSLError as error:
        raise SocksFailure("tls") from error
    except OSError as error:  # the proxy broke off
        raise SocksFailure("refused") from error


def _wants_credentials(error: "ProxyError") -> bool:
    return any(words in str(error) for words in _ABOUT_CREDENTIALS)
