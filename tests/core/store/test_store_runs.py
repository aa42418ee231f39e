"""The history: written before a run, completed after it, honest about what was cut short."""

from pathlib import Path

import pytest

from core.model.errors import NotKnown
from tests.core.store.samples import another_process, opened, run

RUNNING = """if True:
    import asyncio, pathlib, sys
    from core.model.run import RunRecord
    from core.store.store import Store

    async def main():
        store = await Store.open(pathlib.Path(sys.argv[1]))
        await store.runs.begin(RunRecord(id="theirs", app="a", module="m", connection="c", started_at=1.0))
        with_bundles = store.spool.writer("theirs")
        with_bundles.append([b"1", b"2", b"3"])
        print("running", flush=True)
        sys.stdin.read()

    asyncio.run(main())
"""


async def test_a_run_is_written_down_and_completed(folder: Path) -> None:
    begun = run(values={"limit": 10, "text": "é\ud800"})
    problem = ("The service said no.", "The key was refused.", "Enter a new key.")
    async with opened(folder) as store:
        await store.runs.begin(begun)
        assert await store.runs.get("r1") == begun
        await store.runs.complete("r1", status="failed", pages=2, bundles=30, ended_at=9.5, problem=problem)
    async with opened(folder) as store:
        ended = run(values=begun.values, status="failed", pages=2, bundles=30, ended_at=9.5, problem=problem)
        assert await store.runs.get("r1") == ended
        assert await store.runs.get("r2") is None


async def test_a_run_that_never_began_cannot_be_completed(folder: Path) -> None:
    async with opened(folder) as store:
        with pytest.raises(NotKnown, match="'r1'"):
            await store.runs.complete("r1", status="done", pages=1, bundles=1, ended_at=2.0)


async def test_the_newest_runs_come_first(folder: Path) -> None:
    async with opened(folder) as store:
        for id, module, started_at in [("a", "m", 1.0), ("b", "n", 3.0), ("c", "m", 2.0), ("d", "m", 2.0)]:
            await store.runs.begin(run(id, module=module, started_at=started_at))
        assert [one.id for one in await store.runs.latest()] == ["b", "d", "c", "a"]
        assert [one.id for one in await store.runs.latest(limit=2)] == ["b", "d"]
        last = await store.runs.last_of("refiner", "m")
        assert last
        assert last.id == "d"
        assert await store.runs.last_of("refiner", "other") is None


async def test_a_run_that_nobody_is_at_work_on_was_interrupted(folder: Path) -> None:
    async with opened(folder) as store:
        await store.runs.begin(run("cut short"))
        await store.runs.begin(run("ended"))
        await store.runs.complete("ended", status="stopped", pages=1, bundles=1, ended_at=2.0)
    async with opened(folder) as store:
        assert await store.runs.get("cut short") == run("cut short", status="interrupted")
        ended = await store.runs.get("ended")
        assert ended
        assert ended.status == "stopped"


async def test_a_run_of_another_living_process_is_left_alone(folder: Path) -> None:
    with another_process(RUNNING, folder) as process:
        assert process.stdout
        assert process.stdout.readline() == "running\n"
        for _ in range(2):
            async with opened(folder) as store:
                theirs = await store.runs.get("theirs")
                assert theirs
                assert theirs.status == "running"
        process.kill()
        process.wait()
    async with opened(folder) as store:
        theirs = await store.runs.get("theirs")
        assert theirs
        assert (theirs.status, theirs.bundles) == ("interrupted", 3)
        # and its traces of being at work are gone
        assert len(files_in(folder / "processes")) == 1


async def test_two_stores_of_one_process_leave_each_others_runs_alone(folder: Path) -> None:
    async with opened(folder) as one:
        await one.runs.begin(run())
        async with opened(folder) as other:
            assert await other.runs.get("r1") == run()


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())
