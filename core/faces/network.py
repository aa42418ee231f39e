"""The way to the network, as the window and the command line see it."""

import asyncio

import msgspec

from core.faces.face import Face
from core.model.errors import InvalidValues, NotKnown
from core.model.network import (
    Access,
    HostContact,
    Network,
    NetworkOverride,
    NetworkReport,
    NetworkSettings,
    RateBudget,
)
from core.store.network import NetworkStore


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
            from core.client.check import try_way

            network = await self._network.proposed(
                settings, proxy_password=proxy_password, key_passphrase=key_passphrase
            )
            self._core.diagnostics.learn_secrets(network.secrets)
            contacts = self._network.hosts.of("")
            report = await try_way(Access(network=network, contacts=contacts), url)
            await contacts.settle()
            return report

        return await self._home.call(work)

    async def hosts(self) -> tuple[HostContact, ...]:
        """Every host that was ever contacted, for which connection and through which proxy; newest first."""

        async def work() -> tuple[HostContact, ...]:
            names = {one.id: one.name for one in await self._core.book.all()}
            found = await self._network.hosts.all()
            return tuple(msgspec.structs.replace(one, name=names.get(one.connection, "")) for one in found)

        return await self._home.call(work)

    async def forget_hosts(self) -> None:
        """Empty the list of hosts."""
        await self._home.call(self._network.hosts.forget)

    async def budget(self, connection: str, calls: int = 1) -> RateBudget:
        """What a connection (id or name) may still ask now, and how long so many calls have to wait.

        Raises `NotKnown`, and what the vault says.
        """

        async def work() -> RateBudget:
            async with self._core.clients.use():
                found = await self._core.book.find(connection)
                credentials = await self._core.book.credentials(found)
                client = await self._core.book.client(found, credentials)
                return client.budget(calls)

        return await self._home.call(work)

    @property
    def _network(self) -> NetworkStore:
        return self._core.store.network

    async def _check(self, network: Network) -> None:
        from core.client.check import network_problems

        self._core.diagnostics.learn_secrets(network.secrets)
        if problems := await asyncio.to_thread(network_problems, network):
            raise InvalidValues(problems)
