"""The program itself, as the window and the command line see it."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any

import msgspec

from core.faces.face import Face
from core.model.notices import Notice
from core.store.settings import UserSettings


class ProgramFace(Face):
    """Settings, notices, and what keeps the program well."""

    async def settings(self) -> UserSettings:
        """What the person chose."""
        return await self._home.call(self._core.store.settings.load)

    async def change_settings(self, **changes: Any) -> None:
        """Change some of what the person chose, by the names in `UserSettings`."""

        async def work() -> None:
            settings = await self._core.store.settings.load()
            await self._core.store.settings.save(msgspec.structs.replace(settings, **changes))

        await self._home.call(work)

    def notices(self) -> AsyncGenerator[Notice]:
        """What the core tells without being asked, from now on, until the iteration is left."""

        async def work(emit: Callable[[Notice], None]) -> None:
            self._core.listeners.append(emit)
            try:
                await asyncio.Event().wait()
            finally:
                self._core.listeners.remove(emit)

        return self._home.stream(work)

    async def warm_up(self) -> None:
        """Get ready what the first run needs, in a thread: the window calls this once it is painted."""

        def prepare() -> None:
            from core.client import prepare
            from core.run import module_run  # noqa: F401 - to have it imported

            prepare()
            self._core.store.vault.get_ready()

        await self._home.call(lambda: asyncio.to_thread(prepare))

    def report(self, error: BaseException) -> str:
        """A bug's story without secrets, kept in the log; gives the text to copy."""
        return self._core.diagnostics.report(error)
