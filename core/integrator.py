"""The Integrator: the one face of the core, for the window and for the command line.

All methods may be awaited from any one loop; where the core itself runs (in a thread of its own, or right
there) was decided when it was opened.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from core.apps.catalogue import Catalogue
from core.apps.places import read_catalogue
from core.apps.renewal import Renewal
from core.apps.workshop import CheckedApp, check_app, new_app
from core.diagnostics import Diagnostics
from core.home import Answer, Here, Home, OwnThread
from core.model.app import App
from core.model.connection import Connection
from core.model.errors import AppInvalid
from core.model.form import FilledForm
from core.model.http import Exchange
from core.model.module import Module
from core.model.notices import ConnectionsChanged, Notice
from core.model.run import BundleSource, RunEvent, RunRecord
from core.rules.request import base_url
from core.run.account_book import ADDRESS, NAME, AccountBook, NewConnection
from core.store.settings import UserSettings
from core.store.store import Store
from core.store.vault import VaultState

if TYPE_CHECKING:
    from core.practice import Practice
    from core.run.lookups import Lookups
    from core.run.module_run import ModuleRuns

__all__ = [
    "ADDRESS",
    "NAME",
    "CheckedApp",
    "Integrator",
    "NewConnection",
    "UserSettings",
    "VaultState",
    "check_app",
    "new_app",
    "open_integrator",
    "read_catalogue",
]


class _Core:
    """What lives on the core's loop."""

    def __init__(self, store: Store, catalogue: Catalogue, diagnostics: Diagnostics) -> None:
        self.store = store
        self.catalogue = catalogue
        self.diagnostics = diagnostics
        self.book = AccountBook(store, catalogue.app, diagnostics.learn_secrets)
        self.clients = Renewal(self.book.close)
        """Clients speak as their app says; it may change while they are there."""
        self.listeners: list[Callable[[Notice], None]] = []
        self.under_way: set[asyncio.Task[Any]] = set()
        """The runs that somebody is iterating over."""

    # What needs HTTP is imported when it is first wanted: the window is on the screen long before.

    @cached_property
    def runs(self) -> "ModuleRuns":
        from core.run.module_run import ModuleRuns

        return ModuleRuns(self.store, self.book)

    @cached_property
    def lookups(self) -> "Lookups":
        from core.run.lookups import Lookups

        return Lookups(self.book)

    @cached_property
    def practice(self) -> "Practice":
        from core.practice import Practice

        return Practice(self.book, self.catalogue.apps)

    def tell(self, notice: Notice) -> None:
        for listener in list(self.listeners):
            listener(notice)

    @contextlib.contextmanager
    def run_under_way(self) -> Iterator[None]:
        task = asyncio.current_task()
        assert task, "a run is a task"
        self.under_way.add(task)
        try:
            yield
        finally:
            self.under_way.discard(task)

    async def close(self) -> None:
        for task in self.under_way:
            task.cancel()
        await asyncio.gather(*self.under_way, return_exceptions=True)  # each writes down that it was stopped
        if "practice" in self.__dict__:
            await self.practice.stop()
        await self.book.close()
        await self.store.close()


