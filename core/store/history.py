"""Runs as the history shows them: found again, pinned, and cleared away."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable, Collection, Iterator
from contextlib import aclosing
from functools import partial
from typing import Any, NamedTuple

from core.model.errors import DataError
from core.model.history import HistoryFilter, Retention
from core.model.run import RunRecord
from core.store.database import Database
from core.store.runs import COLUMNS, record_of
from core.store.spool import Spool

_DAY = 24 * 60 * 60.0
_MEGABYTE = 1_000_000
_AT_ONCE = 500
"""Rows that are read together; others may use the database in between."""
_BEYOND = 2**63 - 1


class FoundRun(NamedTuple):
    """A run of the history; `place` grows with every run that begins."""

    record: RunRecord
    place: int
    pinned: bool


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

    async def page(
        self,
        wanted: HistoryFilter,
        names: Callable[[RunRecord], str],
        before: int | None = None,
        most: int = 200,
    ) -> tuple[list[FoundRun], int | None]:
        """The newest runs that are meant, and where older ones begin. `names` gives the words besides its own
        by which a run may be found; `before` is where a page ended."""
        words = wanted.text.casefold().split()
        found: list[FoundRun] = []
        async with aclosing(self._newest_first(wanted, before)) as runs:
            async for run in runs:
                if words and not _is_meant(words, run.record, names(run.record)):
                    continue
                if len(found) == most:
                    return found, found[-1].place
                found.append(run)
        return found, None

    async def _newest_first(self, wanted: HistoryFilter, before: int | None) -> AsyncGenerator[FoundRun]:
        clauses, values = _clauses(wanted)
        clauses.append("position < ?")
        while True:
            query = f"{_SELECT} WHERE {' AND '.join(clauses)} ORDER BY position DESC LIMIT ?"
            last = _BEYOND if before is None else before
            rows = await self._database.select(query, *values, last, _AT_ONCE)
            for row in rows:
                yield _found(row)
            if len(rows) < _AT_ONCE:
                return
            before = _found(rows[-1]).place

    async def get(self, id: str) -> FoundRun | None:
        """The run with this id."""
        rows = await self._database.select(f"{_SELECT} WHERE id = ?", id)
        return _found(rows[0]) if rows else None

    async def pin(self, id: str, pinned: bool) -> bool:
        """Keep a run for good, or as long as any other; False when there is none of that id."""
        return bool(await self._database.execute("UPDATE runs SET pinned = ? WHERE id = ?", pinned, id))

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


def _is_meant(words: list[str], record: RunRecord, names: str) -> bool:
    said = " ".join((names, *_texts(record.values), *(record.problem or ()))).casefold()
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
