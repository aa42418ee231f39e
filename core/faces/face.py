"""What all faces have: the core, and the home that its coroutines run in."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from core.apps.catalogue import Catalogue
from core.apps.renewal import Renewal
from core.diagnostics import Diagnostics
from core.home import Answer, Home
from core.model.notices import Notice
from core.run.account_book import AccountBook
from core.store.store import Store

if TYPE_CHECKING:
    from core.practice import Practice
    from core.results.desk import Desk
    from core.run.lookups import Lookups
    from core.run.module_run import ModuleRuns


class Core:
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

    @cached_property
    def desk(self) -> "Desk":
        from core.results.desk import Desk

        return Desk()

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
        if "desk" in self.__dict__:
            await self.desk.close()
        if "practice" in self.__dict__:
            await self.practice.stop()
        await self.book.close()
        await self.store.close()


class Face:
    """One topic of the integrator. All methods may be awaited from any one loop."""

    def __init__(self, home: Home, core: Core) -> None:
        self._home = home
        self._core = core


def awaited(function: Callable[[], Answer]) -> Callable[[], Coroutine[Any, Any, Answer]]:
    """A plain function as a coroutine."""

    async def work() -> Answer:
        return function()

    return work
