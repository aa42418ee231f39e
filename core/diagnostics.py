"""The log and the story of a bug, both without secrets; written here, and read again."""

import contextlib
import logging
import logging.handlers
import queue
import re
import sys
import threading
import traceback
from collections.abc import Iterable
from io import BufferedWriter, FileIO, TextIOWrapper
from pathlib import Path

import msgspec

from core.private_files import private_file
from core.rules.redact import Redactor

LOG_SIZE = 1_000_000
"""Bytes of one log file; one older file is kept."""

LOG = "trunkline.log"

LOG_TAIL = 64_000
"""Characters at the end of the log that are read again, and at the beginning of what a hard end has left."""

_HARD_ENDS = "crash-*.txt"
"""What the window keeps of them, by their time."""

_LOGGER = logging.getLogger("trunkline")

_BEGINNING = re.compile(r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),\d{3} ([A-Z]+) (\S+): ", re.MULTILINE)
"""Of each record in the log, as `_RedactingFormatter` writes it."""


class LogEntry(msgspec.Struct, frozen=True):
    """One record of the log: when (as the clock here showed it), how bad (`WARNING`, `ERROR`, …), who said
    it, and what, with the story of an exception in further lines."""

    at: str
    level: str
    source: str
    text: str

    @property
    def is_error(self) -> bool:
        """Something did not work, as opposed to: somebody should know."""
        return self.level in ("ERROR", "CRITICAL")

    def __str__(self) -> str:
        return f"{self.at} {self.level} {self.source}: {self.text}"


class HardEnd(msgspec.Struct, frozen=True):
    """When a crash outside Python ended the program (seconds since 1970), and where each thread was."""

    at: float
    story: str


class Diagnostics:
    """One log file for the program. Every record is redacted by value before it is written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._secrets: set[str] = set()
        self._redactor = Redactor(())
        self._lock = threading.Lock()
        self._queue: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
        self._handler = logging.handlers.QueueHandler(self._queue)
        self._listener: logging.handlers.QueueListener | None = None
        self._read_at: tuple[tuple[int, int], ...] = ()
        self._entries: tuple[LogEntry, ...] = ()

    def start(self) -> None:
        """Write warnings and errors of the whole program to the log, in a thread of its own."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            return  # a program without a log is better than none
        file = _PrivateFile(
            self._folder / LOG, maxBytes=LOG_SIZE, backupCount=1, encoding="utf-8", delay=True
        )
        file.setFormatter(_RedactingFormatter(self))
        self._listener = logging.handlers.QueueListener(self._queue, file)
        self._listener.start()
        root = logging.getLogger()
        root.addHandler(self._handler)
        # httpx writes every address at INFO, keys in the query included.
        logging.getLogger("httpx").setLevel(logging.WARNING)

    def stop(self) -> None:
        """Write what is left and let go of the file."""
        logging.getLogger().removeHandler(self._handler)
        if self._listener:
            self._listener.stop()
            for handler in self._listener.handlers:
                handler.close()
            self._listener = None

    def learn_secrets(self, secrets: Iterable[str]) -> None:
        """From now on these texts are replaced in everything that is logged or reported."""
        with self._lock:
            new = set(secrets) - self._secrets
            if new:
                self._secrets |= new
                self._redactor = Redactor(self._secrets)
                self._read_at = ()

    def redact(self, text: str) -> str:
        """The text without any secret that is known."""
        return self._redactor.text(text)

    def shown(self, text: str) -> str:
        """The text as people may see it: without secrets, and with the home folder as "~"."""
        return without_home(self.redact(text))

    def report(self, error: BaseException) -> str:
        """Log a bug; gives the text that a person may copy and send."""
        story = "".join(traceback.format_exception(error))
        text = self.shown(f"Trunkline, Python {sys.version.split()[0]}, {sys.platform}\n{story}")
        _LOGGER.error("%s", text)
        return text

    def log(self) -> tuple[LogEntry, ...]:
        """The latest of what was logged, oldest first. Reads files: call it in a thread."""
        marks = _marks(self._folder)
        if marks != self._read_at:
            text = "".join(_tail(self._folder / name, LOG_TAIL) for name in (f"{LOG}.1", LOG))
            self._entries = entries_in(self.shown(text[-LOG_TAIL:]))
            self._read_at = marks
        return self._entries

    def last_end(self) -> HardEnd | None:
        """The latest hard end of the program that was written down, None if there was none."""
        for file in sorted(self._folder.glob(_HARD_ENDS), reverse=True):
            with contextlib.suppress(OSError):
                with file.open("rb") as read:
                    story = read.read(LOG_TAIL).decode("utf-8", "replace")
                return HardEnd(at=file.stat().st_mtime, story=self.shown(story))
        return None


def entries_in(text: str) -> tuple[LogEntry, ...]:
    """The records in a piece of the log; what stands before the first beginning is left out."""
    begun = list(_BEGINNING.finditer(text))
    if not begun:
        return ()
    ends = [*(found.start() for found in begun[1:]), len(text)]
    return tuple(
        LogEntry(found[1], found[2], found[3], text[found.end() : end].rstrip())
        for found, end in zip(begun, ends, strict=True)
    )


def without_home(text: str, home: Path | None = None) -> str:
    """The text with the home folder written "~": a path tells whose computer it is."""
    try:
        folder = home or Path.home()
    except RuntimeError:  # an account without one
        return text
    for spelled in sorted({str(folder), str(folder.resolve()), folder.as_posix()}, key=len, reverse=True):
        for form in (spelled.replace("\\", "\\\\"), spelled):
            if len(Path(spelled).parts) > 1:
                text = re.sub(rf"(?<![\w.-]){re.escape(form)}(?![\w.-])", "~", text)
    return text


def _marks(folder: Path) -> tuple[tuple[int, int], ...]:
    """Sizes and times of the log's files: other ones after something was written."""
    found = []
    for name in (LOG, f"{LOG}.1"):
        with contextlib.suppress(OSError):
            stood = (folder / name).stat()
            found.append((stood.st_size, stood.st_mtime_ns))
    return tuple(found)


def _tail(file: Path, most: int) -> str:
    """The end of a file, "" where there is none."""
    try:
        with file.open("rb") as read:
            read.seek(max(0, file.stat().st_size - most))
            return read.read().decode("utf-8", "replace")
    except OSError:
        return ""


class _PrivateFile(logging.handlers.RotatingFileHandler):
    """A log that its owner alone may read, whatever is usual on this computer."""

    def _open(self) -> TextIOWrapper:
        file = FileIO(self.baseFilename, self.mode, opener=private_file)
        return TextIOWrapper(BufferedWriter(file), encoding=self.encoding)


class _RedactingFormatter(logging.Formatter):
    def __init__(self, diagnostics: Diagnostics) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._diagnostics = diagnostics

    def format(self, record: logging.LogRecord) -> str:
        return self._diagnostics.redact(super().format(record))
