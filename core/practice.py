"""The practice workspace: the sandbox on this machine, and one connection for each app it plays."""

import asyncio
from collections.abc import Callable

from core.model.connection import Connection
from core.model.errors import TrunklineError
from core.run.account_book import AccountBook, NewConnection
from core.sandbox import SandboxOptions, SandboxThread


class Practice:
    """Starts and stops the practice workspace. Its connections live in memory, never in the vault."""

    def __init__(self, book: AccountBook, apps: Callable[[], list[str]]) -> None:
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
        await self._book.drop_practice()
        sandbox, self._sandbox = self._sandbox, None
        if sandbox:
            await asyncio.to_thread(sandbox.stop)

    async def _open(self, contacts: int) -> None:
        sandbox = SandboxThread(SandboxOptions(contacts=contacts))
        try:
            description = await asyncio.to_thread(sandbox.start)
        except OSError as error:
            raise TrunklineError(
                "The practice workspace could not start.",
                f"This computer gave it no address of its own ({error.strerror or error}).",
                "Connect a real account instead, or try again after a restart.",
            ) from error
        self._sandbox = sandbox
        known = self._apps()
        for app, account in description["apps"].items():
            if app in known:
                new = NewConnection(
                    app=app, name=f"Practice {app}", values=account["values"], address=account["address"]
                )
                await self._book.add_practice(new)
