"""Which proxy a host is reached through. Passwords never stand in an address that goes further than here."""

import base64
import ipaddress
import re
from collections.abc import Mapping
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import msgspec

from core.model.errors import NetworkDown
from core.model.network import ManualProxy, Network, NoProxy

_PORTS = {"http": 80, "socks5": 1080}
_KINDS: Mapping[str, Literal["http", "socks5"]] = {
    "http": "http",
    "socks5": "socks5",
    "socks5h": "socks5",
    "socks": "socks5",
}
"""How systems write what a proxy speaks. Names are always looked up by the proxy."""

_LONGEST_IN_SOCKS = 255

_HOST = re.compile(r"[A-Za-z0-9_.:-]+")
_WHOLE = "Enter the proxy's whole address, such as http://proxy.example.com:3128."


class Proxy(msgspec.Struct, frozen=True, kw_only=True):
    """A proxy and what opens it. Shows nothing of its password."""

    kind: Literal["http", "socks5"]
    host: str
    port: int
    user: str = ""
    password: str = ""

    @property
    def name(self) -> str:
        """`host:port`."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def authorization(self) -> str:
        """The value of the header `Proxy-Authorization`; "" for a proxy without a user."""
        if not (self.user or self.password):
            return ""
        both = f"{self.user}:{self.password}".encode("utf-8", "replace")
        return f"Basic {base64.b64encode(both).decode()}"

    def __repr__(self) -> str:
        return f"Proxy({self.kind}, {self.name}, credentials hidden)"


def proxy_problems(choice: ManualProxy, password: str) -> dict[str, str]:
    """Why a proxy cannot be used, by field. Never repeats what was typed: a password may stand in it."""
    problems: dict[str, str] = {}
    if choice.address.startswith("socks5:"):
        problems |= _socks_problems(choice.user, password)
    if problem := _address_problem(choice.address):
        problems["proxy.address"] = problem
    if ":" in choice.user:
        problems["proxy.user"] = "A user name cannot hold a colon. Enter the password in its own field."
    if password and not choice.user:
        problems["proxy.user"] = "Enter the user name that this password belongs to."
    if any(not _HOST.fullmatch(name.strip().removeprefix("*")) for name in choice.direct):
        problems["proxy.direct"] = "Enter names of hosts, such as intranet.example.com, without https://."
    return problems


def proxy_for(network: Network, scheme: str, host: str) -> Proxy | None:
    """The proxy on the way to a host; None for the direct way.

    Raises `NetworkDown` where the system names a proxy that cannot be used.
    """
    choice = network.settings.proxy
    if isinstance(choice, NoProxy) or is_this_computer(host):
        return None
    if isinstance(choice, ManualProxy):
        if any(_is_below(host, name) for name in choice.direct):
            return None
        chosen = _taken_apart(choice.address)
        if chosen is None:
            raise _unusable("The proxy in the network settings is no address.")
        return msgspec.structs.replace(chosen, user=choice.user, password=network.proxy_password)
    proxies = getproxies()
    address = proxies.get(scheme) or proxies.get("all") or proxies.get("socks")
    if not address or proxy_bypass(host):
        return None
    found = _taken_apart(address if "://" in address else f"http://{address}")
    if found is None:
        raise _unusable("The system names a proxy that Trunkline cannot use: neither http nor SOCKS5.")
    return found


def secrets_of_system() -> tuple[str, ...]:
    """Passwords that stand in the proxy addresses of the system, as they are and as they are written."""
    found: set[str] = set()
    for name, address in getproxies().items():
        parts = _split(address if "://" in address else f"http://{address}")
        if name != "no" and parts and parts.password:
            found |= {parts.password, unquote(parts.password)}
    return tuple(found)


def is_this_computer(host: str) -> bool:
    """Whether a name stands for the computer that this runs on."""
    plain = host.strip("[]").rstrip(".").lower()
    if plain == "localhost" or plain.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(plain).is_loopback
    except ValueError:
        return False


def _socks_problems(user: str, password: str) -> dict[str, str]:
    problems: dict[str, str] = {}
    for field, text in (("proxy.user", user), ("proxy_password", password)):
        if not text.isascii():
            problems[field] = "A SOCKS5 proxy takes plain Latin letters, digits and signs only."
        elif len(text) > _LONGEST_IN_SOCKS:
            problems[field] = "This is longer than SOCKS5 can carry."
    if user and not password:
        problems["proxy_password"] = "Enter the password, too: SOCKS5 has no user without one."
    return problems


def _address_problem(address: str) -> str:
    parts = _split(address)
    if parts is None or "://" not in address or not parts.hostname:
        return _WHOLE
    if "@" in parts.netloc:
        return "Leave user name and password out of the address: they have fields of their own."
    if parts.scheme not in ("http", "socks5"):
        return "A proxy's address begins with http:// or socks5://. What goes through it is encrypted anyway."
    if parts.path.strip("/") or "?" in address or "#" in address:
        return "Leave out everything after the port."
    if not _HOST.fullmatch(parts.hostname):
        return _WHOLE
    return "" if parts.port else "Enter the proxy's port, too, such as http://proxy.example.com:3128."


def _taken_apart(address: str) -> Proxy | None:
    parts = _split(address)
    if parts is None or parts.scheme not in _KINDS or not parts.hostname:
        return None
    kind = _KINDS[parts.scheme]
    return Proxy(
        kind=kind,
        host=parts.hostname,
        port=parts.port or _PORTS[kind],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address.strip())
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        return None
    return parts


def _is_below(host: str, name: str) -> bool:
    host, name = host.rstrip(".").lower(), name.strip().strip("*").strip(".").lower()
    return bool(name) and (host == name or host.endswith(f".{name}"))


def _unusable(reason: str) -> NetworkDown:
    return NetworkDown("Nothing was sent.", reason, "Choose another proxy, or none, in the network settings.")
