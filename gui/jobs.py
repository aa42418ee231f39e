"""The running coroutines of a widget: who owns them, and what becomes of them.

A job belongs to the widget that started it: it is held while it runs, replaced by a newer one of the same
name, and cancelled when the widget goes.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Signal


class Jobs(QObject):
    """The running coroutines of one widget: one per name, reported once, gone with the widget.

    Errors that a person can act on are handled inside the coroutine; `failed` carries what was not.
    """

    failed = Signal(object)
    """An exception that a job did not handle."""
    busy_changed = Signal(object)
    """Whether any job runs: a bool."""

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self._tasks: dict[str, asyncio.Task[Any]] = {}
        tasks = self._tasks
        # A closure over the dict, not a method: when `destroyed` fires, this object is half gone.
        self.destroyed.connect(lambda: [task.cancel() for task in tasks.values()])

    def start(self, name: str, work: Coroutine[Any, Any, Any]) -> None:
        """Run `work`; a running job of the same name is cancelled first."""
        self.cancel(name)
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks[name] = task
        task.add_done_callback(self._ended)
        self.busy_changed.emit(True)

    def cancel(self, name: str) -> None:
        """Ask the job of that name to stop; it may still be tidying up afterwards."""
        if task := self._tasks.get(name):
            task.cancel()

    def cancel_all(self) -> None:
        """Ask every job to stop."""
        for name in list(self._tasks):
            self.cancel(name)

    def is_running(self, name: str) -> bool:
        """Whether a job of that name runs, or is still tidying up."""
        task = self._tasks.get(name)
        return task is not None and not task.done()

    def goes_on(self, name: str) -> bool:
        """Whether a job of that name runs, and was not asked to stop."""
        task = self._tasks.get(name)
        return task is not None and not task.done() and not task.cancelling()

    async def idle(self) -> None:
        """Wait until nothing runs. Tests wait for this, never for a guessed time."""
        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))

    def _ended(self, task: asyncio.Task[Any]) -> None:
        if self._tasks.get(task.get_name()) is task:  # not if a newer job took the name
            del self._tasks[task.get_name()]
        error = None if task.cancelled() else task.exception()
        if shiboken6.isValid(self):  # the widget may have gone first
            self.busy_changed.emit(bool(self._tasks))
            if error:
                self.failed.emit(error)
        elif error:
            task.get_loop().call_exception_handler(
                {"message": "A job of a closed widget failed.", "exception": error, "task": task}
            )
