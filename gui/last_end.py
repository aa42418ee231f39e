"""How the program ended last time: tidily, or so hard that only the interpreter could still write it down.

A crash of Qt or of another library ends the process at once. Python's `faulthandler` then writes where every
thread was into a file that is open for that from the start; file names and functions, no values. At a tidy
end the file goes; what the next start finds in it is kept beside the log, and told once.
"""

import contextlib
import faulthandler
import os
import sys
import time
from pathlib import Path

FILE = "crash.txt"
KEPT = 5
"""Reports of earlier ends."""


class LastEnd:
    """Watches this start, and knows how the one before ended."""

    def __init__(self, logs: Path) -> None:
        """`logs`: where the log lies, or will."""
        self._logs = logs
        self._descriptor: int | None = None
        self.report: Path | None = None
        """What was written when the last one ended hard; None when it ended as it should."""

    def watch(self) -> None:
        """Keep what the last start has left, and have a hard end of this one written down."""
        file = self._logs / FILE
        try:
            self._logs.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.report = _put_aside(file)
            self._descriptor = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_APPEND, 0o600)
        except OSError:  # a disk that cannot be written: the core says so
            watch_only()
            return
        faulthandler.enable(self._descriptor)

    def note(self, text: str) -> None:
        """Write down why the program is about to end, without waiting for anything."""
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                os.write(self._descriptor, f"{text}\n".encode("utf-8", "replace"))

    def was_tidy(self) -> None:
        """This one has come to its end as it should."""
        if self._descriptor is not None:
            faulthandler.disable()
            os.close(self._descriptor)
            self._descriptor = None
            with contextlib.suppress(OSError):
                (self._logs / FILE).unlink(missing_ok=True)


def watch_only() -> None:
    """A hard end is told on standard error, where there is one."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError, ValueError, AttributeError):  # a stream that is no file
            faulthandler.enable()


def _put_aside(file: Path) -> Path | None:
    """Keep what was written, named after its time; forget the oldest."""
    try:
        stood = file.stat()
    except FileNotFoundError:
        return None
    if not stood.st_size:  # ended from outside, or by a power cut: nothing of ours
        return None
    kept = file.with_name(time.strftime("crash-%Y%m%d-%H%M%S.txt", time.localtime(stood.st_mtime)))
    file.replace(kept)
    for old in sorted(file.parent.glob("crash-*.txt"))[:-KEPT]:
        old.unlink(missing_ok=True)
    return kept
