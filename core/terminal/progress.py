"""How far something is: one line on a terminal, rewritten in place; nothing where nobody looks."""

import sys
from types import TracebackType
from typing import Self

from core.model.results import Progress

_ERASE = "\r\x1b[K"


class ProgressLine:
    """Shown on standard error, if that is a terminal. Gone at the end of the `with`."""

    def __init__(self) -> None:
        self._stream = sys.stderr if sys.stderr and sys.stderr.isatty() else None
        self._is_shown = False

    def show(self, words: str) -> None:
        """Say this instead of what was said before."""
        if self._stream is not None:
            self._stream.write(_ERASE + words)
            self._stream.flush()
            self._is_shown = True

    def show_progress(self, words: str, progress: Progress) -> None:
        """Say it with how far it is: "Comparing… 40 %"."""
        part = f" {100 * progress.done // progress.total} %" if progress.total else ""
        self.show(f"{words}{part}")

    def hide(self) -> None:
        """Make room for what is to stay."""
        if self._stream is not None and self._is_shown:
            self._stream.write(_ERASE)
            self._stream.flush()
            self._is_shown = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.hide()
