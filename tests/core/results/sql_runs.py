"""Queries over runs that are made right here, and their answers."""

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from core.results import sql
from core.results.lines import Lines
from core.results.questions import AskSql, Source, SqlSource
from core.results.told import AnswerNames, AnswerWritten, QueryRefused, Told
from tests.core.results.bundle_runs import run_of


class Answer(NamedTuple):
    """What a query gave, and all that was told on the way."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    notes: tuple[str, ...]
    told: list[Told]


def lines_of(bundles: Sequence[Any]) -> list[bytes]:
    """Bundles as JSON, a line each."""
    return [json.dumps(bundle).encode() for bundle in bundles]


def asked(
    query: str,
    *,
    most_rows: int = 1_000_000,
    most_bytes: int = 10**9,
    **tables: Sequence[bytes],
) -> Answer:
    """Ask about tables with these lines. Raises `Refused`."""
    with ExitStack() as runs:
        sources = {name: runs.enter_context(run_of(lines)) for name, lines in tables.items()}
        return asked_of(query, sources, most_rows=most_rows, most_bytes=most_bytes)


def asked_of(
    query: str,
    sources: Mapping[str, Source],
    *,
    most_rows: int = 1_000_000,
    most_bytes: int = 10**9,
    on_told: Callable[[Told], None] = lambda told: None,
) -> Answer:
    """Ask about tables whose runs lie there. Raises `Refused`."""
    told: list[Told] = []

    def tell(one: Told) -> None:
        told.append(one)
        on_told(one)

    with tempfile.TemporaryDirectory() as folder:
        sql.work(
            AskSql(
                query=query,
                tables=tuple(SqlSource(name=name, source=source) for name, source in sources.items()),
                names=tuple(sources),
                folder=folder,
                most_rows=most_rows,
                most_bytes=most_bytes,
            ),
            tell,
        )
        refusals = [one for one in told if isinstance(one, QueryRefused)]
        if refusals:
            raise Refused(refusals[0])
        (names,) = [one for one in told if isinstance(one, AnswerNames)]
        written = told[-1]
        assert isinstance(written, AnswerWritten)
        rows = Lines(Source(folder=str(Path(folder)), count=written.rows))
        objects = [json.loads(line) for _, lines in rows.batches() for line in lines]
        assert all(tuple(one) == names.columns for one in objects)
        return Answer(names.columns, [tuple(one.values()) for one in objects], written.notes, told)


class Refused(Exception):
    """The query was refused."""

    def __init__(self, said: QueryRefused) -> None:
        super().__init__(f"{said.title} {said.reason} {said.next_step}")
        self.said = said
