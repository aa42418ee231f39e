"""A small network on this computer: certificates, a service behind TLS, and proxies on the way to it.

Hosts are called by names that nobody knows but the proxies: this computer itself is never asked through one.
"""

import asyncio
import contextlib
import datetime
import ipaddress
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from core.model.network import Access, ManualProxy, Network, NetworkSettings
from tests.core.client.client_calls import STALLS, http, odd_host
from tests.leaks import input_file
from tests.sandboxes import until

NAME = "service.test"
"""What the service is called: no name server knows it."""

PASSPHRASE = "opens the key of the client"

_Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

Signer = tuple[x509.Name, ec.EllipticCurvePrivateKey]


class Papers:
    """Certificates, as files: an authority of its own, a service's and a client's, both signed by it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._keys: dict[str, ec.EllipticCurvePrivateKey] = {}
        key = ec.generate_private_key(ec.SECP256R1())
        self._authority: Signer = (_name("Example Company"), key)
        self.authority = self._certificate("authority", self._authority, key, is_authority=True)
        self.service, self.service_key = self._signed("service")
        self.client, self.client_key = self._signed("client")
        self.other, self.other_key = self._signed("other")
        self.locked_key = self._key("locked", self._keys["client"], PASSPHRASE)
        self.der = folder / "authority.der"
        self.der.write_bytes(ssl.PEM_cert_to_DER_cert(self.authority.read_text()))

    def both(self) -> Path:
        """The client's certificate and key in one file."""
        file = self._folder / "both.pem"
        return input_file(file, self.client.read_text() + self.client_key.read_text())

    def shown_by_service(self, *, asks: bool = False) -> ssl.SSLContext:
        """The service's side; `asks` for a certificate of the client's."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.service, self.service_key)
        if asks:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(self.authority)
        return context

    def _signed(self, name: str) -> tuple[Path, Path]:
        key = self._keys[name] = ec.generate_private_key(ec.SECP256R1())
        return self._certificate(name, (_name(name), key), key), self._key(name, key)

    def _certificate(
        self, name: str, subject: Signer, key: ec.EllipticCurvePrivateKey, *, is_authority: bool = False
    ) -> Path:
        now = datetime.datetime.now(datetime.UTC)
        issuer, signing = self._authority
        names = [x509.DNSName(NAME), x509.DNSName("localhost")]
        builder = (
            x509.CertificateBuilder(issuer, subject[0], key.public_key(), x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False
            )
        )
        if is_authority:
            usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
            builder = builder.add_extension(usage, critical=True)
        else:
            here = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
            builder = builder.add_extension(x509.SubjectAlternativeName([*names, here]), critical=False)
        file = self._folder / f"{name}.pem"
        signed = builder.sign(signing, hashes.SHA256())
        file.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
        return file

    def _key(self, name: str, key: ec.EllipticCurvePrivateKey, passphrase: str = "") -> Path:
        locked = serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else None
        text = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            locked or serialization.NoEncryption(),
        ).decode()
        return input_file(self._folder / f"{name}.key", text)


def _name(text: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, text),
            x509.NameAttribute(x509.NameOID.COMMON_NAME, text),
        ]
    )


@dataclass
class Seen:
    """What a proxy was asked: targets, and credentials as they came."""

    address: str
    targets: list[str] = field(default_factory=list)
    credentials: list[str] = field(default_factory=list)


@contextlib.asynccontextmanager
async def service(papers: Papers, *, asks: bool = False) -> AsyncIterator[int]:
    """A service behind TLS that answers everything; gives its port."""
    async with odd_host(lambda target: http(200, b"{}"), tls=papers.shown_by_service(asks=asks)) as host:
        yield int(host.address.rpartition(":")[2])


@contextlib.asynccontextmanager
async def http_proxy(port: int, *, wants: str = "", answers: bytes | None = None) -> AsyncIterator[Seen]:
    """A proxy that leads every name to one port of this computer. `wants` the header's value; `answers` that
    and nothing else."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        pairs = (line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
        lines = {name.lower(): value for name, value in pairs}
        seen.targets.append(head.split(" ")[1])
        seen.credentials.append(lines.get("proxy-authorization", ""))
        if answers is not None:
            writer.write(answers.removesuffix(STALLS))
            if answers.endswith(STALLS):
                await reader.read()
        elif wants not in ("", seen.credentials[-1]):
            writer.write(b"HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n")
        else:
            writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
            await _lead(reader, writer, port)

    async with _listening(serve, "http") as seen:
        yield seen


@contextlib.asynccontextmanager
async def socks_proxy(port: int, *, wants: str = "", reply: int = 0) -> AsyncIterator[Seen]:
    """A SOCKS5 proxy of the same kind. `wants` user:password; `reply` is the number that it answers with."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, count = await reader.readexactly(2)
        methods = await reader.readexactly(count)
        if wants and 2 not in methods:
            writer.write(b"\x05\xff")
            return
        writer.write(b"\x05\x02" if wants else b"\x05\x00")
        if wants:
            await reader.readexactly(1)
            user = await reader.readexactly((await reader.readexactly(1))[0])
            password = await reader.readexactly((await reader.readexactly(1))[0])
            seen.credentials.append(f"{user.decode()}:{password.decode()}")
            writer.write(b"\x01\x00" if seen.credentials[-1] == wants else b"\x01\x01")
            if seen.credentials[-1] != wants:
                return
        await reader.readexactly(4)
        host = await reader.readexactly((await reader.readexactly(1))[0])
        seen.targets.append(f"{host.decode()}:{int.from_bytes(await reader.readexactly(2), 'big')}")
        writer.write(bytes([5, reply, 0, 1, 0, 0, 0, 0, 0, 0]))
        if not reply:
            await _lead(reader, writer, port)

    async with _listening(serve, "socks5") as seen:
        yield seen


@contextlib.asynccontextmanager
async def _listening(serve: _Serve, kind: str) -> AsyncIterator[Seen]:
    busy: set[asyncio.StreamWriter] = set()

    async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        busy.add(writer)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await serve(reader, writer)
            await writer.drain()
        writer.close()
        busy.discard(writer)

    server = await asyncio.start_server(guarded, "127.0.0.1", 0)
    seen = Seen(f"{kind}://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    try:
        yield seen
    finally:
        server.close()
        await until(lambda: not busy)


async def _lead(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
    """Carry bytes both ways until either side has enough."""
    inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", port)

    async def carry(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while piece := await source.read(65536):
                target.write(piece)
        target.close()

    await asyncio.gather(carry(reader, inner_writer), carry(inner_reader, writer))


def through(proxy: str, papers: Papers, *, user: str = "", password: str = "", **settings: object) -> Access:
    """The way out through a proxy, trusting the authority."""
    return Access(
        network=Network(
            settings=NetworkSettings(
                ca_file=str(papers.authority),
                proxy=ManualProxy(address=proxy, user=user),
                **{"connect": 5.0, **settings},  # type: ignore[arg-type]  # a test may change any
            ),
            proxy_password=password,
        )
    )
