"""The history of runs. A run is written down before its first request, and completed at its end; one that
ended early may be taken up again."""

import json
import sqlite3
from collections.abc import Callable
from typing import Any

from core.model.errors import NotKnown
from core.model.run import RunRecord, RunStatus
from core.store.database import Database

Problem = tuple[str, str, str]
"""Title, reason and next step of what ended a run."""

COLUMNS = (
    "id, app, module, connection, started_at, ended_at, status, pages, bundles, field_values, problem,"
    " account, declared, left_out, in_doubt"
)
_SELECT = f"SELECT {COLUMNS} FROM runs"
_NEWEST_FIRST = "ORDER BY started_at DESC, position DESC LIMIT ?"


class Runs:
    """Every run of this profile. `process` is the id of this process, written beside what it begins.

    `strike_off` marks the runs of processes that are gone, inside a transaction.
    """

    def __init__(
        self, database: Database, process: str, strike_off: Callable[[sqlite3.Connection], None]
    ) -> None:
        self._database = database
        self._process = process
        self._strike_off = strike_off

    async def begin(self, record: RunRecord) -> None:
        """Write down a run that is about to start."""
        row = (*_to_row(record), self._process)
        places = ", ".join("?" for _ in row)
        insert = f"INSERT INTO runs ({COLUMNS}, process) VALUES ({places})"
        await self._database.execute(insert, *row)

    async def complete(
        self,
        id: str,
        *,
        status: RunStatus,
        pages: int,
        bundles: int,
        ended_at: float,
        problem: Problem | None = None,
        in_doubt: bool = False,
    ) -> None:
        """Write down how a run ended. NotKnown when it was never begun."""
        update = (
            "UPDATE runs SET status = ?, pages = ?, bundles = ?, ended_at = ?, problem = ?, in_doubt = ?"
            " WHERE id = ?"
        )
        row = (status, pages, bundles, ended_at, _problem_to_text(problem), in_doubt, id)
        if not await self._database.execute(update, *row):
            raise _no_run(id)

    async def settled(self, id: str) -> RunRecord:
        """The run with this id, which is interrupted if its process is gone. NotKnown."""
        await self._database.write(self._strike_off)
        record = await self.get(id)
        if record is None:
            raise _no_run(id)
        return record

    async def take_up(self, record: RunRecord, *, in_doubt: bool) -> bool:
        """Have a run under way again, in this process, as it was read: False when it is no more as it was."""
        update = (
            "UPDATE runs SET status = 'running', ended_at = NULL, problem = NULL, in_doubt = ?, process = ?"
            " WHERE id = ? AND status = ? AND ended_at IS ?"
        )
        row = (in_doubt, self._process, record.id, record.status, record.ended_at)
        return bool(await self._database.execute(update, *row))

    async def get(self, id: str) -> RunRecord | None:
        """The run with this id."""
        found = await self._select("WHERE id = ?", id)
        return found[0] if found else None

    async def latest(self, limit: int = 50) -> tuple[RunRecord, ...]:
        """The newest runs, newest first."""
        return await self._select(_NEWEST_FIRST, limit)

    async def last_of(self, app: str, module: str) -> RunRecord | None:
        """The newest run of a module."""
        found = await self._select(f"WHERE app = ? AND module = ? {_NEWEST_FIRST}", app, module, 1)
        return found[0] if found else None

    async def _select(self, clause: str, *values: Any) -> tuple[RunRecord, ...]:
        rows = await self._database.select(f"{_SELECT} {clause}", *values)
        return tuple(record_of(row) for row in rows)


def interrupt_orphans(arrived: Callable[[str], int], connection: sqlite3.Connection) -> None:
    """Mark as interrupted what was under way in processes that are gone, as the table of processes says.

    `arrived` tells how many bundles of a run lie in the spool. When such a run ended, nobody knows.
    """
    query = "SELECT id FROM runs WHERE status = 'running' AND process NOT IN (SELECT id FROM processes)"
    connection.executemany(
        "UPDATE runs SET status = 'interrupted', bundles = ? WHERE id = ?",
        [(arrived(id), id) for (id,) in connection.execute(query).fetchall()],
    )


def _to_row(record: RunRecord) -> tuple[Any, ...]:
    return (
        record.id,
        record.app,
        record.module,
        record.connection,
        record.started_at,
        record.ended_at,
        record.status,
        record.pages,
        record.bundles,
        json.dumps(record.values),
        _problem_to_text(record.problem),
        record.account,
        record.declared,
        record.left_out,
        record.in_doubt,
    )


def record_of(row: tuple[Any, ...]) -> RunRecord:
    """The run of a row with the columns `COLUMNS`."""
    id, app, module, connection, started_at, ended_at, status, pages, bundles, values, problem, *more = row
    account, declared, left_out, in_doubt = more
    return RunRecord(
        id=id,
        app=app,
        module=module,
        connection=connection,
        started_at=started_at,
        ended_at=ended_at,
        status=status,
        pages=pages,
        bundles=bundles,
        values=json.loads(values),
        problem=tuple(json.loads(problem)) if problem else None,
        account=account,
        declared=declared,
        left_out=bool(left_out),
        in_doubt=bool(in_doubt),
    )


def _problem_to_text(problem: Problem | None) -> str | None:
    return json.dumps(problem) if problem else None


def _no_run(id: str) -> NotKnown:
    return NotKnown("There is no such run.", f"The history has no run '{id}'.")
