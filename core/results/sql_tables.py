"""The bundles of a run as a table of SQLite: nothing is copied, a row is read from its line when the query
comes to it, and only the columns that the query uses are decoded.

SQLite finds these tables by their names and asks them for rows through the methods that it knows (they are
written in capitals here). A query that looks up equal values again and again has the columns copied into a
file, which is searched quickly.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import apsw

from core.model.results import Steps
from core.model.sql import SqlColumn
from core.results.lines import Lines
from core.results.questions import Source
from core.results.sql_cells import SqlCells
from core.results.sql_copy import CopiedColumns
from core.rules.sql_names import quoted

BUNDLE, JSON = 0, 1
"""The first columns: the number of a bundle, and its text."""

_TOLD_APART = 63
"""Columns of a query that SQLite tells; of those behind them it tells nothing."""

_FEW = 10
"""Rows that SQLite is to expect for one value."""

Numbers = Sequence[int]
Columns = tuple[int, ...]
OnRead = Callable[[int], None]
Open = Callable[[str], "BundleTable"]


class Tables:
    """What SQLite calls to open a table."""

    def __init__(self, open_table: Open) -> None:
        self._open = open_table

    def Connect(
        self, connection: apsw.Connection, module: str, database: str, table: str, *arguments: Any
    ) -> tuple[str, "BundleTable"]:
        """Declare the table's columns."""
        opened = self._open(module)
        return opened.declaration(), opened


class _Batch(NamedTuple):
    """Some rows: their bundles, from 0, and the cells of some columns."""

    bundles: Numbers
    cells: dict[int, Sequence[Any]]
    lines: Sequence[bytes] | None


class BundleTable:
    """One table. `on_read` is told of bundles as they are read."""

    def __init__(self, source: Source, columns: Sequence[SqlColumn], on_read: OnRead) -> None:
        self.columns = columns
        self._lines = Lines(source)
        self._on_read = on_read
        self._readers: dict[Columns, SqlCells] = {}
        self._more: set[int] = set()
        self._only_batch: dict[Columns, _Batch] = {}
        self._asked: set[int] = set()
        self._copies: dict[tuple[int, Columns], CopiedColumns] = {}

    def declaration(self) -> str:
        """The columns in SQL."""
        parts = (quoted(column.name) + (" HIDDEN" if column.aside else "") for column in self.columns)
        return f"CREATE TABLE bundles ({', '.join(parts)})"

    # What SQLite asks

    def BestIndexObject(self, info: apsw.IndexInfo) -> bool:
        """Say which columns the query uses, and offer to look up one value."""
        used = sorted(column for column in info.colUsed if column < _TOLD_APART)
        info.idxStr = " ".join(map(str, used))
        total = self._lines.total
        key = _key(info)
        if key is None:
            info.estimatedRows = total
            info.estimatedCost = float(total * (1 + len(used)))
        else:
            constraint, column = key
            info.set_aConstraintUsage_argvIndex(constraint, 1)
            info.idxNum = column + 1
            info.estimatedRows = 1 if column == BUNDLE else _FEW
            info.estimatedCost = float(1 if column == BUNDLE else _FEW * (1 + len(used)))
        if info.nOrderBy == 1 and not info.get_aOrderBy_desc(0) and info.get_aOrderBy_iColumn(0) <= BUNDLE:
            info.orderByConsumed = True
        return True

    def Open(self) -> "_Cursor":
        """Begin to read."""
        return _Cursor(self)

    def Disconnect(self) -> None:
        """The query is over."""
        for copy in self._copies.values():
            copy.close()
        self._copies.clear()

    Destroy = Disconnect

    # What the cursors ask

    def batches(self, used: Columns, key: int | None, value: Any) -> Iterator[_Batch]:
        """The rows to look at: all, or those that may have a value in a column."""
        if key is None:
            return self._all(used)
        if value is None:
            return iter(())
        if key == BUNDLE:
            return self._one(value, used)
        if key not in self._asked:
            self._asked.add(key)
            return self._all(used)
        return self._equal(used, key, value)

    def read_more(self, batch: _Batch, column: int) -> Sequence[Any]:
        """The cells of a column that nobody expected to be used; from now on it is read with the others."""
        if column >= _TOLD_APART:
            self._more.add(column)
        lines = batch.lines or [self._lines.line(bundle) for bundle in batch.bundles]
        cells = batch.cells[column] = self._cells((column,), batch.bundles, lines)[column]
        return cells

    def _all(self, used: Columns) -> Iterator[_Batch]:
        if kept := self._only_batch.get(used):
            yield kept
            return
        for bundles, lines in self._lines.batches():
            wanted = (*used, *self._more) if self._more else used
            batch = _Batch(bundles, self._cells(wanted, bundles, lines), lines)
            if len(bundles) == self._lines.total:
                self._only_batch[used] = batch
            self._on_read(len(bundles))
            yield batch

    def _one(self, value: Any, used: Columns) -> Iterator[_Batch]:
        try:
            bundle = int(value) - 1
        except (ValueError, OverflowError):
            return
        if 0 <= bundle < self._lines.count:
            lines = [self._lines.line(bundle)]
            self._on_read(1)
            yield _Batch((bundle,), self._cells(used, (bundle,), lines), lines)

    def _equal(self, used: Columns, key: int, value: Any) -> Iterator[_Batch]:
        kept = tuple(column for column in used if column not in (BUNDLE, JSON, key))
        copy = self._copies.get((key, kept))
        if copy is None:
            copy = self._copies[key, kept] = CopiedColumns(1 + len(kept), self._to_copy((key, *kept)))
        for bundles, cells in copy.equal_to(value):
            found = dict(zip((key, *kept), cells, strict=True))
            if BUNDLE in used:
                found[BUNDLE] = [bundle + 1 for bundle in bundles]
            yield _Batch(bundles, found, None)

    def _to_copy(self, columns: Columns) -> Iterator[tuple[Numbers, list[Sequence[Any]]]]:
        for batch in self._all(columns):
            yield batch.bundles, [batch.cells[column] for column in columns]

    def _cells(self, columns: Columns, bundles: Numbers, lines: Sequence[bytes]) -> dict[int, Sequence[Any]]:
        cells: dict[int, Sequence[Any]] = {}
        inside = tuple(column for column in columns if self.columns[column].steps)
        whole = tuple(column for column in columns if self.columns[column].steps == ())
        for decoded in filter(None, (inside, whole)):
            reader = self._readers.get(decoded)
            if reader is None:
                reader = self._readers[decoded] = SqlCells([self._steps(column) for column in decoded])
            cells.update(zip(decoded, reader.read(lines), strict=True))
        if BUNDLE in columns:
            cells[BUNDLE] = [bundle + 1 for bundle in bundles]
        if JSON in columns:
            cells[JSON] = [line.decode("utf-8", "replace") for line in lines]
        return cells

    def _steps(self, column: int) -> Steps:
        steps = self.columns[column].steps
        assert steps is not None
        return steps


