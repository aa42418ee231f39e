"""Exporting through the integrator: a worker writes, the file appears when it is complete, or not at all."""

import errno
import os
import shutil
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from core.integrator import Integrator, open_integrator
from core.model.errors import NotKnown, TrunklineError
from core.model.export import Exported, ExportForm, ExportOptions
from core.model.results import Condition, Progress, Rows, RowsFound, SortKey
from core.results.export_trouble import cannot_replace, trouble
from core.results.numbers import RowsFile
from core.results.questions import Question
from core.results.worker_process import OnTold
from core.store.spool import Spool
from tests.core.results.exports import rows_of_csv, sheets_of
from tests.full_disk import limited_files
from tests.sandboxes import nothing_left_running

RUN = "r1"
both = pytest.mark.parametrize("own_thread", [False, True], ids=["here", "own thread"])


@asynccontextmanager
async def profile(
    folder: Path, bundles: int = 1_000, *, own_thread: bool = False
) -> AsyncIterator[Integrator]:
    """A profile with one run."""
    writer = Spool(folder / "profile" / "runs").writer(RUN)
    writer.append([b'{"id": %d, "name": "Name %d"}' % (number, number % 10) for number in range(bundles)])
    writer.close()
    with nothing_left_running():
        async with open_integrator(folder / "profile", own_thread=own_thread) as integrator:
            yield integrator


async def export(integrator: Integrator, file: Path, form: ExportForm = "csv", **more: Any) -> Exported:
    """The last word of an export."""
    events = [event async for event in integrator.export(RUN, file, form, **more)]
    assert all(isinstance(event, Progress) for event in events[:-1])
    last = events[-1]
    assert isinstance(last, Exported)
    return last


def names_in(folder: Path) -> list[str]:
    """What is in a folder, also what is hidden."""
    return sorted(one.name for one in folder.iterdir())


def was_pipe(path: Path) -> bool:
    """Whether there is a pipe, which is taken away."""
    was = path.is_fifo()
    path.unlink()
    return was


def children() -> list[int]:
    """The processes that this one has started."""
    files = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return [int(one) for file in files for one in file.read_text().split()]


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """An empty folder to export to."""
    folder = tmp_path / "exports"
    folder.mkdir()
    return folder


@both
async def test_a_file_of_each_form_is_made_that_only_its_owner_may_read(
    tmp_path: Path, there: Path, own_thread: bool
) -> None:
    async with profile(tmp_path, own_thread=own_thread) as integrator:
        for form in ("csv", "xlsx", "json", "jsonl"):
            file = there / f"people.{form}"
            assert await export(integrator, file, form) == Exported(file=file, rows=1_000)
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert names_in(there) == [
        "people.csv",
        "people.json",
        "people.jsonl",
        "people.xlsx",
    ]
    rows = rows_of_csv((there / "people.csv").read_bytes())
    assert rows == [["id", "name"], *([str(n), f"Name {n % 10}"] for n in range(1_000))]
    assert sheets_of((there / "people.xlsx").read_bytes())["Bundles"][1:] == [
        [n, f"Name {n % 10}"] for n in range(1_000)
    ]


@both
async def test_a_filtered_view_and_chosen_bundles_are_exported_in_their_order(
    tmp_path: Path, there: Path, own_thread: bool
) -> None:
    async with profile(tmp_path, own_thread=own_thread) as integrator:
        rows: Rows | None = None
        wanted = [Condition(("name",), "is", ("Name 7",))]
        async for event in integrator.matching(RUN, wanted):
            rows = event.rows if isinstance(event, RowsFound) else rows
        assert rows is not None
        done = await export(integrator, there / "seven.csv", rows=rows, columns=[("id",)])
        assert done.rows == 100
        rows.close()
        with pytest.raises(TrunklineError, match="The rows are not there any more"):
            await export(integrator, there / "gone.csv", rows=rows)
        await export(integrator, there / "some.csv", rows=[9, 3, 999], columns=[("id",)])
    assert rows_of_csv((there / "seven.csv").read_bytes())[1:] == [[str(n)] for n in range(7, 1_000, 10)]
    assert rows_of_csv((there / "some.csv").read_bytes())[1:] == [["9"], ["3"], ["999"]]
    assert len(names_in(there)) == 2


