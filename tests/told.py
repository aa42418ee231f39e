"""What anybody gets to see or hear while the tests run: painted, logged, printed, copied.

A person at the screen, a reader of the log and whoever pastes the clipboard elsewhere must find no secret
there. Every string is kept once, with where it was told first; `tests/leaks.py` searches them at the end.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest


def test_now() -> str:
    """The test that is under way."""
    return os.environ.get("PYTEST_CURRENT_TEST", "no test").partition(" (")[0]


class Telling(NamedTuple):
    """Where a string was told first: how, and in which test."""

    how: str
    test: str


class Told:
    """Strings that were told, each once."""

    def __init__(self) -> None:
        self.strings: dict[str, Telling] = {}
        self._excused: list[str] = []

    def tell(self, text: str, how: str) -> None:
        """Somebody gets to see this."""
        if text and text not in self.strings and not how.startswith(tuple(self._excused)):
            self.strings[text] = Telling(how, test_now())

    @contextmanager
    def excused(self, how: str, why: str) -> Iterator[None]:
        """What is told so meanwhile is told on purpose: `how` is its beginning, `why` the reason."""
        assert why
        self._excused.append(how)
        try:
            yield
        finally:
            self._excused.remove(how)


TOLD = Told()
"""Those of this process."""

excused = TOLD.excused


class _Log(logging.Handler):
    """Every record as it is, before anything is taken out of it."""

    def __init__(self, told: Told) -> None:
        super().__init__()
        self._told = told
        self.setFormatter(logging.Formatter("%(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it, with the story of its exception."""
        self._told.tell(self.format(record), f"a record of the log of {record.name}")


@contextmanager
def listening(told: Told = TOLD) -> Iterator[None]:
    """Keep what is logged, and what commands print as far as a test looks at it."""
    log = _Log(told)
    logging.getLogger().addHandler(log)
    try:
        with pytest.MonkeyPatch.context() as patch:
            _hear(patch, told)
            yield
    finally:
        logging.getLogger().removeHandler(log)


def _hear(patch: pytest.MonkeyPatch, told: Told) -> None:
    import subprocess

    from _pytest.capture import CaptureFixture

    def hear(owner: Any, name: str) -> None:
        genuine = getattr(owner, name)

        def hearing(*given: Any, **named: Any) -> Any:
            printed = genuine(*given, **named)
            for stream, text in zip(("standard output", "standard error"), printed, strict=True):
                told.tell(_as_text(text), stream)
            return printed

        patch.setattr(owner, name, hearing)

    hear(CaptureFixture, "readouterr")
    hear(subprocess.Popen, "communicate")


def _as_text(printed: str | bytes | None) -> str:
    return printed.decode(errors="replace") if isinstance(printed, bytes) else printed or ""