class _Cursor:
    """A place in a table."""

    def __init__(self, table: BundleTable) -> None:
        self._table = table
        self._batches: Iterator[_Batch] = iter(())
        self._batch = _Batch((), {}, None)
        self._cells = self._batch.cells
        self._at = self._end = 0

    def Filter(self, number: int, used: str, values: tuple[Any, ...]) -> None:
        """Begin, as it was arranged when the query was prepared."""
        columns = tuple(map(int, used.split()))
        key, value = (number - 1, values[0]) if number else (None, None)
        self._batches = self._table.batches(columns, key, value)
        self._go_on()

    def Eof(self) -> bool:
        """Whether no row is left."""
        return self._at == self._end

    def Next(self) -> None:
        """Go to the next row."""
        self._at += 1
        if self._at == self._end:
            self._go_on()

    def Column(self, number: int) -> Any:
        """A cell of the row."""
        if number < 0:
            return self.Rowid()
        cells = self._cells.get(number)
        if cells is None:
            cells = self._table.read_more(self._batch, number)
        return cells[self._at]

    def Rowid(self) -> int:
        """The number of the bundle, from 1."""
        return self._batch.bundles[self._at] + 1

    def Close(self) -> None:
        """Nothing more is asked."""
        self._batches = iter(())

    def _go_on(self) -> None:
        self._batch = next(self._batches, _Batch((), {}, None))
        self._cells = self._batch.cells
        self._at, self._end = 0, len(self._batch.bundles)


def _key(info: apsw.IndexInfo) -> tuple[int, int] | None:
    """A value that rows must have: the number of the constraint, and the column."""
    found: tuple[int, int] | None = None
    for place in range(info.nConstraint):
        if (
            info.get_aConstraint_usable(place)
            and info.get_aConstraint_op(place) == apsw.SQLITE_INDEX_CONSTRAINT_EQ
            and not info.get_aConstraintUsage_in(place)
            and info.get_aConstraint_collation(place) == "BINARY"
        ):
            column = max(info.get_aConstraint_iColumn(place), BUNDLE)
            if column == BUNDLE:
                return place, BUNDLE
            if column != JSON and found is None:
                found = place, column
    return found
