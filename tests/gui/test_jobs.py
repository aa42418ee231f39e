"""Who owns a coroutine, and what becomes of it."""

import asyncio
import gc
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from gui.jobs import Jobs


class Watched:
    """A job's course, as it is seen from outside."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.go_on = asyncio.Event()
        self.over = asyncio.Event()

    async def run(self, name: str = "job") -> None:
        try:
            self.steps.append(f"{name} begins")
            await self.go_on.wait()
            self.steps.append(f"{name} ends")
        except asyncio.CancelledError:
            self.steps.append(f"{name} is cancelled")
            raise
        finally:
            self.over.set()


async def fail(error: Exception) -> None:
    raise error


async def test_a_job_survives_the_garbage_collector(qapp: QApplication) -> None:
    owner, job = QObject(), Watched()
    jobs = Jobs(owner)
    jobs.start("run", job.run())
    await asyncio.sleep(0)
    gc.collect()
    job.go_on.set()
    await jobs.idle()

    assert job.steps == ["job begins", "job ends"]


async def test_a_newer_job_of_the_same_name_replaces_the_older(qapp: QApplication) -> None:
    owner, job = QObject(), Watched()
    jobs = Jobs(owner)
    jobs.start("run", job.run("first"))
    await asyncio.sleep(0)
    jobs.start("run", job.run("second"))
    await asyncio.sleep(0)
    assert jobs.is_running("run")
    job.go_on.set()
    await jobs.idle()

    assert job.steps == ["first begins", "first is cancelled", "second begins", "second ends"]
    assert not jobs.is_running("run")


async def test_a_job_that_was_asked_to_stop_is_running_and_does_not_go_on(qapp: QApplication) -> None:
    owner, job = QObject(), Watched()
    jobs = Jobs(owner)
    assert not jobs.goes_on("run")
    jobs.start("run", job.run())
    assert jobs.goes_on("run")
    await asyncio.sleep(0)
    jobs.cancel("run")
    assert jobs.is_running("run")
    assert not jobs.goes_on("run"), "who wants its answer starts it anew"
    await jobs.idle()


async def test_jobs_of_different_names_run_side_by_side(qapp: QApplication) -> None:
    owner, job = QObject(), Watched()
    jobs = Jobs(owner)
    jobs.start("a", job.run("a"))
    jobs.start("b", job.run("b"))
    await asyncio.sleep(0)
    jobs.cancel("a")
    jobs.cancel("nothing of that name")
    job.go_on.set()
    await jobs.idle()

    assert job.steps == ["a begins", "b begins", "a is cancelled", "b ends"]


async def test_a_failure_is_told_once_with_the_exception(qapp: QApplication) -> None:
    owner, error = QObject(), ValueError("odd")
    jobs = Jobs(owner)
    told: list[object] = []
    jobs.failed.connect(told.append)
    jobs.start("run", fail(error))
    await jobs.idle()
    await asyncio.sleep(0)
    gc.collect()

    assert told == [error]


async def test_a_cancelled_job_is_no_failure(qapp: QApplication) -> None:
    owner, job = QObject(), Watched()
    jobs = Jobs(owner)
    told: list[object] = []
    jobs.failed.connect(told.append)
    jobs.start("run", job.run())
    jobs.cancel("run")  # before its first step
    await jobs.idle()

    assert told == []
    assert job.steps == []


async def test_busy_is_told_at_the_beginning_and_at_the_end(qapp: QApplication) -> None:
    owner, job = QObject(), Watched()
    jobs = Jobs(owner)
    told: list[object] = []
    jobs.busy_changed.connect(told.append)
    jobs.start("a", job.run())
    jobs.start("b", fail(ValueError()))
    await asyncio.sleep(0.01)
    assert told == [True, True, True]
    job.go_on.set()
    await jobs.idle()
    await asyncio.sleep(0)

    assert told[-1] is False


@pytest.mark.parametrize("way", ["deleted", "deleted later with its parent"])
async def test_a_job_goes_with_its_widget(qapp: QApplication, way: str) -> None:
    window, job = QWidget(), Watched()
    panel = QWidget(window)
    jobs = Jobs(panel)
    jobs.start("run", job.run())
    await asyncio.sleep(0)
    if way == "deleted":
        shiboken6.delete(panel)
    else:
        window.deleteLater()
    await job.over.wait()

    assert job.steps == ["job begins", "job is cancelled"]
    assert not shiboken6.isValid(jobs)


async def test_a_failure_after_the_widget_is_gone_reaches_the_loop(qapp: QApplication) -> None:
    reported: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: reported.put_nowait(context))
    panel, error = QWidget(), ValueError("too late")

    async def fails_while_it_tidies_up() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            raise error

    jobs = Jobs(panel)
    jobs.start("run", fails_while_it_tidies_up())
    await asyncio.sleep(0)
    shiboken6.delete(panel)

    assert (await reported.get())["exception"] is error
