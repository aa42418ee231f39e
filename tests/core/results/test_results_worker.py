"""The process that answers: real ones, asked, left, killed, short of memory."""

import asyncio
import os
import re
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from core.model.errors import DataTooNew, DataUnreadable, InvalidValues, NotKnown, RateLimited, TrunklineError
from core.model.results import ColumnsFound, Node, SearchFor, SortKey
from core.results import desk as desk_module
from core.results import worker_process
from core.results.command import ROOT, WORKER_FLAG, worker_command
from core.results.desk import Desk
from core.results.frames import HEAD, frame, told_in
from core.results.questions import FindColumns, ReadAt, ReadWhole, SearchBundles, SortRows, Source
from core.results.told import Failed, Told, Written
from tests.core.results.bundle_runs import run_of
from tests.full_disk import limited_files

ENDLESS = SearchFor("(a|a)+$", pattern=True)
"""Takes longer than anybody waits, for the bundle below."""

SLOW = [b'"' + b"a" * 64 + b'b"'] * 1_000


@asynccontextmanager
async def a_desk() -> AsyncIterator[Desk]:
    desk = Desk()
    try:
        yield desk
    finally:
        await desk.close()


async def until(holds: Callable[[], bool]) -> None:
    """Look again and again, up to the test's limit."""
    while not holds():  # noqa: ASYNC110 - nobody tells when a process has ended
        await asyncio.sleep(0.01)


def lives(process: int) -> bool:
    """Whether a process is there, and no mere entry of one that has ended."""
    try:
        state = re.search(r"\) (\w)", Path(f"/proc/{process}/stat").read_text())
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state is not None and state[1] != "Z"


def is_there(path: str) -> bool:
    return Path(path).exists()


async def columns(desk: Desk, source: Source) -> ColumnsFound:
    told: list[Told] = []
    await desk.ask(FindColumns(source), told.append)
    found = told[-1]
    assert isinstance(found, ColumnsFound)
    return found


def endless(desk: Desk, source: Source) -> "asyncio.Task[None]":
    question = SearchBundles(source, ENDLESS, str(desk.new_file()))
    return asyncio.ensure_future(desk.ask(question, lambda told: None))


async def test_a_question_is_answered_and_the_worker_kept_for_the_next() -> None:
    with run_of([b'{"a":1}']) as source:
        async with a_desk() as desk:
            assert (await columns(desk, source)).bundles == 1
            (worker,) = desk.workers
            assert (await columns(desk, source)).bundles == 1
            assert desk.workers == (worker,)
        assert not lives(worker.pid)


async def test_an_idle_worker_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "KEPT_IDLE", 0.01)
    with run_of([b"1"]) as source:
        async with a_desk() as desk:
            await columns(desk, source)
            process = desk.workers[0].pid
            await until(lambda: not lives(process))
            assert desk.workers == ()
            assert (await columns(desk, source)).bundles == 1


async def test_who_leaves_a_question_stops_the_work_at_once() -> None:
    with run_of(SLOW) as source:
        async with a_desk() as desk:
            task = endless(desk, source)
            await until(lambda: bool(desk.workers))
            process = desk.workers[0].pid
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert not lives(process)
            assert desk.workers == ()
            assert (await columns(desk, source)).bundles == 1_000


async def test_closing_ends_what_is_still_at_work() -> None:
    with run_of(SLOW) as source:
        desk = Desk()
        task = endless(desk, source)
        await until(lambda: bool(desk.workers))
        process = desk.workers[0].pid
        await desk.close()
        assert not lives(process)
        with pytest.raises(TrunklineError):
            await task


