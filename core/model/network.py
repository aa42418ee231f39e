"""How requests leave this computer, and whom they reached.

Keys of problems with settings (`InvalidValues.by_field`) are the names of the fields here, joined by dots
(`proxy.address`, `client_certificate.key_file`), and `proxy_password`, `key_passphrase` for the secrets.
"""

from typing import Literal, Protocol

import msgspec


class SystemProxy(msgspec.Struct, frozen=True, tag_field="kind", tag="system"):
    """The proxy that the system is set to: environment variables, on Windows and macOS the system's own."""


class NoProxy(msgspec.Struct, frozen=True, tag_field="kind", tag="none"):
    """No proxy, whatever the system is set to."""


class ManualProxy(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="manual"):
    """One proxy for everything but `direct`: hosts, or ends of their names.

    `address` is `http://host:port` or `socks5://host:port`; the password lies in the vault.
    """

    address: str
    user: str = ""
    direct: tuple[str, ...] = ()


ProxyChoice = SystemProxy | NoProxy | ManualProxy
"""How to reach hosts. This computer itself is never asked through a proxy."""


class ClientCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """What this program shows to services that ask who it is: PEM files, "" for none.

    `key_file` is "" where the key lies in `file`, too; its passphrase lies in the vault.
    """

    file: str = ""
    key_file: str = ""


class NetworkSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for every connection that has nothing of its own.

    `ca_file`: certificates to trust besides the system's, "" for none. `connect` and `read` are limits in
    seconds: until a connection stands, and between two pieces of an answer. There is no switch that turns
    the check of certificates off.
    """

    ca_file: str = ""
    client_certificate: ClientCertificate = ClientCertificate()
    proxy: ProxyChoice = SystemProxy()
    connect: float = 10.0
    read: float = 60.0


class NetworkOverride(msgspec.Struct, frozen=True, kw_only=True):
    """What one connection has of its own. None: as for all connections."""

    ca_file: str | None = None
    client_certificate: ClientCertificate | None = None
    proxy: ProxyChoice | None = None
    connect: float | None = None
    read: float | None = None

    def over(self, settings: NetworkSettings) -> NetworkSettings:
        """The settings of all connections, with these in their place."""
        own = {name: value for name, value in msgspec.structs.asdict(self).items() if value is not None}
        return msgspec.structs.replace(settings, **own)


class Network(msgspec.Struct, frozen=True, kw_only=True):
    """Settings as they hold for one connection, with their secrets. Lives in memory only."""

    settings: NetworkSettings = NetworkSettings()
    proxy_password: str = ""
    key_passphrase: str = ""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What nobody may see."""
        return tuple(filter(None, (self.proxy_password, self.key_passphrase)))

    def __repr__(self) -> str:
        return f"Network({self.settings}, secrets hidden)"


class Contacts(Protocol):
    """Who writes down whom a connection talks to."""

    def seen(self, host: str, proxy: str) -> None:
        """A request is about to go to a host, through a proxy ("" for none). Returns at once."""

    async def settle(self) -> None:
        """Keep what was seen."""


class Unwatched:
    """Writes nothing down."""

    def seen(self, host: str, proxy: str) -> None:
        """Nothing."""

    async def settle(self) -> None:
        """Nothing."""


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """A connection's way out: how, and who writes it down."""

    network: Network = Network()
    contacts: Contacts = Unwatched()


DIRECTLY = Access()
"""The way out as the system is set to, written down nowhere."""


class HostContact(msgspec.Struct, frozen=True, kw_only=True):
    """A host that was contacted. Times are seconds since 1970, UTC.

    `connection` is an id, "" for an account that was just being connected, or what stands for a test of
    settings; `name` is that of the connection, "" once it is deleted. `proxy` is `host:port`, "" for the
    direct way.
    """

    host: str
    connection: str
    proxy: str
    first_at: float
    last_at: float
    times: int
    name: str = ""


NetworkPart = Literal["settings", "way", "name", "reached", "proxy", "tls", "answer"]


class NetworkStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step on the way to a host, in words; `next_step` says what to do where it failed."""

    part: NetworkPart
    is_good: bool
    text: str
    next_step: str = ""


class NetworkReport(msgspec.Struct, frozen=True):
    """What happened at each step of a test, up to the first that failed."""

    steps: tuple[NetworkStep, ...]

    @property
    def is_good(self) -> bool:
        """Whether an answer came."""
        return all(step.is_good for step in self.steps)


class RateBudget(msgspec.Struct, frozen=True, kw_only=True):
    """What a connection may still ask of its service.

    `left` of `requests` within any `seconds`, as far as this program asked; `wait`: seconds until the last
    of so many calls may go out, if nobody else asks meanwhile. The calls themselves take their time as well.
    A service without a known limit has `requests` 0, and only pauses that it asked for.
    """

    requests: int
    seconds: float
    left: int
    calls: int
    wait: float
