"""Connections, as the window and the command line see them."""

from core.faces.face import Face
from core.model.connection import Connection
from core.model.notices import ConnectionsChanged
from core.run.account_book import NewConnection


class ConnectionsFace(Face):
    """The accounts that are connected, and the practice workspace."""

    async def connections(self, app: str = "") -> tuple[Connection, ...]:
        """Every connection, or those of one app; practice ones last."""
        found = await self._home.call(self._core.book.all)
        return tuple(one for one in found if not app or one.app == app)

    async def connect(self, new: NewConnection, *, unverified: bool = False) -> Connection:
        """Verify an account with its service, then keep it: secrets in the vault. Nothing is kept on failure.

        Raises `InvalidValues` (keys of the app's fields, `NAME`, `ADDRESS`), `NameTaken`, `ServiceError`,
        `NetworkError`, `VaultError`. `unverified` keeps it without asking, for services whose check is
        itself in doubt.
        """

        async def work() -> Connection:
            connection = await self._core.book.add(new, unverified=unverified)
            self._core.tell(ConnectionsChanged())
            return connection

        return await self._home.call(work)

    async def delete_connection(self, id: str) -> None:
        """Remove a connection and its secrets."""

        async def work() -> None:
            await self._core.book.delete(id)
            await self._core.store.forms.forget(id)
            self._core.tell(ConnectionsChanged())

        await self._home.call(work)

    async def start_practice(self, contacts: int = 1000) -> tuple[Connection, ...]:
        """Start the practice workspace: stand-ins of the services here, one connection for each."""

        async def work() -> tuple[Connection, ...]:
            connections = await self._core.practice.start(contacts)
            self._core.tell(ConnectionsChanged())
            return connections

        return await self._home.call(work)

    async def stop_practice(self) -> None:
        """Stop the stand-in and let its connections go."""

        async def work() -> None:
            await self._core.practice.stop()
            self._core.tell(ConnectionsChanged())

        await self._home.call(work)
