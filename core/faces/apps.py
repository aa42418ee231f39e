"""Apps, as the window and the command line see them."""

from pathlib import Path

from core.faces.face import Face, awaited
from core.model.app import App
from core.model.errors import AppInvalid
from core.model.module import Module


class AppsFace(Face):
    """Which apps there are, and what they can do."""

    async def apps(self) -> tuple[App, ...]:
        """Every app that can be used, by label."""
        return await self._home.call(awaited(self._core.catalogue.apps))

    async def app_problems(self) -> tuple[AppInvalid, ...]:
        """Apps whose files are wrong, with every mistake."""
        return await self._home.call(awaited(self._core.catalogue.problems))

    async def modules(self, app: str) -> tuple[Module, ...]:
        """The modules of an app: triggers, actions, searches, the API call."""
        return await self._home.call(awaited(lambda: self._core.catalogue.modules(app)))

    async def module(self, app: str, id: str) -> Module:
        """One module. Raises `NotKnown` with the nearest name."""
        return await self._home.call(awaited(lambda: self._core.catalogue.module(app, id)))

    def icon(self, app: str) -> Path:
        """The file of an app's mark (SVG)."""
        return self._core.catalogue.icon(app)

    @property
    def own_apps(self) -> Path:
        """Where the person's own apps lie, or will."""
        return self._core.catalogue.own_folder

    async def refresh_apps(self) -> None:
        """Look at the apps again; what changed holds from the next run on."""

        async def work() -> None:
            if self._core.catalogue.refresh():
                self._core.clients.is_due()

        await self._home.call(work)
