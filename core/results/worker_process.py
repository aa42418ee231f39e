"""One worker, as whoever asks sees it: started, asked one question at a time, killed."""

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from core.model.errors import TrunklineError
from core.results.command import ROOT, worker_command
from core.results.frames import HEAD, body_length, frame, told_in
from core.results.questions import Question
from core.results.told import Failed, Finished, Told

OnTold = Callable[[Told], None]


class WorkerProcess(asyncio.SubprocessProtocol):
    """A process of `core.results.worker`. Once it failed, retired or was killed it is of no more use."""

    def __init__(self) -> None:
        self.usable = True
        self._transport: asyncio.SubprocessTransport
        self._gone = asyncio.Event()
        self._received = bytearray()
        self._on_told: OnTold | None = None
        self._answer: asyncio.Future[None] | None = None

    @classmethod
    async def start(cls) -> "WorkerProcess":
        """Start one. Raises `TrunklineError` when the system refuses."""
        options: dict[str, Any] = {"cwd": ROOT, "stderr": subprocess.DEVNULL}
        if sys.platform == "win32":
            options["creationflags"] = subprocess.CREATE_NO_WINDOW
        loop = asyncio.get_running_loop()
        try:
            _, worker = await loop.subprocess_exec(cls, *worker_command(), **options)
        except OSError as error:
            raise TrunklineError(
                "The bundles cannot be looked through.",
                f"The system did not start another process: {error.strerror or error}.",
                "Close other programs, then try again.",
            ) from error
        return worker

    async def ask(self, question: Question, on_told: OnTold) -> None:
        """Ask, hand over what is told, and return when all is told. Left early, the process is killed.

        Raises `TrunklineError`: the worker's sentence, or that it has ended.
        """
        self._on_told = on_told
        self._answer = asyncio.get_running_loop().create_future()
        pipe = self._transport.get_pipe_transport(0)
        assert isinstance(pipe, asyncio.WriteTransport)
        pipe.write(frame(question))
        if self._gone.is_set():
            self._end(_ended())
        try:
            await self._answer
        except BaseException:
            await self.kill()
            raise

    @property
    def pid(self) -> int:
        """The process."""
        return self._transport.get_pid()

    async def kill(self) -> None:
        """End the process, whatever it is doing."""
        self.usable = False
        with contextlib.suppress(ProcessLookupError):
            self._transport.kill()
        self._transport.close()
        await self._gone.wait()

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The process is there."""
        assert isinstance(transport, asyncio.SubprocessTransport)
        self._transport = transport

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Some bytes of its standard output, with frames or parts of one."""
        received = self._received
        received += data
        begin = 0
        while len(received) - begin >= HEAD:
            end = begin + HEAD + body_length(received[begin : begin + HEAD])
            if len(received) < end:
                break
            self._hear(told_in(bytes(received[begin + HEAD : end])))
            begin = end
        del received[:begin]

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        """It has closed a pipe: nothing more comes from it."""
        self.usable = False
        self._end(_ended())

    def connection_lost(self, exc: Exception | None) -> None:
        """The process has ended."""
        self.usable = False
        self._end(_ended())
        self._gone.set()

    def _hear(self, told: Told) -> None:
        match told:
            case Finished(retires=retires):
                self.usable = not retires
                self._end(None)
            case Failed() as failed:
                self._end(_error_of(failed))
            case _:
                if self._on_told and self._answer and not self._answer.done():
                    self._on_told(told)

    def _end(self, error: Exception | None) -> None:
        if self._answer is None or self._answer.done():
            return
        if error:
            self._answer.set_exception(error)
        else:
            self._answer.set_result(None)


def _error_of(failed: Failed) -> Exception:
    if failed.bug:
        return RuntimeError(f"A question about results failed:\n{failed.bug}")
    return failed.error()


def _ended() -> TrunklineError:
    return TrunklineError(
        "Looking through the bundles has stopped.",
        "The process that does it has ended unexpectedly, perhaps for want of memory.",
        "Try again. The bundles themselves are safe.",
    )