async def test_two_long_questions_run_at_once_a_third_waits_and_a_short_one_does_not() -> None:
    with run_of(SLOW) as source:
        async with a_desk() as desk:
            tasks = [endless(desk, source), endless(desk, source)]
            await until(lambda: len(desk.workers) == 2)
            third = asyncio.ensure_future(columns(desk, source))
            node = await desk.look_up(ReadWhole(source, 5))
            assert isinstance(node, Node)
            assert not third.done()
            tasks[0].cancel()
            assert (await third).bundles == 1_000
            tasks[1].cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def test_the_end_of_a_worker_is_a_sentence_and_the_next_question_has_another() -> None:
    with run_of(SLOW) as source:
        async with a_desk() as desk:
            task = endless(desk, source)
            await until(lambda: bool(desk.workers))
            os.kill(desk.workers[0].pid, signal.SIGKILL)
            with pytest.raises(TrunklineError, match="ended unexpectedly") as caught:
                await task
            assert caught.value.next_step
            assert (await columns(desk, source)).bundles == 1_000


async def test_a_worker_without_enough_memory_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    little = str(100 * 1024 * 1024)
    monkeypatch.setattr(worker_process, "worker_command", lambda: (*worker_command(), little))
    large = b'{"a":"' + b"x" * 60_000_000 + b'"}'
    with run_of([large, large]) as source:
        async with a_desk() as desk:
            question = SortRows(source, (SortKey(("a",)),), str(desk.new_file()))
            with pytest.raises(TrunklineError, match="not enough memory"):
                await desk.ask(question, lambda told: None)
            node = await desk.look_up(ReadWhole(source, 0))
            assert isinstance(node, Node)


@pytest.mark.parametrize("program", ["core", "gui.start"])
async def test_the_program_itself_is_a_worker_when_it_is_told_to(
    program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = (sys.executable, "-m", program, WORKER_FLAG)
    monkeypatch.setattr(worker_process, "worker_command", lambda: command)
    with run_of([b'{"a":1}']) as source:
        async with a_desk() as desk:
            assert (await columns(desk, source)).bundles == 1


@pytest.mark.skipif(sys.platform == "win32", reason="has no such limit")
async def test_an_answer_that_has_no_room_is_told_with_its_place() -> None:
    with run_of([b"%d" % number for number in range(1_000)]) as source, limited_files(1_000):
        async with a_desk() as desk:
            out = desk.new_file()
            with pytest.raises(TrunklineError, match="There is no room for the answer") as caught:
                await desk.ask(SortRows(source, (SortKey(()),), str(out)), lambda told: None)
    assert f"temporary files, in {out.parent.parent};" in caught.value.reason


async def test_no_place_for_answers_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    async with a_desk() as desk:
        with pytest.raises(DataUnreadable, match="Temporary files cannot be written"):
            desk.new_file()


async def test_files_that_have_become_shorter_are_a_sentence() -> None:
    with run_of([b'{"a":1}'] * 10) as source:
        (Path(source.folder) / "bundles.jsonl").write_bytes(b'{"a":1}\n')
        async with a_desk() as desk:
            with pytest.raises(TrunklineError, match="shorter than they were"):
                await columns(desk, source)


async def test_files_that_hold_something_else_are_a_sentence() -> None:
    with run_of([b'{"a":1}', b'{"a":2}']) as source:
        lines = Path(source.folder) / "bundles.jsonl"
        lines.write_bytes(b"\n" * lines.stat().st_size)
        async with a_desk() as desk:
            with pytest.raises(TrunklineError, match="cannot be read") as caught:
                await columns(desk, source)
        assert str(lines) in caught.value.reason


async def test_an_error_crosses_with_its_kind(tmp_path: Path) -> None:
    nowhere = Source(folder=str(tmp_path / "gone"), count=1)
    async with a_desk() as desk:
        with pytest.raises(DataUnreadable, match="The bundles of this run cannot be read"):
            await columns(desk, nowhere)
    with run_of([b"1"]) as source:
        (Path(source.folder) / "bundles.jsonl").write_bytes(b"")
        async with a_desk() as desk:
            with pytest.raises(DataUnreadable):
                await columns(desk, source)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (TrunklineError("Title.", "Reason.", "Next."), TrunklineError),
        (DataTooNew("Title.", "Reason.", "Next."), DataTooNew),
        (NotKnown("Title.", next_step="Next."), NotKnown),
        (RateLimited("Title.", "Reason."), TrunklineError),  # it is made of more than a sentence
        (InvalidValues({"a": "Reason."}), TrunklineError),
    ],
)
def test_an_error_is_the_same_on_the_other_side(error: TrunklineError, kind: type[TrunklineError]) -> None:
    told = told_in(frame(Failed.by(error))[HEAD:])
    assert isinstance(told, Failed)
    crossed = told.error()
    assert type(crossed) is kind
    assert crossed.args == error.args


