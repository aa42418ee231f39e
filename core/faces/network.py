"""The way to the network, as the window and the command line see it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from urllib.parse import urlsplit

import msgspec

from core.faces.data_folder import DataFolder, measured
from core.faces.face import Face
from core.model.connection import Connection
from core.model.errors import InvalidValues, NotKnown, VaultError
from core.model.network import (
    Access,
    HostContact,
    Network,
    NetworkOverride,
    NetworkReport,
    NetworkSettings,
    RateBudget,
)
from core.rules.urls import fill_base, move_to
from core.store.hosts import NETWORK_TEST
from core.store.network import KEY_PASSPHRASE, PROXY_PASSWORD, NetworkStore

SECRETS = (PROXY_PASSWORD, KEY_PASSPHRASE)

PRACTICE, _OF_PRACTICE = "Practice workspace", "practice-"
"""What its connections are called once they are gone, and what their ids begin with."""

_KEPT, _FORGOTTEN = None, ""
"""Of a secret: what is in the vault; nothing."""


class NetworkFace(Face):
    """Proxies, certificates, time limits, where data went, and how much a service still takes.

    Of the two secrets (`proxy_password`, `key_passphrase`) None keeps what is in the vault, as long as it
    belongs to the same proxy and user, or the same key; "" forgets it. They are never given back.
    """

    async def network_settings(self) -> NetworkSettings:
        """What holds for all connections. Raises `DataUnreadable`."""
        return await self._home.call(self._network.settings)

    async def change_network(
        self,
        settings: NetworkSettings,
        *,
        proxy_password: str | None = None,
        key_passphrase: str | None = None,
    ) -> None:
        """Keep settings for all connections, from the next use of each on.

        Raises `InvalidValues` by field (as `core.model.network` names them) before anything is kept, and
        what the vault says.
        """

        async def work() -> None:
            secrets = {"proxy_password": proxy_password, "key_passphrase": key_passphrase}
            await self._check(await self._network.proposed(settings, **secrets))
            await self._network.save(settings, **secrets)
            self._core.clients.is_due()

        await self._home.call(work)

    async def network_override(self, connection: str) -> NetworkOverride:
        """What a connection (id or name) has of its own. Raises `NotKnown`, `DataUnreadable`."""

        async def work() -> NetworkOverride:
            return await self._network.override((await self._core.book.find(connection)).id)

        return await self._home.call(work)

    async def override_network(
        self,
        connection: str,
        override: NetworkOverride,
        *,
        proxy_password: str | None = None,
        key_passphrase: str | None = None,
    ) -> None:
        """Keep what one connection has of its own. Raises `NotKnown`, and as `change_network`."""

        async def work() -> None:
            found = await self._core.book.find(connection)
            if found.practice:
                raise NotKnown(
                    "The practice workspace has no network settings.",
                    "It runs on this computer.",
                    "Choose another connection.",
                )
            secrets = {"proxy_password": proxy_password, "key_passphrase": key_passphrase}
            await self._check(await self._network.proposed_for(found.id, override, **secrets))
            await self._network.save_override(found.id, override, **secrets)
            self._core.clients.is_due()

        await self._home.call(work)

    async def test_network(
        self,
        settings: NetworkSettings,
        url: str,
        *,
        proxy_password: str | None = None,
        key_passphrase: str | None = None,
    ) -> NetworkReport:
        """Go the way to an address with settings that need not be kept, and tell each step in words.

        Sends one request without credentials. Raises `InvalidValues` by field, `url` being the address.
        """

        async def work() -> NetworkReport:
            secrets = {"proxy_password": proxy_password, "key_passphrase": key_passphrase}
            return await self._try(await self._network.proposed(settings, **secrets), NETWORK_TEST, url)

        return await self._home.call(work)

    async def test_override(
        self,
        connection: str,
        override: NetworkOverride,
        *,
        proxy_password: str | None = None,
        key_passphrase: str | None = None,
    ) -> NetworkReport:
        """Go the way to a connection's own service with an override that need not be kept.

        Raises `NotKnown`, and as `test_network`.
        """

        async def work() -> NetworkReport:
            found = await self._core.book.find(connection)
            secrets = {"proxy_password": proxy_password, "key_passphrase": key_passphrase}
            network = await self._network.proposed_for(found.id, override, **secrets)
            return await self._try(network, found.id, self._address(found))

        return await self._home.call(work)

    async def service_address(self, connection: str) -> str:
        """Where the requests of a connection (id or name) go: `https://host` or `https://host:port`.

        Raises `NotKnown`, also where its app was taken away.
        """

        async def work() -> str:
            return self._address(await self._core.book.find(connection))

        return await self._home.call(work)

    async def network_secrets(self, connection: str = "") -> tuple[str, ...]:
        """Which of the two secrets are in the vault: of a connection (id or name), of the settings for "".

        Raises `NotKnown`, `DataUnreadable`; for a connection also what the vault says, where the settings of
        all connections hold a secret: then nothing can be tried or kept before it is open.
        """

        async def work() -> tuple[str, ...]:
            if not connection:
                settings = await self._network.settings()
                return await _kept(SECRETS, partial(self._network.proposed, settings))
            id = (await self._core.book.find(connection)).id
            override = await self._network.override(id)
            await self._network.network()
            own = (override.proxy, override.client_certificate)
            names = [name for name, part in zip(SECRETS, own, strict=True) if part is not None]
            return await _kept(names, partial(self._network.proposed_for, id, override))

        return await self._home.call(work)

    async def hosts(self) -> tuple[HostContact, ...]:
        """The hosts that were contacted, for which connection and through which proxy; newest first.

        All of them since the list was last emptied, up to `core.store.hosts.MOST_KEPT`. In place of a
        connection stands `NETWORK_TEST` for what a test of settings contacted. What belonged to a practice
        connection that is gone is named after the practice workspace.
        """

        async def work() -> tuple[HostContact, ...]:
            names = {one.id: one.name for one in await self._core.book.all()}
            found = await self._network.hosts.all()
            return tuple(
                msgspec.structs.replace(one, name=names.get(one.connection) or _gone(one.connection))
                for one in found
            )

        return await self._home.call(work)

    async def forget_hosts(self) -> None:
        """Empty the list of hosts."""
        await self._home.call(self._network.hosts.forget)

    async def data_folder(self) -> DataFolder:
        """Where everything of this person lies, and how much room it takes now."""
        folder = self._core.catalogue.own_folder.parent
        return await self._home.call(lambda: asyncio.to_thread(measured, folder))

    async def budget(self, connection: str, calls: int = 1) -> RateBudget:
        """What a connection (id or name) may still ask now, and how long so many calls have to wait.

        Opens no secret and asks no keyring, so it may be asked every second. Raises `NotKnown`.
        """

        async def work() -> RateBudget:
            from core.client import Client

            async with self._core.clients.use():
                found = await self._core.book.find(connection)
                # Where none is open, nothing was asked yet; one that is never used has nothing to close.
                client = self._core.book.opened(found) or Client(self._core.catalogue.app(found.app))
                return client.budget(calls)

        return await self._home.call(work)

    @property
    def _network(self) -> NetworkStore:
        return self._core.store.network

    def _address(self, connection: Connection) -> str:
        app = self._core.catalogue.app(connection.app)
        scheme, _, rest = app.base_url.partition("://")
        own = fill_base(f"{scheme}://{rest.partition('/')[0]}", connection.values)
        parts = urlsplit(move_to(connection.address, own))
        return f"{parts.scheme}://{parts.netloc}"

    async def _try(self, network: Network, connection: str, url: str) -> NetworkReport:
        from core.client.check import try_way

        self._core.diagnostics.learn_secrets(network.secrets)
        contacts = self._network.hosts.of(connection)
        report = await try_way(Access(network=network, contacts=contacts), url)
        await contacts.settle()
        return report

    async def _check(self, network: Network) -> None:
        from core.client.check import network_problems

        self._core.diagnostics.learn_secrets(network.secrets)
        if problems := await asyncio.to_thread(network_problems, network):
            raise InvalidValues(problems)


def _gone(connection: str) -> str:
    """What a connection is called that is there no more: "" unless it was for practice."""
    return PRACTICE if connection.startswith(_OF_PRACTICE) else ""


async def _kept(names: Iterable[str], proposed: Callable[..., Awaitable[Network]]) -> tuple[str, ...]:
    """Those of the secrets that are there, found by asking for each alone."""
    found = []
    for name in names:
        try:
            network = await proposed(**dict.fromkeys(SECRETS, _FORGOTTEN) | {name: _KEPT})
            is_there = bool(getattr(network, name))
        except VaultError:
            is_there = True  # the vault is asked for what it holds only
        if is_there:
            found.append(name)
    return tuple(found)
