"""A query answered by SQLite over the bundles of some runs, read where they lie.

SQLite may only read: nothing else is authorised, and there is no database but these tables. What it needs
beyond a few megabytes (to sort, to group) it puts into files of its own, which it removes.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import apsw

from core.model.sql import ColumnsLooked, SqlColumn, SqlColumns, SqlProgress
from core.results.columns import Survey
from core.results.lines import Lines
from core.results.pace import Pace
from core.results.questions import AskSql, SqlSource
from core.results.sql_answer import AnswerOut
from core.results.sql_mistakes import Names, only_reads, refused, refused_at_once, several
from core.results.sql_tables import BundleTable, Tables
from core.results.told import AnswerNames, AnswerWritten, ColumnsSurveyed, QueryRefused, Tell
from core.rules.sql_names import columns_of, distinct

SAMPLE = 2_000
"""Bundles that are looked at for columns, where a query may do with them."""

MOST_MEMORY = 1_000_000_000
"""Bytes that SQLite may use."""

_READING = frozenset((apsw.SQLITE_SELECT, apsw.SQLITE_READ, apsw.SQLITE_FUNCTION, apsw.SQLITE_RECURSIVE))
_WANTS_ALL = re.compile(r"(?:\bselect|\bdistinct|\ball|,|\.)\s*\*|\bnatural\b", re.IGNORECASE)


def work(question: AskSql, tell: Tell) -> None:
    """Tell `AnswerNames`, `SqlProgress` and `AnswerWritten`; or that the query is `QueryRefused`."""
    if problem := refused_at_once(question.query):
        tell(problem)
        return
    apsw.hard_heap_limit(MOST_MEMORY)
    try:
        if not _WANTS_ALL.search(question.query):
            try:
                _Asked(question, tell, thorough=False).answer()
                return
            except _ColumnMayBeFurtherOn:
                pass
        _Asked(question, tell, thorough=True).answer()
    except _Refused as error:
        tell(error.said)


class _Refused(Exception):
    def __init__(self, said: QueryRefused) -> None:
        super().__init__(said.title)
        self.said = said


class _ColumnMayBeFurtherOn(Exception):
    """A column is not among those of the first bundles."""


class _Asked:
    """One query, being answered."""

    def __init__(self, question: AskSql, tell: Tell, *, thorough: bool) -> None:
        self._question = question
        self._tell = tell
        self._thorough = thorough
        self._sources = {source.name.casefold(): source for source in question.tables}
        self._names = Names(question.names)
        self._pace = Pace()
        self._read = 0
        self._sampled = False
        self._denied = ""
        self._statements = 0
        self._out: AnswerOut | None = None

    def answer(self) -> None:
        """Write the answer."""
        query = self._question.query.encode("utf-8", "replace").decode()
        connection = self._connection()
        try:
            self._write(iter(connection.execute(query)))
        except (apsw.NoMemError, MemoryError) as error:
            raise MemoryError from error
        except apsw.BindingsError as error:
            raise _Refused(_no_values()) from error
        except apsw.Error as error:
            if self._denied:
                raise _Refused(only_reads(self._denied)) from error
            if self._sampled and str(error).startswith("no such column"):
                raise _ColumnMayBeFurtherOn from error
            raise _Refused(refused(error, query, self._names)) from error
        except UnicodeDecodeError as error:
            raise _Refused(_no_text()) from error
        finally:
            connection.close()
            if self._out:
                self._out.release()

    def _connection(self) -> apsw.Connection:
        connection = apsw.Connection(":memory:")
        connection.execute("PRAGMA temp_store = FILE")
        for option in (apsw.SQLITE_DBCONFIG_DQS_DML, apsw.SQLITE_DBCONFIG_DQS_DDL):
            connection.config(option, 0)  # a name in double quotes that is none would be a text
        connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
        connection.limit(apsw.SQLITE_LIMIT_ATTACHED, 0)
        connection.create_scalar_function("regexp", _matches, 2, deterministic=True)
        tables: Any = Tables(self._open)  # the parts of the protocol that tables like these need
        for source in self._question.tables:
            connection.create_module(
                source.name, tables, use_bestindex_object=True, eponymous_only=True, read_only=True
            )
        connection.authorizer = self._authorize
        connection.exec_trace = self._begins
        return connection

    # What SQLite asks

    def _open(self, name: str) -> BundleTable:
        source = self._sources[name.casefold()]
        columns = source.columns or self._survey(source)
        self._names.columns.update((column.name, None) for column in columns)
        return BundleTable(source.source, columns, self._has_read)

    def _authorize(self, action: int, *about: str | None) -> int:
        name = about[1] if action == apsw.SQLITE_FUNCTION else ""
        if action in _READING and name not in ("load_extension", "fts3_tokenizer"):
            return apsw.SQLITE_OK
        said = str(apsw.mapping_authorizer_function[action]).removeprefix("SQLITE_")
        self._denied = name or said.partition("_")[0]
        return apsw.SQLITE_DENY

    def _begins(self, cursor: apsw.Cursor, statement: str, values: object) -> bool:
        columns = [name for name, *_ in cursor.get_description()]
        if not columns:
            if not cursor.is_readonly or statement.split(maxsplit=1)[:1] == ["REINDEX"]:
                raise _Refused(only_reads(statement.split(maxsplit=1)[0].upper()))
            return True  # a remark
        self._statements += 1
        if self._statements > 1:
            raise _Refused(several())
        names = distinct(columns)
        self._out = AnswerOut(self._question.folder, names, self._question.most_bytes)
        self._tell(AnswerNames(columns=names))
        return True

    def _has_read(self, bundles: int) -> None:
        self._read += bundles
        if self._pace.due():
            self._tell_progress()

    # The answer

    def _write(self, rows: Iterator[tuple[Any, ...]]) -> None:
        limit, notes = self._question.most_rows, list[str]()
        for row in rows:
            out = self._out
            assert out
            if out.count == limit or out.is_full:
                notes.append(_there_is_more(out.count))
                break
            out.add(row)
            if self._pace.due():
                self._tell_progress()
        if self._out is None:
            raise _Refused(QueryRefused(title="There is no query here."))
        self._out.close()
        self._tell(SqlProgress(self._read, self._out.rows))
        self._tell(AnswerWritten(rows=self._out.rows, notes=(*notes, *self._out.notes())))

    def _tell_progress(self) -> None:
        if self._out:
            self._out.flush()
        self._tell(SqlProgress(self._read, self._out.rows if self._out else 0))

    # Columns of tables that nobody has looked through

    def _survey(self, source: SqlSource) -> tuple[SqlColumn, ...]:
        survey, lines = Survey(), Lines(source.source)
        for _, texts in lines.batches():
            if survey.bundles >= SAMPLE and not self._thorough:
                break
            survey.add(texts)
            if self._pace.due():
                self._tell(ColumnsLooked(source.name, survey.bundles, lines.total))
        is_complete = survey.bundles == lines.total
        found: SqlColumns = columns_of(survey.found(), is_complete=is_complete)
        if is_complete:
            self._tell(ColumnsSurveyed(table=source.name, found=found))
        else:
            self._sampled = True
        return found.columns


@lru_cache(maxsize=100)
def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise _Refused(
            QueryRefused(title=f"“{pattern[:40]}” is no regular expression.", reason=f"It has {error.msg}.")
        ) from error


def _matches(*given: Any) -> bool | None:
    """`value REGEXP pattern`"""
    pattern, value = given
    if pattern is None or value is None:
        return None
    return _compiled(str(pattern)).search(str(value)) is not None


def _there_is_more(rows: int) -> str:
    return f"There are more rows. The first {rows:,} are here; narrow the query with WHERE to see others."


def _no_values() -> QueryRefused:
    return QueryRefused(
        title="A value is missing.",
        reason="A question mark, or a name after a colon, stands for a value that is given elsewhere.",
        next_step="Write the value itself. Names with odd characters stand in double quotes.",
    )


def _no_text() -> QueryRefused:
    return QueryRefused(
        title="The answer cannot be shown.",
        reason="It has bytes that are no text.",
        next_step="Show them with hex(…).",
    )
