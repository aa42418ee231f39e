"""Asking with SQL as the window does: tables of runs, columns, answers, stopping, files."""

import asyncio
import csv
import json
import os
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest

from core.integrator import Integrator, open_integrator
from core.model.errors import TrunklineError
from core.model.export import Exported
from core.model.results import RowsFound, SortKey
from core.model.run import RunRecord
from core.model.sql import AnswerComplete, AnswerFound, QueryWrong, SqlAnswer
from core.results import worker_process
from core.results.command import worker_command
from core.results.numbers import RowsFile
from core.results.questions import Question, SortRows
from core.results.sql_rows import AnswerRows
from core.results.worker_process import OnTold
from core.rules.sql_names import table_names
from core.store.spool_reader import SpoolReader
from core.store.store import Store
from tests.core.past_runs import Past, connection, run

ENDLESS = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT count(*) FROM n"
MANY = 1_000_000


@asynccontextmanager
async def profile(folder: Path, *records: tuple[RunRecord, Sequence[Any]]) -> AsyncIterator[Integrator]:
    """A profile with these runs, and what they brought."""
    past = Past(folder)
    await past.connect(connection())
    for record, bundles in records:
        await past.add(record, bundles=bundles)
    async with open_integrator(folder) as integrator:
        yield integrator


async def answered(integrator: Integrator, query: str, open_run: str = "") -> list[dict[str, Any]]:
    """The rows that a query gives."""
    tables = await integrator.sql_tables(open_run)
    answers: list[SqlAnswer] = []
    try:
        async with aclosing(integrator.ask_sql(query, tables)) as events:
            async for event in events:
                if isinstance(event, AnswerFound):
                    answers.append(event.answer)
        assert isinstance(event, AnswerComplete)
        (answer,) = answers
        assert answer.rows.refresh() == event.rows
        return [json.loads(answer.rows.raw(number)) for number in range(event.rows)]
    finally:
        for answer in answers:
            answer.close()


def test_runs_are_tables_by_the_names_of_their_modules() -> None:
    contacts, orders = ("refiner", "List Contacts"), ("refiner", "List Orders")
    assert table_names([contacts, orders, contacts, contacts]) == (
        "list_contacts",
        "list_orders",
        "list_contacts_2",
        "list_contacts_3",
    )


def test_modules_of_two_apps_that_share_a_name_have_their_app_before_it() -> None:
    assert table_names([("one", "List Contacts"), ("two", "List contacts")]) == (
        "one_list_contacts",
        "two_list_contacts",
    )


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Größe & Maß", "grosse_mass"),
        ("联系人", "run"),
        ("2024 orders", "run_2024_orders"),
        ("Select", "run_select"),
        ("Bundles", "run_bundles"),
        ("JSON each", "run_json_each"),
        ("count", "run_count"),
        ("SQLite schema", "run_sqlite_schema"),
    ],
)
def test_a_table_has_a_name_that_can_be_typed_and_means_nothing_else(label: str, name: str) -> None:
    assert table_names([("app", label)]) == (name,)


def test_a_module_that_is_called_as_anothers_second_run_keeps_its_name() -> None:
    assert table_names([("a", "Orders"), ("a", "Orders"), ("a", "Orders 2")]) == (
        "orders",
        "orders_3",
        "orders_2",
    )


async def test_the_newest_run_has_the_name_and_the_open_one_is_called_bundles(tmp_path: Path) -> None:
    runs = [(run(id, at, bundles=1), [{"at": at}]) for id, at in (("a", 1.0), ("b", 2.0))]
    async with profile(tmp_path, *runs, (run("empty", 3.0), [])) as integrator:
        tables = await integrator.sql_tables("a")
        assert [(table.name, table.run) for table in tables] == [
            ("bundles", "a"),
            ("list_contacts", "b"),
            ("list_contacts_2", "a"),
        ]
        assert tables[1].labels == ("List Contacts", "Refiner", "My Refiner")
        assert [table.run for table in await integrator.sql_tables("gone")] == ["b", "a"]
        query = "SELECT a.at AS newer, b.at AS older FROM list_contacts a JOIN bundles b"
        assert await answered(integrator, query, "a") == [{"newer": 2.0, "older": 1.0}]


async def test_columns_are_told_with_what_they_hold_and_how_they_are_typed(tmp_path: Path) -> None:
    bundles = [{"id": 1, "attributes": {"plan": "free"}, "at": "2026-11-03"}, {"id": "a", "at": None}]
    async with profile(tmp_path, (run("a", 1.0, bundles=2), bundles)) as integrator:
        (table,) = await integrator.sql_tables()
        for _ in range(2):  # the second time they are remembered
            async with aclosing(integrator.sql_columns(table)) as events:
                last = [event async for event in events][-1]
            assert last.is_complete
            assert {(one.typed, one.kinds, one.aside) for one in last.columns} == {
                ("bundle", ("number",), False),
                ("json", ("object",), True),
                ("id", ("text", "number"), False),
                ("attributes", ("object",), True),
                ('"attributes.plan"', ("text",), False),
                ("at", ("date", "null"), False),
            }


