"""Whoever asks: gives questions to workers, keeps idle ones for a while, and has the folder for answers."""

import asyncio
import os
import re
import shutil
from pathlib import Path

from core.results.questions import Question
from core.results.told import Told
from core.results.worker_process import OnTold, WorkerProcess
from core.temporary import new_folder

AT_ONCE = 2
"""Long questions that are worked on at the same time; further ones wait."""

KEPT_IDLE = 60.0
"""Seconds that a worker with nothing to do is kept."""

_PREFIX = "trunkline-answers-"


class Desk:
    """Lives on one loop. Workers are started when there is a question, and killed to stop one."""

    def __init__(self) -> None:
        self._long = asyncio.Semaphore(AT_ONCE)
        self._short = asyncio.Semaphore(1)
        self._at_work: set[WorkerProcess] = set()
        self._idle: list[tuple[WorkerProcess, asyncio.TimerHandle]] = []
        self._leaving: set[asyncio.Task[None]] = set()
        self._folder: Path | None = None
        self._files = 0

    async def ask(self, question: Question, on_told: OnTold) -> None:
        """Have a question answered; cancelling kills what works on it. Raises `TrunklineError`."""
        async with self._long:
            await self._ask(question, on_told)

    async def look_up(self, question: Question) -> Told | None:
        """A short question about one bundle, with a way of its own past the long ones. Gives what is told."""
        told: list[Told] = []
        async with self._short:
            await self._ask(question, told.append)
        return told[0] if told else None

    @property
    def workers(self) -> tuple[WorkerProcess, ...]:
        """Those that are there: at work, or idle."""
        return (*self._at_work, *(worker for worker, _ in self._idle))

    def notes(self, run: str) -> Path:
        """A path for what searches learn about a run."""
        return self._own_folder() / f"{run}.notes"

    def new_file(self) -> Path:
        """A path for an answer, in a folder that only this person may read. Raises `DataUnreadable`."""
        self._files += 1
        return self._own_folder() / f"{self._files}.u64"

    async def close(self) -> None:
        """End all workers, and remove the answers."""
        for _, timer in self._idle:
            timer.cancel()
        for worker in self.workers:
            await worker.kill()
        self._idle.clear()
        await asyncio.gather(*self._leaving)
        if self._folder:
            await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)
            self._folder = None

    def _own_folder(self) -> Path:
        if self._folder is None:
            self._folder = new_folder(f"{_PREFIX}{os.getpid()}-")
            _sweep(self._folder.parent)
        return self._folder

    async def _ask(self, question: Question, on_told: OnTold) -> None:
        worker = await self._worker()
        self._at_work.add(worker)
        try:
            await worker.ask(question, on_told)
        finally:
            self._at_work.discard(worker)
        if worker.usable:
            timer = asyncio.get_running_loop().call_later(KEPT_IDLE, self._let_go, worker)
            self._idle.append((worker, timer))
        else:
            self._leave(worker)

    async def _worker(self) -> WorkerProcess:
        while self._idle:
            worker, timer = self._idle.pop()
            timer.cancel()
            if worker.usable:
                return worker
            self._leave(worker)
        return await WorkerProcess.start()

    def _let_go(self, worker: WorkerProcess) -> None:
        self._idle = [(one, timer) for one, timer in self._idle if one is not worker]
        self._leave(worker)

    def _leave(self, worker: WorkerProcess) -> None:
        task = asyncio.ensure_future(worker.kill())
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)


def _sweep(temporary: Path) -> None:
    """Remove what processes that were killed have left behind."""
    if os.name != "posix":  # elsewhere asking whether a process lives would end it
        return
    for folder in temporary.glob(f"{_PREFIX}*"):
        found = re.match(rf"{_PREFIX}(\d+)-", folder.name)
        if found and not _lives(int(found[1])):
            shutil.rmtree(folder, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
