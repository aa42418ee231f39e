"""Folders that only their owner may open, and a sentence for whatever a disk says no with."""

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from core.model.errors import DataUnreadable

PRIVATE_FOLDER = 0o700

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}
_NO_FOLDER = {errno.EEXIST, errno.ENOTDIR}


def private_folder(folder: Path) -> None:
    """Make the folder, and close it to everybody else if it is open to them."""
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    mode = folder.stat().st_mode
    if os.name == "posix" and mode & 0o077 and not mode & stat.S_ISVTX:  # one like /tmp is everybody's
        with contextlib.suppress(PermissionError):  # a file system without owners, such as a stick's
            folder.chmod(PRIVATE_FOLDER)


@contextlib.contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Whatever the disk refuses inside becomes DataUnreadable, naming the folder."""
    try:
        yield
    except OSError as error:
        raise disk_problem(folder, error) from error


def disk_problem(folder: Path, error: OSError) -> DataUnreadable:
    """The sentence for an error of the file system."""
    if error.errno in _NO_SPACE:
        return disk_full(folder)
    if error.errno in _NOT_ALLOWED:
        return not_writable(folder)
    if error.errno in _NO_FOLDER:
        return DataUnreadable(
            "Trunkline's data folder cannot be made.",
            f"{error.filename or folder} is a file, or lies in one.",
            "Name another folder, or move that file away.",
        )
    return DataUnreadable(
        "Trunkline's data cannot be read or written.",
        f"The system says of {error.filename or folder}: {error.strerror or type(error).__name__}.",
        "Check the folder and the disk that it lies on.",
    )


def disk_full(folder: Path) -> DataUnreadable:
    """The sentence for a disk without room."""
    return DataUnreadable(
        "The disk is full.",
        f"Trunkline could not write to {folder}.",
        "Free some space and try again. What was saved before is safe.",
    )


def not_writable(folder: Path) -> DataUnreadable:
    """The sentence for a folder that is closed to us."""
    return DataUnreadable(
        "Trunkline's data cannot be written.",
        f"The folder {folder}, or a file in it, is read-only or belongs to somebody else.",
        "Make it writable for your account.",
    )
