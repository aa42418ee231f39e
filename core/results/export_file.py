"""The file that an export makes: in a folder of its own beside the place where it will lie.

Whoever asks makes the folder, has it filled, and moves the file to its place once it is complete; the folder
goes in any case, with whatever is in it.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from io import FileIO
from pathlib import Path
from typing import TypeVar

from core.private_files import private_file
from core.results import export_trouble
from core.results.export_trouble import explained

T = TypeVar("T")

_CONTENT = "content"


@contextlib.contextmanager
def workplace(file: Path, *, overwrite: bool) -> Iterator["Workplace"]:
    """A private folder beside a file that is to be made; it goes in the end.

    Raises a sentence where nothing can be made, or where it must not be.
    """
    with explained(file):
        file = file.absolute()  # the worker that fills it stands elsewhere
        _check(file, overwrite)
        folder = Path(tempfile.mkdtemp(prefix=".trunkline-", dir=file.parent))
    try:
        with contextlib.ExitStack() as held:
            yield Workplace(folder, file, overwrite, held)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Workplace:
    """Where a file is made. `file` and `folder` are absolute."""

    def __init__(self, folder: Path, file: Path, overwrite: bool, held: contextlib.ExitStack) -> None:
        self.folder = folder
        self.file = file
        self._overwrite = overwrite
        self._held = held

    def hold(self, used: contextlib.AbstractContextManager[T]) -> T:
        """Have files that are read stay until the end."""
        return self._held.enter_context(used)

    def deliver(self) -> None:
        """Move the complete file to its place, where it appears all at once."""
        with explained(self.file):
            _check(self.file, self._overwrite)
        try:
            content_of(self.folder).replace(self.file)
        except OSError as error:
            raise export_trouble.cannot_replace(self.file, error) from error
        _settle(self.file.parent)


def _check(file: Path, overwrite: bool) -> None:
    if file.is_dir():
        raise export_trouble.is_a_folder(file)
    if file.exists() and not file.is_file():
        raise export_trouble.is_no_file(file)
    if not overwrite and os.path.lexists(file):
        raise export_trouble.already_there(file)


def content_of(folder: Path) -> Path:
    """The file in the folder of an export."""
    return folder / _CONTENT


class NewFile:
    """A new file that only its owner may read. `wanted` is where it will lie, for sentences.

    With `most` it becomes no larger than so many bytes.
    """

    def __init__(self, path: Path, wanted: Path, most: int = 0) -> None:
        self._wanted = wanted
        self._most = most
        self._size = 0
        with explained(wanted):
            self._file = FileIO(path, "xb", opener=private_file)

    def write(self, data: bytes) -> None:
        """Append. Where that cannot be, the file is let go of."""
        self._size += len(data)
        if self._most and self._size > self._most:
            self._file.close()
            raise export_trouble.too_much(self._most)
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            self._file.close()
            raise export_trouble.trouble(self._wanted, error) from error

    def close(self) -> None:
        """All is written: have it on the disk."""
        with explained(self._wanted):
            os.fsync(self._file.fileno())
            self._file.close()


def _settle(folder: Path) -> None:
    """Have the new name on the disk, where folders can be asked for that."""
    if os.name != "posix":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # a folder that may be written and not read
        return
    try:
        os.fsync(handle)
    except OSError:  # not every file system does that
        pass
    finally:
        os.close(handle)
