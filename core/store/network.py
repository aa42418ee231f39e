"""How hosts are reached, as the person set it: for all connections, and for single ones."""

import sqlite3
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import msgspec

from core.model.connection import Use
from core.model.errors import DataUnreadable, NotKnown
from core.model.network import Access, Network, NetworkOverride, NetworkSettings
from core.store.database import Database
from core.store.hosts import Hosts
from core.store.vault import Vault

Document = TypeVar("Document", NetworkSettings, NetworkOverride)

PROXY_PASSWORD, KEY_PASSPHRASE = "proxy_password", "key_passphrase"

_COLUMNS = "connection, document, proxy_password, key_passphrase"

_ALL = ""
"""Stands for all connections where a connection's id would stand."""


class NetworkStore:
    """Network settings, a document for all connections and one for each that has something of its own.

    Their secrets are sealed beside them. A secret that is None stays as it was, as long as what it opens
    (the same proxy and user; the same key) stays, too: a password must not reach another proxy.
    """

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault
        self.hosts = Hosts(database)

    async def settings(self) -> NetworkSettings:
        """What holds for all connections. DataUnreadable."""
        row = await self._row(_ALL)
        return _decoded(row.document, NetworkSettings) if row else NetworkSettings()

    async def override(self, connection: str) -> NetworkOverride:
        """What a connection has of its own. DataUnreadable."""
        row = await self._row(connection)
        return _decoded(row.document, NetworkOverride) if row else NetworkOverride()

    async def network(self, connection: str = _ALL) -> Network:
        """Settings as they hold for a connection, with their secrets. DataUnreadable, and what the vault
        says where there are secrets."""
        settings, override = await self.settings(), NetworkOverride()
        if connection:
            override = await self.override(connection)
        return Network(
            settings=override.over(settings),
            proxy_password=await self._secret(connection if override.proxy else _ALL, PROXY_PASSWORD),
            key_passphrase=await self._secret(
                connection if override.client_certificate else _ALL, KEY_PASSPHRASE
            ),
        )

    async def access(self, connection: str = _ALL, *, practice: bool = False) -> Access:
        """The way out for a connection, "" for one that is not kept yet. Raises as `network`; never for the
        practice workspace, which is on this computer and needs none of it."""
        network = Network() if practice else await self.network(connection)
        return Access(network=network, contacts=self.hosts.of(connection))

    async def proposed(
        self, settings: NetworkSettings, *, proxy_password: str | None, key_passphrase: str | None
    ) -> Network:
        """What would hold for all connections if this were kept."""
        before = await self._before(_ALL, NetworkSettings)
        return Network(
            settings=settings,
            proxy_password=await self._as_kept(_ALL, PROXY_PASSWORD, proxy_password, settings, before),
            key_passphrase=await self._as_kept(_ALL, KEY_PASSPHRASE, key_passphrase, settings, before),
        )

    async def proposed_for(
        self,
        connection: str,
        override: NetworkOverride,
        *,
        proxy_password: str | None,
        key_passphrase: str | None,
    ) -> Network:
        """What would hold for a connection if this were kept."""
        before = await self._before(connection, NetworkOverride)
        general = await self.network()
        password, passphrase = general.proxy_password, general.key_passphrase
        if override.proxy:
            password = await self._as_kept(connection, PROXY_PASSWORD, proxy_password, override, before)
        if override.client_certificate:
            passphrase = await self._as_kept(connection, KEY_PASSPHRASE, key_passphrase, override, before)
        return Network(
            settings=override.over(general.settings), proxy_password=password, key_passphrase=passphrase
        )

    async def save(
        self,
        settings: NetworkSettings,
        *,
        proxy_password: str | None = None,
        key_passphrase: str | None = None,
    ) -> None:
        """Keep this for all connections. NoKeyring, SecretsLocked when a secret cannot be sealed."""
        before = await self._before(_ALL, NetworkSettings)
        await self._save(_ALL, settings, before, proxy_password, key_passphrase)

    async def save_override(
        self,
        connection: str,
        override: NetworkOverride,
        *,
        proxy_password: str | None = None,
        key_passphrase: str | None = None,
    ) -> None:
        """Keep this for one connection. NotKnown when it is gone; else as `save`."""
        before = await self._before(connection, NetworkOverride)
        await self._save(connection, override, before, proxy_password, key_passphrase)

    async def _save(
        self,
        connection: str,
        document: NetworkSettings | NetworkOverride,
        before: NetworkSettings | NetworkOverride | None,
        proxy_password: str | None,
        key_passphrase: str | None,
    ) -> None:
        row = await self._row(connection)
        blobs = {}
        for name, text in ((PROXY_PASSWORD, proxy_password), (KEY_PASSPHRASE, key_passphrase)):
            if text is None:
                blobs[name] = row.sealed(name) if row and _opens_the_same(name, document, before) else None
            elif text:
                await self._vault.ready_to_seal()
                blobs[name] = self._vault.seal(_place(connection, name), text)
        await self._database.write(partial(_keep, connection, msgspec.json.encode(document).decode(), blobs))

    async def _as_kept(
        self,
        connection: str,
        name: str,
        given: str | None,
        document: NetworkSettings | NetworkOverride,
        before: NetworkSettings | NetworkOverride | None,
    ) -> str:
        if given is not None:
            return given
        return await self._secret(connection, name) if _opens_the_same(name, document, before) else ""

    async def _secret(self, connection: str, name: str) -> str:
        row = await self._row(connection)
        blob = row.sealed(name) if row else None
        if blob is None:
            return ""
        await self._vault.ready_to_open()
        return self._vault.open(_place(connection, name), blob)

    async def _before(self, connection: str, kind: type[Document]) -> Document | None:
        """What is kept now; None when it cannot be read, so that it can be set anew."""
        row = await self._row(connection)
        try:
            return _decoded(row.document, kind) if row else None
        except DataUnreadable:
            return None

    async def _row(self, connection: str) -> "_Row | None":
        rows = await self._database.select(
            "SELECT document, proxy_password, key_passphrase FROM network WHERE connection IS ?",
            connection or None,
        )
        return _Row(*rows[0]) if rows else None


