"""Bundles found by what is in one column, for a query that looks some up again and again, as joins do."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import apsw

_AT_ONCE = 500
"""Rows that are handed over together."""


class CopiedColumns:
    """Cells of some columns by those of the first, in a database that SQLite keeps in a file of its own and
    removes. An equality that SQL sees is found here; there may be more, which it sorts out."""

    def __init__(self, width: int, batches: Iterable[tuple[Sequence[int], Sequence[Sequence[Any]]]]) -> None:
        """`batches`: numbers of bundles with the cells of `width` columns. NULL equals nothing, and is left
        out."""
        self._database = apsw.Connection("")
        others = "".join(f", c{place}" for place in range(width))
        self._database.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        # As numbers where they look like some: a comparison may do the same.
        self._database.execute(f"CREATE TABLE cells (key NUMERIC, bundle INTEGER{others})")
        fill = f"INSERT INTO cells VALUES (?1, ?2{''.join(f', ?{place + 3}' for place in range(width))})"
        with self._database:
            for numbers, columns in batches:
                rows = zip(columns[0], numbers, *columns, strict=True)
                self._database.executemany(fill, (row for row in rows if row[0] is not None))
            self._database.execute("CREATE INDEX by_key ON cells (key, bundle)")
        self._query = f"SELECT bundle{others} FROM cells WHERE key = ? ORDER BY bundle"

    def equal_to(self, value: Any) -> Iterator[tuple[Sequence[int], list[Sequence[Any]]]]:
        """Numbers of bundles with their cells, in batches."""
        found = self._database.execute(self._query, (value,))
        while rows := list(islice(found, _AT_ONCE)):
            columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
            yield columns[0], columns[1:]

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()
