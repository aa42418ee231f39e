"""Questions about a million bundles, asked as the window asks them, in turns with their floors.

Arguments: profile folder, run, `search` or `sort`, rounds; then what to search for, or the names that lead to
the column. Prints the seconds of each round, ours and the floor's, and the longest time for which the asking
loop did not answer, in seconds. The first round is not counted: it starts the worker, and reads the file into
the system's cache.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from pathlib import Path

from core.integrator import Integrator, open_integrator
from core.model.results import HitsFound, RowsFound, SearchFor, SortKey
from core.store.spool_reader import BUNDLES
from tests.bench.measure import Gaps, child


async def seconds_of(stream: AsyncGenerator[object], gaps: Gaps) -> tuple[float, int]:
    """How long until all is told, and how many rows or hits were found."""
    found = 0
    async with gaps.watched():
        began = time.perf_counter()
        async with aclosing(stream) as events:
            async for event in events:
                if isinstance(event, HitsFound | RowsFound):
                    found = event.count
        return time.perf_counter() - began, found


def ripgrep(path: Path, text: str) -> tuple[float, int]:
    """The same by `rg -c -F`: its whole process."""
    began = time.perf_counter()
    done = subprocess.run(["rg", "-c", "-F", text, str(path)], capture_output=True, text=True, check=True)
    return time.perf_counter() - began, int(done.stdout)


def bare_sort(path: Path, names: list[str]) -> tuple[float, int]:
    """The same by a bare loop in a process of its own: its loop."""
    done = child("tests.bench.sort_floor", str(path), *names)
    return done["seconds"], done["rows"]


async def main(folder: Path, run: str, what: str, rounds: int, rest: list[str]) -> None:
    """Take turns."""
    path = folder / "runs" / run / BUNDLES
    ours: list[float] = []
    floors: list[float] = []
    gaps = Gaps()
    async with open_integrator(folder, own_thread=True) as integrator:
        ask, floor = _both(integrator, run, what, path, rest)
        for _ in range(1 + rounds):
            seconds, count = await asyncio.to_thread(floor)
            floors.append(seconds)
            asked, found = await seconds_of(ask(), gaps)
            ours.append(asked)
            assert found == count, (found, count)
    print(json.dumps({"ours": ours[1:], "floors": floors[1:], "gap": gaps.longest}))


def _both(
    integrator: Integrator, run: str, what: str, path: Path, rest: list[str]
) -> tuple[Callable[[], AsyncGenerator[object]], Callable[[], tuple[float, int]]]:
    if what == "search":
        wanted = SearchFor(rest[0], match_case=True)
        return (lambda: integrator.search(run, wanted)), (lambda: ripgrep(path, rest[0]))
    return (lambda: integrator.order(run, [SortKey(tuple(rest))])), (lambda: bare_sort(path, rest))


if __name__ == "__main__":
    _, a_folder, a_run, a_question, some_rounds, *the_rest = sys.argv
    asyncio.run(main(Path(a_folder), a_run, a_question, int(some_rounds), the_rest))
