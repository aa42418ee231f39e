"""The process that answers questions about results: `python -m core.results.worker`.

It reads questions from standard input and tells answers on standard output, one question at a time. It is
killed to stop it, and ends by itself when whoever asks is gone. It imports little, so that it is there at
once, and what a question needs when that is asked.
"""

import contextlib
import gc
import os
import sys
from _thread import start_new_thread
from io import FileIO
from pathlib import Path
from queue import SimpleQueue

from core.model.errors import DataUnreadable, TrunklineError
from core.results.export_trouble import NO_SPACE
from core.results.frames import HEAD, body_length, frame, question_in
from core.results.questions import (
    AskSql,
    ComparePair,
    CompareRuns,
    ExportBundles,
    ExportDifferences,
    FilterRows,
    FindColumns,
    FindMistake,
    FindPages,
    FindPlace,
    LayOut,
    Question,
    ReadAt,
    ReadChildren,
    ReadText,
    ReadWhole,
    SearchBundles,
    SortRows,
    SuggestKeys,
)
from core.results.told import Failed, Finished, Tell, Told

LARGE_SORT = 200_000
"""Rows from which a worker that sorted them ends: the memory would stay with it."""

_PR_SET_PDEATHSIG = 1

_NO_MEMORY = Failed(
    "There is not enough memory for this.",
    "The bundles that it takes are too many or too large for this computer.",
    "Close other programs, or filter the bundles first.",
)


def main(most_memory: int | None = None) -> int:
    """Answer until standard input ends. Of the computer's memory, three quarters may be used, or so many
    bytes."""
    end_with_the_program()
    _spare_the_computer(most_memory)
    bodies: SimpleQueue[bytes] = SimpleQueue()
    out = FileIO(os.dup(1), "w")
    os.dup2(2, 1)  # whatever else is printed must not get between the frames
    start_new_thread(_listen, (FileIO(0, closefd=False), bodies))
    while True:
        question = question_in(bodies.get())
        last = answer(question, lambda told: _send(out, told))
        _send(out, last)
        if isinstance(last, Failed) or last.retires:
            return 0


def end_with_the_program() -> None:
    """Have the system end this process when the one that started it is gone.

    The end of standard input is noticed by a thread, and that waits for as long as a call into C keeps
    Python's lock. Linux only; elsewhere the process ends after that call.
    """
    if sys.platform == "linux":
        import ctypes
        import signal

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)


def answer(question: Question, tell: Tell) -> Finished | Failed:
    """Carry out one question; gives its last word."""
    try:
        _work(question, tell)
    except TrunklineError as error:
        return Failed.by(error)
    except MemoryError:
        return _NO_MEMORY
    except OSError as error:
        return _refused(question, error)
    except Exception:  # noqa: BLE001 - a bug here is told to the program, which reports it
        import traceback

        return Failed("", bug=traceback.format_exc())
    return Finished(retires=_has_grown(question))


def _refused(question: Question, error: OSError) -> Failed:
    """What the disk says no with. Bundles are read where they lie, answers written among temporary files."""
    match question:
        case (
            SortRows(out=answer)
            | FilterRows(out=answer)
            | SearchBundles(out=answer)
            | CompareRuns(out=answer)
            | AskSql(folder=answer)
        ) if error.errno in NO_SPACE:
            return Failed(
                "There is no room for the answer.",
                f"It is written among temporary files, in {Path(answer).parent.parent}; that disk is full.",
                "Free some space there, then try again.",
            )
    return Failed.by(
        DataUnreadable(
            "The bundles of this run cannot be read.",
            f"The disk says: {error.strerror or type(error).__name__}.",
            "Check the disk that the data folder lies on, then try again.",
        )
    )


def _has_grown(question: Question) -> bool:
    match question:
        case SortRows(source=source):
            return source.count >= LARGE_SORT
        case CompareRuns(older=older, newer=newer):
            return older.count + newer.count >= LARGE_SORT
    return False


def _work(question: Question, tell: Tell) -> None:
    match question:
        case FindColumns():
            from core.results import columns

            columns.work(question, tell)
        case SortRows():
            from core.results import order

            order.work(question, tell)
        case FilterRows():
            from core.results import matching

            matching.work(question, tell)
        case SearchBundles():
            from core.results import search

            search.work(question, tell)
        case ReadWhole() | ReadChildren() | ReadAt() | ReadText() | FindPlace() | FindMistake():
            from core.results import reading

            reading.work(question, tell)
        case FindPages():
            from core.results import pages

            pages.work(question, tell)
        case LayOut():
            from core.results import layout

            layout.work(question, tell)
        case CompareRuns():
            from core.results import diff

            diff.work(question, tell)
        case SuggestKeys():
            from core.results import diff_suggest

            diff_suggest.work(question, tell)
        case ComparePair():
            from core.results import diff_pair

            diff_pair.work(question, tell)
        case ExportDifferences():
            from core.results import diff_export

            diff_export.work(question, tell)
        case ExportBundles():
            from core.results import export

            export.work(question, tell)
        case AskSql():
            from core.results import sql

            sql.work(question, tell)


def _listen(pipe: FileIO, bodies: "SimpleQueue[bytes]") -> None:
    """Take questions; at the end of the pipe nobody wants answers any more, whatever is being done."""
    while True:
        head = _exactly(pipe, HEAD)
        body = _exactly(pipe, body_length(head))
        bodies.put(body)


def _exactly(pipe: FileIO, size: int) -> bytes:
    parts: list[bytes] = []
    while size:
        part = pipe.read(size)
        if not part:
            os._exit(0)
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _send(out: FileIO, told: Told) -> None:
    rest = memoryview(frame(told))
    try:
        while rest:
            rest = rest[out.write(rest) :]
    except OSError:  # nobody listens any more
        os._exit(0)


def _spare_the_computer(most_memory: int | None) -> None:
    """Let this process, and not the program, be what ends when the memory does."""
    gc.disable()  # what is made here has no cycles, and there may be millions of it
    if sys.platform != "win32":
        import resource
        import signal

        signal.signal(signal.SIGINT, signal.SIG_IGN)  # meant for the program, which will end this process
        most = most_memory or os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") * 3 // 4
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    if sys.platform == "linux":
        with contextlib.suppress(OSError), Path("/proc/self/oom_score_adj").open("w") as score:
            score.write("1000")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else None))
