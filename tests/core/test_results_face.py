"""Questions about a run, as the window asks them: through the integrator, in a process of their own."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from core.integrator import Integrator, open_integrator
from core.model.errors import InvalidValues, NotKnown
from core.model.results import (
    Answered,
    ColumnsFound,
    Condition,
    HitsFound,
    Place,
    Progress,
    RowsFound,
    SearchFor,
    SortKey,
)
from core.store.spool import Spool, SpoolWriter

Event = TypeVar("Event")

RUN = "r1"
BUNDLES = [
    f'{{"n":{number * 37 % 100},"name":"Bundle {number}","tags":["x",{{"deep":"caf\\u00e9"}}]}}'.encode()
    for number in range(100)
]


@asynccontextmanager
async def opened(folder: Path, *, own_thread: bool = True) -> AsyncIterator[tuple[Integrator, SpoolWriter]]:
    """A profile with one run, that may still grow."""
    writer = Spool(folder / "runs").writer(RUN)
    writer.append([msgspec.Raw(one) for one in BUNDLES])
    try:
        async with open_integrator(folder, own_thread=own_thread) as integrator:
            yield integrator, writer
    finally:
        writer.close()


async def all_of(stream: AsyncGenerator[Event]) -> list[Event]:
    async with aclosing(stream) as events:
        return [event async for event in events]


def rows_in(events: Sequence[object]) -> list[RowsFound]:
    return [event for event in events if isinstance(event, RowsFound)]


@pytest.mark.parametrize("own_thread", [True, False])
async def test_columns_rows_and_hits_come_with_progress_and_an_end(tmp_path: Path, own_thread: bool) -> None:
    async with opened(tmp_path, own_thread=own_thread) as (integrator, _):
        columns = await all_of(integrator.columns(RUN))
        in_order = await all_of(integrator.order(RUN, [SortKey(("n",))]))
        hits = await all_of(integrator.search(RUN, SearchFor("CAFÉ")))
        for events in (columns, in_order, hits):
            assert isinstance(events[-1], Answered)
            assert Progress(100, 100) in events
        found = [event for event in columns if isinstance(event, ColumnsFound)][-1]
        assert [column.path for column in found.columns] == [("n",), ("name",), ("tags",)]
        (rows,) = rows_in(in_order)
        assert (rows.count, rows.bundles, rows.rows.refresh()) == (100, 100, 100)
        assert [rows.rows[row] * 37 % 100 for row in range(100)] == list(range(100))
        assert [rows.rows.row_of(bundle) for bundle in (0, 1, 99, 100)] == [0, 37, 63, None]
        last = [event for event in hits if isinstance(event, HitsFound)][-1]
        assert (last.count, last.in_bundles, last.hits.refresh()) == (100, 100, 100)
        assert last.hits[7].bundle == 7
        assert last.hits.at_or_after(50) == 50
        assert last.hits.at_or_after(50, last.hits[50].start + 1) == 51
        assert last.hits.at_or_after(100) == 100
        place = await integrator.place(RUN, last.hits[7])
        assert place == Place(steps=("tags", 2, "deep"), in_name=False, offset=0, length=4, numbers=(3, 2, 1))
        with pytest.raises(IndexError):
            rows.rows[100]
        rows.rows.close()
        last.hits.close()


async def test_views_compose(tmp_path: Path) -> None:
    async with opened(tmp_path) as (integrator, _):
        condition = Condition(("n",), "less", ("10",))
        filtered = rows_in(await all_of(integrator.matching(RUN, [condition])))[-1]
        filtered.rows.refresh()
        keys = [SortKey(("n",), descending=True)]
        (found,) = rows_in(await all_of(integrator.order(RUN, keys, within=filtered.rows)))
        found.rows.refresh()
        assert [found.rows[row] * 37 % 100 for row in range(len(found.rows))] == list(range(9, -1, -1))
        hits = await all_of(integrator.search(RUN, SearchFor("bundle"), within=found.rows))
        last = [event for event in hits if isinstance(event, HitsFound)][-1]
        assert last.in_bundles == 10


async def test_a_run_that_grows_is_answered_up_to_where_it_was(tmp_path: Path) -> None:
    async with opened(tmp_path) as (integrator, writer):
        fives = [Condition(("n",), "is", ("5",))]
        before = rows_in(await all_of(integrator.matching(RUN, fives)))[-1]
        writer.append([msgspec.Raw(b'{"n":5}')])
        after = rows_in(await all_of(integrator.matching(RUN, fives)))[-1]
        assert [(one.count, one.bundles) for one in (before, after)] == [(1, 100), (2, 101)]


async def test_what_cannot_be_understood_is_said_before_anything_is_asked(tmp_path: Path) -> None:
    async with opened(tmp_path) as (integrator, _):
        conditions = [Condition(("n",), "filled"), Condition(("n",), "greater", ("many",))]
        with pytest.raises(InvalidValues) as caught:
            await all_of(integrator.matching(RUN, conditions))
        assert caught.value.by_field == {"1": "Fill in numbers, or dates such as 2026-11-03."}
        for text, problem in {
            "": "Fill in what to look for.",
            "(": "This is no regular expression: missing ), unterminated subpattern at character 1.",
            "a{99999999999}": "This regular expression is too large.",
        }.items():
            with pytest.raises(InvalidValues) as caught:
                await all_of(integrator.search(RUN, SearchFor(text, pattern=True)))
            assert caught.value.by_field == {"text": problem}
        with pytest.raises(NotKnown):
            await all_of(integrator.columns("../elsewhere"))


async def test_a_run_without_bundles_has_answers_too(tmp_path: Path) -> None:
    async with opened(tmp_path) as (integrator, _):
        for stream in (
            integrator.columns("nobody"),
            integrator.order("nobody", [SortKey(("a",))]),
            integrator.matching("nobody", []),
            integrator.search("nobody", SearchFor("a")),
        ):
            events = await all_of(stream)  # type: ignore[misc]
            assert isinstance(events[-1], Answered)


async def test_leaving_the_iteration_stops_the_work_and_the_next_question_is_answered(tmp_path: Path) -> None:
    async with opened(tmp_path) as (integrator, writer):
        writer.append([msgspec.Raw(b'"' + b"a" * 64 + b'b"')])
        endless = integrator.search(RUN, SearchFor("(a|a)+$", pattern=True))
        task = asyncio.ensure_future(all_of(endless))
        node = await integrator.whole(RUN, 0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert node.kind == "object"
        assert (await all_of(integrator.columns(RUN)))[-1]


async def test_one_bundle_is_opened_level_by_level(tmp_path: Path) -> None:
    async with opened(tmp_path) as (integrator, writer):
        writer.append([msgspec.Raw(b'{"items":[' + b",".join([b'{"a":1}'] * 1_000) + b'],"bad":NaN}')])
        node = await integrator.whole(RUN, 100)
        items, bad = (await integrator.children(RUN, 100, node)).nodes
        assert (items.name, items.kind, bad.kind) == ("items", "array", "odd")
        level = await integrator.children(RUN, 100, items, most=600)
        more = await integrator.children(RUN, 100, items, after=level, most=600)
        assert [(len(one.nodes), one.nodes[0].number) for one in (level, more)] == [(600, 1), (400, 601)]
        assert more.after is None
        found = await integrator.at(RUN, 100, ("items", 1_000, "a"))
        assert found is not None
        assert found.preview == "1"
        assert await integrator.at(RUN, 100, ("items", 1_001)) is None
        text = await integrator.text(RUN, 0, (await integrator.children(RUN, 0, node)).nodes[1], most=100)
        assert (text.text, text.last) == ("Bundle 0", True)
        mistake = await integrator.mistake(RUN, 100)
        assert mistake is not None
        assert mistake.reason == "NaN is no value in JSON."
        assert await integrator.mistake(RUN, 0) is None
