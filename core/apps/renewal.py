"""Something that is made anew once nobody uses it, because what it was made from has changed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable


class Renewal:
    """Calls `renew` before the next use that begins while there is no other; never in the middle of one."""

    def __init__(self, renew: Callable[[], Awaitable[None]]) -> None:
        self._renew = renew
        self._due = False
        self._users = 0
        self._beginning = asyncio.Lock()

    def is_due(self) -> None:
        """From now on what is there is out of date."""
        self._due = True

    @contextlib.asynccontextmanager
    async def use(self) -> AsyncIterator[None]:
        """Something is used inside, and stays as it is."""
        async with self._beginning:
            if self._due and not self._users:
                self._due = False
                await self._renew()
            self._users += 1
        try:
            yield
        finally:
            self._users -= 1
