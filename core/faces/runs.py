"""Runs, as the window and the command line see them."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from typing import Any

from core.faces.face import Face, awaited
from core.model.errors import TrunklineError
from core.model.http import Exchange
from core.model.run import BundleSource, RunEvent, RunRecord
from core.rules.curl_text import curl_without_secrets


class RunsFace(Face):
    """Running modules, what came back, and the lists that an account holds."""

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

    def continue_run(self, run: str) -> AsyncGenerator[RunEvent]:
        """Go on with a run that ended before its end: failed, stopped or interrupted. Events as of
        `run_module`: `RunStarted` with the same id, then `BundlesArrived` from behind what is there already.

        Leaving the iteration stops it again. Raises, before anything is sent, `NotKnown`, a `VaultError`, and
        a `TrunklineError` that says why this run cannot be continued: it is done, or under way; its form held
        a secret, which is not kept; the module was changed; the connection leads to another account; or it is
        not known whether an unsafe write was carried out.
        """

        async def work(emit: Callable[[RunEvent], None]) -> None:
            with self._core.run_under_way():
                async with self._core.clients.use():
                    await self._core.runs.go_on(run, self._core.catalogue.module, emit)

        return self._home.stream(work)

    async def why_not_continued(self, run: str) -> TrunklineError | None:
        """Why `continue_run` would refuse a run; None when it would try. Opens no vault, sends nothing."""
        return await self._home.call(lambda: self._core.runs.problem_of(run, self._core.catalogue.module))

    def bundles(self, run: str) -> BundleSource:
        """The bundles of a run, read where they lie. Touches the disk only, at once."""
        return self._core.store.spool.reader(run)

    async def exchanges(self, run: str) -> tuple[Exchange, ...]:
        """The requests of a run and their replies, secrets replaced."""
        return await self._home.call(awaited(lambda: self._core.store.spool.exchanges(run)))

    def curl(self, exchange: Exchange) -> str:
        """A request of a run as a curl command, `***` where its secrets were. Done at once."""
        return curl_without_secrets(exchange)

    async def curl_with_secrets(self, run: str, exchange: Exchange) -> str:
        """The same with its secrets, for nobody but the person who asked for it. Nothing is written down.

        Raises `NotKnown`, a `VaultError`, and a `TrunklineError` that says why they cannot be put back: the
        connection was changed since, say.
        """

        async def work() -> str:
            from core.run.request_copy import RequestCopies

            copies = RequestCopies(self._core.store, self._core.book)
            return await copies.curl(run, exchange, self._core.catalogue.module)

        return await self._home.call(work)

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
