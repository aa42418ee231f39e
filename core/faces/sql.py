"""Bundles asked with SQL, as the window and the command line ask."""

from collections.abc import AsyncGenerator, Sequence
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from core.faces.export import ExportFace
from core.faces.history import HistoryFace
from core.faces.results import Emit
from core.model.errors import NotKnown
from core.model.export import ExportEvent, ExportForm, ExportOptions
from core.model.history import HistoryEntry
from core.model.results import Answered, ColumnsFound, RowsEvent, SortKey
from core.model.sql import (
    MOST_ANSWERED,
    AnswerComplete,
    AnswerFound,
    ColumnsLooked,
    QueryWrong,
    SqlAnswer,
    SqlColumns,
    SqlEvent,
    SqlProgress,
    SqlTable,
)
from core.results.numbers import RowsFile
from core.results.questions import AskSql, ExportBundles, FindColumns, SortRows, SqlSource
from core.results.sql_rows import AnswerRows, private_folder
from core.results.told import AnswerNames, AnswerWritten, ColumnsSurveyed, QueryRefused, Told
from core.rules.sql_names import OPEN, columns_of, table_names
from core.store.spool_reader import SpoolReader

if TYPE_CHECKING:
    from core.results.export_file import Workplace

MOST_TABLES = 1_000
"""Runs that are tables, the newest ones."""

MOST_BYTES = 2_000_000_000
"""Bytes of an answer, about."""


class SqlFace(HistoryFace, ExportFace):
    """The bundles of runs as tables that a query reads. Streams, errors and stopping as in `ResultsFace`."""

    async def sql_tables(self, open_run: str = "") -> tuple[SqlTable, ...]:
        """A table for each run that brought bundles, the newest first; before them, as `bundles`, the run
        that is looked at. The newest run of a module is named after it, the one before it has `_2`, ...

        A run that goes on has the bundles that are there now.
        """
        entries = [entry for entry in await self._newest() if entry.record.bundles]
        names = table_names([(entry.record.app, _module_label(entry)) for entry in entries])
        tables = [_table(name, entry) for name, entry in zip(names, entries, strict=True)]
        if open_run:
            try:
                opened = await self.history_entry(open_run)
            except NotKnown:
                return tuple(tables)
            tables.insert(0, _table(OPEN, opened))
        return tuple(tables)

    def sql_columns(self, table: SqlTable) -> AsyncGenerator[SqlColumns]:
        """The columns of a table: the first from a sample, all of them before the end. Remembered."""

        async def work(emit: Emit[SqlColumns]) -> None:
            source = self._source(table.run)
            key = table.run, source.count
            if found := self._columns_known.get(key):
                emit(found)
                return

            def on_told(told: Told) -> None:
                if isinstance(told, ColumnsFound):
                    complete = told.bundles == source.count
                    columns = columns_of(told, is_complete=complete)
                    if complete:
                        self._columns_known[key] = columns
                    emit(columns)

            await self._core.desk.ask(FindColumns(source), on_told)

        return self._home.stream(work)

    def ask_sql(
        self, query: str, tables: Sequence[SqlTable], most_rows: int = MOST_ANSWERED
    ) -> AsyncGenerator[SqlEvent]:
        """Carry out a query over some tables, which it may only read: `AnswerFound` once, `SqlProgress`, and
        `AnswerComplete`. Beyond `most_rows` the answer ends, which a note says.

        Raises `QueryWrong` for a query that cannot be understood or would change something.
        """

        async def work(emit: Emit[SqlEvent]) -> None:
            began, folder = monotonic(), private_folder(self._core.desk.new_file())
            sources = {table.name: self._sql_source(table) for table in tables if _may_mean(query, table)}
            runs = {table.name: table.run for table in tables}
            wrong: list[QueryWrong] = []

            def on_told(told: Told) -> None:
                match told:
                    case ColumnsLooked() | SqlProgress():
                        emit(told)
                    case ColumnsSurveyed(table=name, found=found):
                        self._columns_known[runs[name], sources[name].source.count] = found
                    case AnswerNames(columns=columns):
                        emit(AnswerFound(AnswerRows(folder, columns, SpoolReader(folder))))
                    case AnswerWritten(rows=rows, notes=notes):
                        emit(AnswerComplete(seconds=monotonic() - began, rows=rows, notes=notes))
                    case QueryRefused():
                        wrong.append(_wrong(told))

            question = AskSql(
                query=query,
                tables=tuple(sources.values()),
                names=tuple(table.name for table in tables),
                folder=str(folder),
                most_rows=most_rows,
                most_bytes=MOST_BYTES,
            )
            await self._core.desk.ask(question, on_told)
            if wrong:
                raise wrong[0]

        return self._home.stream(work)

    def sort_answer(self, answer: SqlAnswer, key: SortKey | None) -> AsyncGenerator[RowsEvent]:
        """The rows of an answer in another order, `Progress` until then; None: as the query gave them. Files
        that are written later have them in this order. Whoever takes the rows closes them."""

        async def work(emit: Emit[RowsEvent]) -> None:
            assert isinstance(answer, AnswerRows), "answers come from here"
            if key is None:
                answer.order = None
                emit(Answered(0.0))
                return
            out = RowsFile(self._core.desk.new_file())
            try:
                with answer.source() as source:
                    await self._rows(SortRows(source, (key,), str(out.path)), out, source, emit)
            except BaseException:
                out.close()
                raise
            answer.order = out

        return self._home.stream(work)

    def export_answer(
        self,
        answer: SqlAnswer,
        file: Path,
        form: ExportForm,
        *,
        options: ExportOptions | None = None,
        overwrite: bool = False,
    ) -> AsyncGenerator[ExportEvent]:
        """Write the rows of an answer into a file, as `export` does with bundles, in the order that they were
        sorted by last."""

        async def work(emit: Emit[ExportEvent]) -> None:
            assert isinstance(answer, AnswerRows), "answers come from here"

            def question_in(place: "Workplace") -> ExportBundles:
                return ExportBundles(
                    source=place.hold(answer.source()),
                    form=form,
                    columns=tuple((name,) for name in answer.columns),
                    options=options or ExportOptions(),
                    folder=str(place.folder),
                    file=str(place.file),
                )

            await self._export(file, overwrite, question_in, emit)

        return self._home.stream(work)

    @cached_property
    def _columns_known(self) -> dict[tuple[str, int], SqlColumns]:
        """The columns of runs, by all of so many bundles."""
        return {}

    async def _newest(self) -> list[HistoryEntry]:
        entries: list[HistoryEntry] = []
        before: int | None = None
        while len(entries) < MOST_TABLES:
            page = await self.history(before=before)
            entries += page.entries
            before = page.older
            if before is None:
                break
        return entries[:MOST_TABLES]

    def _sql_source(self, table: SqlTable) -> SqlSource:
        source = self._source(table.run)
        known = self._columns_known.get((table.run, source.count))
        return SqlSource(name=table.name, source=source, columns=known.columns if known else ())


def _may_mean(query: str, table: SqlTable) -> bool:
    return table.name in query.casefold()


def _module_label(entry: HistoryEntry) -> str:
    return entry.module_label or entry.record.module


def _table(name: str, entry: HistoryEntry) -> SqlTable:
    labels = (entry.module_label, entry.app_label, entry.connection_name)
    return SqlTable(
        name=name,
        run=entry.record.id,
        bundles=entry.record.bundles,
        started_at=entry.record.started_at,
        labels=tuple(label for label in labels if label),
    )


def _wrong(said: QueryRefused) -> QueryWrong:
    return QueryWrong(said.title, said.reason, said.next_step, begin=said.begin, end=said.end)
