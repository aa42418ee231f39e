"""What runs brought: written into files, and asked with SQL."""

import sys
from collections.abc import Coroutine, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any

import msgspec

from core.integrator import Integrator
from core.model.errors import InvalidValues, TrunklineError
from core.model.results import Steps
from core.model.sql import (
    AnswerComplete,
    AnswerFound,
    ColumnsLooked,
    QueryWrong,
    SqlAnswer,
    SqlProgress,
    SqlTable,
)
from core.rules.paths import steps_of
from core.terminal.history import run_named
from core.terminal.output import moment, print_json
from core.terminal.profile import Options, with_integrator
from core.terminal.progress import ProgressLine
from core.terminal.table import print_table
from core.terminal.written import STANDARD_OUTPUT, form_of, options_of, shown, write

_INDENT = "    "


def export(options: Options) -> Coroutine[Any, Any, int]:
    """Write the bundles of a run into a file."""

    async def work(integrator: Integrator) -> None:
        file: Path = options.file
        form = form_of(file, options.form)
        run = (await run_named(integrator, options.run)).record.id
        columns = paths_of("column", options.columns) or None
        how = options_of(options, file)
        overwrite = options.overwrite
        await write(
            file,
            "bundle",
            lambda place: integrator.export(
                run, place, form, columns=columns, options=how, overwrite=overwrite
            ),
            overwrite=overwrite,
        )

    return with_integrator(options, work)


def sql(options: Options) -> Coroutine[Any, Any, int]:
    """Carry out a query over the bundles of any runs, or list the tables that there are."""

    async def work(integrator: Integrator) -> None:
        tables = await _tables(integrator, options)
        if options.tables:
            await _list_tables(integrator, tables, options)
            return
        query = await _query(options)
        try:
            await _answer(integrator, query, tables, options)
        except QueryWrong as error:
            marked = _marked(query, error)
            error.next_step = "\n".join(filter(None, (error.next_step, marked)))
            raise

    return with_integrator(options, work)


def paths_of(option: str, texts: Sequence[str]) -> tuple[Steps, ...]:
    """Places within bundles, as they were typed. Raises `InvalidValues`."""
    found = {text: steps_of(text) for text in texts}
    wrong = {
        f"--{option} {text}": "This is no place in a bundle; write it as attributes.plan or tags[1].name."
        for text, steps in found.items()
        if steps is None
    }
    if wrong:
        raise InvalidValues(wrong)
    return tuple(steps for steps in found.values() if steps is not None)


# The tables


async def _tables(integrator: Integrator, options: Options) -> Sequence[SqlTable]:
    """All there are; with --run that run's is called `bundles`, too."""
    opened = (await run_named(integrator, options.run)).record.id if options.run else ""
    return await integrator.sql_tables(opened)


async def _list_tables(integrator: Integrator, tables: Sequence[SqlTable], options: Options) -> None:
    wanted = options.query.casefold()
    listed = [table for table in tables if wanted in ("", table.name)]
    if wanted and not listed:
        raise TrunklineError(
            f"There is no table “{options.query}”.",
            "",
            "`trunkline sql --tables` lists those that there are.",
        )
    told = [{**msgspec.to_builtins(one), **await _columns(integrator, one, bool(wanted))} for one in listed]
    if options.json:
        print_json(told)
        return
    for table, more in zip(listed, told, strict=True):
        labels = shown(" · ".join(table.labels), 80)
        print(f"{table.name:<32} {table.bundles:>9,}  {moment(table.started_at)}  {labels}".rstrip())
        for column in more.get("columns", ()):
            print(f"{_INDENT}{shown(column['typed'], 60):<40} {', '.join(column['kinds'])}".rstrip())


async def _columns(integrator: Integrator, table: SqlTable, are_wanted: bool) -> dict[str, Any]:
    if not are_wanted:
        return {}
    columns: Sequence[Any] = ()
    with ProgressLine() as line:
        line.show(f"Finding the columns of {table.name}…")
        async with aclosing(integrator.sql_columns(table)) as found:
            async for one in found:
                columns = one.columns
    return {"columns": [{"typed": column.typed, "kinds": column.kinds} for column in columns]}


# The query


async def _query(options: Options) -> str:
    if options.query not in ("", "-"):
        return str(options.query)
    if options.query == "" and sys.stdin and sys.stdin.isatty():
        raise TrunklineError("There is no query here.", "", 'Write it behind the command: trunkline sql "…".')
    return sys.stdin.read() if sys.stdin else ""


async def _answer(integrator: Integrator, query: str, tables: Sequence[SqlTable], options: Options) -> None:
    answer: SqlAnswer | None = None
    try:
        with ProgressLine() as line:
            line.show("Asking…")
            async with aclosing(integrator.ask_sql(query, tables, options.limit)) as events:
                async for event in events:
                    match event:
                        case AnswerFound(answer=found):
                            answer = found
                        case ColumnsLooked(table=table, done=done, total=total):
                            line.show(f"Finding the columns of {table}… {done:,} of {total:,} bundles")
                        case SqlProgress(read=read, rows=rows):
                            told = f"{read:,} bundles read, " if read else ""
                            line.show(f"{told}{rows:,} rows found…")
                        case AnswerComplete():
                            line.hide()
                            assert answer is not None, "an answer is found before it is complete"
                            await _give(integrator, answer, event, options)
    finally:
        if answer is not None:
            answer.close()


async def _give(integrator: Integrator, answer: SqlAnswer, done: AnswerComplete, options: Options) -> None:
    answer.rows.refresh()
    file: Path = options.file or STANDARD_OUTPUT
    if file == STANDARD_OUTPUT and options.form in (None, "table"):
        print_table(answer)
        print(f"{done.rows:,} {'row' if done.rows == 1 else 'rows'} in {done.seconds:.2f} s", file=sys.stderr)
    else:
        form = form_of(file, None if options.form == "table" else options.form)
        how = options_of(options, file)
        overwrite = options.overwrite
        await write(
            file,
            "row",
            lambda place: integrator.export_answer(answer, place, form, options=how, overwrite=overwrite),
            overwrite=overwrite,
        )
    for note in done.notes:
        print(note, file=sys.stderr)


def _marked(query: str, error: QueryWrong) -> str:
    """The line of a query that a mistake is in, and a mark below it."""
    if error.begin is None:
        return ""
    begin = min(error.begin, len(query))
    start = query.rfind("\n", 0, begin) + 1
    line = query[start:].split("\n", 1)[0]
    length = max(1, min((error.end or begin) - begin, len(line) - (begin - start)))
    before = shown(line[: begin - start], 2 * len(line) + 1)
    return f"{_INDENT}{shown(line, 2 * len(line) + 1)}\n{_INDENT}{' ' * len(before)}{'^' * length}"
