"""What the tests of the store share: small values, open stores, other processes."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

from core.model.connection import Connection
from core.model.run import RunRecord
from core.store.store import DATABASE, Store

ROOT = Path(__file__).parents[3]


@asynccontextmanager
async def opened(folder: Path, *, keyring_limit: float = 2.0) -> AsyncIterator[Store]:
    """A store, closed at the end."""
    store = await Store.open(folder, keyring_limit=keyring_limit)
    try:
        yield store
    finally:
        await store.close()


def connection(id: str = "c1", **changes: Any) -> Connection:
    """A connection, plain but for the changes."""
    return Connection(**{"id": id, "app": "refiner", "name": id, **changes})


def run(id: str = "r1", **changes: Any) -> RunRecord:
    """A run that has just begun."""
    plain = {"id": id, "app": "refiner", "module": "list", "connection": "c1", "started_at": 1.0}
    return RunRecord(**{**plain, **changes})


def rows(folder: Path, statement: str, *values: Any) -> list[Any]:
    """What a stranger sees, or changes, in the database of a closed store."""
    with closing(sqlite3.connect(folder / DATABASE)) as database, database:
        return database.execute(statement, values).fetchall()


@contextmanager
def another_process(script: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Python in a process of its own; killed at the end if it still lives."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


ROOM = 200_000
"""Bytes: a small disk, but large enough for a new database."""


@contextmanager
def room_on_disk(size: int) -> Iterator[None]:
    """No file can grow beyond `size` bytes inside: to whoever writes it looks like a full disk."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
