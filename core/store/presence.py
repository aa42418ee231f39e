"""Which Trunkline processes are at work on a folder: the window, commands, several at once.

Each holds a lock on a file of its own. The system lets go of a lock when its process ends, however it ends,
so this cannot be fooled by a process number that was given to somebody else.
"""

import contextlib
import secrets
import sqlite3
import sys
from io import FileIO
from pathlib import Path

from core.private_files import private_file
from core.store.disk import private_folder

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        # flock, not lockf: it also keeps two stores of one process apart.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Presence:
    """This process, on this folder. Its id is written beside what it has under way."""

    def __init__(self, folder: Path) -> None:
        """Take the lock. OSError when the folder cannot be written."""
        self.id = secrets.token_hex(8)
        self._folder = folder / "processes"
        private_folder(self._folder)
        self._held = FileIO(self._file(self.id), "x", opener=private_file)
        _lock(self._held.fileno())

    def enter(self, connection: sqlite3.Connection) -> None:
        """Write this process down, and strike off those that are gone. Inside a transaction."""
        self.strike_off(connection)
        connection.execute("INSERT INTO processes (id) VALUES (?)", (self.id,))

    def strike_off(self, connection: sqlite3.Connection) -> None:
        """Strike off the processes that are gone. Inside a transaction, so that no two processes test a lock
        at the same time and take each other for its holder."""
        for (other,) in connection.execute("SELECT id FROM processes").fetchall():
            if self._is_gone(other):
                self._file(other).unlink(missing_ok=True)
                connection.execute("DELETE FROM processes WHERE id = ?", (other,))

    def close(self) -> None:
        """Let go of the lock and take its file away. The next process to enter strikes this one off."""
        self._held.close()
        with contextlib.suppress(OSError):  # a disk that became read-only: nobody holds the lock any more
            self._file(self.id).unlink()

    def _is_gone(self, other: str) -> bool:
        try:
            with FileIO(self._file(other), "r+") as file:
                _lock(file.fileno())
        except FileNotFoundError:
            return True
        except OSError:
            return False
        return True

    def _file(self, id: str) -> Path:
        return self._folder / f"{id}.lock"
