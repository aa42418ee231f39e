"""A limit on the time that a regular expression takes: nothing else can stop one from within."""

import contextlib
import sys
from collections.abc import Iterator
from types import FrameType


class TooLong(Exception):
    """The time is over."""


if sys.platform == "win32":
    import faulthandler
    import os

    @contextlib.contextmanager
    def limited(seconds: float) -> Iterator[None]:
        """End the whole process when it takes ten times as long: there is no gentler way on Windows."""
        with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - needs a file with a number
            faulthandler.dump_traceback_later(10 * seconds, exit=True, file=nowhere)
            try:
                yield
            finally:
                faulthandler.cancel_dump_traceback_later()

else:
    import signal

    @contextlib.contextmanager
    def limited(seconds: float) -> Iterator[None]:
        """Raise `TooLong` when it takes longer. In the main thread only."""
        handler = signal.signal(signal.SIGALRM, _stop)
        timer = signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, handler)
            signal.setitimer(signal.ITIMER_REAL, *timer)


def _stop(number: int, frame: FrameType | None) -> None:
    raise TooLong