class NetworkUses:
    """What a connection has of its own goes with it, and comes back with it (`core/store/connections.py`)."""

    def of(self, connection: str, rows: sqlite3.Connection) -> list[Use]:
        """Nothing that would keep a connection from being removed."""
        return []

    def move(self, connection: str, by: str, rows: sqlite3.Connection) -> None:
        """Nothing: another connection has its own way to the network."""

    def take(self, connection: str, rows: sqlite3.Connection) -> list[Any]:
        """Take the settings of a connection away. Gives what `put_back` needs; secrets stay sealed."""
        taken = rows.execute(f"SELECT {_COLUMNS} FROM network WHERE connection = ?", (connection,)).fetchall()
        rows.execute("DELETE FROM network WHERE connection = ?", (connection,))
        return taken

    def put_back(self, taken: Sequence[Any], rows: sqlite3.Connection) -> None:
        """Put settings back that were taken away, unless newer ones are there."""
        rows.executemany(f"INSERT OR IGNORE INTO network ({_COLUMNS}) VALUES (?, ?, ?, ?)", taken)


class _Row(msgspec.Struct, frozen=True):
    document: str
    proxy_password: bytes | None
    key_passphrase: bytes | None

    def sealed(self, name: str) -> bytes | None:
        return self.proxy_password if name == PROXY_PASSWORD else self.key_passphrase


def _decoded(document: str, kind: type[Document]) -> Document:
    try:
        return msgspec.json.decode(document, type=kind)
    except msgspec.DecodeError as error:
        # No silent default: it might send past a proxy what must go through it.
        raise DataUnreadable(
            "The network settings cannot be read.",
            "They are damaged, or of another version.",
            "Set them anew.",
        ) from error


def _opens_the_same(
    name: str,
    document: NetworkSettings | NetworkOverride,
    before: NetworkSettings | NetworkOverride | None,
) -> bool:
    """Whether a secret still belongs to what it was entered for."""
    if before is None:
        return False
    if name == PROXY_PASSWORD:
        return _lock(document.proxy) == _lock(before.proxy)
    return document.client_certificate == before.client_certificate


def _lock(proxy: object) -> tuple[str, str]:
    """What a proxy's password opens."""
    return getattr(proxy, "address", ""), getattr(proxy, "user", "")


def _place(connection: str, name: str) -> str:
    return f"network/{connection or 'all'}/{name}"


def _keep(
    connection: str, document: str, blobs: Mapping[str, bytes | None], rows: sqlite3.Connection
) -> None:
    id = connection or None
    if id and not rows.execute("SELECT 1 FROM connections WHERE id = ?", (id,)).fetchone():
        raise NotKnown("This connection is gone.", "It was deleted.", "Choose another connection.")
    rows.execute("DELETE FROM network WHERE connection IS ?", (id,))
    rows.execute(
        f"INSERT INTO network ({_COLUMNS}) VALUES (?, ?, ?, ?)",
        (id, document, blobs.get(PROXY_PASSWORD), blobs.get(KEY_PASSPHRASE)),
    )