async def test_a_query_that_is_wrong_is_raised_with_its_place(tmp_path: Path) -> None:
    async with profile(tmp_path, (run("a", 1.0, bundles=1), [{"email": 1}])) as integrator:
        with pytest.raises(QueryWrong, match="no column “emial”") as caught:
            await answered(integrator, "SELECT emial FROM list_contacts")
        assert (caught.value.begin, caught.value.end) == (7, 12)
        assert caught.value.next_step == "Did you mean email?"
        with pytest.raises(QueryWrong, match="only reads"):
            await answered(integrator, "DELETE FROM list_contacts")
        with pytest.raises(QueryWrong, match="Did you mean list_contacts"):
            await answered(integrator, "SELECT 1 FROM list_contact")


async def test_a_runaway_query_ends_when_the_iteration_is_left(tmp_path: Path) -> None:
    async with profile(tmp_path, (run("a", 1.0, bundles=1), [{"n": 1}])) as integrator:
        async with aclosing(integrator.ask_sql(ENDLESS, ())) as events:
            first = await anext(events)
            assert isinstance(first, AnswerFound)
        first.answer.close()
        assert await answered(integrator, "SELECT n FROM list_contacts") == [{"n": 1}]


async def test_rows_can_be_looked_at_while_more_are_found(tmp_path: Path) -> None:
    endless = ENDLESS.replace("count(*)", "n")
    async with profile(tmp_path) as integrator:
        async with aclosing(integrator.ask_sql(endless, ())) as events:
            found = await anext(events)
            assert isinstance(found, AnswerFound)
            async for _ in events:
                if found.answer.rows.refresh() > 10:
                    break
            assert json.loads(found.answer.rows.raw(10)) == {"n": 11}
        found.answer.close()


async def test_an_answer_is_private_and_goes_when_it_is_closed(tmp_path: Path) -> None:
    async with profile(tmp_path) as integrator:
        async with aclosing(integrator.ask_sql("SELECT 1", ())) as events:
            (answer,) = [event.answer async for event in events if isinstance(event, AnswerFound)]
        assert isinstance(answer, AnswerRows)
        with answer.source() as source:
            folder = Path(source.folder)
        assert is_private(folder)
        answer.close()
        assert not exists(folder)


BY_N = SortKey(("n",), descending=True)


async def whole_answer(integrator: Integrator, query: str) -> AnswerRows:
    """A complete answer, which is to be closed."""
    async with aclosing(integrator.ask_sql(query, await integrator.sql_tables())) as events:
        (answer,) = [event.answer async for event in events if isinstance(event, AnswerFound)]
    assert isinstance(answer, AnswerRows)
    return answer


def before_asking(
    integrator: Integrator, monkeypatch: pytest.MonkeyPatch, *first: Callable[[], None]
) -> None:
    """Do something just before a worker is asked."""
    ask = integrator._core.desk.ask

    async def do_and_ask(question: Question, on_told: OnTold) -> None:
        for one in first:
            one()
        await ask(question, on_told)

    monkeypatch.setattr(integrator._core.desk, "ask", do_and_ask)


def after_asking(integrator: Integrator, monkeypatch: pytest.MonkeyPatch, error: Exception) -> list[Question]:
    """Have something go wrong when a worker has told everything. Gives what is asked."""
    ask, asked = integrator._core.desk.ask, list[Question]()

    async def ask_and_fail(question: Question, on_told: OnTold) -> None:
        asked.append(question)
        await ask(question, on_told)
        raise error

    monkeypatch.setattr(integrator._core.desk, "ask", ask_and_fail)
    return asked


def exists(folder: Path) -> bool:
    """Whether a folder is still there."""
    return folder.exists()


def is_private(folder: Path) -> bool:
    """Whether only its owner may read what is in a folder."""
    return os.name != "posix" or all(one.stat().st_mode & 0o77 == 0 for one in (folder, *folder.iterdir()))


async def test_the_files_of_an_answer_stay_until_its_export_has_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    past = run("a", 1.0, bundles=3), [{"n": 1}, {"n": 3}, {"n": 2}]
    async with profile(tmp_path / "profile", past) as us:
        answer = await whole_answer(us, "SELECT n FROM list_contacts")
        sorting = us.sort_answer(answer, BY_N)
        (order,) = [event.rows async for event in sorting if isinstance(event, RowsFound)]
        assert isinstance(order, RowsFile)
        before_asking(us, monkeypatch, answer.close, order.close)
        file = tmp_path / "answer.jsonl"
        _ = [event async for event in us.export_answer(answer, file, "jsonl")]
        assert file.read_text().split() == ['{"n":3}', '{"n":2}', '{"n":1}']
        assert not exists(answer._folder)
        assert not exists(order.path)
        with pytest.raises(TrunklineError, match="The rows are not there any more"):
            _ = [event async for event in us.export_answer(answer, tmp_path / "late.jsonl", "jsonl")]


