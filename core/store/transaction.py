"""All or nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """What is written inside is kept when the end is reached, else none of it. `connection` in autocommit.

    Takes the right to write at once, so that what was read inside is still true when it is acted upon.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite has gone back by itself when the disk failed
            connection.execute("ROLLBACK")
        raise