async def test_a_bug_of_ours_comes_with_its_trace() -> None:
    with run_of([b"1"]) as source:
        async with a_desk() as desk:
            with pytest.raises(RuntimeError, match="IndexError"):
                await desk.look_up(ReadWhole(source, 99))


async def test_half_a_character_crosses_to_the_worker_and_back() -> None:
    with run_of([b'{"\\ud800":2}', b'{"\\ud800":1}']) as source:
        async with a_desk() as desk:
            assert [column.path for column in (await columns(desk, source)).columns] == [("\ud800",)]
            told: list[Told] = []
            question = SortRows(source, (SortKey(("\ud800",)),), str(desk.new_file()))
            await desk.ask(question, told.append)
            assert told[-1] == Written(2)
            node = await desk.look_up(ReadAt(source, 1, ("\ud800",)))
            assert isinstance(node, Node)
            assert (node.name, node.preview) == ("\ud800", "1")


ORPHAN = """
import asyncio, sys
from core.results.desk import Desk
from core.results.questions import SearchBundles, Source
from core.model.results import SearchFor

async def main() -> None:
    desk = Desk()
    source = Source(folder=sys.argv[1], count=1000)
    question = SearchBundles(source, SearchFor("(a|a)+$", pattern=True), str(desk.new_file()))
    task = asyncio.ensure_future(desk.ask(question, lambda told: None))
    while not desk.workers:
        await asyncio.sleep(0.01)
    print(desk.workers[0].pid, desk.new_file().parent, flush=True)
    await task

asyncio.run(main())
"""


async def test_a_worker_ends_when_the_program_is_killed_and_its_answers_are_swept_away() -> None:
    with run_of(SLOW) as source:
        program = await asyncio.create_subprocess_exec(
            sys.executable, "-c", ORPHAN, source.folder, cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        assert program.stdout is not None
        worker, folder = (await program.stdout.readline()).decode().split()
        assert lives(int(worker))
        program.kill()
        await program.communicate()
        await until(lambda: not lives(int(worker)))
        assert is_there(folder)
        async with a_desk() as desk:
            desk.new_file()
            assert not is_there(folder)


BUSY = """
from core.results.worker import end_with_the_program
end_with_the_program()
print("busy", flush=True)
3 ** 10 ** 10  # keeps Python's lock for longer than anybody waits
"""

STARTER = """
import os, subprocess, sys
worker = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdout=subprocess.PIPE)
worker.stdout.readline()
print(worker.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing tells a process that is this busy")
async def test_a_worker_in_a_long_call_ends_with_the_program_too() -> None:
    pipes = {"stdin": asyncio.subprocess.PIPE, "stdout": asyncio.subprocess.PIPE}
    program = await asyncio.create_subprocess_exec(sys.executable, "-c", STARTER, BUSY, cwd=ROOT, **pipes)
    assert program.stdout is not None
    worker = int(await program.stdout.readline())
    assert lives(worker)
    program.kill()
    await program.wait()
    await until(lambda: not lives(worker))


async def test_answers_lie_in_a_folder_of_ones_own_that_is_gone_at_the_end() -> None:
    async with a_desk() as desk:
        file = desk.new_file()
        assert file.parent.stat().st_mode & 0o077 == 0
        assert desk.new_file() != file
    assert not file.parent.exists()
