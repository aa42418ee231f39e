"""One SQLite file, and the one thread of this process that touches it."""

import contextlib
import os
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from core.model.errors import DataUnreadable
from core.private_files import private_file
from core.store.disk import disk_full, explained, not_writable
from core.store.migrate import migrate, refuse_newer
from core.store.threads import Answer
from core.store.transaction import transaction

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
"""A function of rows; it runs in the database's thread."""

BUSY_LIMIT = 5.0
"""Seconds to wait for another process that is writing."""


class Database:
    """A queue of functions before a thread that owns the connection. Other processes may use the file too.

    The trip to the thread costs far more than a row does: give one function all rows of a step.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="database", daemon=True)
        self._connection: sqlite3.Connection | None = None

    async def open(self) -> None:
        """Open or make the file and bring it to the present shape. DataUnreadable, DataTooNew."""
        self._thread.start()
        await self._ask(self._connect)

    async def select(self, query: str, *values: Any) -> list[Any]:
        """The rows of one query."""
        return await self._ask(lambda: self._open_connection().execute(query, values).fetchall())

    async def execute(self, statement: str, *values: Any) -> int:
        """One statement that changes rows. Gives how many."""
        return await self.write(lambda connection: connection.execute(statement, values).rowcount)

    async def work(self, work: Work[T]) -> T:
        """Call `work(connection)`, which only reads. Its result must not hold on to the connection."""
        return await self._ask(lambda: work(self._open_connection()))

    async def write(self, work: Work[T]) -> T:
        """Call `work(connection)` in one transaction: all of it is kept, or nothing when it raises. Its
        result must not hold on to the connection.

        Once asked for it is done, even if nobody waits any more.
        """
        return await self._ask(lambda: self._in_transaction(work))

    async def close(self) -> None:
        """Finish what was asked for and let go of the file."""
        if self._thread.is_alive():
            try:
                await self._ask(self._disconnect)
            finally:
                self._jobs.put(None)
                self._thread.join()

    async def _ask(self, job: Callable[[], T]) -> T:
        if not self._thread.is_alive():
            raise RuntimeError("The database is closed.")
        answer: Answer[T] = Answer()
        self._jobs.put(partial(answer.work_out, self._explained, job))
        return await answer.wait()

    def _explained(self, job: Callable[[], T]) -> T:
        with explained(self._file.parent), _sqlite_explained(self._file):
            return job()

    def _in_transaction(self, work: Work[T]) -> T:
        connection = self._open_connection()
        with transaction(connection):
            return work(connection)

    def _serve(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()

    def _open_connection(self) -> sqlite3.Connection:
        if self._connection is None:
            raise RuntimeError("The database is closed.")
        return self._connection

    def _connect(self) -> None:
        # Made before SQLite does: its log and index files take over the permissions.
        os.close(private_file(str(self._file), os.O_CREAT | os.O_RDWR))
        connection = sqlite3.connect(self._file, timeout=BUSY_LIMIT, isolation_level=None)
        try:
            refuse_newer(connection, self._file)
            _configure(connection)
            migrate(connection, self._file)
        except BaseException:
            connection.close()
            raise
        self._connection = connection

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.execute("PRAGMA busy_timeout = 0")
            with contextlib.suppress(sqlite3.OperationalError):  # then another process tidies up, or the next
                connection.execute("PRAGMA incremental_vacuum")
        finally:
            connection.close()


def _configure(connection: sqlite3.Connection) -> None:
    if not connection.execute("PRAGMA page_count").fetchone()[0]:
        # Before the log and the first table, which fix how pages are laid out.
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")


@contextmanager
def _sqlite_explained(file: Path) -> Iterator[None]:
    """Say what SQLite says no with in a sentence; what is our own mistake passes."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        problem = _problem(file, getattr(error, "sqlite_errorcode", 0))
        if problem is None:
            raise
        raise problem from error


def _problem(file: Path, code: int) -> DataUnreadable | None:
    """The sentence for an extended result code of SQLite; None for those that mean a mistake of ours."""
    if code == sqlite3.SQLITE_IOERR_SHMSIZE:  # no room for the index of the log, which is made at each start
        return disk_full(file.parent)
    match code & 0xFF:
        case sqlite3.SQLITE_FULL:
            return disk_full(file.parent)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return not_writable(file.parent)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return DataUnreadable(
                "Trunkline's data is in use.",
                f"Another program has been writing to {file} for more than {BUSY_LIMIT:.0f} seconds.",
                "Close it and try again.",
            )
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return DataUnreadable(
                "Trunkline's data is damaged.",
                f"The file {file} is not a sound database.",
                "Put a copy of it back, or move it away to start afresh. The secrets in it need their key.",
            )
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_CANTOPEN:
            return DataUnreadable(
                "Trunkline's data cannot be read or written.",
                f"The file {file} or its folder does not work.",
                "Check the folder and the disk that it lies on.",
            )
    return None
