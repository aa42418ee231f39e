"""Runs as the history shows them: found again, pinned, and cleared away."""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import Any, NamedTuple

from core.model.errors import DataError, NotKnown
from core.model.history import HistoryFilter, Retention
from core.model.run import RunRecord
from core.store.database import Database
from core.store.runs import COLUMNS, record_of
from core.store.spool import Spool

_DAY = 24 * 60 * 60.0
_MEGABYTE = 1_000_000
_BEYOND = 2**63 - 1


Origin = tuple[str, str, str]
"""App, module and connection of a run."""

Names = Callable[[str, str, str], str]
"""What these are called."""


class FoundRun(NamedTuple):
    """A run of the history; `place` grows with every run that begins."""

    record: RunRecord
    place: int
    pinned: bool


Page = tuple[tuple[FoundRun, ...], int | None]
"""Runs, newest first, and where older ones begin."""


class Outdated(NamedTuple):
    """A run that is kept no longer, why, and the bytes of its files."""

    run: FoundRun
    is_old: bool
    size: int


class History:
    """The rows of all runs and their files, together."""

    def __init__(self, database: Database, spool: Spool) -> None:
        self._database = database
        self._spool = spool
        self._last: tuple[Any, Page] | None = None
        self._origins: tuple[Any, list[Origin]] | None = None
        """The latest page, and all origins of runs, with the state of the database that they belong to."""

    async def page(
        self, wanted: HistoryFilter, names: Names, before: int | None = None, most: int = 200
    ) -> Page:
        """The newest runs that are meant, and where older ones begin. `names` gives the words besides its own
        by which a run may be found; `before` is where a page ended. Quick while nothing has changed."""
        words = wanted.text.casefold().split()
        (state,) = await self._database.select(_STATE)
        named = {one: names(*one).casefold() for one in await self._all_origins(state)} if words else {}
        asked = (state, wanted, named, before, most)
        if self._last is None or self._last[0] != asked:
            self._last = asked, await self._page(wanted, _Meant(words, named), before, most)
        return self._last[1]

    async def _all_origins(self, state: Any) -> list[Origin]:
        if self._origins is None or self._origins[0] != state:
            query = "SELECT DISTINCT app, module, connection FROM runs"
            self._origins = state, await self._database.select(query)
        return self._origins[1]

    async def _page(self, wanted: HistoryFilter, meant: "_Meant", before: int | None, most: int) -> Page:
        clauses, values = _clauses(wanted)
        clauses.append("position < ?")
        values.append(_BEYOND if before is None else before)
        query = f"{_SELECT} WHERE {' AND '.join(clauses)} ORDER BY position DESC"
        found = await self._database.work(partial(meant.among, query, tuple(values), most + 1))
        return tuple(found[:most]), found[most - 1].place if len(found) > most else None

    async def get(self, id: str) -> FoundRun:
        """The run with this id. NotKnown."""
        rows = await self._database.select(f"{_SELECT} WHERE id = ?", id)
        if not rows:
            raise _gone()
        return _found(rows[0])

    async def pin(self, id: str, pinned: bool) -> None:
        """Keep a run for good, or as long as any other. NotKnown."""
        if not await self._database.execute("UPDATE runs SET pinned = ? WHERE id = ?", pinned, id):
            raise _gone()

    async def remove(self, ids: Collection[str]) -> int:
        """Take runs away with their files; those under way stay. Gives how many went."""
        gone = await self._database.write(partial(_remove, tuple(ids)))
        problem: DataError | None = None
        for id in gone:
            try:
                await asyncio.to_thread(self._spool.remove, id)
            except DataError as error:  # the others go all the same
                problem = problem or error
        if problem:
            raise problem
        return len(gone)

    async def outdated(self, retention: Retention, now: float) -> tuple[list[Outdated], int]:
        """What retention would take away, oldest first, and the bytes of all runs. Pinned ones and those
        under way are passed over, and take their room all the same."""
        rows = await self._database.select(f"{_SELECT} ORDER BY started_at, position")
        runs = [_found(row) for row in rows]
        ids = [run.record.id for run in runs]
        sizes = await asyncio.to_thread(lambda: {id: self._spool.size_of(id) for id in ids})
        total = left = sum(sizes.values())
        limit = retention.megabytes * _MEGABYTE if retention.megabytes else None
        oldest = now - retention.days * _DAY if retention.days else None
        found = []
        for run in runs:
            if run.pinned or run.record.status == "running":
                continue
            is_old = oldest is not None and run.record.started_at < oldest
            if is_old or (limit is not None and left > limit and sizes[run.record.id]):
                found.append(Outdated(run, is_old, sizes[run.record.id]))
                left -= sizes[run.record.id]
        return found, total