async def test_a_view_that_is_left_meanwhile_is_exported_all_the_same(
    tmp_path: Path, there: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with profile(tmp_path) as integrator:
        events = integrator.order(RUN, [SortKey(("id",), descending=True)])
        (rows,) = [event.rows async for event in events if isinstance(event, RowsFound)]
        assert isinstance(rows, RowsFile)
        ask = integrator._core.desk.ask

        async def close_and_ask(question: Question, on_told: OnTold) -> None:
            rows.close()
            await ask(question, on_told)

        monkeypatch.setattr(integrator._core.desk, "ask", close_and_ask)
        await export(integrator, there / "people.jsonl", "jsonl", rows=rows)
        assert not is_there(rows.path)
    assert (there / "people.jsonl").read_bytes().startswith(b'{"id": 999, ')


def is_there(path: Path) -> bool:
    """Whether a file is still there."""
    return path.exists()


@both
@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
async def test_leaving_stops_at_once_and_leaves_nothing(
    tmp_path: Path, there: Path, own_thread: bool, form: ExportForm
) -> None:
    async with profile(tmp_path, 300_000, own_thread=own_thread) as integrator:
        async with aclosing(integrator.export(RUN, there / "people", form)) as events:
            async for event in events:
                assert isinstance(event, Progress)
                if event.done:
                    break
        assert names_in(there) == []
        assert children() == []


async def test_when_the_process_that_writes_dies_that_is_said_and_nothing_is_left(
    tmp_path: Path, there: Path
) -> None:
    async with profile(tmp_path, 300_000) as integrator:
        events = integrator.export(RUN, there / "people", "csv")
        assert isinstance(await anext(events), Progress)
        for child in children():
            os.kill(child, 9)
        with pytest.raises(TrunklineError, match="ended unexpectedly"):
            _ = [event async for event in events]
        assert names_in(there) == []
        assert (await export(integrator, there / "people.csv")).rows == 300_000


async def test_a_file_is_replaced_only_when_that_is_wanted_and_only_by_a_complete_one(
    tmp_path: Path, there: Path
) -> None:
    file = there / "people.csv"
    file.write_text("old")
    async with profile(tmp_path) as integrator:
        with pytest.raises(TrunklineError, match=r"There is a file “people\.csv” already"):
            await export(integrator, file)
        with limited_files(1_000), pytest.raises(TrunklineError, match="The disk is full"):
            await export(integrator, file, overwrite=True)
        assert file.read_text() == "old"
        await export(integrator, file, overwrite=True)
    assert len(rows_of_csv(file.read_bytes())) == 1_001
    assert names_in(there) == ["people.csv"]


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
async def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path, there: Path, form: ExportForm) -> None:
    async with profile(tmp_path, 200_000) as integrator:
        with limited_files(1_000_000), pytest.raises(TrunklineError, match="The disk is full") as caught:
            await export(integrator, there / "people", form)
        assert caught.value.reason == f"There is not enough room in {there} for “people”."
        assert names_in(there) == []


async def test_places_where_nothing_can_be_saved_are_said(tmp_path: Path, there: Path) -> None:
    (there / "folder").mkdir()
    (there / "file").touch()
    async with profile(tmp_path) as integrator:
        with pytest.raises(TrunklineError, match="“folder” is a folder"):
            await export(integrator, there / "folder", overwrite=True)
        if sys.platform != "win32":
            os.mkfifo(there / "pipe")
            with pytest.raises(TrunklineError, match="“pipe” is no ordinary file"):
                await export(integrator, there / "pipe", overwrite=True)
            assert was_pipe(there / "pipe")
        for folder in (there / "nowhere", there / "file"):
            with pytest.raises(TrunklineError, match="There is no folder"):
                await export(integrator, folder / "people.csv")
        with pytest.raises(TrunklineError, match="cannot be saved there"):
            await export(integrator, there / ("n" * 300))
        with pytest.raises(NotKnown):
            async with aclosing(integrator.export("../r1", there / "people", "csv")) as events:
                await anext(events)
    assert names_in(there) == ["file", "folder"]


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
async def test_of_a_run_that_is_gone_no_empty_file_is_made(
    tmp_path: Path, there: Path, form: ExportForm
) -> None:
    file = there / "people"
    file.write_text("old")
    async with profile(tmp_path) as integrator:
        shutil.rmtree(tmp_path / "profile" / "runs" / RUN)
        with pytest.raises(TrunklineError, match="not there any more"):
            await export(integrator, file, form, overwrite=True)
        with pytest.raises(TrunklineError, match="not there any more"):
            await integrator.copied(RUN, "json", rows=[0])
    assert file.read_text() == "old"
    assert names_in(there) == ["people"]


@pytest.mark.parametrize(
    ("number", "title"),
    [
        (
            errno.EACCES,
            "“a.csv” cannot be saved there. The folder /x is read-only or belongs to somebody else.",
        ),
        (
            errno.EROFS,
            "“a.csv” cannot be saved there. The folder /x is read-only or belongs to somebody else.",
        ),
        (errno.EDQUOT, "The disk is full."),
        (errno.ENAMETOOLONG, "“a.csv” cannot be saved there. The disk says: File name too long."),
    ],
)
def test_what_a_disk_refuses_becomes_a_sentence(number: int, title: str) -> None:
    assert str(trouble(Path("/x/a.csv"), OSError(number, os.strerror(number)))).startswith(title)


def test_a_file_that_another_program_has_open_is_said() -> None:
    error = cannot_replace(Path("/x/a.csv"), OSError(errno.EBUSY, "busy"))
    assert error.title == "“a.csv” is open in another program."
    assert cannot_replace(Path("/x/a.csv"), OSError(errno.EACCES, "no")).title.endswith("saved there.")


async def test_a_run_that_goes_on_is_exported_as_far_as_it_is(tmp_path: Path, there: Path) -> None:
    async with profile(tmp_path) as integrator:
        writer = Spool(tmp_path / "profile" / "runs").writer("r2")
        writer.append([b'{"id": 1}'])
        async with aclosing(integrator.export("r2", there / "one.jsonl", "jsonl")) as events:
            async for _ in events:
                writer.append([b'{"id": 2}'])
        writer.close()
    assert (there / "one.jsonl").read_bytes() == b'{"id": 1}\n'


@both
async def test_bundles_are_copied_as_text_and_too_many_are_refused(
    tmp_path: Path, own_thread: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = ExportOptions(byte_order_mark=False, header=False)
    async with profile(tmp_path, own_thread=own_thread) as integrator:
        copied = await integrator.copied(RUN, "tsv", rows=[1, 0], columns=[("name",), ("id",)], options=plain)
        assert (copied.text, copied.rows) == (b"Name 1\t1\r\nName 0\t0\r\n", 2)
        copied = await integrator.copied(RUN, "markdown", rows=[1], columns=[("name",), ("id",)])
        assert copied.text == b"| name | id |\n| --- | --- |\n| Name 1 | 1 |\n"
        monkeypatch.setattr("core.faces.export.MOST_TO_COPY", 1_000)
        with pytest.raises(TrunklineError, match="too much to copy"):
            await integrator.copied(RUN, "json")
