"""Ask with SQL and the core together: tables are looked up, queries carried out, answers shown."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from functools import partial
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, QSettings, QTimer

from core.integrator import Integrator
from core.model.amounts import counted
from core.model.errors import TrunklineError
from core.model.results import Progress, RowsFound, SortKey
from core.model.sql import (
    AnswerComplete,
    AnswerFound,
    ColumnsLooked,
    QueryWrong,
    SqlAnswer,
    SqlEvent,
    SqlProgress,
    SqlTable,
)
from gui.jobs import Jobs
from gui.sql.answer_files import AnswerFiles
from gui.sql.examples import Example, examples
from gui.sql.past_queries import PastQueries
from gui.sql.query_editor import Query
from gui.sql.sql_screen import Choice, SqlScreen

_KEPT_AFTER = 500
"""Milliseconds after the last key that what was written is kept, and tables in it are looked up."""


class SqlDesk(QObject):
    """Lives as long as the screen."""

    def __init__(self, integrator: Integrator, screen: SqlScreen, look: QSettings, parent: QObject) -> None:
        super().__init__(parent)
        self._integrator = integrator
        self._screen = screen
        self._past = PastQueries(look)
        self._wanted: list[SqlTable] = []
        self._closed = 0
        self.jobs = Jobs(self)
        self.files = AnswerFiles(integrator, screen.answer.bar, screen)
        self.files.jobs.failed.connect(self.jobs.failed)
        self._soon = QTimer(self, singleShot=True, interval=_KEPT_AFTER)
        self._soon.timeout.connect(self._written)
        self._connect()
        screen.editor.setPlainText(self._past.draft())
        if screen.isVisible():
            self._begin()

    async def leave(self) -> None:
        """Stop what is under way, and let go of the answer."""
        self._soon.stop()
        self._past.keep_draft(self._screen.editor.toPlainText())
        for name in ("tables", "columns", "ask", "copy", "sort"):
            self.jobs.cancel(name)
        await self.files.leave()
        await self.jobs.idle()
        self._show_answer(None)
        await self.jobs.idle()

    def _connect(self) -> None:
        screen = self._screen
        screen.shown.connect(self._begin)
        screen.hidden.connect(self._written)
        screen.run_wanted.connect(self._run)
        screen.stop_wanted.connect(lambda: self.jobs.cancel("ask"))
        screen.tables.columns_wanted.connect(self._look_up)
        screen.editor.textChanged.connect(self._soon.start)
        screen.examples.clicked.connect(self._offer_examples)
        screen.past.clicked.connect(self._offer_past)
        answer = screen.answer
        answer.copy.clicked.connect(lambda: self._copy(names=False))
        answer.table.copy.triggered.connect(lambda: self._copy(names=False))
        answer.table.copy_with_names.triggered.connect(lambda: self._copy(names=True))
        answer.table.rows.sort_wanted.connect(self._sort)
        answer.export.clicked.connect(self._offer_files)

    # The tables

    def _begin(self) -> None:
        self.jobs.start("tables", self._told(self._load_tables))
        self._screen.editor.setFocus()

    async def _load_tables(self) -> None:
        tables = await self._integrator.sql_tables(self._screen.open_run)
        self._screen.tables.show_tables(tables)
        self._screen.tables.open_first()
        self._offer_names()
        self._written()

    def _look_up(self, table: SqlTable) -> None:
        """Find the columns of a table, after those that are being found."""
        if table not in self._wanted:
            self._wanted.append(table)
        if not self.jobs.is_running("columns"):
            self.jobs.start("columns", self._told(self._find_columns))

    async def _find_columns(self) -> None:
        while self._wanted:
            table = self._wanted[0]
            try:
                async with aclosing(self._integrator.sql_columns(table)) as found:
                    async for columns in found:
                        self._screen.tables.know_columns(table, columns)
                        self._offer_names()
            except TrunklineError as error:  # those of the others are found all the same
                self._screen.answer.problem.show_error(error)
            finally:
                self._wanted.remove(table)

    def _offer_names(self) -> None:
        """Have the editor offer tables, and columns as far as they are known."""
        panel = self._screen.tables
        tables = panel.tables()
        known = {table.name: columns for table in tables if (columns := panel.columns_of(table))}
        names = [column.typed for columns in known.values() for column in columns.columns]
        self._screen.editor.know((*(table.name for table in tables), *names))
        self._screen.answer.show_examples(examples(tables, known))

    def _written(self) -> None:
        """What is written is kept, and the columns of tables in it are found."""
        text = self._screen.editor.toPlainText()
        self._past.keep_draft(text)
        folded = text.casefold()
        for table in self._screen.tables.tables():
            if table.name in folded and self._screen.tables.columns_of(table) is None:
                self._look_up(table)

    # The query

    def _run(self) -> None:
        if not self.jobs.is_running("ask"):
            query = self._screen.editor.query()
            self._past.add(query.text)
            self.jobs.cancel("sort")
            self.jobs.start("ask", self._ask(query))

    async def _ask(self, query: Query) -> None:
        screen = self._screen
        screen.answer.begin()
        if not self.files.jobs.is_running("write"):
            screen.answer.bar.hide()
        screen.show_running(True)
        try:
            tables = screen.tables.tables()
            if self.jobs.is_running("tables"):  # it is asked before they are there
                tables = await self._integrator.sql_tables(screen.open_run)
            events = self._integrator.ask_sql(query.text, tables)
            async with aclosing(events):
                async for event in events:
                    self._show(event)
            screen.show_running(False)
        except TrunklineError as error:
            screen.show_running(False)
            screen.answer.fail(error)
            if isinstance(error, QueryWrong) and error.begin is not None:
                screen.editor.mark(query.start + error.begin, query.start + (error.end or error.begin))
        except asyncio.CancelledError:
            if shiboken6.isValid(screen):
                screen.show_running(False)
                screen.answer.stopped()
            raise

    def _show(self, event: SqlEvent) -> None:
        screen = self._screen
        match event:
            case ColumnsLooked(table=table, done=done, total=total):
                screen.show_progress(f"Finding the columns of {table}…", done, total)
            case AnswerFound(answer=answer):
                self._show_answer(answer)
            case SqlProgress(read=read, rows=rows):
                told = (counted(read, "bundle") + " read" if read else "", f"{counted(rows, 'row')} found")
                screen.show_progress(" · ".join(filter(None, told)))
                screen.answer.grow()
            case AnswerComplete():
                screen.answer.complete(event)

    def _show_answer(self, answer: SqlAnswer | None) -> None:
        old = self._screen.answer.show_answer(answer)
        if old is not None:
            self._closed += 1
            self.jobs.start(f"close {self._closed}", self._close(old))

    async def _close(self, answer: SqlAnswer) -> None:
        await self.files.jobs.idle()  # it may be this answer that somebody chooses a place for
        await asyncio.to_thread(answer.close)  # removing a large file takes a moment

    # Its order

    def _sort(self, key: SortKey | None) -> None:
        panel = self._screen.answer
        answer = panel.table.rows.answer()
        if self.jobs.is_running("ask"):
            panel.remark("It can be sorted when the query has ended.")
            panel.table.mark_order()
        elif answer is not None and (key or panel.table.rows.sorted_by()):
            self.jobs.start("sort", self._told(partial(self._arrange, answer, key)))

    async def _arrange(self, answer: SqlAnswer, key: SortKey | None) -> None:
        panel, order = self._screen.answer, None
        panel.show_sorting(Progress(0, 0))
        try:
            async with aclosing(self._integrator.sort_answer(answer, key)) as events:
                async for event in events:
                    if isinstance(event, RowsFound):
                        order = event.rows
                    elif isinstance(event, Progress):
                        panel.show_sorting(event)
            panel.table.rows.arrange(order, key)
            order = None
            panel.table.scrollToTop()
        finally:
            if order is not None:
                order.close()
            if shiboken6.isValid(panel) and not self._is_followed():
                panel.table.mark_order()
                panel.show_sorting(None)

    def _is_followed(self) -> bool:
        """Whether the sorting that ends was stopped for another one, whose heading is marked."""
        task = asyncio.current_task()
        return task is not None and task.cancelling() > 0 and self.jobs.goes_on("sort")

    # What can be chosen

    def _offer_examples(self) -> None:
        panel = self._screen.tables
        tables = panel.tables()
        known = {table.name: columns for table in tables if (columns := panel.columns_of(table))}
        offered = examples(tables, known) or (Example("Run a module first: it becomes a table", ""),)
        self._screen.pop_up(
            self._screen.examples,
            [(one.title, partial(self._use, one.query)) for one in offered],
            "sql-examples-menu",
        )

    def _offer_past(self) -> None:
        past = self._past.all()
        choices: list[Choice] = [(query, partial(self._use, query)) for query in past]
        if past:
            choices += [("", self._past.forget), ("Forget all of them", self._past.forget)]
        else:
            choices = [("No query was run yet", partial(self._use, ""))]
        self._screen.pop_up(self._screen.past, choices, "sql-past-menu")

    def _offer_files(self) -> None:
        answer = self._screen.answer.table.rows.answer()
        if answer is not None:
            self._screen.pop_up(self._screen.answer.export, self.files.choices(answer), "sql-export-menu")

    def _use(self, query: str) -> None:
        if query:
            self._screen.editor.write(query)

    def _copy(self, *, names: bool) -> None:
        self.jobs.start("copy", self._copied(names=names))

    async def _copied(self, *, names: bool) -> None:
        self._screen.answer.remark(await self._screen.answer.table.copied(names=names))

    async def _told(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """What goes wrong is said where the person looks."""
        try:
            await work()
        except TrunklineError as error:
            self._screen.answer.problem.show_error(error)
