"""Connections, as the window and the command line see them."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Sequence

import msgspec

from core.faces.face import Core, Face
from core.home import Home
from core.model.connection import Connection, ConnectionChanges, ConnectionValues, Use
from core.model.errors import InUse, NotKnown, TrunklineError
from core.model.notices import ConnectionsChanged
from core.run.account_book import NewConnection
from core.run.account_manager import AccountManager

VERIFIED_AT_ONCE = 4
"""Connections that are verified together, at most."""

Verified = tuple[str, TrunklineError | None]
"""The id of a connection that was verified, and what was wrong."""


class ConnectionsFace(Face):
    """The accounts that are connected, and the practice workspace. A connection is named by id or name.

    Whatever changes a connection is told as `ConnectionsChanged`, a run that finds it refused included.
    """

    def __init__(self, home: Home, core: Core) -> None:
        super().__init__(home, core)
        self._manager = AccountManager(core.book)
        core.book.on_change(lambda: core.tell(ConnectionsChanged()))

    async def connections(self, app: str = "") -> tuple[Connection, ...]:
        """Every connection, or those of one app; practice ones last."""
        found = await self._home.call(self._core.book.all)
        return tuple(one for one in found if not app or one.app == app)

    async def connect(self, new: NewConnection, *, unverified: bool = False) -> Connection:
        """Verify an account with its service, then keep it: secrets in the vault. Nothing is kept on failure.

        Raises `InvalidValues` (keys of the app's fields, `NAME`, `ADDRESS`), `NameTaken`, `ServiceError`,
        `NetworkError`, `VaultError`. `unverified` keeps it without asking, for services whose check is
        itself in doubt. `twins` tells whether the account was connected already.
        """
        return await self._home.call(lambda: self._core.book.add(new, unverified=unverified))

    async def twins(self, id: str) -> tuple[Connection, ...]:
        """Other connections to the same account: to the same app, with the same label or the same secret.
        While the vault is shut only labels are compared."""
        return await self._home.call(lambda: self._manager.twins(id))

    async def verify(self, id: str) -> Connection:
        """Ask the service anew. Gives the connection with its label, remark and state as they are now.

        Raises what the service answers, after the connection was marked as refused by it, `NetworkError`,
        `VaultError`. No network, a limit or trouble of the service's own marks nothing.
        """
        return await self._home.call(lambda: self._manager.verify(id))

    def verify_all(self) -> AsyncGenerator[Verified]:
        """Verify every connection, `VERIFIED_AT_ONCE` together, and iterate over what comes out, as it comes.
        Leaving the iteration stops it."""

        async def work(emit: Callable[[Verified], None]) -> None:
            free = asyncio.Semaphore(VERIFIED_AT_ONCE)

            async def one(id: str) -> None:
                async with free:
                    problem: TrunklineError | None = None
                    try:
                        await self._manager.verify(id)
                    except TrunklineError as error:
                        problem = error
                    emit((id, problem))

            connections = await self._core.book.all()
            async with asyncio.TaskGroup() as tasks:
                for connection in connections:
                    tasks.create_task(one(connection.id))

        return self._home.stream(work)

    async def connection_values(self, id: str) -> ConnectionValues:
        """What a form may show of a connection: plain values, and which secret fields are set."""
        return await self._home.call(lambda: self._manager.values(id))

    async def edit(self, id: str, changes: ConnectionChanges, *, unverified: bool = False) -> Connection:
        """Change a connection, once its service has accepted it so; until then it stays as it was.

        Raises as `connect`. Runs that are under way go on with what they began with.
        """
        return await self._home.call(lambda: self._manager.edit(id, changes, unverified=unverified))

    async def rename(self, id: str, name: str) -> Connection:
        """Give a connection another name. Raises `InvalidValues` (key `NAME`), `NameTaken`."""
        return await self._home.call(lambda: self._manager.rename(id, name))

    async def duplicate(self, id: str, name: str) -> Connection:
        """Keep the same account once more under another name. Raises as `rename`, and `VaultError`."""
        return await self._home.call(lambda: self._manager.duplicate(id, name))

    async def uses(self, id: str) -> tuple[Use, ...]:
        """Where a connection is used, by the names that people know."""

        async def work() -> tuple[Use, ...]:
            return self._named(await self._manager.uses(id))

        return await self._home.call(work)

    async def replace(self, id: str, by: str) -> tuple[Use, ...]:
        """Have another connection to the same app used wherever this one is; gives where that was.

        Raises `NotKnown` for a connection to another app.
        """

        async def work() -> tuple[Use, ...]:
            return self._named(await self._manager.replace(id, by))

        return await self._home.call(work)

    async def delete(self, id: str, *, forget_uses: bool = False) -> None:
        """Remove a connection and its secrets. Raises `InUse` while it is used, naming where; with
        `forget_uses` its uses go with it. `undo_delete` brings all of it back while the program runs."""

        async def work() -> None:
            try:
                await self._manager.delete(id, forget_uses=forget_uses)
            except InUse as refused:
                uses = self._named(await self._manager.uses(id))
                raise InUse(refused.name, [use.label for use in uses] or refused.places) from refused

        await self._home.call(work)

    async def undo_delete(self, id: str) -> Connection:
        """Bring a removed connection back, by its id. When its name was given away meanwhile it takes
        another. Raises `NotKnown` for one that was not removed since the program started."""
        return await self._home.call(lambda: self._manager.undo_delete(id))

    async def delete_connection(self, id: str) -> None:
        """Remove a connection with its secrets and uses; one that is gone already is no matter."""

        async def work() -> None:
            with contextlib.suppress(NotKnown):
                await self._manager.delete(id, forget_uses=True)

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

    def _named(self, uses: Sequence[Use]) -> tuple[Use, ...]:
        return tuple(msgspec.structs.replace(use, label=self._label(use)) for use in uses)

    def _label(self, use: Use) -> str:
        try:
            app, module = self._core.catalogue.app(use.app), self._core.catalogue.module(use.app, use.module)
        except TrunklineError:  # its app may have been taken away
            return use.label
        return f"the form “{module.label}” of {app.label}"
