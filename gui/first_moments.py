"""Before there is a window: the file of its look, what is said without a screen, and quick imports."""

import builtins
import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

_NO_SCREEN = (
    "Trunkline cannot open a window here: no screen answers. Start it in a session with a screen; its "
    "commands need none: trunkline --help"
)
_NO_WINDOW = (
    "Trunkline cannot open a window here, for the reason above. Its commands need none: trunkline --help"
)
_NOBODY_ANSWERS = ("could not connect to display", "Failed to create wl_display")
"""What Qt says of an X server and of a Wayland compositor that are not there."""


@contextlib.contextmanager
def no_screen_is_said() -> Iterator[None]:
    """Without a screen Qt ends the process, and advises to install the program anew. It does so too where a
    part of its own is missing: then what it says stands."""
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

    is_there = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))

    def say(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        nonlocal is_there
        if kind == QtMsgType.QtFatalMsg:
            to_standard_error(_NO_WINDOW if is_there else _NO_SCREEN)
            os._exit(1)
        is_there = is_there and not text.startswith(_NOBODY_ANSWERS)
        to_standard_error(text)

    before = qInstallMessageHandler(say)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def to_standard_error(text: str) -> None:
    """Say a line where a terminal can show it."""
    if sys.stderr is not None:  # a program without a terminal has none
        with contextlib.suppress(OSError):
            sys.stderr.write(f"{text}\n")
            sys.stderr.flush()


def import_as_ever() -> None:
    """PySide6 reads the source of each module that is imported after it, to see whether it asks for other
    names of Qt's methods. None here does, and the program is there a fifth sooner."""
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def made_private(file: Path) -> str:
    """The path of a file that its owner alone may read: Qt would leave that to what is usual here. On a disk
    that cannot be written the core says so."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    return str(file)
