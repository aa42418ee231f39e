"""What happens when the program itself is wrong: one reporter, details to copy, no secret in them."""

import asyncio
import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QWidget

_LOGGER = logging.getLogger("trunkline.qt")


class CrashReporter:
    """Gathers what nobody handled: from slots, threads, the loop, and Qt itself."""

    def __init__(self, tell: Callable[[BaseException], str]) -> None:
        self._tell = tell
        self._parent: QWidget | None = None
        self._shown: QDialog | None = None

    def install(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take the place of Python's, the loop's and Qt's own handlers."""
        sys.excepthook = self._from_python
        threading.excepthook = lambda hooked: self.report(hooked.exc_value or RuntimeError("a thread ended"))
        loop.set_exception_handler(self._from_loop)
        qInstallMessageHandler(_from_qt)

    def belongs_to(self, window: QWidget) -> None:
        """Show what happens over this window."""
        self._parent = window

    def report(self, error: BaseException) -> None:
        """Log it, and tell the person once: a second one while the first is on the screen is only logged."""
        story = self._tell(error)
        if self._parent is None or threading.current_thread() is not threading.main_thread():
            sys.stderr.write(story)
            return
        if self._shown is None:
            self._shown = self._box(story)
            self._shown.finished.connect(self._closed)
            self._shown.open()

    def _box(self, story: str) -> QMessageBox:
        box = QMessageBox(QMessageBox.Icon.Warning, "Trunkline", "Something went wrong inside Trunkline.")
        box.setParent(self._parent, box.windowFlags())
        box.setObjectName("crash")
        box.setInformativeText(
            "That is our mistake, not yours. What you did is kept. The details hold no secrets; "
            "copying them helps us mend it."
        )
        box.setDetailedText(story)
        copy = box.addButton("Copy details", QMessageBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QApplication.clipboard().setText(story))
        box.addButton(QMessageBox.StandardButton.Close)
        return box

    def _closed(self) -> None:
        shown, self._shown = self._shown, None
        if shown:
            shown.deleteLater()

    def _from_python(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        self.report(error.with_traceback(trace))

    def _from_loop(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self.report(context.get("exception") or RuntimeError(str(context.get("message"))))


def _from_qt(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg):
        _LOGGER.error("%s", text)
    elif kind == QtMsgType.QtWarningMsg:
        _LOGGER.warning("%s", text)
