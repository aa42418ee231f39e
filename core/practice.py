"""The practice workspace: the sandbox on this machine, and one connection for each app it plays."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from core.model.app import App
from core.model.connection import Connection
from core.model.errors import TrunklineError
from core.run.account_book import AccountBook, NewConnection
from core.sandbox import SandboxOptions, SandboxThread


class Practice:
    """Starts and stops the practice workspace. Its connections live in memory, never in the vault."""

    def __init__(self, book: AccountBook, apps: Callable[[], tuple[App, ...]]) -> None:
        self._book = book
        self._apps = apps
        self._sandbox: SandboxThread | None = None
        self._starting = asyncio.Lock()

    async def start(self, contacts: int) -> tuple[Connection, ...]:
        """Start the sandbox, if it does not run, and connect each app that it plays."""
        async with self._starting:
            if self._sandbox is None:
                await self._open(contacts)
            return tuple(one for one in await self._book.all() if one.practice)

    async def stop(self) -> None:
        """Let the connections go and stop the sandbox."""
        async with self._starting:
            await self._close(self._sandbox)

    async def _close(self, sandbox: SandboxThread | None) -> None:
        await self._book.drop_practice()
        self._sandbox = None
        if sandbox:
            await asyncio.to_thread(sandbox.stop)

    async def _open(self, contacts: int) -> None:
        sandbox = SandboxThread(SandboxOptions(contacts=contacts))
        starting = asyncio.ensure_future(asyncio.to_thread(sandbox.start))
        try:
            await self._connect(await asyncio.shield(starting))
        except OSError as error:
            raise TrunklineError(
                "The practice workspace could not start.",
                f"This computer gave it no address of its own ({error.strerror or error}).",
                "Connect a real account instead, or try again after a restart.",
            ) from error
        except BaseException:
            # A thread cannot be cancelled, and must not be left behind.
            await asyncio.gather(starting, return_exceptions=True)
            await self._close(sandbox)
            raise
        self._sandbox = sandbox

    async def _connect(self, description: Mapping[str, Any]) -> None:
        for app in self._apps():
            account = description["apps"].get(app.id)
            if account:
                new = NewConnection(
                    app=app.id,
                    name=f"Practice {app.label}",
                    values=account["values"],
                    address=account["address"],
                )
                await self._book.add_practice(new)
