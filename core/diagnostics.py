"""The log and the story of a bug, both without secrets."""

import logging
import logging.handlers
import os
import queue
import sys
import threading
import traceback
from collections.abc import Iterable
from io import BufferedWriter, FileIO, TextIOWrapper
from pathlib import Path

from core.rules.redact import Redactor

LOG_SIZE = 1_000_000
"""Bytes of one log file; one older file is kept."""

_LOGGER = logging.getLogger("trunkline")


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

    def start(self) -> None:
        """Write warnings and errors of the whole program to the log, in a thread of its own."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            return  # a program without a log is better than none
        file = _PrivateFile(
            self._folder / "trunkline.log", maxBytes=LOG_SIZE, backupCount=1, encoding="utf-8", delay=True
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

    def redact(self, text: str) -> str:
        """The text without any secret that is known."""
        return self._redactor.text(text)

    def report(self, error: BaseException) -> str:
        """Log a bug; gives the text that a person may copy and send."""
        story = "".join(traceback.format_exception(error))
        text = self.redact(f"Trunkline, Python {sys.version.split()[0]}, {sys.platform}\n{story}")
        _LOGGER.error("%s", text)
        return text


class _PrivateFile(logging.handlers.RotatingFileHandler):
    """A log that its owner alone may read, whatever is usual on this computer."""

    def _open(self) -> TextIOWrapper:
        file = FileIO(self.baseFilename, self.mode, opener=_opened_for_owner)
        return TextIOWrapper(BufferedWriter(file), encoding=self.encoding)


def _opened_for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class _RedactingFormatter(logging.Formatter):
    def __init__(self, diagnostics: Diagnostics) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._diagnostics = diagnostics

    def format(self, record: logging.LogRecord) -> str:
        return self._diagnostics.redact(super().format(record))