class Integrator:
    """Apps, connections, runs and what came back."""

    def __init__(self, home: Home, core: _Core) -> None:
        self._home = home
        self._core = core

    # Apps

    async def apps(self) -> tuple[App, ...]:
        """Every app that can be used, by label."""
        return await self._home.call(_awaited(self._core.catalogue.apps))

    async def app_problems(self) -> tuple[AppInvalid, ...]:
        """Apps whose files are wrong, with every mistake."""
        return await self._home.call(_awaited(self._core.catalogue.problems))

    async def modules(self, app: str) -> tuple[Module, ...]:
        """The modules of an app: triggers, actions, searches, the API call."""
        return await self._home.call(_awaited(lambda: self._core.catalogue.modules(app)))

    async def module(self, app: str, id: str) -> Module:
        """One module. Raises `NotKnown` with the nearest name."""
        return await self._home.call(_awaited(lambda: self._core.catalogue.module(app, id)))

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

    # Connections

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

    # The vault

    async def vault_state(self) -> VaultState:
        """Where the secrets' key is, or why it cannot be had. Answers within the keyring's time limit."""
        return await self._home.call(self._core.store.vault.prepare)

    def vault_is_in_use(self) -> bool:
        """Whether secrets may lie in the vault already, as of the last `vault_state()`."""
        return self._core.store.vault.is_in_use

    async def create_passphrase(self, passphrase: str) -> None:
        """Keep the secrets' key under a passphrase, where there is no system keyring."""
        await self._home.call(lambda: self._core.store.vault.create_with_passphrase(passphrase))

    async def unlock(self, passphrase: str) -> None:
        """Open the passphrase vault. Raises `WrongPassphrase`."""
        await self._home.call(lambda: self._core.store.vault.unlock(passphrase))

    # Runs

    def run_module(
        self, connection: str, app: str, module: str, values: Mapping[str, Any]
    ) -> AsyncGenerator[RunEvent]:
        """Run a module and iterate over what happens. Leaving the iteration stops the run at once.

        `connection` is an id or a name. Raises `InvalidValues`, `NotKnown` or a `VaultError` before anything
        is sent; later trouble comes as `RunFailed`.
        """

        async def work(emit: Callable[[RunEvent], None]) -> None:
            with self._core.run_under_way():
                async with self._core.clients.use():
                    declared = self._core.catalogue.module(app, module)
                    chosen = await self._core.book.find(connection)
                    await self._core.runs.run(self._core.catalogue.app(app), declared, chosen, values, emit)

        return self._home.stream(work)

    def bundles(self, run: str) -> BundleSource:
        """The bundles of a run, read where they lie. Touches the disk only, at once."""
        return self._core.store.spool.reader(run)

    async def exchanges(self, run: str) -> tuple[Exchange, ...]:
        """The requests of a run and their replies, secrets replaced."""
        return await self._home.call(_awaited(lambda: self._core.store.spool.exchanges(run)))

    async def run_record(self, run: str) -> RunRecord | None:
        """A run's row of the history."""
        return await self._home.call(lambda: self._core.store.runs.get(run))

    async def latest_runs(self, limit: int = 50) -> tuple[RunRecord, ...]:
        """The newest rows of the history, newest first."""
        return await self._home.call(lambda: self._core.store.runs.latest(limit))

    async def lookup(
        self, connection: str, name: str, values: Mapping[str, Any], search: str = ""
    ) -> Sequence[tuple[str, str]]:
        """The entries of a list that the account holds: pairs of value and label."""

        async def work() -> Sequence[tuple[str, str]]:
            async with self._core.clients.use():
                chosen = await self._core.book.find(connection)
                app = self._core.catalogue.app(chosen.app)
                return await self._core.lookups.entries(app, chosen, name, values, search)

        return await self._home.call(work)

    # Forms

    async def remember_form(self, app: str, module: str, form: FilledForm) -> None:
        """Keep how a form was filled in; secrets among its values are left out."""

        async def work() -> None:
            from core.run.remembered import RememberedForms

            declared = self._core.catalogue.module(app, module)
            await RememberedForms(self._core.store, self._core.book).remember(declared, form)

        await self._home.call(work)

    async def remembered_form(self, app: str, module: str) -> FilledForm | None:
        """How a form was filled in last; None when it never ran."""
        return await self._home.call(lambda: self._core.store.forms.last(app, module))

    async def service_addresses(self, connection: str, app: str, base: str = "") -> tuple[str, ...]:
        """What paths of a call of one's own are relative to: at the account, and at the service itself.

        `connection` is an id, "" while none is chosen; `base` names one of the app's `other_bases`.
        """

        async def work() -> tuple[str, ...]:
            declared = self._core.catalogue.app(app)
            itself = declared.other_bases[base] if base else declared.base_url
            if not connection:
                return (itself,)
            chosen = await self._core.book.find(connection)
            credentials = await self._core.book.credentials(chosen)
            return (base_url(declared, base, credentials.values, chosen.address), itself)

        return await self._home.call(work)

    # The rest

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


@contextlib.asynccontextmanager
async def open_integrator(
    data_dir: Path, *, own_thread: bool = False, passphrase: str | None = None
) -> AsyncIterator[Integrator]:
    """Open a profile: the folder with everything of one person. Made when it is not there.

    `own_thread` gives the core a loop of its own; `passphrase` opens the passphrase vault, or makes it
    where there is none yet. Raises `DataError`, `WrongPassphrase`.
    """
    home: Home = OwnThread().start() if own_thread else Here()
    diagnostics = Diagnostics(data_dir / "logs")

    async def enter() -> _Core:
        store = await Store.open(data_dir)
        core = _Core(store, read_catalogue(data_dir), diagnostics)
        try:
            diagnostics.start()
            if passphrase is not None:
                await _open_vault(store, passphrase)
        except BaseException:
            await core.close()
            raise
        return core

    try:
        core = await home.call(enter)
        try:
            yield Integrator(home, core)
        finally:
            await home.call(core.close)
    finally:
        await home.close()
        diagnostics.stop()


async def _open_vault(store: Store, passphrase: str) -> None:
    """Open the vault with a passphrase, or make it where nothing holds the key yet."""
    match await store.vault.prepare():
        case "locked":
            await store.vault.unlock(passphrase)
        case "new" | "no_keyring":
            await store.vault.create_with_passphrase(passphrase)


def _awaited(function: Callable[[], Answer]) -> Callable[[], Coroutine[Any, Any, Answer]]:
    async def work() -> Answer:
        return function()

    return work
