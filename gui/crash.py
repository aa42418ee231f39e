"""What happens when the program itself is wrong: one reporter, details to copy, no secret in them."""

import asyncio
import contextlib
import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtWidgets import QDialog, QWidget

from gui import crash_words

if TYPE_CHECKING:
    from gui.crash_dialog import CrashDialog

_LOGGER = logging.getLogger("trunkline.qt")

QUIET = 10.0
"""Seconds after its dialog was closed in which the same mistake is counted, and not shown again."""

_MOST_KINDS = 100

Kind = tuple[str, str, int]
"""Which mistake it is: what was raised, in which file, in which line."""


class CrashReporter(QObject):
    """Gathers what nobody handled: from slots, threads, the loops, and Qt itself.

    The first of a kind is written to the log with its story and shown; further ones are counted.
    """

    restart_wanted = Signal()
    """The person would rather start anew."""

    def __init__(
        self,
        tell: Callable[[BaseException], str] | None = None,
        on_fatal: Callable[[str], None] | None = None,
    ) -> None:
        """`tell` logs an error and gives its story without secrets; `on_fatal` writes down Qt's last words
        while the process ends."""
        super().__init__()
        self._tell = tell or _in_short
        self._on_fatal = on_fatal
        self._parent: QWidget | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._dialog: CrashDialog | None = None
        self._told = crash_words.WHILE_RUNNING
        self._lock = threading.Lock()
        self._counts: dict[Kind, int] = {}
        self._stories: dict[Kind, str] = {}
        self._closed: dict[Kind, float] = {}
        self._in_dialog: set[Kind] = set()

    def install(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take the place of Python's, the loop's and Qt's own handlers. The loop is the window's."""
        self._loop = loop
        sys.excepthook = self._from_python
        threading.excepthook = lambda hooked: self.report(hooked.exc_value or RuntimeError("a thread ended"))
        loop.set_exception_handler(self._from_loop)
        qInstallMessageHandler(self._from_qt)

    def belongs_to(self, window: QWidget) -> None:
        """Show what happens over this window."""
        self._parent = window

    def tells_with(self, tell: Callable[[BaseException], str]) -> None:
        """From now on this makes the stories: the core is there, and knows the secrets."""
        self._tell = tell

    def report(self, error: BaseException) -> None:
        """Log it, and tell the person. From any thread."""
        kind = _kind(error)
        with self._lock:
            if len(self._counts) > _MOST_KINDS:
                self._counts.clear()
                self._stories.clear()
            times = self._counts[kind] = self._counts.get(kind, 0) + 1
        if kind not in self._stories:
            self._stories[kind] = self._tell(error)
        elif times in (10, 100, 1000):  # one that comes with every painting must not fill the log
            _LOGGER.error("The same %s again, %d times by now", kind[0], times)
        self._in_window_thread(kind)

    async def could_not_start(self, error: BaseException) -> None:
        """Tell it as the last thing that this start does, and wait until the person has closed it."""
        self._told = crash_words.AT_THE_START
        if self._dialog is not None:  # about something before, in words that no longer hold
            self._dialog.reject()
        self._closed.clear()
        self.report(error)
        if self._dialog is not None:
            closed = asyncio.Event()
            self._dialog.finished.connect(closed.set)
            await closed.wait()

    def _in_window_thread(self, kind: Kind) -> None:
        if threading.current_thread() is threading.main_thread():
            self._show(kind)
        elif self._loop is None:
            _to_standard_error(self._stories[kind])
        else:
            with contextlib.suppress(RuntimeError):  # the window has gone: it stands in the log
                self._loop.call_soon_threadsafe(self._show, kind)

    def _show(self, kind: Kind) -> None:
        story, times = self._stories.get(kind, ""), self._counts.get(kind, 1)
        if self._parent is None:
            _to_standard_error(story)
        elif self._dialog is not None:
            self._in_dialog.add(kind)
            self._dialog.add(kind, story, times)
        elif time.monotonic() - self._closed.get(kind, -QUIET) >= QUIET:
            self._open(kind, story, times)

    def _open(self, kind: Kind, story: str, times: int) -> None:
        from gui.crash_dialog import CrashDialog

        self._dialog = dialog = CrashDialog(self._parent, self._told)
        self._in_dialog = {kind}
        dialog.add(kind, story, times)
        dialog.finished.connect(self._was_closed)
        dialog.open()

    def _was_closed(self, answer: int) -> None:
        dialog, self._dialog = self._dialog, None
        self._closed.update(dict.fromkeys(self._in_dialog, time.monotonic()))
        if dialog is not None:
            dialog.deleteLater()
        if answer == QDialog.DialogCode.Accepted:
            self.restart_wanted.emit()

    def _from_python(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        self.report(error.with_traceback(trace))

    def _from_loop(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self.report(context.get("exception") or RuntimeError(str(context.get("message"))))

    def _from_qt(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if kind == QtMsgType.QtFatalMsg and self._on_fatal:
            self._on_fatal(text)  # the log is written by a thread that will not come to it
        if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg):
            _LOGGER.error("%s", text)
        elif kind == QtMsgType.QtWarningMsg:
            _LOGGER.warning("%s", text)


def _kind(error: BaseException) -> Kind:
    """Where it was raised: two of one kind have the same story."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__, str(error), 0
    return type(error).__name__, trace.tb_frame.f_code.co_filename, trace.tb_lineno


def _in_short(error: BaseException) -> str:
    """The story before the core is there: where it was, without what was said, which may hold anything."""
    where = "".join(traceback.format_tb(error.__traceback__))
    return f"Trunkline, Python {sys.version.split()[0]}, {sys.platform}\n{where}{type(error).__name__}\n"


def _to_standard_error(story: str) -> None:
    if sys.stderr is not None:  # a program without a terminal has none
        sys.stderr.write(story)