async def test_an_order_that_nobody_takes_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with profile(tmp_path, (run("a", 1.0, bundles=2), [{"n": 1}, {"n": 2}])) as us:
        answer = await whole_answer(us, "SELECT n FROM list_contacts")
        asked = after_asking(us, monkeypatch, TrunklineError("It has stopped."))
        with pytest.raises(TrunklineError, match="It has stopped"):
            _ = [event async for event in us.sort_answer(answer, BY_N)]
        (question,) = asked
        assert isinstance(question, SortRows)
        assert not exists(Path(question.out))
        assert answer.order is None
        answer.close()


async def test_an_answer_becomes_a_file(tmp_path: Path) -> None:
    bundles = [{"email": "=a", "n": 2**70}, {"email": None, "n": 1.5}]
    async with profile(tmp_path / "profile", (run("a", 1.0, bundles=2), bundles)) as integrator:
        tables = await integrator.sql_tables()
        query = "SELECT email, n, email AS email FROM list_contacts"
        async with aclosing(integrator.ask_sql(query, tables)) as events:
            (answer,) = [event.answer async for event in events if isinstance(event, AnswerFound)]
        file = tmp_path / "answer.csv"
        async with aclosing(integrator.export_answer(answer, file, "csv")) as exporting:
            exported = [event async for event in exporting][-1]
        assert isinstance(exported, Exported)
        rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
        assert rows == [["email", "n", "email_2"], ["'=a", str(2**70), "'=a"], ["", "1.5", ""]]
        answer.close()


# A million rows


@pytest.fixture(scope="module")
def million(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile with a run of a million bundles."""

    async def make(folder: Path) -> None:
        store = await Store.open(folder)
        try:
            await store.runs.begin(run("a", 1.0, bundles=MANY))
            writer = store.spool.writer("a")
            for first in range(0, MANY, 10_000):
                writer.append(
                    [
                        b'{"id":%d,"attributes":{"plan":"p%d","note":"%s"}}' % (number, number % 7, b"x" * 60)
                        for number in range(first, first + 10_000)
                    ]
                )
            writer.close()
        finally:
            await store.close()

    folder = tmp_path_factory.mktemp("million")
    asyncio.run(make(folder))
    return folder


def bare_loop(folder: Path) -> float:
    """Seconds that a plain loop takes to decode all bundles."""
    began = time.monotonic()
    reader = SpoolReader(folder / "runs" / "a")
    counted = sum(
        orjson.loads(reader.raw(number))["attributes"]["plan"] == "p1" for number in range(len(reader))
    )
    reader.close()
    assert counted == MANY // 7
    return time.monotonic() - began


@pytest.mark.timeout(240)
async def test_a_million_rows_are_counted_and_grouped_in_a_few_times_a_bare_loop(million: Path) -> None:
    async with open_integrator(million) as integrator:
        floor = bare_loop(million)
        began = time.monotonic()
        assert await answered(integrator, "SELECT count(*) AS n FROM list_contacts") == [{"n": MANY}]
        assert time.monotonic() - began < 3 * floor + 1
        began = time.monotonic()
        query = (
            'SELECT "attributes.plan" AS plan, count(*) AS n FROM list_contacts GROUP BY plan ORDER BY plan'
        )
        rows = await answered(integrator, query)
        assert [row["plan"] for row in rows] == [f"p{number}" for number in range(7)]
        assert sum(row["n"] for row in rows) == MANY
        assert time.monotonic() - began < 6 * floor + 2


@pytest.mark.timeout(240)
@pytest.mark.skipif(os.name != "posix", reason="memory is limited on POSIX only")
async def test_a_million_rows_are_sorted_joined_and_answered_in_little_memory(
    million: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    little = str(150 * 1024 * 1024)
    monkeypatch.setattr(worker_process, "worker_command", lambda: (*worker_command(), little))
    async with open_integrator(million) as integrator:
        tables = await integrator.sql_tables("a")
        query = """
            SELECT a.id, b."attributes.note" FROM list_contacts a JOIN bundles b ON a.id = b.id
            WHERE a.id % 4 = 0 ORDER BY a."attributes.plan", a.id DESC
        """
        async with aclosing(integrator.ask_sql(query, tables)) as events:
            told = [event async for event in events]
        (answer,) = [event.answer for event in told if isinstance(event, AnswerFound)]
        assert answer.rows.refresh() == MANY // 4
        assert json.loads(answer.rows.raw(0))["id"] == max(n for n in range(0, MANY, 4) if n % 7 == 0)
        answer.close()


async def test_a_value_that_needs_more_memory_than_there_is_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    little = str(150 * 1024 * 1024)
    monkeypatch.setattr(worker_process, "worker_command", lambda: (*worker_command(), little))
    async with profile(tmp_path) as integrator:
        with pytest.raises(TrunklineError, match="not enough memory"):
            await answered(integrator, "SELECT length(hex(zeroblob(400000000)))")
        assert await answered(integrator, "SELECT 1 AS one") == [{"one": 1}]
