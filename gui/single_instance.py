"""One window for each data folder: a second start raises the first window, and leaves.

A lock file says that somebody is there. Who holds it listens on a local socket of this person's account,
whose random name stands beside the lock: a name that could be guessed could be taken by somebody else first.
Where whoever holds the lock does not answer, a second window is better than none: the data folder can be
shared.

The lock is taken before anything else. Listening comes after the first paint, because loading QtNetwork takes
its time: a start that comes in between waits for it.
"""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Collection, Sequence
from functools import partial
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QLockFile

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket
    from PySide6.QtWidgets import QWidget

LOCK, ADDRESS = "window.lock", "window.address"
"""The names of the files, in the data folder."""

PATIENCE = 6.0
"""Seconds that a second start waits for one that is just starting, or leaving."""

_ANSWER_WITHIN = 3000
"""Milliseconds."""

_STEP = 50
"""Milliseconds between two tries."""

_LONGEST = 10_000
"""Bytes of a message."""

_NAME = "trunkline-"
_HEARD = b"heard\n"


class Instance:
    """This start of the program, as long as it has its window."""

    def __init__(self, folder: Path, lock: QLockFile | None = None) -> None:
        """`lock`: held; None for a window beside the one that others find."""
        self._folder = folder
        self._lock = lock
        self._left_behind = _read_address(folder) if lock else ""
        self._server: QLocalServer | None = None
        if lock:
            with contextlib.suppress(OSError):  # whoever was killed has left it
                (folder / ADDRESS).unlink(missing_ok=True)

    @property
    def is_first(self) -> bool:
        """Whether other starts come to this one."""
        return self._lock is not None

    def listen(self, asked: Callable[[Collection[str]], None]) -> None:
        """From now on `asked` is called with what a second start was asked to do. Needs the application."""
        if self._lock is None:
            return
        import secrets  # here, as everything that taking the lock can do without: the window waits for that

        from PySide6.QtNetwork import QLocalServer

        if Path(self._left_behind).name.startswith(_NAME):
            QLocalServer.removeServer(self._left_behind)
        server = QLocalServer()
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(lambda: _receive(server, asked))
        heard = server.listen(f"{_NAME}{secrets.token_hex(8)}")
        if heard and _write_address(self._folder, server.fullServerName()):
            self._server = server
        else:
            server.close()
            self._unlock()  # nobody can be told: then nobody needs to wait for it either

    def stop_listening(self) -> None:
        """The window is leaving: a start that comes now waits until it is gone, and is the next first one."""
        if self._server is not None:
            with contextlib.suppress(OSError):
                (self._folder / ADDRESS).unlink(missing_ok=True)
            self._server.close()
            self._server = None

    def leave(self) -> None:
        """Let another start be the first."""
        self.stop_listening()
        self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None


def enter(folder: Path, wishes: Sequence[str] = (), patience: float = PATIENCE) -> Instance | None:
    """Be the one window of a data folder, which is there; None when another one was told the wishes."""
    lock = QLockFile(str(folder / LOCK))
    lock.setStaleLockTime(0)  # only the end of its process makes it stale, not its age
    until = time.monotonic() + patience
    while not lock.tryLock(_STEP):
        if lock.error() != QLockFile.LockError.LockFailedError:
            return Instance(folder)  # the folder cannot be written: the core will say so
        if _told(folder, wishes):
            return None
        if time.monotonic() > until:
            return Instance(folder)
    if os.name == "posix":
        with contextlib.suppress(OSError):
            (folder / LOCK).chmod(0o600)
    return Instance(folder, lock)


def raise_window(window: "QWidget") -> None:
    """Bring a window before the others; where the system does not allow that, it asks for attention."""
    from PySide6.QtWidgets import QApplication

    window.setWindowState(window.windowState() & ~QtCore.Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    QApplication.alert(window)


def _told(folder: Path, wishes: Sequence[str]) -> bool:
    """Tell the window that is there; whether it has heard."""
    address = _read_address(folder)
    if not address:
        return False
    import json

    from PySide6.QtNetwork import QLocalSocket

    if sys.platform == "win32":
        _let_come_to_the_front()
    socket = QLocalSocket()
    socket.connectToServer(address)
    if not socket.waitForConnected(_ANSWER_WITHIN):
        return False
    socket.write(json.dumps(list(wishes)).encode() + b"\n")
    heard = b""
    while len(heard) < len(_HEARD) and socket.waitForReadyRead(_ANSWER_WITHIN):
        heard += bytes(socket.readAll().data())
    socket.abort()
    return heard == _HEARD


def _let_come_to_the_front() -> None:
    """Windows lets only the program that has the keyboard raise a window, and that is this one now."""
    import ctypes

    any_process = -1
    ctypes.windll.user32.AllowSetForegroundWindow(any_process)  # type: ignore[attr-defined, unused-ignore]


def _receive(server: "QLocalServer", asked: Callable[[Collection[str]], None]) -> None:
    """Hear out whoever has called."""
    while server.hasPendingConnections():
        socket = server.nextPendingConnection()
        said = bytearray()
        socket.disconnected.connect(socket.deleteLater)
        socket.readyRead.connect(partial(_hear, socket, said, asked))
        _hear(socket, said, asked)


def _hear(socket: "QLocalSocket", said: bytearray, asked: Callable[[Collection[str]], None]) -> None:
    """Add what has come to what another start `said` so far; do it when that is all."""
    said += bytes(socket.readAll().data())
    if len(said) > _LONGEST:
        socket.abort()
    elif said.endswith(b"\n"):
        wishes = _wishes_in(bytes(said))
        if wishes is None:
            socket.abort()
            return
        said.clear()
        socket.write(_HEARD)
        socket.flush()
        asked(wishes)


def _wishes_in(said: bytes) -> tuple[str, ...] | None:
    """What was asked for; None for anything that no start of ours says."""
    import json

    try:
        wishes = json.loads(said)
    except (ValueError, RecursionError):
        return None
    if isinstance(wishes, list) and all(isinstance(wish, str) for wish in wishes):
        return tuple(wishes)
    return None


def _read_address(folder: Path) -> str:
    try:
        return (folder / ADDRESS).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _write_address(folder: Path, address: str) -> bool:
    """All at once, and for this person only."""
    new = folder / f"{ADDRESS}.new"
    try:
        with FileIO(new, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(address.encode())
        new.replace(folder / ADDRESS)
    except OSError:
        return False
    return True
