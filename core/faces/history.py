"""The history, as the window and the command line see it."""

import time
from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing, suppress

import msgspec

from core.faces.results import ResultsFace
from core.model.errors import DataError, InvalidValues, NotKnown, TrunklineError
from core.model.history import (
    EVERYTHING,
    FoundInOutput,
    HistoryEntry,
    HistoryFilter,
    HistoryPage,
    OutputEvent,
    OutputsSearched,
    Removal,
    Retention,
    RetentionPlan,
    RunAgain,
)
from core.model.module import Module
from core.model.results import HitsFound, SearchFor
from core.model.run import RunRecord
from core.rules.redact import HIDDEN
from core.store.history import FoundRun

MOST_SEARCHED = 20_000
"""Runs whose bundles are looked through at once."""


class HistoryFace(ResultsFace):
    """Runs of the past: found again, kept for good, and cleared away."""

    async def history(
        self, wanted: HistoryFilter = EVERYTHING, before: int | None = None, most: int = 200
    ) -> HistoryPage:
        """The newest runs that are meant; `before` is `HistoryPage.older` of the page above."""

        async def work() -> HistoryPage:
            names = await self._connection_names()

            def called(app: str, module: str, connection: str) -> str:
                return " ".join(self._names(app, module, connection, names))

            found, older = await self._core.store.history.page(wanted, called, before, most)
            return HistoryPage(tuple(self._entry(run, names) for run in found), older)

        return await self._home.call(work)

    async def history_entry(self, run: str) -> HistoryEntry:
        """One run. Raises `NotKnown`."""

        async def work() -> HistoryEntry:
            found = await self._core.store.history.get(run)
            return self._entry(found, await self._connection_names())

        return await self._home.call(work)

    async def pin_run(self, run: str, pinned: bool = True) -> None:
        """Keep a run for good, or no longer so. Raises `NotKnown`."""
        await self._home.call(lambda: self._core.store.history.pin(run, pinned))

    async def remove_runs(self, runs: Collection[str]) -> int:
        """Take runs away, with all that they brought; those under way stay. Gives how many went."""
        return await self._home.call(lambda: self._core.store.history.remove(runs))

    async def sizes(self, runs: Collection[str]) -> dict[str, int]:
        """How many bytes the files of each run take."""

        async def work() -> dict[str, int]:
            return {run: self._core.store.spool.size_of(run) for run in runs}

        return await self._home.call(work)

    async def run_again(self, run: str) -> RunAgain:
        """What to fill a form in with, so that it runs as that run did. Raises `NotKnown` when the run, its
        module or its app is gone."""

        async def work() -> RunAgain:
            record = (await self._core.store.history.get(run)).record
            module = self._module_of(record)
            names = await self._connection_names()
            values, left_out, unknown = _usable(record, module)
            kept = await self._core.store.forms.last(record.app, record.module, record.connection)
            same = [key for key, value in values.items() if kept and kept.values.get(key) == value]
            return RunAgain(
                app=record.app,
                module=record.module,
                connection=record.connection if record.connection in names else "",
                values=values,
                labels={
                    place: label
                    for place, label in (kept.labels if kept else {}).items()
                    if place.split(".")[0] in same
                },
                left_out=left_out,
                unknown=unknown,
            )

        return await self._home.call(work)

    async def run_before(self, run: str) -> HistoryEntry | None:
        """The newest run of the same module before that one that brought bundles. Raises `NotKnown`."""
        entry = await self.history_entry(run)
        wanted = HistoryFilter(app=entry.record.app, module=entry.record.module)
        before: int | None = entry.place
        while before is not None:
            page = await self.history(wanted, before)
            for older in page.entries:
                if older.record.bundles:
                    return older
            before = page.older
        return None

    async def search_outputs(
        self, wanted: HistoryFilter, looked_for: SearchFor, most: int = MOST_SEARCHED
    ) -> AsyncGenerator[OutputEvent]:
        """Look through the bundles of the runs that are meant, newest first: `FoundInOutput` for each that
        has what is looked for, `OutputsSearched` after each run, whether or not.

        Leaving the iteration (`aclosing`) stops at once. Raises `InvalidValues` as `search` does.
        """
        seen = OutputsSearched(runs=0)
        before: int | None = None
        while seen.runs < most:
            page = await self.history(wanted, before, min(200, most - seen.runs))
            for entry in page.entries:
                unreadable = seen.unreadable
                try:
                    found = await self._found_in(entry, looked_for)
                except InvalidValues:
                    raise
                except TrunklineError:  # also what the worker says, whose errors come as this
                    unreadable += 1
                else:
                    if found:
                        yield found
                at = entry.record.started_at
                seen = OutputsSearched(runs=seen.runs + 1, back_to=at, unreadable=unreadable)
                yield seen
            before = page.older
            if before is None:
                break
        yield msgspec.structs.replace(seen, is_complete=before is None)

    async def _found_in(self, entry: HistoryEntry, looked_for: SearchFor) -> FoundInOutput | None:
        run, last = entry.record.id, None
        try:
            async with aclosing(self.search(run, looked_for)) as events:
                async for event in events:
                    if isinstance(event, HitsFound):
                        last = event
            if last is None or not last.hits.refresh():
                return None
            first = last.hits[0]
        finally:
            if last is not None:
                last.hits.close()
        place = await self.place(run, first)
        value = None if place.in_name else await self.at(run, first.bundle, place.steps)
        return FoundInOutput(
            entry=entry,
            hits=last.count,
            in_bundles=last.in_bundles,
            first=first,
            steps=place.steps,
            in_name=place.in_name,
            preview=str(place.steps[-1]) if place.in_name else value.preview if value else "",
        )

    async def retention_plan(self, retention: Retention | None = None) -> RetentionPlan:
        """What the settings, or others that are only tried, would clear away now. Changes nothing."""

        async def work() -> RetentionPlan:
            chosen = retention or (await self._core.store.settings.load()).retention
            names = await self._connection_names()
            outdated, size = await self._core.store.history.outdated(chosen, time.time())
            removals = (
                Removal(entry=self._entry(one.run, names), why="age" if one.is_old else "room", size=one.size)
                for one in outdated
            )
            return RetentionPlan(tuple(removals), size)

        return await self._home.call(work)

    def _module_of(self, record: RunRecord) -> Module:
        try:
            app = self._core.catalogue.app(record.app)
        except TrunklineError as error:
            raise NotKnown(
                "The app of this run is gone.",
                f"There is no app “{record.app}” here any more.",
                "What the run brought can still be looked at.",
            ) from error
        try:
            return self._core.catalogue.module(record.app, record.module)
        except TrunklineError as error:
            raise NotKnown(
                "The module of this run is gone.",
                f"{app.label} has no module “{record.module}” any more.",
                "What the run brought can still be looked at.",
            ) from error

    async def _connection_names(self) -> dict[str, str]:
        return {one.id: one.name for one in await self._core.book.all()}

    def _entry(self, run: FoundRun, names: dict[str, str]) -> HistoryEntry:
        record = run.record
        app, module, connection = self._names(record.app, record.module, record.connection, names)
        if record.status == "running":  # its row is completed at the end
            with suppress(DataError):  # that its files cannot be read is told when they are looked at
                record = msgspec.structs.replace(record, bundles=self._core.store.spool.count(record.id))
        return HistoryEntry(
            record=record,
            place=run.place,
            pinned=run.pinned,
            app_label=app,
            module_label=module,
            connection_name=connection,
        )

    def _names(self, app: str, module: str, connection: str, names: dict[str, str]) -> tuple[str, str, str]:
        name = names.get(connection, "")
        try:
            label = self._core.catalogue.app(app).label
        except TrunklineError:  # it may have been taken away since
            return app, module, name
        try:
            return label, self._core.catalogue.module(app, module).label, name
        except TrunklineError:
            return label, module, name


def _usable(record: RunRecord, module: Module) -> tuple[dict[str, object], tuple[str, ...], tuple[str, ...]]:
    """Values for the form of a module as it is now, labels of fields that were left out because they held a
    secret, and keys that it does not know."""
    labels = {field.key: field.label for field in module.fields}
    secret = [key for key, value in record.values.items() if key in labels and _holds_secret(value)]
    values = {key: value for key, value in record.values.items() if key in labels and key not in secret}
    unknown = tuple(key for key in record.values if key not in labels)
    return values, tuple(labels[key] for key in secret), unknown


def _holds_secret(value: object) -> bool:
    """Whether a secret stood in it that was not written down."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str) and HIDDEN in one:
            return True
    return False