_SELECT = f"SELECT {COLUMNS}, position, pinned FROM runs"
_ORIGIN, _VALUES, _PROBLEM = slice(1, 4), 9, 10
"""Where app, module and connection stand in a row; what a run was filled in with, and what ended it."""

_STATE = "SELECT data_version, total_changes() FROM pragma_data_version"
"""Other when another process has changed something, or this one."""


def _clauses(wanted: HistoryFilter) -> tuple[list[str], list[Any]]:
    given: list[tuple[str, Any]] = [
        (f"{column} = ?", value)
        for column, value in (
            ("app", wanted.app),
            ("module", wanted.module),
            ("connection", wanted.connection),
        )
        if value
    ]
    if wanted.since is not None:
        given.append(("started_at >= ?", wanted.since))
    if wanted.until is not None:
        given.append(("started_at < ?", wanted.until))
    if wanted.pinned:
        given.append(("pinned = ?", 1))
    clauses, values = [clause for clause, _ in given], [value for _, value in given]
    if wanted.statuses:
        clauses.append(f"status IN ({', '.join('?' for _ in wanted.statuses)})")
        values += wanted.statuses
    return clauses, values


class _Meant:
    """Finds the runs that have all words of a text, in the database's thread."""

    def __init__(self, words: list[str], named: dict[Origin, str]) -> None:
        self._words = words
        self._written = {word: json.dumps(word, ensure_ascii=False)[1:-1] for word in words}
        self._named = named

    def among(
        self, query: str, values: tuple[Any, ...], most: int, connection: sqlite3.Connection
    ) -> list[FoundRun]:
        """The first ones among the rows of a query."""
        found: list[FoundRun] = []
        for row in connection.execute(query, values):
            if self._has_words(row):
                found.append(_found(row))
                if len(found) == most:
                    break
        return found

    def _has_words(self, row: tuple[Any, ...]) -> bool:
        names = self._named.get(row[_ORIGIN], "")
        words = [word for word in self._words if word not in names]
        if not words:
            return True
        written = f"[{row[_VALUES]}, {row[_PROBLEM] or 'null'}]"
        if "\\u" in written:
            written = json.dumps(json.loads(written), ensure_ascii=False)
        folded = written.casefold()
        if not all(self._written[word] in folded for word in words):
            return False  # without a closer look, which takes five times as long
        said = " ".join(_texts(json.loads(written))).casefold()
        return all(word in said for word in words)


def _texts(values: Any) -> Iterator[str]:
    """Every name and value in what was filled in."""
    waiting = [values]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            waiting += value
        elif value is not None:
            yield str(value)


def _remove(ids: tuple[str, ...], rows: sqlite3.Connection) -> list[str]:
    statement = "DELETE FROM runs WHERE id = ? AND status <> 'running'"
    return [id for id in dict.fromkeys(ids) if rows.execute(statement, (id,)).rowcount]


def _found(row: tuple[Any, ...]) -> FoundRun:
    *record, place, pinned = row
    return FoundRun(record_of(tuple(record)), place, bool(pinned))


def _gone() -> NotKnown:
    return NotKnown("This run is gone.", "It was removed from the history.", "Choose another one.")
